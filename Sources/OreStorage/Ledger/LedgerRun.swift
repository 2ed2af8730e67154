internal import Dispatch
internal import GRDB
internal import OreCases
internal import OreFeatures
internal import OreLedger
internal import Synchronization

/// Work over ranges of subjects on several threads.
enum LedgerRun {
    /// The segments of gathered records, ranges ascending; `gathered` is emptied on the way, so that its memory is given back.
    static func segments(_ gathered: inout [LedgerRecords], threads: Int) throws -> [EncodedLedgerSegment] {
        let chunks = gathered.map { SharedChunk($0) }
        gathered = []
        let parts = Mutex<[SubjectRange: [(place: Int, records: LedgerRecords)]]>([:])
        try concurrently(chunks.count, threads: threads) { i in
            guard let records = chunks[i].take() else { return }
            let own = records.splitByRange()
            parts.withLock { for part in own { $0[part.range, default: []].append((i, part.records)) } }
        }
        let ranges = parts.withLock { $0.keys.sorted() }
        let segments = Mutex<[SubjectRange: EncodedLedgerSegment]>([:])
        try concurrently(ranges.count, threads: threads) { i in
            var own = parts.withLock { $0.removeValue(forKey: ranges[i]) ?? [] }
            own.sort { $0.place < $1.place }
            guard var records = own.first?.records else { return }
            records.reserveCapacity(own.reduce(0) { $0 + $1.records.count })
            for part in own.dropFirst() { records.append(contentsOf: part.records) }
            own = []
            let segment = try EncodedLedgerSegment(records, in: ranges[i])
            segments.withLock { $0[ranges[i]] = segment }
        }
        return segments.withLock { found in ranges.compactMap { found[$0] } }
    }

    /// Maps on several threads and consumes in order, a window of them at a time.
    static func forEach<Item: Sendable, Output: Sendable>(
        _ items: [Item], threads: Int, map: @Sendable (Item) throws -> Output, consume: (Output) throws -> Void
    ) throws {
        let window = max(1, threads) * 2
        for start in stride(from: 0, to: items.count, by: window) {
            let part = Array(items[start..<min(start + window, items.count)])
            let outputs = Mutex<[Int: Output]>([:])
            try concurrently(part.count, threads: threads) { i in
                let output = try map(part[i])
                outputs.withLock { $0[i] = output }
            }
            let found = outputs.withLock { $0 }
            for i in part.indices { if let output = found[i] { try consume(output) } }
        }
    }

    /// - Throws: the first error by number.
    private static func concurrently(_ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Void) throws {
        guard count > 1, threads > 1 else {
            for i in 0..<count { try body(i) }
            return
        }
        let next = Atomic(0)
        let failure = Mutex<(Int, any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let i = next.add(1, ordering: .relaxed).oldValue
                guard i < count, failure.withLock({ $0 == nil }) else { return }
                do { try body(i) } catch { failure.withLock { if $0.map({ i < $0.0 }) ?? true { $0 = (i, error) } } }
            }
        }
        if let (_, error) = failure.withLock({ $0 }) { throw error }
    }
}

/// Records that one worker takes and nobody keeps.
private final class SharedChunk: Sendable {
    private let records: Mutex<LedgerRecords?>
    init(_ records: LedgerRecords) { self.records = Mutex(records) }
    func take() -> LedgerRecords? {
        records.withLock { records in
            defer { records = nil }
            return records
        }
    }
}

/// What the records of one range that an import staged mean to those known, ready to be written.
struct LedgerSettlement: Sendable {
    let range: SubjectRange
    let stored: Int
    let changed: Int
    let unchanged: Int
    let conflicting: [LedgerRecord]
    /// Rows of the file that are kept, where that is asked for.
    let rows: Set<UInt32>
    /// Takes the place of what was staged; `nil`: that stays as it is.
    private let replacement: Replacement?

    private enum Replacement: Sendable {
        case nothing
        case segment(EncodedLedgerSegment)
    }

    /// - Parameters:
    ///   - known: segments that have months in common with those staged.
    ///   - hasRepeats: some staged segment has a key twice.
    ///   - tellsRows: which rows are kept is asked for.
    init(
        _ store: Store, _ kind: FigureKind, _ range: SubjectRange, importID: Int64, known: [LedgerSegmentEntry], hasRepeats: Bool,
        tellsRows: Bool
    ) throws {
        let staged = try store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(LedgerSegmentEntry.columns) FROM ledger_segments
                    WHERE kind = ? AND range = ? AND known_from IS NULL AND import_id = ? ORDER BY id
                    """, arguments: [kind.recordKind.rawValue, Int64(range.index), importID]
            ).map(LedgerSegmentEntry.init)
        }
        self.range = range
        // Only where two segments speak of the same periods can a key be in both.
        let contested = hasRepeats ? [Int32.min...Int32.max] : Self.contested(staged.map(\.periods), known.map(\.periods))
        do {
            let (free, new) = try store.ledgerRecords(staged, kind).parted(contested)
            let merge = try LedgerMerge(new, known: store.ledgerRecords(known, kind).parted(contested).inside)
            (stored, changed, unchanged) = (free.count + merge.stored, merge.changed, merge.unchanged)
            conflicting = merge.conflicting
            rows = tellsRows ? Set(free.rows + merge.kept.rows) : []
            if merge.dropsNone {
                replacement = nil
            } else {
                var kept = free
                kept.append(contentsOf: merge.kept)
                replacement = kept.count == 0 ? .nothing : .segment(try EncodedLedgerSegment(kept, in: range))
            }
        } catch let fault as LedgerFault {
            throw StoreError.failed(
                path: store.path, reason: "figures of a range of subjects cannot be compared (\(fault)); deliver them in parts")
        }
    }

    /// Where a staged segment meets another, or a known one.
    private static func contested(_ staged: [ClosedRange<Int32>], _ known: [ClosedRange<Int32>]) -> [ClosedRange<Int32>] {
        var found: [ClosedRange<Int32>] = []
        for (i, own) in staged.enumerated() {
            for other in staged[(i + 1)...] + known where own.overlaps(other) { found.append(own.clamped(to: other)) }
        }
        return found
    }

    func write(_ store: Store, _ kind: FigureKind, importID: Int64) throws(StoreError) {
        guard let replacement else { return }
        try store.stage { db in
            try db.execute(
                sql: "DELETE FROM ledger_segments WHERE import_id = ? AND kind = ? AND range = ? AND known_from IS NULL",
                arguments: [importID, kind.recordKind.rawValue, Int64(range.index)])
            if case .segment(let segment) = replacement { try segment.insert(db, kind: kind.recordKind, importID: importID) }
        }
    }
}

extension LedgerRecords {
    /// Those outside and those inside of some periods, each in the order they have here.
    fileprivate func parted(_ periods: [ClosedRange<Int32>]) -> (outside: LedgerRecords, inside: LedgerRecords) {
        guard let low = self.periods.min(), let high = self.periods.max(), !periods.contains(where: { $0 == Int32.min...Int32.max }) else {
            return (LedgerRecords(kind), self)
        }
        // Few periods, many records: a table of them.
        var isInside = [Bool](repeating: false, count: Int(high) - Int(low) + 1)
        for part in periods where part.overlaps(low...high) {
            for period in part.clamped(to: low...high) { isInside[Int(period - low)] = true }
        }
        guard isInside.contains(false) else { return (LedgerRecords(kind), self) }
        guard isInside.contains(true) else { return (self, LedgerRecords(kind)) }
        var rows: (outside: [UInt32], inside: [UInt32]) = ([], [])
        for (row, period) in self.periods.enumerated() {
            if isInside[Int(period - low)] { rows.inside.append(UInt32(row)) } else { rows.outside.append(UInt32(row)) }
        }
        return (picked(rows.outside), picked(rows.inside))
    }
}
