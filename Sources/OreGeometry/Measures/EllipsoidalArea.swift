/// Areas and perimeters of longitude/latitude polygons on an ellipsoid, with geodesic edges as GeographicLib defines them.
///
/// Positions are degrees, longitude first, on this ellipsoid. An edge is the shortest geodesic between its ends, so a longitude difference
/// above 180 degrees means the short way across the antimeridian. Orientation does not matter: holes are subtracted from their exterior.
///
/// A ring is measured in the equal-area plane (longitude, authalic ordinate) with a third-order correction from the straight edge of that
/// plane to the geodesic (``AuthalicPlane``). Each edge adds to a bound of what that correction leaves out; when the sum exceeds half of
/// 1e-9 of the ring's area and half of 0.001 m2, or the ring comes within 5 degrees of a pole or spans more than 90 degrees of longitude,
/// the ring is measured again by GeographicLib's own algorithm (C. F. F. Karney, "Algorithms for geodesics", 2013), at 0.6 us a position.
public struct EllipsoidalArea: Sendable {
    /// The ellipsoid the positions refer to.
    public let ellipsoid: Ellipsoid

    private let plane: AuthalicPlane

    public init(_ ellipsoid: Ellipsoid) {
        self.ellipsoid = ellipsoid
        plane = AuthalicPlane(ellipsoid)
    }

    /// The area in square metres of geometry `index`, a valid polygon or multipolygon in degrees; 0 for other kinds and for none.
    /// - Complexity: O(positions); about 6 ns each for rings that span at most 1 degree of latitude.
    public func area(of index: Int, in columns: GeometryColumns) -> Double {
        guard columns.kinds[index]?.isPolygonal == true else { return 0 }
        var total = 0.0
        columns.coordinates.withUnsafeBufferPointer { coordinates in
            for part in columns.parts(of: index) {
                var isExterior = true
                for ring in columns.rings(ofPart: part) {
                    let area = ringArea(UnsafeBufferPointer(rebasing: coordinates[columns.positions(ofRing: ring)]))
                    total += isExterior ? area : -area
                    isExterior = false
                }
            }
        }
        return total
    }

    /// The area in square metres inside one closed ring, whichever way it runs; 0 with fewer than three edges.
    public func area(of ring: Ring) -> Double {
        ring.coordinates.withUnsafeBufferPointer(ringArea)
    }

    /// The area in square metres of a polygon: its exterior less its holes.
    public func area(of polygon: Polygon) -> Double {
        polygon.holes.reduce(area(of: polygon.exterior)) { $0 - area(of: $1) }
    }

    /// The area in square metres of the polygons of a geometry; 0 when it has none. Overlapping polygons count each.
    public func area(of geometry: Geometry) -> Double {
        geometry.polygons.reduce(0) { $0 + area(of: $1) }
    }

    /// The length in metres of all rings of geometry `index` (of its lines, for line strings), along geodesics; 0 for points and none.
    /// - Complexity: 0.6 us a position (GeographicLib's inverse problem).
    public func perimeter(of index: Int, in columns: GeometryColumns) -> Double {
        switch columns.kinds[index] {
        case .none, .point, .multiPoint: return 0
        default: break
        }
        let geodesic = GeodesicLine(ellipsoid)
        return columns.coordinates.withUnsafeBufferPointer { coordinates in
            columns.rings(of: index).reduce(0) { sum, ring in
                sum + geodesic.length(along: UnsafeBufferPointer(rebasing: coordinates[columns.positions(ofRing: ring)]))
            }
        }
    }

    /// The length in metres of all rings of a polygon along geodesics.
    public func perimeter(of polygon: Polygon) -> Double {
        let geodesic = GeodesicLine(ellipsoid)
        return polygon.rings.reduce(0) { $0 + $1.coordinates.withUnsafeBufferPointer(geodesic.length(along:)) }
    }

    /// The geodesic distance in metres between two positions in degrees.
    public func distance(_ a: Coordinate, _ b: Coordinate) -> Double {
        GeodesicLine(ellipsoid).distance(a, b)
    }

    private func ringArea(_ ring: UnsafeBufferPointer<Coordinate>) -> Double {
        guard ring.count >= 4 else { return 0 }
        return plane.area(of: ring) ?? GeodesicLine(ellipsoid).area(of: ring)
    }
}

extension Polygon {
    /// The area in square metres on `ellipsoid`, positions in degrees of longitude and latitude; see ``EllipsoidalArea``.
    public func ellipsoidalArea(on ellipsoid: Ellipsoid) -> Double { EllipsoidalArea(ellipsoid).area(of: self) }
}

extension Geometry {
    /// The area in square metres on `ellipsoid` of the geometry's polygons, positions in degrees; 0 when it has none.
    public func ellipsoidalArea(on ellipsoid: Ellipsoid) -> Double { EllipsoidalArea(ellipsoid).area(of: self) }
}
