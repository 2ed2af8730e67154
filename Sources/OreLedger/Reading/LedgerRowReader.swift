public import OreFeatures

/// Why a row of a table is no record: the row, the column, what is wrong, what next.
public struct LedgerRowFault: Error, Sendable, Hashable {
    public var column: String
    public var what: String
    public var next: String

    public init(_ column: String, _ what: String, _ next: String) { (self.column, self.what, self.next) = (column, what, next) }
}

/// A record of a row, before its subject has a number.
public struct LedgerRow: Sendable, Hashable {
    public var name: String
    public var period: Int32
    public var line: LedgerLine
    public var detail: UInt64
    public var amount: Int64
    public var stated: Day?
    public var marks: RecordMarks
    /// Of a quota: who belongs to whom by its row; `nil`: its table does not say.
    public var members: LedgerEntry?
}

/// What a row turned out to be.
public enum LedgerRowReading: Sendable, Hashable {
    case record(LedgerRow)
    /// A row of totals, or one that the profile's filters leave out.
    case skipped
    /// The name is what could be read of it, for those whose figures are now incomplete.
    case fault(LedgerRowFault, name: String)
}

/// Reads the rows of one table carefully: every notation, or a reason.
public struct LedgerRowReader: Sendable {
    public let columns: LedgerColumns
    /// Which sign stands before decimals, as the column itself shows.
    public var notation = DecimalNotation.unsettled
    /// Days such as 05/06/2024 begin with the day; `nil`: the column does not show it.
    public var dayFirst: Bool?
    /// Numbers come from a workbook, whose programs keep 15 digits of them.
    public var isWorkbook = false

    private let table: TableCells
    private let hierarchy: QuotaHierarchy?
    private let columnsBelow: [Int]

    public init(_ columns: LedgerColumns) {
        (self.columns, hierarchy, columnsBelow) = (columns, columns.hierarchy, columns.columnsBelow)
        var places = columns.places
        if columns.profile == nil { places[.subject] = columns.namingColumns }
        table = TableCells(headings: columns.headings, profile: columns.profile, places: places)
    }

    /// Settles what only whole columns show: the decimal sign, the order of day and month.
    public mutating func observe(_ rows: some Sequence<[String]>) {
        var evidence = ColumnEvidence()
        for cells in rows { look(at: cells, &evidence) }
        settle(evidence)
    }

    /// Takes what whole columns show.
    public mutating func settle(_ evidence: ColumnEvidence) { (notation, dayFirst) = (evidence.notation, evidence.dayFirst) }

    /// What one row shows of its columns.
    public func look(at cells: [String], _ evidence: inout ColumnEvidence) {
        if let text = table.cell(.tonnes, cells) { evidence.take(figure: text) }
        for text in days(cells) { evidence.take(day: text) }
    }

    /// Whether a row can be read two ways, or shows how others are read.
    func asksColumn(_ cells: [String]) -> Bool {
        if let text = table.cell(.tonnes, cells), FigureReader.hasSeparators(text) { return true }
        return days(cells).contains { text in
            let order = LedgerPeriod.order(text)
            return order.dayFirst && order.monthFirst
        }
    }

    private func days(_ cells: [String]) -> [String] {
        [Attribute.date, .receivedAt, .issuedAt, .month].compactMap { table.format($0) == nil ? table.cell($0, cells) : nil }
    }

    /// Subject and period; the period as written where it cannot be read, `nil` without a name.
    func identifier(_ cells: [String]) -> String? {
        guard let name = try? text(.subject, cells), !name.isEmpty else { return nil }
        let written: Attribute = columns.kind == .report ? .month : columns.kind == .quota ? .year : .date
        let period = (try? period(cells)).map(columns.kind.text) ?? table.cell(written, cells) ?? ""
        return LineFault.identifier(subject: name, period: period)
    }

    /// Reads one row.
    /// - Parameter cells: as many as the row has.
    public func read(_ cells: [String]) -> LedgerRowReading {
        do throws(LedgerRowFault) {
            if table.isFiltered(cells) { return .skipped }
            try table.requireWidth(cells)
            let name = try text(.subject, cells)
            let mines = columnsBelow.map { $0 < cells.count ? LedgerText.narrowed(cells[$0]) : "" }
            if ([LedgerText.narrowed(name)] + mines).contains(where: LedgerWords.isTotalRow) { return .skipped }
            guard !name.isEmpty else { throw LedgerRowFault.nobody(columns) }
            return .record(try row(name, cells).told(of: mines, columns.kind))
        } catch {
            return .fault(error, name: (try? text(.subject, cells)) ?? "")
        }
    }

    private func row(_ name: String, _ cells: [String]) throws(LedgerRowFault) -> LedgerRow {
        var marks: RecordMarks = []
        var detail: UInt64 = 0
        if columns.kind == .quota {
            let batch = LedgerWords.batch(LedgerText.narrowed(try text(.batch, cells)).lowercased())
            detail = batch.detail
            if batch.isTotal { marks.insert(.total) }
        } else if columns.kind == .invoice {
            detail = LedgerWords.detail(try text(.number, cells))
        }
        guard let isWithdrawn = LedgerWords.isTrue(LedgerText.narrowed(try text(.withdrawn, cells)).lowercased()) else {
            throw fault(.withdrawn, "is neither yes nor no", "write yes, no, 是 or 否")
        }
        if isWithdrawn { marks.insert(.withdrawn) }
        let period = try period(cells)
        var amount = try amount(cells)
        if columns.kind == .report, amount < 0 { throw LedgerRowFault.negative(columns) }
        var line = try line(cells)
        if let oxide = try oxide(in: amount, line, cells, isWithdrawn: isWithdrawn) {
            (amount, line) = (oxide.thousandths, LedgerLine(line.stage, line.oreClass, .oxide))
            marks.insert(.byGrade)
        }
        let stated = try day(columns.kind == .quota ? .issuedAt : .receivedAt, cells)
        var row = LedgerRow(name: name, period: period, line: line, detail: detail, amount: amount, stated: stated, marks: marks)
        row.members = try members(of: row, cells)
        return row
    }

    private func members(of row: LedgerRow, _ cells: [String]) throws(LedgerRowFault) -> LedgerEntry? {
        guard columns.kind == .quota, hierarchy != nil || row.marks.contains(.withdrawn) else { return nil }
        // Whom the columns of holders begin with may be another one than whom the row gives its quota: of him alone it says something.
        let names = hierarchy?.names(cells)?.from(row.name)
        if let names, names.isCircular {
            let chain = [names.member, names.enterprise ?? "", names.member].joined(separator: " > ")
            throw fault(.subject, "makes somebody belong to himself: \(chain)", "correct one of these links")
        }
        return names == nil && !row.marks.contains(.withdrawn) ? nil : row.statement(of: names)
    }

    // MARK: Cells

    private func text(_ attribute: Attribute, _ cells: [String]) throws(LedgerRowFault) -> String { try table.text(attribute, cells) }

    private func fault(_ attribute: Attribute, _ what: String, _ next: String) -> LedgerRowFault {
        LedgerRowFault(columns.heading(attribute), what, next)
    }

    // MARK: Periods

    private func period(_ cells: [String]) throws(LedgerRowFault) -> Int32 {
        switch columns.kind {
        case .quota:
            let text = try text(.year, cells)
            guard let year = LedgerPeriod.year(text) else { throw unread(.year, text, "a year", "write it as 2024") }
            return Int32(year)
        case .report:
            return Int32(truncatingIfNeeded: try month(cells).number)
        case .invoice:
            if columns.places[.date] != nil || columns.profile?.fields[.date] != nil {
                guard let day = try day(.date, cells) else { throw fault(.date, "is empty", "write the day as 2024-03-31") }
                return day.daysSince1970
            }
            // A month's sales count in that month, whatever the day.
            guard let day = try month(cells).lastDay else { throw fault(.month, "is no month", "write it as 2024-03") }
            return day.daysSince1970
        }
    }

    private func month(_ cells: [String]) throws(LedgerRowFault) -> CalendarMonth {
        let words = try text(.month, cells)
        let stated = try text(.year, cells)
        let year = stated.isEmpty ? columns.titleYear : LedgerPeriod.year(stated)
        if !stated.isEmpty, year == nil { throw unread(.year, stated, "a year", "write it as 2024") }
        let format = table.format(.month)
        guard let month = LedgerPeriod.month(words, format, year: year, dayFirst: dayFirst) else {
            throw unread(.month, words, "a month of a year", "write it as 2024-03")
        }
        if !stated.isEmpty, month.year != year {
            throw fault(.month, "is \(month), of another year than \(stated)", "correct one of the two")
        }
        return month
    }

    private func day(_ attribute: Attribute, _ cells: [String]) throws(LedgerRowFault) -> Day? {
        let words = try text(attribute, cells)
        if words.isEmpty { return nil }
        guard let day = LedgerPeriod.day(words, table.format(attribute), dayFirst: dayFirst) else {
            throw unread(attribute, words, "a day that can be read one way only", "write it as 2024-03-31")
        }
        return day
    }

    private func unread(_ attribute: Attribute, _ text: String, _ wanted: String, _ next: String) -> LedgerRowFault {
        fault(attribute, text.isEmpty ? "is empty" : "\"\(text.prefix(40))\" is not \(wanted)", next)
    }

    // MARK: Figures

    private func amount(_ cells: [String]) throws(LedgerRowFault) -> Int64 {
        let reader = FigureReader(unit: try statedUnit(cells) ?? columns.unit ?? .tonne, notation: notation)
        var text = try text(.tonnes, cells)
        do throws(FigureFault) {
            return try reader.thousandths(text)
        } catch .tooFine where isWorkbook {
            text = FigureReader.fifteenDigits(text)
            do throws(FigureFault) { return try reader.thousandths(text) } catch { throw fault(.tonnes, error, text) }
        } catch {
            throw fault(.tonnes, error, text)
        }
    }

    /// The oxide in concentrate, where the table states grades; of two neighbours the smaller one, by at most a kilogram.
    /// - Returns: `nil` for figures of anything else: what is won of ore depends on its recovery, too.
    private func oxide(
        in amount: Int64, _ line: LedgerLine, _ cells: [String], isWithdrawn: Bool
    ) throws(LedgerRowFault) -> Tonnes? {
        guard columns.hasGrade, line.material == .concentrate else { return nil }
        let words = try text(.grade, cells)
        // Nothing of any grade is nothing, and what is taken back is no figure.
        if words.isEmpty, amount == 0 || isWithdrawn { return .zero }
        guard !words.isEmpty else {
            throw fault(
                .grade, "is empty: how much oxide is in the concentrate is not stated",
                "fill in the grade, as 0.55 or 55 %, or deliver such rows in a table without grades")
        }
        var reader = EntryValueReader()
        (reader.notation, reader.isWorkbook) = (notation, isWorkbook)
        let isPercent = columns.heading(.grade).contains { $0 == "%" || $0 == "％" }
        let grade: Share
        do throws(EntryValueReader.Fault) { grade = try reader.share(words, isPercent) } catch {
            throw fault(.grade, error.what, error.next)
        }
        guard let oxide = Mass<Concentrate>(Tonnes(thousandths: amount)).oxide(grade: grade) else {
            throw fault(.grade, "is no grade between 0 and 1", "write it as 0.55 or 55 %")
        }
        return oxide.lowerBound.tonnes
    }

    /// `nil`: the row says none.
    private func statedUnit(_ cells: [String]) throws(LedgerRowFault) -> FigureUnit? {
        let stated = try text(.unit, cells)
        if stated.isEmpty { return nil }
        guard let unit = LedgerHeading("x(\(stated))").unit else {
            throw fault(.unit, "\"\(stated.prefix(20))\" is not a unit that is known", "write t, kg, kt, 万吨 or m3")
        }
        return unit
    }

    private func fault(_ attribute: Attribute, _ why: FigureFault, _ text: String) -> LedgerRowFault {
        let words = "\"\(text.prefix(40))\""
        return switch why {
        case .empty: fault(attribute, "is empty", "write 0 where there was nothing")
        case .notANumber: fault(attribute, "\(words) is not a figure", "write digits with a point before decimals")
        case .ambiguousSeparator: fault(attribute, "\(words) can be read two ways", "write 1234 or 1.234 without doubt")
        case .brokenGroups:
            fault(attribute, "\(words) has groups of digits that are not of three", "write digits with a point before decimals")
        case .tooFine: fault(attribute, "\(words) is finer than a thousandth of a tonne", "round it to kilograms")
        case .tooLarge: fault(attribute, "\(words) is more than 10^9 t", "check its unit")
        case .unknownUnit(let unit): fault(attribute, "\(words) has the unit \"\(unit.prefix(20))\"", "write t, kg, kt, 万吨 or m3")
        case .wrongDimension: fault(attribute, "\(words) mixes tonnes and cubic metres", "state one of the two in the whole table")
        }
    }

    private func line(_ cells: [String]) throws(LedgerRowFault) -> LedgerLine {
        func word(_ attribute: Attribute) throws(LedgerRowFault) -> String { LedgerText.narrowed(try text(attribute, cells)).lowercased() }
        let (stage, oreClass, material) = (try word(.stage), try word(.oreClass), try word(.material))
        guard let known = stage.isEmpty ? columns.stage : LedgerWords.stage(stage) else {
            throw fault(.stage, "\"\(stage.prefix(40))\" is not a stage", "write mining, separation or export")
        }
        guard let ore = oreClass.isEmpty ? .any : LedgerWords.oreClass(oreClass) else {
            throw fault(.oreClass, "\"\(oreClass.prefix(40))\" is not a class of ore", "write light, ionic, other or nothing")
        }
        guard material.isEmpty || LedgerWords.material(material) != nil else {
            throw fault(.material, "\"\(material.prefix(40))\" is not a material", "write oxide, ore, concentrate or nothing")
        }
        return columns.line(known, ore, try volume(LedgerWords.material(material), cells))
    }

    /// Cubic metres are of no oxide: a unit that a row states tells what it is of, and may not gainsay what it says.
    private func volume(_ own: MaterialKind?, _ cells: [String]) throws(LedgerRowFault) -> MaterialKind? {
        let stated = try statedUnit(cells)
        guard let unit = stated ?? (own == .volume ? columns.unit : nil) else { return own }
        let isVolume = unit.dimension == .volume
        if own.map({ ($0 == .volume) != isVolume }) ?? false {
            throw fault(.material, "contradicts the unit, of tonnes or of cubic metres", "correct one of the two")
        }
        return own ?? (isVolume ? .volume : nil)
    }
}
