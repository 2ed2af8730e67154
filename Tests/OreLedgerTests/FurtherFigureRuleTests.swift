import OreDetection
import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Rules over figures that need entries or land")
struct FurtherFigureRuleTests {
    private let mine = SubjectID(1)

    // MARK: Stock

    private func shortfalls(
        _ produced: [(UInt32, String, Double)], _ sold: [(UInt32, String, Double)], counted: [(String, Double)] = [], lead: Int32 = 0
    ) throws -> SoldExceedsProduced.Result {
        let figures = counted.map {
            StockFigure(subject: mine, day: Given.day($0.0), line: LedgerWorld.line, tonnes: Given.tonnes($0.1))
        }
        return try SoldExceedsProduced(leadMonths: lead).shortfalls(
            produced: Given.reports(produced), sold: Given.sold(sold), keepsClosing: true,
            stock: StockTaking.bySubject(figures, of: LedgerWorld.lines))
    }

    @Test("A stock record replaces the unknown opening; a kilogram beyond it is strong ground")
    func stockIsOpening() throws {
        let (produced, sold) = ([(UInt32(1), "2024-01", 10.0)], [(UInt32(1), "2024-01-20", 15.0)])
        let unknown = try shortfalls(produced, sold)
        #expect(unknown.rows.map(\.balance) == [Given.tonnes(-5)] && unknown.rows.map(\.isOpeningKnown) == [false])
        #expect(try shortfalls(produced, sold, counted: [("2023-12-31", 5)]).rows.isEmpty)
        #expect(try shortfalls(produced, sold, counted: [("2024-01-01", 5)]).rows.isEmpty)
        let short = try shortfalls(produced, sold, counted: [("2023-12-31", 4.999)])
        #expect(short.rows.map(\.balance) == [Given.tonnes(-0.001)] && short.rows.map(\.isOpeningKnown) == [true])
        #expect(try shortfalls(produced, sold, counted: [("2023-12-31", 6)]).closing[mine] == Given.tonnes(1))
    }

    @Test("A later stock-taking resets the balance where it counts more, and never below the books")
    func stockResets() throws {
        let produced = Given.months(2024, [10, 10, 10, 10])
        let sold: [(UInt32, String, Double)] = [(1, "2024-01-05", 10), (1, "2024-04-05", 45)]
        // The books have 20 before April's 10: short by 15. Counted 35 at the end of March: even.
        #expect(try shortfalls(produced, sold).rows.map(\.balance) == [Given.tonnes(-15)])
        #expect(try shortfalls(produced, sold, counted: [("2024-03-31", 35)]).rows.isEmpty)
        #expect(try shortfalls(produced, sold, counted: [("2024-03-31", 34.999)]).rows.map(\.balance) == [Given.tonnes(-0.001)])
        #expect(try shortfalls(produced, sold, counted: [("2024-03-31", 2)]).rows.map(\.balance) == [Given.tonnes(-15)])
        // Within March: what the month produced may lie on top.
        #expect(try shortfalls(produced, sold, counted: [("2024-03-15", 25)]).rows.isEmpty)
        // With a lead, production of April was in the balance before it was counted: it is not lost.
        #expect(try shortfalls(produced, sold, counted: [("2024-03-31", 35)], lead: 1).rows.isEmpty)
        #expect(try shortfalls(produced, sold, counted: [("2024-03-31", 34.999)], lead: 1).rows.map(\.balance) == [Given.tonnes(-0.001)])
    }

    // MARK: Projection

    private func history(_ shape: [Double], years: ClosedRange<Int>, scale: (Int) -> Double = { _ in 1 }) -> [(UInt32, String, Double)] {
        years.flatMap { year in Given.months(year, shape.map { $0 * scale(year) }) }
    }

    private func projected(_ past: [(UInt32, String, Double)], _ now: [Double], quota: Double) throws -> QuotaOverrunProjected.Result {
        try QuotaOverrunProjected().projected(
            of: Given.reports(past + Given.months(2024, now)), against: Given.quotas([(1, 2024, quota)]), in: 2024)
    }

    @Test("A mine on its way past the quota is told of with a probability; one that is not is not")
    func projection() throws {
        let past = history(Array(repeating: 10, count: 12), years: 2020...2023) { Double($0 - 2010) }
        let over = try projected(past, Array(repeating: 120, count: 6), quota: 1300)
        let row = try #require(over.rows.first)
        #expect(row.probability > 0.9 && row.months == 6 && row.years == 4 && row.reported == Given.tonnes(720))
        #expect((1430_000...1450_000).contains(row.median.thousandths) && row.low < row.median && row.median < row.high)
        #expect(try projected(past, Array(repeating: 100, count: 6), quota: 1300).rows.isEmpty)
        // Half way to exactly the quota: as likely as not.
        let even = try projected(past, Array(repeating: 100, count: 6), quota: 1200)
        #expect(abs(try #require(even.rows.first).probability - 0.5) < 0.001)
    }

    @Test("A seasonal mine that does its year in summer is not projected by its summer")
    func seasonal() throws {
        let summer: [Double] = [0, 0, 5, 10, 30, 30, 30, 30, 10, 5, 0, 0]
        let past = history(summer, years: 2021...2023)
        #expect(try projected(past, Array(summer.prefix(8)), quota: 165).rows.isEmpty)
        // The same months of a mine without seasons would pass it.
        let steady = history(Array(repeating: 12.5, count: 12), years: 2021...2023)
        #expect(try projected(steady, Array(summer.prefix(8)), quota: 165).rows.count == 1)
    }

    @Test("With fewer than two whole past years, or no quota, nothing is said, and it is counted")
    func projectionNotJudged() throws {
        let one = history(Array(repeating: 10, count: 12), years: 2023...2023)
        #expect(try projected(one, [50, 50], quota: 100).skipped == [.fewYears: 1])
        let gap = history(Array(repeating: 10, count: 12), years: 2022...2023).filter { $0.1 != "2022-07" }
        #expect(try projected(gap, [50, 50], quota: 100).skipped == [.fewYears: 1])
        let none = try QuotaOverrunProjected().projected(
            of: Given.reports(one + Given.months(2024, [5])), against: Given.quotas([]), in: 2024)
        #expect(none.skipped == [.noQuotaYet: 1] && none.rows.isEmpty)
        // A quota that is passed already is an overrun, not a projection; a year with its December is over.
        let past = history(Array(repeating: 10, count: 12), years: 2021...2023)
        #expect(try projected(past, [101], quota: 100) == QuotaOverrunProjected.Result())
        #expect(try projected(past, Array(repeating: 9, count: 12), quota: 109) == QuotaOverrunProjected.Result())
    }

    @Test("Student's t and the other tails are those of the tables")
    func tails() {
        #expect(abs(PortableMath.studentTail(6.313751514675043, degrees: 1) - 0.05) < 1e-12)
        #expect(abs(PortableMath.studentTail(2.919985580355516, degrees: 2) - 0.05) < 1e-12)
        #expect(abs(PortableMath.studentTail(2.015048373333023, degrees: 5) - 0.05) < 1e-12)
        #expect(abs(PortableMath.studentTail(-1.812461122811676, degrees: 10) - 0.95) < 1e-12)
        #expect(abs(PortableMath.studentQuantile(above: 0.05, degrees: 3) - 2.353363434801824) < 1e-9)
        #expect(
            abs(PortableMath.chiSquareTail9(27.877164871256568) - 0.001) < 1e-12
                && abs(PortableMath.chiSquareTail9(8.342832692252941) - 0.5) < 1e-12)
        // Far out, where a sum from below has nothing left.
        #expect(
            abs(PortableMath.chiSquareTail9(60) / 1.3406780483959625e-09 - 1) < 1e-12
                && abs(PortableMath.chiSquareTail9(240) / 1.284983490603797e-46 - 1) < 1e-12)
        #expect(abs(PortableMath.binomialTail(3, of: 5, 0.5) - 0.5) < 1e-12 && PortableMath.binomialTail(0, of: 5, 0.1) == 1)
        #expect(abs(PortableMath.binomialTail(5, of: 5, 0.1) - 1e-5) < 1e-15 && PortableMath.binomialTail(6, of: 5, 0.1) == 0)
        #expect(
            abs(PortableMath.arcTangent(1) - PortableMath.pi / 4) < 1e-14 && abs(PortableMath.arcTangent(1e9) - 1.570796325794897) < 1e-12)
    }

    // MARK: Patterns

    private func patterns(_ rows: [(UInt32, String, Double)]) throws -> ReportPatterns.Result {
        try ReportPatterns().patterns(in: Given.reports(rows))
    }

    @Test("Six equal figures in a row are a run; five are none, nor are six zeros, nor six with a gap")
    func runs() throws {
        let found = try patterns(Given.months(2024, [1, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5, 2]))
        #expect(found.rows.map(\.pattern) == [.equal(Given.tonnes(7.5), run: 6)] && found.rows[0].months.count == 6)
        #expect(try patterns(Given.months(2024, [1, 7.5, 7.5, 7.5, 7.5, 7.5, 2])).rows.isEmpty)
        #expect(try patterns(Given.months(2024, [0, 0, 0, 0, 0, 0, 0, 2])).rows.isEmpty)
        #expect(try patterns(Given.months(2024, Array(repeating: 7.5, count: 7)).filter { $0.1 != "2024-04" }).rows.isEmpty)
        // Over new year: each year has its months, and both the whole run.
        let two = try patterns(Given.months(2023, [1, 2, 3, 1, 2, 3, 1, 2, 3, 7, 7, 7]) + Given.months(2024, [7, 7, 7]))
        #expect(
            two.rows.map(\.year) == [2023, 2024]
                && two.rows.allSatisfy { $0.pattern == .equal(Given.tonnes(7), run: 6) && $0.months.count == 3 })
    }

    private func years(_ count: Int, _ make: (Int) -> Double) -> [(UInt32, String, Double)] {
        (0..<count).flatMap { year in Given.months(2015 + year, (0..<12).map { make(year * 12 + $0) }) }
    }

    @Test("Measured figures have no pattern, whatever they are rounded to; made up ones do; below sixty nobody judges")
    func digits() throws {
        var random = SplitMix(seed: 11)
        var accused = 0
        for _ in 0..<200 {
            let unit = [0.001, 0.01, 1, 10][random.below(4)]
            accused += try patterns(years(6) { _ in Double(1000 + random.below(90_000)) * unit }).rows.count
        }
        // One in a thousand for each of two tests by chance alone.
        #expect(accused <= 3)
        let round = try patterns(years(5) { i in i % 3 == 0 ? Double(1000 + random.below(9000)) : Double(100 + random.below(900)) * 10 })
        #expect(round.rows.contains { if case .round(let n, 60, let chance) = $0.pattern { n >= 40 && chance < 1e-20 } else { false } })
        let sevens = try patterns(years(5) { i in Double((100 + random.below(900)) * 10 + [3, 7][i % 2]) })
        #expect(sevens.rows.contains { if case .lastDigits(60, let chance) = $0.pattern { chance < 1e-9 } else { false } })
        #expect(sevens.rows.allSatisfy { $0.year == 2019 && $0.months.isEmpty })
        let few = try patterns(Array(years(5) { i in Double((100 + random.below(900)) * 10 + [3, 7][i % 2]) }.dropLast()))
        #expect(few.rows.isEmpty && few.tooFew == 1)
        // Figures of two digits say nothing of their last.
        #expect(try patterns(years(6) { i in Double(10 + i % 2 * 10) + Double(i % 3) }).tooFew == 1)
    }

    @Test("The chi-square and its counts agree with a plain tally")
    func digitOracle() throws {
        var random = SplitMix(seed: 12)
        for _ in 0..<30 {
            let bias = random.below(10)
            let rows = years(5) { _ in Double((100 + random.below(900)) * 10 + (random.below(3) == 0 ? bias : random.below(10))) }
            var tally: [Character: Int] = [:]
            for row in rows { tally[String(Int(row.2)).last ?? "x", default: 0] += 1 }
            var square = 0.0
            for digit in "0123456789" { square += (Double(tally[digit] ?? 0) - 6) * (Double(tally[digit] ?? 0) - 6) / 6 }
            let found = try patterns(rows).rows.contains { if case .lastDigits = $0.pattern { true } else { false } }
            // The table's value for one in a thousand.
            #expect(found == (square > 27.877))
        }
    }

    // MARK: Reserve, tax, permits

    @Test("Production of the months after a statement counts against what can be won of it; a restatement starts anew")
    func exhaustion() throws {
        func reserve(_ day: String, _ value: Double, recovery: Int? = 80) -> ReserveFigure {
            ReserveFigure(
                subject: mine, day: Given.day(day), tonnes: Given.tonnes(value), grade: nil, recovery: recovery.map { .percent($0) })
        }
        func years(_ reserves: [ReserveFigure]) throws -> [Int32] {
            let reports = try Given.reports(
                Given.months(2022, Array(repeating: 10, count: 12)) + Given.months(2023, Array(repeating: 10, count: 12)))
            return Exhaustion().years(of: reports, reserves: [mine: reserves]).map(\.year)
        }
        #expect(try years([reserve("2021-12-31", 300)]) == [])
        #expect(try years([reserve("2021-12-31", 299.99)]) == [2023])
        #expect(try years([reserve("2021-12-31", 100)]) == [2022, 2023])
        // Restated by the end of the year it starts anew; restated later, the years before stand.
        #expect(try years([reserve("2021-12-31", 100), reserve("2022-12-31", 150)]) == [])
        #expect(try years([reserve("2021-12-31", 100), reserve("2022-12-31", 149.99)]) == [2023])
        #expect(try years([reserve("2021-12-31", 100), reserve("2023-06-30", 150)]) == [2022])
        #expect(try years([reserve("2021-12-31", 240, recovery: nil)]) == [])
        #expect(try years([reserve("2024-01-31", 1)]) == [])
    }

    @Test("The white paper's reserve lives of 50 and 15 years come out of reserves and output that encode them")
    func reserveLife() throws {
        for years in [50.0, 15.0] {
            let reports = try Given.reports(Given.months(2012, Array(repeating: 10, count: 12)))
            let stated = ReserveFigure(
                subject: mine, day: Given.day("2012-12-31"), tonnes: Given.tonnes(120 * years), grade: nil, recovery: nil)
            let life = try #require(ReserveLife(of: mine, in: reports, [stated], at: Given.month("2012-12")))
            #expect(life.years == years && life.left == Given.tonnes(120 * years))
        }
        #expect(ReserveLife(of: mine, in: FigureSeries(.month), [], at: Given.month("2012-12")) == nil)
    }

    @Test("Tax on more tonnes than were reported is told of; arrears of the year before and other materials are not")
    func tax() throws {
        func paid(_ month: String, _ tonnes: Double, _ material: MaterialKind? = .oxide) -> TaxFigure {
            TaxFigure(
                subject: mine, month: Given.month(month), paid: Int64(tonnes * 30_000), rate: 30_000, material: material,
                source: EntrySource(row: 3))
        }
        func result(_ taxes: [TaxFigure]) throws -> TaxImpliedGap.Result {
            try TaxImpliedGap().years(
                of: Given.reports(Given.months(2022, [50]) + Given.months(2023, [60]) + Given.months(2024, [40])), taxes: [mine: taxes])
        }
        #expect(try result([paid("2023-05", 60)]).rows.isEmpty)
        let found = try result([paid("2023-05", 50), paid("2023-08", 60.5), paid("2024-02", 40)]).rows
        #expect(found.map(\.year) == [2023] && found.map(\.implied) == [Given.tonnes(110.5)] && found[0].sources.count == 2)
        // 110 is what 2022 and 2023 reported together: arrears.
        #expect(try result([paid("2023-05", 110)]).rows.isEmpty)
        let other = try result([paid("2023-05", 900, .ore), paid("2023-06", 900, nil)])
        #expect(other.rows.isEmpty && other.skipped == [.otherMaterial: 2])
        // Nothing follows from a rate of nothing.
        var free = paid("2023-05", 900)
        free.rate = 0
        #expect(try result([free]).skipped == [.otherMaterial: 1] && result([free]).rows.isEmpty)
    }

    private func permit(_ from: String, _ to: String?, of subject: UInt32 = 1, _ kind: Permit.Kind = .discharge) -> Permit {
        Permit(subject: SubjectID(subject), kind: kind, number: nil, from: Given.day(from), to: to.map(Given.day))
    }

    @Test("A month without a day of a permit is told of; renewals that came soon after, and months in part, are not")
    func permits() throws {
        func result(_ permits: [Permit], _ months: [Double] = Array(repeating: 1, count: 12)) throws -> OperatingWithoutPermit.Result {
            try OperatingWithoutPermit().months(
                of: Given.reports(Given.months(2024, months)), permits: Dictionary(grouping: permits, by: \.subject))
        }
        #expect(try result([permit("2020-01-01", nil)]).rows.isEmpty)
        // Ended in March: April to August may await a renewal, September may not.
        let ended = try result([permit("2020-01-01", "2024-03-15")])
        #expect(ended.rows.map(\.month.month) == Array(4...12) && ended.skipped == [.partMonth: 1])
        #expect(ended.rows.map(\.standing) == Array(repeating: .renewalMayBePending, count: 5) + Array(repeating: .lapsed, count: 4))
        // Renewed within half a year: nobody is accused. After more: the months between are.
        let renewed = try result([permit("2020-01-01", "2024-03-31"), permit("2024-09-30", nil)])
        #expect(renewed.rows.isEmpty && renewed.skipped == [.renewed: 5, .partMonth: 1])
        let late = try result([permit("2020-01-01", "2024-03-31"), permit("2024-10-01", nil)])
        #expect(late.rows.map(\.month.month) == Array(4...9) && late.rows.allSatisfy { $0.standing == .lapsed })
        #expect(try result([permit("2024-12-01", nil)], [1]).rows.map(\.standing) == [.lapsed])
        // Others have one, it has none at all; months without production are nobody's business.
        let none = try result([permit("2020-01-01", nil, of: 2)], [1, 0, 1])
        #expect(none.rows.map(\.standing) == [.notOnRecord, .notOnRecord] && none.rows.map(\.month.month) == [1, 3])
        #expect(try result([permit("2020-01-01", nil, .safety)]).rows.isEmpty)
    }

    // MARK: Land

    private func seen(
        _ year: Int32, _ area: Double, _ method: MiningMethod? = .pool, views: Int = 5, working: Bool = true, block: Bool = false
    ) -> LandObservation {
        LandObservation(
            mine, year: year, method: method, areaSquareMetres: area, clearViews: views, workingSeen: working, isBlockKnown: block)
    }

    @Test("Declared output without any working in three clear views is told of; never in situ without a block")
    func ghost() throws {
        func result(_ land: [LandObservation], _ output: Double = 5) throws -> GhostProduction.Result {
            try GhostProduction().years(of: Given.reports(Given.months(2024, [output])), seen: [mine: land])
        }
        #expect(try result([seen(2024, 0, views: 3, working: false)]).rows.map(\.clearViews) == [3])
        #expect(try result([seen(2024, 0, views: 2, working: false)]).skipped == [.fewViews: 1])
        #expect(try result([seen(2024, 0, .inSitu, working: false)]).skipped == [.notAssessable: 1])
        #expect(try result([seen(2024, 0, nil, working: false)]).skipped == [.notAssessable: 1])
        #expect(try result([seen(2024, 0, .inSitu, working: false, block: true)]).rows.count == 1)
        var deep = seen(2024, 0, working: false)
        deep.isUnderground = true
        #expect(try result([deep]).rows.isEmpty)
        #expect(try result([seen(2024, 10)]).rows.isEmpty && result([seen(2024, 0, working: false)], 0).rows.isEmpty)
        #expect(try result([seen(2023, 0, working: false)]).rows.isEmpty)
    }

    @Test("Output outside the interval of its ground is told of, above and below, and not where ground of the year before explains it")
    func againstLand() throws {
        let model = YieldModel()
        func rows(_ reports: [(UInt32, String, Double)], _ land: [LandObservation]) throws -> [OutputAgainstLand.Row] {
            try OutputAgainstLand().years(of: Given.reports(reports), seen: [mine: land], model).rows
        }
        guard case .tonnes(let interval) = model.estimate(seen(2024, 10_000)) else { throw FigureProblem() }
        let (low, high) = (Double(interval.lowest.thousandths) / 1000, Double(interval.highest.thousandths) / 1000)
        #expect(interval.lowest < interval.low && interval.high < interval.highest)
        #expect(
            try rows(Given.months(2024, [high]), [seen(2024, 10_000)]).isEmpty
                && rows(Given.months(2024, [low]), [seen(2024, 10_000)]).isEmpty)
        #expect(try rows(Given.months(2024, [high + 0.001]), [seen(2024, 10_000)]).map(\.isAbove) == [true])
        #expect(try rows(Given.months(2024, [low - 0.001]), [seen(2024, 10_000)]).map(\.isAbove) == [false])
        // Opened the year before, leached this year: together they fit.
        let both = Given.months(2023, [20]) + Given.months(2024, [high + 20])
        #expect(try rows(both, [seen(2023, 20_000), seen(2024, 10_000)]).isEmpty)
        // What the ground of two years gives came early.
        let early = Given.months(2023, [high]) + Given.months(2024, [low - 0.001])
        #expect(try rows(early, [seen(2023, 10_000), seen(2024, 10_000)]).isEmpty)
        // As long as the next year has not shown it, and where it does not make up for it, the ground stands.
        #expect(try rows(Given.months(2023, [20]), [seen(2023, 20_000)]).map(\.isAbove) == [false])
        #expect(
            try rows(Given.months(2023, [20]) + Given.months(2024, [low]), [seen(2023, 20_000), seen(2024, 10_000)]).map(\.year) == [2023])
        #expect(
            try rows(Given.months(2023, [20]) + Given.months(2025, [2000]), [seen(2023, 20_000), seen(2025, 10_000)]).map(\.isAbove) == [
                false, true,
            ])
        #expect(try rows(Given.months(2024, [900]), [seen(2024, 10_000, .inSitu)]).isEmpty)
        #expect(try rows(Given.months(2024, [900]), [seen(2024, 10_000, .inSitu, block: true)]).count == 1)
        // A part of the ground that does not show hides what the rest cannot have given.
        #expect(try rows(Given.months(2024, [900]), [seen(2024, 10_000), seen(2024, 10, .inSitu)]).isEmpty)
        // Nothing seen at all is the ghost's.
        #expect(try rows(Given.months(2024, [900]), [seen(2024, 0, working: false)]).isEmpty)
    }

    private struct FigureProblem: Error {}
}
