internal import OreDetection
internal import OreFeatures
internal import OreLedger

/// In which district the ground of a licence lies: as records of members say; where they never do by its place; else that of its holder.
struct LicenceDistricts {
    private let licences: LicenceTable
    private let finder: DistrictFinder
    private let stated: SubjectTree
    /// Of whom records of members say a district of any time: their place is not asked, as in ``LedgerDirectory``.
    private let placed: Set<SubjectID>
    private let holding: SubjectTree
    /// Of each licence the row that came last.
    private let rows: [String: Int]

    /// - Parameters:
    ///   - links: of records of members.
    ///   - holding: who belongs to whom.
    init(_ licences: LicenceTable, _ districts: DistrictTable, _ links: [SubjectLink], holding: SubjectTree) {
        (self.licences, self.holding) = (licences, holding)
        finder = DistrictFinder(districts)
        let links = links.filter { $0.parentKind == .district }
        (stated, placed) = ((try? SubjectTree(links)) ?? .empty, Set(links.map(\.member)))
        rows = Dictionary(licences.rows.indices.map { (licences.rows[$0].id, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// - Parameters:
    ///   - row: of the register.
    ///   - number: of a name.
    /// - Returns: `nil` where nothing says so.
    func district(of row: Int, on day: Day, _ number: (String, SubjectKind) -> SubjectID) -> SubjectID? {
        let licence = number(licences.rows[row].id, .licence)
        if let own = stated.district(of: licence, on: day) { return own }
        if !placed.contains(licence), let name = finder.district(of: row, in: licences) { return number(name, .district) }
        return holding.holders(of: licence, on: day).compactMap { stated.district(of: $0, on: day) }.first
    }

    /// Surveys that do not say where, with the districts of their licences.
    func placed(
        _ surveyed: [SubjectID: [LandObservation]], name: (SubjectID) -> String, _ number: (String, SubjectKind) -> SubjectID
    ) -> [SubjectID: [LandObservation]] {
        var placed = surveyed
        for (subject, own) in surveyed {
            guard let row = rows[name(subject)] else { continue }
            placed[subject] = own.map { seen in
                var seen = seen
                if seen.district == nil, let last = Day(lastOf: seen.year) {
                    seen.district = district(of: row, on: last, number)
                }
                return seen
            }
        }
        return placed
    }
}
