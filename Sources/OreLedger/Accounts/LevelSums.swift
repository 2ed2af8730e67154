internal import OreFeatures

/// For whom figures are added up.
public enum FigureLevel: String, Sendable, Hashable, CaseIterable {
    /// Whoever states figures, each for itself.
    case licence
    case enterprise, group, district
    /// The highest holder: the group, without one the enterprise, without one whoever states the figure.
    case owner
    /// Everybody together.
    case all

    public init(_ kind: SubjectKind) {
        self =
            switch kind {
            case .enterprise: .enterprise
            case .group: .group
            case .district: .district
            case .licence, .facility, .flow: .licence
            }
    }
}

/// Figures of one line added up for enterprises, groups, districts or all, as accounts do it: what is stated for a holder or a district itself stands
/// for everybody below it, each month counts to who was the holder on its last day, each year to who was on 31 December.
public struct LevelSums: Sendable {
    /// Where a figure goes.
    public enum Unit: Sendable, Hashable {
        case of(SubjectID)
        case everybody
        /// To nobody of that level.
        case none
        /// Somebody above it states the line for the period: it stands for this one.
        case covered
    }

    public struct Cell: Sendable, Hashable {
        public var amount: Int64 = 0
        /// How many figures were added up.
        public var figures = 0
    }

    public let level: FigureLevel
    public let period: FigurePeriod
    /// By the period of the figures, or by year where only years are asked for.
    public private(set) var sums: [Unit: [Int32: Cell]] = [:]
    /// Of the cell that is followed, who adds what to it, in no order; see ``follow(_:_:)``.
    private(set) var parts: [SubjectID: Cell] = [:]
    private var followed: (unit: Unit, key: Int32)?
    private let inYears: Bool
    private let tree: SubjectTree
    private let kind: @Sendable (SubjectID) -> SubjectKind
    private let stated: [SubjectID: Set<Int32>]

    /// - Parameters:
    ///   - stated: the periods for which subjects with members state the line themselves; see ``periods(of:among:)``.
    ///   - inYears: sums of years are enough: each month still goes to whose it was.
    ///   - kind: what a subject is.
    public init(
        _ level: FigureLevel, by period: FigurePeriod, in tree: SubjectTree, stated: [SubjectID: Set<Int32>] = [:], inYears: Bool = false,
        kind: @escaping @Sendable (SubjectID) -> SubjectKind
    ) {
        (self.level, self.period, self.tree, self.stated, self.kind) = (level, period, tree, stated, kind)
        self.inYears = inYears && period == .month
    }

    /// The periods for which some of those subjects state something.
    public static func periods(of series: FigureSeries, among subjects: Set<SubjectID>) -> [SubjectID: Set<Int32>] {
        var result: [SubjectID: Set<Int32>] = [:]
        for (place, subject) in series.subjects.enumerated() where subjects.contains(subject) {
            result[subject] = Set(series.rows(of: place).map { series.periods[$0] })
        }
        return result
    }

    /// Keeps, from what is added from now on, whose figures a cell is the sum of.
    mutating func follow(_ unit: Unit, _ key: Int32) { followed = (unit: unit, key: key) }

    /// Adds figures of further subjects.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(figures), and O(depth) for each figure of those whose membership changes.
    public mutating func add(_ series: FigureSeries) throws(LedgerFault) {
        for (place, subject) in series.subjects.enumerated() {
            let rows = series.rows(of: place)
            guard let first = rows.first else { continue }
            let steady = isSteady(subject) ? unit(of: subject, series.periods[first]) : nil
            // Figures of one cell that follow each other are added before it is looked up.
            var run: (unit: Unit, key: Int32, cell: Cell)?
            for row in rows {
                let own = series.periods[row]
                let (unit, key) = (steady ?? unit(of: subject, own), inYears ? own / 12 : own)
                if let before = run, before.unit != unit || before.key != key {
                    try add(before.cell, before.unit, before.key, subject)
                    run = nil
                }
                var cell = run?.cell ?? Cell()
                let (sum, isTooLarge) = cell.amount.addingReportingOverflow(series.amounts[row])
                guard !isTooLarge else { throw .sumTooLarge(subject: subject, month: month(own)) }
                (cell.amount, cell.figures) = (sum, cell.figures + 1)
                run = (unit, key, cell)
            }
            if let last = run { try add(last.cell, last.unit, last.key, subject) }
        }
    }

    public mutating func add(_ subject: SubjectID, _ own: Int32, _ amount: Int64) throws(LedgerFault) {
        try add(Cell(amount: amount, figures: 1), unit(of: subject, own), inYears ? own / 12 : own, subject)
    }

    private mutating func add(_ more: Cell, _ unit: Unit, _ key: Int32, _ subject: SubjectID) throws(LedgerFault) {
        guard unit != .covered else { return }
        func grown(_ cell: Cell) throws(LedgerFault) -> Cell {
            let (amount, isTooLarge) = cell.amount.addingReportingOverflow(more.amount)
            guard !isTooLarge else {
                throw .sumTooLarge(subject: subject, month: inYears ? CalendarMonth(number: Int(key) * 12) : month(key))
            }
            return Cell(amount: amount, figures: cell.figures + more.figures)
        }
        let cell = try grown(sums[unit]?[key] ?? Cell())
        sums[unit, default: [:]][key] = cell
        if let followed, followed.unit == unit, followed.key == key {
            let part = try grown(parts[subject] ?? Cell())
            parts[subject] = part
        }
    }

    /// It is of one unit in every period.
    private func isSteady(_ subject: SubjectID) -> Bool {
        guard level != .licence else { return true }
        guard tree.isSteady(subject) else { return false }
        let day = Day(daysSince1970: 0)
        let above = tree.holders(of: subject, on: day) + [tree.district(of: subject, on: day)].compactMap(\.self)
        return above.allSatisfy { stated[$0] == nil }
    }

    /// The figures of a level as rules read them: units ascending, periods ascending. What goes to nobody is left out.
    public var series: FigureSeries {
        var result = FigureSeries(period)
        for (unit, cells) in sums.compactMap({ unit, cells in if case .of(let subject) = unit { (subject, cells) } else { nil } })
            .sorted(by: { $0.0 < $1.0 })
        {
            result.appendRun(of: unit, cells.sorted { $0.key < $1.key }.map { ($0.key, $0.value.amount) })
        }
        return result
    }

    // MARK: Who

    private func month(_ own: Int32) -> CalendarMonth { CalendarMonth(number: period == .month ? Int(own) : Int(own) * 12 + 11) }

    /// Where a subject's figure of a period goes.
    func unit(of subject: SubjectID, _ own: Int32) -> Unit {
        guard level != .licence else { return .of(subject) }
        guard let day = month(own).lastDay else { return .none }
        let holders = tree.holders(of: subject, on: day)
        func states(_ other: SubjectID) -> Bool { other != subject && stated[other]?.contains(own) ?? false }
        switch level {
        case .licence: return .of(subject)
        case .owner: return holders.contains(where: states) ? .covered : .of(holders.last ?? subject)
        case .enterprise, .group:
            let chain = [subject] + holders
            guard let place = chain.firstIndex(where: { FigureLevel(kind($0)) == level }) else {
                return holders.contains(where: states) ? .covered : .none
            }
            return chain[...place].contains(where: states) ? .covered : .of(chain[place])
        case .district, .all:
            if holders.contains(where: states) { return .covered }
            let district = kind(subject) == .district ? subject : tree.district(of: subject, on: day)
            if let district, states(district) { return .covered }
            return level == .all ? .everybody : district.map { .of($0) } ?? .none
        }
    }
}
