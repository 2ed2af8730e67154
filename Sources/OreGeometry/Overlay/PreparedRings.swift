/// A directed edge of a prepared ring; the polygon's interior lies to its left.
struct PreparedEdge: BitwiseCopyable {
    var start: Coordinate
    var end: Coordinate

    @inline(__always)
    func meets(_ box: Envelope) -> Bool {
        min(start.x, end.x) <= box.maxX && max(start.x, end.x) >= box.minX
            && min(start.y, end.y) <= box.maxY && max(start.y, end.y) >= box.minY
    }
}

/// The edges of a prepared polygon in one flat buffer, ring after ring, and boxes over runs of eight of them, of eight runs, and so on.
///
/// Sendable without the compiler's proof because every stored property is written in `init` only,
/// and the buffer behind them is freed in `deinit`, when no other reference is left.
final class PreparedRings: @unchecked Sendable {
    static let fanOut = 8

    let envelope: Envelope
    private let memory: UnsafeMutableRawPointer
    let edges: UnsafePointer<PreparedEdge>
    let edgeCount: Int
    /// Ring `r` owns the edges `ringStarts[r] ..< ringStarts[r + 1]`.
    let ringStarts: [Int32]
    /// Whether each ring is a hole, and so runs clockwise.
    let isHole: [Bool]
    let isProvenSimple: Bool
    /// Boxes of all levels, the lowest (runs of edges) first; none for the smallest polygons.
    let boxes: UnsafePointer<Envelope>
    /// Where each level of boxes starts; ends with the total.
    let levels: [Int32]

    init(_ columns: GeometryColumns, _ index: Int, isProvenSimple: Bool) {
        var edges: [PreparedEdge] = []
        var starts: [Int32] = [0]
        var holes: [Bool] = []
        var envelope = Envelope.empty
        if columns.kinds[index]?.isPolygonal == true {
            edges.reserveCapacity(columns.positions(of: index).count)
            for part in columns.parts(of: index) {
                let rings = columns.rings(ofPart: part)
                for ring in rings {
                    let isHole = ring != rings.lowerBound
                    Self.appendEdges(of: columns.coordinates[columns.positions(ofRing: ring)], clockwise: isHole, to: &edges)
                    guard edges.count > Int(starts[starts.count - 1]) else { continue }
                    starts.append(Int32(edges.count))
                    holes.append(isHole)
                }
            }
            for edge in edges { envelope.expand(toInclude: edge.start) }
        }
        let (boxes, levels) = Self.boxes(over: edges)
        self.envelope = envelope
        edgeCount = edges.count
        ringStarts = starts
        isHole = holes == Self.oneExterior ? Self.oneExterior : holes
        self.isProvenSimple = isProvenSimple
        self.levels = levels
        // One block of memory for both: a register has tens of thousands of small polygons.
        let edgeBytes = edges.count * MemoryLayout<PreparedEdge>.stride
        let boxBytes = boxes.count * MemoryLayout<Envelope>.stride
        memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, edgeBytes + boxBytes), alignment: MemoryLayout<Envelope>.alignment)
        self.edges = UnsafePointer(memory.initializeMemory(as: PreparedEdge.self, from: edges, count: edges.count))
        self.boxes = UnsafePointer((memory + edgeBytes).initializeMemory(as: Envelope.self, from: boxes, count: boxes.count))
    }

    deinit { memory.deallocate() }

    // Shared by all polygons of one small ring.
    private static let oneExterior = [false]
    private static let noLevels: [Int32] = [0]

    /// Appends the ring's edges in the wanted direction, without those of no length; nothing when fewer than three are left.
    private static func appendEdges(of ring: ArraySlice<Coordinate>, clockwise: Bool, to edges: inout [PreparedEdge]) {
        var positions: [Coordinate] = []
        positions.reserveCapacity(ring.count)
        for position in ring where position != positions.last { positions.append(position) }
        if let first = positions.first, positions.count > 1, first == positions[positions.count - 1] { positions.removeLast() }
        guard positions.count >= 3 else { return }
        let turn = positions.withUnsafeBufferPointer { RingOrientation.sign(of: $0) }
        if turn > 0 && clockwise || turn < 0 && !clockwise { positions.reverse() }
        for i in positions.indices {
            edges.append(PreparedEdge(start: positions[i], end: positions[i + 1 == positions.count ? 0 : i + 1]))
        }
    }

    private static func boxes(over edges: [PreparedEdge]) -> (boxes: [Envelope], levels: [Int32]) {
        guard edges.count > 6 * fanOut else { return ([], noLevels) }
        var boxes: [Envelope] = []
        var levels: [Int32] = [0]
        for first in stride(from: 0, to: edges.count, by: fanOut) {
            var box = Envelope.empty
            for edge in edges[first..<min(first + fanOut, edges.count)] {
                box.expand(toInclude: edge.start)
                box.expand(toInclude: edge.end)
            }
            boxes.append(box)
        }
        var start = 0
        while boxes.count - start > fanOut {
            let end = boxes.count
            levels.append(Int32(end))
            for first in stride(from: start, to: end, by: fanOut) {
                var box = Envelope.empty
                for child in first..<min(first + fanOut, end) { box.expand(toInclude: boxes[child]) }
                boxes.append(box)
            }
            start = end
        }
        levels.append(Int32(boxes.count))
        return (boxes, levels)
    }

    var ringCount: Int { isHole.count }

    func edges(ofRing ring: Int) -> Range<Int> { Int(ringStarts[ring])..<Int(ringStarts[ring + 1]) }

    /// The ring that owns an edge. Cost: O(log rings).
    func ring(ofEdge edge: Int) -> Int {
        var low = 0
        var high = ringCount - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if Int(ringStarts[middle]) <= edge { low = middle } else { high = middle - 1 }
        }
        return low
    }

    var geometry: Geometry {
        var polygons: [Polygon] = []
        for ring in 0..<ringCount {
            var positions = edges(ofRing: ring).map { edges[$0].start }
            positions.append(positions[0])
            if isHole[ring], !polygons.isEmpty {
                polygons[polygons.count - 1].holes.append(Ring(positions))
            } else {
                polygons.append(Polygon(exterior: Ring(positions)))
            }
        }
        if polygons.count == 1 { return .polygon(polygons[0]) }
        return polygons.isEmpty ? .polygon(Polygon(exterior: Ring([]))) : .multiPolygon(MultiPolygon(polygons))
    }
}

/// The direction in which a ring runs.
enum RingOrientation {
    /// `1` counter-clockwise, `-1` clockwise, exact for a simple ring; `0` when its lowest corner is a spike. Open: no repeated last position.
    static func sign(of ring: UnsafeBufferPointer<Coordinate>) -> Int {
        guard ring.count >= 3 else { return 0 }
        var corner = 0
        for i in 1..<ring.count where Coordinate.lexicographicallyPrecedes(ring[i], ring[corner]) { corner = i }
        let before = ring[corner == 0 ? ring.count - 1 : corner - 1]
        let after = ring[corner + 1 == ring.count ? 0 : corner + 1]
        return ExactPredicates.orientation(before, ring[corner], after)
    }
}
