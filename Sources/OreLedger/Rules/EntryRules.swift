public import OreFeatures

/// What the rules over entries have to know beside the entries.
public struct EntryContext: Sendable {
    /// Judged as of this day.
    public var day: Day
    /// Who holds which licence, by a register; empty: those whom the members of the entries name.
    public var holders: [LicenceHolder] = []
    /// Who belongs to whom, districts left out; `nil`: by the members of the entries alone.
    public var tree: SubjectTree?
    /// By when monthly records have to be there, and when they were; `nil`: nobody said, and nothing is late.
    public var due: DueCalendar?
    public var receipts: [MonthlyReceipt] = []
    /// Of whom a row was set aside: what is told by the absence of rows is not told of them.
    public var incomplete: Set<SubjectID> = []
    /// Signs of processes on the ground.
    public var sightings: [ProcessSighting] = []
    /// The name of a subject.
    public var name: @Sendable (SubjectID) -> String

    public init(day: Day, name: @escaping @Sendable (SubjectID) -> String) { (self.day, self.name) = (day, name) }
}

/// What the rules over entries found, and an account of what ran and what was not judged.
public struct EntryFindings: Sendable, Hashable {
    /// By rule, then in the order that each rule states.
    public var findings: [LedgerFinding] = []
    public var rules: [LedgerRuleAccount] = []
    public init() {}

    mutating func add(_ rule: LedgerRuleName, _ result: EntryRuleResult, without missing: [LedgerNote]) {
        findings += result.findings
        let notes = missing + result.skipped.sorted { $0.key.rawValue < $1.key.rawValue }.map { LedgerNote.notJudged($0.value, $0.key) }
        rules.append(LedgerRuleAccount(rule, ran: missing.isEmpty, notes: notes))
    }
}

/// What one rule over entries found.
public struct EntryRuleResult: Sendable, Hashable {
    public var findings: [LedgerFinding] = []
    public var skipped: [LedgerSkip: Int] = [:]
    public init() {}

    mutating func add(_ other: EntryRuleResult) {
        findings += other.findings
        skipped.merge(other.skipped, uniquingKeysWith: +)
    }

    mutating func skip(_ reason: LedgerSkip, _ count: Int = 1) { if count > 0 { skipped[reason, default: 0] += count } }
}

/// The rules over entries alone, with their thresholds; those that need reports, too, are in ``FigureRules``.
public struct EntryRules: Sendable, Hashable {
    public var separationExceedsFeed = SeparationExceedsFeed()
    public var undocumentedFeed = UndocumentedFeed()
    public var facilityCapacity = FacilityCapacity()
    public var exportWithoutLicence = ExportWithoutLicence()
    public var exportMirrorGap = ExportMirrorGap()
    public var recoveryLow = RecoveryLow()
    public var highGrading = HighGrading()
    public var depositShort = DepositShort()
    public var restorationOverdue = RestorationOverdue()
    public var holderNotListed = HolderNotListed()
    public var bannedProcess = BannedProcess()
    /// Rules whose findings are left out.
    public var off: Set<LedgerRuleName> = []

    public init() {}

    /// Evaluates every rule. Pure; the order of the entries does not matter.
    /// - Parameter number: the ledger's number of a name: flows between countries get one.
    /// - Complexity: O(n log n) for n entries.
    public func evaluate(_ book: EntryBook, _ context: EntryContext, number: (String, SubjectKind) -> SubjectID) -> EntryFindings {
        func none(_ isEmpty: Bool, _ kind: EntryKind) -> [LedgerNote] { isEmpty ? [.noEntries(kind)] : [] }
        var all = EntryFindings()
        all.add(.separationExceedsFeed, separation(book, context), without: none(book.separation.isEmpty, .separation))
        all.add(
            .exportWithoutLicence,
            exportWithoutLicence.findings(book.exports, licences: book.exportLicences, controls: book.exportControls),
            without: none(book.exports.isEmpty, .exports))
        all.add(.exportMirrorGap, exportMirrorGap.findings(book.trade, number: number), without: none(book.trade.isEmpty, .trade))
        all.add(.recoveryLow, recoveryLow.findings(book.recoveries), without: none(book.recoveries.isEmpty, .recoveries))
        all.add(
            .highGrading, highGrading.findings(book.recoveries, reserves: book.reserves),
            without: none(book.recoveries.isEmpty, .recoveries) + none(book.reserves.isEmpty, .reserves))
        all.add(.depositShort, depositShort.findings(book.deposits, on: context.day), without: none(book.deposits.isEmpty, .deposits))
        all.add(
            .restorationOverdue, restorationOverdue.findings(book.obligations, on: context.day),
            without: none(book.obligations.isEmpty, .obligations))
        all.add(.holderNotListed, holderNotListed.findings(book, context), without: none(book.listings.isEmpty, .listings))
        // Their account is that of figures of production.
        all.findings += facilityCapacity.findings(book.separation, book.facilities)
        if let due = context.due {
            all.findings += EntryReportTimes(due: due).findings(context.receipts, book.facilities, on: context.day)
        }
        let sightings = context.sightings + book.sightings.map { $0.told(on: context.day) }
        all.add(
            .bannedProcess, bannedProcess.findings(sightings, on: context.day), without: sightings.isEmpty ? [.noObservations] : [])
        all.findings.removeAll { off.contains($0.rule) }
        return all
    }

    /// What separators put out against their feed, and the feed that they bought against what others sold to them.
    private func separation(_ book: EntryBook, _ context: EntryContext) -> EntryRuleResult {
        let flows = FlowsToSeparators(book.flows, tree: context.tree ?? .empty)
        var result = separationExceedsFeed.findings(book.separation, recycled: book.recycled, stock: book.stock, flows: flows)
        result.add(undocumentedFeed.findings(book.separation, flows, incomplete: context.incomplete, on: context.day))
        return result
    }
}

extension Sequence<LedgerFinding> {
    /// In the order of names, not of numbers: for lists that people read.
    public func sorted(by name: (SubjectID) -> String) -> [LedgerFinding] {
        map { (name($0.subject), $0) }.sorted { ($0.0, $0.1.rule.rawValue, $0.1.year) < ($1.0, $1.1.rule.rawValue, $1.1.year) }.map(\.1)
    }
}
