internal import Foundation
internal import OreFeatures
internal import OreLedger
internal import OreStorage
internal import Synchronization

/// The figures of a store, a range of subjects at a time: what sums over many subjects are made of.
struct LedgerSweep {
    let directory: LedgerDirectory
    var material = MaterialKind.oxide
    /// What had been received by that day; `nil`: everything.
    var day: Day?
    /// Records of other years are not looked at.
    var years: ClosedRange<Int32>?

    init(_ directory: LedgerDirectory) { self.directory = directory }

    /// The records of a kind and a range.
    func records(_ kind: FigureKind, _ range: SubjectRange) throws -> LedgerRecords {
        narrowed(try directory.ledger.records(kind, range))
    }

    /// The records of a kind of everybody, of those lines: for lines that few have.
    func records(_ kind: FigureKind, of lines: LineSelection) throws -> LedgerRecords {
        var all = LedgerRecords(kind)
        for range in directory.ledger.ranges {
            let own = try records(kind, range)
            all.append(contentsOf: own.picked((0..<own.count).filter { lines.contains(own.lines[$0]) }.map { UInt32($0) }))
        }
        return all
    }

    /// Calls `body` with the figures of each range, kind and stage that has any.
    /// - Parameter body: called in turn, ranges in order.
    /// - Complexity: O(records), read on all threads: a range of each in memory at a time.
    func forEach(
        _ kinds: [FigureKind] = FigureKind.allCases, _ stages: [Stage] = [.mining],
        _ body: (FigureKind, Stage, FigureSeries) throws -> Void
    ) throws {
        let ranges = directory.ledger.ranges
        let threads = ProcessInfo.processInfo.activeProcessorCount
        for start in stride(from: 0, to: ranges.count, by: threads) {
            let wave = Array(start..<min(start + threads, ranges.count))
            let found = Mutex<[Int: [(FigureKind, Stage, FigureSeries)]]>([:])
            try LedgerThreads.forEach(wave, threads: threads) { i in
                var own: [(FigureKind, Stage, FigureSeries)] = []
                for kind in kinds { try self.forEach(kind, stages, try self.records(kind, ranges[i])) { own.append(($0, $1, $2)) } }
                let all = own
                found.withLock { $0[i] = all }
            }
            let all = found.withLock { $0 }
            for i in wave { for (kind, stage, series) in all[i] ?? [] { try body(kind, stage, series) } }
        }
    }

    /// The same of some subjects alone.
    func forEach(
        of subjects: Set<SubjectID>, _ kinds: [FigureKind] = FigureKind.allCases, _ stages: [Stage] = [.mining],
        _ body: (FigureKind, Stage, FigureSeries) throws -> Void
    ) throws {
        let known = subjects.filter { Int($0.number) < directory.ledger.names.count }
        guard !known.isEmpty else { return }
        let all = try directory.ledger.records(of: known)
        for kind in kinds { try forEach(kind, stages, narrowed(all[kind] ?? LedgerRecords(kind)), body) }
    }

    private func forEach(
        _ kind: FigureKind, _ stages: [Stage], _ records: LedgerRecords, _ body: (FigureKind, Stage, FigureSeries) throws -> Void
    ) throws {
        guard records.count > 0 else { return }
        let codes = Set(records.lines)
        for stage in stages where codes.contains(where: { $0.stage == stage && $0.material == material }) {
            try body(kind, stage, try FigureSeries(records, of: LineSelection(stage, nil, material)))
        }
    }

    /// Of the years and of what had been received alone.
    func narrowed(_ records: LedgerRecords) -> LedgerRecords {
        let records = day.map { records.known(on: $0) } ?? records
        guard let years else { return records }
        let rows = (0..<records.count).filter { years.contains(records.kind.year(ofPeriod: records.periods[$0])) }
        return rows.count == records.count ? records : records.picked(rows.map { UInt32($0) })
    }
}

extension InputError {
    /// Figures whose sum leaves its range.
    static func sums(_ fault: LedgerFault, of directory: LedgerDirectory) -> InputError {
        var what = "\(fault)"
        if case .sumTooLarge(let subject, let month) = fault {
            what = "figures of \"\(directory.name(of: subject))\" around \(month) cannot be added up"
        }
        return .refused(file: "ledger", place: InputPlace(), what: what, next: "check the units of its files")
    }
}
