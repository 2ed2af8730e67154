internal import Foundation
internal import GRDB
internal import OreCases

/// One fact of all rows of a run, as it was read.
struct FootprintFactColumn {
    var numbers: [UInt64]
    /// Of ``FootprintFact/texts``: what its numbers stand for, the first for 1.
    var texts: [FootprintTexts] = []
    /// Of ``FootprintFact/id``: what all ids begin with.
    var prefix: [UInt8] = []

    /// `nil` when the store has none of this run.
    /// - Throws: `StoreError.damagedRecord` for a column of any other length than the run.
    init?(_ fact: FootprintFact, of run: FootprintIndexCache.Run, _ db: Database) throws {
        try self.init(fact, ofRun: run.id, rows: run.count, db)
    }

    init?(_ fact: FootprintFact, ofRun run: Int64, rows count: Int, _ db: Database) throws {
        let statement = try db.cachedStatement(sql: "SELECT data FROM footprint_facts WHERE run = ? AND fact = ?")
        let rows = try Row.fetchCursor(statement, arguments: [run, fact.rawValue])
        let found: FootprintFactColumn? = try withExtendedLifetime(rows) {
            try rows.next()?.withUnsafeData(atIndex: 0) { data in
                try (data ?? Data()).withUnsafeBytes { try FootprintFactColumn(fact, $0, count: count) }
            }
        }
        guard let found else { return nil }
        self = found
    }

    init(_ fact: FootprintFact, _ bytes: UnsafeRawBufferPointer, count: Int) throws {
        var reader = RecordReader(bytes)
        if fact == .texts {
            for _ in 0..<(try reader.count()) {
                texts.append(FootprintTexts(footprintClass: try Self.text(&reader), source: try Self.text(&reader)))
            }
        }
        if fact == .id {
            let length = try reader.count()
            prefix = Array(bytes[reader.position..<reader.position + length])
            try reader.skip(length)
        }
        numbers = try PackedNumbers.read(&reader, count: count)
        guard reader.isAtEnd, fact != .texts || numbers.allSatisfy({ 1...UInt64(max(1, texts.count)) ~= $0 }) || count == 0 else {
            throw StoreError.damagedRecord
        }
    }

    static func append(_ texts: [FootprintTexts], to writer: inout RecordWriter) {
        writer.count(texts.count)
        for own in texts {
            for text in [own.footprintClass, own.source] {
                writer.byte(text == nil ? 0 : 1)
                if let text { writer.text(text) }
            }
        }
    }

    private static func text(_ reader: inout RecordReader) throws(StoreError) -> String? {
        try reader.byte() == 0 ? nil : try reader.text()
    }

    // MARK: Ids

    /// What all ids begin with, and of each the eight bytes behind that as a number.
    /// - Parameter starts: where each row begins.
    static func ids(_ starts: some Sequence<Int>, in bytes: [UInt8]) throws -> (prefix: [UInt8], numbers: [UInt64]) {
        try bytes.withUnsafeBytes { bytes in
            var prefix: [UInt8]?
            for start in starts {
                try withID(at: start, in: bytes) { id in
                    guard let known = prefix else { return prefix = Array(id.prefix(255)) }
                    var same = 0
                    while same < min(known.count, id.count), known[same] == id[same] { same += 1 }
                    if same < known.count { prefix = Array(known[..<same]) }
                }
            }
            let length = prefix?.count ?? 0
            return (prefix ?? [], try starts.map { start in try withID(at: start, in: bytes) { number($0.dropFirst(length)) } })
        }
    }

    /// The number of one id, whose run has this prefix.
    func number(ofID id: String) -> UInt64 { Self.number((Facts.name(id) ?? "").utf8.dropFirst(prefix.count)) }

    /// As texts are compared: in their composed form.
    private static func withID<T>(
        at start: Int, in bytes: UnsafeRawBufferPointer, _ body: (Slice<UnsafeRawBufferPointer>) -> T
    ) throws -> T {
        var reader = RecordReader(bytes, at: start)
        _ = try FootprintRow.readHead(&reader)
        var own = reader
        let length = try reader.count()
        let id = bytes[reader.position..<reader.position + length]
        if id.allSatisfy({ $0 < 0x80 }) { return body(Slice(base: UnsafeRawBufferPointer(rebasing: id), bounds: 0..<id.count)) }
        return Array((Facts.name(try own.text()) ?? "").utf8).withUnsafeBytes { body($0[...]) }
    }

    /// The first eight bytes, those that are not there as 0.
    static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var (value, shift): (UInt64, UInt64) = (0, 56)
        for byte in bytes.prefix(8) {
            value |= UInt64(byte) << shift
            shift = shift &- 8
        }
        return value
    }

    /// The numbers of ids as if all began with the first `length` bytes of the prefix only.
    func ids(behind length: Int) -> [UInt64] {
        let more = prefix.dropFirst(length).prefix(8)
        guard !more.isEmpty else { return numbers }
        let front = Self.number(more)
        return more.count == 8 ? [UInt64](repeating: front, count: numbers.count) : numbers.map { front | $0 >> UInt64(more.count * 8) }
    }
}
