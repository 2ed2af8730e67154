internal import Foundation
internal import GRDB
internal import OreFeatures

/// One scene while a file delivers footprints of it: what the store knows of it already.
struct SceneDelivery: Sendable {
    let name: String
    let id: Int64
    private var current: [UInt64: (content: UInt64, reference: Int64)] = [:]
    private var repeats: [UInt64: Int] = [:]
    private var seen: Set<UInt64> = []
    private var named: Set<Int64> = []
    /// Numbers of the footprints whose content changed.
    private(set) var replaced: [Int64] = []

    enum Verdict { case new, changed, unchanged }

    /// Finds the scene, or names a new one.
    init(_ scene: EncodedFootprints.SceneName, in store: Store) throws {
        name = scene.name
        let known = try store.read { db in try Int64.fetchOne(db, sql: "SELECT id FROM scene_names WHERE name = ?", arguments: [scene.name])
        }
        if let known {
            id = known
            try load(store)
        } else {
            id = try store.stage { db in
                try db.execute(
                    sql: "INSERT INTO scene_names (name, is_derived, source, first_day, last_day) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        scene.name, scene.isDerived, scene.source, scene.period?.from.daysSince1970, scene.period?.to.daysSince1970,
                    ])
                return db.lastInsertedRowID
            }
        }
    }

    var known: Int { current.count }
    var matched: Int { named.count }
    var hadFootprints: Bool { !current.isEmpty }
    var isNamedByHalf: Bool { 2 * matched >= known }
    /// Numbers of the footprints that the delivery has not named.
    var missing: [Int64] { current.values.map(\.reference).filter { !named.contains($0) }.sorted() }

    mutating func take(_ idHash: UInt64, content: UInt64) -> Verdict {
        var key = idHash
        if !seen.insert(key).inserted {
            // The same id again in one delivery is a footprint of its own.
            repeats[idHash, default: 0] += 1
            key = FootprintKey.repeated(idHash, repeats[idHash] ?? 0)
            seen.insert(key)
        }
        if let twin = twin(of: idHash, content: content) {
            named.insert(twin)
            return .unchanged
        }
        guard let known = current[key], !named.contains(known.reference) else { return .new }
        named.insert(known.reference)
        replaced.append(known.reference)
        return .changed
    }

    /// A footprint of that id and content that the delivery has not named yet.
    private func twin(of idHash: UInt64, content: UInt64) -> Int64? {
        var n = 0
        while let known = current[FootprintKey.repeated(idHash, n)] {
            if known.content == content, !named.contains(known.reference) { return known.reference }
            n += 1
        }
        return nil
    }

    private mutating func load(_ store: Store) throws {
        let own = UInt32(truncatingIfNeeded: id)
        let (index, commit, keys) = try store.read { db in
            let index = try store.footprintIndex(db)
            let keys = try index.runs.filter { $0.scenes.contains(own) }.map { run in
                (run, try Data.fetchOne(db, sql: "SELECT keys FROM footprint_runs WHERE id = ?", arguments: [run.id]) ?? Data())
            }
            return (index, try Store.latestCommit(db), keys)
        }
        for (run, bytes) in keys { try bytes.withUnsafeBytes { try add(run, $0, index, commit) } }
    }

    private mutating func add(_ run: FootprintIndexCache.Run, _ keys: UnsafeRawBufferPointer, _ index: FootprintIndexCache, _ commit: Int)
        throws
    {
        var reader = RecordReader(keys)
        for (i, rows) in run.rows.enumerated() {
            let block = run.firstBlock + Int64(i)
            let ended = index.ended(block, asOf: commit)
            for row in 0..<Int(rows) {
                let (key, content) = (try reader.fixed(UInt64.self), try reader.fixed(UInt64.self))
                guard Int64(run.scenes[i]) == id, ended >> UInt64(row) & 1 == 0 else { continue }
                var name = key
                var n = 0
                while current[name] != nil {
                    n += 1
                    name = FootprintKey.repeated(key, n)
                }
                current[name] = (content, FootprintBlock.Place(block: block, row: row).reference)
            }
        }
    }
}
