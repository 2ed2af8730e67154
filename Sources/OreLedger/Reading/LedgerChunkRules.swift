internal import OreFeatures

extension LedgerChunk {
    /// What plain rows have to pass beside their notation, as ``LedgerRowReader`` decides it.
    /// - Returns: the records that pass, rows of totals, and rows at fault.
    func passed(_ columns: LedgerColumns, today: Day) -> (kept: LedgerRecords, skipped: Int, faults: [LineFault]) {
        let odd = (0..<names.count).filter { names.mayBeWord($0) }.map { (number: $0, word: LedgerText.narrowed(names[$0])) }
        let totals = Set(odd.filter { LedgerWords.isTotalRow($0.word) }.map(\.number))
        let nobody = Set(odd.filter { $0.word.isEmpty }.map(\.number))
        let isNegative = columns.kind == .report && records.amounts.contains { $0 < 0 }
        let latest = columns.kind.latestPeriod(today)
        let isAhead = records.periods.contains { $0 > latest }
        guard !totals.isEmpty || !nobody.isEmpty || isNegative || isAhead else { return (records, 0, []) }
        var (rows, skipped, faults) = ([UInt32](), 0, [LineFault]())
        func set(_ row: Int, _ fault: LedgerRowFault) {
            let name = names[Int(records.subjects[row].number)]
            let period = columns.kind.text(ofPeriod: records.periods[row])
            let identifier = name.isEmpty ? nil : LineFault.identifier(subject: name, period: period)
            let text = "\(name),\(period),\(Tonnes(thousandths: records.amounts[row]))"
            faults.append(LineFault(row: records.rows[row], fault, name: name, identifier: identifier, text: text))
        }
        for row in 0..<records.count {
            let name = Int(records.subjects[row].number)
            if totals.contains(name) {
                skipped += 1
            } else if nobody.contains(name) {
                set(row, .nobody(columns))
            } else if columns.kind == .report, records.amounts[row] < 0 {
                set(row, .negative(columns))
            } else if let words = columns.kind.future(records.periods[row], today) {
                set(row, LedgerRowFault(columns.heading(words.column), words.what, words.next))
            } else {
                rows.append(UInt32(row))
            }
        }
        return (records.gathered(rows[...]), skipped, faults)
    }
}

extension NameTable {
    /// Whether a name may be one of those that add others up, or nothing that is seen: by its first byte and its length.
    fileprivate func mayBeWord(_ number: Int) -> Bool {
        withName(number) { name in
            guard name.count <= 40, let first = name.first else { return name.isEmpty }
            switch first {
            // t, s, g in both cases; the first bytes of 合, 总, 小, 共 and of blanks and full-width forms.
            case 0x74, 0x54, 0x73, 0x53, 0x67, 0x47: return name.count <= 12
            case 0xE5, 0xE6: return name.count <= 12
            case 0xC2, 0xE1, 0xE2, 0xE3, 0xEF, 0x00...0x20: return true
            default: return false
            }
        }
    }
}

extension FigureKind {
    /// The last period that may be spoken of on a day. Quotas of the next year are given in the old one.
    func latestPeriod(_ today: Day) -> Int32 {
        switch self {
        case .report: Int32(CalendarMonth(today).number)
        case .invoice: today.daysSince1970
        case .quota: Int32(today.yearMonthDay.year + 1)
        }
    }

    /// Why a period is not believed on a day; `nil` when it is.
    func future(_ period: Int32, _ today: Day) -> (column: Attribute, what: String, next: String)? {
        guard period > latestPeriod(today) else { return nil }
        return switch self {
        case .report: (.month, "speaks of a month that has not come", "correct the month")
        case .invoice: (.date, "is of a day that has not come", "correct the day")
        case .quota: (.year, "speaks of a year that is far off", "correct the year")
        }
    }

    /// `2025-06`, `2025`, `2025-06-30`.
    public func text(ofPeriod period: Int32) -> String {
        switch self {
        case .report: "\(CalendarMonth(number: Int(period)))"
        case .quota: "\(period)"
        case .invoice: "\(Day(daysSince1970: period))"
        }
    }
}

extension LedgerRowFault {
    static func nobody(_ columns: LedgerColumns) -> LedgerRowFault {
        LedgerRowFault(columns.heading(.subject), "names nobody", "fill in the cell")
    }

    /// Another record of the file says something else under the same key, stated on the same day.
    public static func contradicting(rows: String) -> LedgerRowFault {
        LedgerRowFault(
            "", "contradicts another record of the same key (rows \(rows))", "delete the wrong one, or give each the day it was received")
    }

    static func negative(_ columns: LedgerColumns) -> LedgerRowFault {
        LedgerRowFault(columns.heading(.tonnes), "is negative", "correct the report; a report of nothing is 0")
    }
}
