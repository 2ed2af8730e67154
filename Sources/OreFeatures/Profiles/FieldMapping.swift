/// Where an attribute's value comes from, and how it is read.
public struct FieldMapping: Sendable, Hashable {
    /// What happens to a value that `values` does not list.
    public enum Unlisted: String, Sendable, Hashable, CaseIterable {
        /// It is an error with row and column.
        case refuse
        case keep
        /// The attribute has no value.
        case null
    }

    /// Columns to look into, in this order; the first with a value in the row is taken.
    public var columns: [String] = []
    /// A text made from several columns; no value when one of them has none.
    public var template: Template?
    /// The same value for every feature.
    public var constant: String?
    public var format: DateFormat?
    public var unit: MeasureUnit?
    /// Replacements for whole values, such as status words.
    public var values: [String: String] = [:]
    public var unlisted = Unlisted.refuse
    /// Taken where the row has no value.
    public var defaultValue: String?
    /// A row without a value is an error.
    public var isRequired = false
    /// None of the columns need be in the file.
    public var isOptional = false

    public init(columns: [String] = []) {
        self.columns = columns
    }

    /// Every column that is read.
    public var sourceColumns: [String] { columns + (template?.columns ?? []) }
}

/// A text with columns in braces, such as `{year}-{row}`; `{row}` is the feature's position in its file, from 0.
public struct Template: Sendable, Hashable {
    public enum Part: Sendable, Hashable {
        case text(String)
        case column(String)
        case row
    }

    public var parts: [Part]

    public init(parts: [Part]) {
        self.parts = parts
    }

    /// `nil` when a brace has no partner or stands empty.
    public init?(_ pattern: String) {
        parts = []
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{") {
            let before = rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}"), !before.contains("}") else { return nil }
            let name = String(rest[rest.index(after: open)..<close])
            guard !name.isEmpty, !name.contains("{") else { return nil }
            if !before.isEmpty { parts.append(.text(String(before))) }
            parts.append(name == "row" ? .row : .column(name))
            rest = rest[rest.index(after: close)...]
        }
        guard !rest.contains("}") else { return nil }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
    }

    public var columns: [String] {
        parts.compactMap { part in if case .column(let name) = part { name } else { nil } }
    }
}

/// Keeps only the features whose column has, or has not, one of some values.
public struct RowFilter: Sendable, Hashable {
    public var column: String
    public var values: [String]
    /// True keeps the rows whose value is listed, false those whose value is not. A row without a value counts as the empty text.
    public var keepsListed: Bool

    public init(column: String, values: [String], keepsListed: Bool) {
        self.column = column
        self.values = values
        self.keepsListed = keepsListed
    }
}
