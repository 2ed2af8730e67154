internal import GRDB
internal import OreCases
internal import OreDetection

/// The current findings over figures that pass a filter, in an order, to be put among those of places. Records are read as they are taken.
struct FiguresFindingQueue {
    private let db: Database
    private let filter: CaseFilter
    private let order: Ordering<FindingOrder>?
    /// `nil` where none can pass.
    private var numbers: FiguresFindingNumbers?
    /// Read, and not yet taken.
    private var waiting: StoredFiguresFinding?

    /// - Parameters:
    ///   - order: `nil`: as the store holds them.
    ///   - limit: so many are wanted at most; `nil`: all.
    init(_ db: Database, _ filter: CaseFilter, _ order: Ordering<FindingOrder>?, _ limit: Int?) throws {
        (self.db, self.filter, self.order) = (db, filter, order)
        if filter.admitsFigures, (limit ?? 1) > 0 { numbers = try FiguresFindingNumbers(db, filter, order, limit) }
    }

    /// The next one; `nil` after the last.
    mutating func next() throws -> StoredFiguresFinding? {
        let found = try front()
        waiting = nil
        return found
    }

    /// The next one where it stands before a finding of a place; of equal ones that of the place is first.
    mutating func next(before other: StoredFinding) throws -> StoredFiguresFinding? {
        guard let order, let found = try front() else { return nil }
        let (own, key) = (FindingSortKey(order.key, found), FindingSortKey(order.key, other.finding))
        return try own.precedes(key, isDescending: order.isDescending) ? next() : nil
    }

    private mutating func front() throws -> StoredFiguresFinding? {
        while waiting == nil, let number = try numbers?.next() {
            let found = try Store.figuresFinding(db, number: number)
            if filter.passes(found.figures), filter.passes(found) { waiting = found }
        }
        return waiting
    }
}

/// Numbers of the current findings over figures that may pass a filter, in an order, by what lies beside their records.
struct FiguresFindingNumbers {
    private let db: Database
    private let sql: String
    private let arguments: StatementArguments
    private var rows: RowCursor
    /// So many were asked for first; `nil` once all are.
    private var page: Int?
    private var taken = 0

    /// A few more than are wanted, for those that their records refuse: to find the first of many is much quicker than to sort all.
    private static let leastPage = 256

    init(_ db: Database, _ filter: CaseFilter, _ order: Ordering<FindingOrder>?, _ limit: Int?) throws {
        let condition = FactsCondition.figures(filter)
        let key = order.flatMap { FiguresFacts.key($0.key) }
        var source = "figures_findings g INDEXED BY figures_findings_facts"
        if key?.hasPrefix("i.") == true { source += " LEFT JOIN incidents i ON i.id = g.incident" }
        let isListed = "g.incident IS NOT NULL AND g.known_to IS NULL AND g.verdict <> \(Facts.number(of: Verdict.consistent))"
        var sql = "SELECT g.id FROM \(source) WHERE \(isListed) AND \(condition.text) ORDER BY "
        if let key, let order { sql += "\(key) \(order.isDescending ? "DESC" : "ASC") NULLS LAST, " }
        sql += "g.id"
        let page = limit.map { max($0, Self.leastPage) }
        (self.db, self.sql, arguments, self.page) = (db, sql, condition.arguments, page)
        rows = try Row.fetchCursor(db, sql: sql + (page.map { " LIMIT \($0)" } ?? ""), arguments: condition.arguments)
    }

    /// The next one; `nil` after the last.
    mutating func next() throws -> Int64? {
        if let row = try rows.next() {
            taken += 1
            return try row.value(0) as Int64
        }
        guard let page, taken == page else { return nil }
        self.page = nil
        rows = try Row.fetchCursor(db, sql: sql + " LIMIT -1 OFFSET \(page)", arguments: arguments)
        return try next()
    }
}
