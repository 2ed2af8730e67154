internal import CPROJ

/// GeographicLib's geodesic routines, as PROJ carries them, on one ellipsoid.
struct GeodesicLine {
    private var geodesic = geod_geodesic()

    init(_ ellipsoid: Ellipsoid) {
        geod_init(&geodesic, ellipsoid.semiMajorAxis, ellipsoid.flattening)
    }

    /// The area in square metres inside a closed ring of degrees, whichever way it runs, also around a pole.
    func area(of ring: UnsafeBufferPointer<Coordinate>) -> Double {
        var latitudes = ring.dropLast().map(\.y)
        var longitudes = ring.dropLast().map(\.x)
        var area = 0.0
        withUnsafePointer(to: geodesic) {
            geod_polygonarea($0, &latitudes, &longitudes, Int32(latitudes.count), &area, nil)
        }
        return abs(area)
    }

    /// The distance in metres.
    func distance(_ a: Coordinate, _ b: Coordinate) -> Double {
        var distance = 0.0
        withUnsafePointer(to: geodesic) { geod_inverse($0, a.y, a.x, b.y, b.x, &distance, nil, nil) }
        return distance
    }

    /// The length in metres of a sequence of edges.
    func length(along positions: UnsafeBufferPointer<Coordinate>) -> Double {
        zip(positions, positions.dropFirst()).reduce(0) { $0 + distance($1.0, $1.1) }
    }
}
