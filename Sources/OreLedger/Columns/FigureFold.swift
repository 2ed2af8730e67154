internal import OreFeatures

/// The figure of the records of one subject and period: of one key the record that stands, lines added up, stated totals in the place of their
/// parts.
struct FigureFold {
    let records: LedgerRecords
    /// Later ones had not been seen.
    let commit: Int32
    let lines: LineSelection

    struct Figure {
        var amount: Int64
        var firstStated: Int32
        var isTotal: Bool
    }

    /// Of one line: the sum of its parts, or the stated total that stands for them.
    private struct LineFigure {
        var code: UInt8?
        var sum: Int64 = 0
        var total: Int64?
        var value: Int64 { total ?? sum }
    }

    func isCounted(_ row: Int) -> Bool { records.commits[row] <= commit && lines.contains(records.lines[row]) }

    /// - Parameter rows: all of the subject and period, in order.
    /// - Returns: `nil` when there is none that stands: not yet known, of another line, withdrawn.
    func figure(_ rows: Range<Int>) throws(LedgerFault) -> Figure? {
        var (sum, line, parts) = (Int64(0), LineFigure(), 0)
        var (firstStated, hasTotal, totalOfAll) = (LedgerRecords.notStated, false, Int64?.none)
        var next = rows.lowerBound
        while next < rows.upperBound {
            let (row, stated) = standing(rows, &next)
            guard let row else { continue }
            if stated != LedgerRecords.notStated, firstStated == LedgerRecords.notStated || stated < firstStated { firstStated = stated }
            let marks = records.marks[row]
            guard !marks.contains(.withdrawn) else { continue }
            parts += 1
            if line.code != records.lines[row].code {
                sum = try added(sum, line.value, row)
                line = LineFigure(code: records.lines[row].code)
            }
            if marks.contains(.total) {
                line.total = try added(line.total ?? 0, records.amounts[row], row)
                hasTotal = true
                if records.lines[row].oreClass == .any { totalOfAll = line.total }
            } else {
                line.sum = try added(line.sum, records.amounts[row], row)
            }
        }
        guard parts > 0, let last = rows.last else { return nil }
        sum = try added(sum, line.value, last)
        return Figure(amount: totalOfAll ?? sum, firstStated: firstStated, isTotal: hasTotal)
    }

    /// Passes over the records of the next key.
    /// - Returns: the one that stands, and when the first of them was stated.
    private func standing(_ rows: Range<Int>, _ next: inout Int) -> (row: Int?, stated: Int32) {
        let first = next
        let isAlone = records.kind.standsAloneWithoutDetail && records.details[first] == 0
        var (found, stated) = (Int?.none, LedgerRecords.notStated)
        repeat {
            let row = next
            guard records.isSameKey(first, row) else { break }
            next += 1
            guard isCounted(row) else { continue }
            if stated == LedgerRecords.notStated { stated = records.stated[row] }
            found = row
        } while next < rows.upperBound && !isAlone
        return (found, stated)
    }

    func added(_ a: Int64, _ b: Int64, _ row: Int) throws(LedgerFault) -> Int64 {
        let (value, isTooLarge) = a.addingReportingOverflow(b)
        guard !isTooLarge else { throw .sumTooLarge(subject: records.subjects[row], month: month(of: row)) }
        return value
    }

    private func month(of row: Int) -> CalendarMonth {
        let period = records.periods[row]
        return switch records.kind {
        case .report: CalendarMonth(number: Int(period))
        case .quota: CalendarMonth(number: Int(period) * 12)
        case .invoice: CalendarMonth(Day(daysSince1970: period))
        }
    }
}
