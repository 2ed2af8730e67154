internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
public import OreGeometry

/// Which footprints came and went between two commits.
public struct FootprintChanges: Sendable, Hashable {
    /// Numbers of footprints that are known now and were not before.
    public var added: [Int64] = []
    /// Numbers of footprints that were known before and are not any more.
    public var ended: [Int64] = []

    public var isEmpty: Bool { added.isEmpty && ended.isEmpty }
}

extension Store {
    /// - Complexity: the index of the runs that came between, and the rows that ended.
    public func footprintChanges(after before: Int, through commit: Int) throws(StoreError) -> FootprintChanges {
        try read { db in
            let index = try self.footprintIndex(db)
            var changes = FootprintChanges()
            for run in index.runs where run.knownFrom > before && run.knownFrom <= commit {
                for (i, rows) in run.rows.enumerated() {
                    let block = run.firstBlock + Int64(i)
                    let ended = index.ended(block, asOf: commit)
                    for row in 0..<Int(rows) where ended >> UInt64(row) & 1 == 0 {
                        changes.added.append(FootprintBlock.Place(block: block, row: row).reference)
                    }
                }
            }
            let known = Set(
                index.runs.filter { $0.knownFrom <= before }.flatMap { run in run.rows.indices.map { run.firstBlock + Int64($0) } })
            let rows = try Row.fetchCursor(
                db, sql: "SELECT footprint FROM footprint_ends WHERE known_to > ? AND known_to <= ? ORDER BY footprint",
                arguments: [before, commit])
            while let row = try rows.next() {
                let reference: Int64 = try row.value(0)
                if known.contains(FootprintBlock.Place(reference: reference).block) { changes.ended.append(reference) }
            }
            return changes
        }
    }

    /// Numbers of the footprints known at a commit whose boxes meet any of these.
    public func footprintReferences(meeting boxes: [Envelope], asOf commit: Int) throws(StoreError) -> [Int64] {
        try read { db in
            let index = try self.footprintIndex(db)
            var found: Set<Int64> = []
            for run in index.runs where run.knownFrom <= commit {
                var wanted: [Int: [FloatBox]] = [:]
                for box in boxes { for i in run.tree.query(box) { wanted[i, default: []].append(FloatBox(box)) } }
                for (i, queries) in wanted {
                    let block = run.firstBlock + Int64(i)
                    let ended = index.ended(block, asOf: commit)
                    try self.withBlock(db, block) { bytes in
                        for query in queries {
                            try FootprintBlock.forEach(in: bytes, meeting: query, skipping: ended) { row, _ in
                                found.insert(FootprintBlock.Place(block: block, row: row).reference)
                            }
                        }
                    }
                }
            }
            return found.sorted()
        }
    }

    /// The last commit, up to the one given, that changed a register, or what the scenes of known footprints show; 0 when none did.
    public func lastRegisterCommit(through commit: Int) throws(StoreError) -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT max(coalesce((SELECT max(known_from) FROM register_rows WHERE known_from <= ?1), 0),
                    coalesce((SELECT max(known_to) FROM register_rows WHERE known_to <= ?1), 0),
                    coalesce((SELECT max(c.known_from) FROM scene_contents c JOIN scene_names s ON s.id = c.scene
                    WHERE c.known_from <= ?1 AND (c.known_from > s.known_from OR EXISTS (SELECT 1 FROM register_rows r
                    WHERE r.kind = '\(RecordKind.scenes.rawValue)' AND r.key = s.name AND r.known_from < c.known_from))), 0))
                    """, arguments: [commit]) ?? 0
        }
    }

    /// The last commit, up to the one given, that took in records of some kinds; 0 when none did.
    public func lastCommit(of kinds: [RecordKind], through commit: Int) throws(StoreError) -> Int {
        let words = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try read { db in
            try Int.fetchOne(
                db, sql: "SELECT coalesce(max(commit_number), 0) FROM imports WHERE commit_number <= ? AND kind IN (\(words))",
                arguments: [commit]) ?? 0
        }
    }

    /// The last commit, up to the one given, that took in a register other than scenes; 0 when none did.
    public func lastIndexedCommit(through commit: Int) throws(StoreError) -> Int {
        let others = RecordKind.allCases.filter { $0 == .footprints || $0 == .scenes || $0.isOfLedger }
        let kinds = others.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT coalesce(max(commit_number), 0) FROM imports
                    WHERE commit_number <= ? AND kind NOT IN (\(kinds))
                    """, arguments: [commit]) ?? 0
        }
    }

    /// The largest 1-sigma error of a coordinate operation behind what is known at the commit, metres.
    public func datumSigma(asOf commit: Int) throws(StoreError) -> Double {
        try read { db in
            try Double.fetchOne(db, sql: "SELECT coalesce(max(datum_sigma), 0) FROM imports WHERE commit_number <= ?", arguments: [commit])
                ?? 0
        }
    }

    /// Findings whose nearest licence may be another one when licences change: the number of each one's footprint, and the finding.
    public func forEachNearestLicence(_ body: (_ footprint: Int64, _ finding: Finding) throws -> Void) throws {
        try read { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT footprint, record FROM findings WHERE known_to IS NULL AND (nearest_m IS NULL OR nearest_m > 0)")
            while let row = try rows.next() { try body(try row.value(0), try Store.finding(row, 1)) }
        }
    }
}
