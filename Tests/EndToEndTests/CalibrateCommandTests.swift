import Foundation
import TestSupport
import Testing

/// Mines whose third hectare was opened in 2024; the first are in the West, the others in the East.
private struct TrustedMines {
    let folder: TemporaryFolder
    let store: String

    /// Four heap mines that report 100 t a hectare, twice what is documented, three of them in the West; one that reports nine months, one in situ.
    static let leached: [(String, String)] = [
        ("H0", "heap"), ("H1", "heap"), ("H2", "heap"), ("H3", "heap"), ("N", "heap"), ("S", "in_situ"),
    ]
    /// Eight pits in rock, seven of them in the West.
    static let rock: [(String, String)] = (0..<8).map { ("R\($0)", "hard_rock") }

    /// - Parameters:
    ///   - border: the longitude between West and East.
    ///   - monthly: about so many tonnes a month, by the place of the mine.
    init(_ mines: [(String, String)] = TrustedMines.leached, border: Double = 115.25, monthly: (Int) -> Int = { _ in 24 }) throws {
        folder = try TemporaryFolder()
        store = folder.path("watch.db")
        var (licences, footprints) = ([String](), [String]())
        var reports = "licence_id,month,output (t REO),received_at\n"
        for (place, mine) in mines.enumerated() {
            licences.append(
                Self.feature(
                    Self.square(place, 1000),
                    "\"licence_id\":\"\(mine.0)\",\"method\":\"\(mine.1)\",\"valid_from\":\"2015-01-01\",\"valid_to\":\"2035-12-31\""))
            for (day, side) in [("2023-11-01", 100.0), ("2024-10-01", 200.0)] {
                footprints.append(
                    Self.feature(
                        Self.square(place, side), "\"footprint_id\":\"\(mine.0)-\(day)\",\"observed_at\":\"\(day)\",\"position_sigma_m\":1")
                )
            }
            for month in 1...(mine.0 == "N" ? 9 : 12) {
                reports += "\(mine.0),2024-\(month < 10 ? "0" : "")\(month),\(monthly(place) + month % 3),2025-01-05\n"
            }
        }
        try ingest("licences", "licences.geojson", Self.collection(licences))
        try ingest("footprints", "footprints.geojson", Self.collection(footprints))
        let counties = [("West", 114.9, border), ("East", border, 116.0)].map { name, west, east in
            Self.feature(
                "[[[\(west),24.9],[\(east),24.9],[\(east),25.1],[\(west),25.1],[\(west),24.9]]]",
                "\"district_id\":\"\(name)\",\"name\":\"\(name)\"")
        }
        try ingest("districts", "districts.geojson", Self.collection(counties))
        try ingest("reports", "reports.csv", reports)
    }

    private static func square(_ place: Int, _ metres: Double) -> String {
        let (x, y) = (115 + Double(place) * 0.1, 25.0)
        let (dx, dy) = (metres / 100_900, metres / 110_780)
        return "[[[\(x),\(y)],[\(x + dx),\(y)],[\(x + dx),\(y + dy)],[\(x),\(y + dy)],[\(x),\(y)]]]"
    }

    private static func feature(_ ring: String, _ properties: String) -> String {
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":\(ring)},\"properties\":{\(properties)}}"
    }

    private static func collection(_ features: [String]) -> String {
        "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
    }

    @discardableResult
    func ingest(_ kind: String, _ name: String, _ text: String) throws -> BuiltProgram.Outcome {
        try run(["ingest", "--quiet", "--store", store, "--as", kind, try folder.file(name, text)])
    }

    func calibrate(_ arguments: [String], exits code: Int32 = 0) throws -> BuiltProgram.Outcome {
        try run(["ledger", "calibrate", "--store", store, "--on", "2025-03-31"] + arguments, exits: code)
    }

    func json(_ arguments: [String]) throws -> [String: Any] {
        let bytes = try calibrate(arguments + ["--format", "json"]).standardOutput
        return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }

    /// The dossier's line of what the ground of a mine can have given in 2024.
    func line(_ mine: String, _ arguments: [String] = []) throws -> [String: Any] {
        let outcome = try run(["dossier", mine, "--store", store, "--year", "2024", "--format", "json"] + arguments)
        let dossier = try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
        return try #require((dossier["account"] as? [[String: Any]])?.first { $0["item"] as? String == "land" })
    }

    func land(_ mine: String, _ arguments: [String] = []) throws -> (low: Double, high: Double) {
        let texts = try #require(try line(mine, arguments)["tonnes_between"] as? [String])
        return (try #require(Double(texts[0])), try #require(Double(texts[1])))
    }
}

@Suite("orewatch ledger calibrate", .timeLimit(.minutes(5)))
struct CalibrateCommandTests {
    private static let heaps = ["H0", "H1", "H2", "H3"].flatMap { ["--licence", $0] }

    private func number(_ value: Any?) -> Double { value as? Double ?? .nan }

    @Test("Trusted mines move their districts' yield towards what they report; what cannot be used is named with its reason")
    func calibrates() throws {
        let mines = try TrustedMines()
        let list = try mines.folder.file("trusted.csv", "licence_id,year\nN,2024\nS,\nH3,2019\n")
        let found = try mines.json(["--licence", "H0", "--licence", "H1", "--licence", "H2", "--trusted", list])
        let west = try #require((found["calibrations"] as? [[String: Any]])?.first)
        #expect((found["calibrations"] as? [[String: Any]])?.count == 1 && west["district"] as? String == "West")
        #expect(west["mines"] as? Int == 3 && west["mine_years"] as? Int == 3 && west["method"] as? String == "heap")
        let (ratio, made) = (number(west["ratio"]), number(west["made_of_it"]))
        #expect((1.4...2.6).contains(ratio) && 1 < made && made < ratio, "\(ratio) \(made)")
        let left = try #require(found["left_out"] as? [[String: Any]])
        #expect(left.map { "\($0["name"] ?? "") \($0["reason"] ?? "")" } == ["H3 no_report", "N months_missing", "S block_unknown"])
        // The order of names does not show, and the same store gives the same bytes.
        let rest = ["--trusted", list, "--format", "json"]
        let once = try mines.calibrate(["--licence", "H2", "--licence", "H0", "--licence", "H1"] + rest).standardOutput
        let turned = try mines.calibrate(["--licence", "H0", "--licence", "H1", "--licence", "H2"] + rest).standardOutput
        #expect(turned == once)
        for (language, words) in [("en", "reports of fewer than twelve months"), ("zh", "报表不足十二个月")] {
            #expect(try mines.calibrate(["--trusted", list, "--lang", language]).output.contains(words))
        }
    }

    @Test("Taken into the store, the yield holds from its commit on: dossiers name its record, earlier states do not know it")
    func holds() throws {
        let mines = try TrustedMines()
        let (before, file) = (try mines.land("H0"), mines.folder.path("yields.csv"))
        #expect(try mines.calibrate(Self.heaps + ["--output", file]).output.contains("West"))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.hasPrefix("# ") && text.contains("West,heap,ionic,") && text.contains("commit 4: H0 2024, H1 2024, H2 2024"))
        let taken = try run(["ingest", "--quiet", "--store", mines.store, "--as", "yields", file]).output
        #expect(taken.contains(" stored=2 ") && taken.contains(" quarantined=0 "), "\(taken)")
        let after = try mines.land("H0")
        #expect(after.low > before.low && after.high / after.low < before.high / before.low, "\(before) \(after)")
        let trace = try run(["dossier", "H0", "--store", mines.store, "--year", "2024", "--trace", "land"]).output
        #expect(trace.contains("calibrated by yields.csv row 3"), "\(trace)")
        let past = try mines.land("H0", ["--as-of", "4"])
        #expect(past.low == before.low && past.high == before.high)
        // The reports that made it do not count twice.
        let again = mines.folder.path("again.csv")
        _ = try mines.calibrate(Self.heaps + ["--output", again])
        #expect(try String(contentsOfFile: again, encoding: .utf8).replacing("commit 5", with: "commit 4") == text)
        try run(["ledger", "test", "--quiet", "--store", mines.store])
        try run(["balance", "--store", mines.store, "--unlicensed-method", "heap"])
    }

    @Test("Of rock six trusted mines teach a yield where none is documented: it is taken in, and tells tonnes in their district alone")
    func learns() throws {
        // 2,400 to 6,000 t a hectare.
        let mines = try TrustedMines(TrustedMines.rock, border: 115.65) { 600 + 150 * $0 }
        #expect(try mines.line("R6")["missing"] as? String == "no_yield")
        let trusted = ["R0", "R1", "R2", "R3", "R4", "R5", "R7"].flatMap { ["--licence", $0] }
        let found = try mines.json(trusted)
        let west = try #require((found["calibrations"] as? [[String: Any]])?.first)
        #expect((found["calibrations"] as? [[String: Any]])?.count == 1 && west["district"] as? String == "West")
        #expect(west["mines"] as? Int == 6 && west["method"] as? String == "hard_rock" && west["deposit"] as? String == "rock")
        #expect(west["before"] is NSNull && west["ratio"] is NSNull && west["weight"] is NSNull)
        #expect((0.2...0.7).contains(number(west["own_spread"])), "\(west)")
        let left = try #require(found["left_out"] as? [[String: Any]])
        #expect(left.map { "\($0["name"] ?? "") \($0["reason"] ?? "")" } == ["R7 too_few_mines"])
        for (language, words) in [("en", "none documented"), ("zh", "无文献值")] {
            #expect(try mines.calibrate(trusted + ["--lang", language]).output.contains(words))
        }
        let file = mines.folder.path("yields.csv")
        _ = try mines.calibrate(trusted + ["--output", file])
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("West,hard_rock,rock,") && text.contains("own_spread"), "\(text)")
        let taken = try run(["ingest", "--quiet", "--store", mines.store, "--as", "yields", file]).output
        #expect(taken.contains(" stored=1 ") && taken.contains(" quarantined=0 "), "\(taken)")
        // Some 3,700 t from each of three hectares.
        let land = try mines.land("R6")
        #expect((3000...9000).contains(land.low) && (14_000...40_000).contains(land.high), "\(land)")
        let trace = try run(["dossier", "R6", "--store", mines.store, "--year", "2024", "--trace", "land"]).output
        #expect(trace.contains("yields.csv row 3") && trace.contains("learnt from the trusted reports of 6 mines"), "\(trace)")
        #expect(!trace.contains("thickness"))
        #expect(try mines.line("R7")["missing"] as? String == "no_yield")
        #expect(try mines.line("R6", ["--as-of", "4"])["missing"] as? String == "no_yield")
        try run(["ledger", "test", "--quiet", "--store", mines.store])
        try run(["balance", "--store", mines.store, "--unlicensed-method", "hard_rock"])
        // Five are too few, and no file is written.
        let few = mines.folder.path("few.csv")
        let none = try mines.calibrate(Array(trusted.prefix(10)) + ["--output", few], exits: 1)
        #expect(none.standardError.contains("nothing to calibrate with") && !FileManager.default.fileExists(atPath: few))
    }

    @Test("Pits whose tonnes and ground agree more closely than mines do teach nothing, and why is said")
    func alike() throws {
        let mines = try TrustedMines(TrustedMines.rock, border: 115.65) { _ in 600 }
        let trusted = TrustedMines.rock.prefix(6).flatMap { ["--licence", $0.0] }
        let found = try mines.json(trusted)
        let left = try #require(found["left_out"] as? [[String: Any]])
        #expect(left.map { $0["reason"] as? String ?? "" } == Array(repeating: "too_alike", count: 6))
        for (language, words) in [("en", "were areas worked out from tonnes?"), ("zh", "过于一致")] {
            #expect(try mines.calibrate(trusted + ["--lang", language]).output.contains(words))
        }
    }

    @Test("With nothing to calibrate with no file is written; a list that cannot be read says where and what next")
    func refusals() throws {
        let mines = try TrustedMines()
        let file = mines.folder.path("none.csv")
        let none = try mines.calibrate(["--licence", "S", "--output", file], exits: 1)
        #expect(none.standardError.contains("nothing to calibrate with") && !FileManager.default.fileExists(atPath: file))
        try mines.calibrate([], exits: 64).expectCleanLog()
        _ = try mines.calibrate(["--licence", "H0", "--output", "-"], exits: 64)
        #expect(try mines.calibrate(["--licence", "H9"], exits: 1).standardError.contains("did you mean"))
        for (text, place, words) in [
            ("licence_id\nH0\nH9\n", "line 3", "H9"), ("licence_id,year\nH0,20245\n", "line 2", "is no year"),
            ("name\nH0\n", "line 1", "licence_id"),
        ] {
            let list = try mines.folder.file("list.csv", text)
            let refused = try mines.calibrate(["--trusted", list], exits: 65).standardError
            #expect(refused.contains(place) && refused.contains(words), "\(refused)")
        }
    }
}
