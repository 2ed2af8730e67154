internal import Dispatch
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReporting
internal import OreStorage
internal import Synchronization

/// A report of all findings of a store as one file, in the order of their numbers.
///
/// Findings are written on all threads, some at a time, so that memory does not grow with their number. What the last report of the same
/// file said of findings that are still current is copied from it, and a file that would not change is left alone.
struct FindingsReport: Sendable {
    enum Format: String, Sendable {
        case geoJSON = "geojson"
        case csv
    }

    let store: Store
    let format: Format
    let path: String
    let threads: Int
    let memory: ReportMemory

    /// - Throws: `OutputError`; `StoreError`.
    func write(_ record: RunRecord) throws {
        let (commit, numbers) = try store.currentFindings()
        let account = Self.account(record, format)
        let last = try memory.layout(path).flatMap { try $0.commit <= commit && store.lastPruning() <= $0.commit ? $0 : nil }
        let source = last.flatMap { StampedFile(path, as: $0.stamp) }
        let blocks = source == nil ? [] : last?.blocks ?? []
        let plan = ReportPlan(numbers, after: blocks)
        if source != nil, let last, last.account == account, plan.keepsAll(of: blocks.count) { return }
        memory.keep(nil, for: path)
        let output = Mutex(
            try ReportOutput(path, opening: format.opening, separator: format.separator, source: source, blocks: blocks))
        try put(plan.parts, numbers, commit, into: output)
        let made = try output.withLock { try $0.finish { format.closing(record, around: $0) } }
        memory.keep(FileStamp(path).map { ReportLayout(stamp: $0, commit: commit, blocks: made, account: account) }, for: path)
    }

    /// What the file says of its run, apart from what that run examined: an idle run changes nothing in it.
    private static func account(_ record: RunRecord, _ format: Format) -> [UInt8] {
        guard format == .geoJSON else { return [] }
        var record = record
        (record.footprintsCovered, record.footprintsExamined) = (0, 0)
        return FindingsGeoJSONWriter.closing(record, around: .empty)
    }

    private func put(_ parts: [ReportPlan.Part], _ numbers: [Int64], _ commit: Int, into output: borrowing Mutex<ReportOutput>) throws {
        let next = Mutex(0)
        // A worker waits when what it made before is not written yet.
        let room = DispatchSemaphore(value: 0)
        for _ in 0..<threads * 3 { room.signal() }
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, parts.count))) { _ in
            let rounding = DecimalRounding(engine: TopologyEngine())
            defer { room.signal() }
            while true {
                room.wait()
                let number = next.withLock { n in
                    defer { n += 1 }
                    return n
                }
                guard number < parts.count, !output.withLock({ $0.hasFailed }) else { return }
                let made = Result { try make(parts[number], numbers, commit, rounding) }
                let written = output.withLock { $0.take(made, number) }
                for _ in 0..<written { room.signal() }
            }
        }
    }

    private func make(_ part: ReportPlan.Part, _ numbers: [Int64], _ commit: Int, _ rounding: DecimalRounding) throws -> ReportOutput.Part {
        switch part {
        case .kept(let blocks): return .kept(blocks)
        case .new(let places):
            let wanted = numbers[places]
            guard let first = wanted.first, let last = wanted.last else { return .new([], []) }
            let (found, batch) = try store.findings(first...last, asOf: commit)
            guard found.count == wanted.count else {
                throw StoreError.busy(path: store.path, what: "findings were pruned while they were reported")
            }
            var text = JSONBytes(capacity: found.count * 1100 + batch.geometry.coordinates.count * 30)
            var blocks: [ReportLayout.Block] = []
            for start in stride(from: 0, to: found.count, by: ReportLayout.blockFindings) {
                let rows = start..<min(start + ReportLayout.blockFindings, found.count)
                if start > 0 { text.append(utf8: format.separator) }
                let begin = text.count
                let box = format.append(rows, of: batch, rounding: rounding, to: &text)
                blocks.append(
                    .init(
                        first: found[rows.lowerBound], last: found[rows.upperBound - 1], count: Int32(rows.count), start: begin,
                        length: Int32(text.count - begin), envelope: box))
            }
            return .new(text.bytes, blocks)
        }
    }
}

extension FindingsReport.Format {
    var opening: [UInt8] { self == .geoJSON ? FindingsGeoJSONWriter.opening : FindingsCSV.header() }

    var separator: [UInt8] { self == .geoJSON ? FindingsGeoJSONWriter.separator : [] }

    func closing(_ record: RunRecord, around box: Envelope) -> [UInt8] {
        self == .geoJSON ? FindingsGeoJSONWriter.closing(record, around: box) : []
    }

    /// Appends some findings with what separates them; returns the box around what was written, where that is asked for later.
    func append(_ rows: Range<Int>, of batch: FindingBatch, rounding: DecimalRounding, to text: inout JSONBytes) -> Envelope {
        if self == .geoJSON { return FindingsEncoder().append(rows, of: batch, rounding: rounding, to: &text) }
        text.append(utf8: FindingsCSV.encode(Array(batch.findings[rows])))
        return .empty
    }
}
