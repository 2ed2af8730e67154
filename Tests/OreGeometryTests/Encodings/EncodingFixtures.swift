import OreGeometry

enum EncodingFixtures {
    static let square = Ring([Coordinate(0, 0), Coordinate(10, 0), Coordinate(10, 10), Coordinate(0, 10), Coordinate(0, 0)])
    static let hole = Ring([Coordinate(2, 2), Coordinate(2, 3), Coordinate(3, 3), Coordinate(2, 2)])
    static let far = Ring([Coordinate(20, 0.1), Coordinate(21.5, 0), Coordinate(-0.0, 1e-7), Coordinate(20, 0.1)])
    static let donut = Polygon(exterior: square, holes: [hole])

    /// One of every kind, empty ones and a nested collection.
    static let all: [Geometry] = [
        .point(Coordinate(1.5, -2)), .point(nil),
        .lineString([Coordinate(0, 0), Coordinate(1, 0.1)]), .lineString([]),
        .polygon(donut), .polygon(Polygon(exterior: Ring([]))),
        .multiPoint([Coordinate(0, 0), Coordinate(5, 5)]), .multiPoint([]),
        .multiLineString([[Coordinate(0, 0), Coordinate(1, 1)], [Coordinate(2, 2), Coordinate(3, 4), Coordinate(4, 3)]]),
        .multiPolygon(MultiPolygon([donut, Polygon(exterior: far)])), .multiPolygon(MultiPolygon([])),
        .geometryCollection([
            .polygon(donut), .point(Coordinate(1, 1)), .geometryCollection([.lineString([Coordinate(0, 0), Coordinate(1, 1)])]),
        ]),
        .geometryCollection([]),
    ]

    /// `count` collections around nothing, little-endian.
    static func nestedWKB(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for i in 0..<count { bytes += [1, 7, 0, 0, 0, i == count - 1 ? 0 : 1, 0, 0, 0] }
        return bytes
    }

    /// A header for a blob without envelope.
    static func blob(_ wkb: [UInt8]) -> [UInt8] { [0x47, 0x50, 0, 1, 0xE6, 0x10, 0, 0] + wkb }
}
