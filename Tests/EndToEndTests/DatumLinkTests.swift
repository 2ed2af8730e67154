import Foundation
import TestSupport
import Testing

/// Control points of the demo district's office on Xian 1980: its hidden shift is 62 m to the west and 41 m to the north.
private enum DemoControl {
    static let shift = (x: -62.0, y: 41.0)

    /// Points around the district in EPSG:2362 and EPSG:4526, with a few centimetres of seeded noise; `gross` displaces one.
    static func table(gross: (x: Double, y: Double) = (0, 0)) -> String {
        var state: UInt64 = 20_250_401
        func noise() -> Double {
            // The sum of four uniform deviates: a standard deviation of 3 cm.
            let sum = (0..<4).reduce(0.0) { sum, _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return sum + Double(state >> 40) / Double(1 << 24) - 0.5
            }
            return 0.03 * sum / (4.0 / 12).squareRoot()
        }
        let places = [(0, 0), (9, 1), (19, 0), (18, 9), (20, 17), (10, 18), (1, 16), (2, 8), (11, 9)]
        var lines = ["name,source_x,source_y,target_x,target_y"]
        for (i, place) in places.enumerated() {
            let (x, y) = (38_560_000 + 1000 * Double(place.0), 2_742_000 + 1000 * Double(place.1))
            let (east, north) = (x + shift.x + noise() + (i == 5 ? gross.x : 0), y + shift.y + noise() + (i == 5 ? gross.y : 0))
            lines.append(String(format: "K%d,%.3f,%.3f,%.3f,%.3f", i + 1, x, y, east, north))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func fit(_ points: String, _ output: String, _ more: [String] = []) -> [String] {
        ["datum", "fit", "--points", points, "--from", "EPSG:2362", "--to", "EPSG:4526", "--name", "east-office", "--output", output] + more
    }
}

@Suite("A datum link through the program")
struct DatumLinkTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func link() throws -> String {
        let path = folder.path("link.yaml")
        try run(DemoControl.fit(try folder.file("pairs.csv", DemoControl.table()), path))
        return path
    }

    @Test("Control points of the office on the old datum turn its undecidable findings into right ones, and accuse no honest mine")
    func demo() throws {
        let truth = try DemoDistrict.truth()
        func xian(_ findings: [FoundFinding]) -> [FoundFinding] { findings.filter { truth[$0.footprint]?.story.contains("Xian") == true } }
        let before = try FoundFinding.all(try run(DemoDistrict.arguments()).standardOutput)
        #expect(before.contains { $0.verdict == "undecidable" && $0.reasons.contains("ballpark_datum") })
        let data = try run(DemoDistrict.arguments(["--datum-link", try link(), "--all"])).standardOutput
        let after = try FoundFinding.all(data)
        #expect(!after.contains { $0.reasons.contains("ballpark_datum") })
        // Every footprint on that office's licences is decided, and consistent.
        let decided = xian(after).filter { $0.verdict != "consistent" }
        #expect(decided.isEmpty, "\(decided.map { "\($0.footprint) \($0.rule) \($0.verdict)" })")
        #expect(Set(xian(after).map(\.footprint)).isSuperset(of: xian(before).map(\.footprint)))
        // The others are judged as before.
        func others(_ findings: [FoundFinding]) -> Set<String> {
            Set(
                findings.filter { $0.verdict != "consistent" && $0.verdict != "undecidable" }.map {
                    "\($0.footprint) \($0.rule) \($0.verdict)"
                })
        }
        #expect(others(after).isSuperset(of: others(before)))
        let collection = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let record = try #require(collection["run"] as? [String: Any])
        let operations = try #require(record["operations"] as? [[String: Any]])
        let step = try #require(operations.first { ($0["name"] as? String)?.contains("datum link east-office") == true })
        let words = try #require(step["name"] as? String)
        #expect(words.contains("sigma") && words.contains("fitted from 9 control points of pairs.csv") && words.contains("parameter"))
    }

    @Test("The report names residuals, leave-one-out errors and sigma; the link can be listed, and moves positions by the hidden shift")
    func fitAndUse() throws {
        let points = try folder.file("pairs.csv", DemoControl.table())
        let path = folder.path("l.yaml")
        let report = try run(DemoControl.fit(points, path)).output
        for word in ["K9", "leave-one-out", "RMSE", "redundancy", "sigma", "area"] { #expect(report.contains(word), "\(word)") }
        let json = try JSONSerialization.jsonObject(with: try run(DemoControl.fit(points, path, ["--format", "json"])).standardOutput)
        let sigma = try #require((json as? [String: Any])?["sigma_m"] as? Double)
        #expect(sigma > 0.02 && sigma < 0.15)
        #expect(try run(["datum", "list", "--datum-link", path]).output.contains("moves positions there by up to 7"))
        let arguments = ["transform", "--from", "EPSG:2362", "--to", "EPSG:4526"]
        let moved = try run(arguments + ["--datum-link", path], input: "38570000 2750000\n").output.split(separator: " ").compactMap {
            Double($0.trimmingCharacters(in: .newlines))
        }
        #expect(moved.count == 2 && abs(moved[0] - 38_569_938) < 0.1 && abs(moved[1] - 2_750_041) < 0.1)
        #expect(try run(arguments, input: "38570000 2750000\n", exits: 65).standardError.contains("--datum-link"))
        let back = try run(
            ["transform", "--from", "EPSG:4326", "--to", "EPSG:2362", "--datum-link", path], input: "114.69 24.85\n")
        #expect(back.standardError.contains("inverse"))
        let outside = try run(arguments + ["--datum-link", path], input: "38570000 2750000\n38400000 2750000\n", exits: 65)
        #expect(outside.standardError.contains("line 2") && outside.standardError.contains("outside the area") && outside.output.isEmpty)
    }

    @Test("A gross error is named and refused, and nothing is written, until the point is left out")
    func grossError() throws {
        let points = try folder.file("pairs.csv", DemoControl.table(gross: (0, 2.5)))
        let path = folder.path("l.yaml")
        let refusal = try run(DemoControl.fit(points, path), exits: 65)
        #expect(refusal.standardError.contains("\"K6\"") && refusal.standardError.contains("--exclude K6"))
        #expect(refusal.output.isEmpty && !FileManager.default.fileExists(atPath: path))
        try run(DemoControl.fit(points, path, ["--exclude", "K6"]))
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("without K6"))
        try run(DemoControl.fit(points, path, ["--exclude", "K66"]), exits: 64)
    }

    @Test(
        "Points that make no link are refused with the reason and the place",
        arguments: [
            ("name,source_x,source_y,target_x,target_y\nA,38560000,2742000,38559938,2742041\n", "too few"),
            ("name,source_x,source_y,target_x\nA,38560000,2742000,38559938\n", "target_y"),
            ("name,source_x,source_y,target_x,target_y\nA,38560000,2742000,38559938,x\n", "line 2"),
            ("name,source_x,source_y,target_x,target_y\n,38560000,2742000,38559938,2742041\n", "line 2"),
            ("{}", "points.csv"), ("", "points.csv"),
        ])
    func badPoints(_ text: String, _ word: String) throws {
        let outcome = try run(DemoControl.fit(try folder.file("points.csv", text), folder.path("l.yaml")), exits: 65)
        #expect(outcome.standardError.contains(word), "\(outcome.standardError)")
        #expect(outcome.standardError.split(separator: "\n").count == 1)
    }

    @Test("A link for another place is refused; features beyond its area stay undecidable, in conversion they are set aside")
    func area() throws {
        let text = try String(contentsOfFile: try link(), encoding: .utf8)
        let polygon = try #require(try Regex(#"area:[\s\S]*?sigma_m"#).firstMatch(in: text))
        func box(_ words: String) throws -> String {
            try folder.file("\(words.hashValue).yaml", text.replacingCharacters(in: polygon.range, with: "area: {\(words)}\n    sigma_m"))
        }
        let elsewhere = try box("west: 116, south: 25, east: 117, north: 26")
        let refusal = try run(DemoDistrict.arguments(["--datum-link", elsewhere]), exits: 65)
        #expect(refusal.standardError.contains("no feature lies in the area of the datum link"))
        let half = try box("west: 114.5, south: 24.7, east: 114.7, north: 25.1")
        let findings = try FoundFinding.all(try run(DemoDistrict.arguments(["--datum-link", half])).standardOutput)
        let open = findings.filter { $0.reasons.contains("ballpark_datum") }
        #expect(!open.isEmpty && open.count < 13 && open.allSatisfy { $0.verdict == "undecidable" })
        let east = DemoDistrict.licences[2]
        let output = folder.path("east.geojson")
        let partly = try run(["convert", east, "--datum-link", half, "--output", output], exits: 3)
        #expect(partly.standardError.contains("quarantined"))
        try run(["convert", east, "--output", output], exits: 65)
        #expect(try run(["convert", east, "--datum-link", try link(), "--output", output]).standardError.contains("east-office"))
    }

    @Test(
        "A link file is read strictly: each fault is one line with its place",
        arguments: [
            ("sigma_m: [0-9.]+", "sigma: 1", "sigma"), ("sigma_m: [0-9.]+", "", "sigma_m"), ("rotation_sense: .*", "", "rotation_sense"),
            ("area:[\\s\\S]*sigma_m", "sigma_m", "area"), ("evidence: .*", "", "evidence"), ("plane_4", "plane", "plane_4"),
            ("EPSG:2362", "EPSG:2349", "zone"), ("EPSG:2362", "EPSG:4547", "same datum"), ("east_m: .*", "east_m: nan", "east_m"),
            ("links:", "link:", "links"), ("target: .*", "target: EPSG:2414", "WGS 84"),
        ])
    func faults(_ pattern: String, _ replacement: String, _ word: String) throws {
        let text = try String(contentsOfFile: try link(), encoding: .utf8)
        let path = try folder.file("bad.yaml", text.replacing(try Regex(pattern), with: replacement, maxReplacements: 1))
        let outcome = try run(["datum", "list", "--datum-link", path], exits: 78)
        #expect(outcome.standardError.contains(word), "\(outcome.standardError)")
        #expect(outcome.standardError.split(separator: "\n").count == 1)
    }

    @Test("A link that no input needs is named on standard error, one that is used is not")
    func notNeeded() throws {
        let (link, output) = (try link(), folder.path("out.geojson"))
        let words = "link east-office was not needed by any input"
        let (known, unknown) = (DemoDistrict.licences[0], DemoDistrict.licences[2])
        #expect(try run(["convert", known, "--datum-link", link, "--output", output]).standardError.contains(words))
        #expect(try !run(["convert", unknown, "--datum-link", link, "--output", output]).standardError.contains("not needed"))
        let detect = try run(DemoDistrict.arguments(["--datum-link", link], licences: [known]))
        #expect(detect.standardError.contains(words))
        #expect(try !run(DemoDistrict.arguments(["--datum-link", link])).standardError.contains("not needed"))
        let transform = ["transform", "--to", "EPSG:4326", "--datum-link", link, "--from"]
        #expect(try run(transform + ["EPSG:4526"], input: "38570000 2750000\n").standardError.contains(words))
        #expect(try !run(transform + ["EPSG:2362"], input: "38570000 2750000\n").standardError.contains("not needed"))
        let audit = ["register", "audit", "--licences", known, "--datum-link", link, "--quiet"]
        #expect(try run(audit).standardError.contains(words))
        let (footprints, districts) = (DemoDistrict.folder + "/footprints-2025-04.geojson", DemoDistrict.folder + "/districts.geojson")
        let sums = ["summarize", "--footprints", footprints, "--by", districts, "--datum-link", link, "--quiet"]
        #expect(try run(sums).standardError.contains(words))
    }

    @Test("inspect says which link would be used with its sigma and area, that none fits, or that none is needed")
    func inspect() throws {
        let link = try link()
        let example = SharedData.packageRoot.appending(path: "GeoData/links/example.yaml").path
        let (known, unknown) = (DemoDistrict.licences[0], DemoDistrict.licences[2])
        func lines(_ file: String, _ links: [String]) throws -> String {
            let output = try run(["inspect", file] + links.flatMap { ["--datum-link", $0] }).output
            return output.split(separator: "\n").filter { $0.contains("link") }.joined(separator: "\n")
        }
        let used = try lines(unknown, [link])
        #expect(used.contains("link east-office would move") && used.contains("sigma") && used.contains("area 114."), "\(used)")
        #expect(try lines(known, [link]).contains("no link is needed"))
        let other = try lines(unknown, [example])
        #expect(other.contains("invented-province-7 does not fit") && other.contains("EPSG:4214"), "\(other)")
        #expect(try lines(unknown, [example, link]).contains("invented-neighbour-3 does not fit: it is for EPSG:2363"))
        let plane = try folder.file(
            "plane.yaml",
            """
            links:
              - name: beijing
                source: EPSG:4214
                target: EPSG:4490
                method: translation_3
                parameters: {x_m: 12.5, y_m: -31.0, z_m: -44.0}
                area: {west: 114, south: 24, east: 116, north: 26}
                sigma_m: 2
                evidence: invented

            """)
        #expect(try lines(unknown, [plane]).contains("none of the links fits"))
        let json = try run(["inspect", unknown, "--datum-link", link, "--format", "json"]).standardOutput
        let report = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        let found = try #require((report["datum_links"] as? [String: Any])?["links"] as? [[String: Any]])
        #expect(found.count == 1 && found[0]["fits"] as? Bool == true && found[0]["features"] as? Int ?? 0 > 0)
    }

    @Test("The audit of a register shows what is wrong where the link moves it")
    func audit() throws {
        func square(_ id: String, _ x: Int) -> String {
            let (west, east, south, north) = (38_570_000 + x, 38_571_000 + x, 2_750_000, 2_751_000)
            let ring = "[\(west),\(south)],[\(east),\(south)],[\(east),\(north)],[\(west),\(north)],[\(west),\(south)]"
            return #"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[\#(ring)]]},"properties":{"licence_id":"\#(id)"}}"#
        }
        let crs = #""crs":{"type":"name","properties":{"name":"EPSG:2362"}}"#
        let text = #"{"type":"FeatureCollection",\#(crs),"features":[\#(square("A", 0)),\#(square("B", 600))]}"#
        let (register, link) = (try folder.file("register.geojson", text), try link())
        let data = try run(
            ["register", "audit", "--licences", register, "--datum-link", link, "--format", "geojson", "--quiet"]
        ).standardOutput
        let collection = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let features = try #require(collection["features"] as? [[String: Any]])
        let overlap = try #require(features.first { "\($0["properties"] ?? "")".contains("overlap") })
        let rings = try #require((overlap["geometry"] as? [String: Any])?["coordinates"] as? [Any])
        func numbers(_ value: Any) -> [Double] { (value as? [Any])?.flatMap(numbers) ?? (value as? Double).map { [$0] } ?? [] }
        let flat = numbers(rings)
        let places = stride(from: 0, to: flat.count - 1, by: 2).map { "\(flat[$0]) \(flat[$0 + 1])" }
        // Back in metres of the new datum: the corner of B, moved by 62 m to the west and 41 m to the north.
        let moved = try run(["transform", "--from", "EPSG:4326", "--to", "EPSG:4526"], input: places.joined(separator: "\n") + "\n").output
        let corners = moved.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
        #expect(corners.contains { abs($0[0] - 38_570_538) < 0.2 && abs($0[1] - 2_750_041) < 0.2 }, "\(moved)")
    }

    @Test("The documented example can be read, and a profile can name a link")
    func exampleAndProfile() throws {
        let example = SharedData.packageRoot.appending(path: "GeoData/links/example.yaml").path
        #expect(try run(["datum", "list", "--datum-link", example]).output.contains("invented-province-7"))
        _ = try link()
        let profile = try folder.file(
            "p.yaml",
            """
            name: east
            kind: licences
            datum_links: link.yaml
            fields: {licence_id: licence_id}
            """)
        let output = folder.path("east.geojson")
        try run(["convert", DemoDistrict.licences[2], "--map", profile, "--output", output])
        #expect(try String(contentsOfFile: output, encoding: .utf8).contains("C361002"))
    }

    @Test("File against profile is refused; --crs decides against either, and says so")
    func contradictions() throws {
        let east = DemoDistrict.licences[2]
        let profile = try folder.file("p.yaml", "name: p\nkind: licences\ncrs: EPSG:4526\nfields: {licence_id: licence_id}\n")
        let output = folder.path("out.geojson")
        let refusal = try run(["convert", east, "--map", profile, "--output", output], exits: 65)
        #expect(refusal.standardError.contains("4526") && refusal.standardError.contains("2362") && refusal.standardError.contains("--crs"))
        #expect(!FileManager.default.fileExists(atPath: output))
        let against = try run(["convert", east, "--crs", "EPSG:4526", "--output", output])
        #expect(against.standardError.contains("against") && against.standardError.contains("2362"))
        let both = try run(["convert", east, "--map", profile, "--crs", "EPSG:4527", "--output", output], exits: 65)
        #expect(both.output.isEmpty)
        let agreeing = try run(["convert", east, "--crs", "EPSG:4526", "--map", profile, "--output", output, "--quiet"])
        #expect(agreeing.standardError.contains("against EPSG:2362") && !agreeing.standardError.contains("profile p"))
        let plain = try run(["convert", DemoDistrict.licences[0], "--crs", "EPSG:4526", "--map", profile, "--output", output])
        #expect(!plain.standardError.contains("against"))
        let detect = try run(
            DemoDistrict.arguments(["--crs", "licences=EPSG:4526"], licences: [east]))
        #expect(detect.standardError.contains("because of --crs, against"))
    }
}
