import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("The ledger's rules against plain queries")
struct PlainQueryTests {
    typealias Key = PlainQueries.Key

    private func found(_ world: LedgerWorld) throws -> FigureFindings {
        let partition = try world.partition()
        return try FigureRules.plainQueries.evaluate(partition, LedgerBackground(observing: [partition]))
    }

    @Test("Five tests give the rows of plain queries, row for row", arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
    func equal(seed: UInt64) throws {
        let world = LedgerWorld(seed: seed)
        let (own, plain) = (try found(world), PlainQueries(world))
        let overrun = (own.quotaOverrun + own.withoutQuota).map {
            (Key(subject: $0.subject.number, time: Int($0.year)), [$0.amount.thousandths, $0.limit?.thousandths ?? 0])
        }
        #expect(Dictionary(uniqueKeysWithValues: overrun) == plain.overrun && overrun.count == plain.overrun.count)
        #expect(Set(own.late.rows.map { Key(subject: $0.subject.number, time: $0.month.number) }) == plain.late)
        #expect(own.late.rows.count == plain.late.count)
        #expect(own.missing.map { Key(subject: $0.subject.number, time: $0.month.number) } == plain.missing.sorted())
        let short = own.sold.rows.map { (Key(subject: $0.subject.number, time: $0.month.number), $0.balance.thousandths) }
        #expect(Dictionary(uniqueKeysWithValues: short) == plain.short)
        let jump = own.implausible.map {
            (Key(subject: $0.subject.number, time: $0.month.number), [$0.amount.thousandths, $0.median.thousandths])
        }
        #expect(Dictionary(uniqueKeysWithValues: jump) == plain.jump)
        // The worlds do hold what the tests look for.
        #expect(!plain.overrun.isEmpty && !plain.late.isEmpty && !plain.missing.isEmpty && !plain.short.isEmpty && !plain.jump.isEmpty)
        #expect(!own.withoutQuota.isEmpty)
    }

    @Test("The order of rows does not matter", arguments: [UInt64(11), 12, 13])
    func order(seed: UInt64) throws {
        var world = LedgerWorld(seed: seed)
        let first = try found(world)
        var random = SplitMix(seed: seed &+ 99)
        world.reports.shuffle(using: &random)
        world.invoices.shuffle(using: &random)
        world.quotas.shuffle(using: &random)
        #expect(try found(world) == first)
    }

    @Test("Splitting the subjects into partitions does not matter", arguments: [1, 3, 5])
    func partitions(size: Int) throws {
        let world = LedgerWorld(seed: 21)
        var background = LedgerBackground(observing: [try world.partition()])
        let all = background.months
        background.duty = .months(
            Dictionary(
                uniqueKeysWithValues: (0..<20).map { (SubjectID(UInt32($0)), [all[0] + 1...all[0] + 20, all[0] + 30...all[0] + 60]) }))
        let whole = try FigureRules.plainQueries.evaluate(world.partition(), background)
        var joined = FigureFindings()
        for start in stride(from: 0, to: 20, by: size) {
            let range = UInt32(start)..<UInt32(start + size)
            var partition = try world.partition { range.contains($0.number) }
            partition.range = range
            joined.append(try FigureRules.plainQueries.evaluate(partition, background))
        }
        joined.missing.removeAll { $0.subject.number >= 20 }
        #expect(joined == whole)
    }

    @Test("A ledger split in time goes on from the stock and the reports before", arguments: [UInt64(31), 32])
    func splitInTime(seed: UInt64) throws {
        let world = LedgerWorld(seed: seed)
        let cut = try #require(CalendarMonth(year: 2020, month: 8))
        let cutDay = try #require(cut.firstDay).daysSince1970
        func series(_ isEarly: Bool) throws -> (FigureSeries, FigureSeries) {
            (
                try FigureSeries(
                    LedgerWorld.records(.report, world.reports.filter { (Int($0.period) < cut.number) == isEarly }), of: LedgerWorld.lines),
                try FigureSeries(
                    LedgerWorld.records(.invoice, world.invoices.filter { ($0.period < cutDay) == isEarly }), of: LedgerWorld.lines)
            )
        }
        let (early, late) = (try series(true), try series(false))
        let whole = try world.partition()
        let rule = SoldExceedsProduced(leadMonths: 0)
        let first = try rule.shortfalls(produced: early.0, sold: early.1, keepsClosing: true)
        let second = try rule.shortfalls(produced: late.0, sold: late.1, opening: first.closing)
        let all = try rule.shortfalls(produced: whole.reports, sold: whole.sold)
        func plain(_ rows: [SoldExceedsProduced.Row]) -> Set<[Int64]> {
            Set(rows.map { [Int64($0.subject.number), Int64($0.month.number), $0.balance.thousandths] })
        }
        #expect(plain(first.rows + second.rows) == plain(all.rows) && first.rows.count + second.rows.count == all.rows.count)
        let jumps = ReportImplausible.lastTwelveRows
        let joined = jumps.jumps(in: early.0) + jumps.jumps(in: late.0, after: early.0)
        #expect(Set(joined) == Set(jumps.jumps(in: whole.reports)) && !joined.isEmpty)
    }
}
