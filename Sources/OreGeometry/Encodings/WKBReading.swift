/// Well-known binary (OGC 06-103r4, ISO 13249-3, and EWKB) to values and columns.
///
/// Reads all seven kinds in either byte order, which each element states for itself, with Z, M and an SRID in either convention. Only x and y
/// are kept. Depth and counts are bounded before anything is allocated, so memory stays in proportion to the input.
extension Geometry {
    /// Reads one geometry that fills `bytes`.
    /// - Throws: ``GeometryEncodingError`` with the byte at which reading stopped.
    public init(wkb bytes: [UInt8]) throws(GeometryEncodingError) {
        self = try bytes.withRawBytes { (raw) throws(GeometryEncodingError) in try Geometry.read(wkb: raw) }.geometry
    }

    /// Reads one geometry that fills `bytes`, with what is said beside its positions.
    public static func read(
        wkb bytes: UnsafeRawBufferPointer, from offset: Int = 0
    ) throws(GeometryEncodingError) -> (geometry: Geometry, traits: GeometryTraits) {
        var cursor = WKBCursor(bytes, from: offset)
        let header = try cursor.header()
        let geometry = try cursor.body(header, depth: 1)
        try cursor.end()
        return (geometry, header.traits)
    }
}

extension GeometryColumns {
    /// Appends the geometry of well-known binary that fills `bytes`, without an intermediate value.
    ///
    /// Empty holes and empty parts are left out; a collection is kept as the multipolygon of its polygonal members (``append(_:)``).
    /// - Throws: ``GeometryEncodingError``; then nothing was appended.
    /// - Complexity: O(n) for n bytes.
    @discardableResult
    public mutating func append(wkb bytes: UnsafeRawBufferPointer) throws(GeometryEncodingError) -> GeometryTraits {
        try append(wkb: bytes, from: 0)
    }

    /// Appends the geometry of well-known binary that fills `bytes`. See ``append(wkb:)-(UnsafeRawBufferPointer)``.
    @discardableResult
    public mutating func append(wkb bytes: [UInt8]) throws(GeometryEncodingError) -> GeometryTraits {
        try bytes.withRawBytes { (raw) throws(GeometryEncodingError) in try append(wkb: raw, from: 0) }
    }

    mutating func append(wkb bytes: UnsafeRawBufferPointer, from offset: Int) throws(GeometryEncodingError) -> GeometryTraits {
        var cursor = WKBCursor(bytes, from: offset)
        do {
            let header = try cursor.header()
            if header.kind == .geometryCollection {
                let geometry = try cursor.body(header, depth: 1)
                try cursor.end()
                append(geometry)
            } else {
                try cursor.appendBody(header, to: &self)
                try cursor.end()
                closeGeometry(header.kind)
            }
            return header.traits
        } catch {
            discardOpenGeometry()
            throw error
        }
    }
}

extension WKBCursor {
    /// The smallest member of a multi geometry: byte order, type, and a count or nothing.
    private static let smallestMember = 9

    // MARK: Columns

    /// Appends the parts of one geometry that is not a collection; the caller closes the geometry.
    fileprivate mutating func appendBody(_ header: Header, to columns: inout GeometryColumns) throws(GeometryEncodingError) {
        switch header.kind {
        case .point:
            guard let c = try pointPosition(header) else { return }
            columns.appendPosition(c)
            columns.closeRing()
            columns.closePart()
        case .lineString:
            if try appendRun(header, to: &columns) { columns.closePart() }
        case .polygon: try appendPolygon(header, to: &columns)
        case .multiPoint: try appendMembers(header, .point, to: &columns)
        case .multiLineString: try appendMembers(header, .lineString, to: &columns)
        case .multiPolygon: try appendMembers(header, .polygon, to: &columns)
        case .geometryCollection: throw error(.type(UInt32(header.kind.rawValue)), at: header.offset + 1)
        }
    }

    private mutating func appendMembers(
        _ header: Header, _ kind: GeometryKind, to columns: inout GeometryColumns
    ) throws(GeometryEncodingError) {
        for _ in 0..<(try count(of: Self.smallestMember, swaps: header.swaps)) {
            try appendBody(try memberHeader(kind), to: &columns)
        }
    }

    private mutating func appendPolygon(_ header: Header, to columns: inout GeometryColumns) throws(GeometryEncodingError) {
        let count = try count(of: 4, swaps: header.swaps)
        guard count > 0 else { return }
        guard try appendRun(header, to: &columns) else {
            // An empty exterior makes the polygon empty; its holes, if any, are read and dropped.
            var dropped: [Coordinate] = []
            for _ in 1..<count { try positions(header, to: &dropped) }
            return
        }
        for _ in 1..<count { _ = try appendRun(header, to: &columns) }
        columns.closePart()
    }

    /// Appends one run of positions as a ring; false, and no ring, when it is empty.
    private mutating func appendRun(_ header: Header, to columns: inout GeometryColumns) throws(GeometryEncodingError) -> Bool {
        let before = columns.coordinates.count
        try positions(header, to: &columns.coordinates)
        guard columns.coordinates.count > before else { return false }
        columns.closeRing()
        return true
    }

    // MARK: Values

    mutating func body(_ header: Header, depth: Int) throws(GeometryEncodingError) -> Geometry {
        guard depth <= GeometryEncodingError.maximumDepth else { throw error(.nestedTooDeep, at: header.offset) }
        switch header.kind {
        case .point: return .point(try pointPosition(header))
        case .lineString: return .lineString(try run(header))
        case .polygon: return .polygon(try polygon(header))
        case .multiPoint:
            return .multiPoint(
                try members(header, .point) { (c, h) throws(GeometryEncodingError) in try c.pointPosition(h) }.compactMap { $0 })
        case .multiLineString:
            return .multiLineString(try members(header, .lineString) { (c, h) throws(GeometryEncodingError) in try c.run(h) })
        case .multiPolygon:
            return .multiPolygon(
                MultiPolygon(try members(header, .polygon) { (c, h) throws(GeometryEncodingError) in try c.polygon(h) }))
        case .geometryCollection:
            return .geometryCollection(
                try members(header, nil) { (c, h) throws(GeometryEncodingError) in try c.body(h, depth: depth + 1) })
        }
    }

    private mutating func members<Member>(
        _ header: Header, _ kind: GeometryKind?, _ read: (inout WKBCursor, Header) throws(GeometryEncodingError) -> Member
    ) throws(GeometryEncodingError) -> [Member] {
        var result: [Member] = []
        for _ in 0..<(try count(of: Self.smallestMember, swaps: header.swaps)) {
            result.append(try read(&self, try memberHeader(kind)))
        }
        return result
    }

    private mutating func memberHeader(_ kind: GeometryKind?) throws(GeometryEncodingError) -> Header {
        let header = try header()
        if let kind, header.kind != kind { throw error(.member(expected: kind, found: header.kind), at: header.offset) }
        return header
    }

    private mutating func polygon(_ header: Header) throws(GeometryEncodingError) -> Polygon {
        var rings: [Ring] = []
        for _ in 0..<(try count(of: 4, swaps: header.swaps)) { rings.append(Ring(try run(header))) }
        guard let exterior = rings.first, !exterior.coordinates.isEmpty else { return Polygon(exterior: Ring([])) }
        return Polygon(exterior: exterior, holes: rings.dropFirst().filter { !$0.coordinates.isEmpty })
    }

    private mutating func run(_ header: Header) throws(GeometryEncodingError) -> [Coordinate] {
        var result: [Coordinate] = []
        try positions(header, to: &result)
        return result
    }
}
