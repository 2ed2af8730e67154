internal import OreDetection
internal import OreFeatures

/// More than the quota that was given to a holder: an enterprise or group whose mines report under their own names; and of quotas for separation and
/// for export, what the separator or exporter, or those below it, put out and sent abroad.
///
/// Formula: Σ figures of the year, of the subject itself or of its members on the last day of each month, > Σ batches known for the subject. Of separation the
/// reports stand, without any the records of output; of export the reports, without any the exporter's records, returned goods left out.
/// Ceiling: strong; possible while later batches may come, where a row of anybody in the sum was set aside, and for exports told in tonnes of goods.
/// Kept out: sums that ``QuotaOverrun`` judges already, since the holder reports for itself.
public struct HeldQuotaOverrun: Sendable, Hashable {
    public init() {}

    private static let lines: [(scope: LedgerScope, quota: AccountItem, figures: [AccountItem])] = [
        (.mining, .quota, [.reported]), (.separation, .separationQuota, [.separationReported, .separationOutput]),
        (.export, .exportQuota, [.exportReported, .exported]),
    ]

    /// By scope, subject and year.
    /// - Parameters:
    ///   - maker: with the figures of everybody below those who have a quota.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(rows of those who have a quota, and of everybody below).
    public func findings(_ maker: AccountMaker, _ standing: LedgerStanding) throws(LedgerFault) -> [LedgerFinding] {
        var result: [LedgerFinding] = []
        for line in Self.lines {
            for subject in maker.book.subjects(with: line.quota).sorted() {
                for year in maker.book.keys(line.quota, subject) {
                    let quota = try maker.figure(line.quota, subject, year)
                    guard let limit = quota.amount.exact, let sum = try Self.sum(line.figures, maker, subject, year),
                        let amount = sum.amount.exact, amount > limit
                    else { continue }
                    // Reports of mining under the holder's own name are judged with those of everybody else.
                    if line.scope == .mining {
                        let own = sum.parts.filter { $0.figure.members.isEmpty }.compactMap(\.figure.amount.exact)
                        guard let stated = Self.sum(own), stated <= limit else { continue }
                    }
                    result.append(finding(line.scope, sum, amount, limit, standing))
                }
            }
        }
        return result
    }

    /// Of the first line that says anything.
    private static func sum(
        _ items: [AccountItem], _ maker: AccountMaker, _ subject: SubjectID, _ year: Int32
    ) throws(LedgerFault) -> LedgerFigure? {
        for item in items {
            let figure = try maker.figure(item, subject, year)
            if figure.gap == nil { return figure }
        }
        return nil
    }

    private static func sum(_ amounts: [Tonnes]) -> Tonnes? { amounts.reduce(Tonnes.zero) { sum, amount in sum?.adding(amount) } }

    private func finding(
        _ scope: LedgerScope, _ sum: LedgerFigure, _ amount: Tonnes, _ limit: Tonnes, _ standing: LedgerStanding
    ) -> LedgerFinding {
        guard case .year(let year) = sum.span else { return LedgerFinding(.quotaOverrun, sum.subject, year: 0) }
        var finding = LedgerFinding(.quotaOverrun, sum.subject, year: year)
        finding.scope = scope
        let members = sum.members
        // Records of entries are found by their rows, figures by subject and period.
        let isOfEntries = sum.item == .separationOutput || sum.item == .exported
        let rows = isOfEntries ? sum.rows.map { EntrySource(file: $0.row.commit, row: $0.row.row, commit: $0.row.commit) } : []
        finding.evidence = [LedgerEvidence(.reported, .tonnes(amount), sources: rows), LedgerEvidence(.limit, .tonnes(limit))]
        if let excess = amount.subtracting(limit) { finding.evidence.append(LedgerEvidence(.excess, .tonnes(excess))) }
        if !members.isEmpty { finding.evidence.append(LedgerEvidence(.members, .number(Double(members.count)))) }
        if standing.closedYear.map({ year > $0 }) ?? true { finding.weaken(.laterBatchUnknown) }
        if !standing.incomplete.isDisjoint(with: members.union([sum.subject])) { finding.weaken(.recordSetAside) }
        if sum.item == .exported { finding.weaken(.goodsWeight) }
        if FindingGathering.looksLikeUnit(amount, limit) { finding.weaken(.unitSuspected) }
        let excess = Int64(clamping: Int128(amount.thousandths) - Int128(limit.thousandths))
        finding.severity = LedgerSeverity.weighed(LedgerSeverity.of(excess: excess, over: limit.thousandths), finding.verdict)
        return finding
    }
}

extension LedgerFigure {
    /// Whose own rows it is a sum of, where it is one over members.
    fileprivate var members: Set<SubjectID> {
        switch source {
        case .parts(.sumOfMembers, let parts):
            parts.reduce(into: []) { all, part in
                let below = part.figure.members
                all.formUnion(below.isEmpty ? [part.figure.subject] : below)
            }
        case .parts(_, let parts): parts.reduce(into: []) { $0.formUnion($1.figure.members) }
        case .rows, .estimate, .none: []
        }
    }
}
