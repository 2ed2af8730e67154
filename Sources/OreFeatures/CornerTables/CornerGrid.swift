/// A row of cells out of a text or a sheet.
struct GridRow {
    /// From 1: the text line or the sheet's row.
    var line: Int
    var cells: [String]
    /// The whole line of a text without separators, whose cells are a guess.
    var text: String?
    /// Columns whose value a merged cell of a row above gave.
    var copied: Set<Int> = []
    /// A row that nobody sees: none of its corners counts.
    var isHidden = false
}

/// Cuts text into rows of cells.
enum CornerGrid {
    enum Split: Hashable {
        case separated(UInt8)
        /// Columns stand apart by blanks: aligned text and licence documents.
        case blanks
    }

    static let splits: [Split] = [.separated(9), .separated(44), .separated(59), .separated(124), .blanks]

    /// - Parameter terminator: the byte that ends a record; `nil`: a line feed, or the carriage return of a text that has no line feed at all.
    /// - Throws: `refused` for a quote that is never closed and for more cells than ``CornerLimits`` allows.
    static func rows(
        _ text: [UInt8], _ split: Split, most: Int = CornerLimits.rows, terminator: UInt8? = nil, _ faults: CornerFaults
    ) throws(InputError) -> [GridRow] {
        switch split {
        case .separated(let separator): try separated(text, separator, most, terminator, faults)
        case .blanks: lines(text, most).map { GridRow(line: $0.line, cells: blankCells($0.text), text: $0.text) }
        }
    }

    private static func separated(
        _ text: [UInt8], _ separator: UInt8, _ most: Int, _ terminator: UInt8?, _ faults: CornerFaults
    ) throws(InputError) -> [GridRow] {
        var rows: [GridRow] = []
        var fault: InputError?
        let lone = !text.contains(CSVBytes.lineFeed) && text.contains(CSVBytes.carriageReturn)
        let dialect = CSVDialect(
            separator: separator, terminator: terminator ?? (lone ? CSVBytes.carriageReturn : CSVBytes.lineFeed))
        text.withUnsafeBytes { bytes in
            var reader = CSVRecordReader(dialect: dialect, start: 0)
            while rows.count < most, fault == nil {
                switch reader.next(bytes) {
                case .end: return
                case .record:
                    let cells = reader.fields.prefix(CornerLimits.columns).map {
                        CornerText.trimmed(String(decoding: $0.text(in: bytes), as: UTF8.self))
                    }
                    rows.append(GridRow(line: reader.recordLine + 1, cells: cells))
                case .textAfterQuote(let field), .quoteNotClosed(let field):
                    fault = faults.refused(
                        reader.recordLine + 1, "\(field + 1)", "a quoted cell is not closed as it should be",
                        "look for a missing quote; a quote inside a quoted cell is written twice")
                }
            }
        }
        if let fault { throw fault }
        return rows
    }

    private static func lines(_ text: [UInt8], _ most: Int) -> [(line: Int, text: String)] {
        var result: [(line: Int, text: String)] = []
        var line = 0
        // Characters would join a carriage return and a line feed; bytes keep the count of lines.
        for slice in text.split(separator: CSVBytes.lineFeed, maxSplits: most, omittingEmptySubsequences: false) {
            line += 1
            let words = CornerText.trimmed(String(decoding: slice, as: UTF8.self))
            if !words.isEmpty, result.count < most { result.append((line, words)) }
        }
        return result
    }

    /// Cells by tabs or two blanks and more; by single blanks where that gives only one.
    static func blankCells(_ line: String) -> [String] {
        let wide = wideCells(line)
        return wide.count > 1 ? wide : words(line)
    }

    static func wideCells(_ line: String) -> [String] {
        var cells: [String] = []
        var cell = ""
        var blanks = 0
        for character in line {
            let isBlank = character.isWhitespace
            if isBlank {
                blanks += character == "\t" || character == "\u{3000}" ? 2 : 1
                continue
            }
            if blanks >= 2, !cell.isEmpty {
                cells.append(cell)
                cell = ""
            } else if blanks == 1, !cell.isEmpty {
                cell.append(" ")
            }
            blanks = 0
            cell.append(character)
        }
        if !cell.isEmpty { cells.append(cell) }
        return cells
    }

    /// Words by any blank; the parts of an angle with marks stay together although blanks follow the marks.
    static func words(_ line: String) -> [String] {
        var words: [String] = []
        for word in line.split(whereSeparator: \.isWhitespace) {
            if let last = words.last, let mark = CornerText.plain(last).last, "°'度分".contains(mark), word.first?.isNumber == true {
                words[words.count - 1] = last + word
            } else {
                words.append(String(word))
            }
        }
        return words
    }
}
