internal import Foundation
public import OreDetection
public import OreFeatures
internal import OreLedger

extension RuleSet {
    /// A shipped rule set by its name, or any by its path (a word with a `/` or ending in `.yaml` or `.yml`).
    /// - Throws: `InputError.badConfiguration` for an unknown name or a faulty text, of its rules over figures too; `cannotOpen` for a path that cannot be
    ///   read.
    public static func named(_ nameOrPath: String) throws(InputError) -> RuleSet {
        let (text, file) = try text(named: nameOrPath)
        _ = try LedgerRules(yaml: text, file: file)
        return try RuleSet(yaml: text, file: file)
    }

    /// The text of a rule file and its path.
    static func text(named nameOrPath: String) throws(InputError) -> (text: String, file: String) {
        let isPath = nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml") || nameOrPath.hasSuffix(".yml")
        guard let path = isPath ? nameOrPath : ShippedData.path("rules/\(nameOrPath).yaml") else {
            throw .badConfiguration(
                file: nameOrPath, place: InputPlace(), what: "no rule set of this name is shipped",
                next: "known: " + ShippedData.names(in: "rules", extension: "yaml").joined(separator: ", "))
        }
        do {
            return (try String(contentsOf: URL(filePath: path), encoding: .utf8), path)
        } catch {
            throw .cannotOpen(file: path, reason: "it is not a readable UTF-8 file")
        }
    }
}
