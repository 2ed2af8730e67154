public import OreDetection
public import OreFeatures
public import OreLedger

/// What one rule file says, read once: of places and of figures.
public struct RuleFile: Sendable {
    public let rules: RuleSet
    public let ledgerRules: LedgerRules

    /// - Parameter nameOrPath: a shipped rule set by its name, or any by its path (a word with a `/` or ending in `.yaml` or `.yml`).
    /// - Throws: `InputError.badConfiguration` for an unknown name or a fault in either part; `cannotOpen` for a path that cannot be read.
    public init(named nameOrPath: String) throws(InputError) {
        let (text, file) = try RuleSet.text(named: nameOrPath)
        rules = try RuleSet(yaml: text, file: file)
        ledgerRules = try LedgerRules(yaml: text, file: file)
    }
}

extension LedgerRules {
    /// The rules over figures of a rule file; the documented ones for none.
    /// - Throws: as ``RuleFile/init(named:)`` does.
    public static func named(_ nameOrPath: String?) throws(InputError) -> LedgerRules {
        guard let nameOrPath else { return LedgerRules() }
        return try RuleFile(named: nameOrPath).ledgerRules
    }
}
