/// What the cells of one column look like: the evidence for a proposed profile.
struct ColumnLook {
    var name: String
    /// Cells with text.
    var filled = 0
    var empty = 0
    var isUnique = true
    var allNumbers = true
    /// The date formats that read every cell so far.
    var dateFormats: [DateFormat]

    /// The order is that of preference where several read a whole column.
    private static let candidates: [DateFormat] = [
        .iso, .javascript, .chinese, .yearMonthDay, .dayMonthYear, .monthDayYear, .compactDay, .words, .yearQuarter, .codedQuarter,
        .yearMonth,
        .year, .epochMilliseconds,
    ]

    init(_ column: AttributeColumn) {
        name = column.name
        dateFormats = Self.candidates
        var seen: Set<ArraySlice<UInt8>> = []
        for row in 0..<column.count {
            let cell = column.bytes(at: row)
            guard column.kinds[row] != .missing, column.kinds[row] != .null, !cell.isEmpty else {
                empty += 1
                continue
            }
            filled += 1
            if !seen.insert(cell).inserted { isUnique = false }
            if allNumbers, CellNumber.value(cell) == nil { allNumbers = false }
            dateFormats.removeAll { !Self.reads(cell, $0) }
        }
        if filled == 0 {
            isUnique = false
            allNumbers = false
            dateFormats = []
        }
    }

    /// Counts are plausible only in this age, or every large number would be a date.
    private static func reads(_ cell: ArraySlice<UInt8>, _ format: DateFormat) -> Bool {
        guard case .period(let period) = DateParser.read(cell, as: format) else { return false }
        let age = 1900...2100
        return age.contains(period.from.yearMonthDay.year) && (format != .epochMilliseconds || cell.count >= 11)
    }

    var isID: Bool { isUnique && empty == 0 && filled > 0 }

    /// The format to propose; with a remark where day and month cannot be told apart by the column.
    var date: (format: DateFormat, remark: String?)? {
        guard let first = dateFormats.first else { return nil }
        let undecided = first == .dayMonthYear && dateFormats.contains(.monthDayYear)
        return (first, undecided ? "every sampled day also reads as mm/dd/yyyy: check" : nil)
    }
}
