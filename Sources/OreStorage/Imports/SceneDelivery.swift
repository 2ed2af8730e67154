internal import Foundation
internal import GRDB
internal import OreFeatures

/// One scene while a file delivers footprints of it: what the store knows of it already.
struct SceneDelivery: Sendable {
    let name: String
    let id: Int64
    /// Nothing of the scene can be in the store when it was named by this delivery.
    let isKnown: Bool
    private(set) var isLoaded = false
    private var current: [UInt64: (content: UInt64, reference: Int64)] = [:]
    private var references: Set<Int64> = []
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
        isKnown = known != nil
        if let known {
            id = known
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

    /// Footprints of the scene in the store.
    var known = 0
    var matched: Int { named.count }
    var hadFootprints: Bool { known > 0 }
    var isNamedByHalf: Bool { 2 * matched >= known }
    /// Numbers of the footprints that the delivery has not named; the scene must be loaded whole.
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

    /// Loads what the store knows of the scene: all of it, or only the footprints of some ids.
    /// - Parameter ids: hashes of ids; `nil` for all.
    mutating func load(_ store: Store, _ keys: [FootprintKeys], ids: Set<UInt64>?) throws {
        guard isKnown, !isLoaded else { return }
        if ids == nil { isLoaded = true }
        for run in keys { try run.forEach(scene: id) { key, content, reference in add(key, content, reference, ids) } }
    }

    private mutating func add(_ key: UInt64, _ content: UInt64, _ reference: Int64, _ ids: Set<UInt64>?) {
        if let ids, !ids.contains(key) { return }
        guard references.insert(reference).inserted else { return }
        var name = key
        var n = 0
        while current[name] != nil {
            n += 1
            name = FootprintKey.repeated(key, n)
        }
        current[name] = (content, reference)
    }
}

/// The hashes of ids and contents of one run of blocks, in the order of its rows.
struct FootprintKeys: Sendable {
    private let run: FootprintIndexCache.Run
    private let bytes: Data
    private let ended: [UInt64]

    /// Those of every run that is visible.
    static func all(_ store: Store) throws -> [FootprintKeys] {
        try store.read { db in
            let index = try store.footprintIndex(db)
            let commit = try Store.latestCommit(db)
            return try index.runs.map { run in
                let bytes = try Data.fetchOne(db, sql: "SELECT keys FROM footprint_runs WHERE id = ?", arguments: [run.id]) ?? Data()
                guard bytes.count == run.count * 16 else { throw StoreError.damagedRecord }
                return FootprintKeys(
                    run: run, bytes: bytes, ended: run.rows.indices.map { index.ended(run.firstBlock + Int64($0), asOf: commit) })
            }
        }
    }

    func forEach(scene: Int64, _ body: (_ key: UInt64, _ content: UInt64, _ reference: Int64) -> Void) throws {
        bytes.withUnsafeBytes { bytes in
            var offset = 0
            for (i, rows) in run.rows.enumerated() {
                defer { offset += Int(rows) * 16 }
                guard Int64(run.scenes[i]) == scene else { continue }
                for row in 0..<Int(rows) where ended[i] >> UInt64(row) & 1 == 0 {
                    let key = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + row * 16, as: UInt64.self))
                    let content = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + row * 16 + 8, as: UInt64.self))
                    body(key, content, FootprintBlock.Place(block: run.firstBlock + Int64(i), row: row).reference)
                }
            }
        }
    }

    func count(scene: Int64) -> Int {
        run.rows.indices.reduce(0) { Int64(run.scenes[$1]) == scene ? $0 + Int(run.rows[$1]) - ended[$1].nonzeroBitCount : $0 }
    }
}
