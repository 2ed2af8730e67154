public import OreFeatures

/// Where a table of figures has what: found by the words of its heading, or as a profile says.
public struct LedgerColumns: Sendable {
    public let kind: FigureKind
    /// Read with a profile; `nil`: by the usual words.
    public let profile: Profile?
    /// What each attribute is read from, the better column first.
    public private(set) var places: [Attribute: [Int]] = [:]
    /// Columns of subjects by what they name: a table may have licences beside mines, enterprises and groups.
    public private(set) var subjectColumns: [SubjectLevel: Int] = [:]
    /// Columns of quotas that name enterprises for certain.
    private var enterpriseColumn: Int?
    /// Which of them is read; see ``choose(_:)``.
    public private(set) var subjectColumn: Int?
    /// As the heading, or what stands above it, says; `nil`: nobody does.
    public private(set) var unit: FigureUnit?
    public private(set) var material: MaterialKind?
    /// The year that a title states: for months without one.
    public private(set) var titleYear: Int?
    public let headings: [String]
    /// Of figures that name none.
    public var stage = Stage.mining

    /// Whether a row is the heading of such a table: it names a subject, a period and a figure (or every column that the profile must have).
    public static func isHeading(_ cells: [String], _ kind: FigureKind, profile: Profile?) -> Bool {
        if let profile { return profile.isHeading(cells) }
        let columns = LedgerColumns(cells, above: [], kind, profile: nil)
        return columns.missing == nil
    }

    /// - Parameters:
    ///   - above: what stands above the heading.
    ///   - sample: some rows: a column 单位 is one of units where all of them hold units.
    public init(_ headings: [String], above: [String], _ kind: FigureKind, profile: Profile?, sample: [[String]] = []) {
        (self.headings, self.kind, self.profile) = (headings, kind, profile)
        let read = headings.map(LedgerHeading.init)
        if let profile {
            places = profile.places(in: headings)
        } else {
            let isOfUnits = Self.unitColumns(read, sample)
            for attribute in kind.profileKind.attributes {
                let words = LedgerWords.columns(attribute, of: kind.profileKind)
                let found = words.flatMap { word in read.indices.filter { read[$0].name == word } }
                let own = found.filter { attribute == .unit ? isOfUnits.contains($0) : attribute != .subject || !isOfUnits.contains($0) }
                if !own.isEmpty { places[attribute] = own }
            }
            separate(read)
        }
        let figure = places[.tonnes]?.first.map { read[$0] }
        unit = figure?.unit ?? above.lazy.compactMap(Self.unitStated).first
        material = figure?.material
        // A grade of anything but concentrate says nothing of the oxide that was won.
        if profile == nil, material != .concentrate, places[.material] == nil { places[.grade] = nil }
        titleYear = above.lazy.compactMap(Self.yearStated).first
        subjectColumn = profile == nil ? levels.first?.column : places[.subject]?.first
    }

    /// A column is read once: whom it speaks of comes before what is measured, a unit's name alone is no other column.
    private mutating func separate(_ read: [LedgerHeading]) {
        let subjects = places[.subject] ?? []
        if kind == .invoice, let seller = subjects.first, LedgerWords.namesSeller(read[seller].name) {
            subjectColumns = [.holder: seller]
            return
        }
        for column in subjects.reversed() { subjectColumns[LedgerWords.level(read[column].name)] = column }
        if kind == .quota { enterpriseColumn = subjects.first { LedgerWords.namesEnterprise(read[$0].name) } }
    }

    /// Where rows say who belongs to whom; `nil`: in no two columns, or not in a table of quotas read by its usual words.
    var hierarchy: QuotaHierarchy? {
        guard profile == nil, kind == .quota else { return nil }
        let naming = namingColumns
        let mines = [SubjectLevel.licence, .mine].compactMap { subjectColumns[$0] }.filter { naming.contains($0) }
        return QuotaHierarchy(mines: mines, enterprise: enterpriseColumn, group: subjectColumns[.group])
    }

    /// From the nearest to the ground on.
    private var levels: [(level: SubjectLevel, column: Int)] {
        subjectColumns.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) }
    }

    /// The columns that name the subject of a row, the first that is filled in: a quota that is given to a holder leaves the columns of his mines
    /// empty. Any other table names its subject in one column.
    var namingColumns: [Int] {
        guard profile == nil, kind == .quota, let subjectColumn else { return subjectColumn.map { [$0] } ?? [] }
        return levels.map(\.column).drop { $0 != subjectColumn }.map(\.self)
    }

    /// Columns of subjects below the one that is read: rows that differ in them speak of several mines, and add up.
    var columnsBelow: [Int] {
        guard profile == nil, let subjectColumn else { return [] }
        return levels.map(\.column).prefix { $0 != subjectColumn }.map(\.self)
    }

    /// Columns whose cells are all names of units.
    private static func unitColumns(_ read: [LedgerHeading], _ sample: [[String]]) -> Set<Int> {
        let words = LedgerWords.columns(.unit, of: .reports)
        return Set(
            read.indices.filter { column in
                guard words.contains(read[column].name) else { return false }
                let cells = sample.compactMap { column < $0.count && !$0[column].isEmpty ? $0[column] : nil }
                return cells.isEmpty ? read[column].name != "单位" : cells.allSatisfy { LedgerHeading("x(\($0))").unit != nil }
            })
    }

    /// Reads the subjects of a level, where the table has them.
    public mutating func choose(_ level: SubjectLevel) {
        guard profile == nil, let column = subjectColumns[level] else { return }
        subjectColumn = column
    }

    /// What a reader needs and no column gives: in words; `nil` when nothing is missing.
    public var missing: String? {
        func has(_ attribute: Attribute) -> Bool { places[attribute]?.isEmpty == false || profile?.fields[attribute]?.constant != nil }
        if !has(.subject) { return "whom the figures speak of (licence_id, enterprise, 许可证号, 企业名称)" }
        if !has(.tonnes) { return "the figures (tonnes, \(kind == .quota ? "quota, 指标" : kind == .report ? "output, 产量" : "sold, 销售量"))" }
        switch kind {
        case .quota: return has(.year) ? nil : "the year (year, 年度)"
        case .report: return has(.month) ? nil : "the month (month, 月份)"
        case .invoice: return has(.date) || has(.month) ? nil : "the day (date, 开票日期)"
        }
    }

    /// Which column each attribute is read from, as `month: 月份`.
    public var account: [String] {
        kind.profileKind.attributes.compactMap { places[$0] == nil ? nil : "\($0.rawValue): \(heading($0))" }
    }

    /// Columns that are not read.
    public var unused: [String] {
        let read = Set(places.filter { $0.key != .subject }.values.joined() + namingColumns + columnsBelow + (hierarchy?.columns ?? []))
        return headings.indices.filter { !read.contains($0) && !headings[$0].isEmpty }.map { headings[$0] }
    }

    /// The heading of an attribute's column, for messages.
    public func heading(_ attribute: Attribute) -> String {
        let column = attribute == .subject ? subjectColumn : places[attribute]?.first
        return column.map { headings[$0] } ?? attribute.rawValue
    }

    /// The layout of a table that the fast parser can read; `nil` where a column asks for more: a unit, a class, a holder, a mine below whom is
    /// read, a year beside the month.
    public func plainLayout(separator: UInt8) -> LedgerTableLayout? {
        let period: Attribute = kind == .report ? .month : kind == .quota ? .year : .date
        guard profile == nil, hierarchy == nil, columnsBelow.isEmpty, unit ?? .tonne == .tonne, let subject = subjectColumn,
            let periodColumn = places[period]?.first, let amount = places[.tonnes]?.first, kind != .report || places[.year] == nil
        else { return nil }
        for attribute in [Attribute.unit, .stage, .oreClass, .material, .withdrawn, .grade] where places[attribute] != nil { return nil }
        var layout = LedgerTableLayout(
            kind, subject: subject, period: periodColumn, amount: amount, columnCount: headings.count, line: line(stage, .any, nil))
        layout.separator = separator
        layout.stated = places[kind == .quota ? .issuedAt : .receivedAt]?.first
        layout.detail = places[kind == .quota ? .batch : .number]?.first
        return layout
    }

    /// What its figures are judged in: concentrate whose grade is stated is the oxide in it.
    public var judgedMaterial: MaterialKind? { hasGrade && material == .concentrate ? .oxide : material }

    /// A column states the grade of concentrate.
    public var hasGrade: Bool { places[.grade] != nil || profile?.fields[.grade] != nil }

    func line(_ stage: Stage, _ oreClass: OreClass, _ own: MaterialKind?) -> LedgerLine {
        LedgerLine(stage, oreClass, own ?? material ?? (unit?.dimension == .volume ? .volume : .oxide))
    }

    // MARK: Titles

    /// `单位：万吨`, `unit: kg`.
    static func unitStated(_ text: String) -> FigureUnit? {
        let parts = LedgerText.narrowed(text).split(separator: ":", maxSplits: 1)
        guard parts.count == 2, ["单位", "计量单位", "unit", "units"].contains(parts[0].lowercased().filter { $0 != " " }) else { return nil }
        return LedgerHeading("x(\(parts[1]))").unit
    }

    /// `2024年稀土开采月报表`.
    static func yearStated(_ text: String) -> Int? {
        guard let mark = text.firstIndex(of: "年") else { return nil }
        let digits = LedgerText.narrowed(text[..<mark].suffix(4))
        return LedgerPeriod.year(digits)
    }
}

extension FigureKind {
    public var profileKind: ProfileKind {
        switch self {
        case .report: .reports
        case .quota: .quotas
        case .invoice: .invoices
        }
    }
}
