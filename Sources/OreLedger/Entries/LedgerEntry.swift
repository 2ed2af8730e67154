public import OreFeatures

/// One record of an ``EntryKind``: a value for each of its fields that has one.
///
/// Of the entries of one key the one received last stands (not stated: before all that are), then the one of the later commit, then the later
/// row; one that is withdrawn takes the key back. Nothing is overwritten.
public struct LedgerEntry: Sendable, Hashable {
    public let kind: EntryKind
    /// In the order of ``EntryKind/fields``.
    public private(set) var values: [EntryValue?]
    /// Takes back what was said under the same key.
    public var isWithdrawn = false
    /// The commit that made it known.
    public var commit: Int32 = 0
    /// Its row in the file it came from, as people count, and the number of that file's delivery.
    public var row: UInt32 = 0
    public var file: Int32 = 0

    public init(_ kind: EntryKind, _ values: [String: EntryValue] = [:]) {
        self.kind = kind
        self.values = kind.fields.map { values[$0.name] }
    }

    /// - Parameter name: of a field; without effect for a name that the kind does not have.
    public subscript(name: String) -> EntryValue? {
        get { kind.fields.firstIndex { $0.name == name }.flatMap { values[$0] } }
        set { if let place = kind.fields.firstIndex(where: { $0.name == name }) { values[place] = newValue } }
    }

    /// The fields that tell it apart from others of its kind: of a flow its number alone where it has one, of every other kind all of the key.
    public var keyFields: [EntryField] { keyed.map { $0.0 } }

    /// What tells it apart from others of its kind.
    public var key: [EntryValue?] { keyed.map { $0.1 } }

    private var keyed: [(EntryField, EntryValue?)] {
        let isNumbered = kind == .flows && self["number"] != nil
        return zip(kind.fields, values).filter { $0.0.isKey && (!isNumbered || $0.0.name == "number") }
    }

    /// Names of required fields without a value.
    public var missing: [String] { zip(kind.fields, values).filter { $0.0.isRequired && $0.1 == nil }.map { $0.0.name } }

    func text(_ name: String) -> String? { if case .text(let value) = self[name] { value } else { nil } }
    func day(_ name: String) -> Day? { if case .day(let value) = self[name] { value } else { nil } }
    func month(_ name: String) -> CalendarMonth? { if case .month(let value) = self[name] { value } else { nil } }
    func year(_ name: String) -> Int32? { if case .year(let value) = self[name] { value } else { nil } }
    func tonnes(_ name: String) -> Tonnes? { if case .tonnes(let value) = self[name] { value } else { nil } }
    func share(_ name: String) -> Share? { if case .share(let value) = self[name] { value } else { nil } }
    func amount(_ name: String) -> Int64? { if case .amount(let value) = self[name] { value } else { nil } }
    func degrees(_ name: String) -> Double? { if case .degrees(let value) = self[name] { value } else { nil } }
    func flag(_ name: String) -> Bool? { if case .flag(let value) = self[name] { value } else { nil } }

    func count(_ name: String) -> Int? { if case .count(let value) = self[name] { Int(value) } else { nil } }

    /// When it was received.
    public var received: Day? { day("received_at") }

    /// It tells of a time after the day, on which nobody knew it.
    public func isOfTime(after day: Day) -> Bool {
        if let own = self.day("date") { return own > day }
        return month("month").map { $0 > CalendarMonth(day) } ?? false
    }
}

/// What tells the entries of all kinds apart.
struct EntryKey: Hashable {
    var kind: EntryKind
    var values: [EntryValue?]
}

extension Sequence<LedgerEntry> {
    /// Of each key the entry that stands, as known at a commit and on a day, in the order of kind, key and row.
    /// - Parameters:
    ///   - commit: later ones had not been seen; `nil`: all.
    ///   - day: received later had not been seen; entries that do not say when count.
    public func standing(asOf commit: Int32? = nil, on day: Day? = nil) -> [LedgerEntry] {
        var latest: [EntryKey: LedgerEntry] = [:]
        for entry in self {
            if let commit, entry.commit > commit { continue }
            if let day, let received = entry.received, received > day { continue }
            let key = EntryKey(kind: entry.kind, values: entry.key)
            if let known = latest[key], !known.isSuperseded(by: entry) { continue }
            latest[key] = entry
        }
        return latest.values.filter { !$0.isWithdrawn }.sorted {
            ($0.kind.rawValue, $0.file, $0.row) < ($1.kind.rawValue, $1.file, $1.row)
        }
    }
}

extension LedgerEntry {
    func isSuperseding(_ other: LedgerEntry) -> Bool { other.isSuperseded(by: self) }

    fileprivate func isSuperseded(by other: LedgerEntry) -> Bool {
        let (own, its) = (received?.daysSince1970 ?? .min, other.received?.daysSince1970 ?? .min)
        return (own, commit, file, row) < (its, other.commit, other.file, other.row)
    }
}
