public import OreFeatures
public import OreLedger
internal import OreStorage

/// The balance of a region from a store.
public struct BalanceRun: Sendable {
    public enum Region: Sendable, Hashable {
        case all
        case of(SubjectID)
    }

    let directory: LedgerDirectory
    public var material = MaterialKind.oxide
    /// What had been received by that day, and seen of the ground; `nil`: everything.
    public var day: Day?
    /// How ground without a licence is worked where its footprints do not say; `nil`: not assumed, so that nothing follows from its area.
    public var unlicensedMethod: MiningMethod?
    /// Balances of every year, reserves and concentration too.
    public var withSeries = true

    public init(_ directory: LedgerDirectory) { self.directory = directory }

    /// - Parameters:
    ///   - year: `nil`: the last one of which anything is stated.
    ///   - by: the same year of each district, group or enterprise too.
    ///   - today: later years are to come, and of an earlier ``day`` the ground is told as it is known now.
    /// - Throws: `StoreError`; an `InputError` for sums that leave their range.
    /// - Complexity: O(records).
    public func report(_ region: Region, year: Int32?, by level: FigureLevel? = nil, today: Day) throws -> BalanceReport {
        do {
            let (unit, own) = place(region)
            var levels: Set<FigureLevel> = [own]
            if let level { levels.insert(level) }
            if withSeries, case .all = region { levels.insert(.owner) }
            let entries = ofMaterial(directory.bookWithNames(on: day).book)
            let books = try books(levels, entries)
            let book = books[own] ?? empty(own)
            let ground = try ground(entries, today)
            let last = day ?? today
            let year = year ?? Self.lastYear(of: book, last)
            func balance(_ book: BalanceBook, _ unit: LevelSums.Unit, _ year: Int32) throws -> Balance {
                try self.balance(book, unit, year, ground)
            }
            var name: (String, SubjectKind)?
            if case .of(let subject) = region { name = (directory.name(of: subject), directory.kind(of: subject)) }
            var report = BalanceReport(
                try balance(book, unit, year), region: name?.0, kind: name?.1, material: material, commit: directory.ledger.commit)
            report.receivedBy = isPast(today) ? day : nil
            if withSeries {
                report.series = try book.years.filter { $0 <= last.yearMonthDay.year }.map { try balance(book, unit, $0) }
                try addReserves(entries.reserves, unit, own, books[.owner], &report)
            }
            if let level, let parts = books[level] {
                report.parts = try parts.parts.map { unit in
                    var name: String?
                    if case .of(let subject) = unit { name = directory.name(of: subject) }
                    return BalanceReport.Part(name: name, balance: try balance(parts, unit, year))
                }.filter { !$0.balance.flows.isEmpty || $0.balance[.quota] != nil }.sorted {
                    ($0.name ?? "\u{10FFFF}") < ($1.name ?? "\u{10FFFF}")
                }
            }
            return report
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    /// Every line of a balance down to places, and to the rows of delivered files.
    /// - Parameters:
    ///   - limit: so many of whoever states a figure, and so many places, are told one by one, the largest first; `nil`: all.
    ///   - named: names and handles that are told however small they are.
    ///   - today: as for a report.
    /// - Throws: `StoreError`; an `InputError` for sums that leave their range.
    /// - Complexity: O(records), twice where the year is not said.
    public func trace(_ region: Region, year: Int32?, limit: Int?, naming named: Set<String> = [], today: Day) throws -> BalanceTrace {
        do {
            let (unit, level) = place(region)
            let (all, known) = directory.bookWithNames(on: day)
            let entries = ofMaterial(all)
            let year = try year ?? Self.lastYear(of: try books([level], entries)[level] ?? empty(level), day ?? today)
            let book = try books([level], entries, following: (unit: unit, year: year))[level] ?? empty(level)
            let ground = try ground(entries, today)
            let balance = try balance(book, unit, year, ground)
            let head: SubjectID = if case .of(let subject) = region { subject } else { .everybody }
            let tracer = try BalanceTracer(balance, book, of: head, limit: limit, naming: named) { known.name(of: $0) }
            let places = ground?.parts(unit, kind: directory.kind, year: year, of: head, limit: limit, naming: named)
            var names = places?.names ?? [:]
            for subject in tracer.subjects.union([head]) { names[subject] = known.name(of: subject) }
            names[.everybody] = "all"
            names[.nobody] = "not named"
            let traced = try tracer.figures(accounts(tracer.subjects), entries, places: places?.parts ?? [])
            return BalanceTrace(balance, traced, names: FigureNames(names, files: try directory.files()))
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    /// An earlier day was asked for.
    private func isPast(_ today: Day) -> Bool { day.map { $0 < today } ?? false }

    /// Stock, separation, reserves and whatever else is stated beside figures are t REO.
    private func ofMaterial(_ entries: EntryBook) -> EntryBook { material == .oxide ? entries : EntryBook() }

    /// - Returns: `nil` for other materials: tonnes from ground are t REO.
    private func ground(_ entries: EntryBook, _ today: Day) throws -> UnlicensedGround? {
        guard material == .oxide else { return nil }
        return try UnlicensedGround(
            directory, yields: entries.yields, assuming: unlicensedMethod, seenBy: isPast(today) ? day : nil,
            isOfNow: isPast(today) || !directory.ledger.isLatest)
    }

    private func balance(_ book: BalanceBook, _ unit: LevelSums.Unit, _ year: Int32, _ ground: UnlicensedGround?) throws -> Balance {
        var figures = try book.figures(of: unit, year: year)
        figures.material = material
        figures.land = ground?.land(unit, kind: directory.kind, year: year)
        return try Balance(figures)
    }

    /// Quotas, reports and invoices of some.
    private func accounts(_ subjects: Set<SubjectID>) throws -> AccountBook {
        var accounts = AccountBook(material: material)
        let known = subjects.filter { Int($0.number) < directory.ledger.names.count }
        guard !known.isEmpty else { return accounts }
        let (records, sweep) = (try directory.ledger.records(of: known), sweep())
        for kind in FigureKind.allCases { if let own = records[kind] { try accounts.add(sweep.narrowed(own), of: known) } }
        return accounts
    }

    /// Figures of the material as they had been received by the day.
    private func sweep() -> LedgerSweep {
        var sweep = LedgerSweep(directory)
        (sweep.material, sweep.day) = (material, day)
        return sweep
    }

    private func place(_ region: Region) -> (unit: LevelSums.Unit, level: FigureLevel) {
        switch region {
        case .all: (.everybody, .all)
        case .of(let subject): (.of(subject), FigureLevel(directory.kind(of: subject)))
        }
    }

    /// The last year that is not to come.
    private static func lastYear(of book: BalanceBook, _ today: Day) -> Int32 {
        let years = book.years
        return years.last { $0 <= today.yearMonthDay.year } ?? years.last ?? Int32(today.yearMonthDay.year)
    }

    private func empty(_ level: FigureLevel) -> BalanceBook {
        BalanceBook(level, in: directory.tree) { [directory] in directory.kind(of: $0) }
    }

    /// The books of several levels, in one pass over the figures.
    /// - Parameter followed: the region and year whose figures are traced.
    private func books(
        _ levels: Set<FigureLevel>, _ entries: EntryBook, following followed: (unit: LevelSums.Unit, year: Int32)? = nil
    ) throws -> [FigureLevel: BalanceBook] {
        var books = levels.map(empty)
        if let followed { for i in books.indices { books[i].follow(followed.unit, year: followed.year) } }
        let sweep = sweep()
        try sweep.forEach(of: directory.tree.holders, FigureKind.allCases, Stage.allCases) { kind, stage, series in
            guard let fact = BalanceFact(kind, stage) else { return }
            for i in books.indices { books[i].note(fact, series) }
        }
        try sweep.forEach(FigureKind.allCases, Stage.allCases) { kind, stage, series in
            guard let fact = BalanceFact(kind, stage) else { return }
            for i in books.indices { try books[i].add(fact, series) }
        }
        for i in books.indices { try books[i].add(entries) }
        return Dictionary(uniqueKeysWithValues: books.map { ($0.level, $0) })
    }

    // MARK: Reserves and owners

    private func addReserves(
        _ reserves: [ReserveFigure], _ unit: LevelSums.Unit, _ level: FigureLevel, _ owners: BalanceBook?, _ report: inout BalanceReport
    ) throws {
        let members = Set(reserves.map(\.subject))
        var produced: [SubjectID: [Int32: Int64]] = [:]
        try sweep().forEach(of: members, [.report]) { _, _, series in
            for (place, subject) in series.subjects.enumerated() {
                produced[subject] = Dictionary(
                    series.rows(of: place).map { (series.periods[$0], series.amounts[$0]) }, uniquingKeysWith: { first, _ in first })
            }
        }
        for year in report.series.map(\.year) {
            let own = reserves.filter { isPart($0.subject, of: unit, level, year) }
            if let life = RegionReserves(year, reserves: own, produced: produced) { report.reserves.append(life) }
        }
        guard case .everybody = unit, let owners else { return }
        for year in report.series.map(\.year) {
            if let one = Concentration(year, owners.amounts(.reported, year: year)) { report.concentration.append(one) }
        }
        for one in report.concentration { for owner in one.owners { report.names[owner.subject] = directory.name(of: owner.subject) } }
    }

    private func isPart(_ subject: SubjectID, of unit: LevelSums.Unit, _ level: FigureLevel, _ year: Int32) -> Bool {
        guard case .of(let region) = unit, let day = Day(lastOf: year) else { return unit == .everybody }
        if subject == region { return true }
        return level == .district
            ? directory.tree.district(of: subject, on: day) == region : directory.tree.holders(of: subject, on: day).contains(region)
    }
}

extension BalanceBook {
    /// Everybody with a figure, and what belongs to nobody.
    var parts: [LevelSums.Unit] { units.union([.none]).filter { $0 != .everybody } }
}
