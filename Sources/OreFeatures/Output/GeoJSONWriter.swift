public import OreGeometry

/// Some features as GeoJSON text, made apart from the file: workers build chunks at once, one thread writes them in order.
public struct GeoJSONChunk: Sendable {
    /// The features, separated by a comma and a line feed.
    public private(set) var bytes: JSONBytes
    public private(set) var count = 0
    /// Of all geometries in the chunk, before rounding.
    public private(set) var envelope = Envelope.empty

    public init(capacity: Int = 1 << 16) {
        bytes = JSONBytes(capacity: capacity)
    }

    /// Appends one feature.
    /// - Parameters:
    ///   - identifier: writes the value of the `id` member; `nil` for a feature without one.
    ///   - properties: writes the members of `properties`, without the braces.
    public mutating func append(
        geometry index: Int, of columns: GeometryColumns, decimals: Int = 7, identifier: ((inout JSONBytes) -> Void)? = nil,
        properties: (inout JSONBytes) -> Void
    ) {
        if count > 0 { bytes.append(",\n") }
        bytes.append("{\"type\":\"Feature\"")
        if let identifier {
            bytes.append(",\"id\":")
            identifier(&bytes)
        }
        bytes.append(",\"geometry\":")
        bytes.append(geometry: index, of: columns, decimals: decimals)
        bytes.append(",\"properties\":{")
        properties(&bytes)
        bytes.append("}}")
        envelope.expand(toInclude: columns.envelope(of: index))
        count += 1
    }
}

/// A FeatureCollection, streamed: header, features, then `bbox` and the foreign members, and the file put in place by ``finish(members:)``.
///
/// With ``Layout/sequence`` one feature per line and nothing else (newline-delimited GeoJSON, RFC 8142 without the separators).
/// Without `finish` nothing of the file remains.
public final class GeoJSONWriter {
    public enum Layout: Sendable, Hashable {
        case collection
        case sequence
    }

    public private(set) var featureCount = 0
    public private(set) var envelope = Envelope.empty
    private let file: AtomicFile
    private let layout: Layout
    private let decimals: Int
    private var buffer = JSONBytes(capacity: 1 << 18)

    /// - Parameters:
    ///   - decimals: of `bbox`; as given for the geometries.
    ///   - crs: name for the `crs` member of GeoJSON 2008, for positions that are not WGS 84 longitude and latitude.
    public init(_ file: AtomicFile, layout: Layout = .collection, decimals: Int = 7, crs: String? = nil) {
        self.file = file
        self.layout = layout
        self.decimals = decimals
        guard layout == .collection else { return }
        buffer.append("{\"type\":\"FeatureCollection\",")
        if let crs {
            buffer.append("\"crs\":{\"type\":\"name\",\"properties\":{\"name\":")
            buffer.append(string: crs)
            buffer.append("}},")
        }
        buffer.append("\"features\":[\n")
    }

    public func append(_ chunk: GeoJSONChunk) throws(OutputError) {
        guard chunk.count > 0 else { return }
        if featureCount > 0 { buffer.append(layout == .collection ? ",\n" : "\n") }
        featureCount += chunk.count
        envelope.expand(toInclude: chunk.envelope)
        switch layout {
        case .collection: buffer.append(chunk.bytes)
        case .sequence: appendLines(chunk.bytes)
        }
        if buffer.count >= 1 << 18 { try file.write(draining: &buffer) }
    }

    /// A line feed cannot occur inside a feature (strings escape it), so `,` + line feed is always the border of two features.
    private func appendLines(_ bytes: JSONBytes) {
        bytes.withUnsafeBytes { raw in
            var lineStart = 0
            for i in raw.indices where raw[i] == UInt8(ascii: "\n") {
                buffer.append(UnsafeBufferPointer(rebasing: raw.bindMemory(to: UInt8.self)[lineStart..<(i - 1)]))
                buffer.append("\n")
                lineStart = i + 1
            }
            buffer.append(UnsafeBufferPointer(rebasing: raw.bindMemory(to: UInt8.self)[lineStart...]))
        }
    }

    /// Closes the collection and puts the file in place.
    /// - Parameter members: writes foreign members, each with a leading comma and a line feed if wanted: `,\n"run":{...}`.
    public func finish(members: ((inout JSONBytes) -> Void)? = nil) throws(OutputError) {
        if layout == .collection {
            buffer.append("\n]")
            if !envelope.isEmpty { appendBoundingBox() }
            members?(&buffer)
            buffer.append("}\n")
        } else if featureCount > 0 {
            buffer.append("\n")
        }
        try file.write(draining: &buffer)
        try file.commit()
    }

    private func appendBoundingBox() {
        buffer.append(",\n\"bbox\":[")
        buffer.append(position: Coordinate(envelope.minX, envelope.minY), decimals: decimals)
        buffer.append(",")
        buffer.append(position: Coordinate(envelope.maxX, envelope.maxY), decimals: decimals)
        buffer.append("]")
    }
}
