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
    /// Name of their scene.
    public var scene: String
    /// Blocks `first ..< first + count` of the store, all of that scene.
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

    public init() {}
}

extension Store {
    /// The footprints that a selection meets by their boxes, in the order of the store. Rows come as they were committed.
    /// - Complexity: reads the blocks whose boxes meet the selection's.
    public func footprints(_ selection: FootprintSelection) throws(StoreError) -> StoredFootprints {
        try read { db in
            var found = StoredFootprints()
            try self.scan(db, selection) { place, decoded, columns, scene in
                found.batch.append(decoded.footprint, 0, of: columns)
                if decoded.flags.contains(.ballpark) { found.batch.ballparkRows.insert(found.batch.count - 1) }
                found.references.append(place.reference)
                found.scenes.append(scene)
            }
            return found
        }
    }

    /// Ids and geometries of the footprints that meet a box: the query behind maps. Geometry `i` belongs to `ids[i]`.
    public func footprintShapes(meeting box: Envelope) throws(StoreError) -> (ids: [String], geometry: GeometryColumns) {
        try read { db in
            let index = try self.footprintIndex(db)
            let commit = try Store.latestCommit(db)
            var ids: [String] = []
            var columns = GeometryColumns()
            let query = FloatBox(box)
            try self.forEachBlock(db, index, box: box, scene: nil, commit: commit) { block, _, bytes in
                try FootprintBlock.forEach(in: bytes, meeting: query, skipping: index.ended(block, asOf: commit)) { _, reader in
                    ids.append(try reader.text())
                    try FootprintRow.skipToGeometry(&reader)
                    try GeometryBytes.read(&reader, into: &columns)
                }
            }
            return (ids, columns)
        }
    }

    /// Every current footprint in units of at most `rows`, those of a scene together and close ones together.
    public func footprintUnits(rows limit: Int = 1024, asOf known: Int? = nil) throws(StoreError) -> [FootprintUnit] {
        try read { db in
            let index = try self.footprintIndex(db)
            let commit = try known ?? Store.latestCommit(db)
            let names = try Store.sceneNames(db)
            var units: [FootprintUnit] = []
            for run in index.runs where run.knownFrom <= commit {
                for (i, number) in run.scenes.enumerated() {
                    guard let name = names[Int64(number)] else { continue }
                    let block = run.firstBlock + Int64(i)
                    if let last = units.last, last.scene == name, last.firstBlock + Int64(last.blockCount) == block,
                        last.rows + Int(run.rows[i]) <= limit
                    {
                        units[units.count - 1].blockCount += 1
                        units[units.count - 1].rows += Int(run.rows[i])
                        units[units.count - 1].box.expand(toInclude: run.boxes[i].envelope)
                    } else {
                        units.append(
                            FootprintUnit(scene: name, firstBlock: block, blockCount: 1, box: run.boxes[i].envelope, rows: Int(run.rows[i]))
                        )
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
            let commit = try known ?? Store.latestCommit(db)
            var found = StoredFootprints()
            let blocks = try Row.fetchCursor(
                db.cachedStatement(sql: "SELECT id, data FROM footprint_blocks WHERE id BETWEEN ? AND ? ORDER BY id"),
                arguments: [unit.firstBlock, unit.firstBlock + Int64(unit.blockCount) - 1])
            while let row = try blocks.next() {
                let block: Int64 = row[0]
                try row.withUnsafeData(atIndex: 1) { data in
                    try data?.withUnsafeBytes { bytes in
                        try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: index.ended(block, asOf: commit)) { n, reader in
                            var columns = GeometryColumns()
                            let decoded = try FootprintRow.read(&reader, scene: unit.scene, into: &columns)
                            found.batch.append(decoded.footprint, 0, of: columns)
                            if decoded.flags.contains(.ballpark) { found.batch.ballparkRows.insert(found.batch.count - 1) }
                            found.references.append(FootprintBlock.Place(block: block, row: n).reference)
                            found.scenes.append(unit.scene)
                        }
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
            let commit = try known ?? Store.latestCommit(db)
            let names = try Store.sceneNames(db)
            var wanted: [Int64: UInt64] = [:]
            for reference in references {
                let place = FootprintBlock.Place(reference: reference)
                wanted[place.block, default: 0] |= 1 << UInt64(place.row)
            }
            var found = StoredFootprints()
            for run in index.runs {
                for (i, number) in run.scenes.enumerated() {
                    let block = run.firstBlock + Int64(i)
                    guard let rows = wanted[block] else { continue }
                    try self.decode(db, block, names[Int64(number)] ?? "", skipping: ~rows | index.ended(block, asOf: commit), into: &found)
                }
            }
            return found
        }
    }

    private func decode(_ db: Database, _ block: Int64, _ scene: String, skipping: UInt64, into found: inout StoredFootprints) throws {
        try withBlock(db, block) { bytes in
            try FootprintBlock.forEach(in: bytes, meeting: nil, skipping: skipping) { row, reader in
                var columns = GeometryColumns()
                let decoded = try FootprintRow.read(&reader, scene: scene, into: &columns)
                found.batch.append(decoded.footprint, 0, of: columns)
                if decoded.flags.contains(.ballpark) { found.batch.ballparkRows.insert(found.batch.count - 1) }
                found.references.append(FootprintBlock.Place(block: block, row: row).reference)
                found.scenes.append(scene)
            }
        }
    }

    // MARK: Blocks

    func scan(
        _ db: Database, _ selection: FootprintSelection,
        _ body: (FootprintBlock.Place, FootprintRow.Decoded, GeometryColumns, String) throws -> Void
    ) throws {
        let index = try footprintIndex(db)
        let latest = try Store.latestCommit(db)
        let commit = selection.commit ?? latest
        let names = try Store.sceneNames(db)
        let scene = selection.scene.map { name in names.first { $0.value == name }?.key ?? -1 }
        let query = selection.box.map { FloatBox($0) }
        try forEachBlock(db, index, box: selection.box, scene: scene, commit: commit) { block, scene, bytes in
            let name = names[scene] ?? ""
            try FootprintBlock.forEach(in: bytes, meeting: query, skipping: index.ended(block, asOf: commit)) { row, reader in
                var columns = GeometryColumns()
                let decoded = try FootprintRow.read(&reader, scene: name, into: &columns)
                if let box = selection.box, !columns.envelope(of: 0).intersects(box) { return }
                try body(FootprintBlock.Place(block: block, row: row), decoded, columns, name)
            }
        }
    }

    private func forEachBlock(
        _ db: Database, _ index: FootprintIndexCache, box: Envelope?, scene: Int64?, commit: Int,
        _ body: (Int64, Int64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        for run in index.runs where run.knownFrom <= commit {
            let blocks = box.map { run.tree.query($0) } ?? Array(run.rows.indices)
            for i in blocks where scene == nil || Int64(run.scenes[i]) == scene {
                try withBlock(db, run.firstBlock + Int64(i)) { try body(run.firstBlock + Int64(i), Int64(run.scenes[i]), $0) }
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

    static func sceneNames(_ db: Database) throws -> [Int64: String] {
        var names: [Int64: String] = [:]
        let rows = try Row.fetchCursor(db.cachedStatement(sql: "SELECT id, name FROM scene_names"))
        while let row = try rows.next() { names[row[0]] = row[1] }
        return names
    }
}

extension Store {
    /// Names of the scenes that footprints state themselves.
    public func statedScenes() throws(StoreError) -> Set<String> {
        try read { db in try String.fetchSet(db, sql: "SELECT name FROM scene_names WHERE NOT is_derived") }
    }
}
