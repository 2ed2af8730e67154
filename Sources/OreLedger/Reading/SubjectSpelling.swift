/// Names that differ in spelling alone: width of letters, case, blanks, hyphens.
public enum SubjectSpelling {
    /// The same for names that differ in spelling alone; empty for a name without letters and digits.
    public static func folded(_ name: String) -> String {
        String(LedgerText.narrowed(name).lowercased().filter { $0.isLetter || $0.isNumber })
    }
}
