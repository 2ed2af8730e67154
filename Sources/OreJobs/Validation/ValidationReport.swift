internal import Foundation
public import OreFeatures

/// What is wrong with a file, by place.
public struct ValidationReport: Sendable {
    public struct Issue: Sendable, Hashable {
        public enum Severity: String, Sendable, Hashable {
            /// The file, or a feature of it, breaks its format or the rules of geometry.
            case error
            /// Advice of the format that is not followed, such as the direction of rings.
            case warning
        }
        public var severity: Severity
        public var place: InputPlace
        public var what: String

        public init(_ severity: Severity, _ place: InputPlace, _ what: String) {
            self.severity = severity
            self.place = place
            self.what = what
        }
    }

    public var file: String
    /// The first ``keptIssues`` issues; the counts are complete.
    public private(set) var issues: [Issue] = []
    public private(set) var errors = 0
    public private(set) var warnings = 0
    /// `nil` where only the grammar was checked.
    public var features: Int?

    public static let keptIssues = 1_000

    public init(file: String) { self.file = file }

    public var isSound: Bool { errors == 0 }

    mutating func add(_ issue: Issue) {
        if issue.severity == .error { errors += 1 } else { warnings += 1 }
        if issues.count < Self.keptIssues { issues.append(issue) }
    }

    mutating func add(_ later: ValidationReport) {
        errors += later.errors
        warnings += later.warnings
        issues += later.issues.prefix(max(0, Self.keptIssues - issues.count))
        if let more = later.features { features = (features ?? 0) + more }
    }

    mutating func add(_ validation: GeoJSONValidation) {
        errors += validation.errorCount
        warnings += validation.warningCount
        features = (features ?? 0) + validation.featureCount
        for finding in (validation.errors + validation.warnings).prefix(max(0, Self.keptIssues - issues.count)) {
            issues.append(Issue(finding.severity == .error ? .error : .warning, finding.place, finding.what))
        }
    }

    /// `FILE: PLACE: error: WHAT` for each issue, then the verdict.
    public var lines: [String] {
        var lines = issues.map { issue in
            [file, issue.place.description, issue.severity.rawValue, issue.what].filter { !$0.isEmpty }.joined(separator: ": ")
        }
        let more = errors + warnings - issues.count
        if more > 0 { lines.append("\(file): \(more) more") }
        let features = features.map { ", \($0) features" } ?? ""
        lines.append("\(file): \(isSound ? "sound" : "unsound"): \(errors) errors, \(warnings) warnings" + features)
        return lines
    }

    /// One JSON object: `file`, `sound`, `errors`, `warnings`, `features`, and `issues` with `severity`, `line`, `byte`, `feature`, `id`, `what`.
    public func json() throws -> String {
        let issues = issues.map { issue in
            [
                "severity": issue.severity.rawValue, "line": orNull(issue.place.line), "byte": orNull(issue.place.byte),
                "feature": orNull(issue.place.feature), "id": orNull(issue.place.identifier), "column": orNull(issue.place.column),
                "what": issue.what,
            ]
        }
        let object: [String: Any] = [
            "file": file, "sound": isSound, "errors": errors, "warnings": warnings, "features": orNull(features), "issues": issues,
        ]
        let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}
