/// What a careful reader makes of one record that the fast path left.
public enum CarefulLine: Sendable, Hashable {
    /// Its subject by name; row and subject number of the record are not looked at.
    case record(LedgerRecord, subject: String)
    case fault(LineFault)
}

/// Why a record of a table is set aside.
public struct LineFault: Sendable, Hashable {
    /// Counted from the chunk's first record, or the file's, as whoever passes it on says.
    public var row: UInt32
    /// The heading of the column, where one is to blame.
    public var column: String?
    public var reason: String
    /// Subject and period as written, `L000001 2025-06`; `nil` where they cannot be told.
    public var identifier: String?
    /// The record as written, shortened.
    public var text: String

    public init(row: UInt32, column: String? = nil, reason: String, identifier: String? = nil, text: String = "") {
        (self.row, self.column, self.reason, self.identifier, self.text) = (row, column, reason, identifier, text)
    }

    public init(row: UInt32, _ fault: LedgerRowFault, identifier: String? = nil, text: String = "") {
        let next = fault.next.isEmpty ? "" : "; \(fault.next)"
        self.init(
            row: row, column: fault.column.isEmpty ? nil : fault.column, reason: fault.what + next, identifier: identifier, text: text)
    }

    /// `column t_reo: ...`.
    public var words: String { column.map { "column \($0): \(reason)" } ?? reason }
}

/// Reads one record, given as its bytes with the line end, that the fast path left; on any thread.
public typealias CarefulReader = @Sendable (_ line: UnsafeRawBufferPointer, _ row: UInt32) -> CarefulLine

/// Takes no record: says which column keeps it from being plain.
public struct PlainLineReader: Sendable {
    private let heading: PlainHeading

    public init(_ heading: PlainHeading) { self.heading = heading }

    public func read(_ line: UnsafeRawBufferPointer, row: UInt32) -> CarefulLine { .fault(fault(line, row)) }

    private func fault(_ line: UnsafeRawBufferPointer, _ row: UInt32) -> LineFault {
        let layout = heading.layout
        var text = Substring(String(decoding: line, as: UTF8.self))
        while let last = text.last, last.isNewline { text = text.dropLast() }
        var fault = LineFault(row: row, reason: "", text: String(text.prefix(300)))
        if text.contains("\"") {
            fault.reason = "has quotes, which plain tables do not have"
            return fault
        }
        let fields = text.split(separator: Character(Unicode.Scalar(layout.separator)), omittingEmptySubsequences: false).map(String.init)
        guard fields.count == layout.columnCount else {
            fault.reason = "has \(fields.count) columns, not \(layout.columnCount)"
            return fault
        }
        fault.identifier = Self.identifier(subject: fields[layout.subject], period: fields[layout.period])
        let (column, wanted) = firstFault(fields)
        fault.column = column.map { heading.names[$0] }
        fault.reason = column.map { "\"\(fields[$0].prefix(40))\" is not \(wanted)" } ?? wanted
        return fault
    }

    /// The name under which a record that was set aside is awaited.
    public static func identifier(subject: String, period: String) -> String { "\(subject) \(period)" }

    private func firstFault(_ fields: [String]) -> (column: Int?, wanted: String) {
        let layout = heading.layout
        func bytes<Value>(_ column: Int, _ read: (UnsafeRawBufferPointer) -> Value?) -> Bool {
            var field = fields[column]
            return field.withUTF8 { read(UnsafeRawBufferPointer($0)) != nil }
        }
        let subject = fields[layout.subject]
        if subject.isEmpty || subject.first?.isWhitespace == true || subject.last?.isWhitespace == true { return (layout.subject, "an id") }
        switch layout.kind {
        case .report: if !bytes(layout.period, PlainDate.month) { return (layout.period, "a month like 2025-06") }
        case .quota:
            if fields[layout.period].utf8.count != 4 || !bytes(layout.period, PlainDate.digits) {
                return (layout.period, "a year like 2025")
            }
        case .invoice: if !bytes(layout.period, PlainDate.day) { return (layout.period, "a day like 2025-06-30") }
        }
        if !bytes(layout.amount, FigureReader.plainThousandths) {
            return (layout.amount, "tonnes with at most three decimals behind a point")
        }
        if let stated = layout.stated, !fields[stated].isEmpty, !bytes(stated, PlainDate.day) { return (stated, "a day like 2025-06-30") }
        if let detail = layout.detail, !bytes(detail, { PlainDate.digits($0).flatMap { $0 > 0 ? $0 : nil } }) {
            return (detail, "a number above 0 of at most nine digits")
        }
        return (nil, "is not plain")
    }
}
