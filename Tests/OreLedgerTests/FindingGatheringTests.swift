import OreDetection
import OreFeatures
import OreLedger
import Testing

@Suite("Findings over figures")
struct FindingGatheringTests {
    private func findings(_ world: LedgerWorld, _ standing: LedgerStanding = LedgerStanding()) throws -> (FigureFindings, [LedgerFinding]) {
        let partition = try world.partition()
        let rows = try FigureRules.plainQueries.evaluate(partition, LedgerBackground(observing: [partition]))
        return (rows, FindingGathering(standing).findings(rows))
    }

    @Test("Every row is in one finding of its rule, subject and year, and ids do not repeat")
    func whole() throws {
        let (rows, found) = try findings(LedgerWorld(seed: 51))
        func months(_ rule: LedgerRuleName) -> Int { found.filter { $0.rule == rule }.reduce(0) { $0 + $1.months.count } }
        #expect(months(.reportLate) == rows.late.rows.count && months(.reportMissing) == rows.missing.count)
        #expect(months(.soldExceedsProduced) == rows.sold.rows.count && months(.reportImplausible) == rows.implausible.count)
        #expect(found.count { $0.rule == .quotaOverrun } == rows.quotaOverrun.count)
        var names = SubjectNames()
        for subject in 0..<12 { _ = names.number(of: "T:\(subject)%") }
        #expect(Set(found.map { $0.id(names) }).count == found.count)
        #expect(found.first { $0.subject == SubjectID(1) }?.id(names).contains("T%3A1%25") == true)
        for finding in found {
            #expect((0...100).contains(finding.severity) && finding.months.allSatisfy { Int32($0.year) == finding.year })
            #expect(finding.months == finding.months.sorted())
            #expect((finding.verdict == .possible) == !finding.reasons.isEmpty)
        }
    }

    @Test("What could still be explained by what is not known is only possible")
    func ceilings() throws {
        let world = LedgerWorld(seed: 52)
        let (_, open) = try findings(world)
        #expect(open.filter { $0.rule == .quotaOverrun }.allSatisfy { $0.reasons == [.laterBatchUnknown] })
        #expect(open.filter { $0.rule == .soldExceedsProduced }.allSatisfy { $0.reasons == [.openingStockUnknown] })
        #expect(open.filter { $0.rule == .reportMissing }.allSatisfy { $0.reasons == [.noRegister] })
        #expect(open.filter { $0.rule == .reportImplausible }.allSatisfy { $0.verdict == .possible })
        #expect(open.filter { $0.rule == .reportLate }.allSatisfy { $0.verdict == .strong })
        var standing = LedgerStanding()
        (standing.closedYear, standing.hasRegister) = (2020, true)
        let (_, closed) = try findings(world, standing)
        for finding in closed where finding.rule == .quotaOverrun { #expect((finding.verdict == .strong) == (finding.year <= 2020)) }
        #expect(closed.filter { $0.rule == .reportMissing }.allSatisfy { $0.verdict == .strong })
        #expect(closed.contains { $0.rule == .quotaOverrun && $0.verdict == .strong })
    }

    @Test("An older register, a row set aside and a capacity without material make what they speak of possible only")
    func whatIsMissing() throws {
        let mine = SubjectID(1)
        let august = try #require(CalendarMonth(year: 2023, month: 8))
        var rows = FigureFindings()
        rows.outsideValidity.rows = [.init(subject: mine, month: august, amount: Given.tonnes(5), lastInForce: nil)]
        rows.capacityExceeded = [YearExcess(subject: mine, year: 2023, amount: Given.tonnes(5), limit: Given.tonnes(4), isLimitTotal: true)]
        func reasons(_ change: (inout LedgerStanding) -> Void) -> [[LedgerReason]] {
            var standing = LedgerStanding()
            standing.registerDate = august.lastDay
            change(&standing)
            let found = FindingGathering(standing).findings(rows)
            #expect(found.allSatisfy { ($0.verdict == .strong) == $0.reasons.isEmpty })
            return found.map(\.reasons)
        }
        #expect(reasons { _ in } == [[], []])
        #expect(reasons { $0.registerDate = $0.registerDate.map { Day(daysSince1970: $0.daysSince1970 - 1) } } == [[], [.registerOlder]])
        #expect(reasons { $0.incomplete = [mine] } == [[.recordSetAside], [.recordSetAside]])
        #expect(reasons { $0.incomplete = [SubjectID(2)] } == [[], []])
        #expect(reasons { $0.capacityMaterialIsUnknown = true } == [[.capacityMaterialNotStated], []])
    }

    @Test("A figure a thousand times the quota is more likely in kilograms than stolen")
    func unit() {
        func finding(_ thousandths: Int64) -> LedgerFinding? {
            var rows = FigureFindings()
            rows.quotaOverrun = [
                YearExcess(
                    subject: SubjectID(1), year: 2020, amount: Tonnes(thousandths: thousandths), limit: Tonnes(300), isLimitTotal: true)
            ]
            return FindingGathering(LedgerStanding()).findings(rows).first
        }
        #expect(finding(310_000_000)?.reasons == [.unitSuspected] && finding(310_000_000)?.verdict == .possible)
        #expect(finding(330_000)?.verdict == .strong && finding(330_000)?.severity == 9)
        #expect(finding(600_000)?.severity == 50)
    }
}
