internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// The figures that quotas of a stage and material are held against, of a year and the six before it: reports; of separation also the records of
/// output, of export the exporters' records, whichever say more.
struct QuotaFigures {
    private static let reach: Int32 = 6

    let directory: LedgerDirectory
    let lines: LineSelection
    /// `nil`: of every year.
    let year: Int32?
    let sweep: LedgerSweep
    /// Output and exports; empty for mining, and where masses are of no oxide.
    private let book: EntryBook

    /// - Parameter day: what had been received by it.
    init(_ directory: LedgerDirectory, _ lines: LineSelection, year: Int32?, on day: Day) throws {
        (self.directory, self.lines, self.year) = (directory, lines, year)
        var sweep = LedgerSweep(directory)
        (sweep.material, sweep.day) = (lines.material, day)
        sweep.years = year.map { $0 - Self.reach...$0 }
        self.sweep = sweep
        guard lines.stage != .mining, lines.material == .oxide else {
            book = EntryBook()
            return
        }
        book = directory.bookWithNames(on: day).book
    }

    // MARK: Everybody for himself

    /// Reports and quotas of a range of subjects.
    func series(_ range: SubjectRange) throws -> (reports: FigureSeries, quotas: FigureSeries) {
        (try FigureSeries(try sweep.records(.report, range), of: lines), try FigureSeries(try sweep.records(.quota, range), of: lines))
    }

    /// The figures of a kind of everybody: of stages behind mining, which few have.
    func everybody(_ kind: FigureKind) throws -> FigureSeries {
        try FigureSeries(try sweep.records(kind, of: lines), of: lines)
    }

    /// What the records of output, or of exports, say by month.
    func ofEntries() throws -> FigureSeries {
        var months: [SubjectID: [Int32: Int64]] = [:]
        func take(_ subject: SubjectID, _ month: CalendarMonth, _ tonnes: Tonnes) throws {
            let key = Int32(truncatingIfNeeded: month.number)
            guard sweep.years?.contains(key / 12) ?? true else { return }
            let (sum, isTooLarge) = (months[subject]?[key] ?? 0).addingReportingOverflow(tonnes.thousandths)
            guard !isTooLarge else { throw LedgerFault.sumTooLarge(subject: subject, month: month) }
            months[subject, default: [:]][key] = sum
        }
        switch lines.stage {
        case .mining: break
        case .separation: for row in book.separation where row.flow == .output { try take(row.facility, row.month, row.tonnes) }
        case .export: for row in book.exports where !row.isReturned { try take(row.enterprise, CalendarMonth(row.day), row.tonnes) }
        }
        return FigureSeries(months: months)
    }

    // MARK: Held quotas

    /// Of those with a quota of their own for the year, what it is held against: as ``HeldQuotaOverrun`` judges them, so that both say the same.
    /// - Parameter asked: of these alone; `nil`: of everybody.
    /// - Returns: of mining those alone who hold others; nobody where the rule judges nobody.
    /// - Complexity: O(records) of those who have such a quota and of everybody below them.
    func held(among asked: Set<SubjectID>? = nil) throws -> HeldFigures {
        var held = HeldFigures()
        guard let year, lines.stage == .mining || lines.material == .oxide else { return held }
        let quotas = try quotas(of: asked)
        var limits: [SubjectID: Tonnes] = [:]
        for (place, subject) in quotas.subjects.enumerated() where directory.tree.kind(of: subject) != .district {
            guard asked?.contains(subject) ?? true, let row = quotas.rows(of: place).first(where: { quotas.periods[$0] == year }) else {
                continue
            }
            limits[subject] = Tonnes(thousandths: quotas.amounts[row])
        }
        guard !limits.isEmpty else { return held }
        let sums = try sums(below: limits.keys)
        var months: [SubjectID: [Int32: Int64]] = [:]
        for (subject, limit) in limits {
            guard let sum = try sums.sum(of: subject, lines.stage, year: year) else { continue }
            held.items[subject] = sum.figure.item
            months[subject] = sum.months(against: limit)
            for past in year - Self.reach..<year {
                guard let before = try sums.sum(of: subject, lines.stage, year: past) else { continue }
                months[subject, default: [:]].merge(before.months(against: nil)) { first, _ in first }
            }
        }
        (held.reports, held.quotas) = (FigureSeries(months: months), quotas)
        return held
    }

    private func quotas(of asked: Set<SubjectID>?) throws -> FigureSeries {
        guard lines.stage == .mining else { return try everybody(.quota) }
        let holders = directory.tree.holders
        var found = FigureSeries(.year)
        try sweep.forEach(of: asked.map { $0.intersection(holders) } ?? holders, [.quota], [.mining]) { _, _, series in found = series }
        return found
    }

    private func sums(below holders: some Sequence<SubjectID>) throws -> HeldQuotaSums {
        let everyone = holders.reduce(into: Set<SubjectID>()) { $0.formUnion(directory.tree.everyone(below: $1)) }
        let known = everyone.filter { Int($0.number) < directory.ledger.names.count }
        let records = try directory.ledger.records(of: known)
        var accounts = AccountBook(material: lines.material)
        try accounts.add(sweep.narrowed(records[.report] ?? LedgerRecords(.report)))
        let own = book.only(everyone)
        accounts.add(own)
        return HeldQuotaSums(AccountMaker(accounts, directory.tree), separation: own.separation, recycled: own.recycled)
    }
}

/// What the quotas of holders, separators and exporters are held against.
struct HeldFigures {
    /// Which records the sum of each is of.
    var items: [SubjectID: AccountItem] = [:]
    /// By month, of those in ``items``.
    var reports = FigureSeries(.month)
    /// By year, of those in ``items`` at least.
    var quotas = FigureSeries(.year)
}
