internal import CGEOS

/// The faces that the rings of a polygonal geometry enclose an odd number of times; together they are its even-odd area.
struct EvenOddFaces {
    var polygons: [Polygon]
    /// Some line is run along more than once. Where none is, odd faces meet at points only: they are a valid multipolygon as they stand.
    var hasDoubledLines: Bool
}

extension TopologyEngine {
    /// The even-odd faces of a geometry whose rings may cross, touch and overlap themselves and each other, but are closed and finite.
    ///
    /// The linework is noded, the faces of the noding are formed, and each is kept or not by the number of original edges to the right of a
    /// position inside it.
    /// - Complexity: O(n log n + f c) for n positions, f faces and c edges crossed by a horizontal line.
    func evenOddFaces(of index: Int, in columns: GeometryColumns) throws(TopologyError) -> EvenOddFaces {
        let rings = columns.rings(of: index).map { Array(columns.coordinates[columns.positions(ofRing: $0)]) }
        let lines = try context.geometry(.multiLineString(rings))
        let noded = try construct("noding") { handle in lines.look { GEOSUnaryUnion_r(handle, $0) } }
        let formed = try construct("polygonizing") { handle in
            noded.look { pointer in
                var members: [OpaquePointer?] = [pointer]
                return members.withUnsafeMutableBufferPointer { GEOSPolygonize_r(handle, UnsafePointer($0.baseAddress), 1) }
            }
        }
        let faces = formed.look { $0.map(facesWithInterior) } ?? []
        let crossings = EdgeCrossings(rings: rings).counts(rightOf: faces.map(\.inside))
        let odd = zip(faces, crossings).filter { !$0.1.isMultiple(of: 2) }.map(\.0.polygon)
        return EvenOddFaces(polygons: odd, hasDoubledLines: length(noded) < length(lines) * (1 - 1e-9))
    }

    private func facesWithInterior(_ faces: OpaquePointer) -> [(polygon: Polygon, inside: Coordinate)] {
        var result: [(polygon: Polygon, inside: Coordinate)] = []
        context.forEachPolygon(in: faces) { face in
            guard let point = GEOSPointOnSurface_r(context.handle, face) else { return }
            defer { GEOSGeom_destroy_r(context.handle, point) }
            guard let inside = context.positions(point).first else { return }
            result.append((context.polygon(face), inside))
        }
        return result
    }

    private func length(_ lines: borrowing GEOSHandle) -> Double {
        var length = 0.0
        return GEOSLength_r(context.handle, lines.pointer, &length) == 1 ? length : 0
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
