internal import CSQLite
internal import Foundation

/// Counts and sums of rows that share a state and a key: what `GROUP BY` gives, without sorting the rows.
///
/// In SQL `tally(state, key, area, growth)`: a text; a text, a whole number or NULL; a number; a number or NULL, which counts as 0.
struct Tally {
    enum Key: Hashable, Sendable {
        case none
        case number(Int64)
        case text(String)
    }

    struct Group: Sendable {
        var state: String
        var key: Key
        var count = 0
        var area = 0.0
        var growth = 0.0
    }

    private struct Entry {
        var hash: UInt64
        var start: Int
        var stateCount: Int
        var keyCount: Int
        var isNumber: Bool
        var count = 0
        var area = 0.0
        var growth = 0.0
    }

    private var entries: [Entry] = []
    /// The states and keys of the entries, one behind the other.
    private var bytes: [UInt8] = []
    /// Open addressing: the number of an entry, or -1.
    private var slots = [Int32](repeating: -1, count: 1 << 10)

    private mutating func add(_ state: TextPart.Bytes, _ key: TextPart.Bytes, isNumber: Bool, area: Double, growth: Double) {
        var hash: UInt64 = isNumber ? 0xcbf2_9ce4_8422_2324 : 0x8422_2325_cbf2_9ce4
        for byte in state { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let i = index(hash, state, key, isNumber)
        entries[i].count += 1
        entries[i].area += area
        entries[i].growth += growth
    }

    private mutating func index(_ hash: UInt64, _ state: TextPart.Bytes, _ key: TextPart.Bytes, _ isNumber: Bool) -> Int {
        var slot = place(of: hash)
        while slots[slot] >= 0 {
            let i = Int(slots[slot])
            if entries[i].hash == hash, entries[i].isNumber == isNumber, entries[i].stateCount == state.count,
                entries[i].keyCount == key.count, holds(state, at: entries[i].start), holds(key, at: entries[i].start + state.count)
            {
                return i
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        entries.append(Entry(hash: hash, start: bytes.count, stateCount: state.count, keyCount: key.count, isNumber: isNumber))
        bytes += state
        bytes += key
        slots[slot] = Int32(entries.count - 1)
        if entries.count * 2 > slots.count { grow() }
        return entries.count - 1
    }

    private func holds(_ text: TextPart.Bytes, at start: Int) -> Bool {
        for i in 0..<text.count where bytes[start + i] != text[i] { return false }
        return true
    }

    private func place(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1) }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 4)
        for (i, entry) in entries.enumerated() {
            var slot = place(of: entry.hash)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(i)
        }
    }

    // MARK: In a query

    /// What SQLite keeps for one query: where the tally lies.
    private typealias Kept = UnsafeMutablePointer<UnsafeMutablePointer<Tally>?>

    static func step(_ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
        let size = Int32(MemoryLayout<UnsafeMutablePointer<Tally>?>.size)
        guard let memory = sqlite3_aggregate_context(context, size), let values else { return sqlite3_result_error_nomem(context) }
        let kept: Kept = memory.assumingMemoryBound(to: UnsafeMutablePointer<Tally>?.self)
        let tally: UnsafeMutablePointer<Tally>
        if let known = kept.pointee {
            tally = known
        } else {
            tally = .allocate(capacity: 1)
            tally.initialize(to: Tally())
            kept.pointee = tally
        }
        let hasGrowth = sqlite3_value_type(values[3]) != SQLITE_NULL
        guard let state = QueryFunctions.text(values[0]), let area = QueryFunctions.number(values[2]),
            let growth = hasGrowth ? QueryFunctions.number(values[3]) : 0
        else { return QueryFunctions.refuse(context) }
        switch sqlite3_value_type(values[1]) {
        case SQLITE_INTEGER:
            withUnsafeBytes(of: sqlite3_value_int64(values[1]).littleEndian) {
                tally.pointee.add(state, $0.assumingMemoryBound(to: UInt8.self), isNumber: true, area: area, growth: growth)
            }
        case SQLITE_NULL:
            // Eight bytes are a number, none are none.
            tally.pointee.add(state, TextPart.Bytes(start: nil, count: 0), isNumber: true, area: area, growth: growth)
        default:
            guard let key = QueryFunctions.text(values[1]) else { return QueryFunctions.refuse(context) }
            tally.pointee.add(state, key, isNumber: false, area: area, growth: growth)
        }
    }

    /// The groups as bytes; also called when the query fails.
    static func final(_ context: OpaquePointer?) {
        let kept: Kept? = sqlite3_aggregate_context(context, 0)?.assumingMemoryBound(to: UnsafeMutablePointer<Tally>?.self)
        guard let kept, let tally = kept.pointee else { return sqlite3_result_zeroblob(context, 0) }
        kept.pointee = nil
        let encoded = tally.move().encoded()
        tally.deallocate()
        encoded.withUnsafeBytes { bytes in
            // SQLite copies what may go away.
            sqlite3_result_blob64(context, bytes.baseAddress, UInt64(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
    }

    private func encoded() -> [UInt8] {
        var writer = RecordWriter(capacity: 16 + bytes.count + entries.count * 32)
        writer.count(entries.count)
        for entry in entries {
            let key = entry.start + entry.stateCount
            writer.text(String(decoding: bytes[entry.start..<key], as: UTF8.self))
            writer.byte(!entry.isNumber ? 2 : entry.keyCount == 0 ? 0 : 1)
            if entry.isNumber {
                if entry.keyCount > 0 { writer.raw(bytes[key..<key + 8]) }
            } else {
                writer.text(String(decoding: bytes[key..<key + entry.keyCount], as: UTF8.self))
            }
            writer.count(entry.count)
            writer.double(entry.area)
            writer.double(entry.growth)
        }
        return writer.bytes
    }

    static func groups(_ data: Data) throws -> [Group] {
        try data.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes)
            guard !reader.isAtEnd else { return [] }
            return try (0..<(try reader.unsigned())).map { _ in
                let state = try reader.text()
                let key: Key =
                    switch try reader.byte() {
                    case 0: .none
                    case 1: .number(Int64(bitPattern: try reader.fixed(UInt64.self)))
                    default: .text(try reader.text())
                    }
                return Group(
                    state: state, key: key, count: Int(truncatingIfNeeded: try reader.unsigned()), area: try reader.double(),
                    growth: try reader.double())
            }
        }
    }
}
