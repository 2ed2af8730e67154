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
        /// Per block: its scene, its rows, its box.
        var scenes: [UInt32]
        var rows: [UInt8]
        var tree: PackedRTree
        var boxes: [FloatBox]

        var count: Int { rows.reduce(0) { $0 + Int($1) } }
    }

    private(set) var runs: [Run] = []
    /// Rows that ended, by block: the last commit of which each was part is before the one given.
    private(set) var ends: [Int64: [(row: Int, commit: Int)]] = [:]
    private var loadedThrough = 0
    private var commit = -1

    /// Brings the index up to the snapshot that is being read.
    mutating func refresh(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        guard latest != commit else { return }
        if latest < commit { self = FootprintIndexCache() }
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT id, import_id, known_from, first_block, blocks FROM footprint_runs WHERE known_from > ? ORDER BY known_from, id",
            arguments: [loadedThrough])
        while let row = try rows.next() {
            runs.append(try Run(row))
        }
        let ended = try Row.fetchCursor(
            db, sql: "SELECT footprint, known_to FROM footprint_ends WHERE known_to > ?", arguments: [loadedThrough])
        while let row = try ended.next() {
            let place = FootprintBlock.Place(reference: row[0])
            ends[place.block, default: []].append((place.row, row[1]))
        }
        (loadedThrough, commit) = (latest, latest)
    }

    /// The number of a block's scene; `nil` for a block that nobody can see.
    func scene(of block: Int64) -> Int64? {
        for run in runs.reversed() where block >= run.firstBlock && block < run.firstBlock + Int64(run.scenes.count) {
            return Int64(run.scenes[Int(block - run.firstBlock)])
        }
        return nil
    }

    /// The rows of a block that were no longer known at the commit, as bits.
    func ended(_ block: Int64, asOf commit: Int) -> UInt64 {
        guard let ended = ends[block] else { return 0 }
        return ended.reduce(0) { $1.commit <= commit ? $0 | 1 << UInt64($1.row) : $0 }
    }
}

extension FootprintIndexCache.Run {
    init(_ row: Row) throws {
        id = row[0]
        importID = row[1]
        knownFrom = row[2]
        firstBlock = row[3]
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
        tree = PackedRTree(boxes.map(\.envelope))
    }
}

extension Store {
    static func latestCommit(_ db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT coalesce(max(number), 0) FROM commits")) ?? 0
    }

    /// The index as of the snapshot; copied cheaply, because its arrays are shared.
    func footprintIndex(_ db: Database) throws -> FootprintIndexCache {
        try footprintIndex.withLock { cache in
            try cache.refresh(db)
            return cache
        }
    }
}
