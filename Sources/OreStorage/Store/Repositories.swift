internal import Foundation
internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
public import OreGeometry

/// A store is everything that the domain asks of one.
extension Store: RegisterRepository, FootprintRepository, CaseRepository, RunRepository {}

// MARK: Register records one by one

extension Store {
    private static let current = "known_to IS NULL AND vanished = 0"

    public func licenceEvents() throws -> LicenceEventTable { try read { db in try licenceEvents(db, asOf: nil) } }

    public func history(ofLicence id: String) throws -> [Stored<Licence>] { try history(.licences, id) { $0 } }

    public func history(ofZone id: String) throws -> [Stored<Zone>] { try history(.zones, id) { $0 } }

    /// What its own records said of a scene, and what its footprints and their profiles did.
    public func history(ofScene id: String) throws -> [Stored<Scene>] {
        let records = try history(.scenes, id) { (scene: Scene) in scene }
        let derived: [Stored<Scene>] = try read { db in
            let imports = try Store.imports(db).values.filter { $0.kind == .footprints }
            var commits = try Int.fetchSet(
                db, sql: "SELECT known_from FROM scene_names WHERE name = ?1 AND known_from IS NOT NULL", arguments: [id])
            commits.formUnion(
                try Int.fetchSet(
                    db, sql: "SELECT c.known_from FROM scene_contents c JOIN scene_names s ON s.id = c.scene WHERE s.name = ?",
                    arguments: [id]))
            let starts = commits.sorted()
            var found: [Stored<Scene>] = []
            for (i, commit) in starts.enumerated() {
                let delivery = imports.first { $0.commit == commit }
                try self.forEachScene(db, asOf: commit, named: id) { scene in
                    found.append(
                        Stored(
                            scene, geometry: nil, provenance: Store.provenance(delivery, row: 0, repair: nil), knownFrom: commit,
                            knownTo: i + 1 < starts.count ? starts[i + 1] : nil))
                }
            }
            return found
        }
        return (derived + records).sorted { $0.knownFrom < $1.knownFrom }
    }

    /// Every version, also those that only ever held for earlier days, oldest first.
    private func history<Value: RegisterValue>(_ kind: RecordKind, _ id: String, _ value: (Value) -> Value) throws -> [Stored<Value>] {
        try read { db in
            let imports = try Store.imports(db)
            var found: [(Int64, Stored<Value>)] = []
            try self.forEachRegisterRow(db, kind, where: "key = ?", [id], as: Value.self) { head, value, _, row in
                found.append((head.id, try Store.stored(head, value, row, imports)))
            }
            return found.sorted { ($0.1.knownFrom, $0.0) < ($1.1.knownFrom, $1.0) }.map(\.1)
        }
    }

    public func forEachZone(meeting box: Envelope?, _ body: (Stored<Zone>) throws -> Void) throws {
        try read { db in try self.forEachCurrent(db, .zones, box, as: Zone.self, body) }
    }

    public func forEachDistrict(meeting box: Envelope?, _ body: (Stored<District>) throws -> Void) throws {
        try read { db in try self.forEachCurrent(db, .districts, box, as: District.self, body) }
    }

    /// Scenes with metadata, and those known only from their footprints, by name; with the number of current footprints.
    public func forEachScene(_ body: (Stored<Scene>, _ clouds: Geometry?, _ footprints: Int) throws -> Void) throws {
        let table = try scenes(asOf: nil)
        try read { db in
            let imports = try Store.imports(db)
            var heads: [String: (Provenance, Int)] = [:]
            try self.forEachRegisterRow(db, .scenes, where: Store.current, [], as: Scene.self) { head, scene, _, _ in
                heads[scene.id] = (Store.provenance(head, imports), head.knownFrom)
            }
            let names = try Store.sceneNames(db)
            let counts = Dictionary(try self.footprintCounts(db).map { (names[$0]?.name ?? "", $1) }, uniquingKeysWith: +)
            let derived = Provenance(file: "", sha256: "", row: 0, profile: nil, crs: "", operation: nil, repair: nil)
            for row in 0..<table.count {
                let scene = table.rows[row]
                let (provenance, knownFrom) = heads[scene.id] ?? (derived, 0)
                try body(
                    Stored(scene, geometry: table.coverage.geometry(at: row), provenance: provenance, knownFrom: knownFrom),
                    table.clouds.geometry(at: row), counts[scene.id] ?? 0)
            }
        }
    }

    private func forEachCurrent<Value: RegisterValue>(
        _ db: Database, _ kind: RecordKind, _ box: Envelope?, as type: Value.Type, _ body: (Stored<Value>) throws -> Void
    ) throws {
        let imports = try Store.imports(db)
        var condition = FactsCondition()
        condition.add(Store.current)
        if let box { condition.add(meeting: box) }
        let source = box == nil ? "register_rows INDEXED BY register_current" : "register_rows NOT INDEXED"
        try forEachRegisterRow(db, kind, where: condition.text, condition.arguments, from: source, order: "key, ordinal", as: type) {
            head, value, _, row in
            try body(try Store.stored(head, value, row, imports))
        }
    }

    static func stored<Value>(_ head: RegisterRow, _ value: Value, _ row: Row, _ imports: [Int64: ImportRecord]) throws
        -> Stored<Value>
    {
        Stored(
            value, geometry: try geometry(row, 11), original: try geometry(row, 12), provenance: provenance(head, imports),
            knownFrom: head.knownFrom, knownTo: head.knownTo)
    }

    private static func provenance(_ head: RegisterRow, _ imports: [Int64: ImportRecord]) -> Provenance {
        provenance(imports[head.importID], row: head.row, repair: head.repair)
    }

    private static func provenance(_ delivery: ImportRecord?, row: Int, repair: String?) -> Provenance {
        Provenance(
            file: delivery?.file ?? "", sha256: delivery?.sha256 ?? "", row: row, profile: delivery?.profile, crs: delivery?.crs ?? "",
            operation: delivery?.operation, repair: repair)
    }
}

// MARK: Footprints one by one

extension Store {
    /// - Complexity: reads the hashes of all ids, then the blocks that hold this one.
    public func footprints(id: String) throws -> [Stored<Footprint>] {
        try read { db in
            let index = try self.footprintIndex(db)
            let names = try Store.sceneNames(db)
            let imports = try Store.imports(db)
            let hash = FootprintKey.of(id)
            var found: [Stored<Footprint>] = []
            for run in index.runs {
                let rows = try Row.fetchCursor(db, sql: "SELECT keys FROM footprint_runs WHERE id = ?", arguments: [run.id])
                guard let keys = try rows.next() else { continue }
                let places = try keys.withUnsafeData(atIndex: 0) { data in try FootprintKeys.rows(of: hash, in: data ?? Data()) }
                for place in run.places(of: places) {
                    let until = index.end(of: place)
                    try self.withBlock(db, place.block) { bytes in
                        try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: ~(1 << UInt64(place.row))) { _, reader in
                            var columns = GeometryColumns()
                            let decoded = try FootprintRow.read(&reader, scenes: names, into: &columns)
                            guard decoded.footprint.id == id else { return }
                            found.append(Store.stored(decoded, columns, run, imports, until: until))
                        }
                    }
                }
            }
            return found.sorted { $0.knownFrom < $1.knownFrom }
        }
    }

    /// The ids of the first footprints, at least so many where there are; ended ones too.
    func firstFootprintIDs(_ limit: Int) throws -> [String] {
        try read { db in
            var ids: [String] = []
            for run in try self.footprintIndex(db).runs {
                for i in run.rows.indices where ids.count < limit {
                    try self.withBlock(db, run.firstBlock + Int64(i)) { bytes in
                        try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: 0) { _, reader in
                            _ = try FootprintRow.readHead(&reader)
                            ids.append(try reader.text())
                        }
                    }
                }
            }
            return ids
        }
    }

    static func stored(
        _ decoded: FootprintRow.Decoded, _ columns: GeometryColumns, _ run: FootprintIndexCache.Run, _ imports: [Int64: ImportRecord],
        until: Int?
    ) -> Stored<Footprint> {
        Stored(
            decoded.footprint, geometry: columns.geometry(at: 0), original: decoded.original,
            provenance: provenance(imports[run.importID], row: decoded.row, repair: decoded.repair), knownFrom: run.knownFrom,
            knownTo: until)
    }
}

extension FootprintIndexCache.Run {
    func holds(_ block: Int64) -> Bool { block >= firstBlock && block < firstBlock + Int64(scenes.count) }

    /// Where rows, counted through the run, lie; ascending in and out.
    func places(of wanted: [Int]) -> [FootprintBlock.Place] {
        var places: [FootprintBlock.Place] = []
        var first = 0
        var next = wanted[...]
        for (i, count) in rows.enumerated() {
            while let row = next.first, row < first + Int(count) {
                places.append(FootprintBlock.Place(block: firstBlock + Int64(i), row: row - first))
                next = next.dropFirst()
            }
            first += Int(count)
        }
        return places
    }
}

extension FootprintIndexCache {
    func run(of block: Int64) -> Run? { runs.last { $0.holds(block) } }

    /// The commit that ended a footprint; `nil` while it is known.
    func end(of place: FootprintBlock.Place) -> Int? { ends[place.block]?.first { $0.row == place.row }?.commit }
}
