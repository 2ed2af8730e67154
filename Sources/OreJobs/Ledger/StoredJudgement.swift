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
    /// Without projections of quotas, which read every month that a subject ever reported: a month's delivery then costs a month.
    public var isIncremental = false
    private let register: LedgerRegister
    /// What stood on the day beside the figures, and what was found over it alone.
    let further: FurtherRecords
    let judgedEntries: EntryFindings
    let names: StoredNames

    /// - Throws: `StoreError`.
    public init(_ store: Store, _ ledger: StoredLedger, on day: Day, due: DueRule? = nil) throws {
        try self.init(store, ledger, on: day, due: due, licences: store.licences(asOf: ledger.commit))
    }

    /// - Parameter licences: those of the ledger's commit.
    init(_ store: Store, _ ledger: StoredLedger, on day: Day, due: DueRule?, licences: LicenceTable) throws {
        (self.store, self.ledger, self.day, self.due) = (store, ledger, day, due)
        register = LedgerRegister(licences, names: ledger.names)
        var names = StoredNames(ledger)
        if register.namesHolders { names.figureKind = .enterprise }
        var further = FurtherRecords()
        further.book = EntryBook(try ledger.entries().standing(on: day)) { names.number(of: $0, $1) }
        let known = names
        let context = EntryContext(day: day) { known.name(of: $0) }
        judgedEntries = EntryRules().evaluate(further.book, context) { names.number(of: $0, $1) }
        let byHolder = register.namesHolders
        further.land = try StoredLand(store, licences, asOf: ledger.commit) { licence in
            ledger.subject(byHolder ? licence.holder ?? licence.id : licence.id)
        }.observations
        (self.further, self.names) = (further, names)
    }

    var rules: FigureRules {
        var rules = FigureRules.office
        if isIncremental { rules.quotaOverrunProjected = nil }
        if let due { rules.reportLate = ReportLate(due: DueRules([due])) }
        return rules
    }

    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range.
    public func findings() throws -> LedgerFindings {
        let standing = try standing()
        var found = try evaluation.judged { seen in (background(seen), standing) }
        found.marks.append(judgedEntries.findings.map(FindingMark.init))
        return found
    }

    /// Every finding with its evidence, a range of subjects at a time.
    /// - Parameter body: called in turn.
    public func forEachPart(of found: LedgerFindings, _ body: ([LedgerFinding]) throws -> Void) throws {
        for range in evaluation.ranges {
            var rows = try rules.evaluate(try LedgerPartition(ledger, range, lines), found.background)
            rows.tellStoppedMonthsOnce()
            try body(FindingGathering(found.standing).findings(rows))
        }
        try body(judgedEntries.findings)
    }

    public func name(of subject: SubjectID) -> String { names.name(of: subject) }
    public func kind(of subject: SubjectID) -> SubjectKind { names.kind(of: subject) }
    /// `nil` for a name that neither a figure nor an entry of the store has.
    public func subject(_ name: String) -> SubjectID? { names.subject(name) }

    private var evaluation: KeptEvaluation {
        var evaluation = KeptEvaluation(ledger, rules: rules, lines: lines, further: further.subjects)
        (evaluation.threads, evaluation.keepsFrom) = (threads, keepsFrom)
        return evaluation
    }

    /// The year that is not over on the day; `nil` in December, when its reports are all but in.
    private var openYear: Int32? {
        let (year, month, _) = day.yearMonthDay
        return month < 12 ? Int32(year) : nil
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
        guard let low = seen.months.min(), let high = seen.months.max() else {
            background.add(further.book, lines: lines)
            return background
        }
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
        background.add(further.book, lines: lines)
        background.land = further.land
        if !further.land.isEmpty { background.yieldModel = YieldModel() }
        // Of the year of the judgement, where its reports have begun.
        if let openYear, high / 12 == openYear { background.openYear = openYear }
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
        let stated = !register.capacities.isEmpty || !further.book.capacities.isEmpty
        let shares = found.observed.sharesNames
        let account = found.account
        return [
            LedgerRuleAccount(.quotaOverrun, ran: hasQuotas, notes: notes([noQuotas])),
            LedgerRuleAccount(
                .productionWithoutQuota, ran: hasQuotas && shares, notes: notes([noQuotas ?? (shares ? nil : .noSharedName)])),
            LedgerRuleAccount(
                .capacityExceeded, ran: hasCapacities,
                notes: notes([
                    hasCapacities ? nil : stated ? .otherMaterial : hasLicences ? .noCapacities : .noLicences,
                    counted(register.unreadCapacities, LedgerNote.unreadCapacities),
                ])),
            LedgerRuleAccount(
                .reportLate, ran: due != nil && account.judged > 0,
                notes: notes([due == nil ? .noDueRule : counted(account.undated, LedgerNote.undatedReports)])),
            LedgerRuleAccount(
                .reportMissing, ran: true,
                notes: notes([
                    hasLicences ? nil : .noRegisterForDuty,
                    counted(register.force.count - found.background.licences.count, LedgerNote.withoutRecords),
                ])),
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
        ] + further.accounts(account.skipped, projects: !isIncremental, found.background, material: .oxide) + judgedEntries.rules
    }
}

extension LedgerStanding {
    /// Batches of a year are expected until 31 March of the next.
    static func closedYear(on day: Day) -> Int32 {
        let (year, month, _) = day.yearMonthDay
        return Int32(month > 3 ? year - 1 : year - 2)
    }
}
