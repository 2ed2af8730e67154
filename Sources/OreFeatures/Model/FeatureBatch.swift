public import OreGeometry

/// Why a feature of a sound file cannot be used as it stands. Found while reading or while proving geometry valid.
public enum FeatureDefect: Hashable, Sendable {
    /// A coordinate is NaN, infinite, or outside the range of doubles.
    case nonFiniteCoordinate
    /// A ring with fewer than four positions, or a line with fewer than two.
    case tooFewPositions(ring: Int)
    /// First and last position differ by more than the tolerance that is repaired (distance in the units of the CRS).
    case ringNotClosed(ring: Int, gap: Double)
    /// No position at all, or no area where one is needed.
    case emptyGeometry
    case zeroArea
    /// Repair would change the area by more than the policy allows.
    case repairChangesArea(from: Double, to: Double)
    /// The geometry engine gave up; its words.
    case repairFailed(String)
    /// A position lies outside the range of its CRS.
    case outOfRange(Coordinate)
    /// A value of the feature cannot be read.
    case badValue(column: String, value: String, expected: String)
}

/// Some consecutive features of one file: geometries in columns and attributes in columns, row for row.
public struct FeatureBatch: Sendable {
    /// Position in the file of row 0, from 0.
    public var firstFeature: Int
    public var geometry: GeometryColumns
    /// With ``ReadOptions/fields`` given: exactly those columns in that order. Otherwise every attribute met so far in this batch.
    public var columns: [AttributeColumn]
    /// Rows that the reader could not read into geometry, with the reason; such a row has a geometry without parts.
    public var defects: [(row: Int, defect: FeatureDefect)]
    /// The GeoJSON `id` members, the GeoPackage primary keys; a column named `id` of kind `missing` where there are none.
    public var identifiers: AttributeColumn
    /// Text line (from 1) of each row where the format has lines and a fault may be reported by line; otherwise empty.
    public var lines: [Int]

    public init(firstFeature: Int, columns: [AttributeColumn] = []) {
        self.firstFeature = firstFeature
        self.geometry = GeometryColumns()
        self.columns = columns
        self.defects = []
        self.identifiers = AttributeColumn(name: "id")
        self.lines = []
    }

    /// The number of rows.
    public var count: Int { geometry.count }

    public func column(named name: String) -> AttributeColumn? { columns.first { $0.name == name } }
}
