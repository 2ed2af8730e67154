internal import OreCases
internal import OreDetection
public import OreFeatures
internal import OreGeometry
public import OreLedger
public import OreStorage

/// The rules over a store's figures, with its register, on a day: what `orewatch ledger check` is for files.
public struct StoredJudgement: Sendable {
    public let ledger: StoredLedger
    private let store: Store
    /// What is due, closed and believed on it.
    public let day: Day
    public let due: DueCalendar?
    public var lines = LineSelection(.mining)
    public var threads = 1
    /// Records from which on figures are kept beside the store.
    public var keepsFrom = 100_000
    /// Without projections of quotas, which read every month that a subject ever reported: a month's delivery then costs a month.
    public var isIncremental = false
    /// Thresholds, and rules that are switched off.
    let settings: LedgerRules
    private let register: LedgerRegister
    /// What stood on the day beside the figures, and what was found over it alone.
    let further: FurtherRecords
    let judgedEntries: EntryFindings
    let heldQuotas: HeldQuotas
    private let reporting: ReportingMaterials
    /// Of whom a row was set aside.
    private let setAside: Set<SubjectID>
    /// See ``LedgerStanding/withQuotasSetAside``.
    private let withQuotasSetAside: Set<SubjectID>
    let names: StoredNames

    /// - Throws: `StoreError`.
    public init(
        _ store: Store, _ ledger: StoredLedger, on day: Day, due: DueCalendar? = nil, by settings: LedgerRules = LedgerRules()
    ) throws {
        try self.init(store, ledger, on: day, due: due, by: settings, licences: store.licences(asOf: ledger.commit))
    }

    /// - Parameters:
    ///   - licences: those of the ledger's commit.
    ///   - names: whose ground is measured; `nil`: everyone's.
    ///   - grounds: what is known already of the ground of rows of the licences.
    init(
        _ store: Store, _ ledger: StoredLedger, on day: Day, due: DueCalendar?, by settings: LedgerRules, licences: LicenceTable,
        groundOf asked: Set<String>? = nil, seen grounds: [Int: GroundSurvey.Ground] = [:]
    ) throws {
        (self.store, self.ledger, self.day, self.due, self.settings) = (store, ledger, day, due, settings)
        register = LedgerRegister(licences, names: ledger.names)
        // Without a register nobody's duty is known.
        reporting = register.force.isEmpty ? ReportingMaterials() : try ledger.reportingMaterials()
        var names = StoredNames(ledger)
        if register.namesHolders { names.figureKind = .enterprise }
        let entries = try ledger.entries()
        let standing = entries.standing(on: day)
        var further = FurtherRecords(EntryBook(standing) { names.number(of: $0, $1) }, on: day)
        let receipts = due == nil ? [] : entries.monthlyReceipts(on: day) { names.number(of: $0, $1) }
        let signs = try Self.signs(store, licences, asOf: ledger.commit, of: asked, until: day) { names.number(of: $0, .licence) }
        let links = standing.links { names.number(of: $0, $1) }
        let ofRegister = licences.links(beside: links) { names.number(of: $0, $1) }
        let facilities = standing.facilityLinks(beside: links + ofRegister) { names.number(of: $0, $1) }
        let ofQuotas = QuotaLinks(standing, beside: [facilities, ofRegister, links]) { names.number(of: $0, $1) }
        heldQuotas = HeldQuotas(links, register: ofRegister, facilities: facilities, quotas: ofQuotas)
        // Numbered before names are asked for.
        let holders =
            further.book.listings.isEmpty
            ? [] : register.holders(on: day, hasFigures: { ledger.subject($0) != nil }) { names.number(of: $0, $1) }
        let known = names
        var context = EntryContext(day: day) { known.name(of: $0) }
        (context.sightings, context.holders, context.tree) = (signs, holders, heldQuotas.tree)
        (context.due, context.receipts) = (due, receipts)
        let (figuresSetAside, rowsSetAside) = (
            try store.figuresSetAside(asOf: ledger.commit), try store.entryRowsSetAside(asOf: ledger.commit)
        )
        context.incomplete = Self.subjects(of: figuresSetAside, names).union(Self.named(in: rowsSetAside, names))
        var judgedEntries = settings.entries.evaluate(further.book, context) { names.number(of: $0, $1) }
        // Flows between countries got their numbers just now.
        setAside = Self.subjects(of: figuresSetAside, names).union(Self.named(in: rowsSetAside, names))
        withQuotasSetAside = heldQuotas.withQuotasSetAside(
            of: Self.subjects(of: try store.figuresSetAside(asOf: ledger.commit, [.quotas]), names),
            naming: Self.named(in: try store.quotaRowsSetAside(asOf: ledger.commit), names))
        judgedEntries.findings = judgedEntries.findings.weakened(of: setAside)
        self.judgedEntries = judgedEntries
        let byHolder = register.namesHolders
        // Where every yield is the documented one, a holder's mines count as of one district: what they share does not narrow.
        let districts: LicenceDistricts? =
            try further.book.yields.isEmpty
            ? nil : LicenceDistricts(licences, store.districts(asOf: ledger.commit), links, holding: heldQuotas.tree)
        let surveyed = districts?.placed(further.land, name: { known.name(of: $0) }) { names.number(of: $0, $1) } ?? further.land
        let numbered = names
        further.land = try StoredLand(
            store, licences, asOf: ledger.commit, seen: grounds,
            surveyed: { licence in numbered.subject(licence).flatMap { surveyed[$0] } ?? [] },
            district: { row, day in districts?.district(of: row, on: day) { names.number(of: $0, $1) } },
            subject: { licence in
                let name = byHolder ? licence.holder ?? licence.id : licence.id
                return asked?.contains(name) ?? true ? ledger.subject(name) : nil
            }
        ).observations.merging(surveyed) { $0.surveyed($1) }
        (self.further, self.names) = (further, names)
    }

    private static func signs(
        _ store: Store, _ licences: LicenceTable, asOf commit: Int, of asked: Set<String>?, until day: Day, number: (String) -> SubjectID
    ) throws -> [ProcessSighting] {
        let rows = licences.rows.indices.filter { row in
            let licence = licences.rows[row]
            return ProcessSigns.isOf(licence) && asked.map { $0.contains(licence.id) || licence.holder.map($0.contains) ?? false } ?? true
        }
        guard !rows.isEmpty else { return [] }
        let survey = try ProcessSigns(store, asOf: commit)
        return try rows.flatMap { row in
            try survey.sightings(in: row, of: licences, subject: number(licences.rows[row].id)).filter { $0.day <= day }
        }
    }

    /// Subjects that cells of some rows name.
    private static func named(in rows: Set<String>, _ names: StoredNames) -> Set<SubjectID> {
        rows.reduce(into: []) { $0.formUnion(LineFault.cells(of: $1).lazy.compactMap(names.subject)) }
    }

    /// Whom the names speak of under which figures are awaited.
    private static func subjects(of identifiers: Set<String>, _ names: StoredNames) -> Set<SubjectID> {
        Set(identifiers.lazy.compactMap { LineFault.subject(ofIdentifier: $0, names.subject) })
    }

    var rules: FigureRules { grounds.rules }

    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range.
    public func findings() throws -> LedgerFindings {
        let standing = try standing()
        var found = try evaluation.judged { seen in (background(seen), standing) }
        let held = try held(standing)
        found.held = held
        for i in found.marks.indices { held.weigh(&found.marks[i]) }
        found.beside = try scoped(held.findings) + besideFigures + soldByFlows(found.background, standing)
        found.marks.append(found.beside.map(FindingMark.init))
        return found
    }

    /// Every finding with its evidence, a range of subjects at a time.
    /// - Parameter body: called in turn.
    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range; what `body` throws.
    public func forEachPart(_ body: ([LedgerFinding]) throws -> Void) throws {
        let standing = try standing()
        let held = try held(standing)
        var whole = LedgerBackground()
        try evaluation.forEachPart({ seen in
            whole = background(seen)
            return (whole, standing)
        }) { part in
            try body(scoped(held.weighed(part)))
        }
        try body(scoped(held.findings) + besideFigures + soldByFlows(whole, standing))
    }

    /// What is found over records beside figures: it goes with those of oxide.
    var besideFigures: [LedgerFinding] { lines.material == .oxide ? judgedEntries.findings : [] }

    /// Findings over figures of another stage or material say so.
    func scoped(_ findings: [LedgerFinding]) -> [LedgerFinding] {
        let scope = LedgerScope(lines.stage, lines.material)
        guard scope != .mining else { return findings }
        return findings.map { finding in
            guard finding.scope == .mining else { return finding }
            var own = finding
            own.scope = scope
            return own
        }
    }

    func held(_ standing: LedgerStanding, of subjects: Set<SubjectID>? = nil) throws -> HeldQuotas.Judged {
        // Quotas of another stage are what is judged where that stage is asked for.
        guard lines.stage == .mining else { return HeldQuotas.Judged() }
        return try heldQuotas.judged(ledger, further.book, lines.material, standing, threads: threads, of: subjects)
    }

    /// What the records of separators say of where they are and whose they are, by name.
    func facilityPlaces(_ district: (Coordinate) -> String?) -> [String: FiguresIncidents.Place] {
        var places: [String: FiguresIncidents.Place] = [:]
        let steps = further.book.facilities.sorted { ($0.from?.daysSince1970 ?? .min) < ($1.from?.daysSince1970 ?? .min) }
        for (facility, rows) in Dictionary(grouping: steps, by: \.facility) {
            var place = FiguresIncidents.Place()
            for row in rows {
                guard let x = row.longitude, let y = row.latitude else { continue }
                place.labelPoint = Coordinate(x: x, y: y)
            }
            if let point = place.labelPoint { (place.envelope, place.district) = (Envelope(point, point), district(point)) }
            let holders = heldQuotas.tree.holders(of: facility, on: day)
            place.holder = holders.first.map(names.name)
            place.group = holders.dropFirst().last.map(names.name)
            places[names.name(of: facility)] = place
        }
        return places
    }

    public func name(of subject: SubjectID) -> String { names.name(of: subject) }
    public func kind(of subject: SubjectID) -> SubjectKind { names.kind(of: subject) }
    /// `nil` for a name that neither a figure nor an entry of the store has.
    public func subject(_ name: String) -> SubjectID? { names.subject(name) }

    var evaluation: KeptEvaluation {
        var evaluation = KeptEvaluation(ledger, rules: rules, lines: lines, further: further.subjects)
        (evaluation.threads, evaluation.keepsFrom) = (threads, keepsFrom)
        return evaluation
    }

    // MARK: Background

    func standing() throws -> LedgerStanding {
        var standing = grounds.standing(hasRegister: !register.force.isEmpty)
        standing.registerDate = try store.registerDay(asOf: ledger.commit)
        (standing.incomplete, standing.withQuotasSetAside) = (setAside, withQuotasSetAside)
        return standing
    }

    func background(_ seen: LedgerObservation) -> LedgerBackground {
        var background = grounds.background(seen, subject: ledger.subject)
        background.duty = reporting.narrowed(background.duty, to: lines.material)
        return background
    }

    var grounds: JudgementGrounds {
        JudgementGrounds(
            register: register, further: further, day: day, due: due, lines: lines, isIncremental: isIncremental, settings: settings)
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
        var tables = JudgementGrounds.Tables(hasRegister: !register.force.isEmpty)
        tables.withoutRecords = register.force.count - found.background.licences.count
        (tables.isCircular, tables.contradictions) = (heldQuotas.isCircular, heldQuotas.contradictions)
        if found.observed.quotaYears.isEmpty { tables.withoutQuotas = .noQuotas }
        if ledger.count(of: .invoice) == 0, flowSellers.isEmpty { tables.withoutInvoices = .noInvoices }
        return settings.told(grounds.accounts(found.account, found.observed, found.background, tables) + judgedEntries.rules)
    }
}
