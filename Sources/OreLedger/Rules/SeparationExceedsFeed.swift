internal import OreFeatures

/// More put out by a separator so far than its feed can have given.
///
/// Formula, for each month m with a figure: stock of feed + Σ (intake up to m) · best yield + Σ recycled − Σ output up to m < 0; every origin counts as feed:
/// own, bought, imported, recycled, tolled, and flows to the separator of which it states no feed itself (``FlowsToSeparators``). A stock-taking of the
/// facility replaces the balance where it counts more. The norms of 94 % (ionic) and 92-96 % (mixed) are minima (DOMAIN 4), so the best yield is 100 % unless an office says otherwise. Ceiling: strong when nothing can be missing: a
/// stock was counted before, and feed is stated for every month since; else possible. Not judged: facilities that state no intake.
public struct SeparationExceedsFeed: Sendable, Hashable {
    /// By class of ore; another takes that of `any`.
    public var bestYield: [OreClass: Share] = [.any: .one]

    public init() {}

    /// By facility and year.
    /// - Parameters:
    ///   - stock: of facilities, of feed.
    ///   - flows: what others sold to them.
    /// - Complexity: O(n log n).
    public func findings(
        _ figures: [SeparationFigure], recycled: [RecycledFigure], stock: [StockFigure] = [], flows: FlowsToSeparators = .init()
    ) -> EntryRuleResult {
        var result = EntryRuleResult()
        let secondary = Dictionary(grouping: recycled, by: \.facility)
        let counted = StockTaking.bySubject(stock, of: LineSelection(.separation))
        for (facility, rows) in Dictionary(grouping: figures, by: \.facility).sorted(by: { $0.key < $1.key }) {
            guard rows.contains(where: { $0.flow == .intake }) else {
                result.skip(.nothingBeside)
                continue
            }
            var months = months(rows, secondary[facility] ?? [])
            add(flows.unstatedFeed(of: facility, beside: rows), to: &months)
            result.findings += judge(facility, months, counted[facility] ?? [])
        }
        return result
    }

    private struct Month {
        /// Thousandths times millionths.
        var feed: Int128 = 0
        var intake: Int128 = 0
        var output: Int128 = 0
        var recycled: Int128 = 0
        /// Of feed that is not stated.
        var flows = FlowsToSeparators.Feed()
        var hasIntake = false
        var sources: [EntrySource] = []
    }

    private func judge(_ facility: SubjectID, _ months: [Int: Month], _ counted: [StockTaking]) -> [LedgerFinding] {
        var (balance, worst) = (Int128(0), [Int32: (balance: Int128, months: [CalendarMonth])]())
        var (totals, counted, lastCount) = ([Int32: Month](), counted[...], Int?.none)
        var complete: [Int32: Bool] = [:]
        for (number, month) in months.sorted(by: { $0.key < $1.key }) {
            while let taking = counted.first, Int(taking.month) < number {
                balance = max(balance, fed(taking, months))
                (lastCount, counted) = (Int(taking.month), counted.dropFirst())
            }
            balance += month.feed - month.output * 1_000_000
            let year = Int32(CalendarMonth(number: number).year)
            var total = totals[year] ?? Month()
            total.intake += month.intake
            total.output += month.output
            total.recycled += month.recycled
            total.sources += month.sources
            total.flows.amount += month.flows.amount
            total.flows.sources += month.flows.sources
            totals[year] = total
            // A month with flows to it alone says nothing of what it did.
            guard balance < 0, !month.sources.isEmpty else { continue }
            let isComplete = lastCount.map { ($0 + 1...number).allSatisfy { months[$0]?.hasIntake ?? false } } ?? false
            complete[year] = complete[year] ?? false || isComplete
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
            if total.flows.amount > 0 {
                let flows = LedgerEvidence(.flows, .tonnes(Self.tonnes(total.flows.amount)), sources: total.flows.sources)
                finding.evidence.insert(flows, at: finding.evidence.count - 2)
            }
            // What is certain of one month is certain of the year.
            if complete[year] != true { finding.weaken(.feedIncomplete) }
            let feed = total.intake + total.recycled + total.flows.amount
            let excess = LedgerSeverity.of(excess: Int64(clamping: -short), over: Int64(clamping: feed))
            finding.severity = LedgerSeverity.weighed(excess, finding.verdict)
            return finding
        }
    }

    /// What a stock-taking allows from the next month on; within a month all that the month took in is added.
    private func fed(_ taking: StockTaking, _ months: [Int: Month]) -> Int128 {
        let best = bestYield.values.max() ?? .one
        let own = taking.isWithinMonth ? months[Int(taking.month)]?.feed ?? 0 : 0
        return Int128(taking.tonnes.thousandths) * Int128(best.millionths) + own
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

    /// Feed that flows alone tell of: of whatever class, it yields the best. A month with flows alone is not one for which feed is stated.
    private func add(_ flows: [Int: FlowsToSeparators.Feed], to months: inout [Int: Month]) {
        let best = Int128((bestYield.values.max() ?? .one).millionths)
        for (number, feed) in flows {
            months[number, default: Month()].flows = feed
            months[number, default: Month()].feed += feed.amount * best
        }
    }

    private static func tonnes(_ value: Int128) -> Tonnes { Tonnes(thousandths: Int64(clamping: value)) }
}
