internal import Foundation
internal import GRDB
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Which blocks hold footprints where: the immutable index of every run of blocks, loaded once and added to as commits arrive.
struct FootprintIndexCache: Sendable {
    /// The blocks that one import wrote together.
    struct Run: Sendable {
        var id: Int64
        var importID: Int64
        var knownFrom: Int
        var firstBlock: Int64
        /// Footprints by scene, ended ones too.
        var sceneCounts: [Int64: Int]
        /// Per block: its scene or ``mixed``, its rows, its box.
        var scenes: [UInt32]
        var rows: [UInt8]
        var tree: PackedRTree
        var boxes: [FloatBox]

        var count: Int { rows.reduce(0) { $0 + Int($1) } }

        func mayHold(_ scene: Int64, inBlock i: Int) -> Bool { scenes[i] == FootprintIndexCache.mixed || Int64(scenes[i]) == scene }
    }

    /// Stands for the scene of a block that holds footprints of several.
    static let mixed: UInt32 = 0

    private(set) var runs: [Run] = []
    /// Rows that ended, by block: the last commit of which each was part is before the one given.
    private(set) var ends: [Int64: [(row: Int, commit: Int)]] = [:]
    private var loadedThrough = 0
    /// The latest of the snapshot that the index was brought up to.
    private(set) var commit = -1

    /// Brings the index up to the snapshot that is being read.
    mutating func refresh(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        guard latest != commit else { return }
        if latest < commit { self = FootprintIndexCache() }
        let rows = try Row.fetchCursor(
            db,
            sql:
                "SELECT id, import_id, known_from, first_block, blocks, scenes FROM footprint_runs WHERE known_from > ? ORDER BY known_from, id",
            arguments: [loadedThrough])
        while let row = try rows.next() {
            runs.append(try Run(row))
        }
        let ended = try Row.fetchCursor(
            db, sql: "SELECT footprint, known_to FROM footprint_ends WHERE known_to > ?", arguments: [loadedThrough])
        while let row = try ended.next() {
            let place = FootprintBlock.Place(reference: try row.value(0))
            ends[place.block, default: []].append((place.row, try row.value(1)))
        }
        (loadedThrough, commit) = (latest, latest)
    }

    /// The rows of a block that were no longer known at the commit, as bits.
    func ended(_ block: Int64, asOf commit: Int) -> UInt64 {
        guard let ended = ends[block] else { return 0 }
        return ended.reduce(0) { $1.commit <= commit ? $0 | 1 << UInt64($1.row) : $0 }
    }
}

extension FootprintIndexCache.Run {
    init(_ row: Row) throws {
        id = try row.value(0)
        importID = try row.value(1)
        knownFrom = try row.value(2)
        firstBlock = try row.value(3)
        // Six bits above it number the rows, and the numbers of its blocks follow it.
        guard (0..<1 << 56).contains(firstBlock) else { throw StoreError.damagedRecord }
        var scenes: [UInt32] = []
        var rows: [UInt8] = []
        var boxes: [FloatBox] = []
        try row.withUnsafeData(atIndex: 4) { data in
            try data?.withUnsafeBytes { bytes in
                guard bytes.count % 24 == 0 else { throw StoreError.damagedRecord }
                for offset in stride(from: 0, to: bytes.count, by: 24) {
                    var reader = RecordReader(bytes, at: offset)
                    scenes.append(try reader.fixed(UInt32.self))
                    rows.append(UInt8(truncatingIfNeeded: try reader.fixed(UInt32.self)))
                    boxes.append(FloatBox(bytes, at: offset + 8))
                }
            }
        }
        (self.scenes, self.rows, self.boxes) = (scenes, rows, boxes)
        sceneCounts = try row.withUnsafeData(atIndex: 5) { data in try Self.sceneCounts(data ?? Data()) }
        tree = PackedRTree(boxes.map(\.envelope))
    }

    /// Pairs of a scene's number and its footprints, 8 bytes each.
    static func sceneCounts(_ data: Data) throws -> [Int64: Int] {
        guard data.count % 8 == 0 else { throw StoreError.damagedRecord }
        return try data.withUnsafeBytes { bytes in
            var counts: [Int64: Int] = [:]
            var reader = RecordReader(bytes)
            while !reader.isAtEnd { counts[Int64(try reader.fixed(UInt32.self)), default: 0] += Int(try reader.fixed(UInt32.self)) }
            return counts
        }
    }
}

extension Store {
    static func latestCommit(_ db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT coalesce(max(number), 0) FROM commits")) ?? 0
    }

    /// Current footprints by the number of their scene.
    func footprintCounts(_ db: Database) throws -> [Int64: Int] {
        var counts: [Int64: Int] = [:]
        for run in try footprintIndex(db).runs { counts.merge(run.sceneCounts, uniquingKeysWith: +) }
        let ended = try Row.fetchCursor(db, sql: "SELECT scene, count(*) FROM footprint_ends WHERE known_to IS NOT NULL GROUP BY scene")
        while let row = try ended.next() { counts[try row.value(0), default: 0] -= try row.value(1) as Int }
        return counts
    }

    /// The index as of the snapshot; copied cheaply, because its arrays are shared.
    func footprintIndex(_ db: Database) throws -> FootprintIndexCache {
        try footprintIndex.withLock { cache in
            // A copy, so that a fault midway leaves what was known.
            var next = cache
            try next.refresh(db)
            cache = next
            return next
        }
    }
}
