public import OreFeatures

/// What kinds of figures there are, and what their period is.
public enum FigureKind: UInt8, Sendable, Hashable, CaseIterable {
    /// A monthly report: the period is the month's number; stated on the day it was received.
    case report = 0
    /// A batch of quota: the period is the year; the detail tells the batches of a year apart; stated on the day of issue.
    case quota = 1
    /// An invoice or a flow record: the period is the day since 1970; the detail is made from its number, 0 where it has none.
    case invoice = 2

    /// The periods that there are: of the years 1 to 9999.
    public var periods: ClosedRange<Int32> {
        switch self {
        case .report: 12...119_999
        case .quota: 1...9999
        case .invoice: -719_162...2_932_896
        }
    }

    /// Records without a detail are each a record of its own: nothing supersedes them.
    var standsAloneWithoutDetail: Bool { self == .invoice }
}

/// One record with a figure, as a value: for building columns by hand.
public struct LedgerRecord: Sendable, Hashable {
    public var subject: SubjectID
    public var period: Int32
    public var line: LedgerLine
    public var detail: UInt64 = 0
    public var amount: Tonnes
    /// Received, issued; `nil` where the record does not say.
    public var stated: Day?
    public var marks: RecordMarks = []
    /// The commit that made it known.
    public var commit: Int32 = 0
    /// Its row in the file it came from.
    public var row: UInt32 = 0

    public init(_ subject: SubjectID, period: Int32, line: LedgerLine, amount: Tonnes) {
        (self.subject, self.period, self.line, self.amount) = (subject, period, line, amount)
    }
}

/// What a record says beside its figure.
@frozen
public struct RecordMarks: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Takes back what was said under the same key.
    public static let withdrawn = RecordMarks(rawValue: 1)
    /// A quota: the total of the year, which stands for all of its batches.
    public static let total = RecordMarks(rawValue: 2)
    /// Stated in concentrate; the figure is the oxide in it, by the grade that its row states.
    public static let byGrade = RecordMarks(rawValue: 4)
}

/// Records of one kind in columns, in any order: all versions of them, superseded ones too.
///
/// The key of a record is subject, period, line and detail. Of the records of one key the one stated last stands (not stated: before all that
/// are), then the one of the later commit, then the later row. About 38 bytes a record.
public struct LedgerRecords: Sendable {
    public let kind: FigureKind
    public private(set) var subjects: [SubjectID] = []
    public private(set) var periods: [Int32] = []
    public private(set) var lines: [LedgerLine] = []
    public private(set) var details: [UInt64] = []
    public private(set) var amounts: [Int64] = []
    /// Days since 1970; ``notStated`` where the record does not say.
    public private(set) var stated: [Int32] = []
    public private(set) var marks: [RecordMarks] = []
    public private(set) var commits: [Int32] = []
    public private(set) var rows: [UInt32] = []

    public static let notStated = Int32.min

    public init(_ kind: FigureKind) { self.kind = kind }

    public var count: Int { subjects.count }

    public mutating func reserveCapacity(_ count: Int) {
        subjects.reserveCapacity(count)
        periods.reserveCapacity(count)
        lines.reserveCapacity(count)
        details.reserveCapacity(count)
        amounts.reserveCapacity(count)
        stated.reserveCapacity(count)
        marks.reserveCapacity(count)
        commits.reserveCapacity(count)
        rows.reserveCapacity(count)
    }

    public mutating func append(_ record: LedgerRecord) {
        subjects.append(record.subject)
        periods.append(record.period)
        lines.append(record.line)
        details.append(record.detail)
        amounts.append(record.amount.thousandths)
        stated.append(record.stated?.daysSince1970 ?? Self.notStated)
        marks.append(record.marks)
        commits.append(record.commit)
        rows.append(record.row)
    }

    public mutating func append(contentsOf other: LedgerRecords) {
        subjects += other.subjects
        periods += other.periods
        lines += other.lines
        details += other.details
        amounts += other.amounts
        stated += other.stated
        marks += other.marks
        commits += other.commits
        rows += other.rows
    }

    /// Takes whole columns, of one length.
    mutating func take(
        subjects: [SubjectID], periods: [Int32], lines: [LedgerLine], details: [UInt64], amounts: [Int64], stated: [Int32],
        marks: [RecordMarks], commit: Int32, rows: [UInt32]
    ) {
        (self.subjects, self.periods, self.lines, self.details, self.amounts) = (subjects, periods, lines, details, amounts)
        (self.stated, self.marks, self.rows) = (stated, marks, rows)
        commits = Array(repeating: commit, count: subjects.count)
    }

    /// The same records with other numbers for their subjects.
    func renumbered(_ numbers: [SubjectID], firstRow: UInt32 = 0) -> LedgerRecords {
        var result = self
        result.subjects = subjects.map { numbers[Int($0.number)] }
        if firstRow != 0 { result.rows = rows.map { $0 &+ firstRow } }
        return result
    }

    /// The same records with other details: of each the detail, the day it was stated, its marks.
    func mappingDetails(_ detail: (UInt64, Int32, RecordMarks) -> UInt64) -> LedgerRecords {
        var result = self
        for row in details.indices { result.details[row] = detail(details[row], stated[row], marks[row]) }
        return result
    }

    /// The same records with other lines.
    public func mappingLines(_ line: (LedgerLine) -> LedgerLine) -> LedgerRecords {
        var result = self
        for row in lines.indices { result.lines[row] = line(lines[row]) }
        return result
    }

    /// The same records under the numbers of a ledger, whose place is the number that they have.
    public func numbered(_ numbers: [SubjectID]) -> LedgerRecords { renumbered(numbers) }

    /// The same records, each brought by that commit.
    public func broughtBy(_ commit: Int32) -> LedgerRecords {
        var result = self
        result.commits = Array(repeating: commit, count: count)
        return result
    }

    /// The same records with other commits.
    public func mappingCommits(_ commit: (Int32) -> Int32) -> LedgerRecords {
        var result = self
        for row in commits.indices { result.commits[row] = commit(commits[row]) }
        return result
    }

    /// The records that were stated by a day, or do not say when, and do not speak of a time after it.
    public func known(on day: Day) -> LedgerRecords {
        let (month, year) = (CalendarMonth(day).number, day.yearMonthDay.year)
        let rows = (0..<count).filter { row in
            guard stated[row] <= day.daysSince1970 else { return false }
            let period = Int(periods[row])
            return switch kind {
            case .report: period <= month
            case .invoice: period <= Int(day.daysSince1970)
            case .quota: stated[row] != Self.notStated || period <= year + 1
            }
        }
        return rows.count == count ? self : gathered(rows.map { UInt32($0) }[...])
    }

    /// These records, in the order of `rows`.
    public func picked(_ rows: [UInt32]) -> LedgerRecords { gathered(rows[...]) }

    public subscript(row: Int) -> LedgerRecord {
        var record = LedgerRecord(subjects[row], period: periods[row], line: lines[row], amount: Tonnes(thousandths: amounts[row]))
        record.detail = details[row]
        record.stated = stated[row] == Self.notStated ? nil : Day(daysSince1970: stated[row])
        (record.marks, record.commit, record.row) = (marks[row], commits[row], rows[row])
        return record
    }

    // MARK: Order

    /// The same records by subject, period, line and detail, and of one key the one that stands last.
    /// - Throws: `LedgerFault.tooManyRecords`.
    /// - Complexity: O(n), a pass over those that lie in order already.
    public func ordered() throws(LedgerFault) -> LedgerRecords {
        guard let order = try RecordOrder(self).permutation else { return self }
        return gathered(order[...])
    }

    /// These records in that order.
    func gathered(_ order: ArraySlice<UInt32>) -> LedgerRecords {
        var result = LedgerRecords(kind)
        result.subjects = Self.gather(subjects, order)
        result.periods = Self.gather(periods, order)
        result.lines = Self.gather(lines, order)
        result.details = Self.gather(details, order)
        result.amounts = Self.gather(amounts, order)
        result.stated = Self.gather(stated, order)
        result.marks = Self.gather(marks, order)
        result.commits = Self.gather(commits, order)
        result.rows = Self.gather(rows, order)
        return result
    }

    @inline(__always)
    private static func gather<Value>(_ values: [Value], _ order: ArraySlice<UInt32>) -> [Value] {
        order.withUnsafeBufferPointer { order in
            [Value](unsafeUninitializedCapacity: order.count) { result, filled in
                for i in 0..<order.count { result.initializeElement(at: i, to: values[Int(order[i])]) }
                filled = order.count
            }
        }
    }

    /// Whether record `a` has the key of record `b`.
    @inline(__always)
    func isSameKey(_ a: Int, _ b: Int) -> Bool {
        subjects[a] == subjects[b] && periods[a] == periods[b] && lines[a] == lines[b] && details[a] == details[b]
    }

    /// By key, then the one that stands last.
    func isBefore(_ a: Int, _ b: Int) -> Bool {
        if subjects[a] != subjects[b] { return subjects[a] < subjects[b] }
        if periods[a] != periods[b] { return periods[a] < periods[b] }
        if lines[a] != lines[b] { return lines[a] < lines[b] }
        if details[a] != details[b] { return details[a] < details[b] }
        if stated[a] != stated[b] { return stated[a] < stated[b] }
        if commits[a] != commits[b] { return commits[a] < commits[b] }
        if rows[a] != rows[b] { return rows[a] < rows[b] }
        return amounts[a] < amounts[b]
    }
}
