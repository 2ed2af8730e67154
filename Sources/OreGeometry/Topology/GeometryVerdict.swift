/// What the ingest policy decides about one geometry.
public enum GeometryVerdict: Hashable, Sendable {
    /// Valid, wound and closed as it stands.
    case sound
    /// Made valid; `areaChange` is `nil` where the repair cannot change the area (winding, repeated positions, closure).
    case repaired(Geometry, actions: [RepairAction], areaChange: AreaChange?)
    /// Not usable.
    case quarantined(GeometryFault)
}

/// One step of a repair, for the record.
public enum RepairAction: Hashable, Sendable {
    /// Positions equal to the one before them were removed.
    case removedDuplicatePositions(Int)
    /// The first position was repeated at the end.
    case closedRing(RingPosition, gapMetres: Double)
    /// Rings of fewer than three distinct places, which have no area, were removed.
    case droppedDegenerateRings(Int)
    /// Exteriors turned counter-clockwise, holes clockwise.
    case reversedRings(Int)
    /// Rebuilt from its linework by the even-odd rule, because of this defect.
    case rebuilt(ValidityDefect)
}

/// The area before and after a repair, in the unit of the caller's area function (square metres).
public struct AreaChange: Hashable, Sendable {
    /// The even-odd area of the rings as they came: positions that an odd number of windings enclose.
    public let before: Double
    public let after: Double

    public init(before: Double, after: Double) {
        self.before = before
        self.after = after
    }

    public var difference: Double { abs(after - before) }

    /// The change as a share of the area before; infinite when that was zero and changed.
    public var relative: Double { difference == 0 ? 0 : difference / before }
}

/// Why a geometry is put aside, with the evidence.
public enum GeometryFault: Hashable, Sendable {
    /// No geometry, or no position at all.
    case empty
    /// NaN, an infinity, or a number too large to compute with.
    case nonFinite(RingPosition, Coordinate)
    /// Fewer than two positions in a line.
    case tooFewPositions(RingPosition)
    /// First and last position are further apart than the policy closes.
    case ringNotClosed(RingPosition, gapMetres: Double)
    /// Nothing with an area is left.
    case zeroArea
    /// The repair would change the area by more than the policy allows.
    case areaChanged(AreaChange, because: ValidityDefect)
    /// The repair failed or its result is not valid; the words say which.
    case repairFailed(String, because: ValidityDefect?)
}

extension RepairAction: CustomStringConvertible {
    public var description: String {
        switch self {
        case .removedDuplicatePositions(let count): "removed \(count) repeated \(count == 1 ? "position" : "positions")"
        case .closedRing(let ring, let gap): "closed \(ring), which was open by \(gap.inMillimetres) m"
        case .droppedDegenerateRings(let count): "removed \(count) \(count == 1 ? "ring" : "rings") without area"
        case .reversedRings(let count): "turned \(count) \(count == 1 ? "ring" : "rings")"
        case .rebuilt(let defect): "rebuilt from its lines: \(defect)"
        }
    }
}

extension GeometryFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "the geometry is empty"
        case .nonFinite(let ring, let c): "\(ring): the position (\(c)) is not a usable number"
        case .tooFewPositions(let ring): "\(ring): too few positions"
        case .ringNotClosed(let ring, let gap): "\(ring) is open by \(gap.inMillimetres) m"
        case .zeroArea: "the geometry has no area"
        case .areaChanged(let change, let defect):
            "\(defect); repair would change the area from \(change.before.inMillimetres) to \(change.after.inMillimetres) m2"
        case .repairFailed(let words, let defect):
            [defect.map { "\($0)" }, "repair failed: \(words)"].compactMap { $0 }.joined(separator: "; ")
        }
    }
}

extension Double {
    /// Rounded to three decimals, for messages.
    fileprivate var inMillimetres: Double { (self * 1000).rounded() / 1000 }
}
