/// What kept figures depend on beside the records: the lines that are added up, and the thresholds of the rules whose results are kept month for
/// month. Margins, registers and the day of judgement are none of it: those are applied when findings are asked for.
public struct KeptSettings: Sendable, Hashable {
    public let lines: LineSelection
    public let reportLate: ReportLate
    public let reportImplausible: ReportImplausible
    public let leadMonths: Int32

    /// - Returns: `nil` for thresholds that cannot be kept: a lead of more than a year, or a window shorter than the open months.
    public init?(_ rules: FigureRules, lines: LineSelection) {
        self.lines = lines
        (reportLate, reportImplausible, leadMonths) = (rules.reportLate, rules.reportImplausible, rules.soldExceedsProduced.leadMonths)
        guard (0...Self.longestLead).contains(leadMonths), reportImplausible.window >= openMonths, reportImplausible.window <= 60 else {
            return nil
        }
    }

    private static let longestLead: Int32 = 12

    /// How many of a subject's last months stay open, so that a report or a sale of one of them needs no look at the months before.
    var openMonths: Int { Int(leadMonths) + 3 }

    /// The rules whose findings follow from kept figures; of ``LedgerRuleName/reportImplausible`` the jumps. A rule that is not here has to be
    /// evaluated from the figures themselves: see ``rulesFromFigures`` and ``rulesOfFew``.
    public static let rules: Set<LedgerRuleName> = [
        .quotaOverrun, .productionWithoutQuota, .capacityExceeded, .reportLate, .reportMissing, .reportImplausible, .soldExceedsProduced,
        .productionOutsideValidity, .productionAfterStopOrder,
    ]

    /// Rules that need every month of years past, which would double what is kept: they are evaluated from the figures of the subjects concerned, those
    /// with a quota and a report of the open year.
    public static let rulesFromFigures: Set<LedgerRuleName> = [.quotaOverrunProjected]

    /// Rules that need entries or land beside the figures: they are evaluated from the figures of the subjects that have such entries.
    public static let rulesOfFew: Set<LedgerRuleName> = [
        .taxImpliedGap, .operatingWithoutPermit, .exhaustion, .ghostProduction, .outputExceedsLand, .landExceedsOutput,
    ]

    /// Every member with its value, so that a threshold added later makes another text: kept figures of another text are not used.
    public var text: String { "\(KeptFigures.version) \(String(reflecting: self))" }
}
