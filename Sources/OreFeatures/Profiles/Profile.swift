public import OreGeometry

/// How the columns of a publisher's file become the attributes that detection works with; read from YAML.
///
/// Shipped profiles lie in `GeoData/profiles`; ``named(_:)`` finds them, or reads a path. Features keep their geometry; a profile names the
/// columns, date formats, units, constants and filters. Every key that is not known is an error with the nearest known one.
public struct Profile: Sendable, Hashable {
    /// The file the profile was read from, for messages; its name when it is built in.
    public var file: String
    public var name: String
    public var description = ""
    public var kind: ProfileKind
    /// Whom the publisher wants named.
    public var attribution: String?
    /// The data's licence as its publisher states it.
    public var licence: String?
    /// Where the data was published.
    public var source: String?
    /// Text for the CRS reader, when the file itself does not say.
    public var crs: String?
    /// The order of the two numbers of a position in the file; `nil` is easting first.
    public var axisOrder: AxisOrder?
    /// Files of datum links that the publisher's coordinates need, as paths.
    public var datumLinks: [String] = []
    public var encoding: TextEncoding?
    public var layer: String?
    public var separator: UInt8?
    public var wktColumn: String?
    public var xColumn: String?
    public var yColumn: String?
    /// The column with the numbers of corners: the file is a corner table, and x and y are its coordinates.
    public var cornerColumn: String?
    /// The column that tells the rings of a licence apart.
    public var ringColumn: String?
    /// `geometry: none`: a register without geometry.
    public var hasNoGeometry = false
    /// Features of other kinds are skipped; `nil` takes every kind.
    public var geometryKinds: Set<GeometryKind>?
    public var fields: [Attribute: FieldMapping] = [:]
    /// Further columns under names of the profile's own: measures, remarks.
    public var extra: [String: FieldMapping] = [:]
    public var filters: [RowFilter] = []
    /// What the scenes of footprints show: for publishers that deliver what is new in each period. `nil` leaves it to the scenes' own records,
    /// and means the state of the ground where there are none.
    public var sceneContent: SceneContent?

    public init(name: String, kind: ProfileKind, file: String? = nil) {
        self.name = name
        self.kind = kind
        self.file = file ?? name
        hasNoGeometry = kind.isTabular
    }

    /// The profile that is used when none is given: each attribute from the column of the same name, all of them optional. A feature without an
    /// identifier column is named by its own `id` member or key, otherwise by its position.
    public static func standard(for kind: ProfileKind) -> Profile {
        var profile = Profile(name: "default \(kind.rawValue)", kind: kind)
        for attribute in kind.attributes {
            var mapping = FieldMapping(columns: [attribute.columnName])
            mapping.isOptional = true
            profile.fields[attribute] = mapping
        }
        return profile
    }

    /// The columns that the profile reads, each once: what a reader has to fetch.
    public var sourceFields: [String] {
        var seen: Set<String> = []
        var result: [String] = []
        let mapped = kind.attributes.compactMap { fields[$0] } + extra.keys.sorted().compactMap { extra[$0] }
        for column in mapped.flatMap(\.sourceColumns) + filters.map(\.column) where seen.insert(column).inserted { result.append(column) }
        return result
    }

    /// The options for reading a file with this profile: its columns and `more`, and whatever `base` does not state.
    public func readOptions(_ base: ReadOptions = ReadOptions(), more: [String] = []) -> ReadOptions {
        var options = base
        let own = sourceFields
        options.fields = own + more.filter { !own.contains($0) }
        options.encoding = base.encoding ?? encoding
        options.layer = base.layer ?? layer
        options.wktColumn = base.wktColumn ?? wktColumn
        options.xColumn = base.xColumn ?? xColumn
        options.yColumn = base.yColumn ?? yColumn
        options.separator = base.separator ?? separator
        if let cornerColumn, let x = options.xColumn, let y = options.yColumn {
            options.corners = CornerColumns(
                corner: cornerColumn, x: x, y: y, ring: ringColumn, licence: fields[.licenceID]?.columns.first)
        }
        options.axisOrder = base.axisOrder ?? axisOrder
        options.allowsNoGeometry = base.allowsNoGeometry || hasNoGeometry
        return options
    }

    /// Proves that a file had the columns that the profile names: a misspelt column must not read as "no value".
    /// - Parameter seen: the columns met in the whole file (``MappedAttributes/presentColumns`` of every batch).
    /// - Throws: `InputError.badConfiguration` for the first mapping, not optional, none of whose columns was met.
    public func check(columnsSeen seen: Set<String>, in input: String) throws(InputError) {
        func check(_ name: String, _ mapping: FieldMapping) throws(InputError) {
            let missing = mapping.template?.columns.first { !seen.contains($0) }
            let none = !mapping.columns.isEmpty && !mapping.columns.contains { seen.contains($0) }
            guard !mapping.isOptional, let column = missing ?? (none ? mapping.columns.first : nil) else { return }
            throw .badConfiguration(
                file: file, place: InputPlace(column: column), what: "\(input) has no such column, which \"\(name)\" is read from",
                next: NearestMatch.advice(for: column, among: seen.sorted()))
        }
        for attribute in kind.attributes { if let mapping = fields[attribute] { try check(attribute.rawValue, mapping) } }
        for (name, mapping) in extra.sorted(by: { $0.key < $1.key }) { try check(name, mapping) }
        for filter in filters { try check("filters", FieldMapping(columns: [filter.column])) }
    }
}
