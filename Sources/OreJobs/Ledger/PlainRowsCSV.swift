internal import OreFeatures
public import OreLedger
public import OreStorage

/// The rows of the five plain queries as CSV, one file each, by name of the subject, then month or year.
public struct PlainRowsCSV: Sendable {
    private let ledger: StoredLedger
    private let findings: FigureFindings
    private let ranks: [UInt32]?

    public init(_ findings: FigureFindings, of ledger: StoredLedger) {
        (self.findings, self.ledger) = (findings, ledger)
        ranks = ledger.ranks()
    }

    /// Names of the files, and how many rows each has.
    public var counts: [(name: String, rows: Int)] {
        [
            ("overrun", findings.quotaOverrun.count + findings.withoutQuota.count), ("late", findings.late.rows.count),
            ("missing", findings.missing.count), ("sold", findings.sold.rows.count), ("jump", findings.implausible.count),
        ]
    }

    /// Writes `overrun.csv`, `late.csv`, `missing.csv`, `sold.csv` and `jump.csv`; each appears when it is whole.
    /// - Throws: `OutputError`.
    public func write(to folder: String) throws {
        let overrun = (findings.quotaOverrun + findings.withoutQuota).sorted { ($0.subject, $0.year) < ($1.subject, $1.year) }
        try write(overrun, folder + "/overrun.csv", "licence_id,year,t_reo,quota_t_reo", \.subject) { row, line in
            line.append(number: Int64(row.year))
            line.append(tonnes: row.amount)
            line.append(tonnes: row.limit ?? .zero)
        }
        try write(findings.late.rows, folder + "/late.csv", "licence_id,month,received_at", \.subject) { row, line in
            line.append(month: row.month)
            line.append(day: row.received)
        }
        try write(findings.missing, folder + "/missing.csv", "licence_id,month", \.subject) { row, line in line.append(month: row.month) }
        try write(findings.sold.rows, folder + "/sold.csv", "licence_id,month,stock_t_reo", \.subject) { row, line in
            line.append(month: row.month)
            line.append(tonnes: row.balance)
        }
        try write(findings.implausible, folder + "/jump.csv", "licence_id,month,t_reo,median_t_reo", \.subject) { row, line in
            line.append(month: row.month)
            line.append(tonnes: row.amount)
            line.append(tonnes: row.median)
        }
    }

    /// - Parameter rows: those of a subject follow each other.
    private func write<Row>(
        _ rows: [Row], _ path: String, _ heading: String, _ subject: (Row) -> SubjectID, _ fields: (Row, inout CSVLine) -> Void
    ) throws {
        let file = try AtomicFile(path)
        defer { file.discard() }
        var line = CSVLine()
        line.bytes.append(contentsOf: Array((heading + "\n").utf8))
        for run in runs(rows, subject) {
            let name = CSVLine.field(ledger.name(of: subject(rows[run.lowerBound])))
            for row in run {
                line.bytes.append(contentsOf: name)
                fields(rows[row], &line)
                line.bytes.append(UInt8(ascii: "\n"))
            }
            if line.bytes.count > 1 << 20 {
                try file.write(line.bytes)
                line.bytes.removeAll(keepingCapacity: true)
            }
        }
        try file.write(line.bytes)
        try file.commit()
    }

    /// The rows of each subject, subjects by name.
    private func runs<Row>(_ rows: [Row], _ subject: (Row) -> SubjectID) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        while start < rows.count {
            var end = start + 1
            while end < rows.count, subject(rows[end]) == subject(rows[start]) { end += 1 }
            runs.append(start..<end)
            start = end
        }
        guard let ranks else { return runs }
        return runs.sorted { ranks[Int(subject(rows[$0.lowerBound]).number)] < ranks[Int(subject(rows[$1.lowerBound]).number)] }
    }
}

/// Fields of a line, each behind a comma.
struct CSVLine {
    var bytes: [UInt8] = []

    mutating func append(number: Int64) {
        bytes.append(UInt8(ascii: ","))
        digits(number.magnitude, width: 1)
    }

    mutating func append(tonnes: Tonnes) {
        bytes.append(UInt8(ascii: ","))
        if tonnes.thousandths < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, rest) = tonnes.thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        digits(whole, width: 1)
        bytes.append(UInt8(ascii: "."))
        digits(rest, width: 3)
    }

    mutating func append(month: CalendarMonth) {
        bytes.append(UInt8(ascii: ","))
        digits(UInt64(month.year), width: 4)
        bytes.append(UInt8(ascii: "-"))
        digits(UInt64(month.month), width: 2)
    }

    mutating func append(day: Day) {
        let parts = day.yearMonthDay
        bytes.append(UInt8(ascii: ","))
        digits(UInt64(parts.year), width: 4)
        bytes.append(UInt8(ascii: "-"))
        digits(UInt64(parts.month), width: 2)
        bytes.append(UInt8(ascii: "-"))
        digits(UInt64(parts.day), width: 2)
    }

    private mutating func digits(_ value: UInt64, width: Int) {
        var (divisor, length) = (UInt64(1), 1)
        while value / divisor >= 10 || length < width { (divisor, length) = (divisor * 10, length + 1) }
        while divisor > 0 {
            bytes.append(UInt8(truncatingIfNeeded: 48 + value / divisor % 10))
            divisor /= 10
        }
    }

    /// Quoted where it has to be.
    static func field(_ text: String) -> [UInt8] {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return Array(text.utf8) }
        return Array(("\"" + text.replacing("\"", with: "\"\"") + "\"").utf8)
    }
}
