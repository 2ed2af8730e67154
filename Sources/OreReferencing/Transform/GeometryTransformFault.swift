public import OreGeometry

/// Why one geometry of a batch cannot be brought into the target CRS.
public enum GeometryTransformFault: Error, Hashable, Sendable {
    /// A position has no image: outside the domain of the projection, or not finite.
    case positionFailed(coordinate: Coordinate, message: String)
    /// The geometry reaches over the 180th meridian; `from` and `to` are the ends of an edge that does, in lon/lat degrees.
    case crossesAntimeridian(from: Coordinate, to: Coordinate)
    /// A position or the interior of the geometry is a pole, where longitude has no meaning.
    case containsPole
    /// An edge needs more than ``EdgeSplitter/maximumDepth`` halvings: it runs through a singularity of the projection.
    case edgeDoesNotSettle(from: Coordinate, to: Coordinate)
}

extension GeometryTransformFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .positionFailed(let coordinate, let message):
            "position (\(coordinate)) cannot be transformed: \(message); is this the CRS of the data?"
        case .crossesAntimeridian(let from, let to):
            "the edge (\(from)) - (\(to)) crosses the 180th meridian; split the geometry there (RFC 7946, 3.1.9)"
        case .containsPole:
            "the geometry reaches a pole, where longitude has no meaning; work in a polar CRS"
        case .edgeDoesNotSettle(let from, let to):
            "the edge (\(from)) - (\(to)) bends without end in the target CRS; is this the CRS of the data?"
        }
    }
}
