public import OreFeatures
public import OreLedger

/// What `orewatch ledger check` is told.
public struct LedgerCheckRequest: Sendable {
    public var quotas: [String]
    public var reports: [String]
    public var invoices: [String] = []
    public var licences: [String] = []
    /// Dated events of licences: orders to stop among them.
    public var events: [String] = []
    /// Further records: stock, separation, trade and the rest.
    public var entries: [EntryKind: [String]] = [:]
    public var profiles: [ProfileKind: Profile] = [:]
    public var due: DueCalendar?
    /// Thresholds, and rules that are switched off.
    public var rules = LedgerRules()
    /// What was known on this day counts.
    public var day: Day
    /// The day on which the check is made: figures of a later time are not believed.
    public var today: Day
    public var encoding: TextEncoding?
    /// `refuse` makes each file all-or-nothing.
    public var invalid = InvalidPolicy.quarantine
    /// Texts of so many bytes and more are read in parts.
    public var partsFrom = 4 << 20
    public var threads = 1

    public init(quotas: [String], reports: [String], day: Day, today: Day) {
        (self.quotas, self.reports, self.day, self.today) = (quotas, reports, day, today)
    }

    public func validated() throws -> LedgerCheckRequest {
        for (kind, profile) in profiles where profile.kind != kind {
            throw InputError.badConfiguration(
                file: profile.file, place: InputPlace(), what: "the profile describes \(profile.kind.rawValue), not \(kind.rawValue)",
                next: "")
        }
        return self
    }
}
