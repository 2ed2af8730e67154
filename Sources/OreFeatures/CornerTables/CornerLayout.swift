/// What the columns of one table are, by its heading.
struct CornerLayout {
    var headings: [String]
    var corner: Int?
    var ring: Int?
    var ringKind: Int?
    var parcel: Int?
    var crs: Int?
    /// The two coordinates in the order of the table.
    var first: Int?
    var second: Int?
    var roles = (first: CoordinateRole.x, second: CoordinateRole.y)
    /// The column with all corners in one cell.
    var corners: Int?
    var fields: [(column: Int, field: LicenceField, unit: String)] = []
    /// Columns without a role.
    var others: [Int] = []
    /// A coordinate pair that is there beside the one that is read.
    var unusedPair: String?
    /// Blocks of the same columns side by side; roles and headings are those of the first.
    var blocks: CornerBlocks?

    /// The columns that every row of a corner fills, in order.
    var core: [Int] { [corner, ring, first, second].compactMap { $0 }.sorted() }

    /// - Returns: `nil` for cells that are no heading of a corner table.
    /// - Throws: `refused` for a heading with two columns for the same coordinate.
    init?(_ row: GridRow, columns: CornerColumns?, _ faults: CornerFaults) throws(InputError) {
        var found: [(role: CornerRole, remark: String)?] = row.cells.map(Self.role)
        headings = row.cells.map(CornerText.trimmed)
        if let columns {
            guard takeNamed(columns) else { return nil }
            if let corner, let first, let second { takeBlocks(&found, core: [corner, first, second]) }
        } else {
            takeBlocks(&found)
            func place(_ role: CornerRole) -> Int? { found.firstIndex { $0?.role == role } }
            ring = place(.ring)
            corner = place(.corner)
            let pairs: [(CoordinateRole, CoordinateRole)] = [(.x, .y), (.easting, .northing), (.longitude, .latitude)]
            let present = pairs.compactMap { a, b in
                place(.coordinate(a)).flatMap { i in place(.coordinate(b)).map { (a, i, b, $0) } }
            }
            if corner == nil, let weak = place(.weakCorner), ring != nil || (blocks?.width ?? row.cells.count) <= 3 { corner = weak }
            if let (a, i, b, j) = present.first, corner != nil {
                (first, second, roles) = i < j ? (i, j, (a, b)) : (j, i, (b, a))
                if present.count > 1 { unusedPair = "\"\(headings[present[1].1])\" and \"\(headings[present[1].3])\"" }
                for role in [a, b] where found.count(where: { $0?.role == .coordinate(role) }) > 1 {
                    throw faults.refused(
                        row.line, headings[place(.coordinate(role)) ?? 0], "this coordinate has two columns",
                        "leave one pair of coordinates, or name the columns in a profile: geometry: { corner: COLUMN, x: COLUMN, y: COLUMN }"
                    )
                }
            } else {
                let isRegister = found.contains { if case .attribute = $0?.role { true } else { false } }
                guard corner == nil, isRegister, let cell = place(.corners) else { return nil }
                corners = cell
            }
            ringKind = place(.ringKind)
            parcel = place(.parcel)
            crs = place(.crs)
        }
        takeFields(found, licence: columns?.licence)
    }

    /// Looks for blocks side by side, and blanks all but the first.
    private mutating func takeBlocks(_ found: inout [(role: CornerRole, remark: String)?], core named: [Int]? = nil) {
        func place(_ role: CornerRole) -> Int? { found.firstIndex { $0?.role == role } }
        var keys: [String] = []
        for (heading, entry) in zip(headings, found) {
            // A bar between two blocks is no heading.
            let name = heading.contains { $0.isLetter || $0.isNumber } ? CornerText.heading(heading).name : ""
            keys.append(named == nil ? entry.map { "\($0.role)" } ?? name : name)
        }
        let pairs: [(CoordinateRole, CoordinateRole)] = [(.x, .y), (.easting, .northing), (.longitude, .latitude)]
        let cores =
            named.map { [$0] }
            ?? pairs.compactMap { a, b in
                guard let i = place(.coordinate(a)), let j = place(.coordinate(b)) else { return nil }
                return (place(.corner) ?? place(.weakCorner)).map { [$0, i, j] }
            }
        guard let core = cores.first, let blocks = CornerBlocks(keys: keys, core: core) else { return }
        self.blocks = blocks
        for column in blocks.later {
            found[column] = nil
            headings[column] = ""
        }
    }

    /// `X (northing)` is no open letter.
    private static func role(_ cell: String) -> (role: CornerRole, remark: String)? {
        guard let found = CornerHeadings.role(cell), found.role == .coordinate(.x) || found.role == .coordinate(.y) else {
            return CornerHeadings.role(cell)
        }
        if ["northing", "北"].contains(where: found.remark.contains) { return (.coordinate(.northing), found.remark) }
        if ["easting", "东"].contains(where: found.remark.contains) { return (.coordinate(.easting), found.remark) }
        return found
    }

    private mutating func takeNamed(_ columns: CornerColumns) -> Bool {
        func place(_ name: String?) -> Int? { name.flatMap { name in headings.firstIndex { $0 == name } } }
        guard let number = place(columns.corner), let x = place(columns.x), let y = place(columns.y) else { return false }
        corner = number
        ring = place(columns.ring)
        (first, second, roles) = x < y ? (x, y, (.easting, .northing)) : (y, x, (.northing, .easting))
        return true
    }

    private mutating func takeFields(_ found: [(role: CornerRole, remark: String)?], licence: String?) {
        var taken: Set<LicenceField> = []
        if let licence, let column = headings.firstIndex(of: licence) {
            fields.append((column, .licenceID, ""))
            taken.insert(.licenceID)
        }
        let core = Set([corner, ring, ringKind, parcel, crs, first, second, corners].compactMap { $0 })
        for (column, entry) in found.enumerated() where !core.contains(column) && !headings[column].isEmpty {
            if case .attribute(let field)? = entry?.role, taken.insert(field).inserted {
                fields.append((column, field, entry?.remark ?? ""))
            } else if !fields.contains(where: { $0.column == column }) {
                others.append(column)
            }
        }
    }
}
