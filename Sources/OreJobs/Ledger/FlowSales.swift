internal import OreLedger
internal import OreStorage

/// Sales that the records of product flows alone tell of.
extension StoredJudgement {
    /// - Parameters:
    ///   - background: of everybody.
    ///   - asked: of whom; `nil`: of everybody.
    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range.
    /// - Complexity: O(records) of those who sold by flows.
    func soldByFlows(
        _ background: LedgerBackground, _ standing: LedgerStanding, of asked: Set<SubjectID>? = nil
    ) throws -> [LedgerFinding] {
        let flows = further.book.flows
        let sellers = flowSellers.filter { asked?.contains($0) ?? true }
        guard !sellers.isEmpty else { return [] }
        let records = try ledger.records(of: sellers)
        return try grounds.soldByFlows(
            flows, reports: records[.report] ?? LedgerRecords(.report), invoices: records[.invoice] ?? LedgerRecords(.invoice),
            in: heldQuotas.tree, background, standing)
    }

    /// Who sold and bought nothing, of those whom figures may name.
    var flowSellers: Set<SubjectID> {
        grounds.flowSellers.filter { Int($0.number) < ledger.names.count }
    }
}

extension JudgementGrounds {
    /// Goods of mining in t REO alone: the flows of others are told in dossiers.
    var flowSellers: Set<SubjectID> {
        lines == LineSelection(.mining) ? SoldByFlows.sellers(further.book.flows, of: lines) : []
    }

    /// - Parameter reports: those of the sellers of whom findings are asked.
    func soldByFlows(
        _ flows: [ProductFlow], reports: LedgerRecords, invoices: LedgerRecords, in tree: SubjectTree,
        _ background: LedgerBackground, _ standing: LedgerStanding
    ) throws(LedgerFault) -> [LedgerFinding] {
        guard !flowSellers.isEmpty else { return [] }
        var own = SoldByFlows()
        own.rule = rules.soldExceedsProduced
        return try own.findings(flows, reports: reports, invoices: invoices, of: lines, in: tree, background, standing)
    }
}
