import Foundation
import TestSupport
import Testing

@Suite("Tonnes from land in dossiers", .timeLimit(.minutes(5)))
struct DossierLandTests {
    /// Mines of one firm, each a square kilometre, worked from one corner; the side of what is worked in metres by day.
    private func store(_ folder: TemporaryFolder, _ mines: [(name: String, method: String, steps: [(String, Double)])]) throws -> String {
        let store = folder.path("watch.db")
        func square(_ place: Int, _ metres: Double) -> String {
            let (x, y) = (115 + Double(place) * 0.1, 25.0)
            let (dx, dy) = (metres / 100_900, metres / 110_780)
            return "[[[\(x),\(y)],[\(x + dx),\(y)],[\(x + dx),\(y + dy)],[\(x),\(y + dy)],[\(x),\(y)]]]"
        }
        func feature(_ ring: String, _ properties: String) -> String {
            "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":\(ring)},\"properties\":{\(properties)}}"
        }
        var (licences, footprints) = ([String](), [String]())
        var reports = "licence_id,month,output (t REO),received_at\n"
        for (place, mine) in mines.enumerated() {
            licences.append(
                feature(
                    square(place, 1000),
                    "\"licence_id\":\"\(mine.name)\",\"holder\":\"Firm\",\"method\":\"\(mine.method)\",\"valid_from\":\"2015-01-01\",\"valid_to\":\"2035-12-31\""
                ))
            for (step, (day, side)) in mine.steps.enumerated() {
                footprints.append(
                    feature(
                        square(place, side), "\"footprint_id\":\"\(mine.name)-\(step)\",\"observed_at\":\"\(day)\",\"position_sigma_m\":1"))
            }
            for month in 1...9 { reports += "\(mine.name),2024-0\(month),2.5,2024-\(month < 9 ? "0" : "")\(month + 1)-05\n" }
        }
        for (kind, features) in [("licences", licences), ("footprints", footprints)] {
            let text = "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
            try run(["ingest", "--quiet", "--store", store, "--as", kind, try folder.file("\(kind).geojson", text)])
        }
        try run(["ingest", "--quiet", "--store", store, "--as", "reports", try folder.file("reports.csv", reports)])
        return store
    }

    private func line(_ name: String, _ item: String, _ store: String, year: String = "2024") throws -> [String: Any] {
        let outcome = try run(["dossier", name, "--store", store, "--year", year, "--format", "json"])
        let dossier = try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
        return try #require((dossier["account"] as? [[String: Any]])?.first { $0["item"] as? String == item })
    }

    private func bounds(_ line: [String: Any]) throws -> (low: Double, high: Double) {
        let texts = try #require(line["tonnes_between"] as? [String], "\(line)")
        return (try #require(Double(texts[0])), try #require(Double(texts[1])))
    }

    @Test("Ground opened in the year gives an interval; what was there when it was first seen does not; sums of mines narrow")
    func intervals() throws {
        let folder = try TemporaryFolder()
        let steps = [("2023-11-01", 100.0), ("2024-03-01", 150.0), ("2024-10-01", 200.0)]
        let store = try store(
            folder,
            (0..<4).map { ("H\($0)", "heap", steps) } + [("S", "in_situ", steps), ("U", "", steps), ("Y", "heap", [("2024-03-01", 100)])])
        // 200 m by 200 m less 100 m by 100 m: 3 ha, some 55 t a hectare.
        let one = try bounds(try line("H0", "land", store))
        #expect((40...110).contains(one.low) && (250...420).contains(one.high), "\(one)")
        let beyond = try bounds(try line("H0", "beyond_land", store))
        #expect(abs(beyond.low - (22.5 - one.high)) < 0.002 && abs(beyond.high - (22.5 - one.low)) < 0.002)
        #expect(try line("S", "land", store)["missing"] as? String == "in_situ_without_block")
        #expect(try line("U", "land", store)["missing"] as? String == "method_unknown")
        #expect(try line("Y", "land", store)["missing"] as? String == "no_observation")
        #expect(try line("H0", "land", store, year: "2023")["missing"] as? String == "no_observation")
        // The firm: of the mines that can be assessed.
        let firm = try bounds(try line("Firm", "land", store))
        #expect(firm.low >= 4 * one.low - 0.01 && firm.high <= 4 * one.high + 0.01)
        let other = try TemporaryFolder()
        let alone = try self.store(other, (0..<4).map { ("H\($0)", "heap", steps) })
        let sum = try bounds(try line("Firm", "land", alone))
        #expect(sum.low > 4 * one.low && sum.high < 4 * one.high, "independent errors narrow in a sum: \(sum) of \(one)")
        #expect(sum.high - sum.low > 2 * (one.high - one.low), "the part that a district shares stays")
        withExtendedLifetime(other) {}
    }

    @Test("What an estimate was made of is said in Chinese where Chinese is asked for; files for programs stay as they are")
    func estimators() throws {
        let folder = try TemporaryFolder()
        let steps = [("2023-11-01", 100.0), ("2024-03-01", 150.0), ("2024-10-01", 200.0)]
        let store = try store(folder, (0..<2).map { ("H\($0)", "heap", steps) })
        for (name, words) in [("H0", ["平方米", "堆浸", "据扰动图斑与影像"]), ("Firm", ["共 2 个矿山"])] {
            let arguments = ["dossier", name, "--store", store, "--year", "2024", "--trace", "land"]
            let chinese = try run(arguments + ["--lang", "zh"]).output
            #expect(chinese.contains("出产率") && !chinese.contains("worked in the year"), "\(chinese)")
            for word in words { #expect(chinese.contains(word), "\(chinese)") }
            #expect(try run(arguments).output.contains("x yield (thickness"))
            let estimator = try #require(try line(name, "land", store)["estimator"] as? String)
            #expect(estimator.contains("worked in the year") && estimator.contains("dry density"))
        }
    }
}
