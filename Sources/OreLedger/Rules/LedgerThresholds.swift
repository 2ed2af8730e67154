extension LedgerThreshold {
    /// Every threshold that a rule file may set, by rule. `GeoData/rules/default.yaml` shows each with its value and its reason.
    public static let all: [LedgerThreshold] = ofYears + ofReports + ofSales + ofLand + ofEntries

    private static let ofYears: [LedgerThreshold] = [
        share(.quotaOverrun, "margin", 0...1, { $0.figures.quotaOverrun.margin }, { $0.figures.quotaOverrun.margin = $1 }),
        whole(.quotaOverrun, "later_batches_months", 0...24, { $0.laterBatchMonths }, { $0.laterBatchMonths = $1 }),
        // Nothing below a fifth is a suspicion, whatever an office asks for.
        number(
            .quotaOverrunProjected, "probability", 0.2...1, { $0.figures.quotaOverrunProjected?.threshold ?? 1 },
            { $0.figures.quotaOverrunProjected?.threshold = $1 }),
        // Lists of quotas read the six years before.
        whole(
            .quotaOverrunProjected, "past_years", 2...6, { $0.figures.quotaOverrunProjected?.reach ?? 0 },
            { $0.figures.quotaOverrunProjected?.reach = $1 }),
        number(
            .quotaOverrunProjected, "least_spread", 0.001...1, { $0.figures.quotaOverrunProjected?.leastSpread ?? 0 },
            { $0.figures.quotaOverrunProjected?.leastSpread = $1 }),
        share(
            .capacityExceeded, "margin", 0...1, { $0.figures.capacityExceeded.margin },
            { rules, margin in
                rules.figures.capacityExceeded.margin = margin
                rules.entries.facilityCapacity.margin = margin
            }),
    ]

    private static let ofReports: [LedgerThreshold] = [
        whole(
            .reportImplausible, "window_reports", 1...60, { $0.figures.reportImplausible.window },
            { $0.figures.reportImplausible.window = $1 }),
        whole(
            .reportImplausible, "least_reports", 1...60, { $0.figures.reportImplausible.minimum },
            { $0.figures.reportImplausible.minimum = $1 }),
        whole(
            .reportImplausible, "reach_months", 1...600, { Int($0.figures.reportImplausible.reach ?? 0) },
            { $0.figures.reportImplausible.reach = Int32($1) }),
        // Above it, kilograms taken for tonnes would no longer be doubted.
        number(
            .reportImplausible, "factor", 1...100, { Double($0.figures.reportImplausible.factor) / 1000 },
            { $0.figures.reportImplausible.factor = Int64(($1 * 1000).rounded()) }),
        whole(
            .reportImplausible, "equal_run_months", 3...120, { $0.figures.reportPatterns?.equalRun ?? 0 },
            { $0.figures.reportPatterns?.equalRun = $1 }),
        number(
            .reportImplausible, "chance", 0.000_000_001...0.05, { $0.figures.reportPatterns?.chance ?? 0 },
            { $0.figures.reportPatterns?.chance = $1 }),
        whole(
            .reportImplausible, "least_figures", 50...10_000, { $0.figures.reportPatterns?.leastFigures ?? 0 },
            { $0.figures.reportPatterns?.leastFigures = $1 }),
    ]

    private static let ofSales: [LedgerThreshold] = [
        whole(
            .soldExceedsProduced, "lead_months", 0...12, { Int($0.figures.soldExceedsProduced.leadMonths) },
            { $0.figures.soldExceedsProduced.leadMonths = Int32($1) }),
        share(.taxImpliedGap, "margin", 0...1, { $0.figures.taxImpliedGap.margin }, { $0.figures.taxImpliedGap.margin = $1 }),
        whole(
            .operatingWithoutPermit, "renewal_days", 0...1100, { Int($0.figures.operatingWithoutPermit.renewalDays) },
            { $0.figures.operatingWithoutPermit.renewalDays = Int32($1) }),
    ]

    private static let ofLand: [LedgerThreshold] = [
        whole(
            .ghostProduction, "clear_views", 1...366, { $0.figures.ghostProduction.leastViews },
            { $0.figures.ghostProduction.leastViews = $1 }),
        recovery("in_situ_leachable", { $0.minima[.inSitu]?.leachable }, { $0.minima[.inSitu]?.leachable = $1 }),
        recovery("in_situ_full", { $0.minima[.inSitu]?.full }, { $0.minima[.inSitu]?.full = $1 }),
        recovery("heap_leachable", { $0.minima[.heap]?.leachable }, { $0.minima[.heap]?.leachable = $1 }),
        recovery("heap_full", { $0.minima[.heap]?.full }, { $0.minima[.heap]?.full = $1 }),
        recovery("otherwise", { $0.norm }, { $0.norm = $1 }),
        share(.highGrading, "factor", 1...10, { $0.entries.highGrading.factor }, { $0.entries.highGrading.factor = $1 }),
    ]

    private static let ofEntries: [LedgerThreshold] = [
        share(
            .separationExceedsFeed, "best_yield", 0.5...1, { $0.entries.separationExceedsFeed.bestYield[.any] ?? .one },
            { $0.entries.separationExceedsFeed.bestYield[.any] = $1 }),
        share(.exportMirrorGap, "margin", 0...1, { $0.entries.exportMirrorGap.margin }, { $0.entries.exportMirrorGap.margin = $1 }),
        whole(
            .exportMirrorGap, "lag_months", 0...12, { $0.entries.exportMirrorGap.lagMonths }, { $0.entries.exportMirrorGap.lagMonths = $1 }),
        share(.exportMirrorGap, "freight", 1...2, { $0.entries.exportMirrorGap.freight }, { $0.entries.exportMirrorGap.freight = $1 }),
    ]

    private static func recovery(
        _ key: String, _ get: @escaping @Sendable (RecoveryLow) -> Share?, _ put: @escaping @Sendable (inout RecoveryLow, Share) -> Void
    ) -> LedgerThreshold {
        share(.recoveryLow, key, 0...1, { get($0.entries.recoveryLow) ?? .zero }, { put(&$0.entries.recoveryLow, $1) })
    }
}
