public import OreFeatures

/// Balances of a region through the years, with what its reserves and its owners say.
public struct BalanceReport: Sendable {
    /// A district, a group, or an enterprise; `nil`: everybody.
    public var region: String?
    public var kind: SubjectKind?
    public var material: MaterialKind
    public var commit: Int
    /// Of what had been received by that day, which is over; `nil`: of everything.
    public var receivedBy: Day?
    /// Of the year asked for.
    public var balance: Balance
    /// Every year of which anything is stated, ascending.
    public var series: [Balance] = []
    public var reserves: [RegionReserves] = []
    public var concentration: [Concentration] = []
    /// The same year of each district or group, by name, where that was asked for.
    public var parts: [Part] = []
    public var names: [SubjectID: String] = [:]

    public struct Part: Sendable {
        /// `nil`: what belongs to none of them.
        public var name: String?
        public var balance: Balance

        public init(name: String?, balance: Balance) { (self.name, self.balance) = (name, balance) }
    }

    public init(_ balance: Balance, region: String?, kind: SubjectKind?, material: MaterialKind, commit: Int) {
        (self.balance, self.region, self.kind, self.material, self.commit) = (balance, region, kind, material, commit)
    }

    public var year: Int32 { balance.year }
    public func name(of subject: SubjectID) -> String { names[subject] ?? "?\(subject.number)" }
}
