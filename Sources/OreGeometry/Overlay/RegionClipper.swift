/// Which side of a mask an overlay keeps.
enum KeptSide {
    /// The difference: outside the mask.
    case outside
    /// The intersection: inside the mask.
    case inside
}

/// What clipping did to the region.
enum ClipOutcome {
    case unchanged
    case empty
    case changed
    /// Not proven simple; the region is as it was.
    case unclear
}

/// Clips a region by one mask after another when all their boundaries meet in proper crossings, and says so when they do not.
///
/// The boundary of the result consists of the subject's chains between crossings that lie on the kept side, the mask's chains inside the
/// subject (backwards for a difference), and the rings that no crossing touches, each decided by one of its positions. Edge contacts have
/// certain signs, the order of crossings along an edge is certain within their error, crossings enter and leave in turn, and edges that end
/// in a computed position are proven free of all others; anything else is `unclear`. Source of the traversal: K. Weiler, P. Atherton,
/// "Hidden surface removal using polygon area sorting", 1977.
struct RegionClipper: ~Copyable {
    /// The region; its rings nowhere meet.
    var subject = RingSet()
    var envelope = Envelope.empty
    private var result = RingSet()
    private var crossings = CrossingList()
    private var maskEdges = ScratchBuffer<Int32>()
    /// Where the result holds computed positions.
    private var computed = ScratchBuffer<Int32>()
    private var bands = EdgeBands()

    /// Takes geometry `index` as the region; false when its rings are not proven apart.
    mutating func load(_ index: Int, _ columns: borrowing GeometryColumns, _ coordinates: UnsafeBufferPointer<Coordinate>) -> Bool {
        guard subject.load(index, columns, coordinates), !subject.isEmpty else { return false }
        envelope = subject.envelope
        if subject.ringCount == 1 { return true }
        return bands.prove(subject.positions.elements, rings: subject.ranges)
    }

    /// Keeps what lies on one side of the mask.
    mutating func clip(_ mask: PreparedRings, keeping side: KeptSide) -> ClipOutcome {
        collectEdges(of: mask)
        guard maskEdges.count > 0 else {
            let isInside = mask.locate(subject.positions[0]) == .interior
            return isInside == (side == .inside) ? .unchanged : .empty
        }
        guard mask.isProvenSimple, findCrossings(mask) else { return .unclear }
        result.removeAll()
        computed.removeAll()
        guard let isWhole = takeUncrossedRings(of: mask, side) else { return .unclear }
        if crossings.isEmpty {
            if isWhole { return .unchanged }
            if result.isEmpty { return .empty }
        } else {
            guard crossings.link(subject, mask), traverse(mask, side), newEdgesAreFree() else { return .unclear }
        }
        swap(&subject, &result)
        envelope = subject.envelope
        return .changed
    }

    /// The mask's edges that may meet the subject's box: boxes first, then whether all corners lie clear on one side of the edge's line.
    private mutating func collectEdges(of mask: PreparedRings) {
        maskEdges.removeAll()
        let box = envelope
        let tester = EdgeTester(magnitude: box.greatestMagnitude)
        mask.visitEdges(meeting: box) { edge in
            let line = SideOfLine(mask.edges[edge], box, clearance: tester.clearance)
            if !line.isClearOf(box) { maskEdges.append(Int32(truncatingIfNeeded: edge)) }
        }
    }

    /// Lists the crossings; false when a contact is unclear.
    private mutating func findCrossings(_ mask: PreparedRings) -> Bool {
        crossings.removeAll()
        let tester = EdgeTester(magnitude: envelope.greatestMagnitude)
        let base = subject.positions.base
        for m in 0..<maskEdges.count {
            let maskEdge = Int(maskEdges[m])
            let edge = mask.edges[maskEdge]
            let line = SideOfLine(edge, envelope, clearance: tester.clearance)
            for ring in 0..<subject.ringCount {
                let range = subject.range(ofRing: ring)
                var before = line.value(base[range.lowerBound])
                for i in range.lowerBound + 1..<range.upperBound {
                    let value = line.value(base[i])
                    let isClear = min(value, before) > line.tolerance || max(value, before) < -line.tolerance
                    before = value
                    if isClear || !edge.meets(Envelope(base[i - 1], base[i])) { continue }
                    switch tester.contact(base[i - 1], base[i], edge.start, edge.end, edge: i - 1, maskEdge: maskEdge) {
                    case .apart: break
                    case .crossing(let crossing): crossings.append(crossing)
                    case .unclear: return false
                    }
                }
            }
        }
        return true
    }

    /// Puts the rings without crossings that bound the kept region into the result; true when that is the whole subject and nothing else,
    /// nil when a position lies on a boundary.
    private mutating func takeUncrossedRings(of mask: PreparedRings, _ side: KeptSide) -> Bool? {
        var isWhole = true
        for ring in 0..<subject.ringCount {
            let range = subject.range(ofRing: ring)
            if crossings.touch(edges: range) { continue }
            let location = mask.locate(subject.positions[range.lowerBound])
            if location == .boundary { return nil }
            if (location == .interior) == (side == .inside) {
                result.positions.append(contentsOf: UnsafeBufferPointer(rebasing: subject.positions.elements[range]))
                result.starts.append(Int32(result.positions.count))
            } else {
                isWhole = false
            }
        }
        var last = -1
        for m in 0..<maskEdges.count {
            let ring = mask.ring(ofEdge: Int(maskEdges[m]))
            if ring == last { continue }
            last = ring
            let edges = mask.edges(ofRing: ring)
            let position = mask.edges[edges.lowerBound].start
            guard envelope.contains(position), !crossings.touch(maskEdges: edges) else { continue }
            let location = subject.locate(position)
            if location == .boundary { return nil }
            guard location == .interior else { continue }
            isWhole = false
            for i in 0..<edges.count {
                result.append(mask.edges[side == .inside ? edges.lowerBound + i : edges.upperBound - 1 - i].start)
            }
            result.closeRing()
        }
        return isWhole
    }

    /// Walks from crossing to crossing, subject and mask in turn, until every crossing is used; false when they do not pair up.
    private mutating func traverse(_ mask: PreparedRings, _ side: KeptSide) -> Bool {
        let starting = side == .inside
        for start in 0..<crossings.count where !crossings[start].isUsed && crossings[start].enters == starting {
            var current = start
            repeat {
                guard !crossings[current].isUsed else { return false }
                crossings.use(current)
                emit(crossings[current].position)
                let turn = Int(crossings[current].next)
                emitSubject(from: crossings[current], to: crossings[turn])
                guard crossings[turn].enters != starting, !crossings[turn].isUsed else { return false }
                crossings.use(turn)
                emit(crossings[turn].position)
                current = Int(side == .inside ? crossings[turn].maskNext : crossings[turn].maskBefore)
                emitMask(mask, from: crossings[turn], to: crossings[current], forward: side == .inside)
                guard crossings[current].enters == starting else { return false }
            } while current != start
            result.closeRing()
        }
        return crossings.areAllUsed
    }

    private mutating func emit(_ position: Coordinate) {
        computed.append(Int32(truncatingIfNeeded: result.positions.count))
        result.append(position)
    }

    private mutating func emitSubject(from start: BoundaryCrossing, to end: BoundaryCrossing) {
        if start.edge == end.edge && start.share < end.share { return }
        let range = subject.range(ofRing: subject.ring(ofPosition: Int(start.edge)))
        var edge = Int(start.edge)
        repeat {
            edge = edge + 2 == range.upperBound ? range.lowerBound : edge + 1
            result.append(subject.positions[edge])
        } while edge != Int(end.edge)
    }

    private mutating func emitMask(
        _ mask: PreparedRings, from start: BoundaryCrossing, to end: BoundaryCrossing, forward: Bool
    ) {
        if start.maskEdge == end.maskEdge && (start.maskShare < end.maskShare) == forward { return }
        let range = mask.edges(ofRing: mask.ring(ofEdge: Int(start.maskEdge)))
        var edge = Int(start.maskEdge)
        repeat {
            if forward { edge = edge + 1 == range.upperBound ? range.lowerBound : edge + 1 }
            result.append(mask.edges[edge].start)
            if !forward { edge = edge == range.lowerBound ? range.upperBound - 1 : edge - 1 }
        } while edge != Int(end.maskEdge)
    }

    /// True when the edges that end in computed positions meet no other edge of the result.
    private mutating func newEdgesAreFree() -> Bool {
        if computed.count > 12 || result.ringCount > 8 {
            return bands.prove(result.positions.elements, rings: result.ranges)
        }
        for i in 0..<computed.count {
            let position = Int(computed[i])
            let own = result.range(ofRing: result.ring(ofPosition: position))
            let before = position == own.lowerBound ? own.upperBound - 2 : position - 1
            if !isFree(before, own) || !isFree(position, own) { return false }
        }
        return true
    }

    /// True when edge `edge` of the result meets its neighbours at their common ends only and no other edge.
    private borrowing func isFree(_ edge: Int, _ own: Range<Int>) -> Bool {
        let base = UnsafePointer(result.positions.base)
        let edges = own.lowerBound..<own.upperBound - 1
        let after = edge + 1 == edges.upperBound ? edges.lowerBound : edge + 1
        let before = edge == edges.lowerBound ? edges.upperBound - 1 : edge - 1
        guard base[edge] != base[edge + 1], edges.count >= 3,
            !EdgeBands.turnsBack(base[before], base[before + 1], base[edge + 1]),
            !EdgeBands.turnsBack(base[edge], base[edge + 1], base[after + 1])
        else { return false }
        let box = Envelope(base[edge], base[edge + 1])
        for ring in 0..<result.ringCount {
            for other in result.range(ofRing: ring).dropLast() {
                guard PreparedEdge(start: base[other], end: base[other + 1]).meets(box), other != edge, other != after, other != before
                else { continue }
                if !EdgeBands.separated(base, edge, other) { return false }
            }
        }
        return true
    }
}

extension Envelope {
    /// The greatest absolute coordinate.
    var greatestMagnitude: Double { max(max(abs(minX), abs(maxX)), max(abs(minY), abs(maxY))) }
}

/// On which side of an edge's line positions within a box lie, with one tolerance for all of them.
struct SideOfLine {
    private let origin: Coordinate
    private let dx: Double
    private let dy: Double
    /// Beyond this the sign of a value is certain and the position clear of the line.
    let tolerance: Double

    init(_ edge: PreparedEdge, _ box: Envelope, clearance: Double) {
        origin = edge.start
        dx = edge.end.x - edge.start.x
        dy = edge.end.y - edge.start.y
        let width = max(abs(box.minX - origin.x), abs(box.maxX - origin.x))
        let height = max(abs(box.minY - origin.y), abs(box.maxY - origin.y))
        tolerance = 1e-15 * (abs(dx) * height + abs(dy) * width) + clearance * (abs(dx) + abs(dy))
    }

    /// Twice the area of the triangle with the edge; positive to the left.
    @inline(__always)
    func value(_ c: Coordinate) -> Double { dx * (c.y - origin.y) - dy * (c.x - origin.x) }

    /// True when the whole box lies clear on one side.
    func isClearOf(_ box: Envelope) -> Bool {
        let a = value(Coordinate(box.minX, box.minY))
        let b = value(Coordinate(box.maxX, box.minY))
        let c = value(Coordinate(box.minX, box.maxY))
        let d = value(Coordinate(box.maxX, box.maxY))
        return min(min(a, b), min(c, d)) > tolerance || max(max(a, b), max(c, d)) < -tolerance
    }
}
