internal import OreGeometry

/// A batch seen through a profile: typed attributes, row for row.
///
/// No value (`nil`) means an empty or missing cell, or a word that the profile maps to nothing. A cell that is there and cannot be what the
/// profile says is an error with feature, column, value and what was expected.
/// Cost: one pass over the cells; plain strings and ISO days take short cuts, other dates and numbers are parsed per cell.
public struct MappedAttributes: Sendable {
    public let batch: FeatureBatch
    public let profile: Profile
    let file: String
    private let mapped: [Attribute: MappedColumn]
    private let extraMapped: [String: MappedColumn]
    private let filters: [(column: Int?, filter: RowFilter)]

    /// - Parameter file: the input's path, for messages.
    public init(_ batch: FeatureBatch, profile: Profile, file: String) {
        self.batch = batch
        self.profile = profile
        self.file = file
        var places: [String: Int] = [:]
        for (i, column) in batch.columns.enumerated() { places[column.name] = i }
        mapped = Dictionary(
            uniqueKeysWithValues: profile.fields.map { attribute, mapping in
                (attribute, MappedColumn(name: attribute.rawValue, mapping: mapping, places: places))
            })
        extraMapped = Dictionary(
            uniqueKeysWithValues: profile.extra.map { name, mapping in (name, MappedColumn(name: name, mapping: mapping, places: places)) })
        filters = profile.filters.map { (places[$0.column], $0) }
    }

    public var count: Int { batch.count }

    /// The columns of which some feature of the batch has a member, be it null.
    public var presentColumns: Set<String> {
        Set(batch.columns.lazy.filter { $0.kinds.contains { $0 != .missing } }.map(\.name))
    }

    // MARK: One cell

    public func text(_ attribute: Attribute, _ row: Int) throws(InputError) -> String? {
        guard let column = mapped[attribute] else { return nil }
        return try text(column, row)
    }

    public func day(_ attribute: Attribute, _ row: Int) throws(InputError) -> Day? {
        guard let column = mapped[attribute] else { return nil }
        return try day(column, row, attribute.valueType)
    }

    public func number(_ attribute: Attribute, _ row: Int) throws(InputError) -> Double? {
        guard let column = mapped[attribute] else { return nil }
        return try number(column, row)
    }

    /// When the feature was observed: by `period`, else by `observed_at`, else from `observed_from` to `observed_to`.
    /// - Throws: `InputError.refused` also when only one end is there, or the ends are the wrong way round.
    public func period(_ row: Int) throws(InputError) -> ObservationPeriod? {
        if let column = mapped[.period], let period = try period(column, row) { return period }
        if let column = mapped[.observedAt], let period = try period(column, row) { return period }
        let (from, to) = (try day(.observedFrom, row), try day(.observedTo, row))
        switch (from, to) {
        case (nil, nil): return nil
        case (let from?, let to?) where from <= to: return ObservationPeriod(from: from, to: to)
        case (let from?, let to?):
            throw fault(row, column: "observed_to", what: "\(to) lies before observed_from \(from)", next: "correct one of the two")
        case (nil, _), (_, nil):
            let missing = from == nil ? "observed_from" : "observed_to"
            throw fault(row, column: missing, what: "only the other end of the period is there", next: "give both, or observed_at")
        }
    }

    /// What the feature is called: its identifier attribute, else its own `id` member or key, else its position in the file from 0.
    public func identifier(_ row: Int) throws(InputError) -> String {
        if let text = try text(profile.kind.identifier, row) { return text }
        return batch.identifiers.string(at: row) ?? String(batch.firstFeature + row)
    }

    /// An extra column as text, number or period.
    public func extraText(_ name: String, _ row: Int) throws(InputError) -> String? {
        guard let column = extraMapped[name] else { return nil }
        return try text(column, row)
    }

    public func extraNumber(_ name: String, _ row: Int) throws(InputError) -> Double? {
        guard let column = extraMapped[name] else { return nil }
        return try number(column, row)
    }

    public func extraPeriod(_ name: String, _ row: Int) throws(InputError) -> ObservationPeriod? {
        guard let column = extraMapped[name] else { return nil }
        return try period(column, row)
    }

    /// Why the profile does not want a feature; `nil` when it does. Features without geometry are never unwanted for their kind.
    public func reasonToSkip(_ row: Int) -> String? {
        if let kinds = profile.geometryKinds, let kind = batch.geometry.kinds[row], !kinds.contains(kind) { return "a \(kind.name)" }
        for (column, filter) in filters {
            let value = column.flatMap { batch.columns[$0].string(at: row) } ?? ""
            if filter.values.contains(value) != filter.keepsListed { return "\"\(filter.column)\" is \"\(value)\"" }
        }
        return nil
    }

    // MARK: Whole columns

    public func texts(_ attribute: Attribute) throws(InputError) -> [String?] {
        guard let column = mapped[attribute] else { return [String?](repeating: nil, count: count) }
        return try rows { row throws(InputError) in try text(column, row) }
    }

    public func days(_ attribute: Attribute) throws(InputError) -> [Day?] {
        guard let column = mapped[attribute] else { return [Day?](repeating: nil, count: count) }
        let type = attribute.valueType
        return try rows { row throws(InputError) in try day(column, row, type) }
    }

    public func numbers(_ attribute: Attribute) throws(InputError) -> [Double?] {
        guard let column = mapped[attribute] else { return [Double?](repeating: nil, count: count) }
        return try rows { row throws(InputError) in try number(column, row) }
    }

    public func periods() throws(InputError) -> [ObservationPeriod?] { try rows { row throws(InputError) in try period(row) } }

    public func identifiers() throws(InputError) -> [String] { try rows { row throws(InputError) in try identifier(row) } }

    private func rows<Value>(_ value: (Int) throws(InputError) -> Value) throws(InputError) -> [Value] {
        var result: [Value] = []
        result.reserveCapacity(count)
        for row in 0..<count { result.append(try value(row)) }
        return result
    }
}
