/// Whole numbers in as few bytes each as their range needs: the smallest of them, then differences of 0, 1, 2, 3, 4 or 8 bytes, little-endian.
enum PackedColumn {
    private static let widths: [UInt8] = [0, 1, 2, 3, 4, 8]

    /// Appends `1 + 8 + width · count` bytes.
    @inline(__always)
    static func append(_ values: some Collection<Int64>, to bytes: inout [UInt8]) {
        var (low, high) = (Int64.max, Int64.min)
        for value in values { (low, high) = (min(low, value), max(high, value)) }
        if low > high { (low, high) = (0, 0) }
        let range = UInt64(bitPattern: high &- low)
        let width = widths.first { $0 == 8 || range < 1 << (UInt64($0) * 8) } ?? 8
        bytes.append(width)
        withUnsafeBytes(of: low.littleEndian) { bytes.append(contentsOf: $0) }
        guard width > 0 else { return }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: values.count * Int(width)))
        bytes.withUnsafeMutableBytes { all in
            let body = UnsafeMutableRawBufferPointer(rebasing: all[start...])
            // One loop for each width, so that the compiler makes each of them plain stores.
            switch width {
            case 1: store(values, low, UInt8.self, in: body)
            case 2: store(values, low, UInt16.self, in: body)
            case 3:
                for (i, value) in values.enumerated() {
                    let difference = UInt32(truncatingIfNeeded: value &- low)
                    body.storeBytes(of: UInt16(truncatingIfNeeded: difference).littleEndian, toByteOffset: i * 3, as: UInt16.self)
                    body[i * 3 + 2] = UInt8(truncatingIfNeeded: difference >> 16)
                }
            case 4: store(values, low, UInt32.self, in: body)
            default: store(values, low, UInt64.self, in: body)
            }
        }
    }

    @inline(__always)
    private static func store<T: FixedWidthInteger & BitwiseCopyable>(
        _ values: some Collection<Int64>, _ low: Int64, _ type: T.Type, in body: UnsafeMutableRawBufferPointer
    ) {
        for (i, value) in values.enumerated() {
            body.storeBytes(
                of: T(truncatingIfNeeded: value &- low).littleEndian, toByteOffset: i * MemoryLayout<T>.size, as: T.self)
        }
    }

    /// Reads `count` values and passes over them.
    /// - Returns: what `make` makes of each; `nil` when the bytes end too early, or a width is none.
    @inline(__always)
    static func read<Value>(
        _ count: Int, from bytes: UnsafeRawBufferPointer, at position: inout Int, _ make: (Int64) -> Value
    ) -> [Value]? {
        guard bytes.count - position >= 9 else { return nil }
        let width = Int(bytes[position])
        let low = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 1, as: Int64.self))
        position += 9
        guard widths.contains(UInt8(width)), width == 0 || (bytes.count - position) / width >= count else { return nil }
        let body = UnsafeRawBufferPointer(rebasing: bytes[position..<position + width * count])
        position += width * count
        return [Value](unsafeUninitializedCapacity: count) { values, filled in
            // One loop for each width, so that the compiler makes each of them plain loads.
            switch width {
            case 0: for i in 0..<count { values.initializeElement(at: i, to: make(low)) }
            case 1: for i in 0..<count { values.initializeElement(at: i, to: make(low &+ Int64(body[i]))) }
            case 2: for i in 0..<count { values.initializeElement(at: i, to: make(low &+ Int64(load(body, i, UInt16.self)))) }
            case 3:
                for i in 0..<count {
                    let difference = UInt32(body[i * 3]) | UInt32(body[i * 3 + 1]) << 8 | UInt32(body[i * 3 + 2]) << 16
                    values.initializeElement(at: i, to: make(low &+ Int64(difference)))
                }
            case 4: for i in 0..<count { values.initializeElement(at: i, to: make(low &+ Int64(load(body, i, UInt32.self)))) }
            default:
                for i in 0..<count { values.initializeElement(at: i, to: make(low &+ Int64(bitPattern: load(body, i, UInt64.self)))) }
            }
            filled = count
        }
    }

    /// Passes over `count` values.
    /// - Returns: the one value that all of them are; `nil` where they differ, or where there are none that can be read.
    static func skip(_ count: Int, in bytes: UnsafeRawBufferPointer, at position: inout Int) -> Int64? {
        guard bytes.count - position >= 9, widths.contains(bytes[position]) else { return nil }
        let width = Int(bytes[position])
        let low = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 1, as: Int64.self))
        position += 9 + width * count
        return width == 0 ? low : nil
    }

    /// The same of some places only, one range after another.
    static func read<Value>(
        _ places: [Range<Int>], of count: Int, from bytes: UnsafeRawBufferPointer, at position: inout Int, _ make: (Int64) -> Value
    ) -> [Value]? {
        guard bytes.count - position >= 9 else { return nil }
        let width = Int(bytes[position])
        let low = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 1, as: Int64.self))
        position += 9
        guard widths.contains(UInt8(width)), width == 0 || (bytes.count - position) / width >= count else { return nil }
        let start = position
        position += width * count
        var values: [Value] = []
        values.reserveCapacity(places.reduce(0) { $0 + $1.count })
        for i in places.joined() {
            var difference: UInt64 = 0
            for byte in 0..<width { difference |= UInt64(bytes[start + i * width + byte]) << UInt64(byte * 8) }
            values.append(make(low &+ Int64(bitPattern: difference)))
        }
        return values
    }

    @inline(__always)
    private static func load<T: FixedWidthInteger & BitwiseCopyable>(_ body: UnsafeRawBufferPointer, _ i: Int, _ type: T.Type) -> T {
        T(littleEndian: body.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: T.self))
    }
}
