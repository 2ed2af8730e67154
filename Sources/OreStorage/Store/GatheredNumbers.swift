internal import CSQLite
internal import Foundation

/// The numbers of many rows as one value, so that a query hands over all at once instead of row by row.
///
/// In SQL `gathered(a, b, ...)`: whole numbers, or numbers, or NULL, eight bytes each, row behind row.
struct GatheredNumbers {
    private let data: Data
    /// Numbers of each row.
    private let width: Int

    /// - Throws: `StoreError.damagedRecord` for other than whole rows.
    init(_ data: Data?, width: Int) throws(StoreError) {
        (self.data, self.width) = (data ?? Data(), width)
        guard self.data.count % (8 * width) == 0 else { throw .damagedRecord }
    }

    /// The number of rows.
    var count: Int { data.count / (8 * width) }

    /// Calls `body` with each row in order.
    func forEach(_ body: (Row) throws -> Void) rethrows {
        try data.withUnsafeBytes { bytes in
            for row in 0..<count { try body(Row(bytes: bytes, start: row * width * 8)) }
        }
    }

    struct Row {
        fileprivate let bytes: UnsafeRawBufferPointer
        fileprivate let start: Int

        /// `nil` for NULL.
        func whole(_ column: Int) -> Int64? {
            let bits = bytes.loadUnaligned(fromByteOffset: start + column * 8, as: Int64.self)
            return bits == .min ? nil : bits
        }

        func number(_ column: Int) -> Double? { whole(column).map { Double(bitPattern: UInt64(bitPattern: $0)) } }
    }

    // MARK: In a query

    private typealias Kept = UnsafeMutablePointer<UnsafeMutablePointer<[Int64]>?>

    static func step(_ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
        let size = Int32(MemoryLayout<UnsafeMutablePointer<[Int64]>?>.size)
        guard let memory = sqlite3_aggregate_context(context, size), let values else { return sqlite3_result_error_nomem(context) }
        let kept: Kept = memory.assumingMemoryBound(to: UnsafeMutablePointer<[Int64]>?.self)
        let numbers: UnsafeMutablePointer<[Int64]>
        if let known = kept.pointee {
            numbers = known
        } else {
            numbers = .allocate(capacity: 1)
            numbers.initialize(to: [])
            kept.pointee = numbers
        }
        for i in 0..<Int(count) {
            switch sqlite3_value_type(values[i]) {
            case SQLITE_INTEGER: numbers.pointee.append(sqlite3_value_int64(values[i]))
            case SQLITE_FLOAT: numbers.pointee.append(Int64(bitPattern: sqlite3_value_double(values[i]).bitPattern))
            case SQLITE_NULL: numbers.pointee.append(.min)
            default: return QueryFunctions.refuse(context)
            }
        }
    }

    /// Also called when the query fails.
    static func final(_ context: OpaquePointer?) {
        let kept: Kept? = sqlite3_aggregate_context(context, 0)?.assumingMemoryBound(to: UnsafeMutablePointer<[Int64]>?.self)
        guard let kept, let numbers = kept.pointee else { return sqlite3_result_zeroblob(context, 0) }
        kept.pointee = nil
        let gathered = numbers.move()
        numbers.deallocate()
        gathered.withUnsafeBytes { bytes in
            // SQLite copies what may go away.
            sqlite3_result_blob64(context, bytes.baseAddress, UInt64(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
    }

    /// The number of a handle as the program writes it; `nil` for any other text.
    static func handle(_ text: TextPart.Bytes) -> Int64? {
        guard text.count == 12, text[0] == UInt8(ascii: "O"), text[1] == UInt8(ascii: "W"), text[2] == UInt8(ascii: "-"),
            text[7] == UInt8(ascii: "-")
        else { return nil }
        var value: Int64 = 0
        for i in 3..<12 where i != 7 {
            let digit = digits[Int(text[i])]
            guard digit >= 0 else { return nil }
            value = value << 5 | Int64(digit)
        }
        return value
    }

    /// By byte: the digit that it is in a handle, or -1.
    private static let digits: [Int8] = {
        var digits = [Int8](repeating: -1, count: 256)
        for (i, byte) in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8.enumerated() { digits[Int(byte)] = Int8(i) }
        return digits
    }()
}
