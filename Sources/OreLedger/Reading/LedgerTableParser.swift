internal import OreFeatures

/// Reads whole records of a table from their bytes, for files of millions of rows. Pure: any worker may read any chunk.
///
/// Takes records in their plain form: no quotes, months as `2025-06`, days as `2025-06-30`, tonnes as digits with at most three decimals behind
/// a point. Whatever is not plain is left to the careful path, which gives the same where both read it.
public struct LedgerTableParser: Sendable {
    public let layout: LedgerTableLayout

    public init(_ layout: LedgerTableLayout) { self.layout = layout }

    /// - Parameters:
    ///   - bytes: whole records, UTF-8, without the heading.
    ///   - firstRow: the line of the first of them in its file; rows are lines.
    /// - Complexity: O(bytes), two passes over each field.
    public func parse(_ bytes: UnsafeRawBufferPointer, firstRow: UInt32) -> LedgerChunk {
        var chunk = LedgerChunk(layout.kind)
        var rows = PlainRows(bytes.count / 24)
        var fields = FieldCuts(layout.separator, columns: layout.columnCount)
        var position = 0
        var row = firstRow
        while position < bytes.count {
            let start = position
            let shape = fields.cut(bytes, from: &position)
            let line = row
            row += 1
            guard shape != .empty else { continue }
            chunk.rowCount += 1
            if shape == .plain, take(fields, bytes, line, &rows, &chunk.names) { continue }
            chunk.careful.append((row: line, bytes: start..<position))
            // Line ends within quotes are lines too.
            if shape == .other { row += UInt32(bytes[start..<max(start, position - 1)].count { $0 == UInt8(ascii: "\n") }) }
        }
        chunk.lineCount = Int(row - firstRow)
        rows.move(to: &chunk.records, layout.line)
        return chunk
    }

    private func take(
        _ fields: FieldCuts, _ bytes: UnsafeRawBufferPointer, _ row: UInt32, _ rows: inout PlainRows, _ names: inout NameTable
    ) -> Bool {
        let subject = fields.field(layout.subject, of: bytes)
        guard subject.count > 0, subject[0] > 0x20, subject[subject.count - 1] > 0x20, !Self.hasWideBlanks(subject),
            let amount = FigureReader.plainThousandths(fields.field(layout.amount, of: bytes)), let period = period(fields, bytes)
        else { return false }
        var stated = LedgerRecords.notStated
        if let column = layout.stated {
            let field = fields.field(column, of: bytes)
            if field.count > 0 {
                guard let day = rows.days.day(field) else { return false }
                stated = day
            }
        }
        var detail: UInt64 = 0
        if let column = layout.detail {
            // 0 says that there is none.
            guard let number = PlainDate.digits(fields.field(column, of: bytes)), number > 0 else { return false }
            detail = UInt64(number)
        }
        // Files that lie by subject name the one of the row before.
        let isSame = rows.subjects.last.map { names.isEqual(Int($0.number), subject) } ?? false
        let number = isSame ? rows.subjects[rows.subjects.count - 1] : SubjectID(names.number(of: subject))
        rows.append(number, period, amount, stated, detail, row)
        return true
    }

    /// Whether a name may begin or end with a blank that is no ASCII.
    @inline(__always)
    private static func hasWideBlanks(_ name: UnsafeRawBufferPointer) -> Bool {
        let count = name.count
        guard name[0] | name[count - 1] >= 0x80 else { return false }
        // U+0085 and U+00A0; U+1680, U+2000 to U+205F, U+3000 by their first two bytes.
        if name[0] == 0xC2 || (count > 1 && name[count - 2] == 0xC2) { return true }
        func isBlank(_ a: UInt8, _ b: UInt8) -> Bool { a == 0xE1 && b == 0x9A || a == 0xE2 && b <= 0x81 || a == 0xE3 && b == 0x80 }
        return count > 2 && (isBlank(name[0], name[1]) || isBlank(name[count - 3], name[count - 2]))
    }

    private func period(_ fields: FieldCuts, _ bytes: UnsafeRawBufferPointer) -> Int32? {
        let field = fields.field(layout.period, of: bytes)
        return switch layout.kind {
        case .report: PlainDate.month(field)
        case .quota: field.count == 4 ? PlainDate.digits(field).flatMap { $0 > 0 ? $0 : nil } : nil
        case .invoice: PlainDate.day(field)
        }
    }
}

/// Where the fields of a record lie.
struct FieldCuts {
    enum Shape { case plain, empty, other }
    private let separator: UInt8
    private let columns: Int
    private var starts: [Int]

    init(_ separator: UInt8, columns: Int) {
        (self.separator, self.columns) = (separator, columns)
        starts = Array(repeating: 0, count: columns + 1)
    }

    /// Passes over one record, its end included; quoted line ends do not end it.
    mutating func cut(_ bytes: UnsafeRawBufferPointer, from position: inout Int) -> Shape {
        let begin = position
        var (i, field) = (position, 1)
        starts[0] = begin
        while i < bytes.count {
            let byte = bytes[i]
            // Both ends of a record and the separator are rare, so one comparison passes over most bytes of a field.
            if byte == separator {
                if field < columns { starts[field] = i + 1 }
                field += 1
            } else if byte == UInt8(ascii: "\n") {
                break
            } else if byte == UInt8(ascii: "\"") {
                position = Self.endOfQuoted(bytes, from: begin)
                return .other
            }
            i += 1
        }
        position = min(i + 1, bytes.count)
        var end = i
        if end > begin, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        if end == begin { return .empty }
        guard field == columns else { return .other }
        starts[columns] = end + 1
        return .plain
    }

    @inline(__always)
    func field(_ column: Int, of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[starts[column]..<starts[column + 1] - 1])
    }

    private static func endOfQuoted(_ bytes: UnsafeRawBufferPointer, from begin: Int) -> Int {
        var isQuoted = false
        var i = begin
        while i < bytes.count {
            if bytes[i] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if bytes[i] == UInt8(ascii: "\n"), !isQuoted { return i + 1 }
            i += 1
        }
        return bytes.count
    }
}

/// Dates in their plain form.
enum PlainDate {
    /// `2025-06`: its number as in `CalendarMonth`.
    static func month(_ field: UnsafeRawBufferPointer) -> Int32? {
        guard field.count == 7, field[4] == UInt8(ascii: "-"), let year = digits(field, 0, 4), let month = digits(field, 5, 2),
            (1...12).contains(month), year >= 1
        else { return nil }
        return year * 12 + month - 1
    }

    /// `2025-06-30`: days since 1970.
    static func day(_ field: UnsafeRawBufferPointer) -> Int32? {
        guard field.count == 10, field[4] == UInt8(ascii: "-"), field[7] == UInt8(ascii: "-"), let year = digits(field, 0, 4),
            let month = digits(field, 5, 2), let day = digits(field, 8, 2)
        else { return nil }
        return Day(year: Int(year), month: Int(month), day: Int(day))?.daysSince1970
    }

    /// Up to nine digits.
    static func digits(_ field: UnsafeRawBufferPointer) -> Int32? {
        (1...9).contains(field.count) ? digits(field, 0, field.count) : nil
    }

    @inline(__always)
    private static func digits(_ field: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int32? {
        var value: Int32 = 0
        for i in start..<start + count {
            let digit = field[i] &- 48
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int32(digit)
        }
        return value
    }
}

/// Columns of the plain rows of a chunk.
struct PlainRows {
    private(set) var subjects: [SubjectID] = []
    private var periods: [Int32] = []
    private var amounts: [Int64] = []
    private var stated: [Int32] = []
    private var details: [UInt64] = []
    private var rows: [UInt32] = []
    var days = RecentDay()

    init(_ count: Int) {
        subjects.reserveCapacity(count)
        periods.reserveCapacity(count)
        amounts.reserveCapacity(count)
        stated.reserveCapacity(count)
        details.reserveCapacity(count)
        rows.reserveCapacity(count)
    }

    @inline(__always)
    mutating func append(_ subject: SubjectID, _ period: Int32, _ amount: Int64, _ day: Int32, _ detail: UInt64, _ row: UInt32) {
        subjects.append(subject)
        periods.append(period)
        amounts.append(amount)
        stated.append(day)
        details.append(detail)
        rows.append(row)
    }

    func move(to records: inout LedgerRecords, _ line: LedgerLine) {
        let count = subjects.count
        records.take(
            subjects: subjects, periods: periods, lines: Array(repeating: line, count: count), details: details, amounts: amounts,
            stated: stated, marks: Array(repeating: [], count: count), commit: 0, rows: rows)
    }
}

/// The day read last: files repeat them.
struct RecentDay {
    private var text: (UInt64, UInt16)?
    private var value: Int32 = 0

    mutating func day(_ field: UnsafeRawBufferPointer) -> Int32? {
        guard field.count == 10 else { return nil }
        let own = (field.loadUnaligned(as: UInt64.self), field.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
        if let text, own == text { return value }
        guard let day = PlainDate.day(field) else { return nil }
        (text, value) = (own, day)
        return day
    }
}
