internal import OreGeometry

/// Some footprints that lie close together, of any scenes: the unit that is read.
///
/// `count`, then a box of four 32-bit floats per row (rounded outwards), the end of each row's bytes, and the rows.
enum FootprintBlock {
    /// No block has more: a row takes six bits of a footprint's number.
    static let maximumRows = 64
    /// When a block is full.
    static let targetRows = 32
    static let targetBytes = 16 << 10

    /// Where a footprint lies: its block and its row there.
    struct Place: Hashable, Sendable {
        var block: Int64
        var row: Int
        /// The one number by which tables name it.
        var reference: Int64 { block << 6 | Int64(row) }
        init(block: Int64, row: Int) { (self.block, self.row) = (block, row) }
        init(reference: Int64) { (block, row) = (reference >> 6, Int(reference & 63)) }
    }

    static func encode(_ rows: some Collection<(box: Envelope, bytes: ArraySlice<UInt8>)>) -> [UInt8] {
        var writer = RecordWriter(capacity: rows.reduce(8 + rows.count * 20) { $0 + $1.bytes.count })
        writer.fixed(UInt32(rows.count))
        for row in rows { FloatBox(row.box).append(to: &writer) }
        var end: UInt32 = 0
        for row in rows {
            end += UInt32(row.bytes.count)
            writer.fixed(end)
        }
        for row in rows { writer.raw(row.bytes) }
        return writer.bytes
    }

    /// Calls `body` with a reader at each row whose box meets the query, ascending.
    static func forEach(
        in bytes: UnsafeRawBufferPointer, meeting query: FloatBox?, skipping ended: UInt64,
        _ body: (Int, inout RecordReader) throws -> Void
    ) throws {
        var head = RecordReader(bytes)
        let count = Int(try head.fixed(UInt32.self))
        let payload = 4 + count * 20
        guard count <= maximumRows, payload <= bytes.count else { throw StoreError.damagedRecord }
        for row in 0..<count where ended >> UInt64(row) & 1 == 0 {
            if let query, !query.meets(FloatBox(bytes, at: 4 + row * 16)) { continue }
            let (start, end) = (row == 0 ? payload : Self.end(of: row - 1, in: bytes), Self.end(of: row, in: bytes))
            guard payload <= start, start <= end, end <= bytes.count else { throw StoreError.damagedRecord }
            // Pruned: only its place is left.
            if start == end { continue }
            var reader = RecordReader(bytes, at: start)
            try body(row, &reader)
        }
    }

    /// The box of a row; the block's head must have been found sound.
    static func box(of row: Int, in bytes: UnsafeRawBufferPointer) -> FloatBox { FloatBox(bytes, at: 4 + row * 16) }

    /// How many rows a block says it has; pruned ones count.
    static func rowCount(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> Int {
        var head = RecordReader(bytes)
        let count = Int(try head.fixed(UInt32.self))
        guard count <= maximumRows, 4 + count * 20 <= bytes.count else { throw .damagedRecord }
        return count
    }

    /// Where the bytes of a row end; the block's head must have been found sound.
    static func end(of row: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        let count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self)))
        return 4 + count * 20
            + Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 + count * 16 + row * 4, as: UInt32.self)))
    }

    /// The block without the bytes of some rows, which keep their places; and how many of them had any.
    static func emptied(_ bytes: UnsafeRawBufferPointer, rows: UInt64) throws -> (bytes: [UInt8], removed: Int) {
        let count = try rowCount(bytes)
        var kept: [(box: Envelope, bytes: ArraySlice<UInt8>)] = []
        var removed = 0
        for row in 0..<count {
            let (start, end) = (row == 0 ? 4 + count * 20 : end(of: row - 1, in: bytes), end(of: row, in: bytes))
            guard 4 + count * 20 <= start, start <= end, end <= bytes.count else { throw StoreError.damagedRecord }
            let isEmptied = rows >> UInt64(row) & 1 == 1
            if isEmptied && start < end { removed += 1 }
            kept.append((FloatBox(bytes, at: 4 + row * 16).envelope, isEmptied ? [] : Array(bytes[start..<end])[...]))
        }
        return (encode(kept), removed)
    }
}

/// A box in 32-bit floats, rounded outwards: it meets everything that the exact box meets.
struct FloatBox: Sendable, Hashable {
    var minX: Float
    var minY: Float
    var maxX: Float
    var maxY: Float

    init(_ box: Envelope) {
        func down(_ v: Double) -> Float { let f = Float(v); return Double(f) > v ? f.nextDown : f }
        func up(_ v: Double) -> Float { let f = Float(v); return Double(f) < v ? f.nextUp : f }
        (minX, minY, maxX, maxY) = (down(box.minX), down(box.minY), up(box.maxX), up(box.maxY))
    }

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        func float(_ i: Int) -> Float {
            Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + i * 4, as: UInt32.self)))
        }
        (minX, minY, maxX, maxY) = (float(0), float(1), float(2), float(3))
    }

    func append(to writer: inout RecordWriter) {
        for value in [minX, minY, maxX, maxY] { writer.fixed(value.bitPattern) }
    }

    @inline(__always)
    func meets(_ other: FloatBox) -> Bool { minX <= other.maxX && other.minX <= maxX && minY <= other.maxY && other.minY <= maxY }

    var envelope: Envelope { Envelope(minX: Double(minX), minY: Double(minY), maxX: Double(maxX), maxY: Double(maxY)) }
}
