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
    /// How ground without a licence is worked where its footprints do not say; `nil`: not assumed, so that nothing follows from its area.
    public var unlicensedMethod: MiningMethod?
    /// Balances of every year, reserves and concentration too.
    public var withSeries = true

    public init(_ directory: LedgerDirectory) { self.directory = directory }

    /// - Parameters:
    ///   - year: `nil`: the last one of which anything is stated.
    ///   - by: the same year of each district, group or enterprise too.
    /// - Throws: `StoreError`; an `InputError` for sums that leave their range.
    /// - Complexity: O(records).
    public func report(_ region: Region, year: Int32?, by level: FigureLevel? = nil, today: Day) throws -> BalanceReport {
        do {
            let unit: LevelSums.Unit
            let own: FigureLevel
            switch region {
            case .all: (unit, own) = (.everybody, .all)
            case .of(let subject): (unit, own) = (.of(subject), FigureLevel(directory.kind(of: subject)))
            }
            var levels: Set<FigureLevel> = [own]
            if let level { levels.insert(level) }
            if withSeries, case .all = region { levels.insert(.owner) }
            let books = try books(levels)
            let book = books[own] ?? empty(own)
            let ground = try UnlicensedGround(directory, assuming: unlicensedMethod)
            let year = year ?? book.years.last { $0 <= today.yearMonthDay.year } ?? book.years.last ?? Int32(today.yearMonthDay.year)
            func balance(_ book: BalanceBook, _ unit: LevelSums.Unit, _ year: Int32) throws -> Balance {
                var figures = try book.figures(of: unit, year: year)
                figures.land = ground.land(unit, kind: directory.kind, year: year)
                return try Balance(figures)
            }
            var name: (String, SubjectKind)?
            if case .of(let subject) = region { name = (directory.name(of: subject), directory.kind(of: subject)) }
            var report = BalanceReport(
                try balance(book, unit, year), region: name?.0, kind: name?.1, material: material, commit: directory.ledger.commit)
            if withSeries {
                report.series = try book.years.filter { $0 <= today.yearMonthDay.year }.map { try balance(book, unit, $0) }
                try addReserves(unit, own, books[.owner], &report)
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

    private func empty(_ level: FigureLevel) -> BalanceBook {
        BalanceBook(level, in: directory.tree) { [directory] in directory.kind(of: $0) }
    }

    /// The books of several levels, in one pass over the figures.
    private func books(_ levels: Set<FigureLevel>) throws -> [FigureLevel: BalanceBook] {
        var books = levels.map(empty)
        var sweep = LedgerSweep(directory)
        sweep.material = material
        try sweep.forEach(of: directory.tree.holders, FigureKind.allCases, Stage.allCases) { kind, stage, series in
            guard let fact = BalanceFact(kind, stage) else { return }
            for i in books.indices { books[i].note(fact, series) }
        }
        try sweep.forEach(FigureKind.allCases, Stage.allCases) { kind, stage, series in
            guard let fact = BalanceFact(kind, stage) else { return }
            for i in books.indices { try books[i].add(fact, series) }
        }
        let entries = material == .oxide ? directory.book : EntryBook()
        for i in books.indices { try books[i].add(entries) }
        return Dictionary(uniqueKeysWithValues: books.map { ($0.level, $0) })
    }

    // MARK: Reserves and owners

    private func addReserves(
        _ unit: LevelSums.Unit, _ level: FigureLevel, _ owners: BalanceBook?, _ report: inout BalanceReport
    ) throws {
        let reserves = directory.book.reserves
        let members = Set(reserves.map(\.subject))
        var produced: [SubjectID: [Int32: Int64]] = [:]
        var sweep = LedgerSweep(directory)
        sweep.material = material
        try sweep.forEach(of: members, [.report]) { _, _, series in
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
        guard case .of(let region) = unit, let day = Day(year: Int(year), month: 12, day: 31) else { return unit == .everybody }
        if subject == region { return true }
        return level == .district
            ? directory.tree.district(of: subject, on: day) == region : directory.tree.holders(of: subject, on: day).contains(region)
    }
}

extension BalanceBook {
    /// Everybody with a figure, and what belongs to nobody.
    var parts: [LevelSums.Unit] { units.union([.none]).filter { $0 != .everybody } }
}
