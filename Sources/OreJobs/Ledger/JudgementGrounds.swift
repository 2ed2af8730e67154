internal import OreDetection
internal import OreFeatures
internal import OreLedger

/// What figures are judged with, whether they come from files or from a store: a register, entries and land, on a day.
struct JudgementGrounds {
    var register: LedgerRegister
    var further: FurtherRecords
    var day: Day
    var due: DueCalendar?
    var lines: LineSelection
    /// Without projections of quotas.
    var isIncremental = false
    var settings = LedgerRules()

    var rules: FigureRules {
        var rules = settings.figures
        if isIncremental || settings.off.contains(.quotaOverrunProjected) { rules.quotaOverrunProjected = nil }
        rules.reportLate = ReportLate(due: reportsDue)
        return rules
    }

    /// Of reports of production.
    private var reportsDue: DueRules { due?.of(.mining) ?? DueRules([]) }

    /// - Parameter subject: whom figures know by a name of the register; `nil`: nobody.
    func background(_ seen: LedgerObservation, subject: (String) -> SubjectID?) -> LedgerBackground {
        var background = LedgerBackground()
        background.add(further.book, lines: lines)
        // Nobody has both: the quotas speak of others than the reports, of whom nothing follows.
        background.quotaYears = seen.sharesNames ? seen.quotaYears.sorted() : []
        background.land = further.land
        if !further.land.isEmpty { background.yieldModel = YieldModel().calibrated(by: further.book.yields) }
        for (key, orders) in register.orders { if let subject = subject(key) { background.orders[subject] = orders } }
        if register.capacityMaterial ?? lines.material == lines.material {
            // What a record of capacities says stands before the register.
            for (key, capacity) in register.capacities {
                if let subject = subject(key), background.capacities[subject] == nil { background.capacities[subject] = capacity }
            }
        }
        guard let low = seen.months.min(), let high = seen.months.max() else { return background }
        background.horizon = CalendarMonth(number: Int(high))
        let rules = reportsDue
        // Every month between the first and the last that anybody reported, once its reports are due.
        background.months = (low...high).filter { month in
            rules.rules.isEmpty || rules.due(for: CalendarMonth(number: Int(month))).map { $0 < day } ?? false
        }
        // Of the year of the judgement, where its reports have begun.
        if let openYear, high / 12 == openYear { background.openYear = openYear }
        guard !register.force.isEmpty else { return background }
        for (key, spans) in register.force { if let subject = subject(key) { background.licences[subject] = spans } }
        background.duty = ReportingDuty(
            of: background.licences, within: CalendarMonth(number: Int(low))...CalendarMonth(number: Int(high)))
        return background
    }

    /// The year that is not over on the day; `nil` in December, when its reports are all but in.
    private var openYear: Int32? {
        let (year, month, _) = day.yearMonthDay
        return month < 12 ? Int32(year) : nil
    }

    /// The standing of what is found, but for whom of it is incomplete.
    func standing(hasRegister: Bool) -> LedgerStanding {
        var standing = LedgerStanding()
        standing.closedYear = settings.closedYear(on: day)
        (standing.quotaMargin, standing.off) = (settings.figures.quotaOverrun.margin, settings.off)
        standing.hasRegister = hasRegister
        standing.capacityMaterialIsUnknown = register.capacityMaterial == nil
        for own in further.book.capacities where (own.material ?? lines.material) == lines.material {
            standing.statedCapacities[own.subject] = standing.statedCapacities[own.subject] ?? true && own.material != nil
        }
        return standing
    }

    // MARK: Accounts

    /// What there is of the tables that are judged.
    struct Tables {
        /// Why there are no quotas, or no invoices; `nil`: there are some.
        var withoutQuotas: LedgerNote?
        var withoutInvoices: LedgerNote?
        var hasRegister = false
        /// Licences of the register of which no record came.
        var withoutRecords = 0
        /// Records of other stages.
        var otherStages = 0
        /// Holders belong to each other in a circle.
        var isCircular = false
        /// Of how many rows of quotas say otherwise than other records, or than each other.
        var contradictions = 0
    }

    /// What has to be known of how each rule over figures was evaluated.
    func accounts(_ account: FigureAccount, _ seen: LedgerObservation, _ background: LedgerBackground, _ tables: Tables)
        -> [LedgerRuleAccount]
    {
        func notes(_ all: LedgerNote?...) -> [LedgerNote] { all.compactMap(\.self) }
        func counted(_ count: Int, _ note: (Int) -> LedgerNote) -> LedgerNote? { count > 0 ? note(count) : nil }
        let hasQuotas = tables.withoutQuotas == nil
        let noRegister: LedgerNote? = tables.hasRegister ? nil : .noLicences
        let hasCapacities = !background.capacities.isEmpty
        let stated = !register.capacities.isEmpty || !further.book.capacities.isEmpty
        return [
            LedgerRuleAccount(
                .quotaOverrun, ran: hasQuotas,
                notes: notes(
                    tables.withoutQuotas, counted(tables.otherStages, LedgerNote.otherStages), tables.isCircular ? .circularMembers : nil,
                    counted(tables.contradictions, LedgerNote.otherHolders))),
            LedgerRuleAccount(
                .productionWithoutQuota, ran: hasQuotas && seen.sharesNames,
                notes: notes(tables.withoutQuotas ?? (seen.sharesNames ? nil : .noSharedName))),
            LedgerRuleAccount(
                .capacityExceeded, ran: hasCapacities,
                notes: notes(
                    hasCapacities ? nil : stated ? .otherMaterial : noRegister ?? .noCapacities,
                    counted(register.unreadCapacities, LedgerNote.unreadCapacities))),
            LedgerRuleAccount(
                .reportLate, ran: due != nil && account.judged > 0,
                notes: notes(due == nil ? .noDueRule : counted(account.undated, LedgerNote.undatedReports))),
            LedgerRuleAccount(
                .reportMissing, ran: true,
                notes: notes(
                    tables.hasRegister ? nil : .noRegisterForDuty, counted(tables.withoutRecords, LedgerNote.withoutRecords))),
            LedgerRuleAccount(
                .reportImplausible, ran: true, notes: notes(counted(account.tooFewFigures) { .notJudged($0, .fewFigures) })),
            LedgerRuleAccount(
                .productionOutsideValidity, ran: tables.hasRegister,
                notes: notes(
                    noRegister, counted(account.pending, LedgerNote.pendingFigures),
                    counted(account.partlyInForce, LedgerNote.partlyInForce))),
            LedgerRuleAccount(
                .productionAfterStopOrder, ran: register.hasEvents,
                notes: notes(register.hasEvents ? nil : .noEvents, counted(account.partlyOrdered, LedgerNote.partlyInForce))),
            LedgerRuleAccount(
                .soldExceedsProduced, ran: tables.withoutInvoices == nil,
                notes: notes(tables.withoutInvoices, counted(account.tooRecent, LedgerNote.tooRecent))),
        ] + further.accounts(account.skipped, projects: !isIncremental, background)
    }
}
