internal import GRDB
internal import OreCases
internal import OreDetection
public import OreGeometry

/// Of which incidents something else is to be said, beside those whose findings came or went.
public struct IncidentScope: Sendable {
    /// All of them.
    public var isEverything = false
    /// Names of scenes that came, went or say something else.
    public var scenes: Set<String> = []
    /// Boxes of the ground that these cover or covered, lon/lat degrees.
    public var places: [Envelope] = []
    /// Ids of licences whose enterprise group is another one.
    public var licences: Set<String> = []
    /// Boxes of footprints that came or went, lon/lat degrees, for incidents that depend on views that show nothing.
    public var footprints: [Envelope] = []

    /// Of none.
    public init() {}

    public static var everything: IncidentScope {
        var scope = IncidentScope()
        scope.isEverything = true
        return scope
    }

    /// Beside the footprints.
    var isEmpty: Bool { !isEverything && scenes.isEmpty && places.isEmpty && licences.isEmpty }
}

extension StoredIncidents {
    /// The numbers of the incidents of a scope.
    func incidents(in scope: IncidentScope, dependOnFootprints: Bool) throws -> Set<Int64> {
        var found = try incidents(withMembersMeeting: scope.places + (dependOnFootprints ? scope.footprints : []))
        found.formUnion(try incidents(ofScenes: scope.scenes))
        found.formUnion(try incidents(namingLicences: scope.licences))
        return found
    }

    private func incidents(ofScenes names: Set<String>) throws -> Set<Int64> {
        let statement = try db.cachedStatement(
            sql: "SELECT DISTINCT incident FROM findings WHERE scene = ? AND known_to IS NULL AND incident IS NOT NULL")
        var found: Set<Int64> = []
        for number in scenes.filter({ names.contains($0.value.name) }).keys.sorted() {
            found.formUnion(try Int64.fetchAll(statement, arguments: [number]))
        }
        return found
    }

    /// One look at the marks of all findings.
    private func incidents(namingLicences licences: Set<String>) throws -> Set<Int64> {
        guard !licences.isEmpty else { return [] }
        let marks = Set(licences.map { Facts.marks(licences: [$0]) })
        let rows = try Row.fetchCursor(db, sql: "SELECT id, marks FROM findings WHERE known_to IS NULL AND known_from IS NOT NULL")
        var candidates: [Int64] = []
        while let row = try rows.next() {
            let stated: Int64 = try row.value(1)
            if marks.contains(where: { stated & $0 == $0 }) { candidates.append(try row.value(0)) }
        }
        let incident = try db.cachedStatement(sql: "SELECT incident FROM findings WHERE id = ?")
        var found: Set<Int64> = []
        for number in candidates {
            let finding = try finding(number).finding
            guard (finding.licenceIDs + finding.otherLicenceIDs).contains(where: licences.contains) else { continue }
            if let number = try Int64.fetchOne(incident, arguments: [number]) { found.insert(number) }
        }
        return found
    }
}
