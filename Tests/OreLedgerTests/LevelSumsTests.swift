import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("Sums by level")
struct LevelSumsTests {
    private let mines = (0..<12).map { SubjectID($0) }
    private let enterprises = (100..<104).map { SubjectID($0) }
    private let groups = (200..<202).map { SubjectID($0) }
    private let districts = (300..<303).map { SubjectID($0) }

    private func kind(_ subject: SubjectID) -> SubjectKind {
        switch subject.number {
        case 100..<200: .enterprise
        case 200..<300: .group
        case 300..<400: .district
        default: .licence
        }
    }

    /// Mines change hands; some holders and a district state figures of their own for some months.
    private func world(_ seed: UInt64) throws -> (LedgerWorld, SubjectTree) {
        var (world, random) = (LedgerWorld(seed: seed), SplitMix(seed: seed &+ 7))
        var links: [SubjectLink] = []
        for mine in mines {
            let sold = Day(daysSince1970: 18_000 + Int32(random.below(1400)))
            links.append(SubjectLink(mine, in: enterprises[random.below(4)], .enterprise, to: Day(daysSince1970: sold.daysSince1970 - 20)))
            links.append(SubjectLink(mine, in: enterprises[random.below(4)], .enterprise, from: sold))
            if random.below(6) > 0 { links.append(SubjectLink(mine, in: districts[random.below(3)], .district)) }
        }
        for enterprise in enterprises.dropLast() { links.append(SubjectLink(enterprise, in: groups[random.below(2)], .group)) }
        for (subject, month) in [(enterprises[0], 24_243), (enterprises[1], 24_243), (groups[0], 24_250), (districts[1], 24_255)]
            as [(SubjectID, Int32)]
        {
            var record = LedgerRecord(subject, period: month, line: LedgerWorld.line, amount: Tonnes(thousandths: 777_000 + Int64(month)))
            record.row = 9999
            world.reports.append(record)
        }
        return (world, try SubjectTree(links))
    }

    @Test("They are the accounts' figures, of every enterprise, group and district, month by month", arguments: [1, 2, 3, 4] as [UInt64])
    func accounts(_ seed: UInt64) throws {
        let (world, tree) = try world(seed)
        let partition = try world.partition()
        var book = AccountBook()
        try book.add(LedgerWorld.records(.report, world.reports))
        try book.add(LedgerWorld.records(.quota, world.quotas))
        let maker = AccountMaker(book, tree)
        for (level, units) in [(FigureLevel.enterprise, enterprises), (.group, groups), (.district, districts)] {
            let stated = LevelSums.periods(of: partition.reports, among: tree.holders)
            var sums = LevelSums(level, by: .month, in: tree, stated: stated) { kind($0) }
            try sums.add(partition.reports)
            var quotas = LevelSums(level, by: .year, in: tree) { kind($0) }
            try quotas.add(partition.quotas)
            for unit in units {
                for month in 2019 * 12..<2023 * 12 {
                    let expected = try maker.figure(.reported, unit, CalendarMonth(number: month))?.amount.exact?.thousandths
                    #expect(sums.sums[.of(unit)]?[Int32(month)]?.amount == expected, "\(level) \(unit.number) \(month)")
                }
                for year in 2019...2022 as ClosedRange<Int32> {
                    let expected = try maker.figure(.quota, unit, year).amount.exact?.thousandths
                    #expect(quotas.sums[.of(unit)]?[year]?.amount == expected)
                }
            }
        }
    }

    @Test("What goes to owners, and what everybody has, is the same sum; nothing is counted twice", arguments: [5, 6] as [UInt64])
    func everybody(_ seed: UInt64) throws {
        var (world, tree) = try world(seed)
        // Without a district that states something itself, which owners do not know of.
        world.reports.removeAll { kind($0.subject) == .district }
        let reports = try world.partition().reports
        let stated = LevelSums.periods(of: reports, among: tree.holders)
        var totals: [Int64] = []
        for level in [FigureLevel.owner, .all] {
            var sums = LevelSums(level, by: .month, in: tree, stated: stated) { kind($0) }
            try sums.add(reports)
            totals.append(sums.sums.filter { $0.key != .covered }.values.flatMap(\.values).reduce(0) { $0 + $1.amount })
            #expect(sums.series.count == (level == .all ? 0 : sums.sums.values.reduce(0) { $0 + $1.count }))
        }
        #expect(totals[0] == totals[1])
        #expect(totals[0] < reports.amounts.reduce(0, +), "a holder's own figure stands for its members'")
    }
}
