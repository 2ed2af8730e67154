/// Whole numbers in as few bytes each as their range needs: the smallest of them, then differences of 0, 1, 2, 3, 4 or 8 bytes, little-endian.
enum PackedColumn {
    private static let widths: [UInt8] = [0, 1, 2, 3, 4, 8]

    /// Appends `1 + 8 + width · count` bytes.
    static func append(_ values: some Collection<Int64>, to bytes: inout [UInt8]) {
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let range = UInt64(bitPattern: high &- low)
        let width = widths.first { $0 == 8 || range < 1 << (UInt64($0) * 8) } ?? 8
        bytes.append(width)
        withUnsafeBytes(of: low.littleEndian) { bytes.append(contentsOf: $0) }
        guard width > 0 else { return }
        bytes.reserveCapacity(bytes.count + values.count * Int(width))
        for value in values {
            var difference = UInt64(bitPattern: value &- low)
            for _ in 0..<width {
                bytes.append(UInt8(truncatingIfNeeded: difference))
                difference >>= 8
            }
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
