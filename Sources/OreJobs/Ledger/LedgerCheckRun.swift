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
        if request.invalid == .refuse, let row = entries.setAside.first { throw LedgerIntake.refusal(row) }
        let further = FurtherRecords(entries.book(on: request.day, &names), on: request.day)
        let material = intake.material
        let lines = LineSelection(.mining, nil, material)
        do {
            var known = intake.records.mapValues { $0.known(on: request.day) }
            var doubts = QuotaDoubts()
            for (kind, records) in known {
                let parted = try records.partedByHolder()
                known[kind] = parted.kept
                guard kind == .quota else { continue }
                doubts = try HeldQuotaOverrun().doubts(parted, material)
            }
            let partition = try LedgerPartition(
                reports: known[.report] ?? LedgerRecords(.report), invoices: known[.invoice] ?? LedgerRecords(.invoice),
                quotas: known[.quota] ?? LedgerRecords(.quota), lines: lines)
            var report = LedgerReport(day: request.day, figures: partition)
            report.due = request.due
            report.material = material
            report.inputs = intake.inputs + entries.inputs + register.inputs
            report.files = intake.files + entries.files
            report.setAside = intake.setAside + entries.setAside + register.setAside
            report.records = [.report, .quota, .invoice].compactMap { known[$0] }
            let judgement = LedgerJudgement(request, intake, register, partition, further, lines, doubts)
            (report.rules, report.findings) = try judgement.evaluate(entries, report.records, &names)
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
    private let partition: LedgerPartition
    private let grounds: JudgementGrounds
    /// Firms of which a table gives what their mines have in the same batches, unclear whether beside it or in it.
    private let doubts: QuotaDoubts

    init(
        _ request: LedgerCheckRequest, _ intake: LedgerIntake, _ register: LedgerRegister, _ partition: LedgerPartition,
        _ further: FurtherRecords, _ lines: LineSelection, _ doubts: QuotaDoubts
    ) {
        (self.request, self.intake, self.partition, self.doubts) = (request, intake, partition, doubts)
        grounds = JudgementGrounds(
            register: register, further: further, day: request.day, due: request.due, lines: lines, settings: request.rules)
    }

    /// - Parameter records: what was known on the day.
    func evaluate(
        _ intake: EntryIntake, _ records: [LedgerRecords], _ names: inout SubjectNames
    ) throws(LedgerFault) -> ([LedgerRuleAccount], [LedgerFinding]) {
        let entries = intake.entries
        // Whom a register names is expected to report, though no record names him.
        let register = grounds.register
        for key in Set(register.force.keys).union(register.orders.keys).union(register.capacities.keys).sorted() {
            _ = names.number(of: key)
        }
        var seen = LedgerObservation(partition)
        let known = names
        // Quotas of mines and reports of their firms speak of each other where rows of quotas say whose the mines are.
        let stating = Set(partition.reports.subjects)
        let said = self.intake.members.standing(on: request.day).flatMap(\.subjectNames).compactMap { known.known($0) }
        seen.sharesNames = seen.sharesNames || said.contains(where: stating.contains)
        var background = grounds.background(seen) { known.known($0) }
        if let reports = self.intake.records[.report], Set(reports.lines.lazy.map(\.material)).count > 1 {
            var reporting = ReportingMaterials()
            reporting.take(reports)
            background.duty = reporting.narrowed(background.duty, to: grounds.lines.material)
        }
        var rows = try grounds.rules.evaluate(partition, background)
        rows.tellStoppedMonthsOnce(unless: request.rules.off)
        if request.invoices.isEmpty { rows.sold = .init() }
        var standing = grounds.standing(hasRegister: !request.licences.isEmpty)
        standing.incomplete = self.intake.incomplete.union(intake.namesSetAside.compactMap { names.known($0) })
        let day = request.day
        let receipts = request.due == nil ? [] : entries.monthlyReceipts(on: day) { names.number(of: $0, kind: $1) }
        let links = entries.standing(on: day).links { names.number(of: $0, kind: $1) }
        let ofRegister = register.links(beside: links) { names.number(of: $0, kind: $1) }
        let facilities = entries.standing(on: day).facilityLinks(beside: links + ofRegister) { names.number(of: $0, kind: $1) }
        let ofQuotas = QuotaLinks(self.intake.members.standing(on: day), beside: [facilities, ofRegister, links]) {
            names.number(of: $0, kind: $1)
        }
        let holding = HeldQuotas(links, register: ofRegister, facilities: facilities, quotas: ofQuotas)
        let withFigures = Set((partition.reports.subjects + partition.quotas.subjects + partition.sold.subjects).map(known.name))
        let holders =
            grounds.further.book.listings.isEmpty
            ? [] : register.holders(on: day, hasFigures: withFigures.contains) { names.number(of: $0, kind: $1) }
        let judged = grounds.further.judged(&names, by: request.rules.entries) { context in
            (context.due, context.receipts, context.holders, context.tree) = (request.due, receipts, holders, holding.tree)
            context.incomplete = standing.incomplete
        }
        standing.withQuotasSetAside = holding.withQuotasSetAside(
            of: Set(self.intake.quotasSetAside.compactMap { names.known($0) }),
            naming: Set(self.intake.namesInQuotas.compactMap { names.known($0) }))
        let held = try holding.judged(records, grounds.further.book, grounds.lines.material, standing, doubts)
        func figures(_ kind: FigureKind) -> LedgerRecords { records.first { $0.kind == kind } ?? LedgerRecords(kind) }
        let byFlows = try grounds.soldByFlows(
            grounds.further.book.flows, reports: figures(.report), invoices: figures(.invoice), in: holding.tree, background,
            standing)
        rows.withoutQuota.removeAll { !held.kept(.productionWithoutQuota, $0.subject, $0.year) }
        let findings = held.weighed(FindingGathering(standing).findings(rows)) + held.findings
        return (
            request.rules.told(grounds.accounts(FigureAccount(rows), seen, background, tables(holding)) + judged.rules),
            findings + byFlows + judged.findings.weakened(of: standing.incomplete)
        )
    }

    private func tables(_ holding: HeldQuotas) -> JudgementGrounds.Tables {
        var tables = JudgementGrounds.Tables(
            hasRegister: !request.licences.isEmpty, otherStages: intake.otherStages, isCircular: holding.isCircular,
            contradictions: holding.contradictions + intake.contradicting)
        if partition.quotas.subjects.isEmpty { tables.withoutQuotas = intake.hasOtherMaterial(.quota) ? .otherMaterial : .noQuotas }
        if request.invoices.isEmpty {
            tables.withoutInvoices = grounds.flowSellers.isEmpty ? .noInvoices : nil
        } else if intake.hasOtherMaterial(.invoice) {
            tables.withoutInvoices = .otherMaterial
        }
        return tables
    }
}
