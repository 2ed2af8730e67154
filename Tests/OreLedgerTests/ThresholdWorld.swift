import OreDetection
import OreFeatures

@testable import OreLedger

/// Mines, separators and exporters, each of whom one threshold decides about.
enum ThresholdWorld {
    static func partition() throws -> LedgerPartition {
        var reports: [(UInt32, String, Double)] = []
        func year(_ subject: UInt32, _ year: Int, _ values: [Double]) { reports += Given.months(year, values, of: subject) }
        func even(_ value: Double, _ count: Int = 12) -> [Double] { Array(repeating: value, count: count) }
        // 120 t: 2 above the quota, 1 above the capacity, 1 below what taxes say.
        year(1, 2023, even(10))
        // Ten times as much as the year before, then twice as much.
        year(2, 2021, even(1))
        year(2, 2022, even(10))
        year(2, 2023, [21])
        // Three whole years, one of another season, and half a year.
        year(3, 2020, even(5, 6) + even(15, 6))
        for number in 2021...2022 { year(3, number, even(10)) }
        year(3, 2024, even(10, 6))
        // A jump after six figures.
        year(4, 2023, even(10, 6) + [21])
        // Sixty figures, twenty of them round.
        for number in 2018...2022 {
            year(
                5, number,
                (0..<12).map { month in
                    let i = (number - 2018) * 12 + month
                    let lastDigit = i % 3 == 0 ? 0 : 1 + (i * 37) % 9
                    return Double(200 + 10 * (i % 7) + lastDigit)
                })
        }
        // Sold in January, produced in February.
        reports.append((6, "2023-02", 10))
        // A permit that ended in March, and a licence without a working.
        reports.append((7, "2023-07", 10))
        reports.append((8, "2023-05", 1))
        return LedgerPartition(
            reports: try Given.reports(reports), sold: try Given.sold([(6, "2023-01-15", 10)]),
            quotas: try Given.quotas([(1, 2023, 118), (3, 2024, 121)]), range: 0..<20)
    }

    static var background: LedgerBackground {
        var background = LedgerBackground()
        let mine = SubjectID(1)
        background.openYear = 2024
        background.capacities[mine] = LicensedCapacity([.init(from: Given.day("2000-01-01"), perYear: Given.tonnes(119))])
        background.taxes[mine] = [
            TaxFigure(
                subject: mine, month: Given.month("2023-06"), paid: 121 * 30_000, rate: 30_000, material: .oxide,
                source: EntrySource(row: 3))
        ]
        let permit = Permit(
            subject: SubjectID(7), kind: .discharge, number: nil, from: Given.day("2020-01-01"), to: Given.day("2023-03-31"))
        (background.permits, background.permitKinds) = ([SubjectID(7): [permit]], [.discharge])
        background.land[SubjectID(8)] = [
            LandObservation(SubjectID(8), year: 2023, method: .pool, areaSquareMetres: 100, clearViews: 4, workingSeen: false)
        ]
        return background
    }

    private static func recovered(
        _ subject: UInt32, _ year: Int32, _ percent: Int?, _ method: MiningMethod, _ basis: RecoveryFigure.Basis, grade: Int64? = nil
    ) -> RecoveryFigure {
        RecoveryFigure(
            subject: SubjectID(subject), year: year, grade: grade.map { Share(millionths: $0) }, recovery: percent.map { .percent($0) },
            method: method, basis: basis)
    }

    private static func entryFindings(_ rules: EntryRules) -> [LedgerFinding] {
        let just: [RecoveryFigure] = [
            recovered(9, 2021, 85, .inSitu, .leachable), recovered(10, 2021, 68, .inSitu, .full),
            recovered(11, 2021, 88, .heap, .leachable), recovered(12, 2021, 71, .heap, .full), recovered(13, 2021, 76, .pool, .full),
        ]
        let before = (9...13).map { recovered(UInt32($0), 2020, 99, .inSitu, .full) }
        let graded = [recovered(14, 2021, nil, .inSitu, .full, grade: 1300)]
        let reserve = ReserveFigure(
            subject: SubjectID(14), day: Given.day("2020-12-31"), tonnes: Given.tonnes(1000), grade: Share(millionths: 1000), recovery: nil)
        func flow(_ flow: SeparationFigure.Flow, _ value: Double) -> SeparationFigure {
            SeparationFigure(
                facility: SubjectID(15), month: Given.month("2024-01"), flow: flow, origin: .own, oreClass: .any,
                tonnes: Given.tonnes(value), source: EntrySource(file: 0, row: 1))
        }
        return rules.recoveryLow.findings(before + just).findings + rules.highGrading.findings(graded, reserves: [reserve]).findings
            + rules.separationExceedsFeed.findings([flow(.intake, 100), flow(.output, 95)], recycled: []).findings
            + rules.exportMirrorGap.findings(trade) { name, _ in SubjectID(100 + UInt32(name.utf8.first ?? 0)) }.findings
    }

    /// A: 4 % more taken in than let out; B: 10 %, which goods of the year before explain; C: 20 %, with values.
    private static var trade: [TradeFigure] {
        func row(_ own: String, _ year: Int32, _ tonnes: Double, _ direction: TradeFigure.Direction, worth: Int64? = nil) -> TradeFigure {
            let isExport = direction == .exported
            return TradeFigure(
                reporter: isExport ? own : "JP", partner: isExport ? "JP" : own, code: "284690", month: nil, year: year,
                direction: direction, tonnes: Given.tonnes(tonnes), value: worth, valuation: worth == nil ? nil : isExport ? .fob : .cif,
                reExported: nil, source: EntrySource(row: 1))
        }
        return [
            row("A", 2023, 100, .exported), row("A", 2023, 104, .imported), row("B", 2022, 160, .exported), row("B", 2023, 100, .exported),
            row("B", 2023, 110, .imported), row("C", 2023, 100, .exported, worth: 1000), row("C", 2023, 120, .imported, worth: 1300),
        ]
    }

    /// What the rules find, with verdict and evidence, by rule.
    static func found(_ rules: LedgerRules) throws -> [LedgerRuleName: Set<String>] {
        var standing = LedgerStanding()
        standing.closedYear = rules.closedYear(on: Given.day("2024-04-01"))
        (standing.quotaMargin, standing.off) = (rules.figures.quotaOverrun.margin, rules.off)
        let rows = try rules.figures.evaluate(partition(), background)
        let all = FindingGathering(standing).findings(rows) + entryFindings(rules.entries)
        return Dictionary(grouping: all, by: \.rule).mapValues { own in
            Set(own.map { "\($0.subject.number) \($0.year) \($0.verdict) \($0.months) \($0.evidence)" })
        }
    }
}
