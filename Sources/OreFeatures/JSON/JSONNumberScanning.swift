extension JSONScanner {
    /// Passes over a number, proving its grammar: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
    mutating func skipNumber() throws(JSONFault) {
        if p.pointee == 0x2D { p += 1 }
        if p.pointee == 0x30 {
            p += 1
            if JSONScanner.isDigit(p.pointee) { throw fault(.badNumber) }
        } else {
            try skipDigits()
        }
        if p.pointee == 0x2E {
            p += 1
            try skipDigits()
        }
        if p.pointee | 0x20 == 0x65 {
            p += 1
            if p.pointee == 0x2B || p.pointee == 0x2D { p += 1 }
            try skipDigits()
        }
        // At the end of a window the number may go on.
        if p >= end && !isFinal { throw fault(.badNumber) }
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inline(__always)
    private mutating func skipDigits() throws(JSONFault) {
        guard JSONScanner.isDigit(p.pointee) else { throw fault(.badNumber) }
        repeat { p += 1 } while JSONScanner.isDigit(p.pointee)
    }

    /// A number as a double, nearest to what is written; infinite when it lies outside the doubles.
    ///
    /// The short way takes at most seven digits before the point and fifteen behind it, in two or three steps of eight digits each.
    @inline(__always)
    mutating func number() throws(JSONFault) -> Double {
        var q = p
        let isNegative = q.pointee == 0x2D
        q += isNegative ? 1 : 0
        let whole = JSONScanner.word(at: q)
        let wholeCount = NumberParser.digitCount(whole)
        guard UInt(bitPattern: wholeCount &- 1) < 7, wholeCount == 1 || q.pointee != 0x30 else { return try numberInFull() }
        var mantissa = NumberParser.digits(whole, wholeCount)
        q += wholeCount
        var places = 0
        if q.pointee == 0x2E {
            q += 1
            let part = JSONScanner.word(at: q)
            places = NumberParser.digitCount(part)
            guard places > 0 else { return try numberInFull() }
            mantissa = mantissa &* NumberParser.wholePower(places) &+ NumberParser.digits(part, places)
            q += places
            if places == 8 {
                let more = JSONScanner.word(at: q)
                let count = NumberParser.digitCount(more)
                guard count < 8, wholeCount &+ count < 11 else { return try numberInFull() }
                if count > 0 {
                    mantissa = mantissa &* NumberParser.wholePower(count) &+ NumberParser.digits(more, count)
                    places &+= count
                    q += count
                }
            }
        }
        let next = q.pointee
        guard next != 0, next | 0x20 != 0x65, mantissa <= 1 << 53 else { return try numberInFull() }
        p = q
        let value = NumberParser.divided(mantissa, byPowerOfTen: places)
        return isNegative ? -value : value
    }

    @inline(never)
    private mutating func numberInFull() throws(JSONFault) -> Double {
        let start = p
        try skipNumber()
        return NumberParser.value(of: UnsafeBufferPointer(start: start, count: p - start))
    }
}
