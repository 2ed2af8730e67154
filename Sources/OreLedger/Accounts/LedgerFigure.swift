public import OreFeatures

/// A row of a delivered file that a figure rests on.
public struct SourceRow: Sendable, Hashable {
    /// `quotas`, `reports`, `stock`, ...: as `ingest --as` calls it.
    public var kind: String
    /// The commit that brought it, which names the file.
    public var commit: Int32
    /// As people count.
    public var row: UInt32
    public var amount: Tonnes
    public var span: FigureSpan
    /// Received, issued; `nil` where the record does not say.
    public var stated: Day?
    /// The row states concentrate and its grade; the amount is the oxide in it.
    public var isByGrade = false

    public init(kind: String, commit: Int32, row: UInt32, amount: Tonnes, span: FigureSpan, stated: Day? = nil) {
        (self.kind, self.commit, self.row, self.amount, self.span, self.stated) = (kind, commit, row, amount, span, stated)
    }
}

/// How a figure comes from others; all but ``yield`` are sums of its parts with their signs.
public enum FigureFormula: String, Sendable, Hashable, CaseIterable {
    case sumOfMonths = "sum_of_months"
    case sumOfMembers = "sum_of_members"
    /// Over whoever states something of a region, the largest first: see ``BalanceTracer``.
    case sumOfSubjects = "sum_of_subjects"
    /// Lines of a balance by their signs.
    case sumOfLines = "sum_of_lines"
    case reportedLessQuota = "reported_less_quota"
    /// Opening stock + reported - sold - closing stock.
    case massBalance = "mass_balance"
    case reportedLessLand = "reported_less_land"
    case intakeLessOutput = "intake_less_output"
    /// Area by yield; of several places together, so that bounds of the parts do not add up to those of the whole.
    case yield
}

/// What a figure says: a line of an account, or of a balance.
public protocol FigureItem: Sendable, Hashable {
    /// As paths, files and programs have it.
    var rawValue: String { get }
}

extension AccountItem: FigureItem {}

/// Where a figure comes from.
public enum FigureSource<Item: FigureItem>: Sendable, Hashable {
    /// Rows of files that add up to it.
    case rows([SourceRow])
    /// Other figures.
    case parts(FigureFormula, [FigurePart<Item>])
    /// An estimate, and what it was made of.
    case estimate(LandEstimator)
    /// So many further parts of the whole, which are not told one by one.
    case others(Int)
    case none
}

/// A figure within another one.
public struct FigurePart<Item: FigureItem>: Sendable, Hashable {
    public var isSubtracted: Bool
    public var figure: TracedFigure<Item>

    public init(_ figure: TracedFigure<Item>, isSubtracted: Bool = false) { (self.figure, self.isSubtracted) = (figure, isSubtracted) }
}

/// One figure of an account.
public typealias LedgerFigure = TracedFigure<AccountItem>

/// One figure with everything that it was made of.
public struct TracedFigure<Item: FigureItem>: Sendable, Hashable {
    public var item: Item
    public var subject: SubjectID
    public var span: FigureSpan
    public var amount: FigureAmount
    /// Of an interval of a balance, the middle of what is possible.
    public var central: Tonnes?
    public var source: FigureSource<Item>

    public init(_ item: Item, _ subject: SubjectID, _ span: FigureSpan, _ amount: FigureAmount, from source: FigureSource<Item> = .none) {
        (self.item, self.subject, self.span, self.amount, self.source) = (item, subject, span, amount, source)
    }

    /// The sum of parts that have a figure; those without one are left out of the sum and kept in the tree.
    /// - Returns: missing when no part has a figure.
    /// - Throws: `LedgerFault.sumTooLarge`.
    init(
        _ item: Item, _ subject: SubjectID, _ span: FigureSpan, _ formula: FigureFormula, _ parts: [FigurePart<Item>]
    ) throws(LedgerFault) {
        var sum: (low: Tonnes, high: Tonnes)?
        // Not told where the middle of any part is not.
        var central: Tonnes? = .zero
        for part in parts {
            guard let bounds = part.figure.amount.bounds else { continue }
            let before = sum ?? (.zero, .zero)
            let (low, high) = part.isSubtracted ? (bounds.upperBound, bounds.lowerBound) : (bounds.lowerBound, bounds.upperBound)
            let ends = (
                part.isSubtracted ? before.low.subtracting(low) : before.low.adding(low),
                part.isSubtracted ? before.high.subtracting(high) : before.high.adding(high)
            )
            guard let low = ends.0, let high = ends.1 else { throw .sumTooLarge(subject: subject, month: Self.month(of: span)) }
            sum = (low, high)
            if let known = central, let own = part.figure.middle {
                central = part.isSubtracted ? known.subtracting(own) : known.adding(own)
            } else {
                central = nil
            }
        }
        let amount: FigureAmount =
            sum.map { $0.low == $0.high ? .exact($0.low) : .between($0.low, $0.high) }
            ?? .missing(parts.lazy.compactMap(\.figure.gap).first ?? .notStated)
        self.init(item, subject, span, amount, from: .parts(formula, parts))
        if case .between = amount { self.central = central }
    }

    /// The sum of rows.
    init(_ item: Item, _ subject: SubjectID, _ span: FigureSpan, rows: [SourceRow]) throws(LedgerFault) {
        var sum = Tonnes.zero
        for row in rows {
            guard let next = sum.adding(row.amount) else { throw .sumTooLarge(subject: subject, month: Self.month(of: span)) }
            sum = next
        }
        self.init(item, subject, span, .exact(sum), from: .rows(rows))
    }

    private static func month(of span: FigureSpan) -> CalendarMonth {
        switch span {
        case .year(let year): CalendarMonth(number: Int(year) * 12)
        case .month(let month): month
        case .day(let day): CalendarMonth(day)
        }
    }

    /// `nil` where there is a figure.
    public var gap: AccountGap? { if case .missing(let gap) = amount { gap } else { nil } }

    /// An exact figure, or the middle of an interval that has one.
    public var middle: Tonnes? { amount.exact ?? central }

    public var parts: [FigurePart<Item>] { if case .parts(_, let parts) = source { parts } else { [] } }

    /// Every row below, in the order of the tree; a row below a subtracted figure with `isSubtracted`.
    /// - Complexity: O(tree).
    public var rows: [(row: SourceRow, isSubtracted: Bool)] {
        switch source {
        case .rows(let rows): rows.map { ($0, false) }
        case .parts(_, let parts):
            parts.flatMap { part in part.figure.rows.map { ($0.row, $0.isSubtracted != part.isSubtracted) } }
        case .estimate, .others, .none: []
        }
    }

    /// Itself, or something below it, has no figure.
    public var hasGap: Bool { gap != nil || parts.contains { $0.figure.hasGap } }

    /// Whose own rows it is a sum of, where it is one over members.
    var members: Set<SubjectID> {
        switch source {
        case .parts(.sumOfMembers, let parts):
            parts.reduce(into: []) { all, part in
                let below = part.figure.members
                all.formUnion(below.isEmpty ? [part.figure.subject] : below)
            }
        case .parts(_, let parts): parts.reduce(into: []) { $0.formUnion($1.figure.members) }
        case .rows, .estimate, .others, .none: []
        }
    }
}
