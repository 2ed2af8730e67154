/// How the text of a foreign file is encoded, and how that was decided. Only Shapefiles leave it open.
struct OgrEncoding {
    var encoding: TextEncoding
    var evidence: String
    /// For GDAL's `ENCODING` option; `nil` leaves it to the driver.
    var gdalName: String?
    /// Nobody claims it: it was concluded from the bytes.
    var isDetected = false

    init(input: OgrInput, format: FileFormat, option: TextEncoding?) {
        guard format == .shapefile else {
            self.init(encoding: .utf8, evidence: "read by GDAL", gdalName: nil)
            return
        }
        if let option {
            self.init(encoding: option, evidence: "--encoding", gdalName: OgrEncoding.gdalName(option))
            return
        }
        let parts = ShapefileText(input: input)
        if let codePage = parts.codePage {
            self.init(encoding: OgrEncoding.known(codePage) ?? .utf8, evidence: ".cpg (\(codePage))", gdalName: nil)
            return
        }
        let detected = parts.detected
        if detected.encoding == .latin1, let driver = parts.languageDriver {
            // GDAL knows the code pages behind these numbers.
            self.init(encoding: .utf8, evidence: "no .cpg; language driver \(driver) of the .dbf", gdalName: nil)
            return
        }
        self.init(encoding: detected.encoding, evidence: detected.evidence, gdalName: OgrEncoding.gdalName(detected.encoding))
        isDetected = true
    }

    private init(encoding: TextEncoding, evidence: String, gdalName: String?) {
        self.encoding = encoding
        self.evidence = evidence
        self.gdalName = gdalName
    }

    private static func gdalName(_ encoding: TextEncoding) -> String {
        switch encoding {
        // A DBF cannot hold UTF-16; GDAL's name for Latin-1 is the standard's.
        case .utf8, .utf16LittleEndian, .utf16BigEndian: "UTF-8"
        case .gb18030: "GB18030"
        case .latin1: "ISO-8859-1"
        }
    }

    private static func known(_ codePage: String) -> TextEncoding? {
        switch codePage.lowercased().filter({ $0.isLetter || $0.isNumber }) {
        case "utf8", "65001", "cp65001": .utf8
        case "gbk", "gb2312", "gb18030", "936", "cp936", "oem936", "ansi936": .gb18030
        case "iso88591", "88591", "latin1", "1252", "cp1252", "ansi1252", "windows1252": .latin1
        default: nil
        }
    }
}

/// The text of a Shapefile: its `.cpg` and a sample of its `.dbf`.
struct ShapefileText {
    /// The content of the `.cpg`; `nil` when there is none.
    let codePage: String?
    /// The number in the `.dbf` that stands for a code page; `nil` when it has none, or Latin-1's.
    let languageDriver: UInt8?
    private let cells: [ArraySlice<UInt8>]

    private static let sampleLength = 1 << 20

    init(input: OgrInput) {
        func bytes(_ part: String, _ limit: Int) -> [UInt8] {
            guard let entry = input.archiveEntry else {
                return OgrInput.part(input.path, part).map { FileHead.read($0, upTo: limit) } ?? []
            }
            return (try? OgrArchive(path: input.path).read(OgrInput.stem(entry) + "." + part, upTo: limit)) ?? []
        }
        let words = String(decoding: bytes("cpg", 64), as: UTF8.self).filter { $0.isASCII && !$0.isWhitespace && $0 != "\0" }
        codePage = words.isEmpty ? nil : words
        let table = words.isEmpty ? bytes("dbf", ShapefileText.sampleLength) : []
        cells = ShapefileText.cells(ofTable: table)
        languageDriver = table.count > 29 && ![0, 87].contains(table[29]) ? table[29] : nil
    }

    /// By the bytes of the text columns.
    var detected: (encoding: TextEncoding, evidence: String) {
        for text in [ShapefileText.joined(cells), ShapefileText.joined(cells.map(ShapefileText.withoutHalfCharacter))] {
            let found: DetectedEncoding? = text.withUnsafeBytes { bytes in
                try? EncodingDetector.detect(bytes, isComplete: false, file: "")
            }
            // Every byte is Latin-1, and a table cannot be UTF-16: no reason to stop here.
            guard let found, found.encoding == .utf8 || found.encoding == .gb18030 else { continue }
            return (found.encoding, "no .cpg; .dbf: " + found.evidence)
        }
        return (.latin1, "no .cpg; .dbf: neither UTF-8 nor Chinese GB18030, taken as Latin-1")
    }

    private static func joined(_ cells: [ArraySlice<UInt8>]) -> [UInt8] { Array(cells.joined(separator: [0x0A])) }

    /// A GB18030 cell that is filled to its last byte may end within a character.
    static func withoutHalfCharacter(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var i = cell.startIndex
        while i < cell.endIndex {
            let isFour = i + 1 < cell.endIndex && (0x30...0x39).contains(cell[i + 1])
            let length = cell[i] < 0x81 ? 1 : isFour ? 4 : 2
            if i + length > cell.endIndex { return cell[..<i] }
            i += length
        }
        return cell
    }

    /// Column names and text cells of a dBASE table; other columns hold only ASCII.
    static func cells(ofTable table: [UInt8]) -> [ArraySlice<UInt8>] {
        func word(_ i: Int) -> Int { Int(table[i]) | Int(table[i + 1]) << 8 }
        guard table.count > 32 else { return [] }
        let headerLength = word(8)
        let recordLength = word(10)
        guard recordLength > 1, headerLength > 32 else { return [] }
        var result: [ArraySlice<UInt8>] = []
        var columns: [Range<Int>] = []
        var offset = 1
        for field in stride(from: 32, to: min(headerLength, table.count) - 31, by: 32) {
            if table[field] == 0x0D { break }
            result.append(table[field..<(field + 11)].prefix { $0 != 0 })
            let length = Int(table[field + 16])
            if table[field + 11] == UInt8(ascii: "C") { columns.append(offset..<(offset + length)) }
            offset += length
        }
        for record in stride(from: headerLength, through: table.count - recordLength, by: recordLength) {
            for column in columns where column.upperBound <= recordLength {
                result.append(table[(record + column.lowerBound)..<(record + column.upperBound)].prefix { $0 != 0 })
            }
        }
        return result
    }
}
