internal import OreFeatures

/// The rows of delivered files behind what records state of a balance: of each fact and subject by period, of the year and region that a book follows.
struct BalanceRows {
    struct Cell {
        /// The year of quotas, the number of a month, otherwise a day since 1970.
        var period: Int32
        var rows: [SourceRow]
    }

    private let accounts: AccountBook
    private let book: BalanceBook
    private let year: Int32
    /// What accounts do not have, or not by where feed is from.
    private var entries: [BalanceFact: [SubjectID: [Int32: [SourceRow]]]] = [:]

    /// - Complexity: O(entries).
    init(_ accounts: AccountBook, _ entries: EntryBook, _ book: BalanceBook, year: Int32, of subjects: Set<SubjectID>) {
        (self.accounts, self.book, self.year) = (accounts, book, year)
        for one in entries.separation where subjects.contains(one.facility) {
            take(one.balanceFact, one.facility, one.month, one.source, "separation", one.tonnes, .month(one.month))
        }
        for one in entries.recycled where subjects.contains(one.facility) {
            take(.recycled, one.facility, one.month, one.source, "recycled", one.tonnes, .month(one.month))
        }
        for one in entries.exports where !one.isReturned && subjects.contains(one.enterprise) {
            take(.exported, one.enterprise, CalendarMonth(one.day), one.source, "exports", one.tonnes, .day(one.day))
        }
        let ends: [(fact: BalanceFact, stage: Stage, year: Int32)] = [
            (.mineOpening, .mining, year - 1), (.mineClosing, .mining, year), (.productOpening, .separation, year - 1),
            (.productClosing, .separation, year),
        ]
        for one in entries.stock where one.line.material == .oxide && subjects.contains(one.subject) {
            for end in ends where end.stage == one.line.stage {
                guard book.stockDay(end.stage, one.subject, atEndOf: end.year) == one.day.daysSince1970 else { continue }
                add(end.fact, one.subject, one.day.daysSince1970, one.source, "stock", one.tonnes, .day(one.day))
            }
        }
        for one in book.followedSeizures where subjects.contains(one.subject) {
            add(.seized, one.subject, one.day.daysSince1970, one.source, "seizures", one.tonnes, .day(one.day))
        }
    }

    /// Of a month of the year that counts to the region.
    private mutating func take(
        _ fact: BalanceFact, _ subject: SubjectID, _ month: CalendarMonth, _ source: EntrySource, _ kind: String, _ amount: Tonnes,
        _ span: FigureSpan
    ) {
        guard month.key / 12 == year, book.isFollowed(fact, subject, month.key) else { return }
        add(fact, subject, month.key, source, kind, amount, span)
    }

    private mutating func add(
        _ fact: BalanceFact, _ subject: SubjectID, _ period: Int32, _ source: EntrySource, _ kind: String, _ amount: Tonnes,
        _ span: FigureSpan
    ) {
        entries[fact, default: [:]][subject, default: [:]][period, default: []].append(
            SourceRow(kind: kind, commit: source.commit, row: source.row, amount: amount, span: span))
    }

    /// The periods of a fact that count to the region, ascending.
    func cells(_ fact: BalanceFact, _ subject: SubjectID) -> [Cell] {
        guard let item = fact.accountItem else {
            return (entries[fact]?[subject] ?? [:]).sorted { $0.key < $1.key }.map { Cell(period: $0.key, rows: $0.value) }
        }
        return accounts.keys(item, subject).filter { key in
            (item.isYearly ? key : key / 12) == year && book.isFollowed(fact, subject, key)
        }.map { Cell(period: $0, rows: accounts.rows(item, subject, $0) ?? []) }
    }
}

extension BalanceFact {
    /// The line of an account with the same quotas, reports or invoices; `nil`: other records state it.
    fileprivate var accountItem: AccountItem? {
        switch self {
        case .quota: .quota
        case .reported: .reported
        case .sold: .sold
        case .separationReported: .separationReported
        case .separationSold: .separationSold
        case .exportReported: .exportReported
        case .exportSold: .exportSold
        case .mineOpening, .mineClosing, .feed, .importedFeed, .recycledFeed, .recycled, .output, .exported, .productOpening,
            .productClosing, .seized:
            nil
        }
    }
}
