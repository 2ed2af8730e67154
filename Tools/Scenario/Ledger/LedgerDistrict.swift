internal import Foundation

/// The books of a seeded district: its mines, separators and trade, and the truth beside them.
struct LedgerDistrict {
    let years: ClosedRange<Int>
    let mines: [LedgerMine]
    let trade: LedgerTrade

    /// - Parameters:
    ///   - mines: stories take turns, so that 24 have each once.
    ///   - years: of which the first is without stories.
    init(seed: UInt64, mines count: Int, years: ClosedRange<Int>) {
        var random = SeededGenerator(seed: seed)
        let spread = LedgerMineBuilder.yieldSpread * LedgerMineBuilder.sharedShare.squareRoot()
        let shared = exp(random.normal(sigma: spread))
        mines = (0..<count).map { number in
            let story = LedgerStory.ofMines[number % LedgerStory.ofMines.count]
            var builder = LedgerMineBuilder(number: number, story: story, years: years, sharedYield: shared, &random)
            return builder.build(&random)
        }
        trade = LedgerTrade(years: years, count: max(6, count / 12), &random)
        self.years = years
    }

    /// The day of the audit: everything of the last year was due, and its quota is closed.
    var auditDay: String { LedgerCalendar.day(years.upperBound + 1, 6, 30) }

    var truth: [LedgerTruthRow] {
        var rows: [LedgerTruthRow] = []
        for mine in mines where mine.story != .plain {
            for year in years where concerns(mine, year) {
                let isAftermath = year > mine.year && mine.story != .overCapacity && mine.story != .stockSoldLate
                rows.append(LedgerTruthRow(subject: mine.id, year: year, story: mine.story, isAftermath: isAftermath))
            }
        }
        return rows + trade.truth
    }

    private func concerns(_ mine: LedgerMine, _ year: Int) -> Bool {
        switch mine.story {
        // A balance that was negative stays so.
        case .launderedSales, .underReportedSales, .stockSoldLate: year >= mine.year
        case .overCapacity: told(mine, year) > mine.capacity
        default: year == mine.year
        }
    }

    /// What stands for a year after all corrections.
    private func told(_ mine: LedgerMine, _ year: Int) -> Int {
        var months: [Int: Int] = [:]
        for report in mine.reports where report.year == year { months[report.month] = report.kilograms }
        return months.values.reduce(0, +)
    }
}
