internal import Foundation
internal import OreGeometry

/// Footprints that gather until they are worth a run of blocks.
struct PendingFootprints {
    private struct Row {
        var scene: Int64
        var key: UInt64
        var content: UInt64
        var start: Int
        var end: Int
        var box: Envelope
    }

    struct Block {
        var scene: Int64
        var rows: Int
        var box: Envelope
        var data: Data
    }

    /// What is written at once: blocks of one scene each, close footprints together.
    struct Run {
        var blocks: [Block] = []
        /// Per block 24 bytes: scene, rows, box.
        var index = Data()
        /// Per row 16 bytes in the order of the blocks: hash of the id, hash of the content.
        var keys = Data()
        /// The same for the same rows: tells whether an interrupted import wrote this run already.
        var digest: Int64 = 0
    }

    private static let fullRows = 1 << 17
    private static let fullBytes = 48 << 20

    private var rows: [Row] = []
    private var bytes: [UInt8] = []

    var isEmpty: Bool { rows.isEmpty }
    var isFull: Bool { rows.count >= Self.fullRows || bytes.count >= Self.fullBytes }

    mutating func append(_ row: EncodedFootprints.Row, _ source: [UInt8], scene: Int64) {
        let start = bytes.count
        bytes.append(contentsOf: source[Int(row.start)..<Int(row.end)])
        rows.append(Row(scene: scene, key: row.key, content: row.content, start: start, end: bytes.count, box: row.box))
    }

    /// Takes everything, ordered by scene and along the Hilbert curve, and starts anew.
    mutating func takeRun() -> Run {
        let order = curveOrder()
        var run = Run()
        var index = RecordWriter(capacity: rows.count / 32 * 24 + 24)
        var keys = RecordWriter(capacity: rows.count * 16)
        var digest: UInt64 = 0
        var next = 0
        while next < order.count {
            let first = rows[order[next]]
            var end = next
            var size = 0
            var box = Envelope.empty
            while end < order.count, end - next < FootprintBlock.maximumRows, rows[order[end]].scene == first.scene {
                let row = rows[order[end]]
                guard end == next || size + row.end - row.start <= FootprintBlock.maximumBytes else { break }
                size += row.end - row.start
                box.expand(toInclude: row.box)
                keys.fixed(row.key)
                keys.fixed(row.content)
                digest = ContentHash.of([UInt8]([]), seed: digest ^ row.key &+ row.content ^ UInt64(bitPattern: row.scene))
                end += 1
            }
            let data = FootprintBlock.encode(
                order[next..<end].map { (box: rows[$0].box, bytes: bytes[rows[$0].start..<rows[$0].end]) })
            index.fixed(UInt32(truncatingIfNeeded: first.scene))
            index.fixed(UInt32(end - next))
            FloatBox(box).append(to: &index)
            run.blocks.append(Block(scene: first.scene, rows: end - next, box: box, data: Data(data)))
            next = end
        }
        (run.index, run.keys, run.digest) = (Data(index.bytes), Data(keys.bytes), Int64(bitPattern: digest))
        rows.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        return run
    }

    private func curveOrder() -> [Int] {
        var extent = Envelope.empty
        for row in rows { extent.expand(toInclude: row.box) }
        let cells = Double(HilbertCurve.maximum)
        let scaleX = extent.width > 0 ? cells / extent.width : 0
        let scaleY = extent.height > 0 ? cells / extent.height : 0
        let keys = rows.enumerated().map { i, row in
            let center = row.box.center
            let place = HilbertCurve.position(
                x: UInt32(min(max((center.x - extent.minX) * scaleX, 0), cells)),
                y: UInt32(min(max((center.y - extent.minY) * scaleY, 0), cells)))
            return (scene: row.scene, place: place, row: i)
        }
        return keys.sorted { ($0.scene, $0.place, $0.row) < ($1.scene, $1.place, $1.row) }.map(\.row)
    }
}
