public import OreDetection
public import OreGeometry

/// A licence or zone around a finding, as its map shows it. Geometry in lon/lat degrees of the monitoring CRS.
public struct ContextArea: Sendable {
    public var id: String
    public var geometry: Geometry
    /// Holder of a licence, name of a zone.
    public var label: String?
    /// From when to when, in words or ISO dates.
    public var validity: String?
    /// In force on the day of observation; drawn solid, otherwise dashed.
    public var isInForce: Bool

    public init(id: String, geometry: Geometry, label: String? = nil, validity: String? = nil, isInForce: Bool = true) {
        self.id = id
        self.geometry = geometry
        self.label = label
        self.validity = validity
        self.isInForce = isInForce
    }
}

/// A position in a projected CRS, as text: the caller decides zone, prefix and decimals.
public struct ProjectedPosition: Sendable, Hashable {
    /// For instance "EPSG:4527, CGCS2000 / 3-degree Gauss-Kruger zone 39".
    public var crs: String
    /// Metres; with the zone prefix when the CRS has one.
    public var easting: String
    public var northing: String

    public init(crs: String, easting: String, northing: String) {
        self.crs = crs
        self.easting = easting
        self.northing = northing
    }
}

/// One finding with what its map needs. Geometries in lon/lat degrees of the monitoring CRS.
public struct FindingCard: Sendable {
    public var finding: Finding
    /// The part in question.
    public var geometry: Geometry
    public var footprint: Geometry?
    /// Licences near the footprint, the nearest one among them; they need not be clipped.
    public var licences: [ContextArea]
    public var zone: ContextArea?
    /// Of the label point.
    public var projected: ProjectedPosition?

    public init(
        finding: Finding, geometry: Geometry, footprint: Geometry? = nil, licences: [ContextArea] = [], zone: ContextArea? = nil,
        projected: ProjectedPosition? = nil
    ) {
        self.finding = finding
        self.geometry = geometry
        self.footprint = footprint
        self.licences = licences
        self.zone = zone
        self.projected = projected
    }
}

/// Everything that the HTML report and the drawing show.
public struct ReportContent: Sendable {
    public var run: RunRecord
    /// All findings, in any order. Those of verdict `consistent` are not shown.
    public var findings: [Finding]
    /// Of the findings that get a map; in any order. ``FindingRanking/top(_:of:)`` says which ones.
    public var cards: [FindingCard]
    /// Outlines for the overview, lon/lat degrees; simplified when drawn.
    public var licences: GeometryColumns
    public var zones: GeometryColumns
    public var language: Language
    /// `nil` takes the usual title.
    public var title: String?
    public var maximumCards = 200
    public var maximumRows = 2000

    public init(run: RunRecord, findings: [Finding], cards: [FindingCard] = [], language: Language = .english) {
        self.run = run
        self.findings = findings
        self.cards = cards
        self.licences = GeometryColumns()
        self.zones = GeometryColumns()
        self.language = language
    }
}
