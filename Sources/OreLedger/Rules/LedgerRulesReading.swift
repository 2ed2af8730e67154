internal import OreDetection
public import OreFeatures

extension LedgerRules {
    /// The section `ledger` of a rule file. What it does not state keeps its documented value; a file without the section is the documented rules.
    ///
    /// - Parameters:
    ///   - yaml: the whole file; its other sections are not looked at.
    ///   - file: the name for messages.
    /// - Throws: `InputError.badConfiguration` with the line: not YAML, an unknown rule or key (with the nearest known one), a value of the wrong type or
    ///   out of bounds, values that contradict each other.
    public init(yaml: String, file: String) throws(InputError) {
        self.init()
        let known = LedgerRuleName.allCases.map(\.rawValue)
        guard let ledger = try SettingsSection.ofFile(yaml, section: "ledger", file: file, allowed: known) else { return }
        for rule in LedgerRuleName.allCases {
            let own = LedgerThreshold.all.filter { $0.rule == rule }
            guard let section = try ledger.section(rule.rawValue, allowed: ["enabled"] + own.map(\.key)) else { continue }
            try read(rule, own, section)
        }
    }

    private mutating func read(_ rule: LedgerRuleName, _ thresholds: [LedgerThreshold], _ section: SettingsSection) throws(InputError) {
        var isEnabled = true
        try section.flag("enabled", into: &isEnabled)
        if !isEnabled { off.insert(rule) }
        for threshold in thresholds {
            var value = threshold.value(in: self)
            if threshold.isWhole {
                try section.whole(threshold.key, into: &value, in: threshold.bounds)
            } else {
                try section.number(threshold.key, into: &value, in: threshold.bounds)
            }
            threshold.set(value, in: &self)
        }
        guard rule == .reportImplausible, figures.reportImplausible.minimum > figures.reportImplausible.window else { return }
        let (least, window) = (figures.reportImplausible.minimum, figures.reportImplausible.window)
        throw section.contradiction(
            ["least_reports", "window_reports"], "least_reports \(least) is more than window_reports \(window): the rule would never judge",
            "correct one of the two")
    }
}
