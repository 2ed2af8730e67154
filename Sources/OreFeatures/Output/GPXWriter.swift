public import OreGeometry

/// GPX 1.1 waypoints, for receivers and phones that guide people to a place.
///
/// Positions are WGS 84 longitude, latitude. Streams; without `finish` nothing of the file remains.
public final class GPXWriter {
    private let file: AtomicFile
    private var bytes = JSONBytes()

    public init(_ file: AtomicFile, title: String) {
        self.file = file
        bytes.append(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <gpx version="1.1" creator="Orewatch" xmlns="http://www.topografix.com/GPX/1/1">
            <metadata>
            """)
        element("name", title)
        bytes.append("</metadata>\n")
    }

    /// - Parameters:
    ///   - name: what the receiver shows beside the point.
    ///   - note: plain text; lines may be separated by line feeds. Left out when empty.
    public func append(_ position: Coordinate, name: String, note: String = "") throws(OutputError) {
        bytes.append("<wpt lat=\"")
        bytes.append(position.y, decimals: 7)
        bytes.append("\" lon=\"")
        bytes.append(position.x, decimals: 7)
        bytes.append("\">")
        element("name", name)
        if !note.isEmpty { element("desc", note) }
        bytes.append("</wpt>\n")
        if bytes.count >= 1 << 18 { try file.write(draining: &bytes) }
    }

    public func finish() throws(OutputError) {
        bytes.append("</gpx>\n")
        try file.write(draining: &bytes)
        try file.commit()
    }

    private func element(_ name: String, _ text: String) {
        bytes.append("<\(name)>")
        bytes.append(xml: text)
        bytes.append("</\(name)>")
    }
}
