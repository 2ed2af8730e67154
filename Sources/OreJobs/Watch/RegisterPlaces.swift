internal import OreCases
internal import OreDetection
internal import OreGeometry
internal import OreLedger

/// What the registers of a store say of those whom figures speak of.
struct RegisterPlaces: Sendable {
    private let licences: LicenceTable
    private let rowsByID: [String: [Int]]
    private let rowsByHolder: [String: [Int]]
    private let districts: DistrictFinder

    init(_ world: WatchWorld) {
        licences = world.licences ?? LicenceTable()
        rowsByID = Dictionary(grouping: licences.rows.indices) { [licences] in licences.rows[$0].id }
        rowsByHolder = Dictionary(grouping: licences.rows.indices.filter { [licences] in licences.rows[$0].holder != nil }) { [licences] in
            licences.rows[$0].holder ?? ""
        }
        districts = DistrictFinder(world.districts ?? DistrictTable())
    }

    func district(at point: Coordinate) -> String? { districts.district(at: point) }

    /// - Returns: `nil` for a name that is neither a licence's nor a holder's.
    func place(of subject: String, _ kind: SubjectKind) -> FiguresIncidents.Place? {
        let rows = kind == .licence ? rowsByID[subject] ?? rowsByHolder[subject] : rowsByHolder[subject] ?? rowsByID[subject]
        guard let rows else { return nil }
        var place = FiguresIncidents.Place()
        place.licenceIDs = Set(rows.map { licences.rows[$0].id }).sorted()
        // The version that holds last.
        let latest = rows.sorted { a, b in
            let (a, b) = (licences.rows[a].appliesFrom, licences.rows[b].appliesFrom)
            return a.map { a in b.map { a < $0 } ?? false } ?? (b != nil)
        }.last
        (place.holder, place.group) = (latest.flatMap { licences.rows[$0].holder }, latest.flatMap { licences.rows[$0].group })
        for row in rows where licences.isSpatial(row) { place.envelope.expand(toInclude: licences.geometry.envelope(of: row)) }
        if let row = rows.first(where: licences.isSpatial) {
            place.labelPoint = LocalMetric.interiorPoint(of: row, in: licences.geometry)
            place.district = place.labelPoint.flatMap(districts.district)
        }
        return place
    }
}
