public import OreFeatures
public import OreGeometry
public import OreLedger

/// A heading in both languages of what people read.
public struct Heading: Sendable, Hashable {
    public var english: String
    public var chinese: String

    public init(_ english: String, _ chinese: String) { (self.english, self.chinese) = (english, chinese) }

    public func text(_ language: Language) -> String { language == .english ? english : chinese }
}

/// A column of a list of records.
public struct RecordColumn: Sendable, Hashable {
    /// What its values are; decides how every format writes them.
    public enum Kind: Sendable, Hashable {
        case text, integer, day, flag
        /// Several texts: an array in JSON, joined with `;` elsewhere.
        case list
        /// With the number of decimals that every format writes.
        case number(decimals: Int)
        /// Several numbers: an array in JSON, joined with `;` elsewhere.
        case numbers(decimals: Int)
        /// Square metres, three decimals; a terminal shows hectares and mu beside them.
        case area
        /// Metres, one decimal.
        case length
        /// A mass: in JSON a text with three decimals, since no program may round it; in CSV the same digits; a number in GeoPackage and workbooks.
        case tonnes
    }
    /// The published name, in files for programs: `snake_case`, with the unit where it has one.
    public var name: String
    public var heading: Heading
    public var kind: Kind
    /// In a terminal, cells are cut to no less than this; `nil`: never cut.
    public var minimumWidth: Int?
    /// In a terminal too narrow, the column with the largest value goes first; 0 never goes.
    public var expendability: Int
    /// False for what only files carry.
    public var isShown: Bool
    /// In a terminal, left out of a list in which no record has a value.
    public var isOptional: Bool

    public init(
        _ name: String, _ kind: Kind, _ english: String, _ chinese: String, minimumWidth: Int? = nil, expendability: Int = 0,
        isShown: Bool = true, isOptional: Bool = false
    ) {
        (self.name, self.kind, self.heading) = (name, kind, Heading(english, chinese))
        (self.minimumWidth, self.expendability, self.isShown, self.isOptional) = (minimumWidth, expendability, isShown, isOptional)
    }

    /// The column as one that only files carry.
    public var hidden: RecordColumn {
        var column = self
        column.isShown = false
        return column
    }
}

/// One value of a record.
public enum RecordValue: Sendable, Hashable {
    case none
    case text(String)
    case integer(Int)
    /// Not finite: as none.
    case number(Double)
    case day(Day)
    case flag(Bool)
    case list([String])
    case numbers([Double])
    /// In thousandths, exact; cubic metres of figures of volume.
    case tonnes(Tonnes)
    /// A sentence in both languages: files for programs carry the English one.
    case words(Heading)

    public init(_ text: String?) { self = text.map { .text($0) } ?? .none }
    public init(_ number: Double?) { self = number.map { .number($0) } ?? .none }
    public init(_ number: Int?) { self = number.map { .integer($0) } ?? .none }
    public init(_ day: Day?) { self = day.map { .day($0) } ?? .none }
    public init(_ tonnes: Tonnes?) { self = tonnes.map { .tonnes($0) } ?? .none }
}

/// One row of a list: a value for each column, and where it lies.
public struct Record: Sendable {
    public var values: [RecordValue]
    /// Lon/lat degrees (WGS 84); `nil` for records that are not spatial.
    public var geometry: Geometry?
    /// Inside the geometry, for lists of waypoints; without it one is found.
    public var point: Coordinate?

    public init(_ values: [RecordValue], geometry: Geometry? = nil, point: Coordinate? = nil) {
        (self.values, self.geometry, self.point) = (values, geometry, point)
    }
}

/// Records of one kind with their columns, produced one by one: every format writes the same list.
///
/// The first column names a record (`id` of a GeoJSON feature, name of a placemark or waypoint).
public struct RecordList {
    /// Layer, sheet and folder of that name: `licences`.
    public var name: String
    public var columns: [RecordColumn]
    /// False when no record has a geometry: GeoPackage then gets a table of attributes.
    public var isSpatial: Bool
    /// Calls its argument once for each record, in order.
    public var forEach: (_ body: (Record) throws -> Void) throws -> Void

    public init(
        _ name: String, _ columns: [RecordColumn], isSpatial: Bool = true,
        forEach: @escaping (_ body: (Record) throws -> Void) throws -> Void
    ) {
        (self.name, self.columns, self.isSpatial, self.forEach) = (name, columns, isSpatial, forEach)
    }

    public init(_ name: String, _ columns: [RecordColumn], isSpatial: Bool = true, records: [Record]) {
        self.init(name, columns, isSpatial: isSpatial) { body in for record in records { try body(record) } }
    }
}
