import OreGeometry
import TestSupport
import Testing

@Suite("Well-known text")
struct WKTTests {
    @Test("Every kind reads back as it was written", arguments: EncodingFixtures.all)
    func roundTrip(geometry: Geometry) throws {
        #expect(try Geometry(wkt: geometry.wkt()) == geometry, "\(geometry.wkt())")
        #expect(try Geometry(wellKnown: " " + geometry.wkt()) == geometry)
        #expect(try Geometry(wellKnown: geometry.hexWKB() + "\n") == geometry)
    }

    @Test("Numbers are written short and read back exactly")
    func numbers() throws {
        #expect(Geometry.point(Coordinate(1, -0.1)).wkt() == "POINT (1 -0.1)")
        var generator = SplitMix(seed: 99)
        for round in 0..<20_000 {
            let c = Coordinate(Double(bitPattern: generator.next()), Double.random(in: -180...180, using: &generator))
            guard c.isFinite else { continue }
            #expect(try Geometry(wkt: Geometry.point(c).wkt()) == .point(c), "round \(round)")
            let fixed = "POINT (\(Int(c.y)).\(generator.next() % 10_000_000_000) 1)"
            let digits = fixed.dropFirst(7).prefix { $0 != " " }
            #expect(try Geometry(wkt: fixed) == .point(Coordinate(try #require(Double(String(digits))), 1)), "round \(round)")
        }
    }

    @Test(
        "Spellings that other programs write are read",
        arguments: [
            ("point(1 2)", "POINT (1 2)"), ("  POINT Z ( 1 2 3 ) ", "POINT (1 2)"), ("POINTZM(1 2 3 4)", "POINT (1 2)"),
            ("Point M (1e0 +2 3)", "POINT (1 2)"), ("POINT (1. .5)", "POINT (1 0.5)"), ("POINT (1 2 3)", "POINT (1 2)"),
            ("SRID=4326;POINT(1 2)", "POINT (1 2)"), ("MULTIPOINT (1 2, 3 4)", "MULTIPOINT ((1 2), (3 4))"),
            ("MULTIPOINT ((1 2), EMPTY, (3 4))", "MULTIPOINT ((1 2), (3 4))"), ("polygon z empty", "POLYGON EMPTY"),
            ("LINESTRING\n(0 0,\t1 1)", "LINESTRING (0 0, 1 1)"), ("POLYGON EMPTY", "POLYGON EMPTY"),
            ("GEOMETRYCOLLECTION (POINT Z (1 2 3), LINESTRING (0 0, 1 1))", "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))"),
            ("MULTIPOLYGON (EMPTY, ((0 0, 1 0, 1 1, 0 0)))", "MULTIPOLYGON (EMPTY, ((0 0, 1 0, 1 1, 0 0)))"),
        ])
    func spellings(text: String, expected: String) throws {
        #expect(try Geometry(wkt: text).wkt() == expected)
    }

    @Test("The SRID and the dimensions are told")
    func traits() throws {
        #expect(try Geometry.read(wkt: "srid=4490; POINT ZM (1 2 3 4)").traits == GeometryTraits(hasZ: true, hasM: true, srid: 4490))
        #expect(Geometry.point(nil).wkt(srid: 32720) == "SRID=32720;POINT EMPTY")
    }

    @Test(
        "A refusal says what was expected, and where",
        arguments: [
            ("", 0), ("CIRCLE (1 2)", 0), ("POINT 1 2", 6), ("POINT (1)", 8), ("POINT (1 2", 10), ("POINT (1 2))", 11),
            ("POINT (1 2) x", 12), ("POINT (1,2)", 8), ("POINT Z (1 2)", 12), ("LINESTRING (0 0, 1 1 1)", 21), ("POINT (a 2)", 7),
            ("POINT (1e 2)", 9), ("POINT (- 2)", 7), ("SRID=x;POINT(1 2)", 5), ("POLYGON ((0 0, 1 1), )", 21), ("POINT (\u{0} 1)", 7),
            ("0102", 0),
        ])
    func refusals(text: String, offset: Int) {
        do {
            _ = try Geometry(wkt: text)
            Issue.record("accepted \(text)")
        } catch {
            #expect(error.offset == offset, "\(text): \(error)")
        }
    }

    @Test("Numbers that are not finite are refused", arguments: ["NaN", "inf", "-Infinity", "1e309", "-1e99999999999999999999"])
    func nonFinite(number: String) {
        #expect(throws: GeometryEncodingError(.nonFinite, at: 7)) { try Geometry(wkt: "POINT (\(number) 0)") }
    }

    @Test("100,000 nested collections are refused")
    func nesting() {
        let collections = String(repeating: "GEOMETRYCOLLECTION(", count: 100_000)
        #expect(throws: GeometryEncodingError(.nestedTooDeep, at: 19 * 32)) { try Geometry(wkt: collections) }
        #expect(throws: GeometryEncodingError.self) { try Geometry(wkt: "MULTIPOLYGON " + String(repeating: "(", count: 100_000)) }
    }

    @Test("Truncation and mutation give a geometry or a typed error")
    func mutation() {
        let seed: UInt64 = 31_337
        var generator = SplitMix(seed: seed)
        let marks = Array("(),.-+eEZ0 9NMSRID=;".utf8)
        for geometry in EncodingFixtures.all {
            let text = geometry.wkt(srid: 4326)
            for length in 0..<text.utf8.count { #expect(throws: GeometryEncodingError.self) { try Geometry(wkt: text.prefix(length)) } }
            for _ in 0..<500 {
                var bytes = Array(text.utf8)
                for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = marks.randomElement(using: &generator) ?? 0 }
                _ = try? Geometry(wkt: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}
