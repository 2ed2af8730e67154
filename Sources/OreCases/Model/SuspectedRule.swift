public import OreDetection
public import OreLedger

/// A rule by which an incident is suspected: over land, or over figures.
public enum SuspectedRule: RawRepresentable, Sendable, Hashable, CaseIterable {
    case land(RuleName)
    case figures(LedgerRuleName)

    /// Rules over land first, each part in its own order.
    public static let allCases = RuleName.allCases.map(SuspectedRule.land) + LedgerRuleName.allCases.map(SuspectedRule.figures)

    /// Names of the two parts differ.
    public init?(rawValue: String) {
        if let rule = RuleName(rawValue: rawValue) {
            self = .land(rule)
        } else if let rule = LedgerRuleName(rawValue: rawValue) {
            self = .figures(rule)
        } else {
            return nil
        }
    }

    public var rawValue: String {
        switch self {
        case .land(let rule): rule.rawValue
        case .figures(let rule): rule.rawValue
        }
    }

    /// `nil` for a rule over figures.
    public var land: RuleName? { if case .land(let rule) = self { rule } else { nil } }

    /// `nil` for a rule over land.
    public var figures: LedgerRuleName? { if case .figures(let rule) = self { rule } else { nil } }
}

/// Rules over figures that speak of the same conduct: of one subject they make one incident.
public enum FiguresFamily: String, Sendable, Hashable, CaseIterable {
    /// More than was allowed, or than the land, the books or the tax agree with.
    case tonnes
    /// Reports that are late, missing or implausible.
    case reporting
    /// Work without a term, a permit, a deposit, a listing.
    case standing
    /// What crosses a border.
    case trade

    public init(_ rule: LedgerRuleName) {
        self =
            switch rule {
            case .reportMissing, .reportLate, .reportImplausible: .reporting
            case .productionOutsideValidity, .productionAfterStopOrder, .operatingWithoutPermit, .depositShort, .restorationOverdue,
                .holderNotListed, .bannedProcess:
                .standing
            case .exportWithoutLicence, .exportMirrorGap: .trade
            case .quotaOverrun, .quotaOverrunProjected, .capacityExceeded, .productionWithoutQuota, .soldExceedsProduced,
                .separationExceedsFeed, .ghostProduction, .outputExceedsLand, .landExceedsOutput, .recoveryLow, .highGrading, .exhaustion,
                .taxImpliedGap:
                .tonnes
            }
    }
}
