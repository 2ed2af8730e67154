/// What one cell of an attribute column holds.
public enum CellKind: UInt8, Sendable, Hashable {
    /// The feature has no such member at all.
    case missing = 0
    /// The member is there and null (or an empty CSV field).
    case null = 1
    case string = 2
    /// A number, kept as the text it was written in.
    case number = 3
    case bool = 4
    /// An array or object, kept as its JSON text.
    case json = 5
}

/// One attribute of a batch, in a column: a kind per row and the UTF-8 text of all cells in one buffer.
///
/// Strings are unescaped; numbers keep their digits as written, so that no reading loses a decimal; booleans read `true` or `false`.
public struct AttributeColumn: Sendable {
    public let name: String
    public private(set) var kinds: [CellKind] = []
    public private(set) var offsets: [UInt32] = [0]
    public private(set) var text: [UInt8] = []

    public init(name: String) {
        self.name = name
    }

    public var count: Int { kinds.count }

    public mutating func append(_ kind: CellKind, utf8: some Collection<UInt8>) {
        text.append(contentsOf: utf8)
        kinds.append(kind)
        offsets.append(UInt32(text.count))
    }

    public mutating func append(_ kind: CellKind, _ string: String) { append(kind, utf8: string.utf8) }

    public mutating func append(_ kind: CellKind, bytes: UnsafeBufferPointer<UInt8>) {
        text.append(contentsOf: bytes)
        kinds.append(kind)
        offsets.append(UInt32(text.count))
    }

    /// A cell without text: missing or null.
    public mutating func appendEmpty(_ kind: CellKind) {
        kinds.append(kind)
        offsets.append(UInt32(text.count))
    }

    /// Drops the cells from row `count` on: for a reader that takes a feature back.
    public mutating func truncate(to count: Int) {
        kinds.removeLast(kinds.count - count)
        offsets.removeLast(offsets.count - 1 - count)
        text.removeLast(text.count - Int(offsets[count]))
    }

    /// Fills rows up to `count` as missing: for a column that a later feature introduces.
    public mutating func pad(to count: Int) {
        while kinds.count < count { appendEmpty(.missing) }
    }

    /// The bytes of one cell; empty for missing and null.
    public func bytes(at row: Int) -> ArraySlice<UInt8> { text[Int(offsets[row])..<Int(offsets[row + 1])] }

    /// The text of one cell; `nil` for missing and null.
    public func string(at row: Int) -> String? {
        kinds[row] == .missing || kinds[row] == .null ? nil : String(decoding: bytes(at: row), as: UTF8.self)
    }
}
