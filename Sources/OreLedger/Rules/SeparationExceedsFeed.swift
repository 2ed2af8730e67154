internal import OreFeatures

/// More put out by a separator so far than its feed can have given.
///
/// Formula, for each month m with a figure: Σ (intake up to m) · best yield + Σ recycled − Σ output up to m < 0; every origin counts as feed: own, bought,
/// imported, recycled, tolled. The norms of 94 % (ionic) and 92-96 % (mixed) are minima (DOMAIN 4), so the best yield is 100 % unless an office
/// says otherwise. Ceiling: strong when nothing can be missing: feed is stated for every month from the first to the last, and a year of it lies
/// before; else possible. Not judged: facilities without any intake.
public struct SeparationExceedsFeed: Sendable, Hashable {
    /// By class of ore; another takes that of `any`.
    public var bestYield: [OreClass: Share] = [.any: .one]
    /// Months of feed before a year whose shortage no earlier stock explains.
    public var monthsBefore = 12

    public init() {}

    /// By facility and year.
    /// - Complexity: O(n log n).
    public func findings(_ figures: [SeparationFigure], recycled: [RecycledFigure]) -> EntryRuleResult {
        var result = EntryRuleResult()
        let secondary = Dictionary(grouping: recycled, by: \.facility)
        for (facility, rows) in Dictionary(grouping: figures, by: \.facility).sorted(by: { $0.key < $1.key }) {
            guard rows.contains(where: { $0.flow == .intake }) else {
                result.skip(.nothingBeside)
                continue
            }
            result.findings += judge(facility, rows, secondary[facility] ?? [])
        }
        return result
    }

    private struct Month {
        /// Thousandths times millionths.
        var feed: Int128 = 0
        var intake: Int128 = 0
        var output: Int128 = 0
        var recycled: Int128 = 0
        var hasIntake = false
        var sources: [EntrySource] = []
    }

    private func judge(_ facility: SubjectID, _ rows: [SeparationFigure], _ recycled: [RecycledFigure]) -> [LedgerFinding] {
        let months = months(rows, recycled)
        guard let first = months.keys.min() else { return [] }
        var (balance, worst) = (Int128(0), [Int32: (balance: Int128, months: [CalendarMonth])]())
        var totals: [Int32: Month] = [:]
        for (number, month) in months.sorted(by: { $0.key < $1.key }) {
            balance += month.feed - month.output * 1_000_000
            let year = Int32(CalendarMonth(number: number).year)
            var total = totals[year] ?? Month()
            total.intake += month.intake
            total.output += month.output
            total.recycled += month.recycled
            total.sources += month.sources
            totals[year] = total
            guard balance < 0 else { continue }
            let before = worst[year] ?? (0, [])
            worst[year] = (min(before.balance, balance), before.months + [CalendarMonth(number: number)])
        }
        return worst.sorted { $0.key < $1.key }.map { year, found in
            var finding = LedgerFinding(.separationExceedsFeed, facility, year: year)
            let total = totals[year] ?? Month()
            let short = found.balance.quotientAndRemainder(dividingBy: 1_000_000).quotient
            finding.months = found.months
            finding.evidence = [
                LedgerEvidence(.intake, .tonnes(Self.tonnes(total.intake)), sources: total.sources),
                LedgerEvidence(.output, .tonnes(Self.tonnes(total.output))), LedgerEvidence(.balance, .tonnes(Self.tonnes(short))),
            ]
            if total.recycled > 0 { finding.evidence.insert(LedgerEvidence(.recycled, .tonnes(Self.tonnes(total.recycled))), at: 1) }
            let last = found.months.last?.number ?? first
            let isComplete = Int(year) * 12 - first >= monthsBefore && (first...last).allSatisfy { months[$0]?.hasIntake ?? false }
            if !isComplete { finding.weaken(.feedIncomplete) }
            let excess = LedgerSeverity.of(excess: Int64(clamping: -short), over: Int64(clamping: total.intake + total.recycled))
            finding.severity = LedgerSeverity.weighed(excess, finding.verdict)
            return finding
        }
    }

    private func months(_ rows: [SeparationFigure], _ recycled: [RecycledFigure]) -> [Int: Month] {
        var months: [Int: Month] = [:]
        var secondary: [Int: Int128] = [:]
        for row in rows {
            var month = months[row.month.number] ?? Month()
            let tonnes = Int128(row.tonnes.thousandths)
            if row.flow == .output {
                month.output += tonnes
            } else {
                let yield = bestYield[row.oreClass] ?? bestYield[.any] ?? .one
                month.intake += tonnes
                month.feed += tonnes * Int128(yield.millionths)
                month.hasIntake = true
                if row.origin == .recycled { secondary[row.month.number, default: 0] += tonnes }
            }
            month.sources.append(row.source)
            months[row.month.number] = month
        }
        for row in recycled {
            var month = months[row.month.number] ?? Month()
            month.recycled += Int128(row.tonnes.thousandths)
            month.sources.append(row.source)
            months[row.month.number] = month
        }
        // Recycled feed that both tables state is one: the larger counts.
        for number in months.keys {
            let more = max(0, (months[number]?.recycled ?? 0) - (secondary[number] ?? 0))
            months[number]?.recycled = more
            months[number]?.feed += more * 1_000_000
            months[number]?.sources.sort { ($0.file, $0.row) < ($1.file, $1.row) }
        }
        return months
    }

    private static func tonnes(_ value: Int128) -> Tonnes { Tonnes(thousandths: Int64(clamping: value)) }
}
