internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreGeometry

extension StoreCheck {
    /// Deliveries and what they set aside.
    mutating func imports(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        try each("imports", db, "SELECT id, kind, counts, commit_number, as_of FROM imports") { check, id, row in
            guard RecordKind(rawValue: try check.text(row, 1)) != nil else { throw StoreError.damagedRecord }
            let (counts, commit) = (try check.text(row, 2), try check.optionalNumber(row, 3))
            if let commit, commit > latest { check.defect("imports", id, "committed at \(commit), which was never made") }
            if commit != nil, IngestCounts(text: counts).text != counts { check.defect("imports", id, "its counts cannot be read") }
        }
        try each("quarantine", db, "SELECT id, import_id, row, reason, resolved FROM quarantine") { check, id, row in
            (_, _, _) = (try check.number(row, 1), try check.number(row, 2), try check.text(row, 3))
            if let resolved = try check.optionalNumber(row, 4), resolved > latest {
                check.defect("quarantine", id, "resolved at commit \(resolved), which was never made")
            }
        }
    }

    mutating func registers(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        let current = """
            SELECT id FROM register_rows WHERE known_from IS NOT NULL AND known_to IS NULL AND vanished = 0 AND min_x IS NOT NULL
            """
        for (sql, reason) in [
            ("\(current) EXCEPT SELECT id FROM register_boxes", "has no box"),
            ("SELECT id FROM register_boxes EXCEPT \(current)", "has a box and is not current"),
        ] {
            for id in try Int64.fetchAll(db, sql: sql) { defect("register_rows", id, reason) }
        }
        try each(
            "register_rows", db,
            """
            SELECT id, kind, key, known_from, known_to, content, min_x, min_y, max_x, max_y, attributes, geometry, original, extra,
            \(LicenceFacts.columns) FROM register_rows
            """
        ) { check, id, row in
            guard let kind = RecordKind(rawValue: try check.text(row, 1)) else { throw StoreError.damagedRecord }
            if let from = try check.optionalNumber(row, 3) {
                check.versions("register_rows", id, from: from, to: try check.optionalNumber(row, 4), latest: latest)
            }
            let attributes = try check.data(row, 10) ?? Data()
            if try Self.key(of: attributes, kind) != check.text(row, 2) { check.defect("register_rows", id, "is filed under another id") }
            var content = ContentHash.of(attributes)
            if let bytes = try check.data(row, 11) {
                content = ContentHash.of(bytes, seed: content)
                let box = try Self.geometry(bytes).envelope(of: 0)
                let stated = Envelope(
                    minX: try check.real(row, 6), minY: try check.real(row, 7), maxX: try check.real(row, 8), maxY: try check.real(row, 9))
                if box != stated { check.defect("register_rows", id, "its box is not that of its geometry") }
            }
            if let bytes = try check.data(row, 12) { _ = try Self.geometry(bytes) }
            if let bytes = try check.data(row, 13) {
                content = ContentHash.of(bytes, seed: content ^ 1)
                _ = try Self.geometry(bytes)
            }
            if Int64(bitPattern: content) != (try check.number(row, 5)) { check.defect("register_rows", id, "its contents have changed") }
            let facts: [(any DatabaseValueConvertible)?] = try Self.facts(kind, attributes, check.data(row, 11))
            if !facts.agree(with: row, from: 14) {
                check.defect("register_rows", id, "lists would show it wrongly")
            }
        }
    }

    /// What lists ask for, of a licence; nothing of other kinds.
    private static func facts(_ kind: RecordKind, _ attributes: Data, _ geometry: Data?) throws -> [DatabaseValue] {
        guard kind == .licences else { return LicenceFacts.none }
        let licence = try attributes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes)
            return try Licence(&reader)
        }
        return LicenceFacts(licence, try geometry.map { try Self.geometry($0).geometry(at: 0) } ?? nil).values
    }

    private static func key(of bytes: Data, _ kind: RecordKind) throws -> String {
        func decode<Value: RegisterValue>(_ type: Value.Type) throws -> String {
            try bytes.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                let key = try Value(&reader).key
                guard reader.isAtEnd else { throw StoreError.damagedRecord }
                return key
            }
        }
        return switch kind {
        case .licences: try decode(Licence.self)
        case .zones: try decode(Zone.self)
        case .districts: try decode(District.self)
        case .scenes: try decode(Scene.self)
        case .licenceEvents: try decode(LicenceEventTable.Row.self)
        default: throw StoreError.damagedRecord
        }
    }

    /// One geometry that takes all of the bytes.
    static func geometry(_ bytes: Data) throws -> GeometryColumns {
        try bytes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes)
            var columns = GeometryColumns()
            try GeometryBytes.read(&reader, into: &columns)
            guard reader.isAtEnd else { throw StoreError.damagedRecord }
            return columns
        }
    }

    /// read = stored + quarantined + ..., as far as the rows themselves still tell: what was pruned may be fewer, never more.
    mutating func sums(_ db: Database) throws {
        let isPruned = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM commits WHERE kind = 'prune')") ?? false
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT i.id, i.kind, i.counts,
                (SELECT coalesce(sum(length(keys) / 24), 0) FROM footprint_runs r WHERE r.import_id = i.id AND r.known_from IS NOT NULL),
                (SELECT count(*) FROM (SELECT DISTINCT key, ordinal, row FROM register_rows g
                 WHERE g.import_id = i.id AND g.known_from IS NOT NULL)),
                (SELECT count(*) FROM quarantine q WHERE q.import_id = i.id),
                (SELECT coalesce(sum(rows), 0) FROM ledger_segments l WHERE l.import_id = i.id AND l.known_from IS NOT NULL)
                + (SELECT count(*) FROM ledger_entries e WHERE e.import_id = i.id AND e.known_from IS NOT NULL AND e.kind = i.kind),
                (SELECT count(*) FROM ledger_entries e WHERE e.import_id = i.id AND e.known_from IS NOT NULL AND e.kind <> i.kind)
                FROM imports i WHERE i.commit_number IS NOT NULL
                """)
        for row in rows {
            let (id, counts) = (try number(row, 0), IngestCounts(text: try text(row, 2)))
            let kind = RecordKind(rawValue: try text(row, 1))
            let (isFootprints, isOfLedger) = (kind == .footprints, kind?.isOfLedger == true)
            let held = Int(try number(row, isOfLedger ? 6 : isFootprints ? 3 : 4))
            let stored = counts.stored + counts.changed
            // Rows whose figures are known and whose holders are new have changed, too.
            let beside = Int(try number(row, 7))
            if held > stored || (held + beside < stored && (isFootprints || isOfLedger || !isPruned)) {
                defect("imports", id, "stored and changed \(stored) records, but \(held) are there")
            }
            if Int(try number(row, 5)) > counts.quarantined {
                defect("imports", id, "set \(counts.quarantined) features aside, but \(try number(row, 5)) are there")
            }
        }
    }
}
