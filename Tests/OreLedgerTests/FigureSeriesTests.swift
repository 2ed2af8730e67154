import OreDetection
import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("Records and the figures that stand")
struct FigureSeriesTests {
    private let mine = SubjectID(7)

    private func report(_ tonnes: Int64, received: String? = nil, commit: Int32 = 1, row: UInt32 = 0, _ oreClass: OreClass = .any)
        -> LedgerRecord
    {
        var record = LedgerRecord(
            mine, period: 24_240, line: LedgerLine(.mining, oreClass), amount: Tonnes(thousandths: tonnes * 1000))
        (record.stated, record.commit, record.row) = (received.flatMap(day), commit, row)
        return record
    }

    private func day(_ text: String) -> Day? {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return parts.count == 3 ? Day(year: parts[0], month: parts[1], day: parts[2]) : nil
    }

    private func figure(_ rows: [LedgerRecord], asOf commit: Int32? = nil, _ kind: FigureKind = .report) throws -> Int64? {
        let series = try FigureSeries(LedgerWorld.records(kind, rows), of: LedgerWorld.lines, asOf: commit)
        #expect(series.count <= 1 && series.subjects.count == series.count)
        return series.amounts.first.map { $0 / 1000 }
    }

    @Test("A correction stands in the place of what it corrects, and a correction of a correction too, in whatever order they come")
    func correction() throws {
        let versions = [
            report(10, received: "2020-02-05", commit: 1), report(12, received: "2020-03-01", commit: 2),
            report(11, received: "2020-04-01", commit: 3),
        ]
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            var shuffled = order.map { versions[$0] }
            #expect(try figure(shuffled) == 11)
            // Delivered in that order: the day of receipt decides, not the commit.
            for i in shuffled.indices { shuffled[i].commit = Int32(i + 1) }
            #expect(try figure(shuffled) == 11)
        }
    }

    @Test("Without a day of receipt the later commit stands, then the later row")
    func withoutDay() throws {
        #expect(try figure([report(10, commit: 2), report(12, commit: 1)]) == 10)
        #expect(try figure([report(10, commit: 1, row: 9), report(12, commit: 1, row: 3)]) == 10)
        #expect(try figure([report(10, received: "2020-02-01", commit: 1), report(12, commit: 2)]) == 10)
    }

    @Test("As of a commit a ledger is what it would be had it never seen later ones", arguments: [UInt64(1), 2, 3])
    func asOf(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var rows: [LedgerRecord] = []
        for i in 0..<600 {
            var record = LedgerRecord(
                SubjectID(UInt32(random.below(60)) * 70_001), period: Int32(24_240 + random.below(6) * 50), line: LedgerWorld.line,
                amount: Tonnes(thousandths: Int64(random.below(1000))))
            record.stated = random.maybe(Day(daysSince1970: Int32(18_000 + random.below(40))))
            (record.commit, record.row) = (Int32(1 + random.below(9)), UInt32(i))
            if random.below(12) == 0 { record.marks = .withdrawn }
            rows.append(record)
        }
        for commit in Int32(0)...9 {
            let then = try FigureSeries(LedgerWorld.records(.report, rows), of: LedgerWorld.lines, asOf: commit)
            let never = try FigureSeries(LedgerWorld.records(.report, rows.filter { $0.commit <= commit }), of: LedgerWorld.lines)
            #expect(LedgerWorld.rows(then) == LedgerWorld.rows(never))
            #expect(zip(then.subjects, then.subjects.dropFirst()).allSatisfy { $0 < $1 })
            if commit == 0 { #expect(then.count == 0 && then.subjects.isEmpty) }
        }
    }

    @Test("A corrected report keeps the day of its first receipt; a withdrawn one is no report")
    func receiptAndWithdrawal() throws {
        let rows = [report(10, received: "2020-02-05"), report(12, received: "2020-05-01", commit: 2)]
        let series = try FigureSeries(LedgerWorld.records(.report, rows), of: LedgerWorld.lines)
        #expect(series.firstStated.first == day("2020-02-05")?.daysSince1970)
        var withdrawal = report(0, received: "2020-06-01", commit: 3)
        withdrawal.marks = .withdrawn
        #expect(try figure(rows + [withdrawal]) == nil)
        #expect(try figure(rows + [withdrawal], asOf: 2) == 12)
        #expect(try figure(rows + [withdrawal, report(13, received: "2020-07-01", commit: 4)]) == 13)
    }

    @Test("Classes add up; another stage or material is another figure")
    func lines() throws {
        #expect(try figure([report(3, .light), report(4, .ionic)]) == 7)
        let ionic = try FigureSeries(
            LedgerWorld.records(.report, [report(3, .light), report(4, .ionic)]), of: LineSelection(.mining, .ionic))
        #expect(ionic.amounts == [4000])
        var separated = report(9)
        separated.line = LedgerLine(.separation)
        var ore = report(8)
        ore.line = LedgerLine(.mining, .any, .ore)
        #expect(try figure([separated, ore]) == nil)
    }

    @Test("A stated total stands for its batches, of its class or of all")
    func totals() throws {
        func quota(_ tonnes: Int64, _ detail: UInt64, _ oreClass: OreClass, total: Bool = false) -> LedgerRecord {
            var record = LedgerRecord(mine, period: 2020, line: LedgerLine(.mining, oreClass), amount: Tonnes(thousandths: tonnes * 1000))
            record.detail = detail
            if total { record.marks = .total }
            return record
        }
        let batches = [quota(60, 1, .light), quota(10, 2, .ionic), quota(50, 3, .light)]
        #expect(try figure(batches, .quota) == 120)
        #expect(try figure(batches + [quota(115, 9, .light, total: true)], .quota) == 125)
        #expect(try figure(batches + [quota(140, 9, .any, total: true)], .quota) == 140)
        let stated = try FigureSeries(LedgerWorld.records(.quota, batches + [quota(140, 9, .any, total: true)]), of: LedgerWorld.lines)
        #expect(stated.isTotal(0) && stated.period == .year)
        #expect(try figure(batches + [quota(-20, 4, .light)], .quota) == 100)
        // A batch corrected after others were given.
        var corrected = quota(55, 3, .light)
        corrected.commit = 3
        #expect(try figure(batches + [corrected], .quota) == 125)
    }

    @Test("Invoices without a number stand each for itself; one number twice is one invoice")
    func invoices() throws {
        func invoice(_ tonnes: Int64, number: UInt64 = 0, day: Int32 = 18_000, commit: Int32 = 1) -> LedgerRecord {
            var record = LedgerRecord(mine, period: day, line: LedgerWorld.line, amount: Tonnes(thousandths: tonnes * 1000))
            (record.detail, record.commit) = (number, commit)
            return record
        }
        #expect(try figure([invoice(5), invoice(5), invoice(5, day: 18_003)], .invoice) == 15)
        #expect(try figure([invoice(5, number: 77), invoice(6, number: 77, commit: 2), invoice(1, number: 78)], .invoice) == 7)
        let year = try FigureSeries(LedgerWorld.records(.invoice, [invoice(5), invoice(5, day: 18_200)]), of: LedgerWorld.lines, by: .year)
        #expect(year.periods == [2019] && year.amounts == [10_000])
    }

    @Test("A sum beyond the range is an error with subject and month, not a wrong figure")
    func overflow() throws {
        func huge(_ month: Int32, _ oreClass: OreClass) -> LedgerRecord {
            LedgerRecord(mine, period: month, line: LedgerLine(.mining, oreClass), amount: Tonnes(thousandths: .max - 5))
        }
        let expected = LedgerFault.sumTooLarge(subject: mine, month: CalendarMonth(number: 24_241))
        #expect(throws: expected) {
            try FigureSeries(LedgerWorld.records(.report, [huge(24_241, .light), huge(24_241, .ionic)]), of: LedgerWorld.lines)
        }
        let months = try FigureSeries(LedgerWorld.records(.report, [huge(24_241, .any), huge(24_242, .any)]), of: LedgerWorld.lines)
        #expect(throws: LedgerFault.self) { try QuotaOverrun().years(of: months, against: FigureSeries(.year)) }
        let produced = try FigureSeries(LedgerWorld.records(.report, [huge(24_241, .any), huge(24_242, .any)]), of: LedgerWorld.lines)
        #expect(throws: LedgerFault.self) { try SoldExceedsProduced().shortfalls(produced: produced, sold: FigureSeries(.month)) }
    }

    @Test(
        "Periods that no calendar has are an error, and the first and last there are do not trap",
        arguments: [(FigureKind.report, 12, 119_999), (.quota, 1, 9999), (.invoice, -719_162, 2_932_896)] as [(FigureKind, Int32, Int32)])
    func periods(kind: FigureKind, first: Int32, last: Int32) throws {
        func series(_ periods: [Int32]) throws -> FigureSeries {
            let rows = periods.map { LedgerRecord(mine, period: $0, line: LedgerWorld.line, amount: Tonnes(thousandths: 1000)) }
            return try FigureSeries(LedgerWorld.records(kind, rows), of: LedgerWorld.lines)
        }
        for wrong in [first - 1, last + 1, .min, .max] {
            #expect(throws: LedgerFault.impossiblePeriod(wrong)) { try series([first, wrong]) }
        }
        let ends = try series([first, last])
        #expect(ends.count == 2)
        let empty = FigureSeries(.month)
        let partition = LedgerPartition(
            reports: kind == .report ? ends : empty, sold: kind == .invoice ? ends : empty,
            quotas: kind == .quota ? ends : FigureSeries(.year))
        var background = LedgerBackground(observing: [partition])
        background.licences = [mine: .never]
        _ = try FigureRules().evaluate(partition, background)
        _ = FindingGathering(LedgerStanding()).findings(try FigureRules.plainQueries.evaluate(partition, background))
        #expect(
            Day(year: 1, month: 1, day: 1)?.daysSince1970 == -719_162 && Day(year: 9999, month: 12, day: 31)?.daysSince1970 == 2_932_896)
    }

    @Test("Splitting by ranges of subjects keeps every record once, in its order")
    func ranges() {
        var random = SplitMix(seed: 3)
        var records = LedgerRecords(.report)
        for i in 0..<3000 {
            var record = LedgerRecord(
                SubjectID(UInt32(5 * 4096 - 3000 + random.below(20_000))), period: Int32(random.below(9)), line: LedgerWorld.line,
                amount: Tonnes(thousandths: Int64(i)))
            record.row = UInt32(i)
            records.append(record)
        }
        let parts = records.splitByRange()
        #expect(parts.map(\.range) == parts.map(\.range).sorted() && Set(parts.map(\.range)).count == parts.count && parts.count > 4)
        var seen: Set<UInt32> = []
        for (range, part) in parts {
            #expect(part.rows == part.rows.sorted() && part.count > 0)
            for i in 0..<part.count {
                #expect(range.numbers.contains(part.subjects[i].number) && part[i] == records[Int(part.rows[i])])
                seen.insert(part.rows[i])
            }
        }
        #expect(seen.count == records.count && LedgerRecords(.quota).splitByRange().isEmpty)
        #expect(SubjectRange(of: SubjectID(.max)).numbers.upperBound == .max)
    }
}
