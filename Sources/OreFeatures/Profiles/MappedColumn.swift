/// One attribute's mapping, with its columns found in a batch.
struct MappedColumn: Sendable {
    /// The attribute's name.
    let name: String
    let mapping: FieldMapping
    /// Places of the candidate columns that the batch has.
    let columns: [Int]
    let templateColumns: [String: Int]
    /// Neither replaced words nor template nor constant: the cell is the value.
    let isPlain: Bool

    init(name: String, mapping: FieldMapping, places: [String: Int]) {
        self.name = name
        self.mapping = mapping
        columns = mapping.columns.compactMap { places[$0] }
        var found: [String: Int] = [:]
        for column in mapping.template?.columns ?? [] { found[column] = places[column] }
        templateColumns = found
        isPlain = mapping.values.isEmpty && mapping.template == nil && mapping.constant == nil
    }

    /// What to call the source in a message.
    var sourceName: String {
        mapping.columns.isEmpty ? (mapping.template?.columns.first ?? name) : mapping.columns.joined(separator: "\", \"")
    }
}

extension MappedAttributes {
    /// The first candidate cell with text, blanks around it cut off.
    @inline(__always)
    private func cell(_ column: MappedColumn, _ row: Int) -> (place: Int, bytes: ArraySlice<UInt8>)? {
        for place in column.columns {
            let kind = batch.columns[place].kinds[row]
            if kind == .missing || kind == .null { continue }
            let bytes = trimmed(batch.columns[place].bytes(at: row))
            if !bytes.isEmpty { return (place, bytes) }
        }
        return nil
    }

    @inline(__always)
    private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.first, let last = bytes.last, first <= 32 || last <= 32 else { return bytes }
        var slice = bytes.drop { $0 <= 32 }
        while let last = slice.last, last <= 32 { slice.removeLast() }
        return slice
    }

    /// The value before it is read as date or number: the cell, the template's text or the constant; then the profile's words; then the default.
    private func value(_ column: MappedColumn, _ row: Int) throws(InputError) -> String? {
        let mapping = column.mapping
        var text = mapping.constant
        if let template = mapping.template { text = filled(template, column, row) }
        if !column.columns.isEmpty { text = cell(column, row).map { String(decoding: $0.bytes, as: UTF8.self) } }
        if !mapping.values.isEmpty, let found = text { text = try replaced(found, column, row) }
        if let text = text ?? mapping.defaultValue { return text }
        if mapping.isRequired {
            throw fault(
                row, column: column.sourceName, what: "\"\(column.name)\" has no value",
                next: "fill the cell, or give a default in the profile")
        }
        return nil
    }

    private func filled(_ template: Template, _ column: MappedColumn, _ row: Int) -> String? {
        var text = ""
        for part in template.parts {
            switch part {
            case .text(let fixed): text += fixed
            case .row: text += String(batch.firstFeature + row)
            case .column(let name):
                guard let place = column.templateColumns[name], let value = batch.columns[place].string(at: row), !value.isEmpty else {
                    return nil
                }
                text += value
            }
        }
        return text
    }

    private func replaced(_ text: String, _ column: MappedColumn, _ row: Int) throws(InputError) -> String? {
        let mapping = column.mapping
        if let word = mapping.values[text] { return word.isEmpty ? nil : word }
        switch mapping.unlisted {
        case .keep: return text
        case .null: return nil
        case .refuse:
            let listed = mapping.values.keys.sorted()
            throw fault(
                row, column: column.sourceName, what: "\"\(text)\" is not among the values that the profile lists for \"\(column.name)\"",
                next: NearestMatch.advice(for: text, among: listed) + " Add it under values:, or set unlisted: keep")
        }
    }

    func text(_ column: MappedColumn, _ row: Int) throws(InputError) -> String? {
        if column.isPlain, let cell = cell(column, row) { return String(decoding: cell.bytes, as: UTF8.self) }
        return try value(column, row)
    }

    func day(_ column: MappedColumn, _ row: Int, _ type: Attribute.ValueType) throws(InputError) -> Day? {
        if column.isPlain, column.mapping.format == nil || column.mapping.format == .iso, let cell = cell(column, row),
            let day = DateParser.plainISODay(cell.bytes)
        {
            return day
        }
        guard let period = try period(column, row) else { return nil }
        switch type {
        case .firstDay: return period.from
        case .lastDay: return period.to
        case .text, .number, .period:
            if period.isSingleDay { return period.from }
            throw fault(
                row, column: column.sourceName, what: "a period (\(period.from) to \(period.to)) stands where one day is needed", next: "")
        }
    }

    func period(_ column: MappedColumn, _ row: Int) throws(InputError) -> ObservationPeriod? {
        let format = column.mapping.format ?? .auto
        if column.isPlain, format == .auto || format == .iso, let cell = cell(column, row), let day = DateParser.plainISODay(cell.bytes) {
            return ObservationPeriod(day)
        }
        guard let text = try value(column, row) else { return nil }
        switch DateParser.read(Array(wholeNumber(text).utf8), as: format) {
        case .period(let period): return period
        case .undated: return nil
        case .ambiguous(let a, let b):
            throw fault(
                row, column: column.sourceName, what: "\"\(text)\" can be read as \(a.rawValue) and as \(b.rawValue)",
                next: "set the format of \"\(column.name)\" in a profile")
        case .unreadable:
            throw fault(
                row, column: column.sourceName, what: "\"\(text.prefix(80))\" is not \(format.expectation)",
                next: "correct the cell, or set the format of \"\(column.name)\" in the profile")
        }
    }

    /// Years and codes in a column of reals: `2018.0` is `2018`.
    private func wholeNumber(_ text: String) -> Substring {
        guard text.count <= 12, let point = text.firstIndex(of: "."), point > text.startIndex else { return text[...] }
        let (whole, fraction) = (text[..<point], text[text.index(after: point)...])
        return whole.allSatisfy(\.isNumber) && !fraction.isEmpty && fraction.allSatisfy { $0 == "0" } ? whole : text[...]
    }

    func number(_ column: MappedColumn, _ row: Int) throws(InputError) -> Double? {
        let parsed: Double?
        if column.isPlain, let cell = cell(column, row) {
            parsed = CellNumber.value(cell.bytes)
        } else {
            guard let text = try value(column, row) else { return nil }
            parsed = CellNumber.value(Array(text.utf8))
        }
        guard let parsed, parsed.isFinite else {
            let text = try value(column, row) ?? ""
            throw fault(
                row, column: column.sourceName, what: "\"\(text.prefix(80))\" is not a number",
                next: text.contains(",") ? "write a decimal point and no thousands separators" : "correct the cell")
        }
        return column.mapping.unit?.base(parsed) ?? parsed
    }

    /// An error that names feature, identifier, line and column.
    func fault(_ row: Int, column: String, what: String, next: String) -> InputError {
        var place = InputPlace(feature: batch.firstFeature + row, column: column)
        place.identifier = plainIdentifier(row)
        if row < batch.lines.count { place.line = batch.lines[row] }
        return .refused(file: file, place: place, what: what, next: next.isEmpty ? "profile \(profile.name)" : next)
    }

    /// The identifier as far as it can be had without an error of its own.
    private func plainIdentifier(_ row: Int) -> String? {
        if let mapping = profile.fields[profile.kind.identifier] {
            for name in mapping.columns { if let text = batch.column(named: name)?.string(at: row) { return text } }
        }
        return batch.identifiers.string(at: row)
    }
}
