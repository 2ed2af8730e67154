internal import GRDB
public import OreCases
internal import OreFeatures
internal import OreGeometry

extension Store {
    static let importColumns = "id, kind, dataset, file, sha256, profile, crs, as_of, received_at, commit_number, counts, operation"

    static func importRecord(_ row: Row) throws -> ImportRecord {
        var record = ImportRecord(
            id: try row.value(0), kind: try row.word(1), dataset: try row.value(2), file: try row.value(3), sha256: try row.value(4),
            profile: try row.optional(5), crs: try row.value(6), asOf: try row.optional(7).map { Day(daysSince1970: $0) },
            receivedAt: try row.value(8), commit: try row.optional(9), counts: IngestCounts(text: try row.value(10)))
        record.operation = try row.optional(11)
        return record
    }

    /// Deliveries, the latest first.
    public func imports(kind: RecordKind?, limit: Int) throws -> [ImportRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT \(Store.importColumns) FROM imports WHERE commit_number IS NOT NULL AND (?1 IS NULL OR kind = ?1) ORDER BY id DESC LIMIT ?2",
                arguments: [kind?.rawValue, limit]
            ).map(Store.importRecord)
        }
    }

    /// Marks entries as done with, at the last commit.
    public func resolveQuarantine(_ ids: [Int]) throws(StoreError) {
        guard !ids.isEmpty else { return }
        try write { db in
            let commit = try Store.latestCommit(db)
            let statement = try db.cachedStatement(sql: "UPDATE quarantine SET resolved = ? WHERE id = ? AND resolved IS NULL")
            for id in ids { try statement.execute(arguments: [commit, id]) }
        }
    }

    /// What was set aside by deliveries that are visible, in the order it came.
    public func quarantine(kind: RecordKind?, pendingOnly: Bool) throws -> [QuarantineRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT q.id, q.import_id, i.kind, i.file, q.row, q.identifier, q.reason, q.x, q.y, q.feature, q.resolved
                    FROM quarantine q JOIN imports i ON i.id = q.import_id
                    WHERE i.commit_number IS NOT NULL AND (?1 IS NULL OR i.kind = ?1) AND (NOT ?2 OR q.resolved IS NULL) ORDER BY q.id
                    """, arguments: [kind?.rawValue, pendingOnly]
            ).map { row in
                let (x, y): (Double?, Double?) = (try row.optional(7), try row.optional(8))
                let place: Coordinate? = if let x, let y { Coordinate(x, y) } else { nil }
                return QuarantineRecord(
                    id: try row.value(0), importID: try row.value(1), kind: try row.word(2), file: try row.value(3), row: try row.value(4),
                    identifier: try row.optional(5), reason: try row.value(6), place: place, feature: try row.optional(9),
                    resolvedAt: try row.optional(10))
            }
        }
    }
}

extension IngestCounts {
    /// Reads what ``text`` wrote; unknown words are left out.
    init(text: String) {
        self.init()
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=")
            guard parts.count == 2, let number = Int(parts[1]) else { continue }
            switch parts[0] {
            case "stored": stored = number
            case "repaired": repaired = number
            case "quarantined": quarantined = number
            case "skipped": skipped = number
            case "changed": changed = number
            case "unchanged": unchanged = number
            case "vanished": vanished = number
            default: break
            }
        }
    }
}
