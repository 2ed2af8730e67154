internal import GRDB
public import OreCases
internal import OreFeatures
internal import OreGeometry

extension Store {
    static let importColumns = "id, kind, dataset, file, sha256, profile, crs, as_of, received_at, commit_number, counts, operation"

    static func importRecord(_ row: Row) throws -> ImportRecord {
        guard let kind = RecordKind(rawValue: row[1]) else { throw StoreError.damagedRecord }
        var record = ImportRecord(
            id: row[0], kind: kind, dataset: row[2], file: row[3], sha256: row[4], profile: row[5], crs: row[6],
            asOf: (row[7] as Int32?).map { Day(daysSince1970: $0) }, receivedAt: row[8], commit: row[9], counts: IngestCounts(text: row[10])
        )
        record.operation = row[11]
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
                guard let kind = RecordKind(rawValue: row[2]) else { throw StoreError.damagedRecord }
                let place: Coordinate? = if let x: Double = row[7], let y: Double = row[8] { Coordinate(x, y) } else { nil }
                return QuarantineRecord(
                    id: row[0], importID: row[1], kind: kind, file: row[3], row: row[4], identifier: row[5], reason: row[6], place: place,
                    feature: row[9], resolvedAt: row[10])
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
