extension Geometry {
    /// Well-known text of two dimensions with the shortest numbers that read back unchanged. `SRID=n;` in front when given (EWKT).
    public func wkt(srid: Int32? = nil) -> String {
        var text = srid.map { "SRID=\($0);" } ?? ""
        appendWKT(to: &text)
        return text
    }

    private func appendWKT(to text: inout String) {
        text += kind.name.uppercased()
        text += " "
        switch self {
        case .point(let c): Self.append(c.map { [$0] } ?? [], to: &text)
        case .lineString(let cs): Self.append(cs, to: &text)
        case .multiPoint(let cs): Self.list(cs, to: &text) { Self.append([$0], to: &$1) }
        case .polygon(let p): Self.append(p, to: &text)
        case .multiLineString(let ls): Self.list(ls, to: &text) { Self.append($0, to: &$1) }
        case .multiPolygon(let m): Self.list(m.polygons, to: &text) { Self.append($0, to: &$1) }
        case .geometryCollection(let gs): Self.list(gs, to: &text) { $0.appendWKT(to: &$1) }
        }
    }

    private static func append(_ polygon: Polygon, to text: inout String) {
        list(polygon.rings, to: &text) { append($0.coordinates, to: &$1) }
    }

    private static func append(_ positions: [Coordinate], to text: inout String) {
        list(positions, to: &text) { c, text in
            append(c.x, to: &text)
            text += " "
            append(c.y, to: &text)
        }
    }

    private static func list<Item>(_ items: [Item], to text: inout String, _ write: (Item, inout String) -> Void) {
        guard !items.isEmpty else {
            text += "EMPTY"
            return
        }
        text += "("
        for (i, item) in items.enumerated() {
            if i > 0 { text += ", " }
            write(item, &text)
        }
        text += ")"
    }

    /// Swift prints the shortest decimal that reads back; a whole number loses its ".0".
    private static func append(_ value: Double, to text: inout String) {
        let digits = value.description
        text += digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
    }
}
