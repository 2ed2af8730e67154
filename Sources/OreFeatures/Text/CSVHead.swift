internal import OreGeometry

/// The beginning of a table: separator, heading and first rows.
struct CSVHead {
    var dialect: CSVDialect
    var headings: [String]
    /// Up to 100 rows, cell by cell.
    var sample: [[[UInt8]]]
    /// 1, or 2 when a line `sep=;` stands before the heading.
    var headingRecords: Int

    /// The heading has to end within so many bytes.
    static let longestHeading = 16 << 20

    init(_ input: any InputBytes, encoding: DetectedEncoding, separator: UInt8?) throws(InputError) {
        let path = input.path
        let file = try TextStream(input, hashes: false)
        let decoder = try TextDecoder(encoding.encoding, file: path, startingAt: encoding.markLength)
        var text: [UInt8] = []
        var isFirst = true
        while true {
            var bytes = try file.read(upTo: 1 << 18)
            let isLast = bytes.count < 1 << 18
            if isFirst { bytes.removeFirst(min(encoding.markLength, bytes.count)) }
            isFirst = false
            try bytes.withRawBytes { (bytes) throws(InputError) in try decoder.decode(bytes, isLast: isLast, into: &text) }
            var dialect = text.withUnsafeBytes { CSVDialect.detect($0, isComplete: isLast) }
            if let separator { dialect.separator = separator }
            var scan = CSVDialect.Scan()
            text.withUnsafeBytes { dialect.scan($0, from: &scan, isLast: isLast) }
            let enough = text.starts(with: Array("sep=".utf8)) ? 2 : 1
            if isLast || scan.records > enough || text.count > Self.longestHeading {
                self.dialect = dialect
                let end = isLast ? text.count : scan.boundary
                let hasStated = text.withUnsafeBytes { CSVDialect.statedSeparator($0) } != nil
                headingRecords = hasStated ? 2 : 1
                (headings, sample) = Self.records(text, end: end, dialect: dialect, skipping: headingRecords - 1)
                guard !headings.isEmpty else {
                    throw .refused(
                        file: path, place: InputPlace(), what: "the table has no heading", next: "the first line names the columns")
                }
                return
            }
        }
    }

    private static func records(
        _ text: [UInt8], end: Int, dialect: CSVDialect, skipping: Int
    ) -> (headings: [String], sample: [[[UInt8]]]) {
        text.withUnsafeBytes { all in
            let bytes = UnsafeRawBufferPointer(rebasing: all[..<end])
            var reader = CSVRecordReader(dialect: dialect, start: 0)
            var rows: [[[UInt8]]] = []
            var toSkip = skipping
            while rows.count <= 100, reader.next(bytes) == .record {
                if toSkip > 0 { toSkip -= 1 } else { rows.append(reader.fields.map { $0.text(in: bytes) }) }
            }
            return (rows.first?.map { String(decoding: $0, as: UTF8.self) } ?? [], Array(rows.dropFirst()))
        }
    }
}

/// What a table says about its CRS.
enum CSVDeclaredCRS {
    static func find(in layout: CSVLayout, sample: [[[UInt8]]]) -> DeclaredCRS? {
        if let column = layout.crsColumn, !layout.crsText.isEmpty {
            return DeclaredCRS(definition: definition(layout.crsText), evidence: "column \"\(layout.headings[column])\"")
        }
        switch layout.geometry {
        case .none: return nil
        case .text(let column):
            return layout.srid.map { DeclaredCRS(definition: "EPSG:\($0)", evidence: "SRID in column \"\(layout.headings[column])\"") }
        case .position(let x, let y):
            let (x, y) = (layout.headings[x], layout.headings[y])
            guard x.lowercased().hasPrefix("lo") || x.lowercased() == "lng", y.lowercased().hasPrefix("lat") else { return nil }
            return DeclaredCRS(definition: "EPSG:4326", evidence: "headings \"\(x)\" and \"\(y)\", taken as WGS 84")
        }
    }

    /// `4490` is EPSG's; anything else is read as it stands.
    static func definition(_ text: [UInt8]) -> String {
        let word = String(decoding: text.filter { $0 != 32 }, as: UTF8.self)
        return !word.isEmpty && word.allSatisfy(\.isNumber) ? "EPSG:\(word)" : String(decoding: text, as: UTF8.self)
    }

    /// The number in front of EWKT (`SRID=4490;POINT (...)`) or in the head of hexadecimal EWKB.
    static func srid(_ cell: [UInt8]) -> Int? {
        if cell.first == UInt8(ascii: "0") {
            var columns = GeometryColumns()
            let binary = cell.withUnsafeBytes { CSVGeometryParser.hexadecimal($0) }
            return binary.flatMap { try? columns.append(wkb: $0).srid }.map(Int.init)
        }
        let head = String(decoding: cell.drop { $0 == 32 }.prefix(24), as: UTF8.self)
        guard head.uppercased().hasPrefix("SRID="), let end = head.firstIndex(of: ";") else { return nil }
        return Int(head[head.index(head.startIndex, offsetBy: 5)..<end])
    }
}
