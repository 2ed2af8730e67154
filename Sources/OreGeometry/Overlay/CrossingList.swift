/// The crossings of a subject's boundary with a mask's, linked along both.
struct CrossingList: ~Copyable {
    private var crossings = ScratchBuffer<BoundaryCrossing>()
    private var order = ScratchBuffer<Int32>()

    var count: Int { crossings.count }

    var isEmpty: Bool { crossings.count == 0 }

    subscript(index: Int) -> BoundaryCrossing { crossings[index] }

    mutating func removeAll() { crossings.removeAll() }

    mutating func append(_ crossing: BoundaryCrossing) { crossings.append(crossing) }

    func use(_ index: Int) { crossings.base[index].isUsed = true }

    var areAllUsed: Bool { crossings.elements.allSatisfy(\.isUsed) }

    /// True when a crossing lies on one of the subject's edges.
    func touch(edges: Range<Int>) -> Bool { crossings.elements.contains { edges.contains(Int($0.edge)) } }

    /// True when a crossing lies on one of the mask's edges.
    func touch(maskEdges: Range<Int>) -> Bool { crossings.elements.contains { maskEdges.contains(Int($0.maskEdge)) } }

    /// Orders the crossings along the subject's and the mask's rings; false when the order along an edge is not certain or they do not enter
    /// and leave in turn.
    mutating func link(_ subject: borrowing RingSet, _ mask: PreparedRings) -> Bool {
        order.removeAll()
        for i in 0..<crossings.count { order.append(Int32(i)) }
        let list = crossings.base
        sortOrder { list[$0].edge < list[$1].edge || (list[$0].edge == list[$1].edge && list[$0].share < list[$1].share) }
        for i in 1..<count {
            let (a, b) = (list[Int(order[i - 1])], list[Int(order[i])])
            if a.edge == b.edge && b.share - a.share <= a.shareError + b.shareError { return false }
        }
        guard linkRings(ring: { subject.ring(ofPosition: Int(list[$0].edge)) }, link: { list[$0].next = Int32($1) }) else {
            return false
        }
        sortOrder {
            list[$0].maskEdge < list[$1].maskEdge
                || (list[$0].maskEdge == list[$1].maskEdge && list[$0].maskShare < list[$1].maskShare)
        }
        for i in 1..<count {
            let (a, b) = (list[Int(order[i - 1])], list[Int(order[i])])
            if a.maskEdge == b.maskEdge && b.maskShare - a.maskShare <= a.maskShareError + b.maskShareError { return false }
        }
        return linkRings(ring: { mask.ring(ofEdge: Int(list[$0].maskEdge)) }) {
            list[$0].maskNext = Int32($1)
            list[$1].maskBefore = Int32($0)
        }
    }

    /// Links the crossings of each ring in their order to a circle; false when two neighbours both enter or both leave.
    private borrowing func linkRings(ring: (Int) -> Int, link: (Int, Int) -> Void) -> Bool {
        var first = 0
        while first < count {
            let own = ring(Int(order[first]))
            var end = first + 1
            while end < count, ring(Int(order[end])) == own { end += 1 }
            for i in first..<end {
                let a = Int(order[i])
                let b = Int(order[i + 1 == end ? first : i + 1])
                if crossings[a].enters == crossings[b].enters { return false }
                link(a, b)
            }
            first = end
        }
        return true
    }

    /// Insertion for the usual few, the library's sort for many.
    private mutating func sortOrder(_ precedes: (Int, Int) -> Bool) {
        if count > 24 {
            var buffer = UnsafeMutableBufferPointer(start: order.base, count: order.count)
            return buffer.sort { precedes(Int($0), Int($1)) }
        }
        for i in 1..<max(1, count) {
            var j = i
            while j > 0, precedes(Int(order[j]), Int(order[j - 1])) {
                let moved = order[j]
                order[j] = order[j - 1]
                order[j - 1] = moved
                j -= 1
            }
        }
    }
}

extension RingSet {
    /// The ring that owns a position.
    func ring(ofPosition position: Int) -> Int {
        var ring = 0
        while Int(starts[ring + 1]) <= position { ring += 1 }
        return ring
    }
}
