internal import Foundation
internal import OreGeometry
internal import Synchronization

/// A table in text: RFC 4180 with commas, tabs, semicolons or bars, in any ``TextEncoding``.
///
/// Geometry comes from a column of WKT, EWKT or hexadecimal WKB, or from a pair of coordinate columns, by their usual headings or as
/// ``ReadOptions`` says; these columns are not attributes unless asked for by name. Position Z and M are dropped and reported.
/// A column `epsg`, `crs` or `srid` that says the same in every row declares the CRS; headings `longitude`/`latitude` in Latin letters mean
/// WGS 84; nothing else is assumed.
///
/// Cells: an empty one is null; a plain JSON number without quotes is a number; everything else is a string, digits with a leading zero
/// included. A record with more or fewer fields than the heading, text behind a closing quote, a quote that is never closed and a heading
/// that comes twice are refused with their line.
///
/// Cost: one pass, memory for a few units of about a megabyte (or of the longest record, at most 256 MiB).
public struct CSVSource: FeatureSource {
    public let info: SourceInfo
    /// The headings, in the table's order.
    public var headings: [String] { layout.headings }
    private let input: any InputBytes
    private let dialect: CSVDialect
    private let layout: CSVLayout
    private let encoding: DetectedEncoding
    private let headingRecords: Int
    private let chunk: Int

    /// Reads the heading and the first rows.
    /// - Throws: `InputError` when the file cannot be opened, is no text, or its heading cannot be used.
    public init(path: String, options: ReadOptions = ReadOptions()) throws(InputError) {
        try self.init(PlainFile(regular: path), options: options)
    }

    /// Reads a table out of any input that can be opened several times: its beginning is read before the whole.
    init(_ input: any InputBytes, options: ReadOptions, chunk: Int = 1 << 20) throws(InputError) {
        let path = input.path
        self.input = input
        self.chunk = chunk
        encoding = try Self.encoding(of: input, option: options.encoding)
        let head = try CSVHead(input, encoding: encoding, separator: options.separator)
        dialect = head.dialect
        headingRecords = head.headingRecords
        layout = try CSVLayout(headings: head.headings, sample: head.sample, options: options, file: path)
        info = SourceInfo(
            path: path, format: .csv, encoding: encoding.encoding, encodingEvidence: encoding.evidence,
            declaredCRS: CSVDeclaredCRS.find(in: layout, sample: head.sample), byteCount: input.byteCount)
    }

    /// The encoding asked for; a byte order mark of its family is skipped and decides the byte order.
    static func encoding(of input: any InputBytes, option: TextEncoding?) throws(InputError) -> DetectedEncoding {
        guard let option else { return try EncodingDetector.detect(input) }
        let head = try TextStream(input, hashes: false).read(upTo: 4)
        var stated = DetectedEncoding(encoding: option, evidence: "--encoding")
        switch option {
        case .utf8 where head.starts(with: [0xEF, 0xBB, 0xBF]): stated.markLength = 3
        case .gb18030 where head.starts(with: [0x84, 0x31, 0x95, 0x33]): stated.markLength = 4
        case .utf16LittleEndian, .utf16BigEndian:
            if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
                stated.encoding = head[0] == 0xFF ? .utf16LittleEndian : .utf16BigEndian
                stated.markLength = 2
            }
        default: break
        }
        return stated
    }

    public func process<Worker, Output: Sendable>(
        threads: Int,
        progress: (@Sendable (Int) -> Void)?,
        makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output,
        consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        let reader = Mutex(
            try CSVUnitReader(input, encoding: encoding, dialect: dialect, headingRecords: headingRecords, chunk: chunk))
        let parser = CSVBatchParser(dialect: dialect, layout: layout, file: info.path, checksUTF8: encoding.encoding == .utf8)
        let totals = Mutex((features: 0, droppedZ: false))
        try OrderedPipeline(threads: threads).run(
            next: {
                let (unit, read) = try reader.withLock { reader in
                    let unit = try reader.next()
                    return (unit, reader.bytesRead)
                }
                progress?(read)
                return unit
            },
            makeWorker: makeWorker,
            map: { worker, unit in
                let (batch, droppedZ) = try parser.batch(unit)
                totals.withLock {
                    $0.features += batch.count
                    $0.droppedZ = $0.droppedZ || droppedZ
                }
                return try map(&worker, batch)
            },
            consume: consume)
        let counted = totals.withLock { $0 }
        return SourceSummary(
            featureCount: counted.features, sha256: try reader.withLock { try $0.sha256() }, droppedZ: counted.droppedZ,
            declaredCRS: info.declaredCRS)
    }
}
