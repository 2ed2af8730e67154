internal import Foundation
internal import GRDB
internal import OreLedger

/// Names of subjects with the numbers that the store gave them, in pieces: for each name its length in bytes (four, little-endian), then it.
enum LedgerNames {
    /// Every visible name, and those of one staged import; the numbers are places in the table.
    /// - Throws: ``StoreError/damagedRecord``.
    static func load(_ db: Database, path: String) throws -> NameTable {
        var table = NameTable()
        let pieces = try Row.fetchCursor(
            db, sql: "SELECT first, count, digest, data FROM ledger_names WHERE known_from IS NOT NULL ORDER BY first")
        while let row = try pieces.next() {
            let (first, count, digest): (Int64, Int64, Int64) = (try row.value(0), try row.value(1), try row.value(2))
            let data = try Data.fetchOne(db, sql: "SELECT data FROM ledger_names WHERE first = ?", arguments: [first]) ?? Data()
            guard Int(first) == table.count, Int64(bitPattern: ContentHash.of(data)) == digest else {
                throw StoreError.damaged(path: path, reason: "names of the ledger from \(first) on are not what was written")
            }
            try data.withUnsafeBytes { try read($0, into: &table) }
            guard Int64(table.count) &- first == count else {
                throw StoreError.damaged(path: path, reason: "names of the ledger from \(first) on are not what was counted")
            }
        }
        return table
    }

    static func read(_ bytes: UnsafeRawBufferPointer, into table: inout NameTable) throws(StoreError) {
        var position = 0
        while position < bytes.count {
            guard bytes.count - position >= 4 else { throw .damagedRecord }
            let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
            position += 4
            guard length > 0, bytes.count - position >= length else { throw .damagedRecord }
            _ = table.number(of: UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]))
            position += length
        }
    }

    /// Stages the names from `first` on.
    static func stage(_ table: NameTable, from first: Int, _ db: Database, importID: Int64) throws {
        guard table.count > first else { return }
        let (text, lengths) = table.bytes(of: first..<table.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + lengths.count * 4)
        var start = text.startIndex
        for length in lengths {
            withUnsafeBytes(of: UInt32(length).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: text[start..<start + length])
            start += length
        }
        try db.execute(
            sql: "INSERT INTO ledger_names (first, count, import_id, digest, data) VALUES (?, ?, ?, ?, ?)",
            arguments: [first, lengths.count, importID, Int64(bitPattern: ContentHash.of(bytes)), Data(bytes)])
    }
}
