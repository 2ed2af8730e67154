internal import Foundation
internal import OreGeometry

/// Footprints that gather until they are worth a run of blocks.
struct PendingFootprints {
    private struct Row {
        var scene: Int64
        var ordinal: Int
        var key: UInt64
        var content: UInt64
        var start: Int
        var end: Int
        var box: Envelope
    }

    /// What is written at once: blocks of close footprints.
    struct Run {
        /// The bytes of each block.
        var blocks: [Data] = []
        /// Per block 24 bytes: scene or mixed, rows, box.
        var index = Data()
        /// Per scene 8 bytes: its number, its rows.
        var scenes = Data()
        /// Per row ``FootprintKeys/rowBytes`` in the order of the blocks: hash of the id, hash of the content, scene, ordinal.
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

    mutating func append(_ row: EncodedFootprints.Row, _ source: [UInt8], scene: Int64, ordinal: Int) {
        let start = bytes.count
        bytes.append(contentsOf: FootprintRow.head(scene: scene, ordinal: ordinal))
        bytes.append(contentsOf: source[Int(row.start)..<Int(row.end)])
        rows.append(
            Row(
                scene: scene, ordinal: ordinal, key: row.key, content: row.content, start: start, end: bytes.count, box: row.box))
    }

    /// Takes everything, ordered along the Hilbert curve, and starts anew.
    mutating func takeRun() -> Run {
        let order = curveOrder()
        var run = Run()
        var index = RecordWriter(capacity: rows.count / 16 * 24 + 24)
        var keys = RecordWriter(capacity: rows.count * FootprintKeys.rowBytes)
        var counts: [Int64: UInt32] = [:]
        var digest: UInt64 = 0
        var next = 0
        while next < order.count {
            let end = next + blockLength(order[next...])
            var box = Envelope.empty
            var scene = rows[order[next]].scene
            for i in order[next..<end] {
                let row = rows[i]
                box.expand(toInclude: row.box)
                if row.scene != scene { scene = Int64(FootprintIndexCache.mixed) }
                counts[row.scene, default: 0] += 1
                keys.fixed(row.key)
                keys.fixed(row.content)
                keys.fixed(UInt32(truncatingIfNeeded: row.scene))
                keys.fixed(UInt32(truncatingIfNeeded: row.ordinal))
                digest = ContentHash.of([UInt8]([]), seed: digest ^ row.key &+ row.content ^ UInt64(bitPattern: row.scene))
            }
            let data = FootprintBlock.encode(
                order[next..<end].map { (box: rows[$0].box, bytes: bytes[rows[$0].start..<rows[$0].end]) })
            index.fixed(UInt32(truncatingIfNeeded: scene))
            index.fixed(UInt32(end - next))
            FloatBox(box).append(to: &index)
            run.blocks.append(Data(data))
            next = end
        }
        var scenes = RecordWriter(capacity: counts.count * 8)
        for (scene, count) in counts.sorted(by: { $0.key < $1.key }) {
            scenes.fixed(UInt32(truncatingIfNeeded: scene))
            scenes.fixed(count)
        }
        (run.index, run.scenes, run.keys) = (Data(index.bytes), Data(scenes.bytes), Data(keys.bytes))
        run.digest = Int64(bitPattern: digest)
        rows.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        return run
    }

    /// How many of the next rows make a block.
    private func blockLength(_ order: ArraySlice<Int>) -> Int {
        var (count, size) = (0, 0)
        for i in order.prefix(FootprintBlock.targetRows) {
            size += rows[i].end - rows[i].start
            if count > 0 && size > FootprintBlock.targetBytes { break }
            count += 1
        }
        return count
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
            return UInt64(place) << 32 | UInt64(i)
        }
        return keys.sorted().map { Int($0 & 0xFFFF_FFFF) }
    }
}
