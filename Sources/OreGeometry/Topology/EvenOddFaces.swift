internal import CGEOS

extension TopologyEngine {
    /// The faces that the rings of a polygonal geometry enclose an odd number of times; together they are its even-odd area.
    ///
    /// Rings may cross, touch and overlap themselves and each other, but are closed and finite. The linework is noded, the faces of the noding
    /// are formed, and each is kept or not by the number of original edges to the right of a position inside it.
    /// - Complexity: O(n log n + f c) for n positions, f faces and c edges crossed by a horizontal line.
    func evenOddFaces(of index: Int, in columns: GeometryColumns) throws(TopologyError) -> [Polygon] {
        let rings = columns.rings(of: index).map { Array(columns.coordinates[columns.positions(ofRing: $0)]) }
        let lines = try context.geometry(.multiLineString(rings))
        let noded = try construct("noding") { handle in lines.look { GEOSUnaryUnion_r(handle, $0) } }
        let formed = try construct("polygonizing") { handle in
            noded.look { pointer in
                var members: [OpaquePointer?] = [pointer]
                return members.withUnsafeMutableBufferPointer { GEOSPolygonize_r(handle, UnsafePointer($0.baseAddress), 1) }
            }
        }
        var faces: [(polygon: Polygon, inside: Coordinate)] = []
        for polygon in value(formed).polygons {
            guard let inside = try pointOnSurface(.polygon(polygon)) else { continue }
            faces.append((polygon, inside))
        }
        let crossings = EdgeCrossings(rings: rings).counts(rightOf: faces.map(\.inside))
        return zip(faces, crossings).filter { !$0.1.isMultiple(of: 2) }.map(\.0.polygon)
    }

    /// The area parts of ``makeValid(_:)``; an empty polygon when there are none.
    func makeValidArea(of index: Int, in columns: GeometryColumns) throws(TopologyError) -> Geometry {
        let operand = try context.geometry(index, of: columns)
        let made = try construct("make valid") { handle in operand.look { GEOSMakeValid_r(handle, $0) } }
        return made.look { $0.map(context.polygonalValue) } ?? .polygon(Polygon(exterior: Ring([])))
    }
}

/// Counts the edges of rings that a ray to the right of a position crosses, for many positions in one sweep from below.
private struct EdgeCrossings {
    /// Edges by their lower end; horizontal ones are crossed by no horizontal ray.
    private let edges: [(low: Coordinate, high: Coordinate)]

    init(rings: [[Coordinate]]) {
        edges = rings.flatMap { zip($0, $0.dropFirst()) }.filter { $0.0.y != $0.1.y }
            .map { $0.y < $1.y ? (low: $0, high: $1) : (low: $1, high: $0) }
            .sorted { $0.low.y < $1.low.y }
    }

    func counts(rightOf positions: [Coordinate]) -> [Int] {
        var result = [Int](repeating: 0, count: positions.count)
        var active: [(low: Coordinate, high: Coordinate)] = []
        var next = 0
        for i in positions.indices.sorted(by: { positions[$0].y < positions[$1].y }) {
            let c = positions[i]
            while next < edges.count, edges[next].low.y <= c.y {
                active.append(edges[next])
                next += 1
            }
            // Lower ends count and upper ends do not, so that a ray through a vertex crosses each chain once.
            active.removeAll { $0.high.y <= c.y }
            result[i] = active.count { ExactPredicates.orientation($0.low, $0.high, c) > 0 }
        }
        return result
    }
}
