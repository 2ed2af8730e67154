internal import Foundation
public import OreDetection
public import OreFeatures

extension RuleSet {
    /// The rules of places of a rule file, whose rules over figures have to be right, too.
    /// - Throws: as ``RuleFile/init(named:)`` does.
    public static func named(_ nameOrPath: String) throws(InputError) -> RuleSet {
        try RuleFile(named: nameOrPath).rules
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
