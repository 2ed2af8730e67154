/// What a column of subjects names, from the ground up.
public enum SubjectLevel: UInt8, Sendable, Hashable, CaseIterable {
    case licence, mine
    /// Enterprises, and names that do not say what they are of.
    case holder
    case group

    /// The nearest to the ground that every table names; `nil` where there is none.
    public static func common(to tables: [LedgerColumns]) -> SubjectLevel? {
        allCases.first { level in tables.allSatisfy { $0.profile != nil || $0.subjectColumns[level] != nil } }
    }
}
