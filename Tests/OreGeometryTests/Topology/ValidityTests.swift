import OreGeometry
import Testing

@Suite("Validity with the ring and the position at fault")
struct ValidityTests {
    let engine = TopologyEngine()

    struct Case: Sendable, CustomTestStringConvertible {
        var wkt: String
        var kind: ValidityDefect.Kind
        var at: Coordinate?
        var ring: RingPosition?

        init(_ wkt: String, _ kind: ValidityDefect.Kind, _ at: Coordinate?, part: Int = 0, ring: Int) {
            (self.wkt, self.kind, self.at) = (wkt, kind, at)
            self.ring = RingPosition(part: part, ring: ring)
        }

        var testDescription: String { kind.rawValue }
    }

    @Test(
        "Each defect is named, with its ring and place",
        arguments: [
            Case("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", .selfIntersection, Coordinate(1, 1), ring: 0),
            Case("POLYGON ((0 0, 2 2, 4 0, 4 4, 2 2, 0 4, 0 0))", .ringSelfIntersection, Coordinate(2, 2), ring: 0),
            Case(
                "MULTIPOLYGON (((20 0, 21 0, 21 1, 20 0)), ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1), (4 4, 6 6, 6 4, 4 6, 4 4)))",
                .selfIntersection, Coordinate(5, 5), part: 1, ring: 2),
            Case("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 2, 2 2, 1 1), (20 1, 20 2, 22 2, 20 1))", .holeOutsideShell, nil, ring: 2),
            Case("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 8, 8 8, 8 1, 1 1), (3 3, 3 4, 4 4, 3 3))", .nestedHoles, nil, ring: 2),
            Case(
                "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (5 0, 0 5, 5 10, 10 5, 5 0))", .disconnectedInterior, nil, ring: 0),
            Case("POLYGON ((0 0, 1 0, 0 0))", .tooFewPoints, Coordinate(0, 0), ring: 0),
            Case("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 2, 2 2))", .ringNotClosed, Coordinate(2, 2), ring: 1),
        ])
    func kinds(_ example: Case) throws {
        let defect = try #require(engine.validity(of: try Geometry(wkt: example.wkt)))
        #expect(defect.kind == example.kind, "\(defect)")
        if let at = example.at { #expect(defect.coordinate == at) }
        if example.kind != .disconnectedInterior { #expect(defect.ring == example.ring, "\(defect)") }
        #expect(defect.ring != nil && defect.coordinate != nil)
    }

    @Test("A shell inside another, and the same part twice, are defects")
    func shells() throws {
        let nested = "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((1 1, 2 1, 2 2, 1 1)))"
        #expect(engine.validity(of: try Geometry(wkt: nested))?.kind == .nestedShells)
        let twice = "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((0 0, 9 0, 9 9, 0 0)))"
        #expect(engine.validity(of: try Geometry(wkt: twice)) != nil)
    }

    @Test("Positions that cannot be computed with are found before GEOS looks", arguments: [Double.nan, .infinity, 1e308])
    func numbers(value: Double) {
        let ring = Ring([Coordinate(0, 0), Coordinate(1, 0), Coordinate(value, 1), Coordinate(0, 0)])
        let defect = engine.validity(of: .polygon(Polygon(exterior: ring)))
        #expect(defect?.kind == (value.isFinite ? .outOfRange : .nonFinite))
        #expect(defect?.ring == RingPosition(part: 0, ring: 0))
    }

    @Test(
        "Valid and empty geometries have no defect, collections are searched",
        arguments: [
            ("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (0 0, 1 2, 2 1, 0 0))", true), ("POLYGON EMPTY", true),
            ("GEOMETRYCOLLECTION EMPTY", true),
            ("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((1 1, 2 1, 2 2, 1 1)))", true), ("LINESTRING (0 0, 1 1, 0 1, 1 0)", true),
            ("LINESTRING (0 0, 0 0)", false), ("GEOMETRYCOLLECTION (POINT (0 0), POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0)))", false),
        ])
    func valid(wkt: String, isValid: Bool) throws {
        #expect((engine.validity(of: try Geometry(wkt: wkt)) == nil) == isValid)
    }
}
