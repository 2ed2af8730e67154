import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("How quotas stand")
struct QuotaStandingTests {
    private let mine = SubjectID(3)

    private func series(_ amounts: [(Int32, Int64)], _ period: FigurePeriod = .month) -> FigureSeries {
        var series = FigureSeries(period)
        series.appendRun(of: mine, amounts.sorted { $0.0 < $1.0 })
        return series
    }

    /// A season with a rainy spring: the same months of each year.
    private func year(_ year: Int32, _ months: ClosedRange<Int32> = 1...12, scale: Int64 = 10) -> [(Int32, Int64)] {
        months.map { (year * 12 + $0 - 1, ($0 < 5 ? 400 : 1000 + Int64($0)) * scale) }
    }

    private func standing(_ reports: [(Int32, Int64)], quota: Int64?, isOver: Bool = false) throws -> QuotaStanding {
        let quotas = quota.map { series([(2024, $0)], .year) } ?? FigureSeries(.year)
        let rows = try QuotaStandings().rows(reports: series(reports), quotas: quotas, year: 2024, isOver: isOver)
        return try #require(rows.first)
    }

    @Test("Above, within, likely to pass, without quota, without report: each by its figures, and why nothing is projected")
    func verdicts() throws {
        let past = year(2022) + year(2023)
        let whole = year(2023).reduce(0) { $0 + $1.1 }
        let half = year(2024, 1...6)
        let sum = half.reduce(0) { $0 + $1.1 }
        let safe = try standing(past + half, quota: whole * 2)
        #expect(safe.verdict == .within && safe.months == 6 && safe.reported?.thousandths == sum)
        #expect(safe.projection.map { $0.low <= $0.median && $0.median <= $0.high && $0.probability < 0.1 } == true)
        let tight = try standing(past + half, quota: whole)
        #expect(tight.verdict == .mayPass && tight.gap == nil)
        #expect(try standing(past + half, quota: sum - 1).verdict == .above)
        #expect(try standing(past + half, quota: sum - 1).gap == .alreadyAbove)
        #expect(try standing(past + half, quota: sum).verdict != .above)
        #expect(try standing(past + half, quota: nil).verdict == .noQuota)
        #expect(try standing(past, quota: whole).verdict == .notReported)
        #expect(try standing(year(2023) + half, quota: whole).gap == .fewYears)
        #expect(try standing(past + half, quota: whole, isOver: true).gap == .yearOver)
        #expect(try standing(past + year(2024), quota: whole * 3).gap == .yearOver)
        #expect(try standing(half, quota: 0).verdict == .above)
        #expect(try standing(half, quota: 0).share == nil)
        #expect(try standing(half, quota: sum * 2).share == Share(millionths: 500_000))
        #expect(try standing(half, quota: sum * 2).left?.thousandths == sum)
    }

    @Test("The season of the years before spreads the rest of the year: the median is reached in December, months add up")
    func outlook() throws {
        let reports = series(year(2021) + year(2022) + year(2023) + year(2024, 1...7))
        let quotas = series([(2024, 12_000_000)], .year)
        let outlook = try #require(try QuotaOutlook(of: mine, reports: reports, quotas: quotas, year: 2024, isOver: false))
        #expect(outlook.past.map(\.year) == [2021, 2022, 2023] && outlook.months.count == 12)
        let projection = try #require(outlook.standing.projection)
        #expect(outlook.months[11].expected == projection.median)
        #expect(outlook.months.prefix(7).allSatisfy { $0.expected == nil && $0.reported != nil })
        let expected = outlook.months.suffix(5).compactMap(\.expected)
        #expect(expected.count == 5 && expected == expected.sorted())
        let seasons = outlook.months.compactMap(\.season).reduce(0) { $0 + $1.millionths }
        #expect((999_980...1_000_000).contains(seasons))
        // The three years agree, so that the median is their whole year.
        let whole = year(2023).reduce(0) { $0 + $1.1 }
        #expect(abs(projection.median.thousandths - whole) < whole / 100)
        #expect(try QuotaOutlook(of: SubjectID(9), reports: reports, quotas: quotas, year: 2024, isOver: false) == nil)
    }

    @Test("Batches are listed by day; a stated total stands for them, corrections and withdrawals count once")
    func batches() throws {
        func record(_ detail: UInt64, _ amount: Int64, _ row: UInt32, _ day: Int32?, _ marks: RecordMarks = [], year: Int32 = 2024)
            -> LedgerRecord
        {
            var record = LedgerRecord(mine, period: year, line: LedgerLine(.mining, .ionic), amount: Tonnes(thousandths: amount))
            (record.detail, record.row, record.marks) = (detail, row, marks)
            record.stated = day.map { Day(daysSince1970: $0) }
            return record
        }
        var records = LedgerRecords(.quota)
        for one in [
            record(2, 500, 3, 19_900), record(1, 700, 2, 19_800), record(2, 550, 4, 19_950), record(3, 90, 5, 19_960),
            record(3, 90, 6, 19_970, .withdrawn), record(0, 2000, 7, 19_000, .total, year: 2023), record(1, 900, 8, 18_950, year: 2023),
        ] { records.append(one) }
        let batches = try QuotaBatches.standing(in: records)
        #expect(batches.map(\.row) == [8, 7, 2, 4])
        #expect(batches.map(\.isCounted) == [false, true, true, true] && batches.map(\.isTotal) == [false, true, false, false])
        #expect(batches.map(\.number) == [1, nil, 1, 2])
        let sum = batches.filter { $0.isCounted && $0.year == 2024 }.reduce(0) { $0 + $1.amount.thousandths }
        let series = try FigureSeries(records, of: LineSelection(.mining))
        #expect(series.amounts == [2000, sum])
        #expect(try QuotaBatches.standing(in: records, years: 2024...2024).count == 2)
    }

    @Test("Reports are open until their day, missing after it, late by their first receipt; nobody's date is made up")
    func calendar() throws {
        func day(_ year: Int, _ month: Int, _ day: Int) throws -> Day { try #require(Day(year: year, month: month, day: day)) }
        var records = LedgerRecords(.report)
        for (month, received, row) in [
            (24_288, try day(2024, 2, 9), 1), (24_289, try day(2024, 3, 12), 2), (24_288, try day(2024, 5, 1), 3),
        ] as [(Int32, Day, UInt32)] {
            var record = LedgerRecord(mine, period: month, line: LedgerLine(.mining), amount: Tonnes(thousandths: Int64(row)))
            (record.stated, record.row) = (received, row)
            records.append(record)
        }
        let series = try FigureSeries(records, of: LineSelection(.mining))
        let months = CalendarMonth(number: 24_288)...CalendarMonth(number: 24_292)
        let duty = ReportingDuty.months([mine: [24_288...24_290], SubjectID(8): [24_289...24_289]])
        func rows(_ on: Day, _ rules: DueRules = DueRules([DueRule(day: 10)])) -> [ExpectedReport] {
            ReportCalendar(due: rules, on: on).expected(of: series, months: months, duty: duty)
        }
        let before = rows(try day(2024, 4, 10))
        #expect(before.map(\.state) == [.received, .receivedLate, .open, .missing])
        #expect(before.map(\.days) == [-1, 2, 0, 31])
        let after = rows(try day(2024, 4, 11))
        #expect(after.map(\.state) == [.received, .receivedLate, .missing, .missing] && after[2].days == 1)
        #expect(rows(try day(2024, 4, 11), DueRules([DueRule(day: 10, from: CalendarMonth(number: 24_290))])).count == 1)
    }
}
