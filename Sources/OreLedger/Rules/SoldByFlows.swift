internal import OreFeatures

/// Sales by the records of product flows, of sellers without any invoice: never both, since a flow and an invoice may be of one sale.
///
/// Formula and thresholds are those of ``SoldExceedsProduced``. Not judged: whoever buys by flows, too, and may sell what he bought; whoever reports
/// nothing of the stage and material; goods of others; holders of mines that report under their own names; whoever belongs to somebody who buys.
public struct SoldByFlows: Sendable, Hashable {
    public var rule = SoldExceedsProduced()

    public init() {}

    /// Who sold of a stage and material, and bought nothing.
    public static func sellers(_ flows: [ProductFlow], of lines: LineSelection) -> Set<SubjectID> {
        Set(flows.filter { lines.contains($0.line) }.map(\.seller)).subtracting(flows.map(\.buyer))
    }

    /// By seller and year, of scope `flows`.
    /// - Parameters:
    ///   - reports: of the sellers at least; `invoices` too.
    ///   - tree: who belongs to whom.
    ///   - background: with the stock that was counted, and the last month of which reports are known.
    /// - Throws: `LedgerFault` for sums that leave their range.
    /// - Complexity: O(n log n).
    public func findings(
        _ flows: [ProductFlow], reports: LedgerRecords, invoices: LedgerRecords, of lines: LineSelection, in tree: SubjectTree,
        _ background: LedgerBackground, _ standing: LedgerStanding
    ) throws(LedgerFault) -> [LedgerFinding] {
        let buyers = Set(flows.map(\.buyer))
        let sellers = Self.sellers(flows, of: lines).subtracting(invoices.subjects).filter { seller in
            tree.kind(of: seller) == nil && tree.everyone(above: [seller]).isDisjoint(with: buyers)
        }
        let own = reports.picked(
            (0..<reports.count).filter { sellers.contains(reports.subjects[$0]) && lines.contains(reports.lines[$0]) }.map { UInt32($0) })
        let judged = Set(own.subjects)
        guard !judged.isEmpty else { return [] }
        let sales = flows.filter { judged.contains($0.seller) && lines.contains($0.line) }
        var rows = FigureFindings()
        rows.sold = try rule.shortfalls(
            produced: try FigureSeries(own, of: lines), sold: try FigureSeries(Self.records(sales), of: lines),
            opening: background.openingStock, horizon: background.horizon, stock: background.stock)
        let bySeller = Dictionary(grouping: sales, by: \.seller)
        return FindingGathering(standing).findings(rows).map { Self.told($0, by: bySeller[$0.subject] ?? []) }
    }

    private static func records(_ sales: [ProductFlow]) -> LedgerRecords {
        var records = LedgerRecords(.invoice)
        for sale in sales {
            var record = LedgerRecord(sale.seller, period: sale.day.daysSince1970, line: sale.line, amount: sale.tonnes)
            (record.commit, record.row) = (sale.source.commit, sale.source.row)
            records.append(record)
        }
        return records
    }

    /// With its scope, and the rows of the flows up to its last month.
    private static func told(_ finding: LedgerFinding, by sales: [ProductFlow]) -> LedgerFinding {
        var own = finding
        own.scope = .flows
        guard let last = finding.months.last, !own.evidence.isEmpty else { return own }
        own.evidence[0].sources = sales.filter { CalendarMonth($0.day) <= last }.map(\.source)
            .sorted { ($0.file, $0.row) < ($1.file, $1.row) }
        return own
    }
}
