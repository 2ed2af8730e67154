/// A mass to the thousandth of a tonne, exactly: what balances are made of. No binary float takes part.
///
/// Between ±9.2·10^15 t; every operation that could leave the range says so.
@frozen
public struct Tonnes: Hashable, Comparable, Sendable {
    /// Kilograms, that is.
    public var thousandths: Int64

    @inlinable
    public init(thousandths: Int64) { self.thousandths = thousandths }

    /// `nil` when so many whole tonnes are out of range.
    public init?(_ tonnes: Int) {
        let (value, isTooLarge) = Int64(tonnes).multipliedReportingOverflow(by: 1000)
        guard !isTooLarge else { return nil }
        thousandths = value
    }

    public static let zero = Tonnes(thousandths: 0)

    /// The most that one record may say, 10^9 t, more than the world mines of any ore in a month: beyond it a unit was mistaken.
    public static let largestRecord = Tonnes(thousandths: 1_000_000_000_000)

    /// `nil` when the sum is out of range.
    @inlinable
    public func adding(_ other: Tonnes) -> Tonnes? {
        let (sum, isTooLarge) = thousandths.addingReportingOverflow(other.thousandths)
        return isTooLarge ? nil : Tonnes(thousandths: sum)
    }

    /// `nil` when the difference is out of range.
    @inlinable
    public func subtracting(_ other: Tonnes) -> Tonnes? {
        let (difference, isTooLarge) = thousandths.subtractingReportingOverflow(other.thousandths)
        return isTooLarge ? nil : Tonnes(thousandths: difference)
    }

    /// The exact product lies between both; they are the same where it is a whole number of thousandths.
    /// - Returns: `nil` when one of them is out of range.
    public func multiplied(by share: Share) -> ClosedRange<Tonnes>? {
        let product = Int128(thousandths) * Int128(share.millionths)
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 1_000_000)
        let low = remainder < 0 ? quotient - 1 : quotient
        let high = remainder > 0 ? quotient + 1 : quotient
        guard let low = Int64(exactly: low), let high = Int64(exactly: high) else { return nil }
        return Tonnes(thousandths: low)...Tonnes(thousandths: high)
    }

    /// With the share of it that is let pass: exactly the amounts above this are more than the limit and its margin.
    func raised(by margin: Share) -> Tonnes {
        guard self > .zero, margin > .zero else { return self }
        let more = Int128(thousandths) * Int128(margin.millionths) / 1_000_000
        return Tonnes(thousandths: Int64(clamping: Int128(thousandths) + more))
    }

    @inlinable
    public static func < (a: Tonnes, b: Tonnes) -> Bool { a.thousandths < b.thousandths }
}

extension Tonnes: CustomStringConvertible {
    /// With a point and three decimals, `-1234.500`: the form that is read back the same.
    public var description: String {
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        let digits = String(rest)
        return (thousandths < 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}

/// A share, a grade, a recovery or a yield, to the millionth: 0.84 is 840,000.
@frozen
public struct Share: Hashable, Comparable, Sendable {
    public var millionths: Int64

    @inlinable
    public init(millionths: Int64) { self.millionths = millionths }

    public static let zero = Share(millionths: 0)
    public static let one = Share(millionths: 1_000_000)

    public static func percent(_ value: Int) -> Share { Share(millionths: Int64(value) * 10_000) }

    @inlinable
    public static func < (a: Share, b: Share) -> Bool { a.millionths < b.millionths }
}
