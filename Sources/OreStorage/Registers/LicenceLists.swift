internal import Foundation
internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry

/// What lists of licences are narrowed and sorted by, beside the record: copies of its members, found without reading it. Other kinds of register
/// rows have none.
struct LicenceFacts: Sendable {
    static let columns = "holder, holder_group, mineral, method, status, capacity, first_day, last_day, area, has_events"
    static let places = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
    /// Of other kinds of rows.
    static let none = [DatabaseValue](repeating: .null, count: 10)

    let values: [DatabaseValue]

    init(_ licence: Licence, _ geometry: Geometry?) {
        func value(_ one: (some DatabaseValueConvertible)?) -> DatabaseValue { one?.databaseValue ?? .null }
        let texts = [licence.holder, licence.group, licence.mineral, licence.method, licence.status, licence.capacity]
        let days = [licence.validFrom, licence.validTo].map { value($0?.daysSince1970) }
        values =
            texts.map { value(Facts.name($0)) } + days + [value(geometry?.isEmpty == false ? StoredArea.of(geometry) : nil)]
            + [licence.events.isEmpty ? 0.databaseValue : 1.databaseValue]
    }

    static func condition(_ filter: LicenceFilter) -> FactsCondition {
        var condition = FactsCondition()
        func part(_ column: String, _ part: String?) {
            guard let part, !part.isEmpty else { return }
            condition.add("name_has_part(\(column), ?)", [part.lowercased()])
        }
        part("holder", filter.holder)
        part("holder_group", filter.group)
        part("mineral", filter.mineral)
        part("method", filter.method)
        if let day = filter.termHolds?.daysSince1970 {
            condition.add("(has_events OR (coalesce(first_day, ?) <= ? AND coalesce(last_day, ?) >= ?))", [day, day, day, day])
        }
        if filter.isNotSpatial { condition.add("area IS NULL") }
        if let area = filter.minimumArea { condition.add("coalesce(area, 0) >= ?", [area]) }
        if let area = filter.maximumArea { condition.add("coalesce(area, 0) <= ?", [area]) }
        return condition
    }

    static func column(_ order: LicenceOrder) -> String {
        switch order {
        case .licence: "key"
        case .group: "holder_group"
        case .validFrom: "first_day"
        case .validTo: "last_day"
        case .holder, .mineral, .method, .status, .capacity: order.rawValue
        case .area: "area"
        }
    }
}

/// Lists of licences: narrowed and sorted by what lies beside the records, which are read only of those that are asked for.
extension Store {
    public func forEachLicence(
        _ filter: LicenceFilter, sortedBy order: Ordering<LicenceOrder>?, limit: Int?, admitting: (Licence) throws -> Bool,
        _ body: (Stored<Licence>) throws -> Void
    ) throws {
        try read { db in
            let events = try self.licenceEvents(db, asOf: nil).byLicence
            var filter = filter
            // Events that came by themselves are not in the rows of their licences.
            if !events.isEmpty { filter.termHolds = nil }
            var condition = LicenceFacts.condition(filter)
            if let box = filter.box { condition.add(meeting: filter.boxes.isEmpty ? [box] : filter.boxes) }
            condition.add("known_to IS NULL AND vanished = 0")
            let source = filter.box == nil ? "register_rows INDEXED BY register_current" : "register_rows NOT INDEXED"
            let imports = try Store.imports(db)
            func show(_ head: RegisterRow, _ licence: Licence, _: UnsafeRawBufferPointer?, _ row: Row) throws {
                guard try admitting(licence) else { return }
                var stored = try Store.stored(head, licence, row, imports)
                stored.value.events += events[licence.id] ?? []
                try body(stored)
            }
            guard let order else {
                return try self.forEachRegisterRow(
                    db, .licences, where: condition.text, condition.arguments, from: source, order: "key, ordinal", limit: limit,
                    as: Licence.self, show)
            }
            let ids = try Row.fetchCursor(
                db,
                sql: """
                    SELECT id FROM \(source) WHERE kind = 'licences' AND known_from IS NOT NULL AND \(condition.text)
                    ORDER BY \(LicenceFacts.column(order.key)) \(order.isDescending ? "DESC" : "ASC") NULLS LAST, key, ordinal LIMIT ?
                    """, arguments: condition.arguments + [limit ?? -1])
            while let id = try ids.next() {
                try self.forEachRegisterRow(db, .licences, where: "id = ?", [try id.value(0) as Int64], as: Licence.self, show)
            }
        }
    }

    public func licenceNames() throws -> Set<String> {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT key, holder FROM register_rows INDEXED BY register_current WHERE kind = 'licences' AND known_from IS NOT NULL
                    AND known_to IS NULL AND vanished = 0
                    """)
            var names: Set<String> = []
            while let row = try rows.next() {
                names.insert(try row.value(0))
                if let holder: String = try row.optional(1) { names.insert(holder) }
            }
            return names
        }
    }

    /// As ``licences(asOf:)`` tells of them: what a register no longer lists counts where nothing of its id is listed.
    public func licences(ofGroup part: String) throws -> Set<String> {
        try read { db in
            try String.fetchSet(
                db,
                sql: """
                    SELECT key FROM register_rows r WHERE kind = 'licences' AND known_from IS NOT NULL
                    AND (known_to IS NULL OR vanished = 1) AND name_has_part(holder_group, ?)
                    AND (vanished <> 1 OR NOT EXISTS (SELECT 1 FROM register_rows INDEXED BY register_current WHERE kind = 'licences'
                     AND key = r.key AND known_from IS NOT NULL AND known_to IS NULL AND vanished = 0))
                    """, arguments: [part.lowercased()])
        }
    }
}

extension FactsCondition {
    /// The box of a register's row meets this one. The tree keeps 32-bit floats, rounded outwards; the row has the last word.
    mutating func add(meeting box: Envelope) { add(meeting: [box]) }

    /// As above, one of them.
    mutating func add(meeting boxes: [Envelope]) {
        let sides = StatementArguments(boxes.flatMap { [$0.maxX, $0.minX, $0.maxY, $0.minY] })
        let meets = "min_x <= ? AND max_x >= ? AND min_y <= ? AND max_y >= ?"
        func each(_ text: String, _ separator: String) -> String { boxes.map { _ in text }.joined(separator: separator) }
        add(
            "id IN (\(each("SELECT id FROM register_boxes WHERE \(meets)", " UNION "))) AND (\(each("(\(meets))", " OR ")))", sides + sides)
    }
}
