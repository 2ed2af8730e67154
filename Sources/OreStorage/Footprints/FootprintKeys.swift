internal import Foundation
internal import GRDB

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

    init(_ db: Database, _ run: FootprintIndexCache.Run, _ index: FootprintIndexCache) throws {
        let commit = try Store.latestCommit(db)
        let bytes = try Data.fetchOne(db, sql: "SELECT keys FROM footprint_runs WHERE id = ?", arguments: [run.id]) ?? Data()
        guard bytes.count == run.count * Self.rowBytes else { throw StoreError.damagedRecord }
        (self.run, self.bytes) = (run, bytes)
        ended = run.rows.indices.map { index.ended(run.firstBlock + Int64($0), asOf: commit) }
    }

    /// Those of every visible run that holds footprints of one of these scenes.
    static func of(_ scenes: [Int64], in store: Store) throws -> [FootprintKeys] {
        try store.read { db in
            let index = try store.footprintIndex(db)
            return try index.runs.filter { run in scenes.contains { run.sceneCounts[$0] != nil } }.map { try FootprintKeys(db, $0, index) }
        }
    }

    /// A few keys among many: what surely is none of them is told by one bit.
    struct Filter {
        private let keys: Set<UInt64>
        private var bits = [UInt64](repeating: 0, count: 1 << 12)

        init(_ keys: Set<UInt64>) {
            self.keys = keys
            for key in keys { bits[Int(key >> 52)] |= 1 << (key >> 46 & 63) }
        }

        func contains(_ key: UInt64) -> Bool { bits[Int(key >> 52)] >> (key >> 46 & 63) & 1 == 1 && keys.contains(key) }
    }

    /// Every row that is known; with a filter, only those whose id it holds.
    func forEach(_ filter: Filter?, _ body: (Row) -> Void) {
        bytes.withUnsafeBytes { bytes in
            func word<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: T.Type) -> T {
                T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
            }
            var offset = 0
            for (i, rows) in run.rows.enumerated() {
                for row in 0..<Int(rows) {
                    defer { offset += Self.rowBytes }
                    let key = word(offset, UInt64.self)
                    guard filter?.contains(key) ?? true, ended[i] >> UInt64(row) & 1 == 0 else { continue }
                    body(
                        Row(
                            key: key, content: word(offset + 8, UInt64.self),
                            scene: Int64(word(offset + 16, UInt32.self)), ordinal: Int(word(offset + 20, UInt32.self)),
                            reference: FootprintBlock.Place(block: run.firstBlock + Int64(i), row: row).reference))
                }
            }
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
