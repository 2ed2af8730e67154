public import OreFeatures

/// One column of a kind of entries: its name, what a value of it is, and how people head it.
public struct EntryField: Sendable, Hashable {
    /// What a value of a column is.
    public enum Form: Sendable, Hashable {
        /// Whom the entry speaks of: a name of that kind, numbered by the ledger.
        case subject(SubjectKind)
        case text
        case day
        case month
        case year
        /// Thousandths of a tonne, at least 0.
        case tonnes
        /// Millionths: `0.84`, `84 %`.
        case share
        /// An amount in the smallest thousandth, at least 0: money, square metres.
        case amount
        /// Degrees.
        case degrees
        case flag
        /// How often: a whole number up to 10,000.
        case count
        /// One of these words.
        case word([String])
        /// Some of these words, apart by semicolons.
        case words([String])
    }

    /// The heading of tables without a profile, and the name of the attribute in profiles and schemas.
    public let name: String
    public let form: Form
    /// An entry without it is set aside.
    public let isRequired: Bool
    /// Part of what tells entries apart: a later one with the same key corrects the earlier.
    public let isKey: Bool
    public let chinese: String
    public let example: String
    /// Came to its kind when stores had records of it already; see the bytes of entries. Never required, never part of a key.
    public let isLater: Bool

    init(
        _ name: String, _ form: Form, _ need: Need = .optional, zh chinese: String, example: String = "", isLater: Bool = false
    ) {
        (self.name, self.form, self.chinese, self.example, self.isLater) = (name, form, chinese, example, isLater)
        (isRequired, isKey) = (need != .optional && need != .optionalKey, need == .key || need == .optionalKey)
    }

    /// What a value of form `count` may be.
    public static let counts: ClosedRange<Int32> = 0...10_000

    enum Need { case key, optionalKey, required, optional }
}

/// A value of an entry.
public enum EntryValue: Sendable, Hashable {
    case text(String)
    case day(Day)
    case month(CalendarMonth)
    case year(Int32)
    case tonnes(Tonnes)
    case share(Share)
    /// Thousandths.
    case amount(Int64)
    case degrees(Double)
    case flag(Bool)
    case count(Int32)
}
