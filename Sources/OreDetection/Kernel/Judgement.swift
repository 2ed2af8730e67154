internal import OreFeatures

/// The reasons that weaken a verdict, as a set of bits.
struct ReasonSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    static let dateWithinPeriod = ReasonSet(rawValue: 1)
    static let noPriorObservation = ReasonSet(rawValue: 2)
    static let defaultPositionError = ReasonSet(rawValue: 4)
    static let sceneMisregistered = ReasonSet(rawValue: 8)
    static let ballparkDatum = ReasonSet(rawValue: 16)
    static let licenceGeometryRepaired = ReasonSet(rawValue: 32)
    static let overlayFailed = ReasonSet(rawValue: 64)
    static let undatedFootprint = ReasonSet(rawValue: 128)
    static let licencesDisplaced = ReasonSet(rawValue: 256)
    static let sceneShiftCorrected = ReasonSet(rawValue: 512)
    static let outsideRegisterCoverage = ReasonSet(rawValue: 1024)

    /// Reasons that leave a verdict open.
    static let undeciding: ReasonSet = [.ballparkDatum, .overlayFailed, .sceneMisregistered, .licencesDisplaced]
    /// Reasons that explain a verdict without weakening it.
    static let explaining: ReasonSet = [.sceneShiftCorrected]

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

    /// The probability that the rule's threshold is truly exceeded; `nil` when outlines are taken as exact.
    var probability: Double?

    static let strongFrom = 0.95
    static let possibleFrom = 0.2

    var isUndecided: Bool { isDateUnknown || !reasons.isDisjoint(with: .undeciding) }

    /// `strong` needs a probability of 0.95 and no reason against it; a failed overlay, an unknown datum shift, a misregistered scene,
    /// displaced licences and an unknown date that decides leave the verdict open.
    var verdict: Verdict {
        if isUndecided { return .undecidable }
        return (probability ?? 1) >= Self.strongFrom && reasons.isSubset(of: .explaining) ? .strong : .possible
    }
}
