public import OreFeatures
public import OreGeometry

/// One footprint as a value: for building batches by hand and for reading single rows.
public struct Footprint: Sendable, Hashable {
    public var id: String
    public var sceneID: String?
    /// `nil` when the source gives no date.
    public var observed: ObservationPeriod?
    public var source: String?
    public var footprintClass: String?
    public var confidence: Double?
    /// 1-sigma error of the scene's common shift per axis, metres; `nil` when unknown.
    public var positionSigma: Double?
    /// 1-sigma independent error of the outline, metres; `nil` when unknown.
    public var digitisingSigma: Double?

    public init(id: String, observed: ObservationPeriod? = nil) {
        self.id = id
        self.observed = observed
    }

    public init(id: String, on day: Day) { self.init(id: id, observed: ObservationPeriod(day)) }
}

/// Some consecutive footprints in columns, geometry in the monitoring CRS (lon/lat degrees), valid or empty.
///
/// Texts stay as the bytes they were read as, until a finding needs them. A row without parts is skipped: whoever set it aside counted it.
public struct FootprintBatch: Sendable {
    public var geometry = GeometryColumns()
    /// Kind `missing` or `null`: the footprint is named by its place, see ``id(of:)``.
    public private(set) var ids = AttributeColumn(name: "footprint_id")
    public private(set) var observed: [ObservationPeriod?] = []
    public private(set) var classes = AttributeColumn(name: "class")
    public private(set) var scenes = AttributeColumn(name: "scene_id")
    public private(set) var sources = AttributeColumn(name: "source")
    public private(set) var confidence: [Double?] = []
    public private(set) var positionSigma: [Double?] = []
    public private(set) var digitisingSigma: [Double?] = []
    /// Position in the file of row 0.
    public var firstFeature = 0
    /// The coordinates of every row came through a datum step of unknown accuracy: nothing can be decided.
    public var isBallpark = false
    /// Rows of which that is true, where it is not true of all: those outside the area of every datum link.
    public var ballparkRows: Set<Int> = []
    /// What rows that state neither scene nor source came as one of: the name of their file or profile. Empty when nothing is known of any row.
    public var series: [String?] = []
    /// Rows that are the second, third, ... footprint of one id in one scene, and which: 1 is the second.
    public var repeats: [Int: Int] = [:]

    public init() {}

    /// Takes columns as they were mapped, each with one value per row of `geometry`.
    public init(
        geometry: GeometryColumns, ids: AttributeColumn, observed: [ObservationPeriod?], classes: AttributeColumn, scenes: AttributeColumn,
        sources: AttributeColumn, confidence: [Double?], positionSigma: [Double?], digitisingSigma: [Double?], firstFeature: Int = 0
    ) {
        let counts = [ids.count, observed.count, classes.count, scenes.count, sources.count, confidence.count]
        precondition((counts + [positionSigma.count, digitisingSigma.count]).allSatisfy { $0 == geometry.count })
        self.geometry = geometry
        self.ids = ids
        self.observed = observed
        self.classes = classes
        self.scenes = scenes
        self.sources = sources
        self.confidence = confidence
        self.positionSigma = positionSigma
        self.digitisingSigma = digitisingSigma
        self.firstFeature = firstFeature
    }

    public var count: Int { geometry.count }

    public mutating func append(_ footprint: Footprint, _ geometry: Geometry?) {
        self.geometry.append(geometry)
        appendAttributes(footprint)
    }

    public mutating func append(_ footprint: Footprint, _ index: Int, of columns: GeometryColumns) {
        geometry.append(index, of: columns)
        appendAttributes(footprint)
    }

    /// Appends what a footprint says of itself, its geometry having been appended to ``geometry`` already.
    public mutating func appendAttributes(_ footprint: Footprint) {
        ids.append(.string, footprint.id)
        observed.append(footprint.observed)
        classes.appendText(footprint.footprintClass)
        scenes.appendText(footprint.sceneID)
        sources.appendText(footprint.source)
        confidence.append(footprint.confidence)
        positionSigma.append(footprint.positionSigma)
        digitisingSigma.append(footprint.digitisingSigma)
    }

    /// Dates rows that state no day themselves and name a scene: they were seen when it was.
    /// - Parameter periods: of scenes, by id. Scenes that are not in it date nothing.
    public mutating func date(byScenes periods: [String: ObservationPeriod]) {
        guard !periods.isEmpty else { return }
        for row in observed.indices where observed[row] == nil { observed[row] = scenes.string(at: row).flatMap { periods[$0] } }
    }

    /// The footprint's own id, or `#12` from its position in the file when it has none.
    public func id(of row: Int) -> String { ids.string(at: row) ?? "#\(firstFeature + row)" }

    /// The scene that the footprint states, else its source, else the series it came in; `nil` when none is known.
    ///
    /// Detectors number footprints within these: with its id and its day this tells a footprint from all others.
    public func origin(of row: Int) -> String? {
        for text in [scenes.string(at: row), sources.string(at: row)] { if let text, !text.isEmpty { return text } }
        return series.isEmpty ? nil : series[row]
    }

    /// The id, told apart from further footprints of the same id in the same scene.
    func distinctID(of row: Int) -> String { repeats[row].map { id(of: row) + "#\($0 + 1)" } ?? id(of: row) }

    /// The row's coordinates came through a datum step of unknown accuracy.
    public func isBallpark(_ row: Int) -> Bool { isBallpark || ballparkRows.contains(row) }

    public func isSpatial(_ row: Int) -> Bool { geometry.kinds[row]?.isPolygonal == true && !geometry.parts(of: row).isEmpty }
}

extension AttributeColumn {
    mutating func appendText(_ text: String?) {
        if let text { append(.string, text) } else { appendEmpty(.null) }
    }
}

extension ObservationPeriod {
    /// `2025-06-30`, or both ends as `2025-04-01/2025-06-30` (ISO 8601 interval).
    public var text: String { isSingleDay ? from.description : from.description + "/" + to.description }
}

extension FootprintBatch {
    /// One row as a value; its id is the one that ``id(of:)`` gives. Cost: its texts are copied.
    public func footprint(at row: Int) -> Footprint {
        var footprint = Footprint(id: id(of: row), observed: observed[row])
        footprint.sceneID = scenes.string(at: row)
        footprint.source = sources.string(at: row)
        footprint.footprintClass = classes.string(at: row)
        footprint.confidence = confidence[row]
        footprint.positionSigma = positionSigma[row]
        footprint.digitisingSigma = digitisingSigma[row]
        return footprint
    }
}
