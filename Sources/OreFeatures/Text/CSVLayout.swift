internal import OreGeometry

/// How the columns of a table are used: found once from its heading, its first rows and the options.
struct CSVLayout: Sendable {
    enum Geometry: Sendable, Hashable {
        case none
        /// WKT, EWKT or hexadecimal WKB.
        case text(column: Int)
        case position(x: Int, y: Int)
    }

    var headings: [String]
    var geometry: Geometry
    /// The column that names the CRS, the same in every row, and its text in the first row.
    var crsColumn: Int?
    var crsText: [UInt8] = []
    /// The SRID that the first row's geometry states.
    var srid: Int?
    /// The columns of a batch, in order: their names, and the table's column for each, or `nil` where it has none of that name.
    var attributes: [(name: String, column: Int?)]

    static let wktHeadings = [
        "wkt", "geometry", "geom", "the_geom", "wkt_geom", "wkt_geometry", "geometry_wkt", "geom_wkt", "wkb", "wkb_geometry",
        "geometry_wkb",
        "shape", "footprint",
    ]
    static let positionHeadings: [(x: String, y: String)] = [
        ("lon", "lat"), ("longitude", "latitude"), ("long", "lat"), ("lng", "lat"), ("x", "y"), ("easting", "northing"), ("经度", "纬度"),
        ("东经", "北纬"), ("x_coord", "y_coord"), ("lon_wgs84", "lat_wgs84"), ("point_x", "point_y"), ("centroid_lon", "centroid_lat"),
    ]
    static let crsHeadings = ["epsg", "crs", "srid", "srs", "epsg_code", "坐标系"]
    static let mostColumns = 16_384

    /// - Parameters:
    ///   - headings: the first record.
    ///   - sample: the first rows, for telling WKT from other text.
    /// - Throws: `InputError.refused` for an unusable heading, for columns asked for that are not there, and for a table without geometry
    ///   where one is needed.
    init(headings raw: [String], sample: [[[UInt8]]], options: ReadOptions, file: String) throws(InputError) {
        headings = try Self.checked(raw, file: file)
        geometry = .none
        attributes = []
        geometry = try Self.findGeometry(headings, sample: sample, options: options, file: file)
        if geometry != .none {
            crsColumn = headings.firstIndex { Self.crsHeadings.contains($0.lowercased()) }
            if let crsColumn, let first = sample.first(where: { crsColumn < $0.count && !$0[crsColumn].isEmpty }) {
                crsText = first[crsColumn]
            }
        }
        if case .text(let column) = geometry {
            srid = sample.lazy.compactMap { column < $0.count && !$0[column].isEmpty ? $0[column] : nil }.first.flatMap(CSVDeclaredCRS.srid)
        }
        attributes = wanted(options.fields)
    }

    private func wanted(_ fields: [String]?) -> [(name: String, column: Int?)] {
        if let fields { return fields.map { name in (name, headings.firstIndex(of: name)) } }
        return headings.indices.filter { !isGeometry($0) }.map { (headings[$0], $0) }
    }

    private func isGeometry(_ column: Int) -> Bool {
        switch geometry {
        case .none: false
        case .text(let text): column == text
        case .position(let x, let y): column == x || column == y
        }
    }

    /// Trims, names the unnamed, and refuses a name that comes twice.
    private static func checked(_ raw: [String], file: String) throws(InputError) -> [String] {
        guard raw.count <= mostColumns else {
            throw .refused(
                file: file, place: InputPlace(line: 1), what: "\(raw.count) columns, more than \(mostColumns)", next: "check the separator")
        }
        var seen: Set<String> = []
        var names: [String] = []
        for (i, heading) in raw.enumerated() {
            let trimmed = String(heading.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
            let name = trimmed.isEmpty ? "column \(i + 1)" : trimmed
            guard seen.insert(name).inserted else {
                throw .refused(
                    file: file, place: InputPlace(line: 1, column: name), what: "this heading comes twice",
                    next: "rename one of the two columns")
            }
            names.append(name)
        }
        return names
    }

    private static func findGeometry(
        _ headings: [String], sample: [[[UInt8]]], options: ReadOptions, file: String
    ) throws(InputError) -> Geometry {
        func column(_ name: String) throws(InputError) -> Int {
            if let i = headings.firstIndex(of: name) ?? headings.firstIndex(where: { $0.lowercased() == name.lowercased() }) { return i }
            throw .refused(
                file: file, place: InputPlace(line: 1, column: name), what: "there is no such column",
                next: NearestMatch.advice(for: name, among: headings))
        }
        if let name = options.wktColumn { return .text(column: try column(name)) }
        if let x = options.xColumn, let y = options.yColumn { return .position(x: try column(x), y: try column(y)) }
        let lowered = headings.map { $0.lowercased() }
        for name in wktHeadings {
            guard let i = lowered.firstIndex(of: name) else { continue }
            let cell = sample.lazy.compactMap { i < $0.count && !$0[i].isEmpty ? $0[i] : nil }.first
            if cell.map(looksLikeGeometry) ?? (i == 0) { return .text(column: i) }
        }
        for pair in positionHeadings {
            if let x = lowered.firstIndex(of: pair.x), let y = lowered.firstIndex(of: pair.y) {
                try refuseNorthingFirst(x, y, headings, sample, file: file)
                return .position(x: x, y: y)
            }
        }
        if options.allowsNoGeometry { return .none }
        throw .refused(
            file: file, place: InputPlace(line: 1),
            what: "no column holds geometry: neither WKT (\"wkt\", \"geometry\") nor a pair (\"lon\", \"lat\")",
            next:
                "name the columns in a profile: geometry: { wkt: COLUMN } or { x: COLUMN, y: COLUMN }, or geometry: none for a table without outlines"
        )
    }

    /// Chinese national tables write X = northing (7 digits) and Y = easting (8 digits with the zone's number in front). Headings alone
    /// cannot tell, the digits can; what is meant has to be said.
    private static func refuseNorthingFirst(
        _ x: Int, _ y: Int, _ headings: [String], _ sample: [[[UInt8]]], file: String
    ) throws(InputError) {
        guard let row = sample.first(where: { max(x, y) < $0.count && !$0[x].isEmpty && !$0[y].isEmpty }) else { return }
        guard let first = CellNumber.value(row[x]), let second = CellNumber.value(row[y]) else { return }
        guard second >= 13_000_000, second < 46_000_000, first < 10_000_000, first > 10_000 else { return }
        throw .refused(
            file: file, place: InputPlace(line: 2, column: headings[y]),
            what: "an 8-digit easting stands in the column taken for y: X seems to be the northing, as national tables write it",
            next: "say so in a profile: geometry: { x: \(headings[y]), y: \(headings[x]) }")
    }

    /// WKT, EWKT or hexadecimal WKB, by the first word.
    static func looksLikeGeometry(_ cell: [UInt8]) -> Bool {
        let word = String(decoding: cell.drop { $0 == 32 }.prefix(24), as: UTF8.self).uppercased()
        if word.hasPrefix("SRID=") { return true }
        if GeometryKind.allCases.contains(where: { word.hasPrefix($0.name.uppercased()) }) { return true }
        return cell.count >= 18 && word.hasPrefix("0") && (word.dropFirst().first == "0" || word.dropFirst().first == "1")
            && word.allSatisfy(\.isHexDigit)
    }
}
