/// What a mass is of. Masses of two materials neither add up nor compare.
public protocol Material: Sendable {
    static var kind: MaterialKind { get }
}

public enum MaterialKind: UInt8, Sendable, Hashable, CaseIterable {
    /// Rare-earth oxide contained, t REO: the unit of quotas.
    case oxide = 0
    case ore = 1
    case concentrate = 2
    /// Cubic metres instead of tonnes.
    case volume = 3
}

public enum Oxide: Material { public static var kind: MaterialKind { .oxide } }
public enum Ore: Material { public static var kind: MaterialKind { .ore } }
public enum Concentrate: Material { public static var kind: MaterialKind { .concentrate } }

/// Tonnes of one material.
@frozen
public struct Mass<Of: Material>: Hashable, Comparable, Sendable {
    public var tonnes: Tonnes

    @inlinable
    public init(_ tonnes: Tonnes) { self.tonnes = tonnes }

    /// `nil` when the sum is out of range.
    @inlinable
    public func adding(_ other: Mass) -> Mass? { tonnes.adding(other.tonnes).map { Mass($0) } }

    @inlinable
    public static func < (a: Mass, b: Mass) -> Bool { a.tonnes < b.tonnes }
}

extension Mass where Of == Concentrate {
    /// The oxide in a concentrate of that grade: between both, exact where they are the same.
    /// - Returns: `nil` for a grade outside 0...1.
    public func oxide(grade: Share) -> ClosedRange<Mass<Oxide>>? { oxideContained(tonnes, grade) }
}

extension Mass where Of == Ore {
    /// The oxide in an ore of that grade, all of it.
    /// - Returns: `nil` for a grade outside 0...1.
    public func oxide(grade: Share) -> ClosedRange<Mass<Oxide>>? { oxideContained(tonnes, grade) }

    /// The oxide that is won from an ore of that grade at that recovery; the bounds hold whatever was rounded on the way.
    /// - Returns: `nil` for a grade or a recovery outside 0...1.
    public func oxide(grade: Share, recovery: Share) -> ClosedRange<Mass<Oxide>>? {
        guard let all = oxide(grade: grade), let low = oxideContained(all.lowerBound.tonnes, recovery),
            let high = oxideContained(all.upperBound.tonnes, recovery)
        else { return nil }
        return low.lowerBound...high.upperBound
    }
}

private func oxideContained(_ tonnes: Tonnes, _ share: Share) -> ClosedRange<Mass<Oxide>>? {
    guard (Share.zero...Share.one).contains(share), let product = tonnes.multiplied(by: share) else { return nil }
    return Mass(product.lowerBound)...Mass(product.upperBound)
}

/// Cubic metres to the thousandth: quarries, sand.
@frozen
public struct Volume: Hashable, Comparable, Sendable {
    public var thousandths: Int64

    @inlinable
    public init(thousandths: Int64) { self.thousandths = thousandths }

    /// The mass of ore at that density, tonnes per cubic metre.
    /// - Returns: `nil` when it is out of range.
    public func mass(density: Share) -> ClosedRange<Mass<Ore>>? {
        guard let product = Tonnes(thousandths: thousandths).multiplied(by: density) else { return nil }
        return Mass(product.lowerBound)...Mass(product.upperBound)
    }

    @inlinable
    public static func < (a: Volume, b: Volume) -> Bool { a.thousandths < b.thousandths }
}
