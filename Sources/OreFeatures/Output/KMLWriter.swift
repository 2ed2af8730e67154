public import OreGeometry

/// KML 2.2 for phones and Google Earth: a document with styles, folders, and placemarks with a table as their description.
///
/// Positions are WGS 84 longitude, latitude. Streams; without `finish` nothing of the file remains.
public final class KMLWriter {
    /// How the placemarks of one folder look. Colours are `RRGGBBAA`.
    public struct Style: Sendable, Hashable {
        public var identifier: String
        public var line: UInt32
        public var fill: UInt32
        public var lineWidth: Double

        public init(identifier: String, line: UInt32, fill: UInt32, lineWidth: Double = 2) {
            self.identifier = identifier
            self.line = line
            self.fill = fill
            self.lineWidth = lineWidth
        }
    }

    private let file: AtomicFile
    private var bytes = JSONBytes()
    private var isInFolder = false

    /// - Parameter note: shown as the document's description; attribution and the like. Plain text.
    public init(_ file: AtomicFile, title: String, note: String = "", styles: [Style] = []) {
        self.file = file
        bytes.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n")
        element("name", title)
        if !note.isEmpty { element("description", note) }
        for style in styles { append(style) }
    }

    private func append(_ style: Style) {
        bytes.append("<Style id=\"")
        bytes.append(xml: style.identifier)
        bytes.append("\"><LineStyle><color>\(KMLWriter.colour(style.line))</color><width>")
        bytes.append(shortest: style.lineWidth)
        bytes.append("</width></LineStyle><PolyStyle><color>\(KMLWriter.colour(style.fill))</color></PolyStyle></Style>\n")
    }

    /// KML orders a colour as alpha, blue, green, red.
    static func colour(_ rgba: UInt32) -> String {
        let text = String(rgba.byteSwapped, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
    }

    /// Ends the folder that is open, if any, and begins another.
    public func beginFolder(_ name: String) {
        endFolder()
        bytes.append("<Folder>\n")
        element("name", name)
        isInFolder = true
    }

    private func endFolder() {
        if isInFolder { bytes.append("</Folder>\n") }
        isInFolder = false
    }

    /// - Parameters:
    ///   - fields: rows of the description table; also kept as `ExtendedData`, for programs.
    ///   - style: identifier of a style given at the beginning.
    public func append(
        geometry index: Int, of columns: GeometryColumns, name: String, fields: [(name: String, value: String)], style: String? = nil
    ) throws(OutputError) {
        bytes.append("<Placemark>")
        element("name", name)
        if let style { element("styleUrl", "#" + style) }
        element("description", KMLWriter.table(fields))
        bytes.append("<ExtendedData>")
        for field in fields {
            bytes.append("<Data name=\"")
            bytes.append(xml: field.name)
            bytes.append("\"><value>")
            bytes.append(xml: field.value)
            bytes.append("</value></Data>")
        }
        bytes.append("</ExtendedData>")
        bytes.append(kml: index, of: columns)
        bytes.append("</Placemark>\n")
        if bytes.count >= 1 << 18 { try file.write(draining: &bytes) }
    }

    public func finish() throws(OutputError) {
        endFolder()
        bytes.append("</Document>\n</kml>\n")
        try file.write(draining: &bytes)
        try file.commit()
    }

    private func element(_ name: String, _ text: String) {
        bytes.append("<\(name)>")
        bytes.append(xml: text)
        bytes.append("</\(name)>\n")
    }

    /// The HTML that balloons show; its own text escaped, so that a value cannot bring markup along.
    private static func table(_ fields: [(name: String, value: String)]) -> String {
        var html = JSONBytes(capacity: 1 << 10)
        html.append("<table>")
        for field in fields where !field.value.isEmpty {
            html.append("<tr><th align=\"left\">")
            html.append(xml: field.name)
            html.append("</th><td>")
            html.append(xml: field.value)
            html.append("</td></tr>")
        }
        html.append("</table>")
        return html.text
    }
}

extension JSONBytes {
    /// Geometry `index` as a KML element, exterior rings counter-clockwise; nothing when there is none.
    mutating func append(kml index: Int, of columns: GeometryColumns) {
        let parts = columns.parts(of: index)
        guard let kind = columns.kinds[index], !parts.isEmpty else { return }
        if parts.count > 1 { append("<MultiGeometry>") }
        for part in parts {
            let rings = columns.rings(ofPart: part)
            switch kind {
            case .polygon, .multiPolygon, .geometryCollection: append(kmlPolygon: rings, of: columns)
            case .lineString, .multiLineString: append(kml: "LineString", columns.positions(ofRing: rings.lowerBound), of: columns)
            case .point, .multiPoint: append(kml: "Point", columns.positions(ofRing: rings.lowerBound), of: columns)
            }
        }
        if parts.count > 1 { append("</MultiGeometry>") }
    }

    private mutating func append(kmlPolygon rings: Range<Int>, of columns: GeometryColumns) {
        append("<Polygon>")
        for ring in rings {
            let isExterior = ring == rings.lowerBound
            let positions = columns.positions(ofRing: ring)
            let isForward = (GeoJSONGeometry.doubleSignedArea(columns.coordinates, positions) >= 0) == isExterior
            append(isExterior ? "<outerBoundaryIs>" : "<innerBoundaryIs>")
            append(kml: "LinearRing", positions, of: columns, isForward: isForward)
            append(isExterior ? "</outerBoundaryIs>" : "</innerBoundaryIs>")
        }
        append("</Polygon>")
    }

    private mutating func append(kml element: String, _ positions: Range<Int>, of columns: GeometryColumns, isForward: Bool = true) {
        append("<\(element)><coordinates>")
        for n in 0..<positions.count {
            if n > 0 { append(" ") }
            append(position: columns.coordinates[isForward ? positions.lowerBound + n : positions.upperBound - 1 - n])
        }
        append("</coordinates></\(element)>")
    }
}
