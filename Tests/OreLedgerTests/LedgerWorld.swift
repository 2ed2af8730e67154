import OreFeatures
import OreLedger
import TestSupport

/// A small random ledger: reports, invoices and quotas of a few subjects over some years, with gaps.
struct LedgerWorld {
    var reports: [LedgerRecord] = []
    var invoices: [LedgerRecord] = []
    var quotas: [LedgerRecord] = []
    static let line = LedgerLine(.mining)
    static let lines = LineSelection(.mining)

    init(seed: UInt64, subjects: Int = 12, years: ClosedRange<Int> = 2019...2022) {
        var random = SplitMix(seed: seed)
        for subject in 0..<subjects {
            let id = SubjectID(UInt32(subject))
            for year in years {
                // The first year of the first subject has no quota at all.
                for batch in 1...2 where random.below(8) > 0 && (subject, year) != (0, years.lowerBound) {
                    var quota = LedgerRecord(id, period: Int32(year), line: Self.line, amount: Self.amount(&random, 145_000, 20_000))
                    quota.detail = UInt64(batch)
                    quotas.append(quota)
                }
                for month in 1...12 { appendMonth(id, year, month, &random) }
            }
        }
        for i in reports.indices { reports[i].row = UInt32(i) }
        for i in invoices.indices { invoices[i].row = UInt32(i) }
    }

    private mutating func appendMonth(_ id: SubjectID, _ year: Int, _ month: Int, _ random: inout SplitMix) {
        guard let number = CalendarMonth(year: year, month: month), let last = number.next.firstDay else { return }
        if random.below(20) > 0 {
            let scale: Int64 = random.below(40) == 0 ? 3 : 1
            var report = LedgerRecord(
                id, period: Int32(number.number), line: Self.line,
                amount: Tonnes(thousandths: Self.amount(&random, 20_000, 10_000).thousandths * scale))
            report.stated = Day(daysSince1970: last.daysSince1970 + Int32(random.below(16)))
            reports.append(report)
        }
        for _ in 0..<random.below(3) {
            guard let day = Day(year: year, month: month, day: 1 + random.below(28)) else { continue }
            invoices.append(
                LedgerRecord(id, period: day.daysSince1970, line: Self.line, amount: Self.amount(&random, 15_000, 20_000)))
        }
    }

    private static func amount(_ random: inout SplitMix, _ base: Int, _ spread: Int) -> Tonnes {
        Tonnes(thousandths: Int64(base + random.below(spread)))
    }

    static func records(_ kind: FigureKind, _ rows: [LedgerRecord]) -> LedgerRecords {
        var records = LedgerRecords(kind)
        for row in rows { records.append(row) }
        return records
    }

    func partition(asOf commit: Int32? = nil, where isKept: (SubjectID) -> Bool = { _ in true }) throws -> LedgerPartition {
        try LedgerPartition(
            reports: Self.records(.report, reports.filter { isKept($0.subject) }),
            invoices: Self.records(.invoice, invoices.filter { isKept($0.subject) }),
            quotas: Self.records(.quota, quotas.filter { isKept($0.subject) }), lines: Self.lines, asOf: commit)
    }

    /// The series as plain rows.
    static func rows(_ series: FigureSeries) -> [[Int64]] {
        series.subjects.enumerated().flatMap { place, subject in
            series.rows(of: place).map {
                [Int64(subject.number), Int64(series.periods[$0]), series.amounts[$0], Int64(series.firstStated[$0])]
            }
        }
    }
}
