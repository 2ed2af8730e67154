internal import OreFeatures
public import OreLedger
public import OreStorage
internal import Synchronization

/// What the rules find in a store, with as little of it read as can be: partitions of which figures are kept are only folded on.
///
/// The result is that of ``FigureRules`` over all figures, whatever is kept; see ``KeptFigures``.
public struct KeptEvaluation: Sendable {
    private let ledger: StoredLedger
    private let rules: FigureRules
    private let lines: LineSelection
    public var threads = 1
    /// Records from which on figures are kept beside the store; smaller ledgers are read as fast without.
    public var keepsFrom = 100_000
    private let further: FurtherSubjects

    public init(_ ledger: StoredLedger, rules: FigureRules, lines: LineSelection) {
        self.init(ledger, rules: rules, lines: lines, further: .some([]))
    }

    /// - Parameter further: of whom more is known than figures.
    init(_ ledger: StoredLedger, rules: FigureRules, lines: LineSelection, further: FurtherSubjects) {
        (self.ledger, self.rules, self.lines, self.further) = (ledger, rules, lines, further)
    }

    /// Ranges of subjects that have figures, or are named by what is known beside them.
    var ranges: [SubjectRange] { Set(ledger.ranges + further.ranges).sorted() }

    /// How a partition comes to its findings.
    fileprivate enum Part: Sendable {
        case kept(KeptFigures, bytes: [UInt8]?)
        /// It spans too many years for columns of them, or the rules read everything; `nil`: read again when it is judged.
        case figures(SubjectRange, LedgerPartition?, LedgerObservation)
    }

    /// - Parameters:
    ///   - background: what is made of months and years that all partitions show.
    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range.
    public func judged(_ background: (LedgerObservation) throws -> (LedgerBackground, LedgerStanding)) throws -> LedgerFindings {
        let parts = try parts()
        let seen = Self.observed(parts)
        let (whole, standing) = try background(seen)
        let found = Mutex<[Int: KeptJudgement]>([:])
        try LedgerThreads.forEach(Array(parts.indices), threads: threads) { i in
            let own = try self.judge(parts[i], whole, standing)
            found.withLock { $0[i] = own }
        }
        var result = LedgerFindings(background: whole, standing: standing, observed: seen)
        let all = found.withLock { $0 }
        for i in parts.indices {
            guard let own = all[i] else { continue }
            result.marks.append(own.marks)
            result.account.add(own.account)
        }
        return result
    }

    /// Every finding with its evidence, a partition at a time, partitions in order: evidence needs all figures of everyone, each read once more.
    /// - Parameter body: called in turn.
    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range; what `body` throws.
    /// - Complexity: O(records). Memory for as many partitions as there are threads.
    func forEachPart(
        _ background: (LedgerObservation) throws -> (LedgerBackground, LedgerStanding), _ body: ([LedgerFinding]) throws -> Void
    ) throws {
        let (whole, standing) = try background(Self.observed(try parts()))
        let ranges = ranges
        for start in stride(from: 0, to: ranges.count, by: max(1, threads)) {
            let wave = Array(start..<min(start + max(1, threads), ranges.count))
            let found = Mutex<[Int: [LedgerFinding]]>([:])
            try LedgerThreads.forEach(wave, threads: threads) { i in
                var rows = try self.rules.evaluate(try LedgerPartition(self.ledger, ranges[i], self.lines), whole)
                rows.tellStoppedMonthsOnce(unless: standing.off)
                let own = FindingGathering(standing).findings(rows)
                found.withLock { $0[i] = own }
            }
            let all = found.withLock { $0 }
            for i in wave { try body(all[i] ?? []) }
        }
    }

    /// What all partitions show together.
    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range.
    func observed() throws -> LedgerObservation { Self.observed(try parts()) }

    private static func observed(_ parts: [Part]) -> LedgerObservation {
        var seen = LedgerObservation()
        for part in parts { part.observe(&seen) }
        return seen
    }

    // MARK: Partitions

    /// Figures of so many records at most are held between two looks at them.
    private static let mostHeld = 4_000_000

    private var records: Int { FigureKind.allCases.reduce(0) { $0 + ledger.count(of: $1) } }

    private func parts() throws -> [Part] {
        let ranges = ranges
        let settings = KeptSettings(rules, lines: lines)
        let isKept = settings != nil && records >= keepsFrom
        let kept = isKept ? settings.map { KeptLedger(besideStoreAt: ledger.path, $0) } : nil
        let made = Mutex<[Int: Part]>([:])
        try LedgerThreads.forEach(Array(ranges.indices), threads: threads) { i in
            let part = try self.part(ranges[i], settings, kept, encodes: isKept)
            made.withLock { $0[i] = part }
        }
        let found = made.withLock { $0 }
        let parts = ranges.indices.compactMap { found[$0] }
        if isKept, let settings { save(parts, settings) }
        return parts
    }

    private func part(_ range: SubjectRange, _ settings: KeptSettings?, _ kept: KeptLedger?, encodes: Bool) throws -> Part {
        guard let settings, let years = ledger.years(of: range), years.count <= KeptFigures.longestSpan else {
            let partition = try LedgerPartition(ledger, range, lines)
            return .figures(range, records <= Self.mostHeld ? partition : nil, LedgerObservation(partition))
        }
        if let (figures, commit) = kept?.figures(range, of: ledger) {
            if commit == ledger.commit || !ledger.hasRecords(range, after: commit) { return .kept(figures, bytes: nil) }
            let figures = try updated(figures, range, after: commit)
            return .kept(figures, bytes: encodes ? figures.encoded() : nil)
        }
        var figures = KeptFigures(settings, of: range)
        try figures.advance(reports: ledger.records(.report, range), invoices: ledger.records(.invoice, range))
        try figures.replaceQuotas(ledger.records(.quota, range))
        return .kept(figures, bytes: encodes ? figures.encoded() : nil)
    }

    private func updated(_ figures: KeptFigures, _ range: SubjectRange, after commit: Int) throws -> KeptFigures {
        var figures = figures
        try figures.update(
            reports: ledger.records(.report, range, after: commit), invoices: ledger.records(.invoice, range, after: commit)
        ) { subjects in
            (try ledger.records(.report, range, of: subjects), try ledger.records(.invoice, range, of: subjects))
        }
        if ledger.hasRecords(range, of: .quota, after: commit) { try figures.replaceQuotas(ledger.records(.quota, range)) }
        return figures
    }

    /// Only where something is new, and only of the latest commit.
    private func save(_ parts: [Part], _ settings: KeptSettings) {
        guard ledger.isLatest else { return }
        var isNew = false
        var kept: [(figures: KeptFigures, bytes: [UInt8])] = []
        for part in parts {
            guard case .kept(let figures, let bytes) = part else { continue }
            isNew = isNew || bytes != nil
            kept.append((figures, bytes ?? []))
        }
        guard isNew else { return }
        for i in kept.indices where kept[i].bytes.isEmpty { kept[i].bytes = kept[i].figures.encoded() }
        KeptLedger.save(kept, of: ledger, settings)
    }

    private func judge(_ part: Part, _ background: LedgerBackground, _ standing: LedgerStanding) throws -> KeptJudgement {
        switch part {
        case .kept(let figures, _): return try judge(figures, background, standing)
        case .figures(let range, let partition, _):
            return try judge(try partition ?? LedgerPartition(ledger, range, lines), background, standing)
        }
    }

    private func judge(
        _ partition: LedgerPartition, _ background: LedgerBackground, _ standing: LedgerStanding
    ) throws -> KeptJudgement {
        var rows = try rules.evaluate(partition, background)
        rows.tellStoppedMonthsOnce(unless: standing.off)
        var judgement = KeptJudgement()
        judgement.marks = FindingGathering(standing).findings(rows).map(FindingMark.init)
        judgement.account = FigureAccount(rows)
        return judgement
    }

    /// Those of whom more is known than figures are judged from all of their records.
    private func judge(_ figures: KeptFigures, _ background: LedgerBackground, _ standing: LedgerStanding) throws -> KeptJudgement {
        let range = figures.range
        // A projection needs the single months of the years past, of whoever has a quota.
        let isProjecting = rules.quotaOverrunProjected != nil && background.openYear != nil
        switch isProjecting ? .everyone : further.within(range) {
        case .everyone: return try judge(try LedgerPartition(ledger, range, lines), background, standing)
        case .some(let subjects) where subjects.isEmpty: return try figures.judged(rules, background, standing)
        case .some(let subjects):
            var judgement = try figures.judged(rules, background, standing)
            let own = try judge(
                try LedgerPartition(ledger, range, lines, of: subjects), background.narrowed(to: subjects), standing)
            judgement.marks.removeAll { subjects.contains($0.subject) }
            judgement.marks += own.marks
            judgement.account.skipped = own.account.skipped
            return judgement
        }
    }
}

extension KeptEvaluation.Part {
    fileprivate func observe(_ seen: inout LedgerObservation) {
        switch self {
        case .kept(let figures, _):
            let own = figures.observed
            seen.months.formUnion(own.months)
            seen.quotaYears.formUnion(own.quotaYears)
            seen.sharesNames = seen.sharesNames || figures.sharesNames
        case .figures(_, _, let own):
            seen.months.formUnion(own.months)
            seen.quotaYears.formUnion(own.quotaYears)
            seen.sharesNames = seen.sharesNames || own.sharesNames
        }
    }
}

extension KeptEvaluation {
    /// How many rows each of the five plain queries has; see ``FigureRules/plainQueries``.
    public func plainCounts() throws -> [(name: String, rows: Int)] {
        let found = try judged { seen in
            var background = LedgerBackground()
            (background.months, background.quotaYears) = (seen.months.sorted(), seen.quotaYears.sorted())
            return (background, LedgerStanding())
        }
        let counts = Dictionary(uniqueKeysWithValues: found.counts.map { ($0.rule, $0) })
        func rows(_ rule: LedgerRuleName) -> Int { counts[rule].map { $0.months > 0 ? $0.months : $0.count } ?? 0 }
        return [
            ("overrun", rows(.quotaOverrun) + rows(.productionWithoutQuota)), ("late", rows(.reportLate)),
            ("missing", rows(.reportMissing)),
            ("sold", rows(.soldExceedsProduced)), ("jump", rows(.reportImplausible)),
        ]
    }
}

/// What all partitions of a ledger show together.
public struct LedgerObservation: Sendable, Hashable {
    /// Months for which anybody reported, and years of which anybody has a quota.
    public var months: Set<Int32> = []
    public var quotaYears: Set<Int32> = []
    /// Somebody has both a quota and a figure.
    public var sharesNames = false

    public init() {}

    init(_ partition: LedgerPartition) {
        (months, quotaYears) = (Set(partition.reports.periods), Set(partition.quotas.periods))
        sharesNames = !Set(partition.quotas.subjects).isDisjoint(with: partition.reports.subjects)
    }
}

/// The findings of a store without their evidence, and what they were judged against.
public struct LedgerFindings: Sendable {
    public let background: LedgerBackground
    public let standing: LedgerStanding
    public let observed: LedgerObservation
    /// Of each partition, partitions in order.
    public internal(set) var marks: [[FindingMark]] = []
    public internal(set) var account = FigureAccount()
    /// Those that do not follow from the figures of one subject alone, with their evidence.
    public internal(set) var beside: [LedgerFinding] = []
    /// How quotas of holders bear on the findings over figures of one subject alone: ``marks`` are weighed by them already.
    var held = HeldQuotas.Judged()

    init(background: LedgerBackground, standing: LedgerStanding, observed: LedgerObservation) {
        (self.background, self.standing, self.observed) = (background, standing, observed)
    }
}

extension LedgerPartition {
    /// The figures of a range; the records of a kind are forgotten before those of the next are read.
    init(_ ledger: StoredLedger, _ range: SubjectRange, _ lines: LineSelection) throws {
        self.init(
            reports: try FigureSeries(ledger.records(.report, range), of: lines, by: .month),
            sold: try FigureSeries(ledger.records(.invoice, range), of: lines, by: .month),
            quotas: try FigureSeries(ledger.records(.quota, range), of: lines, by: .year), range: range.numbers)
    }

    /// The figures of some subjects of a range.
    init(_ ledger: StoredLedger, _ range: SubjectRange, _ lines: LineSelection, of subjects: Set<SubjectID>) throws {
        self.init(
            reports: try FigureSeries(ledger.records(.report, range, of: subjects).ordered(), of: lines, by: .month),
            sold: try FigureSeries(ledger.records(.invoice, range, of: subjects).ordered(), of: lines, by: .month),
            quotas: try FigureSeries(ledger.records(.quota, range, of: subjects).ordered(), of: lines, by: .year), range: range.numbers)
    }
}

extension FigureAccount {
    init(_ rows: FigureFindings) {
        self.init()
        (judged, undated, tooRecent) = (rows.late.judged, rows.late.undated, rows.sold.tooRecent)
        tooFewFigures = rows.patterns.tooFew
        (partlyInForce, pending, partlyOrdered) = (rows.outsideValidity.partly, rows.outsideValidity.pending, rows.afterStopOrder.partly)
        skipped = rows.skipped
    }
}
