import OreDetection
import OreFeatures
import OreLedger
import Testing

@Suite("Rules over figures")
struct FigureRuleTests {
    private let mine = SubjectID(3)

    private func month(_ text: String) throws -> CalendarMonth {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return try #require(parts.count == 2 ? CalendarMonth(year: parts[0], month: parts[1]) : nil)
    }

    private func day(_ text: String) throws -> Day {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return try #require(parts.count == 3 ? Day(year: parts[0], month: parts[1], day: parts[2]) : nil)
    }

    private func tonnes(_ value: Double) -> Tonnes { Tonnes(thousandths: Int64(value * 1000)) }

    /// Reports of one mine: month, tonnes, day of receipt.
    private func reports(_ rows: [(String, Double, String?)]) throws -> FigureSeries {
        var records = LedgerRecords(.report)
        for (text, value, received) in rows {
            var record = LedgerRecord(mine, period: Int32(try month(text).number), line: LedgerWorld.line, amount: tonnes(value))
            record.stated = try received.map(day)
            records.append(record)
        }
        return try FigureSeries(records, of: LedgerWorld.lines)
    }

    private func quotas(_ rows: [(Int32, Double)]) throws -> FigureSeries {
        var records = LedgerRecords(.quota)
        for (i, (year, value)) in rows.enumerated() {
            var record = LedgerRecord(mine, period: year, line: LedgerWorld.line, amount: tonnes(value))
            record.detail = UInt64(i + 1)
            records.append(record)
        }
        return try FigureSeries(records, of: LedgerWorld.lines)
    }

    @Test("A quota used up to the kilogram is no overrun; one kilogram more is")
    func overrun() throws {
        let quota = try quotas([(2020, 60), (2020, 40.5)])
        #expect(try QuotaOverrun().years(of: reports([("2020-01", 60.5, nil), ("2020-12", 40, nil)]), against: quota).isEmpty)
        let over = try QuotaOverrun().years(of: reports([("2020-01", 60.501, nil), ("2020-12", 40, nil)]), against: quota)
        #expect(over == [YearExcess(subject: mine, year: 2020, amount: tonnes(100.501), limit: tonnes(100.5))])
        let margin = QuotaOverrun(margin: .percent(1))
        #expect(try margin.years(of: reports([("2020-01", 101.505, nil)]), against: quota).isEmpty)
        #expect(try margin.years(of: reports([("2020-01", 101.506, nil)]), against: quota).count == 1)
        // January belongs to its own year.
        #expect(try QuotaOverrun().years(of: reports([("2019-12", 90, nil), ("2020-01", 90, nil)]), against: quota).isEmpty)
    }

    @Test("Without a quota is another rule, and silent for years of which nobody's quota was delivered")
    func withoutQuota() throws {
        let figures = try reports([("2020-03", 5, nil), ("2021-03", 5, nil), ("2022-03", 0, nil)])
        #expect(try QuotaOverrun().years(of: figures, against: quotas([(2020, 10)])).isEmpty)
        let found = try ProductionWithoutQuota().years(of: figures, against: quotas([(2020, 10)]), knownYears: [2020, 2021, 2022])
        #expect(found == [YearExcess(subject: mine, year: 2021, amount: tonnes(5), limit: nil)])
        #expect(try ProductionWithoutQuota().years(of: figures, against: quotas([(2020, 10)])).isEmpty)
    }

    @Test("Capacity counts by its days in the year; a year that it does not cover is not judged")
    func capacity() throws {
        let capacity = LicensedCapacity([
            .init(from: try day("2021-07-02"), perYear: tonnes(200)), .init(from: try day("2020-01-01"), perYear: tonnes(100)),
        ])
        // 182 days of 100 and 183 of 200.
        #expect(capacity.tonnes(inYear: 2021) == Tonnes(thousandths: (182 * 100_000 + 183 * 200_000 + 364) / 365))
        #expect(capacity.tonnes(inYear: 2020) == tonnes(100) && capacity.tonnes(inYear: 2019) == nil)
        let figures = try reports([("2019-05", 900, nil), ("2020-05", 100.001, nil), ("2021-05", 150, nil)])
        let found = try CapacityExceeded().years(of: figures, against: [mine: capacity])
        #expect(found.map(\.year) == [2020])
        #expect(try CapacityExceeded().years(of: figures, against: [:]).isEmpty)
    }

    @Test("The tenth is in time, the eleventh is late, and without a due rule or a day of receipt nothing is")
    func late() throws {
        let figures = try reports([
            ("2025-07", 1, "2025-08-30"), ("2025-08", 1, "2025-09-10"), ("2025-09", 1, "2025-10-11"), ("2025-12", 1, "2026-01-11"),
            ("2025-10", 1, nil),
        ])
        let rule = ReportLate(due: DueRules([DueRule(day: 10, from: try month("2025-08"))]))
        let found = rule.months(of: figures)
        #expect(try found.rows.map(\.month) == [month("2025-09"), month("2025-12")])
        #expect(found.judged == 3 && found.undated == 1 && found.withoutRule == 1)
        #expect(try found.rows[1].due == day("2026-01-10"))
        #expect(ReportLate(due: DueRules([])).months(of: figures).rows.isEmpty)
        #expect(try DueRules([DueRule(day: 31)]).due(for: month("2025-01")) == day("2025-02-28"))
    }

    @Test("A report of nothing is a report; months outside the licence are not asked for")
    func missing() throws {
        let figures = try reports([("2020-02", 0, nil), ("2020-05", 3, nil)])
        let force = ForceSpans(
            validFrom: try day("2020-02-20"), validTo: try day("2020-06-01"),
            events: [LicenceEvent(.suspended, on: try day("2020-03-31"), until: try day("2020-05-02"))], policy: LicencePolicy())
        let (first, last) = (try month("2020-01"), try month("2020-12"))
        let duty = ReportingDuty(of: [mine: force, SubjectID(9): .never], within: first...last)
        let months = (first.number...last.number).map { Int32($0) }
        let found = ReportMissing().months(of: figures, among: months, duty: duty)
        #expect(try found.map(\.month) == [month("2020-03"), month("2020-06")])
        #expect(ReportMissing().months(of: figures, among: months).count == 10)
        let silent = ReportMissing().months(of: FigureSeries(.month), among: months, duty: duty)
        #expect(try silent.map(\.month) == [month("2020-02"), month("2020-03"), month("2020-05"), month("2020-06")])
    }

    @Test("A month that a licence leaves and enters again is asked for once")
    func interrupted() throws {
        let events = [LicenceEvent(.suspended, on: try day("2020-03-10"), until: try day("2020-03-20"))]
        let force = ForceSpans(validFrom: try day("2020-02-01"), validTo: try day("2020-04-30"), events: events, policy: LicencePolicy())
        #expect(force.spans.count == 2)
        let duty = ReportingDuty(of: [mine: force], within: try month("2020-01")...month("2020-12"))
        let months = try (month("2020-01").number...month("2020-12").number).map { Int32($0) }
        let found = ReportMissing().months(of: FigureSeries(.month), among: months, duty: duty)
        #expect(try found.map(\.month) == [month("2020-02"), month("2020-03"), month("2020-04")])
    }

    @Test("A jump needs enough reports before it, not older than the reach; after a long stop there is no opinion")
    func jump() throws {
        let six = (1...6).map { ("2020-0\($0)", 10.0, String?.none) }
        #expect(try ReportImplausible().jumps(in: reports(six + [("2020-07", 20, nil)])).isEmpty)
        let found = try ReportImplausible().jumps(in: reports(six + [("2020-07", 20.001, nil)]))
        #expect(found.map(\.median) == [tonnes(10)] && found.map(\.reports) == [6])
        #expect(try ReportImplausible().jumps(in: reports(six.dropLast() + [("2020-07", 90, nil)])).isEmpty)
        #expect(try ReportImplausible().jumps(in: reports(six + [("2023-07", 90, nil)])).isEmpty)
        #expect(try ReportImplausible.lastTwelveRows.jumps(in: reports(six + [("2023-07", 90, nil)])).count == 1)
    }

    @Test("A mine that stands still and begins again, and one that works by seasons, do not jump")
    func jumpLookAlikes() throws {
        func year(_ year: Int, _ values: [Double]) -> [(String, Double, String?)] {
            values.enumerated().map { ("\(year)-" + ($0 < 9 ? "0" : "") + "\($0 + 1)", $1, nil) }
        }
        func months(_ rows: [(String, Double, String?)], _ rule: ReportImplausible = ReportImplausible()) throws -> [CalendarMonth] {
            try rule.jumps(in: reports(rows)).map(\.month)
        }
        // Reports of nothing are no measure of what is usual: seven of twelve would make it nothing.
        let stopped = year(2020, [10, 12, 11, 10, 12, 0, 0, 0, 0, 0, 0, 0]) + year(2021, [11])
        #expect(try months(stopped).isEmpty && months(stopped, .lastTwelveRows).count == 1)
        let restarted = year(2020, [0, 10, 12, 11, 10, 12, 11, 0, 0, 0, 0, 0]) + year(2021, [22])
        #expect(try months(restarted).isEmpty)
        #expect(try months(restarted.dropLast() + year(2021, [22.001])) == [month("2021-01")])
        // Little in winter, much in July: the July before says what is usual.
        let winter = [3.0, 3, 3, 3, 3, 3, 30, 3, 3, 3, 3, 3]
        #expect(try months(year(2020, winter) + year(2021, Array(winter.prefix(6)) + [60])) == [month("2020-07")])
        #expect(try months(year(2020, winter) + year(2021, Array(winter.prefix(6)) + [60.001])) == [month("2020-07"), month("2021-07")])
        #expect(try months(year(2020, winter) + year(2021, Array(winter.prefix(5)) + [30])) == [month("2020-07"), month("2021-06")])
    }

    @Test("Stock covers what is sold later, a lead covers what is sold a little early, and what is too recent is not judged")
    func stock() throws {
        func sales(_ rows: [(String, Double)]) throws -> FigureSeries {
            var records = LedgerRecords(.invoice)
            for (text, value) in rows {
                records.append(
                    LedgerRecord(mine, period: try day(text).daysSince1970, line: LedgerWorld.line, amount: tonnes(value)))
            }
            return try FigureSeries(records, of: LedgerWorld.lines)
        }
        let produced = try reports([("2020-01", 10, nil), ("2020-03", 10, nil)])
        let sold = try sales([("2020-02-03", 15), ("2020-06-30", 5)])
        #expect(try SoldExceedsProduced().shortfalls(produced: produced, sold: sold).rows.isEmpty)
        let strict = try SoldExceedsProduced(leadMonths: 0).shortfalls(produced: produced, sold: sold)
        #expect(try strict.rows == [.init(subject: mine, month: month("2020-02"), balance: tonnes(-5))])
        let opened = try SoldExceedsProduced(leadMonths: 0).shortfalls(produced: produced, sold: sold, opening: [mine: tonnes(5)])
        #expect(opened.rows.isEmpty)
        let recent = try SoldExceedsProduced().shortfalls(
            produced: produced, sold: sales([("2020-02-03", 5), ("2020-05-03", 20)]), horizon: month("2020-05"))
        #expect(recent.rows.isEmpty && recent.tooRecent == 1)
        let bought = try SoldExceedsProduced().shortfalls(produced: FigureSeries(.month), sold: sold, opening: [mine: tonnes(16)])
        #expect(try bought.rows == [.init(subject: mine, month: month("2020-06"), balance: tonnes(-4), isOpeningKnown: true)])
    }

    @Test("Production is outside the term when no day of its month is in force; the month of the expiry accuses nobody")
    func validity() throws {
        let figures = try reports([("2020-05", 4, nil), ("2020-06", 4, nil), ("2020-07", 0, nil), ("2020-08", 4, nil)])
        let force = ForceSpans(validFrom: try day("2010-01-01"), validTo: try day("2020-06-01"), policy: LicencePolicy())
        let found = ProductionOutsideValidity().months(of: figures, in: [mine: force])
        #expect(try found.rows == [.init(subject: mine, month: month("2020-08"), amount: tonnes(4), lastInForce: day("2020-06-01"))])
        #expect(found.partly == 1 && found.pending == 0)
        let unknown = ProductionOutsideValidity().months(of: figures, in: [SubjectID(1): force])
        #expect(unknown.rows.isEmpty && unknown.pending == 4)
    }

    @Test("An order to stop speaks of months that it covers whole; sales and the month of the order are none of its business")
    func stop() throws {
        let figures = try reports([("2020-05", 4, nil), ("2020-06", 4, nil), ("2020-07", 4, nil), ("2020-08", 4, nil)])
        let events = [LicenceEvent(.stopped, on: try day("2020-05-20")), LicenceEvent(.resumed, on: try day("2020-07-15"))]
        let orders = StopOrders(
            events, spans: ForceSpans(validFrom: try day("2010-01-01"), validTo: nil, events: events, policy: LicencePolicy()))
        let found = ProductionAfterStopOrder().months(of: figures, under: [mine: orders, SubjectID(8): orders])
        #expect(try found.rows == [.init(subject: mine, month: month("2020-06"), amount: tonnes(4), order: day("2020-05-20"))])
        #expect(found.partly == 2)
        let first = StopOrders([LicenceEvent(.stopped, on: try day("2020-08-01"))], spans: .never)
        #expect(try ProductionAfterStopOrder().months(of: figures, under: [mine: first]).rows.map(\.month) == [month("2020-08")])
    }
}
