internal import OreDetection
internal import OreFeatures
public import OreLedger

/// A check of the ledger from files alone, without a store.
public struct LedgerCheckRun: Sendable {
    private let request: LedgerCheckRequest

    public init(_ request: LedgerCheckRequest) { self.request = request }

    /// - Throws: ``InputError`` for a file that is refused; a row is set aside, unless the request refuses it.
    public func execute() throws -> LedgerReport {
        let request = try request.validated()
        let intake = try LedgerIntake(request)
        let register = try LedgerRegister(
            licences: request.licences, events: request.events, profile: request.profiles[.licences],
            eventProfile: request.profiles[.licenceEvents], encoding: request.encoding, byHolder: intake.namesHolders)
        if request.invalid == .refuse, let row = register.setAside.first { throw LedgerIntake.refusal(row) }
        var names = intake.names
        let entries = try EntryIntake(request, firstFile: intake.files.count)
        let land = try LandIntake(request, &names)
        if request.invalid == .refuse, let row = (entries.setAside + land.setAside).first { throw LedgerIntake.refusal(row) }
        let further = FurtherRecords(book: entries.book(on: request.day, &names), land: land.observations, sightings: land.sightings)
        let material = intake.material
        let lines = LineSelection(.mining, nil, material)
        do {
            let known = intake.records.mapValues { $0.known(on: request.day) }
            let partition = try LedgerPartition(
                reports: known[.report] ?? LedgerRecords(.report), invoices: known[.invoice] ?? LedgerRecords(.invoice),
                quotas: known[.quota] ?? LedgerRecords(.quota), lines: lines)
            var report = LedgerReport(day: request.day, figures: partition)
            report.due = request.due
            report.material = material
            report.inputs = intake.inputs + entries.inputs + land.inputs + register.inputs
            report.files = intake.files + entries.files
            report.setAside = intake.setAside + entries.setAside + land.setAside + register.setAside
            report.records = [.report, .quota, .invoice].compactMap { known[$0] }
            let judgement = LedgerJudgement(request, intake, register, partition, further)
            (report.rules, report.findings) = try judgement.evaluate(&names)
            report.names = names
            report.findings.sort { a, b in
                if a.severity != b.severity { return a.severity > b.severity }
                let (x, y) = (names.name(of: a.subject), names.name(of: b.subject))
                return (x, a.rule.rawValue, a.year) < (y, b.rule.rawValue, b.year)
            }
            for (i, kind) in intake.inputKinds.enumerated() { report.inputs[i].later = intake.later(kind, file: i, on: request.day) }
            return report
        } catch {
            throw Self.refusal(error, names)
        }
    }

    private static func refusal(_ fault: LedgerFault, _ names: SubjectNames) -> InputError {
        let what: String
        switch fault {
        case .sumTooLarge(let subject, let month):
            what = "the figures of \"\(names.name(of: subject))\" add up to more than can be counted, by \(month)"
        case .tooManyRecords(let count): what = "\(count) records at once"
        default: what = "\(fault)"
        }
        return .refused(file: "ledger", place: InputPlace(), what: what, next: "check the units of its files, or split them")
    }
}

/// The rules over the figures, each with what has to be known of its evaluation.
struct LedgerJudgement {
    private let request: LedgerCheckRequest
    private let intake: LedgerIntake
    private let register: LedgerRegister
    private let partition: LedgerPartition
    private let further: FurtherRecords

    init(
        _ request: LedgerCheckRequest, _ intake: LedgerIntake, _ register: LedgerRegister, _ partition: LedgerPartition,
        _ further: FurtherRecords
    ) {
        (self.request, self.intake, self.register, self.partition) = (request, intake, register, partition)
        self.further = further
    }

    func evaluate(_ names: inout SubjectNames) throws(LedgerFault) -> ([LedgerRuleAccount], [LedgerFinding]) {
        let background = background(&names)
        var rules = FigureRules.office
        if let due = request.due { rules.reportLate = ReportLate(due: DueRules([due])) }
        var rows = try rules.evaluate(partition, background)
        if !sharesNames { rows.withoutQuota = [] }
        rows.tellStoppedMonthsOnce()
        if request.invoices.isEmpty { rows.sold = .init() }
        var standing = LedgerStanding()
        standing.closedYear = LedgerStanding.closedYear(on: request.day)
        standing.hasRegister = !request.licences.isEmpty
        standing.incomplete = intake.incomplete
        standing.capacityMaterialIsUnknown = register.capacityMaterial == nil
        let judged = further.judged(on: request.day, &names)
        return (
            accounts(rows) + further.accounts(rows.skipped, background, material: intake.material) + judged.rules,
            FindingGathering(standing).findings(rows) + judged.findings
        )
    }

    private var sharesNames: Bool {
        partition.quotas.subjects.isEmpty || !Set(partition.quotas.subjects).isDisjoint(with: partition.reports.subjects)
    }

    private func background(_ names: inout SubjectNames) -> LedgerBackground {
        var background = LedgerBackground(observing: [partition])
        background.horizon = partition.reports.periods.max().map { CalendarMonth(number: Int($0)) }
        let due = request.due.map { DueRules([$0]) }
        if let low = background.months.first, let high = background.months.last {
            // Every month between the first and the last that anybody reported, once its reports are due.
            background.months = (low...high).filter { month in
                guard let due else { return true }
                return due.due(for: CalendarMonth(number: Int(month))).map { $0 < request.day } ?? false
            }
            if !register.force.isEmpty {
                for (key, spans) in register.force.sorted(by: { $0.key < $1.key }) {
                    background.licences[names.number(of: key)] = spans
                }
                background.duty = ReportingDuty(
                    of: background.licences, within: CalendarMonth(number: Int(low))...CalendarMonth(number: Int(high)))
            }
        }
        for (key, orders) in register.orders { background.orders[names.number(of: key)] = orders }
        for (key, capacity) in register.capacities where register.capacityMaterial ?? intake.material == intake.material {
            background.capacities[names.number(of: key)] = capacity
        }
        background.add(further.book, lines: LineSelection(.mining, nil, intake.material), material: intake.material)
        background.land = further.land
        if !further.land.isEmpty { background.yieldModel = YieldModel() }
        // Of the year of the check, where its reports have begun.
        let year = Int32(request.day.yearMonthDay.year)
        if partition.reports.periods.max().map({ $0 / 12 }) == year, request.day.yearMonthDay.month < 12 { background.openYear = year }
        return background
    }

    // MARK: Accounts

    private func accounts(_ rows: FigureFindings) -> [LedgerRuleAccount] {
        func notes(_ all: [LedgerNote?]) -> [LedgerNote] { all.compactMap(\.self) }
        func counted(_ count: Int, _ note: (Int) -> LedgerNote) -> LedgerNote? { count > 0 ? note(count) : nil }
        let hasQuotas = !partition.quotas.subjects.isEmpty
        let noQuotas: LedgerNote? = hasQuotas ? nil : intake.hasOtherMaterial(.quota) ? .otherMaterial : .noQuotas
        let other = counted(intake.otherStages, LedgerNote.otherStages)
        let hasInvoices = !request.invoices.isEmpty && !intake.hasOtherMaterial(.invoice)
        let hasLicences = !request.licences.isEmpty
        let hasCapacities =
            register.capacities.contains { _ in register.capacityMaterial ?? intake.material == intake.material }
            || further.book.capacities.contains { $0.material == intake.material }
        let late = rows.late
        return [
            LedgerRuleAccount(.quotaOverrun, ran: hasQuotas, notes: notes([noQuotas, other])),
            LedgerRuleAccount(
                .productionWithoutQuota, ran: hasQuotas && sharesNames, notes: notes([noQuotas, sharesNames ? nil : .noSharedName])),
            LedgerRuleAccount(
                .capacityExceeded, ran: hasCapacities,
                notes: notes([
                    !hasLicences ? .noLicences : register.capacities.isEmpty ? .noCapacities : hasCapacities ? nil : .otherMaterial,
                    counted(register.unreadCapacities, LedgerNote.unreadCapacities),
                ])),
            LedgerRuleAccount(
                .reportLate, ran: request.due != nil && late.judged > 0,
                notes: notes([
                    request.due == nil ? .noDueRule : nil, request.due == nil ? nil : counted(late.undated, LedgerNote.undatedReports),
                ])),
            LedgerRuleAccount(.reportMissing, ran: true, notes: hasLicences ? [] : [.noRegisterForDuty]),
            LedgerRuleAccount(.reportImplausible, ran: true),
            LedgerRuleAccount(
                .productionOutsideValidity, ran: hasLicences,
                notes: notes([
                    hasLicences ? nil : .noLicences, counted(rows.outsideValidity.pending, LedgerNote.pendingFigures),
                    counted(rows.outsideValidity.partly, LedgerNote.partlyInForce),
                ])),
            LedgerRuleAccount(
                .productionAfterStopOrder, ran: register.hasEvents,
                notes: notes([register.hasEvents ? nil : .noEvents, counted(rows.afterStopOrder.partly, LedgerNote.partlyInForce)])),
            LedgerRuleAccount(
                .soldExceedsProduced, ran: hasInvoices,
                notes: notes([
                    request.invoices.isEmpty ? .noInvoices : hasInvoices ? nil : .otherMaterial,
                    counted(rows.sold.tooRecent, LedgerNote.tooRecent),
                ])),
        ]
    }
}
