internal import OreFeatures

/// What a year's quota of a holder, a separator or an exporter is held against: the line of figures that says most, since each may leave somebody out.
///
/// Lines are not mixed month by month: a report of a quarter beside monthly records would count twice what was put out once.
public struct HeldQuotaSum: Sendable {
    /// Of the year, by its months; of each month the members' where the subject states none itself.
    public let figure: LedgerFigure
    public let amount: Tonnes
    /// What the other lines say that say anything.
    let others: [Tonnes]
    /// What of it was put out of imported or recycled feed, by month: the quota is not for it.
    let uncounted: [Int32: Tonnes]
    /// Some of the feed was imported or recycled.
    let hasOtherFeed: Bool

    /// What counts against a quota: all of it, but for what is of other feed where nothing passes the quota without that.
    public func counted(against limit: Tonnes?) -> Tonnes {
        guard let limit, amount > limit, others.allSatisfy({ $0 <= limit }) else { return amount }
        let left = uncounted.values.reduce(Int128(amount.thousandths)) { $0 - Int128($1.thousandths) }
        let rest = Tonnes(thousandths: Int64(clamping: left))
        return rest <= limit ? rest : amount
    }

    /// The same by month, thousandths.
    public func months(against limit: Tonnes?) -> [Int32: Int64] {
        let isWhole = counted(against: limit) == amount
        var months: [Int32: Int64] = [:]
        for part in figure.parts {
            guard case .month(let month) = part.figure.span, let own = part.figure.amount.exact else { continue }
            let key = Int32(truncatingIfNeeded: month.number)
            let other = isWhole ? 0 : uncounted[key]?.thousandths ?? 0
            months[key] = own.thousandths.subtractingReportingOverflow(other).partialValue
        }
        return months
    }
}

/// The sums that ``HeldQuotaOverrun`` judges, for whoever shows them.
public struct HeldQuotaSums: Sendable {
    private let maker: AccountMaker
    /// By facility and month; months in which it only took such feed in have nothing of it.
    private let otherFeed: [SubjectID: [Int32: Tonnes]]

    /// - Parameters:
    ///   - maker: with the figures of everybody below those who are asked about.
    ///   - separation: of those facilities, and what they recycled.
    public init(_ maker: AccountMaker, separation: [SeparationFigure] = [], recycled: [RecycledFigure] = []) {
        self.maker = maker
        otherFeed = Self.otherFeed(separation, recycled)
    }

    /// The line that says most, the first of equals: of separation the reports or the records of output, of export the reports or the exporter's records.
    /// - Returns: `nil` where nothing is stated.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(rows of the year below the subject).
    public func sum(of subject: SubjectID, _ stage: Stage, year: Int32) throws(LedgerFault) -> HeldQuotaSum? {
        var known: [(figure: LedgerFigure, amount: Tonnes)] = []
        for item in Self.items(stage) {
            let figure = try maker.figure(item, subject, year)
            if figure.gap == nil, let amount = figure.amount.exact { known.append((figure, amount)) }
        }
        guard let largest = known.indices.max(by: { (known[$0].amount, $1) < (known[$1].amount, $0) }) else { return nil }
        let figure = known[largest].figure
        let whose: Set<SubjectID> = stage == .separation ? figure.members.union([subject]) : []
        return HeldQuotaSum(
            figure: figure, amount: known[largest].amount, others: known.indices.filter { $0 != largest }.map { known[$0].amount },
            uncounted: uncounted(figure),
            hasOtherFeed: whose.contains { facility in otherFeed[facility]?.keys.contains { month in month / 12 == year } ?? false })
    }

    static func items(_ stage: Stage) -> [AccountItem] {
        switch stage {
        case .mining: [.reported]
        case .separation: [.separationReported, .separationOutput]
        case .export: [.exportReported, .exported]
        }
    }

    private func uncounted(_ figure: LedgerFigure) -> [Int32: Tonnes] {
        guard figure.item == .separationOutput else { return [:] }
        var found: [Int32: Tonnes] = [:]
        for part in figure.parts {
            guard case .month(let month) = part.figure.span else { continue }
            let key = Int32(truncatingIfNeeded: month.number)
            let members = part.figure.members
            let whose: Set<SubjectID> = members.isEmpty ? [part.figure.subject] : members
            let sum = whose.reduce(Int128(0)) { $0 + Int128(otherFeed[$1]?[key]?.thousandths ?? 0) }
            if sum > 0 { found[key] = Tonnes(thousandths: Int64(clamping: sum)) }
        }
        return found
    }

    private static func otherFeed(_ separation: [SeparationFigure], _ recycled: [RecycledFigure]) -> [SubjectID: [Int32: Tonnes]] {
        func key(_ month: CalendarMonth) -> Int32 { Int32(truncatingIfNeeded: month.number) }
        let imported = CalendarMonth(year: 2025, month: 8)
        var found: [SubjectID: [Int32: Tonnes]] = [:]
        for row in recycled { found[row.facility, default: [:]][key(row.month)] = .zero }
        for row in separation {
            guard row.origin == .recycled || row.origin == .imported && imported.map({ row.month < $0 }) ?? true else { continue }
            let before = found[row.facility]?[key(row.month)] ?? .zero
            found[row.facility, default: [:]][key(row.month)] = row.flow == .output ? before.adding(row.tonnes) ?? before : before
        }
        return found
    }
}
