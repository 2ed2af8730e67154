internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreGeometry
internal import OreLedger

extension StoreCheck {
    mutating func findings(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        let incidents = Set(try Int64.fetchAll(db, sql: "SELECT id FROM incidents"))
        let scenes = Set(try Int64.fetchAll(db, sql: "SELECT id FROM scene_names"))
        try each(
            "findings", db,
            """
            SELECT id, finding_id, handle, known_from, known_to, incident, scene, min_x, min_y, max_x, max_y, record, geometry, content,
            \(FindingFacts.columns) FROM findings
            """
        ) { check, id, row in
            guard let record = try check.data(row, 11), let geometry = try check.data(row, 12) else { throw StoreError.damagedRecord }
            let finding = try record.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                let finding = try Finding(&reader)
                guard reader.isAtEnd else { throw StoreError.damagedRecord }
                return finding
            }
            if let from = try check.optionalNumber(row, 3) {
                check.versions("findings", id, from: from, to: try check.optionalNumber(row, 4), latest: latest)
            }
            let name = try check.text(row, 1)
            if try finding.id != name || Int64(IncidentHandle(findingID: name).value) != check.number(row, 2) {
                check.defect("findings", id, "is filed under another id")
            }
            if Int64(bitPattern: ContentHash.of(geometry, seed: ContentHash.of(record))) != (try check.number(row, 13)) {
                check.defect("findings", id, "its contents have changed")
            }
            let box = try Self.geometry(geometry).envelope(of: 0)
            let stored = Envelope(
                minX: try check.real(row, 7), minY: try check.real(row, 8), maxX: try check.real(row, 9), maxY: try check.real(row, 10))
            if !box.isEmpty && box != stored {
                check.defect("findings", id, "its box is not that of its geometry")
            }
            if let incident = try check.optionalNumber(row, 5), try check.optionalNumber(row, 4) == nil, !incidents.contains(incident) {
                check.defect("findings", id, "belongs to incident \(incident), which is not there")
            }
            if !FindingFacts(finding).values.agree(with: row, from: 14) { check.defect("findings", id, "lists would show it wrongly") }
            if !scenes.contains(try check.number(row, 6)) { check.defect("findings", id, "names a scene that is not there") }
        }
    }

    mutating func figures(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        let incidents = Set(try Int64.fetchAll(db, sql: "SELECT id FROM incidents"))
        try each(
            "figures_findings", db,
            """
            SELECT id, finding_id, handle, known_from, known_to, incident, subject, subject_kind, content, record, \(FiguresFacts.columns)
            FROM figures_findings
            """
        ) { check, id, row in
            let bytes = try check.data(row, 9) ?? Data()
            let figures = try bytes.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                let figures = try FiguresFinding(&reader)
                guard reader.isAtEnd else { throw StoreError.damagedRecord }
                return figures
            }
            let (incident, end) = (try check.optionalNumber(row, 5), try check.optionalNumber(row, 4))
            if let from = try check.optionalNumber(row, 3) {
                check.versions("figures_findings", id, from: from, to: end, latest: latest)
                if incident == nil, end == nil, figures.finding.verdict != .consistent {
                    check.defect("figures_findings", id, "is part of no incident, so that lists leave it out")
                }
            }
            let name = try check.text(row, 1)
            if try figures.id != name || Int64(IncidentHandle(findingID: name).value) != check.number(row, 2) {
                check.defect("figures_findings", id, "is filed under another id")
            }
            if try figures.subject != check.text(row, 6) || Int64(figures.kind.rawValue) != check.number(row, 7) {
                check.defect("figures_findings", id, "is filed under another subject")
            }
            if Int64(bitPattern: ContentHash.of(bytes)) != (try check.number(row, 8)) {
                check.defect("figures_findings", id, "its contents have changed")
            }
            if let incident, end == nil, !incidents.contains(incident) {
                check.defect("figures_findings", id, "belongs to incident \(incident), which is not there")
            }
            if !FiguresFacts(figures).values.agree(with: row, from: 10) {
                check.defect("figures_findings", id, "lists would show it wrongly")
            }
        }
        try each("figures_state", db, "SELECT id, mark FROM figures_state") { check, _, row in _ = try check.text(row, 1) }
    }

    /// Each incident, and that its members are the findings that say so.
    mutating func incidents(_ db: Database) throws {
        let boxes = Set(try Int64.fetchAll(db, sql: "SELECT id FROM incident_boxes"))
        var members: [Int64: [String]] = [:]
        for table in ["findings", "figures_findings"] {
            let rows = try Row.fetchCursor(
                db, sql: "SELECT incident, finding_id FROM \(table) WHERE known_to IS NULL AND incident IS NOT NULL")
            while let row = try rows.next() { members[try number(row, 0), default: []].append(try text(row, 1)) }
        }
        try each("incidents", db, "SELECT id, record, \(IncidentFacts.columns) FROM incidents") { check, id, row in
            let bytes = try check.data(row, 1) ?? Data()
            let incident = try bytes.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                let incident = try Incident(&reader)
                guard reader.isAtEnd else { throw StoreError.damagedRecord }
                return incident
            }
            if IncidentHandle(incident.handle).map({ Int64($0.value) }) != (try check.number(row, 2)) {
                check.defect("incidents", id, "is filed under another handle")
            }
            if incident.state.rawValue != (try check.text(row, 4)) { check.defect("incidents", id, "is filed under another state") }
            guard incident.state != .withdrawn else { return }
            if !IncidentFacts.values(of: incident, bytes).agree(with: row, from: 2) {
                check.defect("incidents", id, "lists would show it wrongly")
            }
            if incident.findingIDs.sorted() != members[id, default: []].sorted() {
                check.defect("incidents", id, "its findings are not those that name it")
            }
            if !boxes.contains(id), !incident.envelope.isEmpty { check.defect("incidents", id, "has no box") }
        }
        try lineages(db)
    }

    /// What the next run replays: of every incident that has members, and of no other.
    private mutating func lineages(_ db: Database) throws {
        var members: [Int64: [Int64]] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT incident, id FROM findings WHERE known_to IS NULL AND incident IS NOT NULL")
        while let row = try rows.next() { members[try number(row, 0), default: []].append(try number(row, 1)) }
        try each("incident_lineages", db, "SELECT id, lineage FROM incident_lineages") { check, id, row in
            let lineage = try IncidentLineage(try check.data(row, 1) ?? Data())
            if !lineage.isSound || lineage.members.map(\.finding).sorted() != members.removeValue(forKey: id)?.sorted() {
                check.defect("incidents", id, "its lineage is not that of its findings")
            }
        }
        for id in members.keys.sorted() { defect("incidents", id, "has no lineage") }
    }

    mutating func decisions(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        try each("decisions", db, "SELECT id, kind, actor, time, known_from, area_then FROM decisions") { check, id, row in
            guard Decision.Kind(rawValue: try check.text(row, 1)) != nil else { throw StoreError.damagedRecord }
            (_, _, _) = (try check.text(row, 2), try check.text(row, 3), try check.real(row, 5))
            check.versions("decisions", id, from: try check.number(row, 4), to: nil, latest: latest)
        }
    }

    mutating func runs(_ db: Database) throws {
        let decoder = JSONDecoder()
        try each("runs", db, "SELECT id, outcome, counts, versions, log FROM runs") { check, _, row in
            guard RunEntry.Outcome(rawValue: try check.text(row, 1)) != nil,
                (try? decoder.decode([String: Int].self, from: Data(try check.text(row, 2).utf8))) != nil,
                (try? decoder.decode([String: String].self, from: Data(try check.text(row, 3).utf8))) != nil,
                (try? decoder.decode([String].self, from: Data(try check.text(row, 4).utf8))) != nil
            else { throw StoreError.damagedRecord }
        }
        try each("run_changes", db, "SELECT run_id, change FROM run_changes") { check, _, row in
            guard IncidentChange(rawValue: try check.text(row, 1)) != nil else { throw StoreError.damagedRecord }
        }
    }
}
