internal import Foundation
internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry

/// One row of a register as it lies in the store.
struct RegisterRow {
    var id: Int64
    var key: String
    var knownFrom: Int
    var knownTo: Int?
    var appliesFrom: Day?
    var appliesTo: Day?
    /// 1: no longer listed; 2: an earlier version that holds for earlier days.
    var vanished: Int
    var importID: Int64
    var row: Int
    var repair: String?
}

extension Store {
    private static let columns =
        "id, key, known_from, known_to, applies_from, applies_to, vanished, import_id, row, repair, attributes, geometry, original, extra"

    /// Calls `body` with each row that the condition selects, its value and, appended to the columns, its geometry.
    func forEachRegisterRow<Value: RegisterValue>(
        _ db: Database, _ kind: RecordKind, where condition: String, _ arguments: StatementArguments, asOf commit: Int? = nil,
        from source: String = "register_rows", order: String = "id", limit: Int? = nil, as type: Value.Type,
        _ body: (RegisterRow, Value, UnsafeRawBufferPointer?, GRDB.Row) throws -> Void
    ) throws {
        let sql = """
            SELECT \(Self.columns) FROM \(source) WHERE kind = ? AND known_from IS NOT NULL AND \(condition) ORDER BY \(order) LIMIT ?
            """
        // Asked for again and again where rows are read one by one.
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [kind.rawValue] + arguments + [limit ?? -1])
        func day(_ value: Int32?) throws -> Day? {
            guard let value else { return nil }
            // Nothing is dated in a year of seven digits; the day after must be a day too.
            guard abs(Int(value)) < 400_000_000 else { throw StoreError.damagedRecord }
            return Day(daysSince1970: value)
        }
        while let row = try rows.next() {
            var head = RegisterRow(
                id: try row.value(0), key: try row.value(1), knownFrom: try row.value(2), knownTo: try row.optional(3),
                appliesFrom: try day(row.optional(4)), appliesTo: try day(row.optional(5)), vanished: try row.value(6),
                importID: try row.value(7), row: try row.value(8), repair: try row.optional(9))
            // What vanished later than the commit that is looked at was still listed then.
            if let commit, head.vanished == 1, head.knownTo ?? 0 > commit { head.vanished = 0 }
            let value = try row.withUnsafeData(atIndex: 10) { data in
                try (data ?? Data()).withUnsafeBytes { bytes in
                    var reader = RecordReader(bytes)
                    return try Value(&reader)
                }
            }
            try row.withUnsafeData(atIndex: 11) { data in
                if let data { try data.withUnsafeBytes { try body(head, value, $0, row) } } else { try body(head, value, nil, row) }
            }
        }
    }

    /// The rows known at a commit: current ones, versions for earlier days, and what the register no longer lists.
    private static func known(at commit: Int?) -> (String, StatementArguments) {
        guard let commit else { return ("(known_to IS NULL OR vanished = 1)", []) }
        return ("known_from <= ? AND (known_to IS NULL OR known_to > ? OR (vanished = 1 AND known_to <= ?))", [commit, commit, commit])
    }

    private static func append(_ bytes: UnsafeRawBufferPointer?, to columns: inout GeometryColumns) throws {
        guard let bytes, !bytes.isEmpty else { return columns.append(nil) }
        var reader = RecordReader(bytes)
        try GeometryBytes.read(&reader, into: &columns)
    }

    static func geometry(_ row: GRDB.Row, _ column: Int) throws -> Geometry? {
        try row.withUnsafeData(atIndex: column) { data in
            guard let data, !data.isEmpty else { return nil }
            return try data.withUnsafeBytes { bytes in
                var columns = GeometryColumns()
                try append(bytes, to: &columns)
                return columns.geometry(at: 0)
            }
        }
    }

    /// Files by import, for provenance and for the sheet of a licence.
    static func imports(_ db: Database) throws -> [Int64: ImportRecord] {
        let rows = try Row.fetchAll(db, sql: "SELECT \(importColumns) FROM imports")
        return Dictionary(try rows.map { (try $0.value(0) as Int64, try importRecord($0)) }, uniquingKeysWith: { first, _ in first })
    }

    static func files(_ db: Database) throws -> [Int64: String] {
        Dictionary(
            try Row.fetchAll(db, sql: "SELECT id, file FROM imports").map { (try $0.value(0) as Int64, try $0.value(1) as String) },
            uniquingKeysWith: { first, _ in first })
    }
}

// MARK: RegisterRepository: tables for detection

extension Store {
    public func latestCommit() throws -> Int { try read { try Store.latestCommit($0) } }

    /// Rows by id, then by their place among those of one id, then by version: the order of arrival does not matter.
    /// - Complexity: one pass over the register.
    public func licences(asOf commit: Int? = nil) throws -> LicenceTable {
        try read { db in
            let files = try Store.files(db)
            var geometries = EncodedGeometries()
            var found: [(head: RegisterRow, licence: Licence)] = []
            let (condition, arguments) = Store.known(at: commit)
            try self.forEachRegisterRow(db, .licences, where: condition, arguments, asOf: commit, as: Licence.self) {
                head, licence, bytes, _ in
                try geometries.append(bytes)
                var licence = licence
                licence.sheet = files[head.importID]
                (licence.appliesFrom, licence.appliesTo) = (head.appliesFrom, head.vanished == 2 ? head.appliesTo : nil)
                if head.vanished == 1 {
                    // Not listed any more: from the day the delivery states on, or, without one, on no day that is known.
                    licence.events.append(LicenceEvent(.cancelled, on: head.appliesTo?.next ?? .distantPast))
                }
                found.append((head, licence))
            }
            let listed = Set(found.lazy.filter { $0.head.vanished == 0 }.map(\.head.key))
            let order = found.indices.filter { found[$0].head.vanished != 1 || !listed.contains(found[$0].head.key) }
                .sorted { Store.precedes(found[$0].head, found[$1].head) }
            var table = LicenceTable()
            table.reserveCapacity(order.count, positions: geometries.positionCount)
            for i in order { try table.append(found[i].licence) { try geometries.read(i, into: &$0) } }
            _ = table.add(try self.licenceEvents(db, asOf: commit))
            return table
        }
    }

    /// The enterprise group of a licence, as ``licences(asOf:)`` would tell it now; `nil` when none is stated.
    func licenceGroup(of licence: String, _ db: Database) throws -> String? {
        var found: [(head: RegisterRow, group: String?)] = []
        let (condition, _) = Store.known(at: nil)
        try forEachRegisterRow(db, .licences, where: "key = ? AND (\(condition))", [licence], as: Licence.self) { head, licence, _, _ in
            found.append((head, licence.group))
        }
        let isListed = found.contains { $0.head.vanished == 0 }
        return found.filter { $0.head.vanished != 1 || !isListed }.sorted { Store.precedes($0.head, $1.head) }.lazy.compactMap(\.group)
            .first
    }

    private static func precedes(_ a: RegisterRow, _ b: RegisterRow) -> Bool {
        (a.key, a.appliesTo ?? Day(daysSince1970: .max), a.knownFrom, a.id) < (
            b.key, b.appliesTo ?? Day(daysSince1970: .max), b.knownFrom, b.id
        )
    }

    func licenceEvents(_ db: Database, asOf commit: Int?) throws -> LicenceEventTable {
        var found: [(RegisterRow, LicenceEventTable.Row)] = []
        let (condition, arguments) = Store.known(at: commit)
        try forEachRegisterRow(db, .licenceEvents, where: condition, arguments, asOf: commit, as: LicenceEventTable.Row.self) {
            head, event, _, _ in
            if head.vanished == 0 { found.append((head, event)) }
        }
        var table = LicenceEventTable()
        for (_, event) in found.sorted(by: { ($0.1.event.day, $0.0.key, $0.0.id) < ($1.1.event.day, $1.0.key, $1.0.id) }) {
            table.append(event)
        }
        return table
    }

    public func zones(asOf commit: Int? = nil) throws -> ZoneTable {
        var table = ZoneTable()
        try self.table(.zones, asOf: commit, as: Zone.self) { count, positions in
            table.geometry.reserveCapacity(geometries: count, positions: positions)
        } append: {
            try table.append($0, geometry: $1)
        }
        return table
    }

    public func districts(asOf commit: Int? = nil) throws -> DistrictTable {
        var table = DistrictTable()
        try self.table(.districts, asOf: commit, as: District.self) { count, positions in
            table.geometry.reserveCapacity(geometries: count, positions: positions)
        } append: {
            try table.append($0, geometry: $1)
        }
        return table
    }

    /// Scenes with metadata, and those known only from their footprints, by name.
    public func scenes(asOf commit: Int? = nil) throws -> SceneTable {
        try read { db in
            var stated: [String: (Scene, Geometry?, Geometry?)] = [:]
            let (condition, arguments) = Store.known(at: commit)
            try self.forEachRegisterRow(db, .scenes, where: condition, arguments, asOf: commit, as: Scene.self) { head, scene, _, row in
                guard head.vanished == 0 else { return }
                stated[scene.id] = (scene, try Store.geometry(row, 11), try Store.geometry(row, 13))
            }
            try self.forEachScene(db, asOf: commit) { derived in
                guard stated[derived.id] == nil else {
                    if stated[derived.id]?.0.statedContent == nil { stated[derived.id]?.0.statedContent = derived.statedContent }
                    return
                }
                stated[derived.id] = (derived, nil, nil)
            }
            var table = SceneTable()
            for (_, (scene, coverage, clouds)) in stated.sorted(by: { $0.key < $1.key }) {
                table.append(scene, coverage: coverage, clouds: clouds)
            }
            return table
        }
    }

    /// The scenes that footprints name, as the footprints and their profiles tell of them; all, or one by its name.
    func forEachScene(_ db: Database, asOf commit: Int?, named name: String? = nil, _ body: (Scene) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT name, source, first_day, last_day, (SELECT content FROM scene_contents c WHERE c.scene = s.id
                AND c.known_from <= ?1 ORDER BY c.known_from DESC LIMIT 1) FROM scene_names s
                WHERE known_from <= ?1 AND (?2 IS NULL OR name = ?2)
                """, arguments: [commit ?? Store.latestCommit(db), name])
        while let row = try rows.next() {
            var scene = Scene(id: try row.value(0))
            scene.isDerived = true
            scene.source = try row.optional(1)
            if let first: Int32 = try row.optional(2), let last: Int32 = try row.optional(3) {
                guard first <= last else { throw StoreError.damagedRecord }
                scene.period = ObservationPeriod(from: Day(daysSince1970: first), to: Day(daysSince1970: last))
            }
            if let word: String = try row.optional(4) {
                guard let content = SceneContent(rawValue: word) else { throw StoreError.damagedRecord }
                scene.statedContent = content
            }
            try body(scene)
        }
    }

    private func table<Value: RegisterValue>(
        _ kind: RecordKind, asOf commit: Int?, as type: Value.Type, reserve: (_ rows: Int, _ positions: Int) -> Void,
        append: (Value, (inout GeometryColumns) throws -> Void) throws -> Void
    ) throws {
        try read { db in
            var geometries = EncodedGeometries()
            var found: [(head: RegisterRow, value: Value)] = []
            let (condition, arguments) = Store.known(at: commit)
            try self.forEachRegisterRow(db, kind, where: condition, arguments, asOf: commit, as: type) { head, value, bytes, _ in
                guard head.vanished == 0 else { return }
                try geometries.append(bytes)
                found.append((head, value))
            }
            reserve(found.count, geometries.positionCount)
            for i in found.indices.sorted(by: { Store.precedes(found[$0].head, found[$1].head) }) {
                try append(found[i].value) { try geometries.read(i, into: &$0) }
            }
        }
    }

    public func identifiers(of kind: RecordKind, near id: String) throws -> [String] {
        if kind == .footprints { return try firstFootprintIDs(4096) }
        return try read { db in
            func ids(_ comparison: String, _ order: String) throws -> [String] {
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT key FROM register_rows INDEXED BY register_current WHERE kind = ? AND known_from IS NOT NULL AND known_to IS NULL
                        AND vanished = 0 AND key \(comparison) ? ORDER BY key \(order) LIMIT 1000
                        """, arguments: [kind.rawValue, id])
            }
            return try ids("<", "DESC").reversed() + ids(">=", "ASC")
        }
    }

    public func count(of kind: RecordKind) throws -> Int {
        try read { db in
            if kind == .footprints {
                let index = try self.footprintIndex(db)
                return index.runs.reduce(0) { $0 + $1.count } - index.ends.values.reduce(0) { $0 + $1.count }
            }
            if kind.isOfFigures {
                return try Int.fetchOne(
                    db, sql: "SELECT coalesce(sum(rows), 0) FROM ledger_segments WHERE kind = ? AND known_from IS NOT NULL",
                    arguments: [kind.rawValue]) ?? 0
            }
            if kind.isOfLedger {
                return try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM ledger_entries WHERE kind = ? AND known_from IS NOT NULL", arguments: [kind.rawValue])
                    ?? 0
            }
            return try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM register_rows WHERE kind = ? AND known_from IS NOT NULL AND known_to IS NULL AND vanished = 0",
                arguments: [kind.rawValue]) ?? 0
        }
    }
}

extension Day {
    fileprivate static var distantPast: Day { Day(daysSince1970: Int32.min / 2) }
    fileprivate var next: Day { Day(daysSince1970: daysSince1970 + 1) }
}
