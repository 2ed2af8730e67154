/// The formats that are recognised by content, never by name alone.
public enum FileFormat: String, Sendable, Hashable, CaseIterable {
    case geoJSON = "GeoJSON"
    case geoJSONSequence = "GeoJSON, newline-delimited"
    case jsonTable = "JSON table"
    case geoPackage = "GeoPackage"
    case csv = "CSV"
    case shapefile = "Shapefile"
    case kml = "KML"
    case kmz = "KMZ"
    case fileGDB = "FileGDB"
    case dxf = "DXF"
    case flatGeobuf = "FlatGeobuf"
    case gml = "GML"
    case gpx = "GPX"
    case cornerTable = "corner table"
    case surveyText = "survey exchange text"
    case cornerWorkbook = "corner table in a workbook"
}

/// Encodings of text inputs.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case gb18030 = "GB18030"
    case latin1 = "ISO-8859-1"
}

/// A CRS as the input states it: an authority code, WKT, PROJ string or URN, and where that was found.
public struct DeclaredCRS: Hashable, Sendable {
    /// Text that ``OreReferencing`` reads: `EPSG:4326`, `urn:ogc:def:crs:OGC:1.3:CRS84`, WKT, PROJ string.
    public var definition: String
    /// "RFC 7946 default", "crs member", "GeoPackage srs 4490", "profile peru-titles", "--crs", ...
    public var evidence: String

    public init(definition: String, evidence: String) {
        self.definition = definition
        self.evidence = evidence
    }
}

/// How a file is to be read.
public struct ReadOptions: Sendable {
    /// The attributes wanted, in order; `nil` for all of them. A reader skips the others without decoding them.
    public var fields: [String]?
    /// `nil` decides by content (`--encoding auto`).
    public var encoding: TextEncoding?
    /// Layer of a multi-layer format; `nil` takes the only one, and refuses when there are several.
    public var layer: String?
    /// CSV: the column with WKT, or the pair with x and y; `nil` finds them by their usual names.
    public var wktColumn: String?
    public var xColumn: String?
    public var yColumn: String?
    /// CSV: the separator; `nil` decides by content.
    public var separator: UInt8?
    /// Corner tables whose headings are not among the usual ones; `nil` finds the columns by their headings.
    public var corners: CornerColumns?
    /// Attribute-only tables are accepted (a register without geometry).
    public var allowsNoGeometry: Bool
    /// The order of the two numbers of a position in the file; `nil` is easting first. Positions always come out easting first. Corner tables
    /// name their axes, and it does not apply to them.
    public var axisOrder: AxisOrder?

    public init(
        fields: [String]? = nil, encoding: TextEncoding? = nil, layer: String? = nil, wktColumn: String? = nil, xColumn: String? = nil,
        yColumn: String? = nil, separator: UInt8? = nil, allowsNoGeometry: Bool = false, axisOrder: AxisOrder? = nil
    ) {
        self.fields = fields
        self.encoding = encoding
        self.layer = layer
        self.wktColumn = wktColumn
        self.xColumn = xColumn
        self.yColumn = yColumn
        self.separator = separator
        self.allowsNoGeometry = allowsNoGeometry
        self.axisOrder = axisOrder
    }
}

/// What is known of an input once it is open.
public struct SourceInfo: Sendable, Hashable {
    /// The path as the user gave it.
    public var path: String
    public var format: FileFormat
    public var encoding: TextEncoding
    /// Why that encoding: "byte order mark", "valid UTF-8", "valid GB18030 with 412 common Chinese characters", "--encoding".
    public var encodingEvidence: String
    /// `nil` when the input says nothing and its format has no default (GeoJSON's default is WGS 84 lon/lat).
    public var declaredCRS: DeclaredCRS?
    /// Layers of a multi-layer format, the one read first.
    public var layers: [String]
    /// Bytes of the file (0 where a folder stands for it).
    public var byteCount: Int
    /// What the reader decided, skipped or left unused, a sentence each.
    public var remarks: [String] = []

    public init(
        path: String, format: FileFormat, encoding: TextEncoding = .utf8, encodingEvidence: String = "", declaredCRS: DeclaredCRS? = nil,
        layers: [String] = [], byteCount: Int = 0
    ) {
        self.path = path
        self.format = format
        self.encoding = encoding
        self.encodingEvidence = encodingEvidence
        self.declaredCRS = declaredCRS
        self.layers = layers
        self.byteCount = byteCount
    }
}

/// What was seen by the end of a full read.
public struct SourceSummary: Sendable, Hashable {
    public var featureCount: Int
    /// Lower-case hexadecimal SHA-256 of the file's bytes as they lie on disk.
    public var sha256: String
    /// True when a position carried a third or fourth value, which is not kept.
    public var droppedZ: Bool
    /// Declared CRS found only while reading (a `crs` member at the end of a GeoJSON file).
    public var declaredCRS: DeclaredCRS?

    public init(featureCount: Int, sha256: String, droppedZ: Bool = false, declaredCRS: DeclaredCRS? = nil) {
        self.featureCount = featureCount
        self.sha256 = sha256
        self.droppedZ = droppedZ
        self.declaredCRS = declaredCRS
    }
}

/// An open input that yields its features in batches.
///
/// `process` runs `map` on `threads` workers, each with its own `Worker` (a GEOS and a PROJ context live there, never shared), and hands the
/// outputs to `consume` one at a time **in input order**. At most a fixed number of batches is in flight, so memory does not grow with the file.
/// The first error, from reading or from either closure, stops the work and is thrown.
public protocol FeatureSource: Sendable {
    var info: SourceInfo { get }

    /// - Parameters:
    ///   - progress: called now and then, on any worker, with bytes read so far.
    ///   - makeWorker: called once on each worker thread.
    ///   - map: concurrent; sees each batch once.
    ///   - consume: serial, input order, not necessarily on the calling thread.
    func process<Worker, Output: Sendable>(
        threads: Int,
        progress: (@Sendable (Int) -> Void)?,
        makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output,
        consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary
}
