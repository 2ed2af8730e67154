import OreGeometry
import TestSupport
import Testing

@Suite("Merging of boxes")
struct EnvelopeMergingTests {
    @Test("Merged boxes are few, and hold each of those that were given", arguments: [0, 1, 2, 7, 60])
    func holding(count: Int) {
        var random = SplitMix(state: UInt64(count) + 81)
        let boxes = (0..<count).map { _ in
            let (x, y) = (Double.random(in: -20...20, using: &random), Double.random(in: -5...5, using: &random))
            return Envelope(
                minX: x, minY: y, maxX: x + Double.random(in: 0...1, using: &random), maxY: y + Double.random(in: 0...1, using: &random))
        }
        let merged = Envelope.merged(boxes, to: 16)
        #expect(merged.count <= min(16, count))
        #expect(
            boxes.allSatisfy { box in
                merged.contains { $0.minX <= box.minX && $0.minY <= box.minY && $0.maxX >= box.maxX && $0.maxY >= box.maxY }
            })
    }

    @Test("Boxes that lie apart stay apart, and one within another is none of its own")
    func apart() {
        func box(_ x: Double, _ size: Double) -> Envelope { Envelope(minX: x, minY: 0, maxX: x + size, maxY: size) }
        #expect(Envelope.merged([box(100, 1), box(0, 1)], to: 16) == [box(0, 1), box(100, 1)])
        #expect(Envelope.merged([box(0, 4), box(1, 1)], to: 16) == [box(0, 4)])
        #expect(Envelope.merged([box(0, 1), box(100, 1)], to: 1) == [Envelope(minX: 0, minY: 0, maxX: 101, maxY: 1)])
    }
}
