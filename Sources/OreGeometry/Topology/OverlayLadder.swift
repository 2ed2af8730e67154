internal import CGEOS
internal import Foundation

/// The four overlays that GEOS computes for two operands.
enum OverlayOperation: String {
    case intersection, union, difference
    case symmetricDifference = "symmetric difference"

    /// GEOS's own robust overlay: floating, then snapping, then snap-rounding at a scale that is safe for the magnitude.
    func robust(_ context: GEOSContext, _ a: OpaquePointer?, _ b: OpaquePointer?) -> OpaquePointer? {
        switch self {
        case .intersection: GEOSIntersection_r(context.handle, a, b)
        case .union: GEOSUnion_r(context.handle, a, b)
        case .difference: GEOSDifference_r(context.handle, a, b)
        case .symmetricDifference: GEOSSymDifference_r(context.handle, a, b)
        }
    }

    /// Snap-rounding on an explicit grid; it nodes anything whose positions fit the grid.
    func snapRounded(_ context: GEOSContext, _ a: OpaquePointer?, _ b: OpaquePointer?, grid: Double) -> OpaquePointer? {
        switch self {
        case .intersection: GEOSIntersectionPrec_r(context.handle, a, b, grid)
        case .union: GEOSUnionPrec_r(context.handle, a, b, grid)
        case .difference: GEOSDifferencePrec_r(context.handle, a, b, grid)
        case .symmetricDifference: GEOSSymDifferencePrec_r(context.handle, a, b, grid)
        }
    }
}

/// The order in which an overlay is tried: floating precision first, then ever coarser grids.
enum OverlayLadder {
    /// Grids at 14, 13 and 12 significant digits of the largest coordinate: 1e-11, 1e-10 and 1e-9 degrees at longitude 120.
    static func grids(magnitude: Double) -> [Double] {
        guard magnitude.isFinite, magnitude > 0 else { return [1e-12] }
        let digits = (log10(magnitude)).rounded(.down) + 1
        return [14, 13, 12].map { pow(10, digits - $0) }.filter { $0.isFinite && $0 > 0 }
    }

    /// Climbs the grids after floating precision failed; the first attempt that gives a result wins.
    ///
    /// Stops at once when the first message says that the operands are of a kind the operation does not take.
    /// - Throws: ``TopologyError/overlayFailed(operation:firstFailure:attempts:)`` with the message of the first attempt.
    static func climb<Result>(
        _ operation: String, magnitude: Double, firstFailure: String, attempt: (Double) -> Result?
    ) throws(TopologyError) -> Result {
        guard !firstFailure.hasPrefix("IllegalArgument") else { throw .operationFailed(operation: operation, message: firstFailure) }
        let grids = grids(magnitude: magnitude)
        for grid in grids {
            if let result = attempt(grid) { return result }
        }
        throw .overlayFailed(operation: operation, firstFailure: firstFailure, attempts: grids.count + 1)
    }
}

extension Envelope {
    /// The largest absolute coordinate; 0 when empty.
    var magnitude: Double { isEmpty ? 0 : max(abs(minX), abs(maxX), abs(minY), abs(maxY)) }
}
