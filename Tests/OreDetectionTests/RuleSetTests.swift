import Foundation
import OreDetection
import OreFeatures
import TestSupport
import Testing

@Suite("Rule sets")
struct RuleSetTests {
    @Test("An empty text is the standard rule set")
    func emptyIsStandard() throws {
        #expect(try RuleSet(yaml: "", file: "r.yaml") == .standard)
        #expect(try RuleSet(yaml: "rules:\n", file: "r.yaml") == .standard)
    }

    @Test("The canonical text reads back as the same rule set")
    func canonicalRoundTrip() throws {
        var rules = RuleSet.standard
        rules.name = "a \"quoted\" name: 离子型\n# no comment"
        rules.timeZoneMinutes = 480
        rules.positionModel = .off
        rules.foldsOutsideValidity = true
        rules.requiresPriorObservation = false
        rules.licences.undated = .notInForce
        rules.protectedZone = PartThreshold(isEnabled: false, minimumArea: 0.1, minimumShare: 1e-7)
        rules.freezeDate = Day(year: 2012, month: 1, day: 31)
        rules.frozenLicences = ["L-1", "[x]"]
        let again = try RuleSet(yaml: rules.canonicalText, file: "r.yaml")
        #expect(again == rules)
        #expect(again.canonicalText == rules.canonicalText)
    }

    @Test(
        "A mistake is an error with its line, its path and the nearest known name",
        arguments: [
            ("rules:\n  unlicenced:\n    enabled: true\n", 2, "rules.unlicenced", "did you mean \"unlicensed\"?"),
            ("name: a\nnear_distance: 5\n", 2, "near_distance", "did you mean \"near_distance_m\"?"),
            ("rules:\n  unlicensed:\n    fold: true\n", 3, "rules.unlicensed.fold", "known settings"),
            ("position_model: maybe\n", 1, "position_model", "correct the value"),
            ("rules:\n  unlicensed:\n    minimum_share: 5\n", 3, "rules.unlicensed.minimum_share", "correct the value"),
            ("near_distance_m: inf\n", 1, "near_distance_m", "correct the value"),
            ("near_distance_m: nan\n", 1, "near_distance_m", "correct the value"),
            ("rules:\n  expansion_after_freeze:\n    freeze_date: 2012-02-30\n", 3, "rules.expansion_after_freeze.freeze_date", "correct"),
            ("time_zone: Asia/Shanghai\n", 1, "time_zone", "correct the value"),
        ])
    func mistakes(yaml: String, line: Int, path: String, next: String) throws {
        let error = try #require(throws: InputError.self) { try RuleSet(yaml: yaml, file: "r.yaml") }
        guard case .badConfiguration("r.yaml", let place, _, let advice) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(place.line == line)
        #expect(place.column == path)
        #expect(advice.contains(next))
    }

    @Test("What is not YAML, or states a key twice, is refused", arguments: ["a: [", "\tname: x", "name: a\nname: b\n", "- a\n- b\n"])
    func notYAML(yaml: String) {
        #expect(throws: InputError.self) { try RuleSet(yaml: yaml, file: "r.yaml") }
    }
}

@Suite("The rule files that ship")
struct ShippedRuleTests {
    private func read(_ path: String) throws -> RuleSet {
        let url = SharedData.packageRoot.appending(path: path)
        return try RuleSet(yaml: String(contentsOf: url, encoding: .utf8), file: path)
    }

    @Test("The commented default file states exactly the built-in defaults")
    func defaultFile() throws {
        let rules = try read("GeoData/rules/default.yaml")
        #expect(rules == .standard)
        #expect(rules.canonicalText == RuleSet.standard.canonicalText)
    }

    @Test("The rules of task T3 are its thresholds, folded and without a position model")
    func benchmarkFile() throws {
        let rules = try read("Tools/Benchmarks/t3-rules.yaml")
        #expect(rules.unlicensed == PartThreshold(minimumArea: 900, minimumShare: 0.05))
        #expect(rules.outOfBoundary == PartThreshold(minimumArea: 900, minimumShare: 0.05))
        #expect(rules.protectedZone == PartThreshold(minimumArea: 1, minimumShare: 0))
        #expect(rules.foldsOutsideValidity && rules.positionModel == .off && !rules.requiresPriorObservation)
        #expect(!rules.outsideValidity.isEnabled && !rules.outsidePlannedArea.isEnabled && !rules.expansionAfterFreeze.isEnabled)
    }
}
