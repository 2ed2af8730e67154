import OreGeometry
import Testing

@Suite("Predicates and constructions")
struct RelateTests {
    let engine = TopologyEngine()
    static let square = "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))"

    @Test(
        "DE-9IM matrices of known pairs",
        arguments: [
            (square, "POLYGON ((2 2, 6 2, 6 6, 2 6, 2 2))", "212101212"), (square, square, "2FFF1FFF2"),
            (square, "POLYGON ((1 1, 2 1, 2 2, 1 1))", "212FF1FF2"), (square, "POLYGON ((4 0, 8 0, 8 4, 4 4, 4 0))", "FF2F11212"),
            (square, "POLYGON ((4 4, 5 4, 5 5, 4 4))", "FF2F01212"), (square, "POLYGON ((8 8, 9 8, 9 9, 8 8))", "FF2FF1212"),
            (square, "LINESTRING (-1 2, 5 2)", "1F20F1102"), (square, "POINT (0 0)", "FF20F1FF2"), (square, "POINT (1 1)", "0F2FF1FF2"),
            ("LINESTRING (0 0, 2 2)", "LINESTRING (0 2, 2 0)", "0F1FF0102"),
        ])
    func matrices(a: String, b: String, matrix: String) throws {
        let (left, right) = (try Geometry(wkt: a), try Geometry(wkt: b))
        #expect(try engine.relate(left, right) == matrix)
        #expect(try engine.relate(left, right, pattern: matrix))
        let transposed = [0, 3, 6, 1, 4, 7, 2, 5, 8].map { Array(matrix)[$0] }
        #expect(try engine.relate(right, left) == String(transposed))
    }

    @Test(
        "A pattern is nine characters of its alphabet",
        arguments: ["", "T*F**F**", "T*F**F***T", "T*F**F**X", "3********", "T*F**F**\u{301}*"])
    func patterns(pattern: String) throws {
        let a = try Geometry(wkt: Self.square)
        #expect(throws: TopologyError.invalidPattern(pattern)) { try engine.relate(a, a, pattern: pattern) }
        #expect(try engine.relate(a, a, pattern: "t*f**fff*"))
    }

    @Test("Named predicates follow the boundary rule of their definition")
    func predicates() throws {
        let square = try Geometry(wkt: Self.square)
        let edge = try Geometry(wkt: "LINESTRING (0 0, 4 0)")
        #expect(try !engine.contains(square, edge) && engine.covers(square, edge) && engine.touches(square, edge))
        #expect(try engine.coveredBy(edge, square) && !engine.within(edge, square))
        let neighbour = try Geometry(wkt: "POLYGON ((4 0, 8 0, 8 4, 4 4, 4 0))")
        #expect(try engine.touches(square, neighbour) && engine.intersects(square, neighbour) && !engine.overlaps(square, neighbour))
        let crossing = try Geometry(wkt: "LINESTRING (-1 2, 5 2)")
        #expect(try engine.crosses(crossing, square) && !engine.disjoint(crossing, square))
        let moved = try Geometry(wkt: "POLYGON ((4 4, 0 4, 0 2, 0 0, 4 0, 4 4))")
        #expect(try engine.equalsTopologically(square, moved) && engine.within(moved, square))
        #expect(try engine.overlaps(square, Geometry(wkt: "POLYGON ((2 2, 6 2, 6 6, 2 2))")))
    }

    @Test("Distance, hull, boundary, interior point and precision")
    func constructions() throws {
        let square = try Geometry(wkt: Self.square)
        #expect(try engine.planarDistance(square, Geometry(wkt: "POINT (7 8)")) == 5)
        #expect(try engine.planarDistance(square, Geometry(wkt: "POINT (1 1)")) == 0)
        #expect(try engine.planarDistance(square, Geometry(wkt: "POINT EMPTY")) == nil)
        let arrow = try Geometry(wkt: "POLYGON ((0 0, 4 0, 1 1, 0 4, 0 0))")
        #expect(TopologyFixtures.area(try engine.convexHull(arrow)) == 8)
        #expect(try engine.boundary(square).kind == .lineString)
        #expect(try engine.boundary(Geometry(wkt: "POINT (1 1)")).isEmpty)
        let inside = try #require(try engine.pointOnSurface(arrow))
        #expect(try engine.contains(arrow, .point(inside)))
        #expect(try engine.pointOnSurface(.polygon(Polygon(exterior: Ring([])))) == nil)
        #expect(try engine.reducePrecision(Geometry(wkt: "POINT (1.26 1.24)"), grid: 0.5) == .point(Coordinate(1.5, 1)))
        #expect(throws: TopologyError.invalidGrid(-1)) { try engine.reducePrecision(square, grid: -1) }
        let bowTie = try Geometry(wkt: "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
        #expect(TopologyFixtures.area(try engine.makeValid(bowTie)) == 2)
    }

    @Test("A failure keeps its own message, and the engine works on")
    func errorsAreTakenAndCleared() throws {
        let mixed = try Geometry(wkt: "GEOMETRYCOLLECTION (POINT (0 0), \(Self.square))")
        let square = try Geometry(wkt: Self.square)
        for _ in 0..<3 {
            let error = #expect(throws: TopologyError.self) { try engine.boundary(mixed) }
            #expect("\(String(describing: error))".contains("GeometryCollection"))
            #expect(try engine.covers(square, square))
        }
    }

    @Test("The union of many is dissolved; of none it is empty")
    func unaryUnion() throws {
        let row = (0..<50).map { Geometry.polygon(Polygon(exterior: TopologyFixtures.box(Double($0), 0, Double($0) + 1, 1))) }
        let union = try engine.unaryUnion(row)
        #expect(union.polygons.count == 1 && TopologyFixtures.area(union) == 50)
        #expect(try engine.unaryUnion([]).isEmpty)
    }
}
