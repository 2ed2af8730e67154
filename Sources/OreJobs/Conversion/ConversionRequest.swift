public import OreFeatures
public import OreReferencing

/// The forms that converted features can take.
public enum ConversionFormat: String, Sendable, Hashable, CaseIterable {
    case geojson, geojsonseq, csv, gpkg, xlsx, kml
    /// The corners of polygons, a row each: separated text, a document (`.txt`) or a workbook, by the output's name.
    case cornerTable = "corner-table"
    /// The survey exchange text, in a national grid.
    case surveyText = "survey-text"

    /// The corners of features are listed, one by one.
    var listsCorners: Bool { self == .cornerTable || self == .surveyText }

    /// The form that a file name asks for; `nil` when its extension is unknown.
    public init?(path: String) {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
        switch path[path.index(after: dot)...].lowercased() {
        case "geojson", "json": self = .geojson
        case "geojsonl", "geojsons", "ndjson", "geojsonseq": self = .geojsonseq
        case "csv": self = .csv
        case "gpkg": self = .gpkg
        case "xlsx": self = .xlsx
        case "kml": self = .kml
        default: return nil
        }
    }

    /// Every column must be known before the first row is written.
    var needsColumnsFirst: Bool { self == .csv || self == .gpkg || self == .xlsx || self == .cornerTable }
}

/// Files to be read, repaired, mapped, and written as one.
public struct ConversionRequest: Sendable {
    public var files: [String]
    /// `nil` keeps every attribute under its own name.
    public var profile: Profile?
    /// Overrides what the files state of themselves; `auto` takes an unambiguous candidate for files that state none.
    public var crs: String?
    /// Overrides what the profile states of the order of the two numbers of a position.
    public var axisOrder: AxisOrder?
    /// Files whose CRS is known, as evidence for `auto`.
    public var others: [String] = []
    public var encoding: TextEncoding?
    public var layer: String?
    /// The CRS of the output.
    public var target = MonitoringReference.monitoringCRS
    /// Goes on although a datum shift is unknown and taken as zero.
    public var allowsBallpark = false
    public var format: ConversionFormat
    /// How a corner table prints geographic positions.
    public var notation = AngleNotation.decimal
    /// `-` is standard output.
    public var output: String
    /// Datum links for shifts that PROJ does not know.
    public var links: [DatumLink] = []
    public var invalid = InvalidPolicy.repair
    public var threads = 1
    public var isQuiet = false

    public init(files: [String], format: ConversionFormat, output: String) {
        self.files = files
        self.format = format
        self.output = output
    }

    var readOptions: ReadOptions {
        let base = ReadOptions(encoding: encoding, layer: layer, allowsNoGeometry: true, axisOrder: axisOrder)
        return profile?.readOptions(base) ?? base
    }
}

/// What a conversion did.
public struct ConversionResult: Sendable {
    public var counts = IntakeCounts()
    /// The first features that were repaired or set aside, in words, by file.
    public var notes: [String] = []
    /// What a reader of the output has to know: that it is not what its format usually holds.
    public var cautions: [String] = []
    /// How the positions came into the output's CRS: one line a file, none where they stayed as they are.
    public var operations: [String] = []
    /// What a person should hear before trusting the result.
    public var warnings: [String] = []

    /// `read N, stored N, repaired N, quarantined N, skipped N`.
    public var account: String {
        "read \(counts.read), stored \(counts.stored), repaired \(counts.repaired), quarantined \(counts.quarantined), skipped \(counts.skipped)"
    }
}
