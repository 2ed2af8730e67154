/// How the text of a foreign file is encoded, and how that was decided. Only Shapefiles leave it open.
struct OgrEncoding {
    var encoding: TextEncoding
    var evidence: String
    /// For GDAL's `ENCODING` option; `nil` leaves it to the driver.
    var gdalName: String?

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
        self.init(encoding: detected.encoding, evidence: detected.evidence, gdalName: OgrEncoding.gdalName(detected.encoding))
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
    private let sample: [UInt8]

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
        sample = words.isEmpty ? ShapefileText.text(ofTable: bytes("dbf", ShapefileText.sampleLength)) : []
    }

    /// By the bytes of the text columns.
    var detected: (encoding: TextEncoding, evidence: String) {
        let found: DetectedEncoding? = sample.withUnsafeBytes { bytes in
            try? EncodingDetector.detect(bytes, isComplete: false, file: "")
        }
        guard let found, found.encoding != .utf16LittleEndian, found.encoding != .utf16BigEndian else {
            return (.latin1, "no .cpg, and the .dbf is of no known encoding")
        }
        return (found.encoding, "no .cpg; .dbf: " + found.evidence)
    }

    /// Column names and text cells of a dBASE table, separated by line feeds; other columns hold only ASCII.
    static func text(ofTable table: [UInt8]) -> [UInt8] {
        func word(_ i: Int) -> Int { Int(table[i]) | Int(table[i + 1]) << 8 }
        guard table.count > 32 else { return [] }
        let headerLength = word(8)
        let recordLength = word(10)
        guard recordLength > 1, headerLength > 32 else { return [] }
        var result: [UInt8] = []
        var cells: [Range<Int>] = []
        var offset = 1
        for field in stride(from: 32, to: min(headerLength, table.count) - 31, by: 32) {
            if table[field] == 0x0D { break }
            result += table[field..<(field + 11)].prefix { $0 != 0 } + [0x0A]
            let length = Int(table[field + 16])
            if table[field + 11] == UInt8(ascii: "C") { cells.append(offset..<(offset + length)) }
            offset += length
        }
        for record in stride(from: headerLength, through: table.count - recordLength, by: recordLength) {
            for cell in cells where cell.upperBound <= recordLength {
                result += table[(record + cell.lowerBound)..<(record + cell.upperBound)].map { $0 == 0 ? 0x20 : $0 } + [0x0A]
            }
        }
        return result
    }
}
