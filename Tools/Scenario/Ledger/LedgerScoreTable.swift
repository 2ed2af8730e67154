internal import Foundation

/// Scores for people.
struct LedgerScoreTable {
    let scorer: LedgerScorer

    func lines(_ claims: LedgerScorer.Claims) -> [String] {
        var lines = [row(["planted", "rows", "found", "strong", "recall", "precision", "of strong"])]
        for score in scorer.scores(claims) where score.rows > 0 {
            guard score.isJudged else {
                lines.append(row([score.planted, "\(score.rows)", "-", "-", "-", "-", "-"]) + "  not evaluated")
                continue
            }
            lines.append(
                row([
                    score.planted, "\(score.rows)", "\(score.found)", "\(score.foundStrong)", share(score.recall), share(score.precision),
                    share(score.strongPrecision),
                ]))
        }
        lines += ["", row(["lawful look-alike", "rows", "possible", "strong"])]
        for story in LedgerStory.allCases where story.isLawful && story != .plain {
            let keys = Set(scorer.truth.filter { $0.planted == story.rawValue }.map(\.key))
            guard !keys.isEmpty else { continue }
            let claims = claims.made.filter { keys.contains($0.key) }
            let possible = Set(claims.filter { $0.verdict == "possible" }.map(\.key)).count
            lines.append(row([story.rawValue, "\(keys.count)", "\(possible)", "\(Set(claims.filter(\.isStrong).map(\.key)).count)"]))
        }
        let rest = scorer.unexplained(claims).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        lines += ["", "findings that nothing planted explains: " + (rest.isEmpty ? "none" : rest.joined(separator: ", "))]
        return lines
    }

    private func share(_ value: Double) -> String { value.isNaN ? "-" : String(format: "%.3f", value) }

    private func row(_ cells: [String]) -> String {
        cells.enumerated().map { place, cell in
            let width = place == 0 ? 60 : 10
            let blanks = String(repeating: " ", count: max(0, width - cell.count))
            return place == 0 ? cell + blanks : blanks + cell
        }.joined()
    }
}
