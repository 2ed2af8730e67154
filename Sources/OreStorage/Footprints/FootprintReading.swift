internal import Foundation
internal import GRDB
public import OreDetection
public import OreGeometry

/// What one scan of footprints is narrowed to.
public struct FootprintSelection: Sendable, Hashable {
    public var box: Envelope?
    public var scene: String?
    /// As known at that commit; `nil` for now.
    public var commit: Int?

    public init(box: Envelope? = nil, scene: String? = nil, commit: Int? = nil) {
        (self.box, self.scene, self.commit) = (box, scene, commit)
    }
}

/// Some footprints that lie close together, as the store keeps them: what one worker evaluates at a time.
public struct FootprintUnit: Sendable, Hashable {
    /// Blocks `first ..< first + count` of the store.
    var firstBlock: Int64
    var blockCount: Int
    /// The box around them, rounded outwards.
    public var box: Envelope
    public var rows: Int
}

/// The footprints of a unit in columns, with the number by which the store knows each.
public struct StoredFootprints: Sendable {
    public var batch = FootprintBatch()
    public var references: [Int64] = []
    /// Scene of each row, stated or derived.
    public var scenes: [String] = []
    /// By the numbers of the store.
    var sceneNumbers: [Int64] = []

    public init() {}
}

extension Store {
    /// The footprints that a selection meets by their boxes, in the order of the store. Rows come as they were committed.
    /// - Complexity: reads the blocks whose boxes meet the selection's.
    public func footprints(_ selection: FootprintSelection) throws(StoreError) -> StoredFootprints {
        try read { db in
            var found = StoredFootprints()
            try self.scan(db, selection) { place, decoded, columns in found.append(decoded, columns, place.reference) }
            return found
        }
    }

    /// Ids and geometries of the footprints that meet a box: the query behind maps. Geometry `i` belongs to `ids[i]`.
    public func footprintShapes(meeting box: Envelope) throws(StoreError) -> (ids: [String], geometry: GeometryColumns) {
        try read { db in
            let index = try self.footprintIndex(db)
            let commit = index.commit
            var ids: [String] = []
            var columns = GeometryColumns()
            let query = FloatBox(box)
            try self.forEachBlock(db, index, box: box, scene: nil, commit: commit) { block, bytes in
                try FootprintBlock.forEach(in: bytes, meeting: query, skipping: index.ended(block, asOf: commit)) { _, reader in
                    _ = try FootprintRow.readHead(&reader)
                    ids.append(try reader.text())
                    try FootprintRow.skipToGeometry(&reader)
                    try GeometryBytes.read(&reader, into: &columns)
                }
            }
            return (ids, columns)
        }
    }

    /// Every footprint known at a commit, in units of at most `rows` that lie close together.
    /// - Parameter scenes: leaves out units that hold no footprint of these; the others may hold footprints of further scenes too.
    public func footprintUnits(rows limit: Int = 1024, asOf known: Int? = nil, ofScenes scenes: Set<String>? = nil)
        throws(StoreError) -> [FootprintUnit]
    {
        try read { db in
            let index = try self.footprintIndex(db)
            let commit = known ?? index.commit
            let names = try scenes == nil ? [:] : Store.sceneNames(db)
            let wanted = scenes.map { scenes in Set(names.lazy.filter { scenes.contains($0.value.name) }.map(\.key)) }
            var units: [FootprintUnit] = []
            for run in index.runs where run.knownFrom <= commit {
                if let wanted, wanted.isDisjoint(with: run.sceneCounts.keys) { continue }
                for (i, scene) in run.scenes.enumerated() {
                    if let wanted, scene != FootprintIndexCache.mixed, !wanted.contains(Int64(scene)) { continue }
                    let block = run.firstBlock + Int64(i)
                    if let last = units.last, last.firstBlock + Int64(last.blockCount) == block, last.rows + Int(run.rows[i]) <= limit {
                        units[units.count - 1].blockCount += 1
                        units[units.count - 1].rows += Int(run.rows[i])
                        units[units.count - 1].box.expand(toInclude: run.boxes[i].envelope)
                    } else {
                        units.append(FootprintUnit(firstBlock: block, blockCount: 1, box: run.boxes[i].envelope, rows: Int(run.rows[i])))
                    }
                }
            }
            return units
        }
    }

    /// The footprints of one unit, current or as known at a commit.
    public func footprints(in unit: FootprintUnit, asOf known: Int? = nil) throws(StoreError) -> StoredFootprints {
        try read { db in
            let index = try self.footprintIndex(db)
            let commit = known ?? index.commit
            let names = try Store.sceneNames(db)
            var found = StoredFootprints()
            let blocks = try Row.fetchCursor(
                db.cachedStatement(sql: "SELECT id, data FROM footprint_blocks WHERE id BETWEEN ? AND ? ORDER BY id"),
                arguments: [unit.firstBlock, unit.firstBlock + Int64(unit.blockCount) - 1])
            while let row = try blocks.next() {
                let block: Int64 = try row.value(0)
                try row.withUnsafeData(atIndex: 1) { data in
                    try data?.withUnsafeBytes {
                        try Store.decode($0, block, names, skipping: index.ended(block, asOf: commit), into: &found)
                    }
                }
            }
            return found
        }
    }

    /// Footprints by the numbers that findings keep; those not known at the commit are left out.
    public func footprints(references: [Int64], asOf known: Int? = nil) throws(StoreError) -> StoredFootprints {
        guard !references.isEmpty else { return StoredFootprints() }
        return try read { db in
            let index = try self.footprintIndex(db)
            let commit = known ?? index.commit
            let names = try Store.sceneNames(db)
            var wanted: [Int64: UInt64] = [:]
            for reference in references {
                let place = FootprintBlock.Place(reference: reference)
                wanted[place.block, default: 0] |= 1 << UInt64(place.row)
            }
            var found = StoredFootprints()
            for run in index.runs {
                for i in run.rows.indices {
                    let block = run.firstBlock + Int64(i)
                    guard let rows = wanted[block] else { continue }
                    try self.withBlock(db, block) {
                        try Store.decode($0, block, names, skipping: ~rows | index.ended(block, asOf: commit), into: &found)
                    }
                }
            }
            return found
        }
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer, _ block: Int64, _ scenes: [Int64: SceneName], skipping: UInt64, into found: inout StoredFootprints
    ) throws {
        try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: skipping) { row, reader in
            let decoded = try FootprintRow.read(&reader, scenes: scenes, into: &found.batch.geometry)
            found.append(decoded, FootprintBlock.Place(block: block, row: row).reference)
        }
    }

    // MARK: Blocks

    func scan(
        _ db: Database, _ selection: FootprintSelection,
        _ body: (FootprintBlock.Place, FootprintRow.Decoded, GeometryColumns) throws -> Void
    ) throws {
        let index = try footprintIndex(db)
        let latest = try Store.latestCommit(db)
        let commit = selection.commit ?? latest
        let names = try Store.sceneNames(db)
        let scene = selection.scene.map { name in names.first { $0.value.name == name }?.key ?? -1 }
        let query = selection.box.map { FloatBox($0) }
        try forEachBlock(db, index, box: selection.box, scene: scene, commit: commit) { block, bytes in
            try FootprintBlock.forEach(in: bytes, meeting: query, skipping: index.ended(block, asOf: commit)) { row, reader in
                if let scene {
                    var head = reader
                    if try FootprintRow.readHead(&head).scene != scene { return }
                }
                var columns = GeometryColumns()
                let decoded = try FootprintRow.read(&reader, scenes: names, into: &columns)
                if let box = selection.box, !columns.envelope(of: 0).intersects(box) { return }
                try body(FootprintBlock.Place(block: block, row: row), decoded, columns)
            }
        }
    }

    func forEachBlock(
        _ db: Database, _ index: FootprintIndexCache, box: Envelope?, scene: Int64?, commit: Int,
        _ body: (Int64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        for run in index.runs where run.knownFrom <= commit {
            if let scene, run.sceneCounts[scene] == nil { continue }
            let blocks = box.map { run.tree.query($0) } ?? Array(run.rows.indices)
            for i in blocks where scene.map({ run.mayHold($0, inBlock: i) }) ?? true {
                try withBlock(db, run.firstBlock + Int64(i)) { try body(run.firstBlock + Int64(i), $0) }
            }
        }
    }

    func withBlock(_ db: Database, _ block: Int64, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let statement = try db.cachedStatement(sql: "SELECT data FROM footprint_blocks WHERE id = ?")
        // A row is good as long as its cursor lives.
        let rows = try Row.fetchCursor(statement, arguments: [block])
        try withExtendedLifetime(rows) {
            guard let row = try rows.next() else { throw StoreError.damagedRecord }
            try row.withUnsafeData(atIndex: 0) { data in try data?.withUnsafeBytes { try body($0) } }
        }
    }

    /// Scenes by number.
    /// - Parameter condition: a `WHERE`; without it all of them.
    static func sceneNames(
        _ db: Database, _ condition: String = "", _ arguments: StatementArguments = []
    ) throws -> [Int64: SceneName] {
        var names: [Int64: SceneName] = [:]
        let statement = try db.cachedStatement(sql: "SELECT id, name, is_derived, source FROM scene_names \(condition)")
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() {
            let name: String = try row.value(1)
            let hasSeries = try row.value(2) == true && (row.optional(3) as String?) == nil
            // A derived name is the series and the period; a period has no slash.
            let series = hasSeries ? name.lastIndex(of: "/").map { String(name[..<$0]) } : nil
            names[try row.value(0)] = SceneName(name: name, series: series)
        }
        return names
    }
}

extension Store {
    /// Names of the scenes that footprints state themselves.
    public func statedScenes() throws(StoreError) -> Set<String> {
        try read { db in try String.fetchSet(db, sql: "SELECT name FROM scene_names WHERE NOT is_derived") }
    }
}
