public import OreDetection
public import OreFeatures

/// Everything that the rules over figures read of some subjects: no rule reads another subject's figures, so that any set of subjects can be
/// evaluated by itself, on any thread, in any order.
public struct LedgerPartition: Sendable {
    /// By month.
    public var reports: FigureSeries
    /// By month.
    public var sold: FigureSeries
    /// By year.
    public var quotas: FigureSeries
    /// The numbers of the subjects that it speaks for, with figures or without.
    public var range: Range<UInt32>

    public init(reports: FigureSeries, sold: FigureSeries, quotas: FigureSeries, range: Range<UInt32> = 0..<UInt32.max) {
        (self.reports, self.sold, self.quotas, self.range) = (reports, sold, quotas, range)
    }

    /// Of records as they were known at a commit.
    /// - Throws: `LedgerFault`.
    public init(
        reports: LedgerRecords, invoices: LedgerRecords, quotas: LedgerRecords, lines: LineSelection, asOf commit: Int32? = nil,
        range: Range<UInt32> = 0..<UInt32.max
    ) throws(LedgerFault) {
        self.range = range
        self.reports = try FigureSeries(reports, of: lines, by: .month, asOf: commit)
        sold = try FigureSeries(invoices, of: lines, by: .month, asOf: commit)
        self.quotas = try FigureSeries(quotas, of: lines, by: .year, asOf: commit)
    }
}

/// What rules know beside the figures, the same for every partition.
public struct LedgerBackground: Sendable {
    /// Months for which reports are looked for, ascending; see ``ReportMissing``.
    public var months: [Int32] = []
    public var duty = ReportingDuty.whoeverReports
    /// Years of which somebody's quota is known, ascending.
    public var quotaYears: [Int32] = []
    public var capacities: [SubjectID: LicensedCapacity] = [:]
    /// Days in force, of licences that a register names.
    public var licences: [SubjectID: ForceSpans] = [:]
    public var orders: [SubjectID: StopOrders] = [:]
    public var openingStock: [SubjectID: Tonnes] = [:]
    /// What was counted, ascending by day: it replaces the balance where it is more.
    public var stock: [SubjectID: [StockTaking]] = [:]
    public var reserves: [SubjectID: [ReserveFigure]] = [:]
    public var taxes: [SubjectID: [TaxFigure]] = [:]
    public var permits: [SubjectID: [Permit]] = [:]
    /// Kinds of permits that somebody has.
    public var permitKinds: Set<Permit.Kind> = []
    /// What was seen of the ground of subjects that report t REO.
    public var land: [SubjectID: [LandObservation]] = [:]
    /// `nil`: land is not turned into tonnes.
    public var yieldModel: YieldModel?
    /// The year that is not over, of which quotas are projected; `nil`: none.
    public var openYear: Int32?
    /// Of the reports.
    public var material = MaterialKind.oxide
    /// The last month of which reports are known; see ``SoldExceedsProduced``.
    public var horizon: CalendarMonth?

    public init() {}

    /// Takes what rules over figures need of entries.
    /// - Parameter lines: those of the reports.
    public mutating func add(_ book: EntryBook, lines: LineSelection) {
        material = lines.material
        stock = StockTaking.bySubject(book.stock, of: lines)
        reserves = Dictionary(grouping: book.reserves, by: \.subject)
        taxes = Dictionary(grouping: book.taxes, by: \.subject)
        permits = Dictionary(grouping: book.permits, by: \.subject)
        permitKinds = Set(book.permits.map(\.kind))
        for (subject, rows) in Dictionary(grouping: book.capacities, by: \.subject) {
            // What does not say its material is held against what is reported, and is no more than possible.
            let same = rows.filter { ($0.material ?? material) == material }
            if !same.isEmpty { capacities[subject] = LicensedCapacity(same.map { .init(from: $0.from, perYear: $0.perYear) }) }
        }
    }

    /// What the figures themselves show: months for which anybody reported, years of which anybody has a quota.
    public init(observing partitions: some Sequence<LedgerPartition>) {
        var (months, years) = (Set<Int32>(), Set<Int32>())
        for partition in partitions {
            months.formUnion(partition.reports.periods)
            years.formUnion(partition.quotas.periods)
        }
        (self.months, quotaYears) = (months.sorted(), years.sorted())
    }
}

/// The rules over figures with their thresholds.
public struct FigureRules: Sendable, Hashable {
    public var quotaOverrun = QuotaOverrun()
    public var capacityExceeded = CapacityExceeded()
    /// Flow records are due by the 10th of the next month (DOMAIN 1, from August 2025); reports of production by what the office states.
    public var reportLate = ReportLate(due: DueRules([]))
    public var reportImplausible = ReportImplausible()
    public var soldExceedsProduced = SoldExceedsProduced()
    public var exhaustion = Exhaustion()
    public var taxImpliedGap = TaxImpliedGap()
    public var operatingWithoutPermit = OperatingWithoutPermit()
    public var ghostProduction = GhostProduction()
    public var outputAgainstLand = OutputAgainstLand()
    /// They read all the figures of a subject; `nil`: not evaluated.
    public var quotaOverrunProjected: QuotaOverrunProjected?
    public var reportPatterns: ReportPatterns?

    public init() {}

    /// Every rule, as an office wants them.
    public static var office: FigureRules {
        var rules = FigureRules()
        (rules.quotaOverrunProjected, rules.reportPatterns) = (QuotaOverrunProjected(), ReportPatterns())
        return rules
    }

    /// The five tests of plain queries over the same tables: due on the 10th of the next month, last twelve rows, no stock, no lead.
    public static var plainQueries: FigureRules {
        var rules = FigureRules()
        rules.reportLate = ReportLate(due: DueRules([DueRule(day: 10)]))
        rules.reportImplausible = .lastTwelveRows
        rules.soldExceedsProduced = SoldExceedsProduced(leadMonths: 0)
        return rules
    }

    /// Evaluates every rule over one partition. Pure.
    /// - Complexity: O(figures), each looked at a few times.
    public func evaluate(_ partition: LedgerPartition, _ background: LedgerBackground) throws(LedgerFault) -> FigureFindings {
        var result = FigureFindings()
        let (reports, quotas) = (partition.reports, partition.quotas)
        result.quotaOverrun = try quotaOverrun.years(of: reports, against: quotas)
        result.withoutQuota = try ProductionWithoutQuota().years(of: reports, against: quotas, knownYears: background.quotaYears)
        if !background.capacities.isEmpty {
            result.capacityExceeded = try capacityExceeded.years(of: reports, against: background.capacities)
        }
        result.late = reportLate.months(of: reports)
        result.missing = ReportMissing().months(of: reports, among: background.months, duty: background.duty.within(partition.range))
        result.implausible = reportImplausible.jumps(in: reports)
        result.sold = try soldExceedsProduced.shortfalls(
            produced: reports, sold: partition.sold, opening: background.openingStock, horizon: background.horizon,
            stock: background.stock)
        result.outsideValidity =
            background.licences.isEmpty ? .init() : ProductionOutsideValidity().months(of: reports, in: background.licences)
        result.afterStopOrder = ProductionAfterStopOrder().months(of: reports, under: background.orders)
        if let rule = reportPatterns { result.patterns = rule.patterns(in: reports) }
        try addNotKept(partition, background, &result)
        return result
    }

    /// Evaluates the rules of ``KeptSettings/rulesNotKept`` alone: what is found beside what follows from kept figures.
    /// - Parameter partition: no sales are looked at; any subjects may be left out of whom nothing is asked.
    public func evaluateNotKept(_ partition: LedgerPartition, _ background: LedgerBackground) throws(LedgerFault) -> FigureFindings {
        var result = FigureFindings()
        try addNotKept(partition, background, &result)
        return result
    }

    /// The rules that need entries, land, or single months of the past.
    private func addNotKept(
        _ partition: LedgerPartition, _ background: LedgerBackground, _ result: inout FigureFindings
    ) throws(LedgerFault) {
        let reports = partition.reports
        if let rule = quotaOverrunProjected, let year = background.openYear {
            result.projected = try rule.projected(of: reports, against: partition.quotas, in: year)
        }
        func own<Value>(_ all: [SubjectID: Value]) -> [SubjectID: Value] { all.filter { partition.range.contains($0.key.number) } }
        if !background.taxes.isEmpty {
            result.taxed = taxImpliedGap.years(of: reports, taxes: own(background.taxes), material: background.material)
        }
        if !background.permitKinds.isEmpty {
            result.withoutPermit = operatingWithoutPermit.months(of: reports, permits: background.permits, known: background.permitKinds)
        }
        guard background.material == .oxide else { return }
        if !background.reserves.isEmpty { result.exhausted = exhaustion.years(of: reports, reserves: own(background.reserves)) }
        guard !background.land.isEmpty else { return }
        let land = own(background.land)
        result.ghost = ghostProduction.years(of: reports, seen: land)
        if let model = background.yieldModel { result.againstLand = outputAgainstLand.years(of: reports, seen: land, model) }
    }
}

/// What the rules found, row for row, before it is gathered into findings; each list by subject, then month or year.
public struct FigureFindings: Sendable, Hashable {
    public var quotaOverrun: [YearExcess] = []
    public var withoutQuota: [YearExcess] = []
    public var capacityExceeded: [YearExcess] = []
    public var late = ReportLate.Result()
    public var missing: [ReportMissing.Row] = []
    public var implausible: [ReportImplausible.Row] = []
    public var sold = SoldExceedsProduced.Result()
    public var outsideValidity = ProductionOutsideValidity.Result()
    public var afterStopOrder = ProductionAfterStopOrder.Result()
    public var projected = QuotaOverrunProjected.Result()
    public var patterns = ReportPatterns.Result()
    public var exhausted: [Exhaustion.Row] = []
    public var taxed = TaxImpliedGap.Result()
    public var withoutPermit = OperatingWithoutPermit.Result()
    public var ghost = GhostProduction.Result()
    public var againstLand = OutputAgainstLand.Result()

    public init() {}

    /// What was looked at and not judged, by rule.
    public var skipped: [LedgerRuleName: [LedgerSkip: Int]] {
        [
            .quotaOverrunProjected: projected.skipped, .taxImpliedGap: taxed.skipped, .operatingWithoutPermit: withoutPermit.skipped,
            .ghostProduction: ghost.skipped, .outputExceedsLand: againstLand.skipped, .landExceedsOutput: againstLand.skipped,
        ].filter { !$0.value.isEmpty }
    }

    /// Adds what a partition with later subjects found.
    public mutating func append(_ other: FigureFindings) {
        quotaOverrun += other.quotaOverrun
        withoutQuota += other.withoutQuota
        capacityExceeded += other.capacityExceeded
        late.rows += other.late.rows
        late.judged += other.late.judged
        late.undated += other.late.undated
        late.withoutRule += other.late.withoutRule
        missing += other.missing
        implausible += other.implausible
        sold.rows += other.sold.rows
        sold.closing.merge(other.sold.closing) { _, later in later }
        sold.tooRecent += other.sold.tooRecent
        outsideValidity.rows += other.outsideValidity.rows
        outsideValidity.partly += other.outsideValidity.partly
        outsideValidity.pending += other.outsideValidity.pending
        afterStopOrder.rows += other.afterStopOrder.rows
        afterStopOrder.partly += other.afterStopOrder.partly
        projected.rows += other.projected.rows
        projected.skipped.merge(other.projected.skipped, uniquingKeysWith: +)
        patterns.rows += other.patterns.rows
        patterns.tooFew += other.patterns.tooFew
        exhausted += other.exhausted
        taxed.rows += other.taxed.rows
        taxed.skipped.merge(other.taxed.skipped, uniquingKeysWith: +)
        withoutPermit.rows += other.withoutPermit.rows
        withoutPermit.skipped.merge(other.withoutPermit.skipped, uniquingKeysWith: +)
        ghost.rows += other.ghost.rows
        ghost.skipped.merge(other.ghost.skipped, uniquingKeysWith: +)
        againstLand.rows += other.againstLand.rows
        againstLand.skipped.merge(other.againstLand.skipped, uniquingKeysWith: +)
    }
}
