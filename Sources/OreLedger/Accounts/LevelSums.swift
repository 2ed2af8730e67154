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
    public private(set) var sums: [Unit: [Int32: Cell]] = [:]
    private let tree: SubjectTree
    private let kind: @Sendable (SubjectID) -> SubjectKind
    private let stated: [SubjectID: Set<Int32>]

    /// - Parameters:
    ///   - stated: the periods for which subjects with members state the line themselves; see ``periods(of:among:)``.
    ///   - kind: what a subject is.
    public init(
        _ level: FigureLevel, by period: FigurePeriod, in tree: SubjectTree, stated: [SubjectID: Set<Int32>] = [:],
        kind: @escaping @Sendable (SubjectID) -> SubjectKind
    ) {
        (self.level, self.period, self.tree, self.stated, self.kind) = (level, period, tree, stated, kind)
    }

    /// The periods for which some of those subjects state something.
    public static func periods(of series: FigureSeries, among subjects: Set<SubjectID>) -> [SubjectID: Set<Int32>] {
        var result: [SubjectID: Set<Int32>] = [:]
        for (place, subject) in series.subjects.enumerated() where subjects.contains(subject) {
            result[subject] = Set(series.rows(of: place).map { series.periods[$0] })
        }
        return result
    }

    /// Adds figures of further subjects.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(figures · depth).
    public mutating func add(_ series: FigureSeries) throws(LedgerFault) {
        for (place, subject) in series.subjects.enumerated() {
            for row in series.rows(of: place) { try add(subject, series.periods[row], series.amounts[row]) }
        }
    }

    public mutating func add(_ subject: SubjectID, _ own: Int32, _ amount: Int64) throws(LedgerFault) {
        let unit = unit(of: subject, own)
        guard unit != .covered else { return }
        var cell = sums[unit]?[own] ?? Cell()
        let (sum, isTooLarge) = cell.amount.addingReportingOverflow(amount)
        guard !isTooLarge else { throw .sumTooLarge(subject: subject, month: month(own)) }
        (cell.amount, cell.figures) = (sum, cell.figures + 1)
        sums[unit, default: [:]][own] = cell
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

    private func unit(of subject: SubjectID, _ own: Int32) -> Unit {
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
