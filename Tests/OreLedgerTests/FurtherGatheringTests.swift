import OreDetection
import OreFeatures
import Testing

@testable import OreLedger

@Suite("Findings of the further rules over figures")
struct FurtherGatheringTests {
    /// Two mines: one without permit, above its reserve and its tax; one lawful.
    private func partition(_ subjects: [UInt32] = [1, 2]) throws -> LedgerPartition {
        let rows = subjects.flatMap { subject in Given.months(2023, (0..<12).map { Double(20 + $0 % 5) }, of: subject) }
        return LedgerPartition(
            reports: try Given.reports(rows), sold: FigureSeries(.month), quotas: try Given.quotas(subjects.map { ($0, 2023, 500) }),
            range: subjects.count == 1 ? subjects[0]..<subjects[0] + 1 : 0..<10)
    }

    private func background() -> LedgerBackground {
        func text(_ value: String) -> EntryValue { .text(value) }
        func entry(_ kind: EntryKind, _ values: [String: EntryValue]) -> LedgerEntry { LedgerEntry(kind, values) }
        let lawful: [LedgerEntry] = [
            entry(.permits, ["licence_id": text("2"), "permit": text("discharge"), "from": .day(Given.day("2020-01-01"))]),
            entry(.reserves, ["licence_id": text("2"), "date": .day(Given.day("2022-12-31")), "tonnes": .tonnes(Given.tonnes(9000))]),
            entry(
                .taxes,
                [
                    "licence_id": text("2"), "month": .month(Given.month("2023-05")), "paid": .amount(30_000_000),
                    "rate": .amount(30_000_000),
                    "material": text("oxide"),
                ]),
        ]
        var other =
            lawful + [entry(.stock, ["licence_id": text("1"), "date": .day(Given.day("2022-12-31")), "tonnes": .tonnes(Given.tonnes(1))])]
        for i in 0..<3 { other[i]["licence_id"] = text("1") }
        other[0]["to"] = .day(Given.day("2021-12-31"))
        other[1]["tonnes"] = .tonnes(Given.tonnes(100))
        other[2]["paid"] = .amount(9_000_000_000)
        let book = EntryBook(lawful + other) { name, _ in SubjectID(UInt32(name) ?? 0) }
        var background = LedgerBackground()
        background.add(book, lines: LedgerWorld.lines)
        background.land[SubjectID(1)] = [LandObservation(SubjectID(1), year: 2023, method: .pool, areaSquareMetres: 100, clearViews: 9)]
        background.land[SubjectID(2)] = [LandObservation(SubjectID(2), year: 2023, method: .pool, areaSquareMetres: 50_000, clearViews: 9)]
        background.yieldModel = YieldModel()
        return background
    }

    @Test("The guilty of a made-up pair has a finding of each rule, the lawful none; every finding is within its bounds")
    func pair() throws {
        let rows = try FigureRules.office.evaluate(partition(), background())
        let found = FindingGathering(LedgerStanding()).findings(rows)
        #expect(found.allSatisfy { $0.subject == SubjectID(1) })
        #expect(Set(found.map(\.rule)) == [.operatingWithoutPermit, .exhaustion, .taxImpliedGap, .outputExceedsLand])
        for finding in found {
            #expect((1...100).contains(finding.severity) && !finding.evidence.isEmpty)
            #expect((finding.verdict == .possible) == !finding.reasons.isEmpty)
        }
        #expect(found.filter { $0.verdict == .strong }.map(\.rule) == [.operatingWithoutPermit])
    }

    @Test("What land, patterns, projections, taxes and reserves say is never more than possible")
    func ceilings() throws {
        let mine = SubjectID(1)
        func tonnes(_ value: Double) -> Tonnes { Given.tonnes(value) }
        func reasons(_ rows: FigureFindings) -> [LedgerReason] {
            var standing = LedgerStanding()
            (standing.closedYear, standing.hasRegister) = (2030, true)
            let found = FindingGathering(standing).findings(rows)
            #expect(found.count == 1 && found.allSatisfy { $0.verdict == .possible && $0.severity <= 50 })
            return found.flatMap(\.reasons)
        }
        var rows = FigureFindings()
        rows.ghost.rows = [.init(subject: mine, year: 2023, amount: tonnes(5), clearViews: 3)]
        #expect(reasons(rows) == [.viewsOnly])
        for isAbove in [true, false] {
            let land = YieldInterval(low: tonnes(10), median: tonnes(20), high: tonnes(30))
            rows = FigureFindings()
            rows.againstLand.rows = [
                .init(subject: mine, year: 2023, amount: tonnes(isAbove ? 31 : 9), land: land, isAbove: isAbove, method: .pool)
            ]
            #expect(reasons(rows) == [.landOnly])
        }
        rows = FigureFindings()
        rows.implausible = [.init(subject: mine, month: Given.month("2023-05"), amount: tonnes(90), median: tonnes(10), reports: 9)]
        #expect(reasons(rows) == [.patternOnly])
        rows = FigureFindings()
        rows.patterns.rows = [.init(subject: mine, year: 2023, months: [], pattern: .round(50, of: 60, chance: 1e-9))]
        #expect(reasons(rows) == [.patternOnly])
        for (standing, reason) in [
            (OperatingWithoutPermit.Standing.notOnRecord, LedgerReason.permitNotOnRecord), (.renewalMayBePending, .renewalMayBePending),
        ] {
            rows = FigureFindings()
            rows.withoutPermit.rows = [
                .init(
                    subject: mine, month: Given.month("2023-05"), amount: tonnes(5), kind: .discharge, standing: standing, ended: nil,
                    sources: [])
            ]
            #expect(reasons(rows) == [reason])
        }
        rows = FigureFindings()
        rows.taxed.rows = [.init(subject: mine, year: 2023, reported: tonnes(10), implied: tonnes(30), sources: [])]
        #expect(reasons(rows) == [.otherRateOrArrears])
        let reserve = ReserveFigure(subject: mine, day: Given.day("2020-12-31"), tonnes: tonnes(10), grade: nil, recovery: nil)
        let life = try #require(ReserveLife(reserve, produced: tonnes(30), perYear: tonnes(9)))
        rows = FigureFindings()
        rows.exhausted = [.init(subject: mine, year: 2023, life: life, source: EntrySource())]
        #expect(reasons(rows) == [.reserveMayBeRestated])
    }

    @Test("Partitions do not matter")
    func partitions() throws {
        let background = background()
        let whole = try FigureRules.office.evaluate(partition(), background)
        var joined = FigureFindings()
        for subject in [UInt32(1), 2] { joined.append(try FigureRules.office.evaluate(partition([subject]), background)) }
        #expect(joined == whole)
    }

    @Test("Patterns join the jumps of their subject and year, so that ids do not repeat")
    func patterns() throws {
        let values = [5, 6, 7, 5, 6, 7, 90, 90, 90, 90, 90, 90.0]
        let partition = LedgerPartition(
            reports: try Given.reports(Given.months(2023, values)), sold: FigureSeries(.month), quotas: FigureSeries(.year))
        let rows = try FigureRules.office.evaluate(partition, LedgerBackground())
        let found = FindingGathering(LedgerStanding()).findings(rows).filter { $0.rule == .reportImplausible }
        #expect(found.count == 1 && found[0].months.count == 6 && found[0].reasons == [.patternOnly])
        #expect(found[0].value(.run) == .number(6) && found[0].evidence.contains { $0.kind == .median })
        #expect(try FigureRules().evaluate(partition, LedgerBackground()).patterns.rows.isEmpty)
    }

    @Test("A projection is possible at most, and has its probability")
    func projection() throws {
        let past = (2020...2022).flatMap { Given.months($0, Array(repeating: 10, count: 12)) }
        let partition = LedgerPartition(
            reports: try Given.reports(past + Given.months(2023, [20, 20, 20, 20])), sold: FigureSeries(.month),
            quotas: try Given.quotas([(1, 2023, 150)]))
        var background = LedgerBackground()
        background.openYear = 2023
        let found = FindingGathering(LedgerStanding()).findings(try FigureRules.office.evaluate(partition, background))
        let finding = try #require(found.first { $0.rule == .quotaOverrunProjected })
        #expect(finding.verdict == .possible && (finding.probability ?? 0) > 0.99 && finding.reasons == [.yearNotOver, .laterBatchUnknown])
    }
}
