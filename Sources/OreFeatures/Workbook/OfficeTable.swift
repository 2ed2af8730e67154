internal import OreGeometry

/// A table of an office, whole in memory: text in any encoding and with any separator, a workbook, or records of a JSON text. Its heading may stand below a
/// title.
///
/// The heading is the first of the first 30 rows that the caller takes for one; a workbook's first visible sheet with such a row is read. Rows of
/// a text that begin with `#` above the heading are comments. Bounded: 64 MiB of text, 16 MiB of JSON, the bounds of a workbook, 1,048,576 rows, 256 columns.
public struct OfficeTable: Sendable {
    public struct Row: Sendable, Hashable {
        /// From 1: the line of the text, the row of the sheet, the number of the record.
        public var line: Int
        /// Without blanks around them; as many as the row has.
        public var cells: [String]

        public init(line: Int, cells: [String]) { (self.line, self.cells) = (line, cells) }
    }

    public let path: String
    public let isWorkbook: Bool
    public let isJSON: Bool
    public private(set) var headings: [String] = []
    public private(set) var headingLine = 0
    /// Whatever stands above the heading: titles, a unit.
    public private(set) var above: [String] = []
    /// Rows with some content, below the heading.
    public private(set) var rows: [Row] = []
    /// "UTF-8", "GB18030"; empty for a workbook.
    public private(set) var encoding = ""
    /// The sheet read; `nil` for a text.
    public private(set) var sheet: String?
    /// Of the bytes on disk, in lower-case hexadecimal.
    public private(set) var sha256 = ""

    /// Of a text, in bytes.
    public static let longestText = 64 << 20
    static let headRows = 30

    /// - Parameters:
    ///   - encoding: `nil` decides by content.
    ///   - list: the member that holds the records where an object is at the top of a JSON text.
    ///   - isHeading: whether the cells of a row are a heading.
    /// - Throws: ``InputError``: no table, no heading (with the first row that there is), a quote left open, a broken encoding.
    public init(
        _ path: String, encoding: TextEncoding? = nil, list: String? = nil, isHeading: ([String]) -> Bool
    ) throws(InputError) {
        self.path = path
        let file = try PlainFile(regular: path)
        let content = ContentKind(head: try file.head())
        isJSON = content == .json
        switch content {
        case .zip:
            isWorkbook = true
            let archive = try ZipArchive(path: path)
            guard CornerWorkbook.isWorkbook(archive) else { throw Self.noTable(path, "the archive is no workbook") }
            try readWorkbook(try Workbook(path: path, archive: archive), isHeading)
            sha256 = try InputError.wrapping(path) { try file.open().finish() }
        case .text:
            isWorkbook = false
            try readText(file, encoding, isHeading)
        case .json:
            isWorkbook = false
            try readJSON(file, list, isHeading)
        default: throw Self.noTable(path, file.byteCount == 0 ? "the file is empty" : "this is no table")
        }
    }

    private static func noTable(_ path: String, _ what: String) -> InputError {
        .refused(file: path, place: InputPlace(), what: what, next: "save the list as .csv or .xlsx")
    }

    // MARK: Text

    private mutating func readText(_ file: PlainFile, _ stated: TextEncoding?, _ isHeading: ([String]) -> Bool) throws(InputError) {
        guard file.byteCount <= Self.longestText else {
            throw .refused(file: path, place: InputPlace(), what: "it is longer than \(Self.longestText >> 20) MiB", next: "split the list")
        }
        let found = try CSVSource.encoding(of: file, option: stated)
        let stream = try TextStream(file, hashes: true)
        let bytes = try stream.read(upTo: Self.longestText + 1)
        sha256 = try stream.finish()
        if try take(text: bytes, found, isHeading) {
            if stated == nil, found.encoding == .latin1 { try requireLatin(bytes) }
            return
        }
        // Short tables of digits hold too few Chinese words for the detector; their heading is evidence enough.
        let chinese = DetectedEncoding(encoding: .gb18030, evidence: "the heading")
        if stated == nil, found.encoding == .latin1, (try? take(text: bytes, chinese, isHeading)) == true { return }
        let separator = CSVDialect.separators[0]
        // Says what is wrong with the quotes, where something is.
        let rows = try CornerGrid.rows(
            try decoded(bytes, found), .separated(separator), most: Self.headRows, CornerFaults(file: path))
        throw noHeading(rows.first?.cells ?? [])
    }

    /// Every text is well-formed Latin-1, so nobody has to mean it: letters that are UTF-8, or no letters of it, show another encoding, damaged.
    private func requireLatin(_ bytes: [UInt8]) throws(InputError) {
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            // The first two bytes of a character of UTF-8, or a control character.
            let isUTF8 = (0xC2...0xF4).contains(byte) && place + 1 < bytes.count && (0x80...0xBF).contains(bytes[place + 1])
            if isUTF8 || (0x80...0x9F).contains(byte) {
                throw .refused(
                    file: path, place: InputPlace(byte: place), what: "this is neither UTF-8 as a whole nor GB18030 nor Latin-1",
                    next: "save it as UTF-8, or say its encoding (--encoding)")
            }
            place += 1
        }
    }

    private func decoded(_ bytes: [UInt8], _ encoding: DetectedEncoding) throws(InputError) -> [UInt8] {
        let bytes = Array(bytes.dropFirst(encoding.markLength))
        var text: [UInt8] = []
        let decoder = try TextDecoder(encoding.encoding, file: path, startingAt: encoding.markLength)
        try bytes.withRawBytes { (bytes) throws(InputError) in try decoder.decode(bytes, isLast: true, into: &text) }
        return text
    }

    /// - Returns: whether a heading was found.
    private mutating func take(text bytes: [UInt8], _ found: DetectedEncoding, _ isHeading: ([String]) -> Bool) throws(InputError) -> Bool {
        let text = try decoded(bytes, found)
        let faults = CornerFaults(file: path)
        for separator in CSVDialect.separators {
            // A quote that is open by one separator may be closed by another.
            guard let head = try? CornerGrid.rows(text, .separated(separator), most: Self.headRows, faults) else { continue }
            guard let place = head.firstIndex(where: { !Self.isComment($0) && isHeading($0.cells) }) else { continue }
            let rows = try CornerGrid.rows(text, .separated(separator), most: CornerLimits.rows + 1, faults)
            guard rows.count <= CornerLimits.rows else {
                throw faults.refused(nil, nil, "more than \(CornerLimits.rows) rows", "split the table")
            }
            take(rows, heading: place)
            encoding = found.encoding.rawValue
            return true
        }
        return false
    }

    private static func isComment(_ row: GridRow) -> Bool { row.cells.first?.hasPrefix("#") ?? true }

    private mutating func take(_ rows: [GridRow], heading place: Int) {
        headings = rows[place].cells
        headingLine = rows[place].line
        above = rows[..<place].flatMap(\.cells).filter { !$0.isEmpty }
        self.rows = rows[(place + 1)...].lazy.filter { $0.cells.contains { !$0.isEmpty } }.map { Row(line: $0.line, cells: $0.cells) }
    }

    private func noHeading(_ first: [String]) -> InputError {
        let cells = first.prefix(12).map { String($0.prefix(40)) }.joined(separator: ", ")
        return .refused(
            file: path, place: InputPlace(line: 1), what: "no row names the columns that are needed",
            next: cells.isEmpty ? "the table is empty" : "the first row has: \(cells)")
    }

    // MARK: JSON

    /// Of a JSON text, in bytes: it is held as a tree.
    static let longestJSON = 16 << 20

    private mutating func readJSON(_ file: PlainFile, _ list: String?, _ isHeading: ([String]) -> Bool) throws(InputError) {
        guard file.byteCount <= Self.longestJSON else {
            throw .refused(
                file: path, place: InputPlace(), what: "it is longer than \(Self.longestJSON >> 20) MiB",
                next: "split it, or save it as .csv")
        }
        let stream = try TextStream(file, hashes: true)
        let bytes = try stream.read(upTo: Self.longestJSON + 1)
        sha256 = try stream.finish()
        let records = try RecordsJSON(bytes, file: path, list: list)
        guard isHeading(records.headings) else { throw noHeading(records.headings) }
        (headings, rows, encoding) = (records.headings, records.rows, TextEncoding.utf8.rawValue)
    }

    // MARK: Workbooks

    private mutating func readWorkbook(_ workbook: Workbook, _ isHeading: ([String]) -> Bool) throws(InputError) {
        var first: [String]?
        for entry in workbook.sheets where !entry.isHidden {
            let sheet = try workbook.sheet(entry)
            first = first ?? sheet.rows.first?.cells
            guard let place = sheet.rows.prefix(Self.headRows).firstIndex(where: { isHeading($0.cells) }) else { continue }
            if let fault = sheet.fault {
                throw .refused(
                    file: path, place: InputPlace(line: fault.row), what: "cell \(fault.cell) holds \(fault.what)", next: fault.next)
            }
            take(sheet.rows, heading: place)
            self.sheet = entry.name
            return
        }
        throw noHeading(first ?? [])
    }
}

extension OfficeTable {
    /// The head of a UTF-8 text whose rows are read elsewhere, from `end` on.
    public struct Head: Sendable {
        public var headings: [String]
        public var headingLine: Int
        public var above: [String]
        public var separator: UInt8
        /// The place in the file behind the heading.
        public var end: Int
        /// Some of the rows below it.
        public var sample: [[String]]
    }

    /// - Returns: `nil` for anything but a UTF-8 text with line feeds whose heading stands within its first 64 KiB.
    public static func head(ofText path: String, encoding: TextEncoding? = nil, isHeading: ([String]) -> Bool) throws(InputError) -> Head? {
        let file = try PlainFile(regular: path)
        guard ContentKind(head: try file.head()) == .text, encoding ?? .utf8 == .utf8 else { return nil }
        // The beginning alone: whoever reads on proves the rest.
        let head = try TextStream(file, hashes: false).read(upTo: 1 << 16)
        let found = try head.withRawBytes { (bytes) throws(InputError) in
            try EncodingDetector.detect(bytes, isComplete: bytes.count < 1 << 16, file: path)
        }
        guard found.encoding == .utf8 else { return nil }
        let bytes = head.dropFirst(found.markLength)
        // Whole lines only, and no quotes: line ends are record ends.
        var lines = bytes.split(separator: CSVBytes.lineFeed, maxSplits: headRows, omittingEmptySubsequences: false)
        guard lines.count > 1 else { return nil }
        lines.removeLast()
        for separator in CSVDialect.separators {
            for (number, line) in lines.enumerated() {
                guard !line.contains(CSVBytes.quote) else { break }
                let cells = line.split(separator: separator, omittingEmptySubsequences: false).map {
                    CornerText.trimmed(String(decoding: $0, as: UTF8.self))
                }
                guard cells.first?.hasPrefix("#") == false, isHeading(cells) else { continue }
                let above = lines[..<number].flatMap { $0.split(separator: separator) }
                let below = bytes[min(line.endIndex + 1, bytes.endIndex)...]
                let whole = below.prefix(through: below.lastIndex(of: CSVBytes.lineFeed) ?? below.startIndex)
                let sample = (try? rows(ofText: Array(whole), separator: separator)) ?? []
                return Head(
                    headings: cells, headingLine: number + 1,
                    above: above.map { CornerText.trimmed(String(decoding: $0, as: UTF8.self)) }.filter { !$0.isEmpty },
                    separator: separator, end: line.endIndex + 1, sample: sample.prefix(100).map(\.cells))
            }
        }
        return nil
    }
}

extension OfficeTable {
    /// A cell as rows have it: without blanks around it, of any width.
    public static func trimmed(_ text: String) -> String { CornerText.trimmed(text) }

    /// The rows of a part of a text, as the reader of whole tables gives them; their lines count from 0. Empty lines are no rows.
    ///
    /// Records end with line feeds, even in a part that has none: a carriage return within one belongs to a cell there as in the whole text.
    /// - Parameter bytes: whole records, UTF-8.
    /// - Throws: ``InputError`` for quotes that cannot be read; its line counts from 1.
    public static func rows(ofText bytes: [UInt8], separator: UInt8) throws(InputError) -> [Row] {
        try CornerGrid.rows(bytes, .separated(separator), most: .max, terminator: CSVBytes.lineFeed, CornerFaults(file: "")).map {
            Row(line: $0.line - 1, cells: $0.cells)
        }
    }
}
