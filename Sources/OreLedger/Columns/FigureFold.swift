internal import OreFeatures

/// Adds up the records of one subject and period, which come line by line.
struct FigureFold {
    let records: LedgerRecords
    let kind: FigurePeriod
    private(set) var subject = SubjectID(0)
    private(set) var current: Int32 = 0
    private(set) var stated = LedgerRecords.notStated
    private(set) var hasTotal = false
    var isOpen = false
    /// Of the lines before the one at hand.
    private var sum: Int64 = 0
    private var line = LineFigure()
    private var parts = 0
    /// The stated total of all classes together: it stands for whatever single classes say.
    private var totalOfAll: Int64?
    private var lastDay: (day: Int32, period: Int32)?

    /// Of one line: the sum of its parts, or the stated total that stands for them.
    private struct LineFigure {
        var code: UInt8?
        var sum: Int64 = 0
        var total: Int64?
        var value: Int64 { total ?? sum }
    }

    init(_ records: LedgerRecords, _ kind: FigurePeriod) { (self.records, self.kind) = (records, kind) }

    /// The record has no key that another could share.
    @inline(__always)
    func isAlone(_ row: Int) -> Bool { records.kind.standsAloneWithoutDetail && records.details[row] == 0 }

    /// The period that a record's figure is counted to.
    @inline(__always)
    mutating func period(of row: Int) -> Int32 {
        let own = records.periods[row]
        switch records.kind {
        case .quota: return own
        case .report: return kind == .month ? own : own / 12
        case .invoice:
            if let lastDay, lastDay.day == own { return lastDay.period }
            let month = Int32(truncatingIfNeeded: CalendarMonth(Day(daysSince1970: own)).number)
            let period = kind == .month ? month : month / 12
            lastDay = (own, period)
            return period
        }
    }

    mutating func open(_ subject: SubjectID, _ period: Int32) {
        (self.subject, current, stated) = (subject, period, LedgerRecords.notStated)
        (sum, parts, hasTotal, isOpen) = (0, 0, false, true)
        (line, totalOfAll) = (LineFigure(), nil)
    }

    @inline(__always)
    mutating func add(_ row: Int, _ firstStated: Int32) throws(LedgerFault) {
        if firstStated != LedgerRecords.notStated, stated == LedgerRecords.notStated || firstStated < stated { stated = firstStated }
        let marks = records.marks[row]
        guard !marks.contains(.withdrawn) else { return }
        parts += 1
        let code = records.lines[row].code
        if line.code != code {
            try closeLine()
            line.code = code
        }
        if marks.contains(.total) {
            let total = try added(line.total ?? 0, records.amounts[row])
            (line.total, hasTotal) = (total, true)
            if records.lines[row].oreClass == .any { totalOfAll = total }
        } else {
            line.sum = try added(line.sum, records.amounts[row])
        }
    }

    private mutating func closeLine() throws(LedgerFault) {
        guard line.code != nil else { return }
        sum = try added(sum, line.value)
        line = LineFigure()
    }

    /// `nil` when everything was withdrawn. Ends the last line.
    mutating func figure() throws(LedgerFault) -> Int64? {
        try closeLine()
        return parts == 0 ? nil : totalOfAll ?? sum
    }

    @inline(__always)
    private func added(_ a: Int64, _ b: Int64) throws(LedgerFault) -> Int64 {
        let (value, isTooLarge) = a.addingReportingOverflow(b)
        guard !isTooLarge else { throw .sumTooLarge(subject: subject, month: month) }
        return value
    }

    private var month: CalendarMonth { CalendarMonth(number: kind == .month ? Int(current) : Int(current) * 12) }
}
