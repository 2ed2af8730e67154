internal import OreFeatures

/// The figures of a ledger gathered for balances: by region, fact and year. Regions are districts, groups, enterprises, or everybody.
///
/// Figures are counted as accounts count them (``LevelSums``): nothing twice, nothing of a member whose holder states it.
public struct BalanceBook: Sendable {
    public let level: FigureLevel
    private let tree: SubjectTree
    private let kind: @Sendable (SubjectID) -> SubjectKind
    private var sums: [BalanceFact: LevelSums] = [:]
    /// Of holders and districts that state something themselves, taken before the figures are added.
    private var stated: [BalanceFact: [SubjectID: Set<Int32>]] = [:]
    private var seizures: [Seizure] = []
    private var stocks: [Stage: [SubjectID: [Int32: Int64]]] = [:]
    /// The region and year whose figures are traced.
    private(set) var followed: (unit: LevelSums.Unit, year: Int32)?

    public init(_ level: FigureLevel, in tree: SubjectTree, kind: @escaping @Sendable (SubjectID) -> SubjectKind) {
        (self.level, self.tree, self.kind) = (level, tree, kind)
    }

    /// Keeps of a region and year whose figures each fact is the sum of, for a ``BalanceTracer``. To be called before anything is added.
    public mutating func follow(_ unit: LevelSums.Unit, year: Int32) { followed = (unit: unit, year: year) }

    /// Takes note of what subjects with members state themselves. To be called before anything is added.
    public mutating func note(_ fact: BalanceFact, _ series: FigureSeries) {
        let periods = LevelSums.periods(of: series, among: tree.holders)
        stated[fact, default: [:]].merge(periods) { $0.union($1) }
    }

    /// - Throws: `LedgerFault.sumTooLarge`.
    public mutating func add(_ fact: BalanceFact, _ series: FigureSeries) throws(LedgerFault) {
        guard series.count > 0 else { return }
        var own = sums[fact] ?? empty(fact, series.period)
        try own.add(series)
        sums[fact] = own
    }

    private func empty(_ fact: BalanceFact, _ period: FigurePeriod) -> LevelSums {
        following(LevelSums(level, by: period, in: tree, stated: stated[fact] ?? [:], inYears: true, kind: kind))
    }

    private func following(_ sums: LevelSums) -> LevelSums {
        var sums = sums
        if let followed { sums.follow(followed.unit, followed.year) }
        return sums
    }

    /// Adds stock, separation, recycled feed, exports and seizures.
    public mutating func add(_ book: EntryBook) throws(LedgerFault) {
        var months: [BalanceFact: [SubjectID: [Int32: Int64]]] = [:]
        func take(_ fact: BalanceFact, _ subject: SubjectID, _ month: CalendarMonth, _ amount: Tonnes) throws(LedgerFault) {
            let (sum, isTooLarge) = (months[fact]?[subject]?[month.key] ?? 0).addingReportingOverflow(amount.thousandths)
            guard !isTooLarge else { throw .sumTooLarge(subject: subject, month: month) }
            months[fact, default: [:]][subject, default: [:]][month.key] = sum
        }
        for one in book.separation { try take(one.balanceFact, one.facility, one.month, one.tonnes) }
        for one in book.recycled { try take(.recycled, one.facility, one.month, one.tonnes) }
        for one in book.exports where !one.isReturned { try take(.exported, one.enterprise, CalendarMonth(one.day), one.tonnes) }
        for (fact, own) in months.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            var series = FigureSeries(.month)
            for (subject, cells) in own.sorted(by: { $0.key < $1.key }) {
                series.appendRun(of: subject, cells.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            }
            note(fact, series)
            try add(fact, series)
        }
        seizures += book.seizures
        for one in book.stock where one.line.material == .oxide {
            let (sum, isTooLarge) = (stocks[one.line.stage]?[one.subject]?[one.day.daysSince1970] ?? 0).addingReportingOverflow(
                one.tonnes.thousandths)
            guard !isTooLarge else { throw .sumTooLarge(subject: one.subject, month: CalendarMonth(one.day)) }
            stocks[one.line.stage, default: [:]][one.subject, default: [:]][one.day.daysSince1970] = sum
        }
    }

    // MARK: Reading

    /// Everybody with a figure, in no order; `everybody` at the level of all.
    public var units: Set<LevelSums.Unit> { Set(sums.values.flatMap(\.sums.keys)).subtracting([.none, .covered]) }

    /// Years of which anything is stated, ascending.
    public var years: [Int32] {
        var years: Set<Int32> = []
        for own in sums.values {
            for cells in own.sums.values { years.formUnion(cells.keys) }
        }
        return years.sorted()
    }

    /// What is stated of a region and year.
    /// - Throws: `LedgerFault.sumTooLarge`.
    public func figures(of unit: LevelSums.Unit, year: Int32) throws(LedgerFault) -> BalanceFigures {
        var figures = BalanceFigures(year: year)
        for (fact, own) in sums {
            guard let cell = own.sums[unit]?[year] else { continue }
            figures.facts[fact] = BalanceSum(Tonnes(thousandths: cell.amount), figures: cell.figures)
        }
        try takeSeizures(unit, &figures)
        try takeStock(.mining, .mineOpening, .mineClosing, unit, &figures)
        try takeStock(.separation, .productOpening, .productClosing, unit, &figures)
        return figures
    }

    /// Amounts of a fact in a year by unit, in thousandths: who did how much of it.
    public func amounts(_ fact: BalanceFact, year: Int32) -> [SubjectID: Int64] {
        var amounts: [SubjectID: Int64] = [:]
        guard let own = sums[fact] else { return amounts }
        for case (.of(let subject), let cells) in own.sums {
            if let cell = cells[year] { amounts[subject] = cell.amount }
        }
        return amounts
    }

    private func takeSeizures(_ unit: LevelSums.Unit, _ figures: inout BalanceFigures) throws(LedgerFault) {
        let own = seizures(of: unit, figures.year)
        guard !own.isEmpty else { return }
        var sum = Tonnes.zero
        for one in own {
            guard let next = sum.adding(one.tonnes) else {
                throw .sumTooLarge(subject: one.enterprise ?? one.district ?? SubjectID(0), month: CalendarMonth(one.day))
            }
            sum = next
        }
        figures.facts[.seized] = BalanceSum(sum, figures: own.count)
    }

    private func seizures(of unit: LevelSums.Unit, _ year: Int32) -> [Seizure] {
        seizures.filter { $0.day.yearMonthDay.year == Int(year) && isPart($0, of: unit) }
    }

    private func isOfLevel(_ subject: SubjectID) -> Bool {
        switch level {
        case .all: true
        case .owner: kind(subject) == .group || kind(subject) == .enterprise
        default: level == FigureLevel(kind(subject))
        }
    }

    /// A seizure is of the district that it names, and of whoever holds the enterprise whose goods they were.
    private func isPart(_ seizure: Seizure, of unit: LevelSums.Unit) -> Bool {
        switch unit {
        case .everybody: return true
        case .of(let region):
            if seizure.district == region || seizure.enterprise == region { return true }
            guard let enterprise = seizure.enterprise else { return false }
            return tree.holders(of: enterprise, on: seizure.day).contains(region)
                || (seizure.district == nil && tree.district(of: enterprise, on: seizure.day) == region)
        case .none:
            // Of nobody at this level.
            let whose = [seizure.enterprise, seizure.district].compactMap(\.self)
            let above = whose + (seizure.enterprise.map { tree.holders(of: $0, on: seizure.day) } ?? [])
            let district = seizure.district ?? seizure.enterprise.flatMap { tree.district(of: $0, on: seizure.day) }
            return !(above + [district].compactMap(\.self)).contains { isOfLevel($0) }
        case .covered: return false
        }
    }

    /// Stock of those who state it at both ends of the year: a change of stock needs both.
    private func takeStock(
        _ stage: Stage, _ opening: BalanceFact, _ closing: BalanceFact, _ unit: LevelSums.Unit, _ figures: inout BalanceFigures
    ) throws(LedgerFault) {
        guard let own = try stock(stage, year: figures.year) else { return }
        for (fact, sums) in [(opening, own.before), (closing, own.after)] {
            if let cell = sums.sums[unit]?[figures.year] {
                figures.facts[fact] = BalanceSum(Tonnes(thousandths: cell.amount), figures: cell.figures)
            }
        }
    }

    /// - Returns: `nil` where nobody states any.
    private func stock(_ stage: Stage, year: Int32) throws(LedgerFault) -> (before: LevelSums, after: LevelSums)? {
        let own = stocks[stage] ?? [:]
        guard !own.isEmpty, let first = Day(lastOf: year - 1), let last = Day(lastOf: year) else { return nil }
        let states = Set(own.keys).intersection(tree.holders)
        let covering = Dictionary(uniqueKeysWithValues: states.map { ($0, Set([year])) })
        let empty = following(LevelSums(level, by: .year, in: tree, stated: covering, kind: kind))
        var (before, after) = (empty, empty)
        for (subject, days) in own.sorted(by: { $0.key < $1.key }) {
            guard let a = Self.nearest(days, first), let b = Self.nearest(days, last) else { continue }
            try before.add(subject, year, a.value)
            try after.add(subject, year, b.value)
        }
        return (before, after)
    }

    /// The stock taken nearest to a day, at most a month from it; of two the earlier.
    private static func nearest(_ days: [Int32: Int64], _ day: Day) -> (key: Int32, value: Int64)? {
        func distance(_ other: Int32) -> Int { abs(Int(other) - Int(day.daysSince1970)) }
        return days.filter { distance($0.key) <= 31 }.min { (distance($0.key), $0.key) < (distance($1.key), $1.key) }
    }
}

// MARK: Tracing

extension BalanceBook {
    /// Whose figures a fact of the followed region and year is the sum of, in no order; seized goods of which nobody is named are nobody's.
    /// - Throws: `LedgerFault.sumTooLarge`.
    func parts(_ fact: BalanceFact) throws(LedgerFault) -> [SubjectID: Tonnes] {
        guard let followed else { return [:] }
        switch fact {
        case .mineOpening, .productOpening: return Self.amounts(try stock(fact.stockStage, year: followed.year)?.before)
        case .mineClosing, .productClosing: return Self.amounts(try stock(fact.stockStage, year: followed.year)?.after)
        case .seized:
            var amounts: [SubjectID: Tonnes] = [:]
            for one in followedSeizures {
                guard let next = (amounts[one.subject] ?? .zero).adding(one.tonnes) else {
                    throw .sumTooLarge(subject: one.subject, month: CalendarMonth(one.day))
                }
                amounts[one.subject] = next
            }
            return amounts
        default: return Self.amounts(sums[fact])
        }
    }

    private static func amounts(_ sums: LevelSums?) -> [SubjectID: Tonnes] {
        (sums?.parts ?? [:]).mapValues { Tonnes(thousandths: $0.amount) }
    }

    /// A subject's figure of a period is one of those that are followed.
    func isFollowed(_ fact: BalanceFact, _ subject: SubjectID, _ period: Int32) -> Bool {
        guard let followed, let own = sums[fact] else { return false }
        return own.unit(of: subject, period) == followed.unit
    }

    var followedSeizures: [Seizure] { followed.map { seizures(of: $0.unit, $0.year) } ?? [] }

    /// The day of the stock that stands for the end of a year.
    func stockDay(_ stage: Stage, _ subject: SubjectID, atEndOf year: Int32) -> Int32? {
        guard let days = stocks[stage]?[subject], let last = Day(lastOf: year) else { return nil }
        return Self.nearest(days, last)?.key
    }
}

extension Seizure {
    /// Whose goods they were, without it the district.
    var subject: SubjectID { enterprise ?? district ?? .nobody }
}

extension BalanceFact {
    /// Of facts that are stock.
    fileprivate var stockStage: Stage { self == .productOpening || self == .productClosing ? .separation : .mining }
}

extension CalendarMonth {
    /// As columns and sums have it.
    var key: Int32 { Int32(truncatingIfNeeded: number) }
}

extension SeparationFigure {
    /// Ore of one's own, bought and tolled ore, and such whose origin is not stated, is domestic feed.
    var balanceFact: BalanceFact {
        guard flow == .intake else { return .output }
        return switch origin {
        case .imported: .importedFeed
        case .recycled: .recycledFeed
        case .own, .bought, .tolled, nil: .feed
        }
    }
}

extension BalanceFact {
    /// What records of a kind and stage state; `nil`: nothing that a balance counts.
    public init?(_ kind: FigureKind, _ stage: Stage) {
        switch (kind, stage) {
        case (.quota, .mining): self = .quota
        case (.report, .mining): self = .reported
        case (.invoice, .mining): self = .sold
        case (.report, .separation): self = .separationReported
        case (.invoice, .separation): self = .separationSold
        case (.report, .export): self = .exportReported
        case (.invoice, .export): self = .exportSold
        case (.quota, .separation), (.quota, .export): return nil
        }
    }
}
