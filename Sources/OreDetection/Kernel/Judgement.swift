internal import OreFeatures

/// The reasons that weaken a verdict, as a set of bits.
struct ReasonSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    static let dateWithinPeriod = ReasonSet(rawValue: 1)
    static let noPriorObservation = ReasonSet(rawValue: 2)
    static let defaultPositionError = ReasonSet(rawValue: 4)
    static let positionModelAbsent = ReasonSet(rawValue: 8)
    static let ballparkDatum = ReasonSet(rawValue: 16)
    static let licenceGeometryRepaired = ReasonSet(rawValue: 32)
    static let overlayFailed = ReasonSet(rawValue: 64)
    static let undatedFootprint = ReasonSet(rawValue: 128)

    /// In the fixed order of ``Reason``.
    var reasons: [Reason] {
        isEmpty ? [] : Reason.allCases.enumerated().filter { rawValue & (1 << $0.offset) != 0 }.map(\.element)
    }
}

/// How sure a suspicion is: the reasons found on the way, and whether one of them forbids a decision.
struct Judgement {
    var reasons: ReasonSet = []
    /// A date decides, and the footprint has none.
    var isDateUnknown = false

    /// Any reason caps the verdict at `possible`; a failed overlay, an unknown datum shift and an unknown date that decides leave it open.
    var verdict: Verdict {
        if isDateUnknown || !reasons.isDisjoint(with: [.ballparkDatum, .overlayFailed]) { return .undecidable }
        return reasons.isEmpty ? .strong : .possible
    }
}
