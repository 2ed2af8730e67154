/// What is planted in the books of one subject in one year, and what a careful auditor should say about it.
enum LedgerStory: String, CaseIterable {
    case plain
    case overQuota = "over_quota"
    case ghost = "ghost_production"
    /// Ore of an unlicensed pit is invoiced by the neighbour that has a title.
    case launderedSales = "laundering_sales"
    /// Ore of an unlicensed pit is reported by the neighbour, who has quota to spare.
    case launderedReports = "laundering_reports"
    /// Less is reported than sold.
    case underReportedSales = "under_reporting_sales"
    /// Less is reported, and invoiced, than the tax was paid on.
    case underReportedTax = "under_reporting_tax"
    case lateReports = "late_reports"
    case missingReports = "missing_reports"
    case afterStopOrder = "work_after_stop_order"
    case expired = "work_after_expiry"
    case overCapacity = "over_capacity"
    case separator = "separator_out_of_balance"
    /// What lay there before the first month was counted, so that nothing can be missing.
    case countedSeparator = "separator_out_of_balance_since_a_count"
    case mirrorGap = "mirror_gap"
    case overExport = "export_above_licence"

    case inSituUnseen = "lawful: in situ, little bare ground"
    case stockSoldLate = "lawful: stock sold late"
    case correctedReport = "lawful: a corrected report"
    case restart = "lawful: restart after a stop"
    case seasonal = "lawful: seasonal mine"
    case laterBatch = "lawful: later batch of quota"
    case renewed = "lawful: renewed in time"
    case importedFeed = "lawful: separator of imported and recycled feed"
    case shippingLag = "lawful: goods under way at the end of the year, and re-exports"

    var isLawful: Bool { rawValue.hasPrefix("lawful") || self == .plain }

    /// Findings of any of these rules find it.
    var rules: [String] {
        switch self {
        case .overQuota: ["quota_overrun"]
        case .ghost: ["ghost_production"]
        case .launderedSales, .underReportedSales: ["sold_exceeds_produced"]
        case .launderedReports: ["output_exceeds_land"]
        case .underReportedTax: ["tax_implied_gap"]
        case .lateReports: ["report_late"]
        case .missingReports: ["report_missing"]
        case .afterStopOrder: ["production_after_stop_order"]
        case .expired: ["production_outside_validity"]
        case .overCapacity: ["capacity_exceeded"]
        case .separator, .countedSeparator: ["separation_exceeds_feed"]
        case .mirrorGap: ["export_mirror_gap"]
        case .overExport: ["export_without_licence"]
        default: []
        }
    }

    /// Rules that may say something true about it too: neither asked for nor held against a report.
    var also: [String] {
        switch self {
        case .overQuota, .overCapacity: ["quota_overrun_projected", "report_implausible"]
        case .ghost: ["output_exceeds_land"]
        case .launderedSales: ["tax_implied_gap", "land_exceeds_output"]
        case .launderedReports: ["report_implausible", "recovery_low"]
        case .underReportedSales, .underReportedTax: ["land_exceeds_output", "tax_implied_gap"]
        case .afterStopOrder: ["production_outside_validity", "operating_without_permit"]
        case .expired: ["operating_without_permit", "report_missing", "production_without_quota"]
        case .missingReports: ["sold_exceeds_produced", "tax_implied_gap"]
        default: []
        }
    }

    /// What a mine may get; plain mines come between them.
    static let ofMines: [LedgerStory] = [
        .overQuota, .plain, .launderedSales, .inSituUnseen, .lateReports, .plain, .stockSoldLate, .ghost, .correctedReport,
        .underReportedSales, .plain, .restart, .afterStopOrder, .seasonal, .plain, .launderedReports, .laterBatch, .missingReports, .plain,
        .renewed, .expired, .plain, .overCapacity, .underReportedTax,
    ]
}

/// A line of truth.csv.
struct LedgerTruthRow {
    var subject: String
    var year: Int
    var story: LedgerStory
    /// The balance of an earlier year still shows: true, but not asked for.
    var isAftermath = false
}
