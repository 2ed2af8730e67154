internal import OreDetection
public import OreFeatures
public import OreLedger

extension LedgerRules {
    /// The rules over figures of a rule set by its name or path; the documented ones for none.
    /// - Throws: as `RuleSet.named(_:)` does.
    public static func named(_ nameOrPath: String?) throws(InputError) -> LedgerRules {
        guard let nameOrPath else { return LedgerRules() }
        let (text, file) = try RuleSet.text(named: nameOrPath)
        _ = try RuleSet(yaml: text, file: file)
        return try LedgerRules(yaml: text, file: file)
    }
}
