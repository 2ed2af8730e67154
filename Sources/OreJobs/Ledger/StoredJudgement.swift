internal import OreDetection
public import OreFeatures
public import OreLedger
public import OreStorage

/// The rules over a store's figures, with its register, on a day: what `orewatch ledger check` is for files.
public struct StoredJudgement: Sendable {
    public let ledger: StoredLedger
    private let store: Store
    /// What is due, closed and believed on it.
    public let day: Day
    public let due: DueRule?
    public var lines = LineSelection(.mining)
    public var threads = 1
    /// Records from which on figures are kept beside the store.
    public var keepsFrom = 100_000
    private let register: LedgerRegister

    /// - Throws: `StoreError`.
    public init(_ store: Store, _ ledger: StoredLedger, on day: Day, due: DueRule? = nil) throws {
        (self.store, self.ledger, self.day, self.due) = (store, ledger, day, due)
        register = try LedgerRegister(store, asOf: ledger.commit, names: ledger.names)
    }

    var rules: FigureRules {
        var rules = FigureRules()
        if let due { rules.reportLate = ReportLate(due: DueRules([due])) }
        return rules
    }

    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range.
    public func findings() throws -> LedgerFindings {
        var evaluation = KeptEvaluation(ledger, rules: rules, lines: lines)
        (evaluation.threads, evaluation.keepsFrom) = (threads, keepsFrom)
        let standing = try standing()
        return try evaluation.judged { seen in (background(seen), standing) }
    }

    // MARK: Background

    private func standing() throws -> LedgerStanding {
        var standing = LedgerStanding()
        standing.closedYear = LedgerStanding.closedYear(on: day)
        standing.hasRegister = !register.force.isEmpty
        standing.registerDate = try store.registerDay(asOf: ledger.commit)
        standing.incomplete = Set(try store.subjectsSetAside(asOf: ledger.commit).compactMap(ledger.subject))
        standing.capacityMaterialIsUnknown = register.capacityMaterial == nil
        return standing
    }

    private func background(_ seen: LedgerObservation) -> LedgerBackground {
        var background = LedgerBackground()
        // Nobody has both: the quotas speak of others than the reports, of whom nothing follows.
        background.quotaYears = seen.sharesNames ? seen.quotaYears.sorted() : []
        background.horizon = seen.months.max().map { CalendarMonth(number: Int($0)) }
        guard let low = seen.months.min(), let high = seen.months.max() else { return background }
        let rules = due.map { DueRules([$0]) }
        // Every month between the first and the last that anybody reported, once its reports are due.
        background.months = (low...high).filter { month in
            guard let rules else { return true }
            return rules.due(for: CalendarMonth(number: Int(month))).map { $0 < day } ?? false
        }
        for (key, spans) in register.force { if let subject = ledger.subject(key) { background.licences[subject] = spans } }
        for (key, orders) in register.orders { if let subject = ledger.subject(key) { background.orders[subject] = orders } }
        for (key, capacity) in register.capacities where register.capacityMaterial ?? .oxide == .oxide {
            if let subject = ledger.subject(key) { background.capacities[subject] = capacity }
        }
        if !register.force.isEmpty {
            background.duty = ReportingDuty(
                of: background.licences, within: CalendarMonth(number: Int(low))...CalendarMonth(number: Int(high)))
        }
        return background
    }

    // MARK: Accounts

    /// A report of how the rules were evaluated, without findings.
    public func accounts(of found: LedgerFindings) -> LedgerReport {
        let none = FigureSeries(.month)
        var report = LedgerReport(day: day, figures: LedgerPartition(reports: none, sold: none, quotas: FigureSeries(.year)))
        (report.due, report.rules) = (due, accounts(found))
        return report
    }

    /// What has to be known of how each rule was evaluated.
    func accounts(_ found: LedgerFindings) -> [LedgerRuleAccount] {
        func notes(_ all: [LedgerNote?]) -> [LedgerNote] { all.compactMap(\.self) }
        func counted(_ count: Int, _ note: (Int) -> LedgerNote) -> LedgerNote? { count > 0 ? note(count) : nil }
        let hasQuotas = !found.observed.quotaYears.isEmpty
        let noQuotas: LedgerNote? = hasQuotas ? nil : .noQuotas
        let (hasInvoices, hasLicences) = (ledger.count(of: .invoice) > 0, !register.force.isEmpty)
        let hasCapacities = !found.background.capacities.isEmpty
        let shares = found.observed.sharesNames
        let account = found.account
        return [
            LedgerRuleAccount(.quotaOverrun, ran: hasQuotas, notes: notes([noQuotas])),
            LedgerRuleAccount(
                .productionWithoutQuota, ran: hasQuotas && shares, notes: notes([noQuotas ?? (shares ? nil : .noSharedName)])),
            LedgerRuleAccount(
                .capacityExceeded, ran: hasCapacities,
                notes: notes([
                    !hasLicences ? .noLicences : register.capacities.isEmpty ? .noCapacities : hasCapacities ? nil : .otherMaterial,
                    counted(register.unreadCapacities, LedgerNote.unreadCapacities),
                ])),
            LedgerRuleAccount(
                .reportLate, ran: due != nil && account.judged > 0,
                notes: notes([due == nil ? .noDueRule : counted(account.undated, LedgerNote.undatedReports)])),
            LedgerRuleAccount(.reportMissing, ran: true, notes: hasLicences ? [] : [.noRegisterForDuty]),
            LedgerRuleAccount(.reportImplausible, ran: true),
            LedgerRuleAccount(
                .productionOutsideValidity, ran: hasLicences,
                notes: notes([
                    hasLicences ? nil : .noLicences, counted(account.pending, LedgerNote.pendingFigures),
                    counted(account.partlyInForce, LedgerNote.partlyInForce),
                ])),
            LedgerRuleAccount(
                .productionAfterStopOrder, ran: register.hasEvents,
                notes: notes([register.hasEvents ? nil : .noEvents, counted(account.partlyOrdered, LedgerNote.partlyInForce)])),
            LedgerRuleAccount(
                .soldExceedsProduced, ran: hasInvoices,
                notes: notes([hasInvoices ? nil : .noInvoices, counted(account.tooRecent, LedgerNote.tooRecent)])),
        ]
    }
}

extension LedgerStanding {
    /// Batches of a year are expected until 31 March of the next.
    static func closedYear(on day: Day) -> Int32 {
        let (year, month, _) = day.yearMonthDay
        return Int32(month > 3 ? year - 1 : year - 2)
    }
}
