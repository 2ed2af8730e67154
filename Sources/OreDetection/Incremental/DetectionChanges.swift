internal import OreFeatures
public import OreGeometry

/// What changed in a world of registers, scenes and footprints since it was last judged: gathered table by table, then asked through
/// ``AffectedFootprints``.
///
/// Licence and district tables may be cut to the rows of the ids that changed, with all their rows before and after; zone tables must be
/// whole, since the first or last planned area concerns every footprint.
public struct DetectionChanges: Sendable {
    /// Something dated that later footprints are compared with.
    struct Testimony: Sendable {
        var box: Envelope
        var lastDay: Int32
    }

    /// Why every footprint has to be judged again; empty when not every one has.
    public private(set) var reasonsForAll: [String] = []
    public private(set) var licenceIDs: Set<String> = []
    private(set) var licences: [Envelope] = []
    private(set) var ballparkLicences: [Envelope] = []
    private(set) var zones: [Envelope] = []
    private(set) var districts: [Envelope] = []
    private(set) var testimonies: [Testimony] = []
    private(set) var footprints: Set<FootprintKey> = []
    public private(set) var footprintBoxes: [Envelope] = []
    public private(set) var registration = RegistrationDifference(from: nil, to: nil)
    private(set) var registrationBefore: RegistrationAudit?
    /// The boxes around all licences before and after, where they differ.
    private(set) var extents: (before: Envelope, after: Envelope)?

    struct FootprintKey: Sendable, Hashable {
        var scene: String?
        var id: String
    }

    public init() {}

    /// Nothing was found to differ.
    public var isEmpty: Bool {
        reasonsForAll.isEmpty && licences.isEmpty && licenceIDs.isEmpty && zones.isEmpty && districts.isEmpty && testimonies.isEmpty
            && footprints.isEmpty && registration.isEmpty && extents == nil
    }

    /// - Parameters:
    ///   - before: `nil` when no register was given.
    ///   - after: the same.
    ///   - extents: the boxes around all licences with geometry before and after, empty without any; needed when the tables are not whole.
    public mutating func changeLicences(
        from before: LicenceTable?, to after: LicenceTable?, extents: (before: Envelope, after: Envelope)? = nil
    ) {
        if (before == nil) != (after == nil) { reasonsForAll.append("licences were given for the first time, or no longer") }
        let (old, new) = (before ?? LicenceTable(), after ?? LicenceTable())
        let difference = RowDifference(
            before: (old.rows.map(\.judged), old.geometry), after: (new.rows.map(\.judged), new.geometry), id: \.id)
        licenceIDs.formUnion(difference.ids)
        let boxes = extents ?? (old.extent, new.extent)
        if boxes.before != boxes.after { self.extents = boxes }
        for (table, rows) in [(old, difference.before), (new, difference.after)] {
            for row in rows where table.isSpatial(row) {
                let box = table.geometry.envelope(of: row)
                licences.append(box)
                if table.rows[row].isBallpark { ballparkLicences.append(box) }
            }
        }
    }

    /// Both tables whole.
    public mutating func changeZones(from before: ZoneTable?, to after: ZoneTable?) {
        let (old, new) = (before ?? ZoneTable(), after ?? ZoneTable())
        if old.hasPlannedAreas != new.hasPlannedAreas { reasonsForAll.append("planned areas were given for the first time, or no longer") }
        let difference = RowDifference(
            before: (old.rows.map(\.judged), old.geometry), after: (new.rows.map(\.judged), new.geometry), id: \.id)
        zones += difference.before.map(old.geometry.envelope(of:)) + difference.after.map(new.geometry.envelope(of:))
    }

    public mutating func changeDistricts(from before: DistrictTable?, to after: DistrictTable?) {
        let (old, new) = (before ?? DistrictTable(), after ?? DistrictTable())
        let difference = RowDifference(before: (old.rows, old.geometry), after: (new.rows, new.geometry), id: \.id)
        districts += difference.before.map(old.geometry.envelope(of:)) + difference.after.map(new.geometry.envelope(of:))
    }

    /// Clear views of scenes that came, went or changed: they testify for later footprints.
    public mutating func changeScenes(from before: SceneTable, to after: SceneTable) {
        let (old, new) = (before.views, after.views)
        for id in Set(old.keys).union(new.keys) {
            let (a, b) = (old[id], new[id])
            if let a, let b, before.isSameView(a, as: b, of: after) { continue }
            for (table, row) in [(before, a), (after, b)] {
                guard let row, let period = table.rows[row].period else { continue }
                testimonies.append(Testimony(box: table.coverage.envelope(of: row), lastDay: period.to.daysSince1970))
            }
        }
    }

    /// Footprints that came (`isThere`), went, or changed: with what they were and with what they are. They themselves have to be judged, and
    /// they testify for later ones.
    public mutating func change(footprints batch: FootprintBatch) {
        for row in 0..<batch.count {
            footprints.insert(FootprintKey(batch, row))
            guard batch.isSpatial(row) else { continue }
            let box = batch.geometry.envelope(of: row)
            footprintBoxes.append(box)
            guard let period = batch.observed[row], !batch.isBallpark(row) else { continue }
            testimonies.append(Testimony(box: box, lastDay: period.to.daysSince1970))
        }
    }

    public mutating func changeRules(from before: RuleSet, to after: RuleSet) {
        var renamed = before
        renamed.name = after.name
        if renamed.canonicalText != after.canonicalText { reasonsForAll.append("the rule set changed") }
    }

    /// The options of both evaluations, with the registration audits that each uses.
    public mutating func changeOptions(from before: EvaluationOptions, to after: EvaluationOptions) {
        if before.datumSigma != after.datumSigma { reasonsForAll.append("the error of the coordinate operations changed") }
        if before.listsConsistent != after.listsConsistent { reasonsForAll.append("consistent footprints are listed, or no longer") }
        registration = RegistrationDifference(from: before.registration, to: after.registration)
        registrationBefore = before.registration
    }
}

extension DetectionChanges.FootprintKey {
    init(_ batch: FootprintBatch, _ row: Int) { self.init(scene: batch.scenes.string(at: row), id: batch.id(of: row)) }
}

extension LicenceTable {
    /// The box around every licence that takes part in overlays; empty without any.
    public var extent: Envelope {
        (0..<count).reduce(into: Envelope.empty) { if isSpatial($1) { $0.expand(toInclude: geometry.envelope(of: $1)) } }
    }
}

extension ZoneTable {
    fileprivate var hasPlannedAreas: Bool { rows.indices.contains { rows[$0].kind == .plannedArea && !geometry.parts(of: $0).isEmpty } }
}

extension SceneTable {
    /// Scenes that came, went or say something else, by name, and the boxes of what they cover and covered.
    public func difference(to after: SceneTable) -> (scenes: Set<String>, places: [Envelope]) {
        func numbered(_ table: SceneTable) -> [String: Int] {
            Dictionary(table.rows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (numbered(self), numbered(after))
        var (scenes, places): (Set<String>, [Envelope]) = ([], [])
        for id in Set(old.keys).union(new.keys) {
            if let a = old[id], let b = new[id], rows[a] == after.rows[b], coverage.isSame(a, as: b, of: after.coverage),
                clouds.isSame(a, as: b, of: after.clouds)
            {
                continue
            }
            scenes.insert(id)
            if let row = old[id] { places.append(coverage.envelope(of: row)) }
            if let row = new[id] { places.append(after.coverage.envelope(of: row)) }
        }
        return (scenes, places.filter { !$0.isEmpty })
    }

    /// Rows whose clear views testify, by id.
    fileprivate var views: [String: Int] {
        Dictionary((0..<count).filter(testifies).map { (rows[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    fileprivate func isSameView(_ row: Int, as other: Int, of table: SceneTable) -> Bool {
        rows[row].period?.to == table.rows[other].period?.to && coverage.isSame(row, as: other, of: table.coverage)
            && clouds.isSame(row, as: other, of: table.clouds)
    }
}
