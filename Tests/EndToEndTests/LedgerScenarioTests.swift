import Foundation
import TestSupport
import Testing

/// A seeded district's books through the program, and what it found against what was planted.
@Suite("Planted books")
struct LedgerScenarioTests {
    private let scenario = BuiltProgram("scenario")

    /// By name of the planted kind, or of the look-alike: the numbers behind it.
    private func scores(_ table: String) -> [String: [Substring]] {
        var result: [String: [Substring]] = [:]
        for line in table.split(separator: "\n") where line.count > 60 {
            let name = line.prefix(60).trimmingCharacters(in: .whitespaces)
            result[name] = line.dropFirst(60).split(separator: " ")
        }
        return result
    }

    private func score(seed: Int, mines: Int, _ folder: TemporaryFolder, format: String) throws -> [String: [Substring]] {
        let made = try scenario.run(["ledger", "--seed", "\(seed)", "--mines", "\(mines)", folder.url.path])
        #expect(made.exitCode == 0 && made.output.contains("as of 2024-06-30"), "\(made.standardError)")
        let findings = folder.path("findings." + format)
        let books = ["quotas", "reports", "invoices", "licences", "events", "land"].flatMap { ["--" + $0, folder.path($0 + ".csv")] }
        let further = [
            "stock", "separation", "recycled", "facilities", "trade", "exports", "export-licences", "taxes", "permits", "members",
        ].flatMap { ["--with", "\($0)=" + folder.path($0 + ".csv")] }
        try run(["ledger", "check", "--due", "10", "--as-of", "2024-06-30", "--quiet", "--output", findings] + books + further)
        let scored = try scenario.run(["ledger-score", "--truth", folder.path("truth.csv"), "--findings", findings])
        #expect(scored.exitCode == 0, "\(scored.standardError)")
        return scores(scored.output)
    }

    @Test("What is planted is found, nothing else is, and no lawful look-alike is more than possible", arguments: [3, 11])
    func targets(seed: Int) throws {
        let folder = try TemporaryFolder()
        let scores = try score(seed: seed, mines: 72, folder, format: "json")
        let exact = [
            "over_quota", "late_reports", "missing_reports", "work_after_stop_order", "work_after_expiry", "over_capacity",
            "laundering_sales", "under_reporting_sales", "separator_out_of_balance_since_a_count",
        ]
        // Nobody counted what lay at the other separators before the first month.
        let onlyPossible = [
            "separator_out_of_balance", "ghost_production", "under_reporting_tax", "mirror_gap", "export_above_licence",
        ]
        for kind in exact + onlyPossible {
            let cells = try #require(scores[kind], "\(scores)")
            #expect(Int(cells[0]) ?? 0 > 0)
            // Recall and precision; then the precision of the strong ones, where there may be any.
            for cell in cells[3...4] { #expect((Double(cell) ?? 0) >= 0.95, "\(kind), seed \(seed): \(cells)") }
            #expect(exact.contains(kind) ? (Double(cells[5]) ?? 0) >= 0.95 : cells[2] == "0", "\(kind), seed \(seed): \(cells)")
        }
        // The ground of one mine: found where hardly anything is dug, possible at most.
        let ground = try #require(scores["laundering_reports"])
        #expect(ground[3...4].allSatisfy { (Double($0) ?? 0) >= 0.95 } && ground[2] == "0", "seed \(seed): \(ground)")
        let lawful = scores.filter { $0.key.hasPrefix("lawful:") }
        #expect(lawful.count == 9)
        for (name, cells) in lawful { #expect(cells.last == "0", "\(name), seed \(seed): \(cells)") }
    }

    /// The licences of the books as places, since a store's register is of places.
    private func register(_ folder: TemporaryFolder) throws -> String {
        let lines = try String(contentsOfFile: folder.path("licences.csv"), encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let features = lines.dropFirst().enumerated().map { i, cells in
            let properties = zip(lines[0], cells).filter { !$1.isEmpty }.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
            let (x, y) = (110 + Double(i % 9) / 10, 25 + Double(i / 9) / 10)
            let ring = [(0.0, 0.0), (0.01, 0), (0.01, 0.01), (0, 0.01), (0, 0)].map { "[\(x + $0),\(y + $1)]" }.joined(separator: ",")
            return "{\"type\":\"Feature\",\"properties\":{\(properties)},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[\(ring)]]}}"
        }
        return try folder.file(
            "licences.geojson", "{\"type\":\"FeatureCollection\",\"features\":[" + features.joined(separator: ",") + "]}")
    }

    @Test("A store finds in the same books what the check of files finds, with the same evidence, reasons and rows")
    func store() throws {
        let folder = try TemporaryFolder()
        _ = try scenario.run(["ledger", "--seed", "4", "--mines", "48", folder.url.path])
        let (figures, further) = (
            ["quotas", "reports", "invoices"],
            [
                "stock", "separation", "recycled", "facilities", "trade", "exports", "export-licences", "taxes", "permits", "members",
            ]
        )
        let books = (figures + ["licences", "events"]).flatMap { ["--" + $0, folder.path($0 + ".csv")] }
        let more = further.flatMap { ["--with", "\($0)=" + folder.path($0 + ".csv")] }
        let (check, stored) = (folder.path("check.csv"), folder.path("stored.csv"))
        try run(["ledger", "check", "--due", "10", "--as-of", "2024-06-30", "--quiet", "--output", check] + books + more)
        let store = folder.path("watch.db")
        try run(["ingest", "--quiet", "--store", store, "--as", "licences", try register(folder)])
        for kind in (figures + further).reversed() {
            try run(["ingest", "--quiet", "--store", store, "--as", kind, folder.path(kind + ".csv")])
        }
        try run(["ingest", "--quiet", "--store", store, "--as", "licence-events", folder.path("events.csv")])
        let findings = ["ledger", "findings", "--store", store, "--due", "10", "--on", "2024-06-30", "--limit", "100000", "--quiet"]
        try run(findings + ["--output", stored])
        // Files are named in the order in which they came.
        func rows(_ path: String) throws -> [String] {
            try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map { line in
                guard line.hasSuffix("\""), let quote = line.dropLast().lastIndex(of: "\"") else { return String(line) }
                let sources = line[line.index(after: quote)...].dropLast().split(separator: ";").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                return line[..<quote] + sources.sorted().joined(separator: "; ")
            }
        }
        let (a, b) = (try rows(check), try rows(stored))
        #expect(a.count > 20)
        for (one, other) in zip(a, b) { #expect(one == other) }
        #expect(a.count == b.count)
        try run(["run", "--store", store, "--quiet", "--due", "10"])
        #expect(try run(["incidents", "list", "--store", store, "--rule", "separation_exceeds_feed"]).output.contains("Plant"))
    }

    @Test("The same seed gives the same books, another one others, and CSV scores as JSON does")
    func repeatable() throws {
        let folders = try (0..<3).map { _ in try TemporaryFolder() }
        for (folder, seed) in zip(folders, ["5", "5", "6"]) {
            _ = try scenario.run(["ledger", "--seed", seed, "--mines", "24", folder.url.path])
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folders[0].url.path)
        #expect(names.count == 18)
        for name in names {
            let files = try folders.map { try Data(contentsOf: URL(filePath: $0.path(name))) }
            #expect(files[0] == files[1])
            if name == "reports.csv" { #expect(files[0] != files[2]) }
        }
        let other = try TemporaryFolder()
        let json = try score(seed: 5, mines: 24, folders[0], format: "json")
        let csv = try score(seed: 5, mines: 24, other, format: "csv")
        #expect(json["over_quota"] == csv["over_quota"] && json["late_reports"] == csv["late_reports"])
    }

    @Test("A report that accuses a lawful mine strongly, or misses what was planted, misses the targets")
    func scorerFails() throws {
        let folder = try TemporaryFolder()
        let truth = try folder.file(
            "truth.csv",
            """
            subject,year,planted,lawful,aftermath,rules,also
            A,2023,over_quota,no,no,quota_overrun,
            B,2023,"lawful: in situ, little bare ground",yes,no,,

            """)
        func score(_ rows: String) throws -> (code: Int32, text: String) {
            let findings = try folder.file("f.csv", "rule,subject,year,verdict\n" + rows)
            let outcome = try scenario.run(["ledger-score", "--truth", truth, "--findings", findings, "--targets"])
            return (outcome.exitCode, outcome.output)
        }
        #expect(try score("quota_overrun,A,2023,strong\nghost_production,B,2023,possible\n").code == 0)
        let wronged = try score("quota_overrun,A,2023,strong\nghost_production,B,2023,strong\n")
        #expect(wronged.code == 1 && wronged.text.contains("B 2023: ghost_production is strong"))
        let missed = try score("quota_overrun,A,2022,strong\n")
        #expect(missed.code == 1 && missed.text.contains("over_quota: recall 0.000"))
        let imprecise = try score("quota_overrun,A,2023,strong\nquota_overrun,C,2023,possible\n")
        #expect(imprecise.code == 1 && imprecise.text.contains("over_quota: precision 0.500"))
    }
}
