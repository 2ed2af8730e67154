internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// The ground that licences of a store worked year by year, where it can be turned into tonnes.
///
/// Only licences whose register says how they are worked, and not in situ: there nothing on the surface speaks of tonnes (DOMAIN 4). A year of a
/// subject is known when the ground of all of its licences is: the tonnes of a holder are of all of his mines. What a survey says of a licence and
/// year, its leaching blocks among it, stands before footprints.
struct StoredLand {
    private(set) var observations: [SubjectID: [LandObservation]] = [:]
    /// The worked area of each licence by its observations.
    private(set) var series: [GrowthSeries] = []
    /// What was seen of each row of the register that was looked at.
    private(set) var grounds: [Int: GroundSurvey.Ground] = [:]
    /// Every licence asked for.
    fileprivate var mines: [Mine] = []

    fileprivate struct Mine {
        var licence: Licence
        var subject: SubjectID
        var found: [Int32: [LandObservation]] = [:]
    }

    fileprivate struct LicenceYear: Hashable {
        var licence: String
        var year: Int32
    }

    /// Whether land is looked at for anything in the register at all.
    static func isOf(_ licences: LicenceTable) -> Bool { licences.rows.contains { method(of: $0) != nil } }

    static func method(of licence: Licence) -> MiningMethod? {
        licence.method.flatMap(MiningMethod.init(stated:)).flatMap { $0 == .inSitu ? nil : $0 }
    }

    /// - Parameters:
    ///   - subject: whom the ledger knows a licence as; `nil`: it is not asked for.
    ///   - grounds: what is known already of the ground of some rows.
    ///   - all: in situ and other ground, too, for those who say why it cannot be assessed.
    ///   - surveyed: what surveys say of a licence, by its id.
    ///   - district: in which a row of the register lies; `nil`: not known.
    /// - Throws: `StoreError`, `TopologyError`.
    /// - Complexity: O(licences asked for, each with the footprints on it and the scenes over it).
    init(
        _ store: Store, _ licences: LicenceTable, asOf commit: Int, all: Bool = false, seen grounds: [Int: GroundSurvey.Ground] = [:],
        surveyed: (String) -> [LandObservation] = { _ in [] }, district: (Int, Day) -> SubjectID? = { _, _ in nil },
        subject: (Licence) -> SubjectID?
    ) throws {
        let asked = licences.rows.indices.compactMap { row in subject(licences.rows[row]).map { (row: row, subject: $0) } }
        let assessable = Set(
            asked.filter { row, _ in
                all || Self.method(of: licences.rows[row]) != nil || !surveyed(licences.rows[row].id).isEmpty
            }.map(\.subject))
        guard !assessable.isEmpty else { return }
        self.grounds = grounds
        // Scenes are read where anything is left to look at.
        var survey: GroundSurvey?
        var told: Set<LicenceYear> = []
        for (row, subject) in asked where assessable.contains(subject) {
            var mine = Mine(licence: licences.rows[row], subject: subject)
            if licences.isSpatial(row), all || Self.method(of: mine.licence) != nil {
                let ground: GroundSurvey.Ground
                if let known = grounds[row] {
                    ground = known
                } else {
                    let looking = try survey ?? GroundSurvey(store, asOf: commit)
                    ground = try looking.ground(of: row, in: licences)
                    survey = looking
                }
                self.grounds[row] = ground
                // What an earlier version of a licence enclosed is told by the current one.
                if mine.licence.appliesTo == nil, let own = ground.series { series.append(own) }
                mine.take(ground) { day in district(row, day) }
            }
            mine.take(surveyed(mine.licence.id), &told)
            mines.append(mine)
        }
        for (subject, own) in Dictionary(grouping: mines, by: \.subject) {
            let years = Set(own.flatMap(\.found.keys)).filter { year in
                own.allSatisfy { $0.found[year] != nil || !$0.licence.isHeld(in: year) }
            }
            if !years.isEmpty { observations[subject] = years.sorted().flatMap { year in own.flatMap { $0.found[year] ?? [] } } }
        }
    }

    /// The ground of every licence asked for is known in a year, of those that were held in it.
    func isComplete(in year: Int32) -> Bool {
        mines.allSatisfy { observations[$0.subject]?.contains { $0.year == year } ?? false || !$0.licence.isHeld(in: year) }
    }
}

extension StoredLand.Mine {
    /// Years at whose end this version of the licence holds.
    fileprivate mutating func take(_ ground: GroundSurvey.Ground, district: (Day) -> SubjectID?) {
        let method = licence.method.flatMap(MiningMethod.init(stated:))
        for year in ground.years where licence.applies(atEndOf: year.year) {
            let sigma = GroundSurvey.sigma(ground.digitising, measured: year.measured)
            let last = Day(lastOf: year.year)
            let seen = LandObservation(
                subject, year: year.year, method: method, deposit: method == .hardRock ? .rock : .ionic,
                district: last.flatMap { district($0) }, areaSquareMetres: year.area, sigmaSquareMetres: sigma,
                clearViews: year.clearViews, workingSeen: year.workingSeen)
            found[year.year] = [seen]
        }
    }

    /// A survey's blocks of a year are all that was worked in it.
    fileprivate mutating func take(_ surveyed: [LandObservation], _ told: inout Set<StoredLand.LicenceYear>) {
        for (year, blocks) in Dictionary(grouping: surveyed, by: \.year) where licence.applies(atEndOf: year) {
            // Rows of one licence are parts of it: the first has them all.
            let isFirst = told.insert(StoredLand.LicenceYear(licence: licence.id, year: year)).inserted
            found[year] =
                !isFirst
                ? []
                : blocks.map { block in
                    var own = block
                    own.subject = subject
                    return own
                }
        }
    }
}

extension Licence {
    fileprivate func applies(atEndOf year: Int32) -> Bool {
        guard let last = Day(lastOf: year) else { return false }
        return appliesFrom.map { $0 <= last } ?? true && appliesTo.map { last <= $0 } ?? true
    }

    /// This version of it holds at the end of the year, and its term meets the year.
    fileprivate func isHeld(in year: Int32) -> Bool {
        guard applies(atEndOf: year), let first = Day(year: Int(year), month: 1, day: 1),
            let last = Day(lastOf: year)
        else { return false }
        return validFrom.map { $0 <= last } ?? true && validTo.map { first <= $0 } ?? true
    }
}

extension [LandObservation] {
    /// With what a survey says of some years in the place of what was seen of them otherwise.
    func surveyed(_ surveyed: [LandObservation]) -> [LandObservation] {
        let years = Set(surveyed.map(\.year))
        return filter { !years.contains($0.year) } + surveyed
    }
}
