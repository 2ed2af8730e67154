public import OreFeatures

/// What a row of a table of entries turned out to be.
public enum EntryRowReading: Sendable, Hashable {
    /// Its row, file and commit are not set.
    case entry(LedgerEntry)
    /// A row of totals, or one that the profile's filters leave out.
    case skipped
    /// Whom it names, as far as that could be read, and the key under which a mended one is awaited.
    case fault(LedgerRowFault, name: String, identifier: String?)
}

/// Reads the rows of one table of entries: every notation, or a reason.
public struct EntryRowReader: Sendable {
    public let columns: EntryColumns
    /// What has not come by this day is not believed.
    public let today: Day
    private var values = EntryValueReader()
    private let fields: [(field: EntryField, attribute: Attribute)]

    /// - Parameter isWorkbook: numbers come from a workbook, whose programs keep 15 digits of them.
    public init(_ columns: EntryColumns, today: Day, isWorkbook: Bool = false) {
        (self.columns, self.today) = (columns, today)
        values.isWorkbook = isWorkbook
        fields = columns.kind.fields.compactMap { field in Attribute(rawValue: field.name).map { (field, $0) } }
    }

    /// Settles what only whole columns show: the decimal sign, the order of day and month.
    public mutating func observe(_ rows: some Sequence<[String]>) {
        var evidence = ColumnEvidence()
        for cells in rows {
            for (field, attribute) in fields {
                guard let text = columns.table.cell(attribute, cells) else { continue }
                switch field.form {
                case .tonnes, .amount, .share, .degrees: evidence.take(figure: text)
                case .day, .month: if columns.table.format(attribute) == nil { evidence.take(day: text) }
                default: break
                }
            }
        }
        (values.notation, values.dayFirst) = (evidence.notation, evidence.dayFirst)
    }

    /// Reads one row.
    public func read(_ cells: [String]) -> EntryRowReading {
        do throws(LedgerRowFault) {
            let table = columns.table
            if table.isFiltered(cells) { return .skipped }
            try table.requireWidth(cells)
            if isTotal(cells) { return .skipped }
            return .entry(try entry(cells))
        } catch {
            return .fault(error, name: name(cells), identifier: identifier(cells))
        }
    }

    /// The first column names whom a row speaks of: totals stand there.
    private func isTotal(_ cells: [String]) -> Bool {
        guard let first = fields.first, let text = try? columns.table.text(first.attribute, cells) else { return false }
        return LedgerWords.isTotalRow(LedgerText.narrowed(text))
    }

    private func entry(_ cells: [String]) throws(LedgerRowFault) -> LedgerEntry {
        var entry = LedgerEntry(columns.kind)
        let unit = try unit(cells)
        for (field, attribute) in fields {
            let text = try columns.table.text(attribute, cells)
            if text.isEmpty {
                guard field.isRequired else { continue }
                throw LedgerRowFault(columns.heading(field), "is empty", "fill in the cell")
            }
            entry[field.name] = try value(text, field, attribute, unit, cells)
        }
        let withdrawn = LedgerText.narrowed(try columns.table.text(.withdrawn, cells)).lowercased()
        guard let isWithdrawn = LedgerWords.isTrue(withdrawn) else {
            throw LedgerRowFault(columns.table.heading(.withdrawn), "is neither yes nor no", "write yes, no, 是 or 否")
        }
        entry.isWithdrawn = isWithdrawn
        try takeMaterial(&entry, unit)
        try EntryChecks(columns, today).check(entry)
        return entry
    }

    private func value(
        _ text: String, _ field: EntryField, _ attribute: Attribute, _ unit: FigureUnit?, _ cells: [String]
    ) throws(LedgerRowFault) -> EntryValue {
        let year = field.form == .month ? try self.year(cells) : nil
        let heading = columns.heading(field)
        do throws(EntryValueReader.Fault) {
            return try values.value(
                text, of: field, format: columns.table.format(attribute),
                unit: unit ?? columns.heads[attribute]?.unit ?? columns.unitAbove ?? .tonne,
                year: year, isPercent: heading.contains { $0 == "%" || $0 == "％" })
        } catch {
            throw LedgerRowFault(heading, error.what, error.next)
        }
    }

    private func year(_ cells: [String]) throws(LedgerRowFault) -> Int? {
        let stated = try columns.table.text(.year, cells)
        return stated.isEmpty ? columns.titleYear : LedgerPeriod.year(stated)
    }

    /// Of the row; `nil`: it has no column for it.
    private func unit(_ cells: [String]) throws(LedgerRowFault) -> FigureUnit? {
        let stated = try columns.table.text(.unit, cells)
        guard !stated.isEmpty else { return nil }
        if let unit = LedgerHeading("x(\(stated))").unit { return unit }
        throw LedgerRowFault(
            columns.table.heading(.unit), "\"\(stated.prefix(20))\" is not a unit that is known", "write t, kg, kt, 万吨 or m3")
    }

    /// A heading or a unit that says what the tonnes are of; cubic metres only where a field can say so.
    private func takeMaterial(_ entry: inout LedgerEntry, _ unit: FigureUnit?) throws(LedgerRowFault) {
        guard let figure = fields.first(where: { $0.field.form == .tonnes }), entry[figure.field.name] != nil else {
            return
        }
        let head = columns.heads[figure.attribute]
        let isVolume = (unit ?? head?.unit ?? columns.unitAbove ?? .tonne).dimension == .volume
        let canSay = fields.contains { $0.field.name == "material" }
        if isVolume, !canSay { throw LedgerRowFault(columns.heading(figure.field), "is in cubic metres", "state tonnes") }
        guard canSay, entry["material"] == nil, let material = isVolume ? .volume : head?.material else { return }
        entry["material"] = .text("\(material)")
    }

    // MARK: Of rows at fault

    private func name(_ cells: [String]) -> String {
        guard let first = fields.first(where: { if case .subject = $0.field.form { true } else { false } }) ?? fields.first else {
            return ""
        }
        return (try? columns.table.text(first.attribute, cells)) ?? ""
    }

    /// `nil` where some part of the key cannot be read.
    private func identifier(_ cells: [String]) -> String? {
        var entry = LedgerEntry(columns.kind)
        for (field, attribute) in fields where field.isKey {
            guard let text = try? columns.table.text(attribute, cells) else { return nil }
            if text.isEmpty {
                if field.isRequired { return nil }
                continue
            }
            guard let value = try? value(text, field, attribute, nil, cells) else { return nil }
            entry[field.name] = value
            // Of a flow its number is the key (``LedgerEntry/keyFields``).
            if columns.kind == .flows, field.name == "number" { break }
        }
        return entry.identifier
    }
}
