internal import CGEOS

/// Topology on GEOS: validity, overlay, predicates and constructions in the plane of the coordinates.
///
/// Coordinates are planar in the units given, longitude/easting first; nothing here measures on an ellipsoid. Polygons in results have the
/// exterior ring counter-clockwise and the holes clockwise. An engine keeps one GEOS context: make one per worker and reuse it for a whole
/// batch. It is not `Sendable`.
///
/// ```swift
/// let engine = TopologyEngine()
/// let outside = try engine.difference(footprint, licence)
/// ```
public final class TopologyEngine {
    /// The version of the GEOS library in use, such as `3.11.1-CAPI-1.17.1`.
    public static let geosVersion = String(cString: GEOSversion())

    /// How deep collections may be nested in an operand.
    public static let maximumNesting = 32

    /// The largest absolute coordinate of an operand. Beyond it, products of four differences overflow.
    public static let largestCoordinate = 1e75

    let context = GEOSContext()

    public init() {}

    /// Runs a C call that makes a geometry and gives its value.
    func construct(
        _ operation: String, _ make: (GEOSContextHandle_t?) -> OpaquePointer?
    ) throws(TopologyError) -> GEOSHandle {
        guard let made = make(context.handle) else { throw .operationFailed(operation: operation, message: context.takeMessage()) }
        return GEOSHandle(made, in: context)
    }

    /// Reads a predicate's answer: 0, 1, or 2 for a failure.
    func answer(_ operation: String, _ code: CChar) throws(TopologyError) -> Bool {
        guard code == 0 || code == 1 else { throw .operationFailed(operation: operation, message: context.takeMessage()) }
        return code == 1
    }

    /// The value of a result.
    func value(_ handle: borrowing GEOSHandle) -> Geometry {
        handle.pointer.map(context.value) ?? .geometryCollection([])
    }
}

extension Coordinate {
    /// Finite, and small enough that geometry computed from it stays finite.
    var isTractable: Bool { x.magnitude <= TopologyEngine.largestCoordinate && y.magnitude <= TopologyEngine.largestCoordinate }

    func requireTractable() throws(TopologyError) {
        guard !isTractable else { return }
        throw isFinite ? .outOfRange(self) : .nonFinite(at: self)
    }
}
