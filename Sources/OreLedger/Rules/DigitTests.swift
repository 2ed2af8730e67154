/// How often each digit stands at the smallest unit that a subject reports in.
struct DigitTally: Sendable, Hashable {
    /// The exponent of the largest power of ten, at most 10^9, that divides all figures above 0; ``none`` where there are none.
    var unit = Self.none
    var counts = [UInt16](repeating: 0, count: 10)

    static let none: UInt8 = 255
    private static let powers: [Int64] = (0..<10).map { n in (0..<n).reduce(1) { product, _ in product * 10 } }

    /// Whether a figure would make the unit smaller.
    static func lowers(_ unit: UInt8, _ amount: Int64) -> Bool { unit < 10 && amount % powers[Int(unit)] != 0 }

    /// Makes the unit as small as these figures ask.
    mutating func settle(unitOf amounts: some Sequence<Int64>) {
        for amount in amounts where amount > 0 {
            if unit > 9 { unit = 9 }
            while unit > 0, amount % Self.powers[Int(unit)] != 0 { unit -= 1 }
        }
    }

    /// Figures below 100 units have too few digits and are left out.
    mutating func count(_ amount: Int64) {
        guard amount > 0, unit < 10 else { return }
        let units = amount / Self.powers[Int(unit)]
        if units >= 100 { counts[Int(units % 10)] &+= 1 }
    }
}

/// Whether digits are so by chance; the bounds for a number of figures are found once.
struct DigitTest {
    private let rule: ReportPatterns
    private var bounds: [Int: Bounds] = [:]

    /// The least number of round figures, and the least sum of the squares of all ten counts, that chance is not believed for.
    private struct Bounds { var (round, squares): (Int, Int) }

    init(_ rule: ReportPatterns) { self.rule = rule }

    /// - Returns: `nil` for too few figures.
    mutating func patterns(_ tally: DigitTally) -> [ReportPatterns.Pattern]? {
        let counts = tally.counts.map(Int.init)
        let n = counts.reduce(0, +)
        guard n > 0, n >= rule.leastFigures else { return nil }
        let squares = counts.reduce(0) { $0 + $1 * $1 }
        let bounds = bounds(n)
        var result: [ReportPatterns.Pattern] = []
        if counts[0] >= bounds.round {
            result.append(.round(counts[0], of: n, chance: PortableMath.binomialTail(counts[0], of: n, 0.1)))
        }
        if squares >= bounds.squares { result.append(.lastDigits(of: n, chance: Self.chance(squares, n))) }
        return result
    }

    private mutating func bounds(_ n: Int) -> Bounds {
        if let known = bounds[n] { return known }
        let new = Bounds(
            round: Self.least(upTo: n + 1) { PortableMath.binomialTail($0, of: n, 0.1) < rule.chance },
            squares: Self.least(upTo: n * n + 1) { Self.chance($0, n) < rule.chance })
        bounds[n] = new
        return new
    }

    /// Of Σ (c - n/10)² / (n/10) for counts c whose squares add up to that.
    private static func chance(_ squares: Int, _ n: Int) -> Double {
        PortableMath.chiSquareTail9(Double(10 * squares - n * n) / Double(n))
    }

    /// The least of 0..<end for which it holds, and for all above; `end` where for none.
    private static func least(upTo end: Int, _ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, end)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
