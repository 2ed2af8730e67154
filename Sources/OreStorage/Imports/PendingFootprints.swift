internal import Foundation
internal import OreGeometry

/// Footprints that gather until they are worth a run of blocks.
struct PendingFootprints {
    fileprivate struct Row {
        var scene: Int64
        var isStated: Bool
        var ordinal: Int
        var key: UInt64
        var content: UInt64
        var start: Int
        var end: Int
        var box: Envelope
        var facts: FootprintRowFacts
    }

    private static let fullRows = 1 << 18
    private static let fullBytes = 96 << 20

    private var rows: [Row] = []
    private var bytes: [UInt8] = []
    private var texts: [FootprintTexts] = []
    private var textPlaces: [FootprintTexts: UInt32] = [:]

    var isEmpty: Bool { rows.isEmpty }
    var isFull: Bool { rows.count >= Self.fullRows || bytes.count >= Self.fullBytes }

    /// Where these stand among those of the run that gathers.
    mutating func places(of texts: [FootprintTexts]) -> [UInt32] {
        texts.map { own in
            if let place = textPlaces[own] { return place }
            textPlaces[own] = UInt32(self.texts.count)
            self.texts.append(own)
            return UInt32(self.texts.count - 1)
        }
    }

    /// - Parameter texts: where those that the rows' facts name stand in the run.
    mutating func append(
        _ row: EncodedFootprints.Row, _ source: [UInt8], scene: Int64, isStated: Bool, ordinal: Int, texts: [UInt32]
    ) {
        let start = bytes.count
        bytes.append(contentsOf: FootprintRow.head(scene: scene, ordinal: ordinal))
        bytes.append(contentsOf: source[Int(row.start)..<Int(row.end)])
        var facts = row.facts
        facts.texts = texts[Int(facts.texts)]
        rows.append(
            Row(
                scene: scene, isStated: isStated, ordinal: ordinal, key: row.key, content: row.content, start: start, end: bytes.count,
                box: row.box, facts: facts))
    }

    /// Takes everything, ordered along the Hilbert curve, and starts anew.
    mutating func takeRun() -> Run {
        let run = Run(rows: rows, bytes: bytes, texts: texts, order: curveOrder())
        rows = []
        bytes = []
        (texts, textPlaces) = ([], [:])
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
            return UInt64(place) << 32 | UInt64(i)
        }
        return keys.sorted().map { Int($0 & 0xFFFF_FFFF) }
    }

    /// What is written at once: blocks of close footprints, encoded one by one as they are written.
    struct Run {
        fileprivate let rows: [Row]
        fileprivate let bytes: [UInt8]
        fileprivate let texts: [FootprintTexts]
        fileprivate let order: [Int]

        /// What is kept of a run beside its blocks.
        struct Index {
            /// Per block 24 bytes: scene or mixed, rows, box.
            var blocks = Data()
            /// Per scene 8 bytes: its number, its rows.
            var scenes = Data()
            /// Per row ``FootprintKeys/rowBytes`` in the order of the blocks: hash of the id, hash of the content, scene, ordinal.
            var keys = Data()
        }

        /// The same for the same rows in the same order: tells whether an interrupted import wrote this run already.
        var digest: Int64 {
            let sum = order.reduce(UInt64(FootprintBlock.targetRows)) { sum, i in
                let row = rows[i]
                return ContentHash.of(bytes[row.start..<row.end], seed: sum ^ row.key)
            }
            return Int64(bitPattern: sum)
        }

        /// Hands over the bytes of each block in order.
        func write(_ insert: (Data) throws -> Void) rethrows -> Index {
            var index = RecordWriter(capacity: rows.count / 16 * 24 + 24)
            var keys = RecordWriter(capacity: rows.count * FootprintKeys.rowBytes)
            var counts: [Int64: UInt32] = [:]
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
                }
                let block = order[next..<end].map { (box: rows[$0].box, bytes: bytes[rows[$0].start..<rows[$0].end]) }
                try insert(Data(FootprintBlock.encode(block)))
                index.fixed(UInt32(truncatingIfNeeded: scene))
                index.fixed(UInt32(end - next))
                FloatBox(box).append(to: &index)
                next = end
            }
            var scenes = RecordWriter(capacity: counts.count * 8)
            for (scene, count) in counts.sorted(by: { $0.key < $1.key }) {
                scenes.fixed(UInt32(truncatingIfNeeded: scene))
                scenes.fixed(count)
            }
            return Index(blocks: Data(index.bytes), scenes: Data(scenes.bytes), keys: Data(keys.bytes))
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

        /// The columns of facts, as they are kept.
        func facts() throws -> [(FootprintFact, Data)] {
            try FootprintFact.allCases.map { fact in
                var writer = RecordWriter(capacity: order.count * 4)
                if fact == .texts { FootprintFactColumn.append(texts, to: &writer) }
                if fact == .id {
                    let (prefix, numbers) = try FootprintFactColumn.ids(order.lazy.map { rows[$0].start }, in: bytes)
                    writer.count(prefix.count)
                    writer.raw(prefix)
                    PackedNumbers.append(numbers, to: &writer)
                } else {
                    PackedNumbers.append(order.map { number(fact, rows[$0]) }, to: &writer)
                }
                return (fact, Data(writer.bytes))
            }
        }

        private func number(_ fact: FootprintFact, _ row: Row) -> UInt64 {
            switch fact {
            case .area: UInt64(row.facts.area)
            case .confidence: row.facts.confidence
            case .observedFrom: UInt64(row.facts.observedFrom)
            case .observedTo: UInt64(row.facts.observedTo)
            case .scene: UInt64(row.scene) << 1 | (row.isStated ? 1 : 0)
            case .texts: UInt64(row.facts.texts) + 1
            case .id: 0
            }
        }
    }
}
