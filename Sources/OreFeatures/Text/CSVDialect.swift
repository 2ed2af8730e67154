/// How a table's fields and records are set apart.
struct CSVDialect: Sendable, Hashable {
    var separator: UInt8
    /// Ends a record: a line feed (with or without a carriage return before it), or a carriage return alone in files of the old Macintosh.
    var terminator: UInt8

    static let separators: [UInt8] = [UInt8(ascii: ","), 9, UInt8(ascii: ";"), UInt8(ascii: "|")]

    /// The last place behind a record, or 0 when no record ends in `bytes`, together with the scan's state for going on.
    struct Scan: Sendable, Hashable {
        /// Bytes looked at.
        var position = 0
        var isQuoted = false
        /// Just behind the last terminator outside quotes.
        var boundary = 0
        /// Records that end before ``boundary``; empty lines do not count.
        var records = 0
    }

    /// Goes on scanning for record ends. A quote opens a quoted field only at the field's beginning; elsewhere it is text.
    /// - Parameter isLast: nothing follows the bytes, so that a last quote closes its field.
    func scan(_ bytes: UnsafeRawBufferPointer, from state: inout Scan, isLast: Bool) {
        let n = bytes.count
        while state.position < n {
            if state.isQuoted {
                guard let quote = CSVBytes.first(CSVBytes.quote, in: bytes, state.position..<n) else {
                    state.position = n
                    return
                }
                if quote + 1 == n, !isLast {
                    state.position = quote
                    return
                }
                let isDoubled = quote + 1 < n && bytes[quote + 1] == CSVBytes.quote
                state.position = quote + (isDoubled ? 2 : 1)
                state.isQuoted = isDoubled
            } else {
                let quote = nextOpeningQuote(bytes, from: state.position)
                close(records: state.position..<(quote ?? n), of: bytes, in: &state)
                state.position = quote.map { $0 + 1 } ?? n
                state.isQuoted = quote != nil
            }
        }
    }

    private func nextOpeningQuote(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        while let quote = CSVBytes.first(CSVBytes.quote, in: bytes, at..<bytes.count) {
            if quote == 0 { return quote }
            let before = bytes[quote - 1]
            if before == separator || before == CSVBytes.lineFeed || before == terminator { return quote }
            at = quote + 1
        }
        return nil
    }

    private func close(records range: Range<Int>, of bytes: UnsafeRawBufferPointer, in state: inout Scan) {
        var at = range.lowerBound
        while let end = CSVBytes.first(terminator, in: bytes, at..<range.upperBound) {
            let length = end - state.boundary
            let isEmptyLine = length == 0 || length == 1 && bytes[end - 1] == CSVBytes.carriageReturn
            if !isEmptyLine { state.records += 1 }
            state.boundary = end + 1
            at = end + 1
        }
    }
}

extension CSVDialect {
    /// Finds separator and record end by the first records of a text.
    ///
    /// The separator is the one by which the most of the first records have as many fields as the heading, at least two; among equals the one
    /// with more fields, then comma, tab, semicolon, bar. A first line `sep=;` decides (Excel writes it).
    static func detect(_ text: UnsafeRawBufferPointer, isComplete: Bool) -> CSVDialect {
        let terminator = text.first { $0 == CSVBytes.lineFeed || $0 == CSVBytes.carriageReturn }
        let loneReturn =
            terminator == CSVBytes.carriageReturn && CSVBytes.first(CSVBytes.lineFeed, in: text, 0..<text.count) == nil
        let end = loneReturn ? CSVBytes.carriageReturn : CSVBytes.lineFeed
        if let stated = statedSeparator(text) { return CSVDialect(separator: stated, terminator: end) }
        var best = CSVDialect(separator: separators[0], terminator: end)
        var bestScore = (agreeing: -1, fields: 0)
        for separator in separators {
            let dialect = CSVDialect(separator: separator, terminator: end)
            let counts = dialect.fieldCounts(text, records: 32, isComplete: isComplete)
            guard let heading = counts.first, heading > 1 else { continue }
            let agreeing = counts.reduce(into: 0) { if $1 == heading { $0 += 1 } } * 1000 / counts.count
            if agreeing > bestScore.agreeing || agreeing == bestScore.agreeing && heading > bestScore.fields {
                bestScore = (agreeing, heading)
                best = dialect
            }
        }
        return best
    }

    /// The separator that a first line `sep=;` states.
    static func statedSeparator(_ text: UnsafeRawBufferPointer) -> UInt8? {
        guard text.count >= 6, text.starts(with: Array("sep=".utf8)), text[5] == CSVBytes.lineFeed || text[5] == CSVBytes.carriageReturn
        else {
            return nil
        }
        return text[4]
    }

    private func fieldCounts(_ text: UnsafeRawBufferPointer, records: Int, isComplete: Bool) -> [Int] {
        var counts: [Int] = []
        var state = Scan()
        scan(text, from: &state, isLast: isComplete)
        let end = isComplete ? text.count : state.boundary
        var reader = CSVRecordReader(dialect: self, start: 0)
        while counts.count < records, reader.next(UnsafeRawBufferPointer(rebasing: text[..<end])) == .record {
            counts.append(reader.fields.count)
        }
        return counts
    }
}
