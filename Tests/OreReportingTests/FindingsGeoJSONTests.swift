import Foundation
import OreDetection
import OreGeometry
import Testing

@testable import OreReporting

@Suite("Findings as GeoJSON")
struct FindingsGeoJSONTests {
    private func collection(_ batches: [FindingBatch]) throws -> String {
        var bytes: [UInt8] = []
        var writer = try FindingsGeoJSONWriter { bytes += $0 }
        for batch in batches { try writer.append(FindingsEncoder().encode(batch)) }
        try writer.finish(Sample.run())
        return String(decoding: bytes, as: UTF8.self)
    }

    private func batch(_ findings: [(Finding, Geometry)]) -> FindingBatch {
        var batch = FindingBatch()
        for (finding, geometry) in findings {
            batch.findings.append(finding)
            batch.geometry.append(geometry)
        }
        return batch
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func squareBatch(_ ids: [String]) -> FindingBatch {
        batch(ids.enumerated().map { (Sample.finding($1), Sample.polygon(Sample.square(115 + Double($0) / 10, 25, 0.01))) })
    }

    @Test("Properties stand in the published order, and a member without a value is null")
    func order() throws {
        let text = try collection([squareBatch(["a"])])
        var position = text.startIndex
        for field in FindingField.allCases.dropFirst() {
            let found = try #require(
                text.range(of: "\"\(field.rawValue)\":", range: position..<text.endIndex), "\(field) missing or out of order")
            position = found.upperBound
        }
        let features = try #require(try object(text)["features"] as? [[String: Any]])
        let properties = try #require(features[0]["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(FindingField.allCases.dropFirst().map(\.rawValue)))
        #expect(properties["probability"] is NSNull)
        #expect(properties["label_point"] is NSNull)
        #expect(features[0]["id"] as? String == "a")
    }

    @Test("Every filled field reads back with its value")
    func values() throws {
        let full = Sample.fullFinding()
        let text = try collection([batch([(full, Sample.polygon(Sample.square(115, 25, 0.01)))])])
        let features = try #require(try object(text)["features"] as? [[String: Any]])
        let properties = try #require(features[0]["properties"] as? [String: Any])
        #expect(properties["holder"] as? String == full.holder)
        #expect(properties["licence_ids"] as? [String] == ["L-1", "L,2"])
        #expect(properties["reasons"] as? [String] == ["default_position_error", "date_within_period"])
        #expect(properties["outside_area_interval_m2"] as? [Double] == [9000, 13000])
        #expect(properties["label_point"] as? [Double] == [115.1234568, 24.9876543])
        #expect(properties["probability"] as? Double == 0.9877)
        #expect(properties["observed_at"] as? String == "2025-06-30")
        #expect(properties["severity"] as? Int == 71)
    }

    @Test("The straight-line encoder agrees with the field table on every value", arguments: FindingField.allCases.dropFirst())
    func agreement(field: FindingField) throws {
        let full = Sample.fullFinding()
        let text = try collection([batch([(full, Sample.polygon(Sample.square(115, 25, 0.01)))])])
        let features = try #require(try object(text)["features"] as? [[String: Any]])
        let value = try #require((features[0]["properties"] as? [String: Any])?[field.rawValue])
        switch field.value(of: full) {
        case .none: #expect(value is NSNull)
        case .text(let text): #expect(value as? String == text)
        case .integer(let number): #expect(value as? Int == number)
        case .number(let number, let decimals): #expect(abs((value as? Double ?? .nan) - number) <= pow(10, -Double(decimals)))
        case .texts(let texts): #expect(value as? [String] == texts)
        case .numbers(let numbers, let decimals):
            for (a, b) in zip(try #require(value as? [Double]), numbers) { #expect(abs(a - b) <= pow(10, -Double(decimals))) }
        }
    }

    @Test("The bbox is exactly that of the rounded coordinates; there is none without findings, and never a crs member")
    func boundingBox() throws {
        let geometry = Sample.polygon([
            Coordinate(115.00000004, 25.00000006), Coordinate(115.1, 25), Coordinate(115.123456789, 25.2),
            Coordinate(115.00000004, 25.00000006),
        ])
        let root = try object(try collection([batch([(Sample.finding("a"), geometry)])]))
        #expect(root["bbox"] as? [Double] == [115, 25, 115.1234568, 25.2])
        #expect(root["crs"] == nil)
        let empty = try object(try collection([]))
        #expect(empty["bbox"] == nil)
        #expect((empty["features"] as? [Any])?.isEmpty == true)
        #expect(empty["run"] != nil)
    }

    @Test("Exterior rings are counter-clockwise and holes clockwise, whatever came in")
    func rightHandRule() throws {
        let clockwise = Array(Sample.square(115, 25, 0.1).reversed())
        let hole = Sample.square(115.02, 25.02, 0.02)
        let geometry = Geometry.polygon(Polygon(exterior: Ring(clockwise), holes: [Ring(hole)]))
        let root = try object(try collection([batch([(Sample.finding("a"), geometry)])]))
        let features = try #require(root["features"] as? [[String: Any]])
        let rings = try #require((features[0]["geometry"] as? [String: Any])?["coordinates"] as? [[[Double]]])
        func area(_ ring: [[Double]]) -> Double { zip(ring, ring.dropFirst()).reduce(0) { $0 + $1.0[0] * $1.1[1] - $1.1[0] * $1.0[1] } }
        #expect(area(rings[0]) > 0)
        #expect(area(rings[1]) < 0)
    }

    @Test("A part that rounding flattens is left out; a finding that it flattens altogether has a null geometry")
    func flattened() throws {
        let sliver = Sample.square(115, 25, 1e-9)
        let both = Geometry.multiPolygon(
            MultiPolygon([Polygon(exterior: Ring(sliver)), Polygon(exterior: Ring(Sample.square(116, 25, 0.1)))]))
        let root = try object(try collection([batch([(Sample.finding("a"), both), (Sample.finding("b"), Sample.polygon(sliver))])]))
        let features = try #require(root["features"] as? [[String: Any]])
        #expect((features[0]["geometry"] as? [String: Any])?["type"] as? String == "Polygon")
        #expect(features[1]["geometry"] is NSNull)
    }

    @Test("The bytes do not depend on how findings fall into batches")
    func batching() throws {
        let one = try collection([squareBatch(["a", "b", "c"])])
        var rest = squareBatch(["a", "b", "c"])
        var pieces: [FindingBatch] = [FindingBatch()]
        for row in 0..<3 {
            var piece = FindingBatch()
            piece.findings = [rest.findings[row]]
            piece.geometry.append(row, of: rest.geometry)
            pieces.append(piece)
        }
        rest = FindingBatch()
        #expect(try collection(pieces) == one)
    }

    @Test("Lines and text sequences carry one feature per line and no run record")
    func sequences() throws {
        for framing in [FindingsEncoder.Framing.lines, .textSequence] {
            var bytes: [UInt8] = []
            var writer = try FindingsGeoJSONWriter(framing: framing) { bytes += $0 }
            try writer.append(FindingsEncoder(framing: framing).encode(squareBatch(["a", "b"])))
            try writer.finish(Sample.run())
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            #expect(lines.count == 2)
            for line in lines {
                #expect(line.hasPrefix("\u{1E}") == (framing == .textSequence))
                _ = try object(String(line.drop { $0 == "\u{1E}" }))
            }
        }
    }

    @Test("Hostile text is escaped: quotes, backslashes, control characters")
    func escapes() throws {
        var finding = Sample.finding("quote\" back\\slash \u{0} \n \u{7F} </script>")
        finding.holder = "\u{1B}[31m\t\r"
        let features = try #require(
            try object(try collection([batch([(finding, Sample.polygon(Sample.square(115, 25, 0.1)))])]))["features"] as? [[String: Any]])
        #expect(features[0]["id"] as? String == finding.id)
        #expect((features[0]["properties"] as? [String: Any])?["holder"] as? String == finding.holder)
    }

    @Test("The run record carries versions, inputs, operations, rules, the notice and the wording with date and coverage")
    func runRecord() throws {
        let run = try #require(try object(try collection([]))["run"] as? [String: Any])
        #expect(run["schema_version"] as? String == RunRecord.schemaVersion)
        #expect((run["notice"] as? String)?.contains("not a legal finding") == true)
        let wording = try #require((run["wording"] as? [String: Any])?["unlicensed"] as? String)
        #expect(wording.hasPrefix("no licence found in the supplied register (dated 2025-06-01; covering 114.90°E"))
        #expect((run["inputs"] as? [[String: Any]])?.count == 2)
        #expect(((run["operations"] as? [[String: Any]])?[1])?["accuracy_m"] is NSNull)
        #expect(try object(String(decoding: Sample.run().json(), as: UTF8.self))["rule_set"] != nil)
    }
}
