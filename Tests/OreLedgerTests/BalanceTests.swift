import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Balances")
struct BalanceTests {
    private func figures(_ random: inout SplitMix) -> BalanceFigures {
        var figures = BalanceFigures(year: 2024)
        for fact in BalanceFact.allCases where random.below(3) > 0 {
            figures.facts[fact] = BalanceSum(Tonnes(thousandths: Int64(random.below(5_000_000))), figures: 1)
        }
        if random.below(2) == 0 {
            let low = Int64(random.below(1_000_000))
            var sum = LandSum()
            sum.assessed = 1
            sum.interval = YieldInterval(
                low: Tonnes(thousandths: low), median: Tonnes(thousandths: low * 2), high: Tonnes(thousandths: low * 5))
            figures.land = BalanceLand(area: 1000, sites: 1, sum: sum)
        }
        return figures
    }

    @Test("What flows into a place flows out of it, to the thousandth; no flow is below nothing; lines and flows agree", arguments: 0..<60)
    func nodes(_ seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        let balance = try Balance(figures(&random))
        for node in BalanceNode.allCases {
            let (ins, outs) = (balance.flows.filter { $0.to == node }, balance.flows.filter { $0.from == node })
            func sum(_ flows: [BalanceFlow]) -> Int64 { flows.reduce(0) { $0 + $1.amount.central.thousandths } }
            #expect(sum(ins) == sum(outs), "\(node)")
            #expect((ins + outs).filter { $0.isRemainder && ($0.from == nil || $0.to == nil) }.count <= 1)
        }
        for flow in balance.flows {
            #expect(flow.amount.central >= .zero && flow.amount.low <= flow.amount.central && flow.amount.central <= flow.amount.high)
            let line = try #require(balance[flow.item], "\(flow.item)")
            #expect(abs(line.central.thousandths) == flow.amount.central.thousandths)
        }
        #expect(balance.lines.map(\.item) == BalanceItem.allCases)
    }

    @Test("Bounds of land are carried into what follows from it, and into nothing else")
    func bounds() throws {
        var figures = BalanceFigures(year: 2024)
        for (fact, tonnes) in [(BalanceFact.reported, 100), (.feed, 110), (.output, 90), (.exported, 40), (.separationSold, 30)] {
            figures.facts[fact] = BalanceSum(Tonnes(thousandths: Int64(tonnes) * 1000), figures: 1)
        }
        var sum = LandSum()
        sum.interval = YieldInterval(low: Tonnes(thousandths: 5000), median: Tonnes(thousandths: 14_000), high: Tonnes(thousandths: 40_000))
        figures.land = BalanceLand(area: 3000, sites: 2, sum: sum)
        let balance = try Balance(figures)
        func bounds(_ item: BalanceItem) -> [Int64] {
            balance[item].map { [$0.low.thousandths / 1000, $0.central.thousandths / 1000, $0.high.thousandths / 1000] } ?? []
        }
        #expect(bounds(.mined) == [105, 114, 140] && bounds(.untraced) == [-5, 4, 30])
        #expect(bounds(.separationLoss) == [20, 20, 20] && bounds(.unaccounted) == [20, 20, 20])
        #expect(balance[.productStockAdded] == nil && balance[.sold] == nil)
        #expect(balance.notes == [.mineStockNotStated, .productStockNotStated])
        // More went into separators than is known to be mined: the remainder flows in.
        figures.facts[.feed] = BalanceSum(Tonnes(thousandths: 200_000), figures: 1)
        let over = try Balance(figures)
        let rest = try #require(over.flows.first { $0.item == .untraced })
        #expect(rest.to == .mines && rest.from == nil && rest.amount.central.thousandths == 86_000 && over.notes.contains(.moreThanKnown))
    }

    @Test("Of nothing stated nothing follows; a sum that leaves its range is an error")
    func edges() throws {
        let empty = try Balance(BalanceFigures(year: 2020))
        #expect(empty.flows.isEmpty && empty.lines.allSatisfy { $0.amount == nil })
        var figures = BalanceFigures(year: 2020)
        figures.facts[.feed] = BalanceSum(Tonnes(thousandths: .max), figures: 1)
        figures.facts[.importedFeed] = BalanceSum(Tonnes(thousandths: 1), figures: 1)
        #expect(throws: LedgerFault.self) { try Balance(figures) }
    }

    @Test("Separation, exports and stock of a district are those of its members; stock needs both ends of the year")
    func book() throws {
        let (plant, other, district) = (SubjectID(1), SubjectID(2), SubjectID(9))
        let tree = try SubjectTree([SubjectLink(plant, in: district, .district)])
        func entry(_ kind: EntryKind, _ values: [String: EntryValue]) -> LedgerEntry { LedgerEntry(kind, values) }
        let march = CalendarMonth(number: 24_290)
        func day(_ year: Int) throws -> EntryValue { .day(try #require(Day(year: year, month: 12, day: 30))) }
        func t(_ tonnes: Int64) -> EntryValue { .tonnes(Tonnes(thousandths: tonnes * 1000)) }
        var entries: [LedgerEntry] = []
        for name in ["1", "2"] {
            for (flow, source, tonnes) in [
                ("intake", "own", 50), ("intake", "imported", 20), ("intake", "recycled", 5), ("output", "own", 60),
            ] as [(String, String, Int64)] {
                entries.append(
                    entry(
                        .separation,
                        [
                            "facility": .text(name), "month": .month(march), "flow": .text(flow), "source": .text(source),
                            "tonnes": t(tonnes),
                        ]))
            }
            entries.append(entry(.stock, ["licence_id": .text(name), "date": try day(2023), "stage": .text("separation"), "tonnes": t(8)]))
        }
        entries.append(entry(.stock, ["licence_id": .text("1"), "date": try day(2024), "stage": .text("separation"), "tonnes": t(11)]))
        let number: (String, SubjectKind) -> SubjectID = { name, _ in SubjectID(UInt32(name) ?? 0) }
        var book = BalanceBook(.district, in: tree) { $0 == district ? .district : .facility }
        try book.add(EntryBook(entries, number: number))
        let balance = try Balance(try book.figures(of: .of(district), year: 2024))
        #expect(
            balance[.feed]?.central == Tonnes(50) && balance[.intake]?.central == Tonnes(75)
                && balance[.separationLoss]?.central == Tonnes(15))
        #expect(balance[.productStockAdded]?.central == Tonnes(3) && balance[.unaccounted]?.central == Tonnes(57))
        let none = try Balance(try book.figures(of: .none, year: 2024))
        #expect(none[.separated]?.central == Tonnes(60) && none[.productStockAdded] == nil)
        #expect(other != plant && book.years == [2024])
    }

    @Test("Shares of the largest and the index: one owner has 10,000, four equal ones 2,500, and nobody none")
    func concentration() throws {
        let one = try #require(Concentration(2024, [SubjectID(1): 500]))
        #expect(one.index == 10_000 && one.share(ofLargest: 1) == .one)
        let four = try #require(Concentration(2024, Dictionary(uniqueKeysWithValues: (0..<4).map { (SubjectID($0), Int64(77)) })))
        #expect(four.index == 2500 && four.share(ofLargest: 3) == Share(millionths: 750_000))
        let few = try #require(Concentration(2024, [SubjectID(1): 600, SubjectID(2): 300, SubjectID(3): 100, SubjectID(4): 0]))
        #expect(few.index == 3600 + 900 + 100 && few.owners.map(\.subject.number) == [1, 2, 3] && few.total.thousandths == 1000)
        #expect(Concentration(2024, [:]) == nil && Concentration(2024, [SubjectID(1): 0]) == nil)
    }

    @Test("Records that encode the white paper's reserves give its ratio: 50 years in 1992, 15 in 2012")
    func reserves() throws {
        let figures = try ReferenceTable(named: "white-paper").rows.filter { $0.text("figure") == "reserve-extraction ratio" }
        let ratios = figures.reduce(into: [Int32: Double]()) { $0[Int32($1.text("year")) ?? 0] = Double($1.text("value")) }
        #expect(ratios == [1992: 50, 2012: 15])
        // Three mines; at the end of each year what is stated is what is left then.
        let mines = (0..<3).map { SubjectID($0) }
        var reserves: [ReserveFigure] = []
        var produced: [SubjectID: [Int32: Int64]] = [:]
        for (place, mine) in mines.enumerated() {
            let monthly = Int64(place + 1) * 100_000
            for month in Int32(1990 * 12)..<Int32(2013 * 12) {
                produced[mine, default: [:]][month] = monthly * (month >= 2012 * 12 ? 2 : 1)
            }
            for (year, years) in [(1992, 50), (2012, 15)] {
                let rate = monthly * (year == 2012 ? 2 : 1) * 12
                reserves.append(
                    ReserveFigure(
                        subject: mine, day: try #require(Day(year: year, month: 12, day: 31)),
                        tonnes: Tonnes(thousandths: rate * Int64(years)),
                        grade: nil, recovery: nil))
            }
        }
        for (year, ratio) in ratios { #expect(RegionReserves(year, reserves: reserves, produced: produced)?.years == ratio) }
        // Between them the reserve is eaten up.
        let later = try #require(RegionReserves(2002, reserves: reserves, produced: produced))
        #expect(later.years == 40 && later.licences == 3)
        #expect(RegionReserves(1991, reserves: reserves, produced: produced) == nil)
    }
}
