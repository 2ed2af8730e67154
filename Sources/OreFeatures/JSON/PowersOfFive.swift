/// The 128 leading bits of every power of five that matters for doubles, made by exact arithmetic when first needed (about 1 ms).
enum PowersOfFive {
    static let exponents = -342...308

    private static let table: [(high: UInt64, low: UInt64)] = makeTable()

    /// `mantissa * 10^exponent` rounded to the nearest double, ties to even; `nil` where 128 bits do not decide, or where the result is
    /// subnormal or infinite. `mantissa` is not zero.
    static func product(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        guard exponents.contains(exponent) else { return nil }
        let leadingZeros = mantissa.leadingZeroBitCount
        let normalized = mantissa << UInt64(leadingZeros)
        let power = table[exponent - exponents.lowerBound]
        var (high, low) = normalized.multipliedFullWidth(by: power.high)
        if high & 0x1FF == 0x1FF {
            // The bits below those kept are all ones: a carry from the lower half of the power may still reach them.
            let carry = normalized.multipliedFullWidth(by: power.low).high
            let sum = low.addingReportingOverflow(carry)
            low = sum.partialValue
            if sum.overflow { high &+= 1 }
            if low == .max, !(-27...55).contains(exponent) { return nil }
        }
        let top = high >> 63
        let shift = top + 9
        var bits = high >> shift
        // floor(exponent * log2(10)) by a fixed-point factor that is exact over this range.
        var binaryExponent = (217_706 * exponent) >> 16 + 63 + Int(top) - leadingZeros + 1023
        guard binaryExponent > 0 else { return nil }
        if low <= 1, (-4...23).contains(exponent), bits & 3 == 1, bits << shift == high {
            // Exactly half way: stay at the even one.
            bits &= ~1
        }
        bits = (bits + (bits & 1)) >> 1
        if bits >= 1 << 53 {
            bits = 1 << 52
            binaryExponent += 1
        }
        guard binaryExponent < 2047 else { return nil }
        return Double(bitPattern: UInt64(binaryExponent) << 52 | bits & (1 << 52 - 1))
    }

    // MARK: Making the table

    private static func makeTable() -> [(high: UInt64, low: UInt64)] {
        var negative: [(high: UInt64, low: UInt64)] = []
        // 2^1024 / 5^n: dividing by five again and again, each time rounding down, gives the rounded-down quotient by the power.
        var quotient = [UInt32](repeating: 0, count: 32) + [1]
        for n in 1...(-exponents.lowerBound) {
            divideByFive(&quotient)
            var leading = leadingBits(quotient)
            if n <= 27 {
                // Short powers: the reciprocal is rounded up, so that products of exact quotients never fall below them.
                leading.low &+= 1
                if leading.low == 0 { leading.high += 1 }
            }
            negative.append(leading)
        }
        var positive: [(high: UInt64, low: UInt64)] = []
        var power: [UInt32] = [1]
        for _ in 0...exponents.upperBound {
            positive.append(leadingBits(power))
            multiplyByFive(&power)
        }
        return negative.reversed() + positive
    }

    private static func divideByFive(_ words: inout [UInt32]) {
        var remainder: UInt64 = 0
        for i in words.indices.reversed() {
            let part = remainder << 32 | UInt64(words[i])
            words[i] = UInt32(part / 5)
            remainder = part % 5
        }
        while words.last == 0 { words.removeLast() }
    }

    private static func multiplyByFive(_ words: inout [UInt32]) {
        var carry: UInt64 = 0
        for i in words.indices {
            carry += UInt64(words[i]) * 5
            words[i] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry > 0 { words.append(UInt32(carry)) }
    }

    /// The 128 highest bits, the highest of them set; short numbers are filled with zeros below.
    private static func leadingBits(_ words: [UInt32]) -> (high: UInt64, low: UInt64) {
        let padded = [UInt32](repeating: 0, count: 5) + words
        let shift = UInt64(words.last?.leadingZeroBitCount ?? 0)
        func word(_ fromTop: Int) -> UInt64 {
            let i = padded.count - 1 - fromTop
            let pair = UInt64(padded[i]) << 32 | UInt64(padded[i - 1])
            return (pair << shift) >> 32
        }
        return (word(0) << 32 | word(1), word(2) << 32 | word(3))
    }
}
