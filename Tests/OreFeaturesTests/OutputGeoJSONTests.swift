import Foundation
import OreFeatures
import OreGeometry
import TestSupport
import Testing

@Suite("Writing GeoJSON")
struct OutputGeoJSONTests {
    private func text(_ geometry: Geometry?) -> String {
        var columns = GeometryColumns()
        // Not the first geometry, so that offsets count.
        columns.append(.point(Coordinate(9, 9)))
        columns.append(geometry)
        var bytes = JSONBytes(capacity: 1)
        bytes.append(geometry: 1, of: columns)
        return bytes.text
    }

    private func ring(_ positions: (Double, Double)...) -> Ring { Ring(positions.map { Coordinate($0.0, $0.1) }) }

    @Test("Exterior rings are written counter-clockwise and holes clockwise, whichever way they came")
    func rightHandRule() {
        let clockwise = Polygon(exterior: ring((0, 0), (0, 9), (9, 9), (9, 0), (0, 0)), holes: [ring((1, 1), (2, 1), (2, 2), (1, 1))])
        let expected =
            #"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}"#
        #expect(text(.polygon(clockwise)) == expected)
        let right = Polygon(exterior: ring((0, 0), (9, 0), (9, 9), (0, 9), (0, 0)), holes: [ring((1, 1), (2, 2), (2, 1), (1, 1))])
        #expect(text(.polygon(right)) == expected)
    }

    @Test("A multipolygon with one part is a Polygon, with two a MultiPolygon")
    func parts() {
        let a = Polygon(exterior: ring((0, 0), (1, 0), (0, 1), (0, 0)))
        let b = Polygon(exterior: ring((5, 5), (6, 5), (5, 6), (5, 5)))
        #expect(text(.multiPolygon(MultiPolygon([a]))) == #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,1],[0,0]]]}"#)
        #expect(
            text(.multiPolygon(MultiPolygon([a, b])))
                == #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[0,1],[0,0]]],[[[5,5],[6,5],[5,6],[5,5]]]]}"#)
    }

    @Test("Points, lines and their multi forms; a missing geometry is null")
    func otherKinds() {
        let c = [Coordinate(1, 2), Coordinate(3.5, -4)]
        #expect(text(.point(c[0])) == #"{"type":"Point","coordinates":[1,2]}"#)
        #expect(text(.lineString(c)) == #"{"type":"LineString","coordinates":[[1,2],[3.5,-4]]}"#)
        #expect(text(.multiPoint(c)) == #"{"type":"MultiPoint","coordinates":[[1,2],[3.5,-4]]}"#)
        #expect(text(.multiLineString([c, c])).hasPrefix(#"{"type":"MultiLineString","coordinates":[[[1,2],[3.5,-4]],[[1"#))
        #expect(text(nil) == "null")
        #expect(text(.point(nil)) == "null")
    }

    @Test("A collection is one JSON object with features, bbox and foreign members; a sequence one feature per line")
    func layouts() throws {
        let folder = try TemporaryFolder()
        var columns = GeometryColumns()
        for x in 0..<5 { columns.append(.point(Coordinate(Double(x), 1))) }
        for layout in [GeoJSONWriter.Layout.collection, .sequence] {
            let writer = GeoJSONWriter(try AtomicFile(folder.path("f")), layout: layout)
            try writer.append(GeoJSONChunk())
            for range in [0..<2, 2..<5] {
                var chunk = GeoJSONChunk()
                for i in range {
                    chunk.append(geometry: i, of: columns, identifier: { $0.append(string: "id\(i)") }) { bytes in
                        bytes.append("\"name\":")
                        bytes.append(string: "line\nfeed,\n\(i)")
                    }
                }
                try writer.append(chunk)
            }
            try writer.finish { $0.append(",\n\"run\":{\"n\":1}") }
            let data = try Data(contentsOf: URL(filePath: folder.path("f")))
            switch layout {
            case .collection:
                let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
                #expect((object["features"] as? [Any])?.count == 5)
                #expect(object["bbox"] as? [Double] == [0, 1, 4, 1])
                #expect(object["run"] as? [String: Int] == ["n": 1])
            case .sequence:
                let lines = data.split(separator: 0x0A)
                #expect(lines.count == 5)
                for line in lines { #expect(try JSONSerialization.jsonObject(with: line) is [String: Any]) }
            }
        }
    }

    @Test("An empty collection is still a valid one")
    func empty() throws {
        let folder = try TemporaryFolder()
        try GeoJSONWriter(try AtomicFile(folder.path("f"))).finish()
        let object = try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(filePath: folder.path("f")))) as? [String: Any]
        #expect((object?["features"] as? [Any])?.isEmpty == true)
    }
}

@Suite("Rounding to the decimals that are written")
struct OutputRoundingTests {
    @Test("Repeated positions and collapsed holes go; the rest is unchanged")
    func collapse() {
        var columns = GeometryColumns()
        let hole = Ring([Coordinate(0.2, 0.2), Coordinate(0.20000001, 0.2), Coordinate(0.2, 0.20000001), Coordinate(0.2, 0.2)])
        let exterior = Ring([
            Coordinate(0, 0), Coordinate(1, 0), Coordinate(1.00000001, 0), Coordinate(1, 1), Coordinate(0, 0),
        ])
        columns.append(.polygon(Polygon(exterior: exterior, holes: [hole])))
        let rounding = DecimalRounding(engine: TopologyEngine())
        var result = GeometryColumns()
        #expect(rounding.append(0, of: columns, to: &result) == .rounded)
        let expected = Ring([Coordinate(0, 0), Coordinate(1, 0), Coordinate(1, 1), Coordinate(0, 0)])
        #expect(result.geometry(at: 0) == .polygon(Polygon(exterior: expected)))
    }

    @Test("A sliver thinner than the grid collapses to a geometry without parts")
    func sliver() {
        var columns = GeometryColumns()
        columns.append(.polygon(Polygon(exterior: Ring([Coordinate(0, 0), Coordinate(1e-8, 0), Coordinate(0, 1e-8), Coordinate(0, 0)]))))
        var result = GeometryColumns()
        #expect(DecimalRounding(engine: TopologyEngine()).append(0, of: columns, to: &result) == .collapsed)
        #expect(result.count == 1)
        #expect(result.parts(of: 0).isEmpty)
    }

    @Test("Random thin stars stay valid after rounding, and rounding again changes nothing")
    func staysValid() {
        var random = SplitMix(seed: 11)
        let engine = TopologyEngine()
        let rounding = DecimalRounding(engine: engine)
        var repaired = 0
        for round in 0..<2000 {
            var columns = GeometryColumns()
            var ring: [Coordinate] = []
            for k in 0..<60 {
                let radius = Double.random(in: 4e-7...4e-6, using: &random)
                let angle = Double(k) / 60 * 2 * .pi
                ring.append(Coordinate(100 + radius * cos(angle), 20 + radius * sin(angle)))
            }
            ring.append(ring[0])
            columns.append(.polygon(Polygon(exterior: Ring(ring))))
            guard engine.validity(of: 0, in: columns) == nil else { continue }
            var result = GeometryColumns()
            let outcome = rounding.append(0, of: columns, to: &result)
            #expect(outcome != .unsound, "seed 11 round \(round)")
            if outcome == .repaired { repaired += 1 }
            if !result.parts(of: 0).isEmpty {
                #expect(engine.validity(of: 0, in: result) == nil, "seed 11 round \(round)")
                #expect(rounding.rounded(0, of: result).coordinates == result.coordinates)
            }
        }
        #expect(repaired > 3)
    }
}
