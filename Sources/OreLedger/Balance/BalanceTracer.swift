internal import OreFeatures

/// What a figure in the tree of a balance says: a line, or what records state before a line follows from it.
public enum BalanceTraceItem: FigureItem {
    case line(BalanceItem)
    case fact(BalanceFact)

    public var rawValue: String {
        switch self {
        case .line(let item): item.rawValue
        case .fact(let fact): fact.rawValue
        }
    }
}

/// One figure of a balance with everything that it was made of.
public typealias BalanceFigure = TracedFigure<BalanceTraceItem>

/// Follows the lines of a balance back: what is stated to whoever states it, their months and the rows of delivered files, an estimate to its places,
/// and what follows to its terms.
///
/// Whose figures a line is the sum of was kept while they were added (``BalanceBook/follow(_:year:)``), and amounts are added up anew from rows: that both
/// are the same is for tests to show. Of a nation there may be thousands, so that the largest are told one by one and the others as one sum.
public struct BalanceTracer: Sendable {
    private let balance: Balance
    private let book: BalanceBook
    private let region: SubjectID
    /// Of each fact that a line rests on, whose figures it is the sum of.
    private let members: [BalanceFact: Members]

    private struct Members {
        /// The largest first; of equal ones the first by name.
        var told: [SubjectID] = []
        var others = 0
        var sumOfOthers = Tonnes.zero
    }

    /// - Parameters:
    ///   - book: it followed the region and year of the balance.
    ///   - region: as the tree names it.
    ///   - limit: so many of each fact are told one by one; `nil`: all.
    ///   - named: are told whatever they add.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(n log n) for the n who state something.
    public init(
        _ balance: Balance, _ book: BalanceBook, of region: SubjectID, limit: Int?, naming named: Set<String> = [],
        name: (SubjectID) -> String
    ) throws(LedgerFault) {
        (self.balance, self.book, self.region) = (balance, book, region)
        var members: [BalanceFact: Members] = [:]
        for fact in balance.lines.flatMap(Self.facts) {
            let known = try book.parts(fact).map { (subject: $0.key, amount: $0.value, name: name($0.key)) }
            let sorted = known.sorted { a, b in a.amount != b.amount ? a.amount > b.amount : a.name < b.name }
            var own = Members()
            for (place, one) in sorted.enumerated() {
                if limit.map({ place < $0 }) ?? true || named.contains(one.name) {
                    own.told.append(one.subject)
                } else {
                    guard let next = own.sumOfOthers.adding(one.amount) else { throw Self.fault(one.subject, balance.year) }
                    (own.sumOfOthers, own.others) = (next, own.others + 1)
                }
            }
            members[fact] = own
        }
        self.members = members
    }

    /// Everybody who is told one by one: whose records ``figures(_:_:places:)`` needs.
    public var subjects: Set<SubjectID> { Set(members.values.flatMap(\.told)) }

    /// One for each line of the balance, in its order.
    /// - Parameters:
    ///   - accounts: with every record of ``subjects``, of the balance's material.
    ///   - entries: those that the book was made of.
    ///   - places: of ground without a licence.
    /// - Throws: `LedgerFault.sumTooLarge`.
    public func figures(
        _ accounts: AccountBook, _ entries: EntryBook, places: [FigurePart<BalanceTraceItem>] = []
    ) throws(LedgerFault) -> [BalanceFigure] {
        let rows = BalanceRows(accounts, entries, book, year: balance.year, of: subjects)
        var figures: [BalanceFigure] = []
        for line in balance.lines { figures.append(try figure(line.item, rows, places)) }
        return figures
    }

    // MARK: Lines

    private var span: FigureSpan { .year(balance.year) }

    private static func fault(_ subject: SubjectID, _ year: Int32) -> LedgerFault {
        .sumTooLarge(subject: subject, month: CalendarMonth(number: Int(year) * 12))
    }

    /// The facts that a line rests on by itself.
    private static func facts(_ line: BalanceLine) -> [BalanceFact] {
        guard line.amount != nil else { return [] }
        switch line.item {
        case .mineStockAdded: return [.mineClosing, .mineOpening]
        case .productStockAdded: return [.productClosing, .productOpening]
        default: return line.fact.map { [$0] } ?? []
        }
    }

    private func figure(
        _ item: BalanceItem, _ rows: BalanceRows, _ places: [FigurePart<BalanceTraceItem>]
    ) throws(LedgerFault) -> BalanceFigure {
        if item == .unlicensed { return land(places) }
        guard let line = balance.lines.first(where: { $0.item == item }), line.amount != nil else {
            return BalanceFigure(.line(item), region, span, .missing(.notStated))
        }
        let facts = Self.facts(line)
        if let fact = facts.first, facts.count == 1 { return try stated(.line(item), fact, rows) }
        var parts: [FigurePart<BalanceTraceItem>] = []
        // Closing less opening stock.
        for (place, fact) in facts.enumerated() {
            parts.append(FigurePart(try stated(.fact(fact), fact, rows), isSubtracted: place > 0))
        }
        for term in line.terms { parts.append(FigurePart(try figure(term.item, rows, places), isSubtracted: term.isSubtracted)) }
        return try BalanceFigure(.line(item), region, span, .sumOfLines, parts)
    }

    /// Area by yield: what places share is in the interval of all, so that theirs do not add up to it.
    private func land(_ places: [FigurePart<BalanceTraceItem>]) -> BalanceFigure {
        let source: FigureSource<BalanceTraceItem> = places.isEmpty ? .none : .parts(.yield, places)
        guard let interval = balance.figures.land?.sum.interval else {
            let other: AccountGap = balance.figures.material == .oxide ? .noObservation : .otherMaterial
            let gap = places.lazy.compactMap(\.figure.gap).first ?? other
            return BalanceFigure(.line(.unlicensed), region, span, .missing(gap), from: source)
        }
        let isExact = interval.low == interval.high
        var figure = BalanceFigure(
            .line(.unlicensed), region, span, isExact ? .exact(interval.low) : .between(interval.low, interval.high), from: source)
        figure.central = isExact ? nil : interval.median
        return figure
    }

    // MARK: What records state

    private func stated(_ item: BalanceTraceItem, _ fact: BalanceFact, _ rows: BalanceRows) throws(LedgerFault) -> BalanceFigure {
        let own = members[fact] ?? Members()
        var parts: [FigurePart<BalanceTraceItem>] = []
        for subject in own.told { parts.append(FigurePart(try figure(item, of: subject, rows.cells(fact, subject), fact))) }
        if own.others > 0 {
            parts.append(FigurePart(BalanceFigure(item, region, span, .exact(own.sumOfOthers), from: .others(own.others))))
        }
        return try BalanceFigure(item, region, span, .sumOfSubjects, parts)
    }

    private func figure(
        _ item: BalanceTraceItem, of subject: SubjectID, _ cells: [BalanceRows.Cell], _ fact: BalanceFact
    ) throws(LedgerFault) -> BalanceFigure {
        guard fact.isMonthly else { return try BalanceFigure(item, subject, span, rows: cells.flatMap(\.rows)) }
        var months: [FigurePart<BalanceTraceItem>] = []
        for cell in cells {
            let month = FigureSpan.month(CalendarMonth(number: Int(cell.period)))
            months.append(FigurePart(try BalanceFigure(item, subject, month, rows: cell.rows)))
        }
        return try BalanceFigure(item, subject, span, .sumOfMonths, months)
    }
}

extension BalanceFact {
    /// Added up month by month; the others are of a year, stock of a day, seizures of theirs.
    fileprivate var isMonthly: Bool {
        switch self {
        case .quota, .mineOpening, .mineClosing, .productOpening, .productClosing, .seized: false
        default: true
        }
    }
}
