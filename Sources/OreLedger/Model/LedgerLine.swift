/// Where in the chain a figure belongs.
public enum Stage: UInt8, Sendable, Hashable, CaseIterable {
    case mining = 0
    case separation = 1
    case export = 2
}

/// The class of ore that quotas tell apart.
public enum OreClass: UInt8, Sendable, Hashable, CaseIterable {
    /// Not told apart: of all classes together.
    case any = 0
    /// Rock, light rare earths.
    case light = 1
    /// Ion-adsorption, medium and heavy rare earths.
    case ionic = 2
    /// Another mineral.
    case other = 3
}

/// What a figure is of: stage, class, material. Figures of two lines are two figures.
@frozen
public struct LedgerLine: Hashable, Comparable, Sendable {
    /// Stage in bits 0 and 1, class in 2 to 4, material in 5 and 6.
    public let code: UInt8

    public init(_ stage: Stage, _ oreClass: OreClass = .any, _ material: MaterialKind = .oxide) {
        code = stage.rawValue | oreClass.rawValue << 2 | material.rawValue << 5
    }

    /// For codes that are proved afterwards.
    init(uncheckedCode code: UInt8) { self.code = code }

    /// `nil` for a code that no line has.
    public init?(code: UInt8) {
        guard Stage(rawValue: code & 3) != nil, OreClass(rawValue: code >> 2 & 7) != nil, MaterialKind(rawValue: code >> 5) != nil else {
            return nil
        }
        self.code = code
    }

    public var stage: Stage { Stage(rawValue: code & 3) ?? .mining }
    public var oreClass: OreClass { OreClass(rawValue: code >> 2 & 7) ?? .any }
    public var material: MaterialKind { MaterialKind(rawValue: code >> 5) ?? .oxide }

    @inlinable
    public static func < (a: LedgerLine, b: LedgerLine) -> Bool { a.code < b.code }
}

/// The lines that a rule adds up: one stage and material, and one class or all of them.
@frozen
public struct LineSelection: Hashable, Sendable {
    @usableFromInline let mask: UInt8
    @usableFromInline let code: UInt8

    /// - Parameter oreClass: `nil` takes every class.
    public init(_ stage: Stage, _ oreClass: OreClass? = nil, _ material: MaterialKind = .oxide) {
        mask = oreClass == nil ? 0b1110_0011 : 0xFF
        code = LedgerLine(stage, oreClass ?? .any, material).code
    }

    @inlinable
    public func contains(_ line: LedgerLine) -> Bool { line.code & mask == code }

    public var stage: Stage { LedgerLine(uncheckedCode: code).stage }
    public var material: MaterialKind { LedgerLine(uncheckedCode: code).material }
}
