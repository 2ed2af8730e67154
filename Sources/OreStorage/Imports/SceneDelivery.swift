internal import Foundation
internal import GRDB
internal import OreFeatures

/// One scene while a file delivers footprints of it: what the store knows of it already.
///
/// A footprint is known by its id and, where one id names several of a scene, by an ordinal: 0 for the first. A further footprint of an id keeps
/// the ordinal of the one that it repeats or replaces, and takes the first free one otherwise.
struct SceneDelivery: Sendable {
    let name: String
    let id: Int64
    /// Nothing of the scene can be in the store when it was named by this delivery.
    let isKnown: Bool
    private(set) var isLoaded = false
    private var current: [UInt64: (content: UInt64, reference: Int64)] = [:]
    /// Of ids with several footprints, the greatest ordinal.
    private var lastOrdinals: [UInt64: Int] = [:]
    /// Ids and ordinals that this delivery gave away.
    private var given: Set<UInt64> = []
    private var named: Set<Int64> = []
    /// Numbers of the footprints whose content changed.
    private(set) var replaced: [Int64] = []

    enum Verdict { case new, changed, unchanged }

    /// Finds the scene, or names a new one.
    init(_ scene: EncodedFootprints.SceneName, in store: Store) throws {
        name = scene.name
        let known = try store.read { db in
            try Row.fetchOne(db, sql: "SELECT id, known_from FROM scene_names WHERE name = ?", arguments: [scene.name]).map {
                (id: try $0.value(0) as Int64, isVisible: try $0.optional(1) as Int? != nil)
            }
        }
        isKnown = known?.isVisible == true
        if let known, known.isVisible {
            id = known.id
        } else {
            // A name that an interrupted import left keeps its number: what is staged refers to it.
            id = try store.stage { db in
                try db.execute(
                    sql: "INSERT OR REPLACE INTO scene_names (id, name, is_derived, source, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        known?.id, scene.name, scene.isDerived, scene.source, scene.period?.from.daysSince1970,
                        scene.period?.to.daysSince1970,
                    ])
                return db.lastInsertedRowID
            }
        }
    }

    /// Makes the scene visible with the commit that brings its first footprints.
    func publish(_ db: Database, commit: Int) throws {
        guard !isKnown else { return }
        try db.execute(sql: "UPDATE scene_names SET known_from = ? WHERE id = ? AND known_from IS NULL", arguments: [commit, id])
    }

    /// The delivery says of its footprints what the store does not know yet.
    func isRestated(_ db: Database, as content: SceneContent?) throws -> Bool {
        guard let content else { return false }
        let known = try String.fetchOne(
            db, sql: "SELECT content FROM scene_contents WHERE scene = ? ORDER BY known_from DESC LIMIT 1", arguments: [id])
        return (known ?? SceneContent.state.rawValue) != content.rawValue
    }

    func state(_ content: SceneContent, _ db: Database, commit: Int) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO scene_contents (scene, known_from, content) VALUES (?, ?, ?)",
            arguments: [id, commit, content.rawValue])
    }

    /// Footprints of the scene in the store.
    var known = 0
    var matched: Int { named.count }
    var hadFootprints: Bool { known > 0 }
    var isNamedByHalf: Bool { 2 * matched >= known }
    /// Numbers of the footprints that the delivery has not named; the scene must be loaded whole.
    var missing: [Int64] { current.values.map(\.reference).filter { !named.contains($0) }.sorted() }

    /// - Returns: what the footprint is to the store, and its ordinal.
    mutating func take(_ idHash: UInt64, content: UInt64) -> (Verdict, ordinal: Int) {
        let last = lastOrdinals[idHash] ?? 0
        for n in 0...last {
            guard let known = current[FootprintKey.repeated(idHash, n)] else { continue }
            if known.content == content, named.insert(known.reference).inserted {
                given.insert(FootprintKey.repeated(idHash, n))
                return (.unchanged, n)
            }
        }
        for n in 0...last {
            let key = FootprintKey.repeated(idHash, n)
            guard let known = current[key], named.insert(known.reference).inserted else { continue }
            replaced.append(known.reference)
            given.insert(key)
            return (.changed, n)
        }
        var n = 0
        while true {
            let key = FootprintKey.repeated(idHash, n)
            if current[key] == nil, given.insert(key).inserted { break }
            n += 1
        }
        if n > 0 { lastOrdinals[idHash] = max(last, n) }
        return (.new, n)
    }

    /// Everything that the store knows of the scene was added.
    mutating func markLoaded() { isLoaded = true }

    /// Adds what the store knows of the scene; the same row again changes nothing.
    mutating func add(_ row: FootprintKeys.Row) {
        let key = FootprintKey.repeated(row.key, row.ordinal)
        guard current.updateValue((row.content, row.reference), forKey: key) == nil, row.ordinal > 0 else { return }
        lastOrdinals[row.key] = max(lastOrdinals[row.key] ?? 0, row.ordinal)
    }
}

extension SceneContent {
    /// For people: what the footprints of such scenes stand for.
    var meaning: String {
        switch self {
        case .state: "all that was disturbed at the time"
        case .change: "what was new in its period, and add up"
        }
    }
}
