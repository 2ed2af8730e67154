internal import Foundation
internal import GRDB
internal import Synchronization

/// The hashes of ids and contents of one run of blocks, in the order of its rows.
struct FootprintKeys: Sendable {
    /// Hash of the id, hash of the content, scene, ordinal.
    static let rowBytes = 24

    struct Row {
        var key: UInt64
        var content: UInt64
        var scene: Int64
        var ordinal: Int
        var reference: Int64
    }

    private let run: FootprintIndexCache.Run
    private let bytes: Data
    private let ended: [UInt64]

    private init(_ db: Database, _ run: FootprintIndexCache.Run, _ index: FootprintIndexCache, _ store: Store) throws {
        let commit = try Store.latestCommit(db)
        let bytes = try Self.bytes(db, run, store)
        guard bytes.count == run.count * Self.rowBytes else { throw StoreError.damagedRecord }
        (self.run, self.bytes) = (run, bytes)
        ended = run.rows.indices.map { index.ended(run.firstBlock + Int64($0), asOf: commit) }
    }

    private static func bytes(_ db: Database, _ run: FootprintIndexCache.Run, _ store: Store) throws -> Data {
        if let known = store.footprintKeys.withLock({ $0[run] }) { return known }
        let bytes = try Data.fetchOne(db, sql: "SELECT keys FROM footprint_runs WHERE id = ?", arguments: [run.id]) ?? Data()
        store.footprintKeys.withLock { $0[run] = bytes }
        return bytes
    }

    /// Those of every visible run that holds footprints of one of these scenes.
    static func of(_ scenes: [Int64], in store: Store) throws -> [FootprintKeys] {
        try store.read { db in
            let index = try store.footprintIndex(db)
            return try index.runs.filter { run in scenes.contains { run.sceneCounts[$0] != nil } }.map {
                try FootprintKeys(db, $0, index, store)
            }
        }
    }

    /// A few keys among many: what surely is none of them is told by one bit.
    struct Filter {
        fileprivate let keys: Set<UInt64>
        fileprivate private(set) var bits = [UInt64](repeating: 0, count: 1 << 12)

        init(_ keys: Set<UInt64>) {
            self.keys = keys
            for key in keys { bits[Int(key >> 52)] |= 1 << (key >> 46 & 63) }
        }
    }

    /// Every row that is known; with a filter, only those whose id it holds.
    func forEach(_ filter: Filter?, _ body: (Row) -> Void) {
        let hits = filter.map { self.rows(of: $0) }
        var next = 0
        var first = 0
        for (i, count) in run.rows.enumerated() {
            defer { first += Int(count) }
            if let hits {
                guard next < hits.count else { return }
                guard hits[next] < first + Int(count) else { continue }
            }
            for row in 0..<Int(count) {
                if let hits {
                    guard next < hits.count, hits[next] == first + row else { continue }
                    next += 1
                }
                if ended[i] >> UInt64(row) & 1 == 0 { body(self.row(first + row, i, row)) }
            }
        }
    }

    /// Positions among all rows, ascending. Nearly all are told by one bit: a walk through memory.
    private func rows(of filter: Filter) -> [Int] {
        var found: [Int] = []
        filter.bits.withUnsafeBufferPointer { bits in
            bytes.withUnsafeBytes { bytes in
                for row in 0..<bytes.count / Self.rowBytes {
                    let key = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: row &* Self.rowBytes, as: UInt64.self))
                    guard bits[Int(truncatingIfNeeded: key &>> 52)] &>> (key &>> 46) & 1 == 1, filter.keys.contains(key) else { continue }
                    found.append(row)
                }
            }
        }
        return found
    }

    private func row(_ position: Int, _ block: Int, _ row: Int) -> Row {
        bytes.withUnsafeBytes { bytes in
            func word<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: T.Type) -> T {
                T(littleEndian: bytes.loadUnaligned(fromByteOffset: position * Self.rowBytes + offset, as: type))
            }
            return Row(
                key: word(0, UInt64.self), content: word(8, UInt64.self), scene: Int64(word(16, UInt32.self)),
                ordinal: Int(word(20, UInt32.self)),
                reference: FootprintBlock.Place(block: run.firstBlock + Int64(block), row: row).reference)
        }
    }

    /// Rows of a run whose id has this hash.
    static func rows(of hash: UInt64, in bytes: Data) throws -> [Int] {
        bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / rowBytes).filter {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * rowBytes, as: UInt64.self)) == hash
            }
        }
    }
}

/// The keys of runs that were looked into lately, for a store that takes one delivery after the other. Runs never change once they are visible.
struct FootprintKeysCache: Sendable {
    private struct Name: Hashable {
        var run: Int64
        var knownFrom: Int
    }

    private var bytes: [Name: Data] = [:]
    /// 2 million footprints.
    private static let mostBytes = 48_000_000

    subscript(_ run: FootprintIndexCache.Run) -> Data? {
        get { bytes[Name(run: run.id, knownFrom: run.knownFrom)] }
        set {
            if bytes.values.reduce(newValue?.count ?? 0, { $0 + $1.count }) > Self.mostBytes { bytes.removeAll() }
            if newValue?.count ?? 0 <= Self.mostBytes { bytes[Name(run: run.id, knownFrom: run.knownFrom)] = newValue }
        }
    }
}
