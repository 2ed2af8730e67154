public import OreFeatures
public import OreLedger
internal import OreStorage

/// Of a mine the years whose reports are trusted.
public enum TrustedYears: Sendable, Hashable {
    /// Every year that is reported or seen.
    case all
    case only(Set<Int32>)

    /// With a further year; all stay all.
    public mutating func add(_ year: Int32) {
        if case .only(let years) = self { self = .only(years.union([year])) }
    }
}

/// Holds the reports that an office trusts against the ground that a store saw, as rules see it, and tells what they make of the documented
/// yield.
///
/// What records of yields say already is not looked at: reports that made them would count twice.
public struct YieldCalibrationRun: Sendable {
    let directory: LedgerDirectory
    /// Received later does not count.
    public var today: Day

    public init(_ directory: LedgerDirectory, today: Day) { (self.directory, self.today) = (directory, today) }

    /// - Throws: `StoreError`, `TopologyError`; an `InputError` for sums that leave their range.
    /// - Complexity: O(records of the ranges of the mines; footprints on their licences, overlaid).
    public func report(of trusted: [SubjectID: TrustedYears]) throws -> YieldCalibrationReport {
        let mines = trusted.filter { directory.kind(of: $0.key) == .licence }
        let (reported, seen) = (try reports(of: Set(mines.keys)), try ground(of: Set(mines.keys)))
        var (years, silent) = ([TrustedYear](), [SubjectID]())
        for (mine, trust) in mines {
            let (own, land) = (reported[mine] ?? [:], seen[mine] ?? [:])
            let wanted: Set<Int32> =
                switch trust {
                case .all: Set(own.keys).union(land.keys)
                case .only(let years): years
                }
            if wanted.isEmpty { silent.append(mine) }
            for year in wanted { years.append(TrustedYear(mine, year: year, months: own[year] ?? [], ground: land[year] ?? [])) }
        }
        return YieldCalibrationReport(
            years, others: trusted.keys.filter { mines[$0] == nil }, silent: silent, commit: directory.ledger.commit, day: today
        ) { directory.name(of: $0) }
    }

    /// t REO by year, a figure a month, as received by the day.
    private func reports(of mines: Set<SubjectID>) throws -> [SubjectID: [Int32: [Int64]]] {
        var found: [SubjectID: [Int32: [Int64]]] = [:]
        var sweep = LedgerSweep(directory)
        sweep.day = today
        do {
            try sweep.forEach(of: mines, [.report]) { _, _, series in
                for (place, mine) in series.subjects.enumerated() {
                    for row in series.rows(of: place) {
                        found[mine, default: [:]][series.periods[row] / 12, default: []].append(series.amounts[row])
                    }
                }
            }
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
        return found
    }

    private func ground(of mines: Set<SubjectID>) throws -> [SubjectID: [Int32: [LandObservation]]] {
        let licences = mines.map { directory.name(of: $0) }.filter { directory.rows[$0] != nil }.sorted().map { DossierLicence(id: $0) }
        let surveyed = directory.book.surveyed(until: today).filter { mines.contains($0.key) }
        return try DossierGround(directory, licences, surveyed: surveyed, yields: [], files: [:]).observations
    }
}
