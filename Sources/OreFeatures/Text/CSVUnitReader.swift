/// Some whole records of a table, as UTF-8.
struct CSVUnit: Sendable {
    var bytes: [UInt8]
    /// Number of the first record, the heading being none.
    var firstRecord: Int
    /// Line (from 1) and byte of the file at which the unit begins. The byte is 0 where the text was converted.
    var firstLine: Int
    var firstByte: Int
}

/// Reads a table in chunks, converts them to UTF-8 and cuts them behind whole records. Used by one thread at a time.
final class CSVUnitReader {
    /// A field (a boundary as WKT) may be so long; more is taken for a quote that was never closed.
    static let longestRecord = 256 << 20

    private let file: TextStream
    private let decoder: TextDecoder?
    private let dialect: CSVDialect
    private let chunk: Int
    private var markLeft: Int
    private var pending: [UInt8] = []
    private var scan = CSVDialect.Scan()
    private var record: Int
    private var line = 1
    private var byte: Int
    private var isAtEnd = false

    /// - Parameter headingRecords: records before the first row, which get negative numbers.
    init(
        _ input: any InputBytes, encoding: DetectedEncoding, dialect: CSVDialect, headingRecords: Int, chunk: Int
    ) throws(InputError) {
        self.file = try TextStream(input, hashes: true)
        self.decoder =
            encoding.encoding == .utf8 ? nil : try TextDecoder(encoding.encoding, file: input.path, startingAt: encoding.markLength)
        self.dialect = dialect
        self.chunk = chunk
        self.markLeft = encoding.markLength
        self.record = -headingRecords
        self.byte = encoding.markLength
    }

    var bytesRead: Int { file.diskPosition }

    /// After the last unit: the hash of the whole file.
    func sha256() throws(InputError) -> String { try file.finish() }

    /// - Returns: the next unit, or `nil` at the end.
    /// - Throws: what reading and decoding throw; `InputError.refused` for a record that does not end.
    func next() throws(InputError) -> CSVUnit? {
        while !isAtEnd {
            try fill()
            pending.withUnsafeBytes { dialect.scan($0, from: &scan, isLast: isAtEnd) }
            if isAtEnd {
                if scan.boundary < pending.count { scan.records += 1 }
                scan.boundary = pending.count
            }
            if scan.boundary > 0 { return takeUnit() }
            if pending.count > Self.longestRecord {
                throw .refused(
                    file: file.path, place: InputPlace(line: line), what: "a record is longer than \(Self.longestRecord >> 20) MiB",
                    next: "look for a quote that is never closed")
            }
        }
        return nil
    }

    private func fill() throws(InputError) {
        var bytes = try file.read(upTo: chunk)
        isAtEnd = bytes.count < chunk
        if markLeft > 0 {
            let mark = min(markLeft, bytes.count)
            bytes.removeFirst(mark)
            markLeft -= mark
        }
        guard let decoder else {
            pending.append(contentsOf: bytes)
            return
        }
        let isLast = isAtEnd
        try bytes.withRawBytes { (bytes) throws(InputError) in try decoder.decode(bytes, isLast: isLast, into: &pending) }
    }

    private func takeUnit() -> CSVUnit? {
        let boundary = scan.boundary
        let unit = CSVUnit(bytes: Array(pending[..<boundary]), firstRecord: record, firstLine: line, firstByte: decoder == nil ? byte : 0)
        pending.removeFirst(boundary)
        line += unit.bytes.withUnsafeBytes { CSVBytes.count(dialect.terminator, in: $0) }
        byte += boundary
        record += scan.records
        scan = CSVDialect.Scan(position: scan.position - boundary, isQuoted: scan.isQuoted)
        return unit
    }
}
