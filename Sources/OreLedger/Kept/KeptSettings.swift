/// What kept figures depend on beside the records: the lines that are added up, and the thresholds of the rules whose results are kept month for
/// month. Margins, registers and the day of judgement are none of it: those are applied when findings are asked for.
public struct KeptSettings: Sendable, Hashable {
    public let lines: LineSelection
    public let reportLate: ReportLate
    public let reportImplausible: ReportImplausible
    /// `nil`: patterns are not looked for.
    public let reportPatterns: ReportPatterns?
    public let leadMonths: Int32

    /// - Returns: `nil` for thresholds that cannot be kept: a lead of more than a year, or a window shorter than the open months.
    public init?(_ rules: FigureRules, lines: LineSelection) {
        self.lines = lines
        reportPatterns = rules.reportPatterns
        (reportLate, reportImplausible, leadMonths) = (rules.reportLate, rules.reportImplausible, rules.soldExceedsProduced.leadMonths)
        guard (0...Self.longestLead).contains(leadMonths), reportImplausible.window >= openMonths, reportImplausible.window <= 60 else {
            return nil
        }
    }

    private static let longestLead: Int32 = 12

    /// How many of a subject's last months stay open, so that a report or a sale of one of them needs no look at the months before.
    var openMonths: Int { Int(leadMonths) + 3 }

    /// The rules whose findings follow from kept figures. A rule that is not here has to be evaluated from the figures themselves: see
    /// ``FigureRules/evaluateNotKept(_:_:)``.
    public static let rules: Set<LedgerRuleName> = [
        .quotaOverrun, .productionWithoutQuota, .capacityExceeded, .reportLate, .reportMissing, .reportImplausible, .soldExceedsProduced,
        .productionOutsideValidity, .productionAfterStopOrder,
    ]

    /// Rules over figures whose findings do not follow from kept figures. ``LedgerRuleName/quotaOverrunProjected`` and ``LedgerRuleName/exhaustion``
    /// need single months of years past, which would double what is kept; the others speak of subjects with entries or land, and of those without a
    /// permit where others have one.
    public static let rulesNotKept: Set<LedgerRuleName> = [
        .quotaOverrunProjected, .exhaustion, .taxImpliedGap, .operatingWithoutPermit, .ghostProduction, .outputExceedsLand,
        .landExceedsOutput,
    ]

    /// Every member with its value, so that a threshold added later makes another text: kept figures of another text are not used.
    public var text: String { "\(KeptFigures.version) \(String(reflecting: self))" }
}
