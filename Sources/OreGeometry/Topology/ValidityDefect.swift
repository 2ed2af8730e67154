/// What makes a geometry invalid by OGC 06-103r4, where, and in which ring.
public struct ValidityDefect: Hashable, Sendable {
    /// The rule that is broken.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case selfIntersection = "self-intersection"
        case ringSelfIntersection = "ring self-intersection"
        case holeOutsideShell = "hole lies outside its shell"
        case nestedHoles = "holes are nested"
        case nestedShells = "shells are nested"
        case disconnectedInterior = "interior is disconnected"
        case duplicateRings = "duplicate rings"
        case tooFewPoints = "too few positions"
        case ringNotClosed = "ring is not closed"
        case nonFinite = "position is not finite"
        case outOfRange = "coordinate is too large"
        case nestedTooDeep = "collections are nested too deep"
        case other = "invalid"
    }

    public let kind: Kind
    /// A position at the defect, in the coordinates of the geometry; `nil` when the defect has no place.
    public let coordinate: Coordinate?
    /// The ring or line at fault; `nil` when none could be singled out.
    public let ring: RingPosition?
    /// The words of the library that found it.
    public let detail: String

    public init(kind: Kind, coordinate: Coordinate?, ring: RingPosition?, detail: String = "") {
        self.kind = kind
        self.coordinate = coordinate
        self.ring = ring
        self.detail = detail
    }
}

/// Which ring of which part: parts count from 0 over the whole geometry, rings from 0 with the exterior first.
public struct RingPosition: Hashable, Sendable {
    public let part: Int
    public let ring: Int

    public init(part: Int, ring: Int) {
        self.part = part
        self.ring = ring
    }

    public var isExterior: Bool { ring == 0 }

    /// The number of the hole in its part, from 0; `nil` for an exterior ring.
    public var hole: Int? { ring > 0 ? ring - 1 : nil }
}

extension RingPosition: CustomStringConvertible {
    public var description: String { ring == 0 ? "part \(part), exterior ring" : "part \(part), hole \(ring - 1)" }
}

extension ValidityDefect: CustomStringConvertible {
    public var description: String {
        [kind.rawValue, coordinate.map { "at (\($0))" }, ring.map { "in \($0)" }].compactMap { $0 }.joined(separator: " ")
    }
}
