internal import Foundation
public import OreDetection
public import OreFeatures

extension AuditSettings {
    /// The settings of a rule set by its name or path; the documented defaults for none.
    /// - Throws: as `RuleSet.named(_:)` does.
    public static func named(_ nameOrPath: String?) throws(InputError) -> AuditSettings {
        guard let nameOrPath else { return AuditSettings() }
        let (text, file) = try RuleSet.text(named: nameOrPath)
        return try AuditSettings(yaml: text, file: file, ruleSet: RuleSet(yaml: text, file: file))
    }
}
