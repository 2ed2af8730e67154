/// The geometries of a batch of features in columns: one contiguous coordinate buffer and three levels of offsets.
///
/// The layout is GeoArrow's multipolygon layout, used for every kind:
/// geometry `i` owns the parts `partOffsets[i] ..< partOffsets[i + 1]`, part `p` owns the rings `ringOffsets[p] ..< ringOffsets[p + 1]`,
/// ring `r` owns the positions `coordinateOffsets[r] ..< coordinateOffsets[r + 1]`.
/// A polygon is one part (exterior ring first), a multipolygon many; a line string is one part with one ring of positions, a multi line
/// string one part per line; a point is one part with one ring of one position, a multi point one part per position.
/// A feature without geometry, an empty geometry or a geometry collection that has no polygonal reading has no parts.
///
/// Transforms, areas and envelopes are single passes over ``coordinates``. A batch holds fewer than 2^32 positions.
public struct GeometryColumns: Sendable {
    /// The kind of each geometry; `nil` where the feature has none.
    public private(set) var kinds: [GeometryKind?]
    public private(set) var partOffsets: [UInt32]
    public private(set) var ringOffsets: [UInt32]
    public private(set) var coordinateOffsets: [UInt32]
    /// Every position of the batch, x (easting, longitude) first. Whole-batch transforms rewrite it in place.
    public var coordinates: [Coordinate]

    public init() {
        kinds = []
        partOffsets = [0]
        ringOffsets = [0]
        coordinateOffsets = [0]
        coordinates = []
    }

    /// The number of geometries (features), empty ones included.
    @inlinable
    public var count: Int { kinds.count }

    @inlinable
    public func parts(of geometry: Int) -> Range<Int> { Int(partOffsets[geometry])..<Int(partOffsets[geometry + 1]) }

    @inlinable
    public func rings(ofPart part: Int) -> Range<Int> { Int(ringOffsets[part])..<Int(ringOffsets[part + 1]) }

    @inlinable
    public func positions(ofRing ring: Int) -> Range<Int> { Int(coordinateOffsets[ring])..<Int(coordinateOffsets[ring + 1]) }

    /// All rings of a geometry, over its parts.
    @inlinable
    public func rings(of geometry: Int) -> Range<Int> {
        Int(ringOffsets[Int(partOffsets[geometry])])..<Int(ringOffsets[Int(partOffsets[geometry + 1])])
    }

    /// All positions of a geometry, over its rings.
    @inlinable
    public func positions(of geometry: Int) -> Range<Int> {
        let rings = rings(of: geometry)
        return Int(coordinateOffsets[rings.lowerBound])..<Int(coordinateOffsets[rings.upperBound])
    }

    /// The envelope of one geometry; empty when it has no position. Cost: one pass over its positions.
    public func envelope(of geometry: Int) -> Envelope {
        var result = Envelope.empty
        for i in positions(of: geometry) { result.expand(toInclude: coordinates[i]) }
        return result
    }

    // MARK: Building: positions, then close the ring, the part, the geometry

    public mutating func reserveCapacity(geometries: Int, positions: Int) {
        kinds.reserveCapacity(geometries)
        partOffsets.reserveCapacity(geometries + 1)
        ringOffsets.reserveCapacity(geometries + 1)
        coordinateOffsets.reserveCapacity(geometries + 1)
        coordinates.reserveCapacity(positions)
    }

    @inlinable
    public mutating func appendPosition(_ c: Coordinate) { coordinates.append(c) }

    /// Appends positions that lie in memory, in order.
    @inlinable
    public mutating func appendPositions(_ positions: UnsafeBufferPointer<Coordinate>) { coordinates.append(contentsOf: positions) }

    public mutating func closeRing() { coordinateOffsets.append(UInt32(coordinates.count)) }

    public mutating func closePart() { ringOffsets.append(UInt32(coordinateOffsets.count - 1)) }

    public mutating func closeGeometry(_ kind: GeometryKind?) {
        kinds.append(kind)
        partOffsets.append(UInt32(ringOffsets.count - 1))
    }

    /// Takes back everything since the last ``closeGeometry(_:)``: for a reader that meets a fault inside a feature.
    public mutating func discardOpenGeometry() {
        ringOffsets.removeLast(ringOffsets.count - 1 - Int(partOffsets[partOffsets.count - 1]))
        coordinateOffsets.removeLast(coordinateOffsets.count - 1 - Int(ringOffsets[ringOffsets.count - 1]))
        coordinates.removeLast(coordinates.count - Int(coordinateOffsets[coordinateOffsets.count - 1]))
    }

    /// Appends a geometry value. A geometry collection is kept as the multipolygon of its polygonal members, and as a geometry without
    /// parts when it has none.
    public mutating func append(_ geometry: Geometry?) {
        switch geometry {
        case .point(let c): if let c { appendPart([[c]]) }
        case .lineString(let cs): if !cs.isEmpty { appendPart([cs]) }
        case .polygon(let p): if !p.isEmpty { appendPart(p.rings.map(\.coordinates)) }
        case .multiPoint(let cs): for c in cs { appendPart([[c]]) }
        case .multiLineString(let ls): for l in ls where !l.isEmpty { appendPart([l]) }
        case .multiPolygon, .geometryCollection:
            for p in geometry?.polygons ?? [] { appendPart(p.rings.map(\.coordinates)) }
            let isReadAsMultiPolygon = Int(partOffsets[partOffsets.count - 1]) < ringOffsets.count - 1
            closeGeometry(isReadAsMultiPolygon ? .multiPolygon : geometry?.kind)
            return
        case nil: break
        }
        closeGeometry(geometry?.kind)
    }

    private mutating func appendPart(_ rings: [[Coordinate]]) {
        for ring in rings {
            coordinates.append(contentsOf: ring)
            closeRing()
        }
        closePart()
    }

    /// Appends geometry `index` of another batch unchanged. Cost: one copy of its positions.
    public mutating func append(_ index: Int, of other: GeometryColumns) {
        for part in other.parts(of: index) {
            for ring in other.rings(ofPart: part) {
                coordinates.append(contentsOf: other.coordinates[other.positions(ofRing: ring)])
                closeRing()
            }
            closePart()
        }
        closeGeometry(other.kinds[index])
    }

    // MARK: Reading one geometry as a value

    /// Geometry `index` as a value; `nil` when the feature has none. Cost: one copy of its positions.
    public func geometry(at index: Int) -> Geometry? {
        guard let kind = kinds[index] else { return nil }
        func lines() -> [[Coordinate]] { rings(of: index).map { Array(coordinates[positions(ofRing: $0)]) } }
        switch kind {
        case .point: return .point(coordinates[positions(of: index)].first)
        case .lineString: return .lineString(lines().first ?? [])
        case .multiPoint: return .multiPoint(Array(coordinates[positions(of: index)]))
        case .multiLineString: return .multiLineString(lines())
        case .polygon: return .polygon(polygons(at: index).first ?? Polygon(exterior: Ring([])))
        case .multiPolygon: return .multiPolygon(MultiPolygon(polygons(at: index)))
        case .geometryCollection: return .geometryCollection([])
        }
    }

    /// The polygons of geometry `index`; empty for other kinds.
    public func polygons(at index: Int) -> [Polygon] {
        guard kinds[index]?.isPolygonal == true else { return [] }
        return parts(of: index).map { part in
            let rings = rings(ofPart: part).map { Ring(Array(coordinates[positions(ofRing: $0)])) }
            return Polygon(exterior: rings.first ?? Ring([]), holes: Array(rings.dropFirst()))
        }
    }
}
