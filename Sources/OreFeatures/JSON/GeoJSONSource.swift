internal import Synchronization

/// GeoJSON (RFC 7946, and the older form with a `crs` member): a feature collection, a feature, a geometry, or a sequence of features with
/// line feeds or record separators (RFC 8142) between them.
///
/// An array of objects at the top is a table without geometry, where ``ReadOptions/allowsNoGeometry`` says so: each object is a row, its members
/// are attributes, nested values stay as written.
///
/// - Order: x (longitude, easting) first, as the format says. A third and fourth value of a position is left out and noted.
/// - CRS: the `crs` member as text, else WGS 84; a member that only links to a system is refused.
/// - Geometry that cannot be read makes the feature a row with a defect; text that is not JSON, or not GeoJSON's structure, refuses the file
///   with feature, line and byte. A member that occurs twice in a feature or in its properties refuses the file.
/// - Cost: one pass over the text and one of SHA-256 over the bytes on disk; memory is bounded by the number of threads and the longest feature.
public struct GeoJSONSource: FeatureSource {
    public let info: SourceInfo
    private let input: any InputBytes
    private let options: ReadOptions
    /// Bytes per unit of parallel work; `nil` decides by the size of the file.
    var chunkSize: Int?

    /// Opens a file of plain GeoJSON and reads up to its first feature.
    /// - Throws: `cannotOpen` when the file is not there or unreadable, `refused` when its beginning is no GeoJSON.
    public init(path: String, options: ReadOptions = ReadOptions()) throws(InputError) {
        try self.init(PlainFile(path: path), options: options)
    }

    /// - Parameter encoding: the encoding of the bytes on disk, when the input decodes them.
    init(_ input: any InputBytes, options: ReadOptions, encoding: DetectedEncoding? = nil) throws(InputError) {
        self.input = input
        self.options = options
        info = try InputError.wrapping(input.path) {
            let opened = try input.open()
            var cursor = WindowCursor(ByteWindow(opened.content, capacity: 1 << 16), offset: 0)
            var envelope = GeoJSONEnvelope()
            envelope.allowsTable = options.allowsNoGeometry
            try envelope.readHead(&cursor)
            return SourceInfo(
                path: input.path, format: envelope.shape.format,
                encoding: encoding?.encoding ?? .utf8,
                encodingEvidence: encoding?.evidence ?? (envelope.hasByteOrderMark ? "byte order mark" : "valid UTF-8"),
                declaredCRS: envelope.declaredCRS, byteCount: input.byteCount)
        }
    }

    public func process<Worker, Output: Sendable>(
        threads: Int,
        progress: (@Sendable (Int) -> Void)?,
        makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output,
        consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        try InputError.placing(info.path) {
            if info.format != .jsonTable, let file = input as? PlainFile {
                let reading = try ChunkedGeoJSON(file, options: options, chunkSize: chunkSize ?? ChunkedGeoJSON.chunkSize(file, threads))
                return try reading.process(
                    threads: threads, progress: progress, makeWorker: makeWorker, map: map, consume: consume)
            }
            return try processSerially(threads: threads, progress: progress, makeWorker: makeWorker, map: map, consume: consume)
        }
    }

    private func processSerially<Worker, Output: Sendable>(
        threads: Int, progress: (@Sendable (Int) -> Void)?, makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output, consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        let serial = try Mutex(SerialGeoJSON(input, options: options))
        try OrderedPipeline(threads: threads).run(
            next: {
                try serial.withLock { serial in
                    let batch = try serial.next()
                    progress?(serial.bytesRead)
                    return batch
                }
            }, makeWorker: makeWorker, map: map, consume: consume)
        return try serial.withLock { try $0.finish() }
    }
}

extension GeoJSONEnvelope.Shape {
    fileprivate var format: FileFormat {
        switch self {
        case .collection: .geoJSON
        case .sequence: .geoJSONSequence
        case .table: .jsonTable
        }
    }
}

extension InputError {
    /// Turns faults of the scan into refusals of the file; other errors pass.
    static func wrapping<Result>(_ path: String, _ body: () throws -> Result) throws(InputError) -> Result {
        do {
            return try body()
        } catch let error as InputError {
            throw error
        } catch let fault as GeoJSONFault {
            throw fault.refused(path)
        } catch {
            throw InputError.readFailed(file: path, reason: "\(error)")
        }
    }

    /// The same where errors of the caller's closures pass unaltered.
    static func placing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let fault as GeoJSONFault {
            throw fault.refused(path)
        }
    }
}

/// Reads an input front to back on one thread: for pipes and packed files.
struct SerialGeoJSON {
    private let opened: OpenedBytes
    private var cursor: WindowCursor
    private var envelope = GeoJSONEnvelope()
    private var reader: ElementReader
    private var stop: ElementReader.Stop
    private var featureCount = 0

    init(_ input: any InputBytes, options: ReadOptions) throws {
        opened = try input.open()
        cursor = WindowCursor(ByteWindow(opened.content, capacity: 1 << 20), offset: 0)
        envelope.allowsTable = options.allowsNoGeometry
        try envelope.readHead(&cursor)
        reader = ElementReader(fields: options.fields, shape: envelope.shape)
        stop = try ElementReader.first(&cursor, shape: envelope.shape)
    }

    var bytesRead: Int { opened.disk.count }

    /// The next batch; `nil` when the last feature is read and the rest of the file is sound.
    mutating func next() throws -> FeatureBatch? {
        guard case .next = stop else {
            try envelope.readTail(&cursor)
            return nil
        }
        let (batch, stop) = try reader.batch(&cursor, limit: .max, firstFeature: featureCount)
        self.stop = stop
        featureCount += batch.count
        return batch
    }

    mutating func finish() throws -> SourceSummary {
        SourceSummary(
            featureCount: featureCount, sha256: try opened.finish(), droppedZ: reader.droppedZ, declaredCRS: envelope.crs)
    }
}
