import OreGeometry
import Testing

@Suite("The packed index")
struct PackedRTreeTests {
    func boxes(_ count: Int, seed: UInt64) -> [Envelope] {
        var shapes = ShapeGenerator(seed: seed)
        return (0..<count).map { i in
            if i % 50 == 7 { return .empty }
            let (x, y) = (shapes.number(-100..<100).rounded(), shapes.number(-50..<50))
            return Envelope(minX: x, minY: y, maxX: x + shapes.number(0..<5).rounded(), maxY: y + shapes.number(0..<5))
        }
    }

    @Test("Queries find what a search over all boxes finds", arguments: [0, 1, 15, 16, 17, 256, 257, 3000])
    func queries(count: Int) {
        let all = boxes(count, seed: UInt64(count))
        let tree = PackedRTree(all)
        #expect(tree.count == all.count(where: { !$0.isEmpty }))
        for query in boxes(100, seed: 9) + [.empty, Envelope(minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9)] {
            #expect(tree.query(query) == all.indices.filter { !all[$0].isEmpty && all[$0].intersects(query) }, "\(count) \(query)")
        }
    }

    @Test("The nearest box is the nearest of all, the first of equals", arguments: [1, 40, 2000])
    func nearest(count: Int) {
        let all = boxes(count, seed: 77 + UInt64(count))
        let tree = PackedRTree(all)
        func gap(_ a: Envelope, _ b: Envelope) -> Double {
            let x = max(0, max(a.minX - b.maxX, b.minX - a.maxX)) * 2
            let y = max(0, max(a.minY - b.maxY, b.minY - a.maxY))
            return (x * x + y * y).squareRoot()
        }
        for query in boxes(60, seed: 5) where !query.isEmpty {
            let expected = all.indices.filter { !all[$0].isEmpty }.min { gap(all[$0], query) < gap(all[$1], query) }
            let found = tree.nearest(to: query, unitsX: 2) { item, _ in gap(all[item], query) }
            #expect(found?.item == expected)
            if let found {
                #expect(tree.nearest(to: query, unitsX: 2, within: found.distance - 1e-9) { item, _ in gap(all[item], query) } == nil)
            }
        }
        #expect(PackedRTree([]).nearest(to: all[0]) { _, _ in 0 } == nil)
    }
}
