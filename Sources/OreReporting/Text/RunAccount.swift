public import OreDetection

/// The plain account at the end of a run: what was read and set aside, what is suspected, what was not evaluated, and what the words mean.
public enum RunAccount {
    /// - Parameter tally: of all findings that were written.
    /// - Returns: lines without new lines at their ends.
    public static func lines(_ run: RunRecord, tally: FindingTally, language words: Language) -> [String] {
        var lines = run.inputs.filter { $0.side != "rules" }.map { input in
            words(
                .accountInput, words.name(ofSide: input.side), SafeText.forTerminal(input.name), QuantityText.count(input.read),
                QuantityText.count(input.stored), repaired(input, words), QuantityText.count(input.quarantined),
                QuantityText.count(input.skipped))
        }
        lines.append(words(.accountCovered, QuantityText.count(run.footprintsExamined), QuantityText.count(run.footprintsCovered)))
        lines += registration(run, words)
        lines += suspected(run, tally, words)
        lines += notEvaluated(run, words)
        if tally[.unlicensed].count > 0 { lines.append(words.sentence(for: .unlicensed, in: run)) }
        lines.append(words(.notALegalFinding))
        return lines
    }

    private static func repaired(_ input: RunInput, _ words: Language) -> String {
        let count = QuantityText.count(input.repaired)
        return input.directionOnly == 0 ? count : count + words(.accountDirectionOnly, QuantityText.count(input.directionOnly))
    }

    /// How many scenes could be registered, and every scene and group of licences that is held.
    private static func registration(_ run: RunRecord, _ words: Language) -> [String] {
        guard let audit = run.registration else { return [] }
        guard !audit.scenes.isEmpty else { return [words(.accountNoScenes)] }
        let known = audit.scenes.count { $0.status != .notEstimable }
        var lines = [words(.accountScenesEstimated, QuantityText.count(known), QuantityText.count(audit.scenes.count))]
        for scene in audit.scenes where scene.status == .beyondBudget {
            lines.append(
                "  "
                    + words(
                        .accountSceneHeld, SafeText.forTerminal(scene.id), ShiftText.text(scene.shift, words),
                        QuantityText.distance(scene.budgetSigma, words), QuantityText.count(scene.mines), words.held(run)))
        }
        for group in audit.groups {
            lines.append(
                "  "
                    + words(
                        .accountGroupDisplaced, SafeText.forTerminal(group.name), ShiftText.text(group.shift, words),
                        QuantityText.distance(group.budgetSigma, words), QuantityText.count(group.mines)))
        }
        return lines
    }

    private static func suspected(_ run: RunRecord, _ tally: FindingTally, _ words: Language) -> [String] {
        let all = tally.suspected
        guard all.count > 0 else { return [words(.accountNothingSuspected)] }
        var lines = [words(.accountSuspected, QuantityText.count(all.count), QuantityText.area(all.area, words))]
        for rule in tally.rules {
            var details = Verdict.allCases.filter { $0 != .consistent && tally[rule, $0].count > 0 }
                .map { "\(words.name(of: $0)) \(QuantityText.count(tally[rule, $0].count))" }
            if let below = run.rules.first(where: { $0.rule == rule })?.belowThreshold, below > 0 {
                details.append(words(.accountBelowThreshold, QuantityText.count(below)))
            }
            lines.append(
                "  " + words(.accountRuleFindings, words.name(of: rule), QuantityText.count(tally[rule].count), words.list(details)))
        }
        return lines
    }

    private static func notEvaluated(_ run: RunRecord, _ words: Language) -> [String] {
        run.rules.filter { !$0.ran || $0.note != nil }.map { rule in
            let note = SafeText.forTerminal(rule.note ?? words(.accountNoReason))
            return rule.ran
                ? "  " + words.name(of: rule.rule) + (words == .english ? ": " : "：") + note
                : words(.accountNotEvaluated, words.name(of: rule.rule), note)
        }
    }
}
