internal import OreFeatures

/// The attributes of a batch as its profile names them: those of the profile's kind in their usual order, then its extra columns by name.
///
/// Days are written as ISO 8601; a period of observation becomes `observed_at`, or `observed_from` and `observed_to` where it is longer than
/// a day.
struct MappedColumns {
    private(set) var columns: [AttributeColumn] = []
    private let mapped: MappedAttributes
    private let rows: [Bool]

    /// - Parameter rows: false for rows whose values do not matter; they come out as null.
    /// - Throws: `InputError.refused` for a value that is not what the profile says.
    init(_ mapped: MappedAttributes, rows: [Bool]) throws {
        self.mapped = mapped
        self.rows = rows
        let profile = mapped.profile
        var hasPeriod = false
        for attribute in profile.kind.attributes {
            let isPeriod = [.observedAt, .observedFrom, .observedTo, .period].contains(attribute)
            if isPeriod && !hasPeriod { try appendPeriods() }
            hasPeriod = hasPeriod || isPeriod
            if isPeriod { continue }
            if attribute == profile.kind.identifier {
                try append(attribute.columnName, .string) { try mapped.identifier($0) }
            } else if profile.fields[attribute] != nil {
                try append(attribute)
            }
        }
        for name in profile.extra.keys.sorted() { try append(extra: name) }
    }

    private mutating func append(_ name: String, _ kind: CellKind, _ value: (Int) throws -> String?) throws {
        var column = AttributeColumn(name: name)
        for row in rows.indices {
            if rows[row], let text = try value(row) { column.append(kind, text) } else { column.appendEmpty(.null) }
        }
        columns.append(column)
    }

    private mutating func append(_ attribute: Attribute) throws {
        let mapped = mapped
        switch attribute.valueType {
        case .text, .period: try append(attribute.columnName, .string) { try mapped.text(attribute, $0) }
        case .number: try append(attribute.columnName, .number) { try mapped.number(attribute, $0)?.decimalText }
        case .firstDay, .lastDay: try append(attribute.columnName, .string) { try mapped.day(attribute, $0)?.description }
        }
    }

    private mutating func appendPeriods() throws {
        let mapped = mapped
        let periods = try rows.indices.map { rows[$0] ? try mapped.period($0) : nil }
        try append("observed_at", .string) { row in periods[row].flatMap { $0.isSingleDay ? $0.from.description : nil } }
        try append("observed_from", .string) { row in periods[row].flatMap { $0.isSingleDay ? nil : $0.from.description } }
        try append("observed_to", .string) { row in periods[row].flatMap { $0.isSingleDay ? nil : $0.to.description } }
    }

    private mutating func append(extra name: String) throws {
        guard let mapping = mapped.profile.extra[name] else { return }
        let mapped = mapped
        if mapping.unit != nil {
            return try append(name, .number) { try mapped.extraNumber(name, $0)?.decimalText }
        }
        if mapping.format != nil {
            return try append(name, .string) { row in
                try mapped.extraPeriod(name, row).map { $0.isSingleDay ? "\($0.from)" : "\($0.from)/\($0.to)" }
            }
        }
        let source = mapping.columns.lazy.compactMap { mapped.batch.column(named: $0) }.first
        let isNumeric = source.map { column in column.kinds.allSatisfy { $0 == .number || $0 == .null || $0 == .missing } } ?? false
        try append(name, isNumeric ? .number : .string) { try mapped.extraText(name, $0) }
    }
}

extension Double {
    /// As JSON writes it: the shortest digits that read back the same; `nil` when not finite.
    fileprivate var decimalText: String? {
        guard isFinite else { return nil }
        var bytes = JSONBytes(capacity: 64)
        bytes.append(shortest: self)
        return bytes.text
    }
}
