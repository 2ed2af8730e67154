internal import OreFeatures

/// The cells of a row by what they say: from the columns found for each attribute, or as a profile states.
struct TableCells: Sendable {
    let headings: [String]
    let profile: Profile?
    /// The better column first.
    var places: [Attribute: [Int]]

    /// The cell of an attribute as it stands; `nil` when there is no column or it is empty.
    func cell(_ attribute: Attribute, _ cells: [String]) -> String? {
        guard let places = places[attribute] else { return nil }
        // Without a profile the first column is the one, but for those that name the subject; a profile names others that stand in for it.
        let read = profile == nil && attribute != .subject ? places.prefix(1) : places[...]
        return read.lazy.compactMap { $0 < cells.count && !cells[$0].isEmpty ? cells[$0] : nil }.first
    }

    /// Empty where nothing is said.
    /// - Throws: for a word that the profile does not list.
    func text(_ attribute: Attribute, _ cells: [String]) throws(LedgerRowFault) -> String {
        guard let mapping = profile?.fields[attribute] else { return cell(attribute, cells) ?? "" }
        let own = mapping.constant ?? cell(attribute, cells) ?? ""
        guard !own.isEmpty else { return mapping.defaultValue ?? "" }
        guard !mapping.values.isEmpty else { return own }
        if let word = mapping.values[own] { return word }
        switch mapping.unlisted {
        case .keep: return own
        case .null: return ""
        case .refuse:
            throw LedgerRowFault(
                heading(attribute), "is \"\(own.prefix(40))\", which the profile does not list", "add it to \"values\"")
        }
    }

    /// Whether the profile's filters leave the row out.
    func isFiltered(_ cells: [String]) -> Bool {
        guard let profile else { return false }
        return profile.filters.contains { filter in
            let column = headings.firstIndex(of: filter.column)
            let value = column.map { $0 < cells.count ? cells[$0] : "" } ?? ""
            return filter.values.contains(value) != filter.keepsListed
        }
    }

    /// The heading of an attribute's column, for messages.
    func heading(_ attribute: Attribute) -> String { places[attribute]?.first.map { headings[$0] } ?? attribute.rawValue }

    func format(_ attribute: Attribute) -> DateFormat? { profile?.fields[attribute]?.format }

    /// A row with more cells than the heading: a separator within a figure.
    func requireWidth(_ cells: [String]) throws(LedgerRowFault) {
        guard let extra = cells.indices.first(where: { $0 >= headings.count && !cells[$0].isEmpty }) else { return }
        throw LedgerRowFault(
            "column \(extra + 1)", "the row has more cells than the heading", "quote figures that hold the separator, as \"1,234.5\"")
    }
}

/// What only whole columns show: the decimal sign, the order of day and month.
public struct ColumnEvidence: Sendable, Hashable {
    private var points = false
    private var commas = false
    private var daysFirst = false
    private var monthsFirst = false

    public init() {}

    /// As of the rows of both.
    public mutating func join(_ other: ColumnEvidence) {
        points = points || other.points
        commas = commas || other.commas
        daysFirst = daysFirst || other.daysFirst
        monthsFirst = monthsFirst || other.monthsFirst
    }

    mutating func take(figure text: String) {
        switch FigureReader.decimalSign(text) {
        case .point: points = true
        case .comma: commas = true
        case .unsettled: break
        }
    }

    mutating func take(day text: String) {
        guard text.utf8.count >= 8, text.utf8.first.map({ $0 &- 48 < 10 }) ?? false else { return }
        let order = LedgerPeriod.order(text)
        guard order.dayFirst != order.monthFirst else { return }
        daysFirst = daysFirst || order.dayFirst
        monthsFirst = monthsFirst || order.monthFirst
    }

    public var notation: DecimalNotation { points == commas ? .unsettled : points ? .point : .comma }
    /// `nil`: nothing shows it.
    public var dayFirst: Bool? { daysFirst == monthsFirst ? nil : daysFirst }
}
