internal import Foundation

/// Compares findings with the planted truth.
struct Scorer {
    struct Claim {
        var rule: String
        var zoneID: String
        var verdict: String
        var area: Double
    }

    /// Rows of the truth table, by footprint.
    private let truth: [(id: String, story: String, rule: String, zoneID: String, area: Double)]

    init(truthTable: URL) throws {
        let text = try String(contentsOf: truthTable, encoding: .utf8)
        truth = text.split(separator: "\n").dropFirst().compactMap { line in
            let quotes = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard quotes.count == 3, let id = quotes[0].split(separator: ",").first else { return nil }
            let rest = quotes[2].split(separator: ",", omittingEmptySubsequences: false)
            guard rest.count == 4, let area = Double(rest[3]) else { return nil }
            return (String(id), String(quotes[1]), String(rest[1]), String(rest[2]), area)
        }
    }

    /// Findings by footprint, from a GeoJSON report.
    static func claims(in report: URL) throws -> [String: [Claim]] {
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: report)) as? [String: Any]
        var result: [String: [Claim]] = [:]
        for case let feature as [String: Any] in document?["features"] as? [Any] ?? [] {
            guard let p = feature["properties"] as? [String: Any], let id = p["footprint_id"] as? String, let rule = p["rule"] as? String,
                let verdict = p["verdict"] as? String, verdict != "consistent"
            else { continue }
            result[id, default: []].append(
                Claim(rule: rule, zoneID: p["zone_id"] as? String ?? "", verdict: verdict, area: p["area_m2"] as? Double ?? 0))
        }
        return result
    }

    /// Precision and recall over (footprint, rule, zone), and the area error of the true ones; `undecidable` accuses nobody and is apart.
    struct Score {
        var truePositives = 0, falsePositives = 0, missed = 0, undecided = 0
        var relativeAreaErrors: [Double] = []
        var precision: Double { Double(truePositives) / Double(max(1, truePositives + falsePositives)) }
        var recall: Double { Double(truePositives) / Double(max(1, truePositives + missed)) }
        var medianAreaError: Double {
            relativeAreaErrors.isEmpty ? .nan : relativeAreaErrors.sorted()[relativeAreaErrors.count / 2]
        }
    }

    func score(_ claims: [String: [Claim]]) -> Score {
        var score = Score()
        for row in truth {
            let made = claims[row.id] ?? []
            let accusations = made.filter { $0.verdict != "undecidable" }
            score.undecided += made.count - accusations.count
            let hits = accusations.filter { !row.rule.isEmpty && $0.rule == row.rule && $0.zoneID == row.zoneID }
            score.falsePositives += accusations.count - min(1, hits.count)
            guard !row.rule.isEmpty else { continue }
            if let hit = hits.first {
                score.truePositives += 1
                score.relativeAreaErrors.append(abs(hit.area - row.area) / row.area)
            } else {
                score.missed += 1
            }
        }
        return score
    }

    /// One line per story: footprints, planted violations, and how many footprints each report accuses.
    func table(_ reports: [(name: String, claims: [String: [Claim]])]) -> String {
        func pad(_ s: String, _ n: Int) -> String { s.count >= n ? s : s + String(repeating: " ", count: n - s.count) }
        var lines = [pad("story", 64) + pad("seen", 6) + reports.map { pad($0.name, 34) }.joined() + "planted truth"]
        for story in Story.allCases {
            let rows = truth.filter { $0.story == story.rawValue }
            let violations = rows.filter { !$0.rule.isEmpty }.count
            let cells = reports.map { report in
                let made = rows.map { report.claims[$0.id] ?? [] }
                let accused = made.filter { $0.contains { $0.verdict != "undecidable" } }.count
                let strong = made.filter { $0.contains { $0.verdict == "strong" } }.count
                let undecided = made.filter { !$0.isEmpty && $0.allSatisfy { $0.verdict == "undecidable" } }.count
                let words =
                    "\(accused) accused" + (accused > 0 ? " (\(strong) strong)" : "") + (undecided > 0 ? ", \(undecided) undecidable" : "")
                return pad(words, 34)
            }
            lines.append(
                pad(story.rawValue, 64) + pad("\(rows.count)", 6) + cells.joined()
                    + (violations == 0 ? "lawful" : "\(violations) \(story.rule ?? "")"))
        }
        for report in reports {
            let s = score(report.claims)
            lines.append(
                String(
                    format: "%@: precision %.3f, recall %.3f, median area error %.1f %%, undecidable %d", report.name, s.precision,
                    s.recall,
                    100 * s.medianAreaError, s.undecided))
        }
        return lines.joined(separator: "\n")
    }
}
