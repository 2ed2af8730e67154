/// Why a topological operation gave no result. The operands are unchanged.
public enum TopologyError: Error, Hashable, Sendable {
    /// An operand holds NaN or an infinity; GEOS is never asked about such positions.
    case nonFinite(at: Coordinate)
    /// A coordinate beyond ``TopologyEngine/largestCoordinate``: products of such numbers overflow.
    case outOfRange(Coordinate)
    /// A ring or line that cannot be built: not closed, or too few positions.
    case malformed(reason: String)
    /// Collections nested deeper than ``TopologyEngine/maximumNesting``.
    case nestedTooDeep(limit: Int)
    /// A DE-9IM pattern that is not nine characters out of `T F * 0 1 2`.
    case invalidPattern(String)
    /// A precision grid that is negative or not finite.
    case invalidGrid(Double)
    /// Every noding strategy failed; `firstFailure` is the message of the first one, in floating precision.
    case overlayFailed(operation: String, firstFailure: String, attempts: Int)
    /// An operation other than an overlay failed, or the operands are of a kind it does not take.
    case operationFailed(operation: String, message: String)
}

extension TopologyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nonFinite(let c): "the position (\(c)) is not finite"
        case .outOfRange(let c): "the position (\(c)) is too far from the origin to compute with"
        case .malformed(let reason): "the geometry cannot be built: \(reason)"
        case .nestedTooDeep(let limit): "collections are nested deeper than \(limit)"
        case .invalidPattern(let pattern): "\"\(pattern)\" is not a DE-9IM pattern: nine characters out of T F * 0 1 2"
        case .invalidGrid(let grid): "\(grid) is not a grid size: it must be finite and not negative"
        case .overlayFailed(let operation, let first, let attempts):
            "\(operation) failed with \(attempts) noding \(attempts == 1 ? "strategy" : "strategies"); first: \(first)"
        case .operationFailed(let operation, let message): "\(operation) failed: \(message)"
        }
    }
}
