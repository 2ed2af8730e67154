import OreFeatures
import OreLedger
import Testing

@Suite("Records of one file against each other")
struct LedgerScreenTests {
    private func records(_ kind: FigureKind, _ rows: [(subject: UInt32, period: Int32, tonnes: Int, stated: Day?, detail: UInt64)])
        -> LedgerRecords
    {
        var records = LedgerRecords(kind)
        for (i, row) in rows.enumerated() {
            var record = LedgerRecord(
                SubjectID(row.subject), period: row.period, line: LedgerLine(.mining), amount: Tonnes(row.tonnes) ?? .zero)
            (record.stated, record.detail, record.row) = (row.stated, row.detail, UInt32(i + 2))
            records.append(record)
        }
        return records
    }

    private func day(_ month: Int, _ day: Int) -> Day? { Day(year: 2024, month: month, day: day) }

    @Test("Two figures of one key and day are both set aside; the same figure again is repeated; a later day corrects")
    func conflicts() throws {
        let month: Int32 = 2024 * 12
        let screen = try LedgerScreen(
            records(
                .report,
                [
                    (1, month, 5, day(2, 9), 0), (1, month, 6, day(2, 9), 0), (2, month, 5, day(2, 9), 0), (2, month, 5, day(2, 9), 0),
                    (3, month, 5, day(2, 9), 0), (3, month, 7, day(3, 9), 0), (4, month, 5, nil, 0), (4, month, 6, nil, 0),
                ]))
        #expect(screen.faults.map(\.row).sorted() == [2, 3, 8, 9] && screen.repeated == 1 && screen.kept.count == 3)
        #expect(screen.faults.allSatisfy { $0.fault.what.contains("contradicts") })
        let figures = try FigureSeries(screen.kept, of: LineSelection(.mining))
        #expect(figures.amounts == [5000, 7000])
    }

    @Test("Batches without a number are told apart by their day of issue, invoices without one each stand")
    func details() throws {
        let quotas = try LedgerScreen(records(.quota, [(1, 2024, 60, day(2, 1), 0), (1, 2024, 75, day(8, 1), 0)]))
        #expect(try FigureSeries(quotas.kept, of: LineSelection(.mining), by: .year).amounts == [135_000])
        let invoices = try LedgerScreen(records(.invoice, [(1, 19_800, 5, nil, 0), (1, 19_800, 5, nil, 0)]))
        #expect(invoices.kept.count == 2 && invoices.repeated == 0 && invoices.faults.isEmpty)
    }

    @Test("What was known on a day leaves out what was stated, and what speaks, of later")
    func known() throws {
        let month: Int32 = 2024 * 12
        let all = records(.report, [(1, month, 5, day(2, 9), 0), (1, month, 6, day(3, 9), 0), (1, month + 5, 5, nil, 0)])
        #expect(all.known(on: try #require(day(3, 8))).rows == [2])
        #expect(all.known(on: try #require(day(3, 9))).rows == [2, 3])
        #expect(all.known(on: try #require(day(6, 1))).count == 3)
    }

    @Test("A capacity is read with its unit and material, or not at all")
    func capacity() {
        #expect(CapacityText("3000 t/a")?.perYear == Tonnes(3000) && CapacityText("30万吨/年")?.perYear == Tonnes(300_000))
        #expect(CapacityText("2 000 t REO/a")?.material == .oxide && CapacityText("5万吨原矿/年")?.material == .ore)
        for bad in ["", "large", "30 m3/a", "-5 t", "0"] { #expect(CapacityText(bad) == nil, "\(bad)") }
    }
}
