internal import Foundation
internal import GRDB
internal import OreGeometry

/// A value that is taken from a column only when the column holds one: SQLite keeps what it is given, whatever the column is declared as, and a
/// damaged file may hold anything.
protocol ColumnValue {
    /// `nil` when the column holds something else.
    init?(column: DatabaseValue.Storage)
}

extension Int64: ColumnValue {
    init?(column: DatabaseValue.Storage) {
        guard case .int64(let number) = column else { return nil }
        self = number
    }
}

extension Int: ColumnValue {
    init?(column: DatabaseValue.Storage) {
        guard case .int64(let number) = column else { return nil }
        self.init(exactly: number)
    }
}

extension Int32: ColumnValue {
    init?(column: DatabaseValue.Storage) {
        guard case .int64(let number) = column else { return nil }
        self.init(exactly: number)
    }
}

extension Double: ColumnValue {
    init?(column: DatabaseValue.Storage) {
        switch column {
        case .double(let number): self = number
        case .int64(let number): self = Double(number)
        default: return nil
        }
    }
}

extension Bool: ColumnValue {
    init?(column: DatabaseValue.Storage) {
        guard case .int64(let number) = column else { return nil }
        self = number != 0
    }
}

extension String: ColumnValue {
    init?(column: DatabaseValue.Storage) {
        guard case .string(let text) = column else { return nil }
        self = text
    }
}

extension Data: ColumnValue {
    init?(column: DatabaseValue.Storage) {
        guard case .blob(let bytes) = column else { return nil }
        self = bytes
    }
}

extension Row {
    /// - Throws: ``StoreError/damagedRecord`` for NULL and for a value of another kind.
    func value<Value: ColumnValue>(_ column: Int) throws(StoreError) -> Value {
        guard let value = Value(column: (self[column] as DatabaseValue).storage) else { throw .damagedRecord }
        return value
    }

    /// `nil` for NULL.
    /// - Throws: ``StoreError/damagedRecord`` for a value of another kind.
    func optional<Value: ColumnValue>(_ column: Int) throws(StoreError) -> Value? {
        let storage = (self[column] as DatabaseValue).storage
        if case .null = storage { return nil }
        guard let value = Value(column: storage) else { throw .damagedRecord }
        return value
    }

    /// One of the words of a type.
    func word<Word: RawRepresentable>(_ column: Int) throws(StoreError) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try value(column)) else { throw .damagedRecord }
        return word
    }

    /// Four columns: the smaller x and y, then the larger.
    func box(_ column: Int) throws(StoreError) -> Envelope {
        Envelope(minX: try value(column), minY: try value(column + 1), maxX: try value(column + 2), maxY: try value(column + 3))
    }
}
