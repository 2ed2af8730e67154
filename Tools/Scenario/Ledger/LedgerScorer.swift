internal import Foundation

/// Compares what a check of the ledger found with the planted truth.
struct LedgerScorer {
    struct Key: Hashable { var subject: String, year: Int }

    struct Truth {
        var key: Key
        var planted: String
        var isLawful: Bool
        var isAftermath: Bool
        var rules: Set<String>
        var also: Set<String>
    }

    struct Claim {
        var key: Key
        var rule: String
        var verdict: String
        var isStrong: Bool { verdict == "strong" }
    }

    struct Claims {
        var made: [Claim] = []
        /// Rules that could not be evaluated; `nil`: the report does not say.
        var notRun: Set<String>?
    }

    /// One planted kind.
    struct Score {
        var planted: String
        var rows = 0
        var found = 0
        var foundStrong = 0
        /// Findings of its rules, and those of them that some truth explains.
        var claims = (all: 0, true: 0)
        var strong = (all: 0, true: 0)
        /// None of its rules was evaluated.
        var isJudged = true

        var recall: Double { rows == 0 ? .nan : Double(found) / Double(rows) }
        var precision: Double { claims.all == 0 ? .nan : Double(claims.true) / Double(claims.all) }
        var strongPrecision: Double { strong.all == 0 ? .nan : Double(strong.true) / Double(strong.all) }
    }

    let truth: [Truth]
    private let byKey: [Key: [Truth]]

    /// Asked for: recall of 0.95 at a precision of 0.9. Not of what rests on the yield of one mine's ground: of a 90 % interval one lawful mine in twenty
    /// lies above, and a district's mines go astray together.
    static let asked: Set<String> = ["over_quota", "laundering_sales", "laundering_reports", "under_reporting_sales", "late_reports"]

    init(truthTable: URL) throws {
        truth = try PlainCSV(contentsOf: truthTable).rows.compactMap { row in
            guard let subject = row["subject"], let year = row["year"].flatMap({ Int($0) }), let planted = row["planted"] else {
                return nil
            }
            func names(_ column: String) -> Set<String> { Set((row[column] ?? "").split(separator: ";").map(String.init)) }
            return Truth(
                key: Key(subject: subject, year: year), planted: planted, isLawful: row["lawful"] == "yes",
                isAftermath: row["aftermath"] == "yes", rules: names("rules"), also: names("also"))
        }
        byKey = Dictionary(grouping: truth, by: \.key)
    }

    // MARK: Findings

    /// The output of `orewatch ledger check --format json` or `csv`.
    static func claims(in report: URL) throws -> Claims {
        let data = try Data(contentsOf: report)
        guard data.first == UInt8(ascii: "{") else {
            let rows = PlainCSV(String(decoding: data, as: UTF8.self)).rows
            return Claims(
                made: rows.compactMap { row in
                    guard let rule = row["rule"], let subject = row["subject"], let year = row["year"].flatMap({ Int($0) }) else {
                        return nil
                    }
                    return Claim(key: Key(subject: subject, year: year), rule: rule, verdict: row["verdict"] ?? "")
                })
        }
        let document = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        let made = (document["findings"] as? [[String: Any]] ?? []).compactMap { entry -> Claim? in
            guard let rule = entry["rule"] as? String, let subject = entry["subject"] as? String, let year = entry["year"] as? Int,
                let verdict = entry["verdict"] as? String
            else { return nil }
            return Claim(key: Key(subject: subject, year: year), rule: rule, verdict: verdict)
        }
        let accounts = document["rules"] as? [[String: Any]] ?? []
        var notRun: Set<String>?
        if !accounts.isEmpty {
            let ran = Set(accounts.filter { $0["ran"] as? Bool == true }.compactMap { $0["rule"] as? String })
            notRun = Set(truth(accounts)).subtracting(ran)
        }
        return Claims(made: made, notRun: notRun)
    }

    /// Every rule that some story asks for, and those that the report names.
    private static func truth(_ accounts: [[String: Any]]) -> [String] {
        LedgerStory.allCases.flatMap(\.rules) + accounts.compactMap { $0["rule"] as? String }
    }

    // MARK: Scores

    /// By planted kind, in the order of the stories. `undecidable` accuses nobody.
    func scores(_ claims: Claims) -> [Score] {
        let made = claims.made.filter { $0.verdict == "strong" || $0.verdict == "possible" }
        let found = Dictionary(grouping: made, by: \.key)
        return LedgerStory.allCases.filter { !$0.isLawful }.map { story in
            let rules = Set(story.rules)
            var score = Score(planted: story.rawValue)
            score.isJudged = claims.notRun.map { !rules.subtracting($0).isEmpty } ?? true
            for row in truth where row.planted == story.rawValue && !row.isAftermath {
                let hits = (found[row.key] ?? []).filter { rules.contains($0.rule) }
                score.rows += 1
                score.found += hits.isEmpty ? 0 : 1
                score.foundStrong += hits.contains(where: \.isStrong) ? 1 : 0
            }
            for claim in made where rules.contains(claim.rule) {
                let isTrue = explains(claim)
                score.claims = (score.claims.all + 1, score.claims.true + (isTrue ? 1 : 0))
                if claim.isStrong { score.strong = (score.strong.all + 1, score.strong.true + (isTrue ? 1 : 0)) }
            }
            return score
        }
    }

    private func explains(_ claim: Claim) -> Bool {
        (byKey[claim.key] ?? []).contains { !$0.isLawful && ($0.rules.contains(claim.rule) || $0.also.contains(claim.rule)) }
    }

    /// Strong findings about somebody whose year is lawful, and looks otherwise: nobody should be.
    func wronged(_ claims: Claims) -> [(planted: String, claim: Claim)] {
        claims.made.filter { $0.isStrong && !explains($0) }.compactMap { claim in
            byKey[claim.key]?.first(where: \.isLawful).map { ($0.planted, claim) }
        }
    }

    /// Findings that no truth explains, by rule.
    func unexplained(_ claims: Claims) -> [String: Int] {
        Dictionary(grouping: claims.made.filter { $0.verdict != "undecidable" && !explains($0) }, by: \.rule).mapValues(\.count)
    }

    /// What was asked for and is not there; empty when every target that could be judged is met.
    func missed(_ claims: Claims) -> [String] {
        var lines = scores(claims).filter { Self.asked.contains($0.planted) && $0.isJudged && $0.rows > 0 }.flatMap { score -> [String] in
            var lines: [String] = []
            if score.recall < 0.95 { lines.append(String(format: "%@: recall %.3f", score.planted, score.recall)) }
            if !(score.precision >= 0.9) { lines.append(String(format: "%@: precision %.3f", score.planted, score.precision)) }
            return lines
        }
        lines += wronged(claims).map { "\($0.claim.key.subject) \($0.claim.key.year): \($0.claim.rule) is strong, but: \($0.planted)" }
        return lines
    }
}
