public import OreFeatures

/// Where a table of entries has what: found by the words of its heading, or as a profile says.
public struct EntryColumns: Sendable {
    public let kind: EntryKind
    public let headings: [String]
    let table: TableCells
    /// What the headings of figures say of them.
    let heads: [Attribute: LedgerHeading]
    /// As what stands above the heading says.
    let unitAbove: FigureUnit?
    let titleYear: Int?

    /// Whether a row is the heading of such a table: every field that an entry needs has a column.
    public static func isHeading(_ cells: [String], _ kind: EntryKind, profile: Profile?) -> Bool {
        if let profile { return profile.isHeading(cells) }
        let columns = EntryColumns(cells, above: [], kind, profile: nil)
        return columns.missing == nil && columns.table.places.count > 1
    }

    /// - Parameter above: what stands above the heading.
    public init(_ headings: [String], above: [String], _ kind: EntryKind, profile: Profile?) {
        (self.kind, self.headings) = (kind, headings)
        let read = headings.map(LedgerHeading.init)
        let places = profile.map { $0.places(in: headings) } ?? Self.places(read, kind)
        table = TableCells(headings: headings, profile: profile, places: places)
        heads = places.compactMapValues { $0.first.map { read[$0] } }
        unitAbove = above.lazy.compactMap(LedgerColumns.unitStated).first
        titleYear = above.lazy.compactMap(LedgerColumns.yearStated).first
    }

    /// Each column is of one field: the words of the fields themselves come before others that offices use.
    private static func places(_ read: [LedgerHeading], _ kind: EntryKind) -> [Attribute: [Int]] {
        var places: [Attribute: [Int]] = [:]
        var free = Set(read.indices)
        func take(_ attribute: Attribute, _ words: some Sequence<String>) {
            guard places[attribute] == nil else { return }
            let found = words.lazy.compactMap { word in read.indices.first { free.contains($0) && read[$0].name == word } }.first
            guard let found else { return }
            places[attribute] = [found]
            free.remove(found)
        }
        let fields = kind.fields.compactMap { field in Attribute(rawValue: field.name).map { ($0, EntryWords.columns(field)) } }
        for (attribute, words) in fields { take(attribute, words.prefix(2)) }
        for attribute in [Attribute.withdrawn, .unit] { take(attribute, LedgerWords.columns(attribute, of: .reports)) }
        for (attribute, words) in fields { take(attribute, words.dropFirst(2)) }
        return places
    }

    func has(_ attribute: Attribute) -> Bool {
        table.places[attribute]?.isEmpty == false || table.profile?.fields[attribute]?.constant != nil
    }

    /// What a reader needs and no column gives: in words; `nil` when nothing is missing.
    public var missing: String? {
        let field = kind.fields.first { $0.isRequired && !(Attribute(rawValue: $0.name).map(has) ?? false) }
        if let field { return "the \(field.name.replacing("_", with: " ")) (\(field.name), \(field.chinese))" }
        if kind == .trade, !has(.month), !has(.year) { return "the month or the year (month, 月份; year, 年度)" }
        return nil
    }

    /// The heading of a field's column, for messages.
    public func heading(_ field: EntryField) -> String { Attribute(rawValue: field.name).map(table.heading) ?? field.name }

    /// Which column each attribute is read from, as `tonnes: 库存量（吨REO）`.
    public var account: [String] {
        kind.profileKind.attributes.compactMap { table.places[$0] == nil ? nil : "\($0.rawValue): \(table.heading($0))" }
    }

    /// Columns that are not read.
    public var unused: [String] {
        let read = Set(table.places.values.joined())
        return headings.indices.filter { !read.contains($0) && !headings[$0].isEmpty }.map { headings[$0] }
    }
}

extension EntryKind {
    /// The kind of profile that describes its tables.
    public var profileKind: ProfileKind { ProfileKind(rawValue: rawValue) ?? .stock }
}

extension Profile {
    /// Whether a row holds every column that the profile must have.
    func isHeading(_ cells: [String]) -> Bool {
        let wanted = Set(fields.values.filter { !$0.isOptional }.flatMap { $0.columns.prefix(1) } + filters.map(\.column))
        return !wanted.isEmpty && wanted.isSubset(of: cells)
    }

    func places(in headings: [String]) -> [Attribute: [Int]] {
        fields.mapValues { mapping in mapping.sourceColumns.compactMap { headings.firstIndex(of: $0) } }.filter { !$0.value.isEmpty }
    }
}
