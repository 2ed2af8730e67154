import OreDetection
import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Figures kept from one delivery to the next")
struct KeptFiguresTests {
    static let lines = LineSelection(.mining)

    static func rules(_ seed: UInt64) -> FigureRules {
        var rules = FigureRules()
        rules.reportLate = ReportLate(due: DueRules([DueRule(day: 10, from: CalendarMonth(number: 2020 * 12 + 11))]))
        rules.soldExceedsProduced.leadMonths = Int32(seed % 3)
        if seed.isMultiple(of: 2) { rules.reportImplausible = .lastTwelveRows }
        // Thresholds that a few years of random figures pass now and then.
        if seed % 4 != 1 { rules.reportPatterns = ReportPatterns(equalRun: 2, chance: 0.2, leastFigures: 5) }
        return seed.isMultiple(of: 5) ? .plainQueries : rules
    }

    private static func records(_ world: DeliveryWorld, _ kind: FigureKind) -> LedgerRecords {
        world.everything[kind] ?? LedgerRecords(kind)
    }

    private static func folded(_ world: DeliveryWorld, _ settings: KeptSettings) throws -> KeptFigures {
        var kept = KeptFigures(settings, of: DeliveryWorld.range)
        try kept.advance(reports: records(world, .report), invoices: records(world, .invoice))
        try kept.replaceQuotas(records(world, .quota))
        return kept
    }

    /// Findings and counts as the rules make them of all figures.
    private static func judged(
        _ world: DeliveryWorld, _ rules: FigureRules, _ background: LedgerBackground, _ standing: LedgerStanding
    ) throws -> (marks: Set<FindingMark>, account: FigureAccount) {
        let partition = try LedgerPartition(
            reports: records(world, .report), invoices: records(world, .invoice), quotas: records(world, .quota), lines: lines,
            range: DeliveryWorld.range.numbers)
        var rows = try rules.evaluate(partition, background)
        rows.tellStoppedMonthsOnce()
        var account = FigureAccount()
        (account.judged, account.undated, account.tooRecent) = (rows.late.judged, rows.late.undated, rows.sold.tooRecent)
        (account.partlyInForce, account.pending) = (rows.outsideValidity.partly, rows.outsideValidity.pending)
        account.partlyOrdered = rows.afterStopOrder.partly
        account.tooFewFigures = rows.patterns.tooFew
        return (Set(FindingGathering(standing).findings(rows).map(FindingMark.init)), account)
    }

    @Test("Deliveries folded on one by one are the fold of all of them, and find what the rules find", arguments: UInt64(0)..<40)
    func increments(seed: UInt64) throws {
        var world = DeliveryWorld(seed: seed, disturbance: [0, 5, 30][Int(seed % 3)])
        let rules = Self.rules(seed)
        let settings = try #require(KeptSettings(rules, lines: Self.lines))
        var kept = KeptFigures(settings, of: DeliveryWorld.range)
        var (continued, found) = (0, Set<LedgerRuleName>())
        for _ in 0..<60 {
            let delivery = world.deliver()
            let (reports, invoices) = (delivery[.report] ?? LedgerRecords(.report), delivery[.invoice] ?? LedgerRecords(.invoice))
            if kept.contested(reports: reports, invoices: invoices).isEmpty { continued += 1 }
            try kept.update(reports: reports, invoices: invoices) { subjects in
                func own(_ kind: FigureKind) -> LedgerRecords {
                    let all = Self.records(world, kind)
                    return all.picked((0..<all.count).filter { subjects.contains(all.subjects[$0]) }.map { UInt32($0) })
                }
                return (own(.report), own(.invoice))
            }
            if delivery[.quota]?.count ?? 0 > 0 { try kept.replaceQuotas(Self.records(world, .quota)) }
            let partition = try LedgerPartition(
                reports: Self.records(world, .report), invoices: Self.records(world, .invoice), quotas: Self.records(world, .quota),
                lines: Self.lines)
            #expect(kept.observed.months == Set(partition.reports.periods) && kept.observed.quotaYears == Set(partition.quotas.periods))
            let (background, standing) = (world.background(partition), world.standing())
            let expected = try Self.judged(world, rules, background, standing)
            let own = try kept.judged(rules, background, standing)
            #expect(own.marks.count == expected.marks.count && Set(own.marks) == expected.marks, "seed \(seed) commit \(world.commit)")
            #expect(own.account == expected.account, "seed \(seed) commit \(world.commit)")
            found.formUnion(own.marks.map(\.rule))
            let again = kept.encoded().withUnsafeBytes { KeptFigures($0, settings, of: DeliveryWorld.range) }
            #expect(again == kept)
            // Marks do not show how long a run is, nor how a digit is counted.
            #expect(try kept.patterns == Self.folded(world, settings).patterns)
        }
        // Both ways are taken, and every rule has something to find.
        #expect(continued > 10 && (seed % 3 == 0 || continued < 60))
        if seed % 3 == 2 { #expect(found.count > 5) }
    }

    @Test("What an office delivers month after month is never folded anew")
    func regular() throws {
        let settings = try #require(KeptSettings(.office, lines: Self.lines))
        var kept = KeptFigures(settings, of: DeliveryWorld.range)
        let subject = SubjectID(DeliveryWorld.range.numbers.lowerBound + 5)
        for month in Int32(2020 * 12)..<(2023 * 12) {
            var (reports, invoices) = (LedgerRecords(.report), LedgerRecords(.invoice))
            reports.append(LedgerRecord(subject, period: month, line: LedgerLine(.mining), amount: Tonnes(thousandths: 10)))
            let day = try #require(CalendarMonth(number: Int(month)).firstDay).daysSince1970 + 14
            invoices.append(LedgerRecord(subject, period: day, line: LedgerLine(.mining), amount: Tonnes(thousandths: 9)))
            // Reports first, then the sales of the same month; and a line that nobody adds up.
            #expect(kept.contested(reports: reports, invoices: LedgerRecords(.invoice)).isEmpty)
            try kept.advance(reports: reports, invoices: LedgerRecords(.invoice))
            #expect(kept.contested(reports: LedgerRecords(.report), invoices: invoices).isEmpty)
            try kept.advance(reports: LedgerRecords(.report), invoices: invoices)
            #expect(kept.contested(reports: reports.mappingLines { _ in LedgerLine(.separation) }, invoices: invoices).isEmpty)
            #expect(kept.contested(reports: reports, invoices: LedgerRecords(.invoice)) == [subject])
        }
        // A figure to the kilogram after figures of ten: its digits are another place.
        var finer = LedgerRecords(.report)
        finer.append(LedgerRecord(subject, period: 2023 * 12, line: LedgerLine(.mining), amount: Tonnes(thousandths: 12)))
        #expect(kept.contested(reports: finer, invoices: LedgerRecords(.invoice)) == [subject])
    }

    @Test("Bytes that were cut or changed are refused or read, and never end the program")
    func damage() throws {
        var world = DeliveryWorld(seed: 77)
        for _ in 0..<30 { _ = world.deliver() }
        let settings = try #require(KeptSettings(Self.rules(1), lines: Self.lines))
        let bytes = try Self.folded(world, settings).encoded()
        var random = SplitMix(seed: 1)
        for length in 0..<bytes.count where length < 200 || length % 17 == 0 {
            #expect(bytes[..<length].withUnsafeBytes { KeptFigures($0, settings, of: DeliveryWorld.range) } == nil)
        }
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0...random.below(3) { damaged[random.below(bytes.count)] = UInt8(random.below(256)) }
            if let read = damaged.withUnsafeBytes({ KeptFigures($0, settings, of: DeliveryWorld.range) }) {
                _ = try? read.judged(Self.rules(1), LedgerBackground(), LedgerStanding())
            }
        }
    }

    @Test("Every list that the rules make is either kept or known not to be")
    func coverage() {
        // A list added here needs a decision: whether kept figures give it, or its rule is evaluated from figures.
        let lists = Mirror(reflecting: FigureFindings()).children.compactMap(\.label)
        let kept = [
            "quotaOverrun", "withoutQuota", "capacityExceeded", "late", "missing", "implausible", "patterns", "sold", "outsideValidity",
            "afterStopOrder",
        ]
        let notKept = ["projected", "exhausted", "taxed", "withoutPermit", "ghost", "againstLand"]
        #expect(Set(lists) == Set(kept + notKept))
        #expect(KeptSettings.rules.count == 9 && KeptSettings.rulesNotKept.count == 7)
        #expect(KeptSettings.rules.isDisjoint(with: KeptSettings.rulesNotKept))
    }
}
