internal import OreDetection
internal import OreFeatures

/// More than the quota that was given to a holder: an enterprise or group whose mines report under their own names; or one that reports for its mines
/// and has no quota but theirs; and of quotas for separation and for export, what the separator or exporter, or those below it, put out and sent abroad.
///
/// Formula: Σ figures of the year, of the subject itself or of its members on the last day of each month, > Σ batches known for the subject, without any
/// for its members on 31 December, and what ``LedgerStanding/quotaMargin`` lets pass. Of separation the
/// reports or the records of output, whichever say more; of export the reports or the exporter's records, returned goods left out.
/// Ceiling: strong; possible while later batches may come, where a row of anybody in the sum was set aside, for exports told in tonnes of goods, where
/// a register of now alone says who belonged to whom or that changed in the year, where the members' own quotas are more or for other classes of ore
/// (``QuotaDoubts``; so are overruns of reports under the holder's own name), where some of the feed was imported or recycled, and where reports and
/// records disagree about whether the quota was passed.
/// Kept out: sums that ``QuotaOverrun`` judges already, since the holder reports for itself; output that says that it is of imported ore before August
/// 2025 or of recycled feed: the quota is not for it (DOMAIN 5).
public struct HeldQuotaOverrun: Sendable, Hashable {
    public init() {}

    /// By scope, subject and year.
    /// - Parameters:
    ///   - maker: with the figures of everybody below those who have a quota.
    ///   - separation: of those facilities, and what they recycled.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(rows of those who have a quota, and of everybody below).
    public func findings(
        _ maker: AccountMaker, _ standing: LedgerStanding, separation: [SeparationFigure] = [], recycled: [RecycledFigure] = []
    ) throws(LedgerFault) -> [LedgerFinding] {
        var result: [LedgerFinding] = []
        let sums = HeldQuotaSums(maker, separation: separation, recycled: recycled)
        for stage in Stage.allCases {
            let quotas = AccountItem(.quota, stage)
            for (subject, years) in Self.years(maker, stage) {
                for year in years {
                    let given = try maker.figure(quotas, subject, year)
                    let former = given.gap == nil ? nil : try Self.quotasOfFormer(quotas, maker, subject, year)
                    guard let limit = given.amount.exact ?? former, let sum = try sums.sum(of: subject, stage, year: year) else { continue }
                    let allowed = limit.raised(by: standing.quotaMargin)
                    guard sum.counted(against: allowed) > allowed else { continue }
                    // Reports of mining under the holder's own name are judged with those of everybody else, where it has a quota of its own.
                    let isItsOwn = maker.book.rows(quotas, subject, year) != nil
                    if stage == .mining, isItsOwn {
                        let own = sum.figure.parts.filter { $0.figure.members.isEmpty }.compactMap(\.figure.amount.exact)
                        guard let stated = Self.sum(own), stated <= allowed else { continue }
                    }
                    var found = finding(LedgerScope(stage), sum.figure, sum.amount, limit, standing)
                    if sum.hasOtherFeed { found.weaken(.otherFeed) }
                    if sum.others.contains(where: { $0 <= allowed }) { found.weaken(.recordsDisagree) }
                    if Self.isUncertain(maker.tree, sum.figure.members, subject, year, standing) { found.weaken(.membershipUncertain) }
                    if try Self.ownQuotas(quotas, maker, subject, year) > limit { found.weaken(.ownQuotas) }
                    if !isItsOwn { Self.weaken(&found, given, maker, standing) }
                    if former != nil { found.weaken(.membershipUncertain) }
                    found.severity = Self.severity(sum.amount, limit, found.verdict)
                    result.append(found)
                }
            }
        }
        return result
    }

    /// Who has a quota, and holders that report themselves, whose quota may be that of their members; with the years of either.
    private static func years(_ maker: AccountMaker, _ stage: Stage) -> [(subject: SubjectID, years: [Int32])] {
        let (quotas, reports) = (AccountItem(.quota, stage), AccountItem(.report, stage))
        var years: [SubjectID: Set<Int32>] = [:]
        for subject in maker.book.subjects(with: quotas) { years[subject] = Set(maker.book.keys(quotas, subject)) }
        years.merge(yearsOfReports(maker, reports)) { $0.union($1) }
        return years.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    /// Holders that report under their own names, with the years of their reports.
    static func yearsOfReports(_ maker: AccountMaker, _ reports: AccountItem) -> [SubjectID: Set<Int32>] {
        var years: [SubjectID: Set<Int32>] = [:]
        for holder in maker.book.subjects(with: reports) {
            guard let kind = maker.tree.kind(of: holder), kind != .district else { continue }
            years[holder] = Set(maker.book.keys(reports, holder).map { $0 / 12 })
        }
        return years
    }

    /// What those were given who belonged to a holder in the year and belong to others at its end, each whole; `nil` where there are none.
    private static func quotasOfFormer(
        _ quotas: AccountItem, _ maker: AccountMaker, _ holder: SubjectID, _ year: Int32
    ) throws(LedgerFault) -> Tonnes? {
        let former = maker.tree.everyone(below: holder).filter {
            $0 != holder && maker.book.rows(quotas, $0, year) != nil && maker.tree.belonged($0, to: holder, in: year)
        }
        var sum: Tonnes?
        for member in former where maker.tree.everyone(above: [member]).intersection(former) == [member] {
            if let amount = try maker.figure(quotas, member, year).amount.exact { sum = (sum ?? .zero).adding(amount) ?? sum }
        }
        return sum
    }

    /// A quota that is the sum of those of members is no surer than who they were: one that came or left in the year may have been reported
    /// for with or without its quota, and a row that was set aside may have been another's.
    static func weaken(
        _ found: inout LedgerFinding, _ given: LedgerFigure, _ maker: AccountMaker, _ standing: LedgerStanding
    ) {
        let below = maker.tree.everyone(below: found.subject)
        let holding = below.filter { $0 != found.subject && maker.book.rows(given.item, $0, found.year) != nil }
        if isUncertain(maker.tree, holding, found.subject, found.year, standing) { found.weaken(.membershipUncertain) }
        if standing.withQuotasSetAside.contains(found.subject) || !standing.incomplete.isDisjoint(with: below) {
            found.weaken(.recordSetAside)
        }
        // By the holder's name alone nobody would find them.
        guard let place = found.evidence.firstIndex(where: { $0.kind == .limit }) else { return }
        found.evidence[place].sources = given.rows.map { EntrySource(file: $0.row.commit, row: $0.row.row, commit: $0.row.commit) }
    }

    /// A register says who belongs to whom now; of earlier years that is no more than likely, as is what another record gainsays. Nor is a year of
    /// change one of a whole quota.
    static func isUncertain(
        _ tree: SubjectTree, _ members: Set<SubjectID>, _ holder: SubjectID, _ year: Int32, _ standing: LedgerStanding
    ) -> Bool {
        let isOfYear = standing.registerDate.map { $0.yearMonthDay.year == Int(year) } ?? false
        let days = (0..<12).compactMap { CalendarMonth(number: Int(year) * 12 + $0).lastDay }
        return members.contains { member in
            let own = days.filter { tree.holders(of: member, on: $0).contains(holder) }
            if own.count != 0, own.count != days.count { return true }
            return own.contains {
                tree.restsOnDoubt(member, below: holder, on: $0) || !isOfYear && tree.restsOnNow(member, below: holder, on: $0)
            }
        }
    }

    /// What those right below a holder have of their own, or those below them.
    static func ownQuotas(
        _ item: AccountItem, _ maker: AccountMaker, _ holder: SubjectID, _ year: Int32
    ) throws(LedgerFault) -> Tonnes {
        guard let last = CalendarMonth(number: Int(year) * 12 + 11).lastDay else { return .zero }
        var sum = Tonnes.zero
        for member in maker.tree.members(of: holder, on: last) {
            if let amount = try maker.figure(item, member, year).amount.exact, let next = sum.adding(amount) { sum = next }
        }
        return sum
    }

    static func severity(_ amount: Tonnes, _ limit: Tonnes, _ verdict: Verdict) -> Int {
        let excess = Int64(clamping: Int128(amount.thousandths) - Int128(limit.thousandths))
        return LedgerSeverity.weighed(LedgerSeverity.of(excess: excess, over: limit.thousandths), verdict)
    }

    private static func sum(_ amounts: [Tonnes]) -> Tonnes? { amounts.reduce(Tonnes.zero) { sum, amount in sum?.adding(amount) } }

    /// Whether somebody's month looks as if it were in kilograms, beside the median of his months in the sum.
    private static func hasDoubtfulMonth(_ sum: LedgerFigure) -> Bool {
        var months: [SubjectID: [Tonnes]] = [:]
        func gather(_ figure: LedgerFigure) {
            switch figure.source {
            case .rows: if let amount = figure.amount.exact { months[figure.subject, default: []].append(amount) }
            case .parts(_, let parts): for part in parts { gather(part.figure) }
            case .estimate, .others, .none: break
            }
        }
        gather(sum)
        return months.values.contains { own in
            let median = own.sorted()[own.count / 2]
            return own.contains { FindingGathering.looksLikeUnit($0, median) }
        }
    }

    func finding(
        _ scope: LedgerScope, _ sum: LedgerFigure, _ amount: Tonnes, _ limit: Tonnes, _ standing: LedgerStanding
    ) -> LedgerFinding {
        guard case .year(let year) = sum.span else { return LedgerFinding(.quotaOverrun, sum.subject, year: 0) }
        var finding = LedgerFinding(.quotaOverrun, sum.subject, year: year)
        finding.scope = scope
        let members = sum.members
        // Those of members among them: by the holder's name alone nobody would find them.
        let rows = sum.rows.map { EntrySource(file: $0.row.commit, row: $0.row.row, commit: $0.row.commit) }
        finding.evidence = [LedgerEvidence(.reported, .tonnes(amount), sources: rows), LedgerEvidence(.limit, .tonnes(limit))]
        if let excess = amount.subtracting(limit) { finding.evidence.append(LedgerEvidence(.excess, .tonnes(excess))) }
        if !members.isEmpty { finding.evidence.append(LedgerEvidence(.members, .number(Double(members.count)))) }
        if standing.closedYear.map({ year > $0 }) ?? true { finding.weaken(.laterBatchUnknown) }
        if !standing.incomplete.isDisjoint(with: members.union([sum.subject])) { finding.weaken(.recordSetAside) }
        if sum.item == .exported { finding.weaken(.goodsWeight) }
        if FindingGathering.looksLikeUnit(amount, limit) || Self.hasDoubtfulMonth(sum) { finding.weaken(.unitSuspected) }
        return finding
    }
}
