public import OreFeatures

/// More feed bought in a year, as a separator states it, than all flows to it.
///
/// Formula: Σ intake of source `bought` of the year − Σ flows to the separator from the December before to the January after > margin · flows. Ceiling:
/// possible, since a seller may have recorded nothing. A finding of `separation_exceeds_feed`, of scope `flows`: what is put out of feed that nobody
/// sold is put out of none.
///
/// Judged only where the flows are evidently complete: every month with bought feed has a flow, each flow has a number (equal ones without one are kept
/// once) and is of oxide, no row is set aside of the separator, of those to whom it belongs or of its sellers, and the records of the month after have come.
/// Lawful and left out: imported, own, recycled and tolled feed, and feed of no stated source.
public struct UndocumentedFeed: Sendable, Hashable {
    /// Seller and buyer weigh and assay one delivery differently: a choice.
    public var margin = Share.percent(5)

    public init() {}

    /// By facility and year.
    /// - Parameters:
    ///   - incomplete: of whom a row was set aside.
    ///   - day: judged as of this day.
    /// - Complexity: O(n log n).
    public func findings(
        _ figures: [SeparationFigure], _ flows: FlowsToSeparators, incomplete: Set<SubjectID> = [], on day: Day
    ) -> EntryRuleResult {
        var result = EntryRuleResult()
        guard !flows.isEmpty else { return result }
        let bought = figures.filter { $0.flow == .intake && $0.origin == .bought && $0.tonnes > .zero }
        for (facility, rows) in Dictionary(grouping: bought, by: \.facility).sorted(by: { $0.key < $1.key }) {
            let own = flows.flows(to: facility)
            for (year, rows) in Dictionary(grouping: rows, by: { $0.month.year }).sorted(by: { $0.key < $1.key }) {
                let near = own.filter { (year * 12 - 1...year * 12 + 12).contains(CalendarMonth($0.day).number) }
                guard Self.areComplete(near, for: rows, on: day), incomplete.isDisjoint(with: flows.sides(of: facility, near)) else {
                    result.skip(.flowsIncomplete)
                    continue
                }
                if let finding = judge(facility, Int32(year), rows, near) { result.findings.append(finding) }
            }
        }
        return result
    }

    /// - Parameter rows: bought feed of a year.
    private static func areComplete(_ flows: [ProductFlow], for rows: [SeparationFigure], on day: Day) -> Bool {
        let months = Set(flows.map { CalendarMonth($0.day).number })
        guard let last = rows.map(\.month.number).max(), CalendarMonth(day).number > last + 2 else { return false }
        return rows.allSatisfy { months.contains($0.month.number) }
            && flows.allSatisfy { $0.number != nil && $0.line.material == .oxide }
    }

    private func judge(
        _ facility: SubjectID, _ year: Int32, _ rows: [SeparationFigure], _ flows: [ProductFlow]
    ) -> LedgerFinding? {
        let bought = rows.reduce(Int128(0)) { $0 + Int128($1.tonnes.thousandths) }
        let documented = flows.reduce(Int128(0)) { $0 + Int128($1.tonnes.thousandths) }
        let excess = bought - documented
        guard excess * 1_000_000 > documented * Int128(margin.millionths) else { return nil }
        func tonnes(_ value: Int128) -> LedgerEvidence.Value { .tonnes(Tonnes(thousandths: Int64(clamping: value))) }
        var finding = LedgerFinding(.separationExceedsFeed, facility, year: year)
        finding.scope = .flows
        finding.evidence = [
            LedgerEvidence(.intake, tonnes(bought), sources: rows.map(\.source)),
            LedgerEvidence(.flows, tonnes(documented), sources: flows.map(\.source)), LedgerEvidence(.excess, tonnes(excess)),
        ]
        finding.weaken(.feedNotDocumented)
        let severity = LedgerSeverity.of(excess: Int64(clamping: excess), over: Int64(clamping: documented))
        finding.severity = LedgerSeverity.weighed(severity, finding.verdict)
        return finding
    }
}
