/// Cuts whole records into fields, without copying.
struct CSVRecordReader {
    /// Where one field's text lies.
    struct Field: Hashable {
        var start: Int
        var end: Int
        var isQuoted = false
        /// Doubled quotes lie inside and have to be made single.
        var hasDoubledQuotes = false
    }

    enum Step: Equatable {
        case record
        case end
        /// Text follows the closing quote of field `number` (from 0).
        case textAfterQuote(field: Int)
        /// The text ends inside the quotes of field `number`.
        case quoteNotClosed(field: Int)
    }

    let dialect: CSVDialect
    private(set) var fields: [Field] = []
    /// Where the next record begins.
    private(set) var position: Int
    /// Lines passed so far, and the line (from 0) of the record just read.
    private(set) var line = 0
    private(set) var recordLine = 0

    init(dialect: CSVDialect, start: Int) {
        self.dialect = dialect
        self.position = start
    }

    /// Reads the next record into ``fields``; empty lines are passed over.
    mutating func next(_ bytes: UnsafeRawBufferPointer) -> Step {
        skipEmptyLines(bytes)
        guard position < bytes.count else { return .end }
        recordLine = line
        fields.removeAll(keepingCapacity: true)
        while true {
            let start = position
            if start < bytes.count, bytes[start] == CSVBytes.quote {
                if let fault = readQuoted(bytes) { return fault }
            } else {
                readPlain(bytes)
            }
            guard position < bytes.count else { return .record }
            let isSeparator = bytes[position] == dialect.separator
            position += 1
            if !isSeparator {
                line += 1
                return .record
            }
        }
    }

    private mutating func skipEmptyLines(_ bytes: UnsafeRawBufferPointer) {
        while position < bytes.count {
            if bytes[position] == dialect.terminator {
                position += 1
            } else if bytes[position] == CSVBytes.carriageReturn, position + 1 < bytes.count, bytes[position + 1] == CSVBytes.lineFeed {
                position += 2
            } else {
                return
            }
            line += 1
        }
    }

    /// Leaves ``position`` on the separator or terminator behind the field, or at the end.
    @inline(__always)
    private mutating func readPlain(_ bytes: UnsafeRawBufferPointer) {
        let start = position
        let (separator, terminator) = (dialect.separator, dialect.terminator)
        var i = start
        while i < bytes.count {
            let byte = bytes[i]
            if byte == separator || byte == terminator { break }
            i += 1
        }
        position = i
        let endsRecord = i == bytes.count || bytes[i] == terminator
        let hasReturn = endsRecord && i > start && bytes[i - 1] == CSVBytes.carriageReturn
        fields.append(Field(start: start, end: hasReturn ? i - 1 : i))
    }

    private mutating func readQuoted(_ bytes: UnsafeRawBufferPointer) -> Step? {
        let start = position + 1
        var from = start
        var hasDoubled = false
        while true {
            guard let quote = CSVBytes.first(CSVBytes.quote, in: bytes, from..<bytes.count) else {
                return .quoteNotClosed(field: fields.count)
            }
            if quote + 1 < bytes.count, bytes[quote + 1] == CSVBytes.quote {
                hasDoubled = true
                from = quote + 2
                continue
            }
            line += CSVBytes.count(dialect.terminator, in: UnsafeRawBufferPointer(rebasing: bytes[start..<quote]))
            fields.append(Field(start: start, end: quote, isQuoted: true, hasDoubledQuotes: hasDoubled))
            position = quote + 1
            break
        }
        if position == bytes.count || bytes[position] == dialect.separator || bytes[position] == dialect.terminator { return nil }
        if bytes[position] == CSVBytes.carriageReturn, position + 1 == bytes.count || bytes[position + 1] == dialect.terminator {
            position += 1
            return nil
        }
        return .textAfterQuote(field: fields.count - 1)
    }
}

extension CSVRecordReader.Field {
    /// The field's text with doubled quotes made single.
    func text(in bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let slice = bytes[start..<end]
        guard hasDoubledQuotes else { return Array(slice) }
        var result: [UInt8] = []
        result.reserveCapacity(slice.count)
        var skip = false
        for byte in slice {
            if skip, byte == CSVBytes.quote {
                skip = false
                continue
            }
            result.append(byte)
            skip = byte == CSVBytes.quote
        }
        return result
    }
}
