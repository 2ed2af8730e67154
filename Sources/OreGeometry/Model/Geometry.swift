/// The kinds of simple features (OGC 06-103r4) that columns and values carry.
public enum GeometryKind: UInt8, Sendable, Hashable, CaseIterable {
    case point = 1
    case lineString = 2
    case polygon = 3
    case multiPoint = 4
    case multiLineString = 5
    case multiPolygon = 6
    case geometryCollection = 7

    /// Polygon or MultiPolygon: the kinds that have an area.
    @inlinable
    public var isPolygonal: Bool { self == .polygon || self == .multiPolygon }

    /// The name of the kind as GeoJSON spells it.
    public var name: String {
        switch self {
        case .point: "Point"
        case .lineString: "LineString"
        case .polygon: "Polygon"
        case .multiPoint: "MultiPoint"
        case .multiLineString: "MultiLineString"
        case .multiPolygon: "MultiPolygon"
        case .geometryCollection: "GeometryCollection"
        }
    }
}

/// A closed sequence of positions: the first equals the last, at least four of them when valid.
public struct Ring: Hashable, Sendable {
    public var coordinates: [Coordinate]

    @inlinable
    public init(_ coordinates: [Coordinate]) {
        self.coordinates = coordinates
    }

    @inlinable
    public var isClosed: Bool { coordinates.first == coordinates.last }

    public var envelope: Envelope {
        coordinates.reduce(into: .empty) { $0.expand(toInclude: $1) }
    }
}

/// One exterior ring and its holes. An empty exterior is the empty polygon.
public struct Polygon: Hashable, Sendable {
    public var exterior: Ring
    public var holes: [Ring]

    @inlinable
    public init(exterior: Ring, holes: [Ring] = []) {
        self.exterior = exterior
        self.holes = holes
    }

    /// Exterior first, then the holes.
    @inlinable
    public var rings: [Ring] { exterior.coordinates.isEmpty ? [] : [exterior] + holes }

    @inlinable
    public var isEmpty: Bool { exterior.coordinates.isEmpty }

    public var envelope: Envelope { exterior.envelope }
}

/// A set of polygons; valid when their interiors are disjoint and they touch at points only.
public struct MultiPolygon: Hashable, Sendable {
    public var polygons: [Polygon]

    @inlinable
    public init(_ polygons: [Polygon]) {
        self.polygons = polygons
    }

    @inlinable
    public var isEmpty: Bool { polygons.allSatisfy(\.isEmpty) }

    public var envelope: Envelope {
        polygons.reduce(into: .empty) { $0.expand(toInclude: $1.envelope) }
    }
}

/// Any simple feature geometry as a value: for messages, tests, conversion and `geometry batch`. Hot paths use ``GeometryColumns``.
public indirect enum Geometry: Hashable, Sendable {
    /// `nil` is the empty point.
    case point(Coordinate?)
    case lineString([Coordinate])
    case polygon(Polygon)
    case multiPoint([Coordinate])
    case multiLineString([[Coordinate]])
    case multiPolygon(MultiPolygon)
    case geometryCollection([Geometry])

    public var kind: GeometryKind {
        switch self {
        case .point: .point
        case .lineString: .lineString
        case .polygon: .polygon
        case .multiPoint: .multiPoint
        case .multiLineString: .multiLineString
        case .multiPolygon: .multiPolygon
        case .geometryCollection: .geometryCollection
        }
    }

    public var isEmpty: Bool {
        switch self {
        case .point(let c): c == nil
        case .lineString(let cs): cs.isEmpty
        case .polygon(let p): p.isEmpty
        case .multiPoint(let cs): cs.isEmpty
        case .multiLineString(let ls): ls.allSatisfy(\.isEmpty)
        case .multiPolygon(let m): m.isEmpty
        case .geometryCollection(let gs): gs.allSatisfy(\.isEmpty)
        }
    }

    /// The polygons of the geometry: those of a polygon, a multipolygon, or a collection's members; empty for other kinds.
    public var polygons: [Polygon] {
        switch self {
        case .polygon(let p): p.isEmpty ? [] : [p]
        case .multiPolygon(let m): m.polygons.filter { !$0.isEmpty }
        case .geometryCollection(let gs): gs.flatMap(\.polygons)
        default: []
        }
    }

    public var envelope: Envelope {
        switch self {
        case .point(let c): c.map { Envelope($0, $0) } ?? .empty
        case .lineString(let cs), .multiPoint(let cs): cs.reduce(into: .empty) { $0.expand(toInclude: $1) }
        case .polygon(let p): p.envelope
        case .multiLineString(let ls): ls.joined().reduce(into: .empty) { $0.expand(toInclude: $1) }
        case .multiPolygon(let m): m.envelope
        case .geometryCollection(let gs): gs.reduce(into: .empty) { $0.expand(toInclude: $1.envelope) }
        }
    }
}
