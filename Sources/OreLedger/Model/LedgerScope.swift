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
    /// Production that is stated in tonnes of ore, in tonnes of concentrate, or in cubic metres.
    case ore, concentrate, volume
    /// Production of one class of ore, t REO, where quotas tell classes apart.
    case light, ionic, other
    /// Records of product flows: what one sold to another.
    case flows

    /// Of figures of a stage.
    /// - Parameter material: told apart in mining alone.
    public init(_ stage: Stage, _ material: MaterialKind = .oxide) {
        self =
            switch (stage, material) {
            case (.mining, .oxide): .mining
            case (.mining, .ore): .ore
            case (.mining, .concentrate): .concentrate
            case (.mining, .volume): .volume
            case (.separation, _): .separation
            case (.export, _): .export
            }
    }

    /// Of production of a class of ore; `nil` for all classes together.
    public init?(_ oreClass: OreClass) {
        switch oreClass {
        case .any: return nil
        case .light: self = .light
        case .ionic: self = .ionic
        case .other: self = .other
        }
    }

    /// The class of ore that it speaks of alone; `nil`: of all.
    public var oreClass: OreClass? { OreClass.allCases.first { LedgerScope($0) == self } }

    /// What its masses are of.
    public var material: MaterialKind {
        switch self {
        case .ore: .ore
        case .concentrate: .concentrate
        case .volume: .volume
        case .mining, .separation, .export, .recycled, .taxes, .light, .ionic, .other, .flows: .oxide
        }
    }
}
