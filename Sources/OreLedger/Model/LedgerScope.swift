/// Which records a finding speaks of, where a rule holds for several kinds of them.
public enum LedgerScope: String, Sendable, Hashable, CaseIterable {
    /// Production: reports of mining, and quotas for it.
    case mining
    /// What separators took in and put out, and quotas for it.
    case separation
    /// What left the country, and quotas for it.
    case export
    /// Records of secondary feed.
    case recycled
    /// Records of resource tax.
    case taxes

    /// Of figures of a stage.
    public init(_ stage: Stage) {
        self =
            switch stage {
            case .mining: .mining
            case .separation: .separation
            case .export: .export
            }
    }
}
