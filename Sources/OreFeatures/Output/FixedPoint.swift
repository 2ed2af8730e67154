public import OreGeometry

extension JSONBytes {
    public mutating func append(_ value: Int) {
        write(upTo: 28) { out in FixedPoint.write(value, at: out) }
    }

    /// The shortest decimal that reads back as the same double; whole numbers without `.0`; `null` when it is not finite.
    public mutating func append(shortest value: Double) {
        append(value.isFinite ? FixedPoint.shortest(value) : "null")
    }

    /// The value rounded to `decimals` (0...12) places, trailing zeros trimmed unless `trimmed` is false; `null` when it is not finite.
    ///
    /// Halves round away from zero. Beyond 9e15 units of the last place the shortest double is written instead.
    public mutating func append(_ value: Double, decimals: Int, trimmed: Bool = true) {
        let decimals = min(max(decimals, 0), FixedPoint.maximumDecimals)
        let scale = FixedPoint.power(decimals)
        guard let units = FixedPoint.units(value, scale: scale) else { return append(shortest: value) }
        write(upTo: 40) { FixedPoint.write(units, scale: scale, decimals: decimals, trimmed: trimmed, at: $0) }
    }

    /// `x,y` with at most seven decimals, trailing zeros trimmed: a GeoJSON position without its brackets.
    public mutating func append(position: Coordinate, decimals: Int = 7) {
        let scale = FixedPoint.power(decimals)
        write(upTo: FixedPoint.positionBytes) { FixedPoint.write(position, scale: scale, decimals: decimals, at: $0) }
    }
}

/// Numbers with a fixed count of decimals, written by integer arithmetic: eight digits at a time inside one machine word.
enum FixedPoint {
    /// Whole numbers below this are exact in a double and their rounding is meaningful.
    static let limit = 9e15
    /// More decimals than this are not written.
    static let maximumDecimals = 12
    /// The most that one position may take: two numbers of up to 24 bytes, comma, and the slack of whole-word stores.
    static let positionBytes = 72

    /// The nearest count of units of the last place, halves away from zero; `nil` when not finite or beyond ``limit``.
    @inline(__always)
    static func units(_ value: Double, scale: Int) -> Int? {
        let scaled = value * Double(scale)
        guard abs(scaled) < limit else { return nil }
        return Int(scaled + (scaled < 0 ? -0.5 : 0.5))
    }

    static func power(_ decimals: Int) -> Int {
        var result = 1
        for _ in 0..<min(max(decimals, 0), maximumDecimals) { result *= 10 }
        return result
    }

    @inline(__always)
    static func write(
        _ c: Coordinate, scale: Int, decimals: Int, at start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let comma = write(c.x, scale: scale, decimals: decimals, at: start)
        comma.pointee = UInt8(ascii: ",")
        return write(c.y, scale: scale, decimals: decimals, at: comma + 1)
    }

    @inline(__always)
    static func write(_ value: Double, scale: Int, decimals: Int, at out: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        guard let units = units(value, scale: scale) else { return writeShortest(value, at: out) }
        // The usual case with a constant divisor, which the compiler turns into a multiplication.
        if decimals == 7 { return write(units, scale: 10_000_000, decimals: 7, trimmed: true, at: out) }
        return write(units, scale: scale, decimals: decimals, trimmed: true, at: out)
    }

    /// The shortest decimal of a finite double that reads back as the same one; whole numbers without `.0`. Legal JSON.
    static func shortest(_ value: Double) -> String {
        if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
        return value.description
    }

    /// At most 24 bytes: `-1.7976931348623157e+308`.
    @inline(never)
    static func writeShortest(_ value: Double, at start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var out = start
        for byte in (value.isFinite ? shortest(value) : "null").utf8 {
            out.pointee = byte
            out += 1
        }
        return out
    }

    /// `units / scale` in decimal notation. May store up to 7 bytes behind the end that it returns.
    @inline(__always)
    static func write(
        _ units: Int, scale: Int, decimals: Int, trimmed: Bool, at start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var out = start
        out.pointee = UInt8(ascii: "-")
        out += units < 0 ? 1 : 0
        let magnitude = units.magnitude
        let whole = magnitude / UInt(scale)
        let fraction = magnitude - whole * UInt(scale)
        out = write(Int(whole), at: out)
        if decimals == 0 || (trimmed && fraction == 0) { return out }
        out.pointee = UInt8(ascii: ".")
        return write(fraction: fraction, decimals: decimals, trimmed: trimmed, at: out + 1)
    }

    @inline(__always)
    private static func write(
        fraction: UInt, decimals: Int, trimmed: Bool, at out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        if decimals > 8 { return write(longFraction: fraction, decimals: decimals, trimmed: trimmed, at: out) }
        // Seven decimals become eight digits by one more zero at the end, and so on.
        let digits = eightDigits(UInt64(decimals == 7 ? fraction * 10 : fraction * UInt(power(8 - decimals))))
        store(digits | 0x3030_3030_3030_3030, at: out)
        return out + (trimmed ? 8 - digits.leadingZeroBitCount / 8 : decimals)
    }

    /// Nine to twelve decimals: the first ones digit by digit, the last eight in one word.
    private static func write(
        longFraction fraction: UInt, decimals: Int, trimmed: Bool, at out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var head = fraction / 100_000_000
        let rest = fraction - head * 100_000_000
        var end = out + (decimals - 8)
        var place = end
        while place > out {
            place -= 1
            place.pointee = 0x30 + UInt8(truncatingIfNeeded: head % 10)
            head /= 10
        }
        guard trimmed && rest == 0 else { return write(fraction: rest, decimals: 8, trimmed: trimmed, at: end) }
        while end > out, (end - 1).pointee == 0x30 { end -= 1 }
        return end
    }

    /// An integer in decimal. May store up to 7 bytes behind the end that it returns.
    @inline(__always)
    static func write(_ value: Int, at start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        guard value >= 0 && value < 100_000_000 else { return writeLong(value, at: start) }
        let digits = eightDigits(UInt64(value))
        let leadingZeros = min(digits.trailingZeroBitCount / 8, 7)
        store((digits | 0x3030_3030_3030_3030) >> UInt64(leadingZeros * 8), at: start)
        return start + (8 - leadingZeros)
    }

    @inline(never)
    private static func writeLong(_ value: Int, at start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var out = start
        for byte in String(value).utf8 {
            out.pointee = byte
            out += 1
        }
        return out
    }

    @inline(__always)
    private static func store(_ word: UInt64, at out: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawPointer(out).storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// The eight digits of a number below 10^8, one per byte, the first digit in the lowest byte.
    ///
    /// Splits by 10,000, then by 100, then by 10, all lanes at once; 10,486 / 2^20 and 103 / 2^10 stand for 1/100 and 1/10, exact in range.
    @inline(__always)
    static func eightDigits(_ value: UInt64) -> UInt64 {
        let high = value / 10_000
        let fours = high | (value &- high &* 10_000) << 32
        let hundreds = ((fours &* 10_486) >> 20) & 0x0000_007F_0000_007F
        let twos = hundreds | (fours &- hundreds &* 100) << 16
        let tens = ((twos &* 103) >> 10) & 0x000F_000F_000F_000F
        return tens | (twos &- tens &* 10) << 8
    }
}
