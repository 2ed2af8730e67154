internal import Foundation
internal import GRDB
internal import OreCases
internal import OreFeatures
public import OreLedger
internal import Synchronization

/// Brings the figures of one file into the store: staged in runs of segments as they are read, visible by one commit at the end.
///
/// What each record means to those that are known already: see ``LedgerMerge``. Nothing vanishes: a delivery says something of the records that
/// it names, and nothing of others.
public final class LedgerImport: Sendable {
    private let store: Store
    private let journal: ImportJournal
    private let lock: ImportLock
    private let kind: FigureKind
    private let threads: Int
    private let runRows: Int
    private let state: Mutex<State>
    private let beginning: State

    private struct State: Sendable {
        var names: NameTable
        /// Names that were visible before.
        var knownNames: Int
        var gathered: [LedgerRecords] = []
        var gatheredRows = 0
        var staged: [SubjectRange: Staged] = [:]
        var counts = IngestCounts()
        /// Identifiers with something pending in quarantine, by subject number and period; and those of them that this import delivers.
        var awaited: [UInt64: String] = [:]
        var delivered: Set<String> = []
        var isSettled = false
        /// Who belongs to whom by rows of quotas, until it is compared with what is known; how much of it is new.
        var members: [LedgerEntry] = []
        var newMembers = 0
        /// Rows of one key and day that name different holders.
        var contradicting: [UInt32] = []
        /// Ranges that were compared, and the rows that they keep.
        var compared: (ranges: Set<SubjectRange>, rows: Set<UInt32>) = ([], [])
    }

    private struct Staged: Sendable {
        var periods: ClosedRange<Int32>
        var segments = 1
        var rows: Int
        var hasRepeats: Bool
    }

    /// Waits for another import up to the store's limit, and collects what interrupted ones left.
    /// - Parameters:
    ///   - request: of a kind of the ledger.
    ///   - runRows: rows that are gathered before they are written: some 100 bytes each while they are.
    /// - Throws: ``StoreError``.
    public init(_ store: Store, _ request: ImportRequest, threads: Int, runRows: Int = 1 << 21) throws(StoreError) {
        guard let kind = FigureKind(request.kind) else {
            throw .failed(path: store.path, reason: "\(request.kind.rawValue) are no records of the ledger")
        }
        (self.store, self.kind, self.threads, self.runRows) = (store, kind, max(1, threads), runRows)
        lock = try ImportLock(store: store.path, seconds: store.options.busySeconds)
        journal = try ImportJournal(store, request)
        let own = request.kind.rawValue
        let (names, awaited) = try store.read { db in
            (
                try LedgerNames.load(db, path: store.path),
                try String.fetchSet(
                    db,
                    sql: """
                        SELECT DISTINCT q.identifier FROM quarantine q JOIN imports i ON i.id = q.import_id
                        WHERE q.resolved IS NULL AND q.identifier IS NOT NULL AND i.kind = ?
                        """, arguments: [own])
            )
        }
        var state = State(names: names, knownNames: names.count)
        for identifier in awaited {
            guard let place = LedgerIdentifier.place(identifier, kind, &state.names) else { continue }
            state.awaited[place] = identifier
        }
        beginning = state
        self.state = Mutex(state)
    }

    /// Forgets what was taken so far: the file is read from its beginning again.
    public func restart() throws(StoreError) {
        try locked { state in
            state = self.beginning
            try self.store.write { db in
                try ImportJournal.removeFigures(self.journal.id, db)
                try db.execute(sql: "DELETE FROM quarantine WHERE import_id = ?", arguments: [self.journal.id])
            }
        }
    }

    /// Takes the next records of the file; writes when enough have gathered. Serial, in the order of the file.
    /// - Parameter firstRow: the line from which the rows of the output count.
    public func append(_ output: LedgerChunkReader.Output, firstRow: UInt32) throws(StoreError) {
        try locked { state in
            guard UInt64(firstRow) + UInt64(output.chunk.lineCount) <= UInt64(UInt32.max) else {
                throw StoreError.failed(path: self.store.path, reason: "a file of more than 4,294,967,295 rows; deliver it in parts")
            }
            let numbers = state.names.numbers(of: output.chunk.names)
            let records = output.chunk.records(numbered: numbers, firstRow: firstRow).numberingBatches()
            if !state.awaited.isEmpty { Self.note(records, &state) }
            state.counts.skipped += output.skipped
            state.gatheredRows += records.count
            state.gathered.append(records)
            for var entry in output.members {
                entry.row &+= firstRow
                state.members.append(entry)
            }
            try self.setAside(output.faults, firstRow: firstRow, &state)
            if state.gatheredRows >= self.runRows { try self.flush(&state) }
        }
    }

    /// Leaves nothing behind; for a file that is refused midway.
    public func abandon() { try? ImportJournal.remove(journal.id, store) }

    /// Compares with what is known of the same subjects.
    /// - Returns: the records of the file that contradict each other, which are set aside.
    @discardableResult
    public func settle() throws(StoreError) -> [LineFault] {
        try locked { state in
            guard !state.isSettled else { return [] }
            state.isSettled = true
            try self.flush(&state)
            let faults = try self.settle(&state)
            try self.settleMembers(&state, without: Set(faults.map(\.row)))
            return faults
        }
    }

    /// Makes the result visible, settled first where it was not; when nothing is new, only the record of the delivery.
    public func commit(_ source: ImportSource) throws(StoreError) -> ImportOutcome {
        try settle()
        return try locked { state in
            let counts = state.counts
            let bringsNames = counts.stored + counts.changed + state.newMembers > 0
            let isChanged = bringsNames || counts.quarantined > 0
            let (id, names, known, delivered) = (self.journal.id, state.names, state.knownNames, state.delivered)
            let commit = try self.store.write { db in
                let commit = try self.journal.commit(db, isChanged: isChanged)
                if bringsNames { try LedgerNames.stage(names, from: known, db, importID: id) }
                try db.execute(sql: "UPDATE ledger_names SET known_from = ? WHERE import_id = ?", arguments: [commit, id])
                try db.execute(
                    sql: "UPDATE ledger_segments SET known_from = ? WHERE import_id = ? AND known_from IS NULL", arguments: [commit, id])
                try db.execute(
                    sql: "UPDATE ledger_entries SET known_from = ? WHERE import_id = ? AND known_from IS NULL", arguments: [commit, id])
                try self.journal.resolveQuarantine(db, identifiers: delivered, commit: commit)
                try self.journal.close(db, source, dataset: self.journal.request.dataset ?? "", counts: counts, commit: commit)
                return commit
            }
            var outcome = ImportOutcome(counts: counts, commit: isChanged ? commit : nil, dataset: self.journal.request.dataset ?? "")
            if !state.contradicting.isEmpty {
                let rows = state.contradicting.prefix(8).map { String($0) } + (state.contradicting.count > 8 ? ["..."] : [])
                let places = "\(self.journal.request.file): rows \(rows.joined(separator: ", "))"
                outcome.notes = [places + " name different holders under one key: they say nothing of holders"]
            }
            return outcome
        }
    }

    // MARK: Runs

    private func locked<Value: Sendable>(_ body: (inout State) throws -> Value) throws(StoreError) -> Value {
        do {
            return try state.withLock { try body(&$0) }
        } catch {
            throw StoreError(error, path: store.path)
        }
    }

    private func setAside(_ faults: [LineFault], firstRow: UInt32, _ state: inout State) throws(StoreError) {
        guard !faults.isEmpty else { return }
        state.counts.quarantined += faults.count
        try journal.quarantine(
            faults.map {
                QuarantinedFeature(row: Int($0.row &+ firstRow), identifier: $0.identifier, reason: $0.words, feature: $0.text)
            })
    }

    private static func note(_ records: LedgerRecords, _ state: inout State) {
        for row in 0..<records.count {
            if let found = state.awaited[LedgerIdentifier.place(records.subjects[row], records.periods[row])] {
                state.delivered.insert(found)
            }
        }
    }

    /// Orders, encodes and stages what has gathered: a segment for each range of subjects.
    private func flush(_ state: inout State) throws {
        guard state.gatheredRows > 0 else { return }
        var gathered = state.gathered
        (state.gathered, state.gatheredRows) = ([], 0)
        let segments = try LedgerRun.segments(&gathered, threads: threads)
        let (id, kind) = (journal.id, journal.request.kind)
        try store.stage { db in for segment in segments { try segment.insert(db, kind: kind, importID: id) } }
        for segment in segments {
            if var staged = state.staged[segment.range] {
                staged.periods = min(staged.periods.lowerBound, segment.first)...max(staged.periods.upperBound, segment.last)
                staged.segments += 1
                staged.rows += segment.rows
                staged.hasRepeats = staged.hasRepeats || segment.hasRepeats
                state.staged[segment.range] = staged
            } else {
                state.staged[segment.range] = Staged(
                    periods: segment.first...segment.last, rows: segment.rows, hasRepeats: segment.hasRepeats)
            }
        }
    }

    /// Tells apart what is new, changed and unchanged, range by range, on all threads; rewrites the ranges that lose records by it.
    private func settle(_ state: inout State) throws -> [LineFault] {
        var all: [LineFault] = []
        let kind = self.kind
        let known = try store.read { db in try Store.ledgerEntries(db, kind, asOf: nil) }
        let byRange = Dictionary(grouping: known, by: \.range)
        var open: [SubjectRange] = []
        for (range, staged) in state.staged {
            let meets = byRange[range]?.contains { $0.periods.overlaps(staged.periods) } ?? false
            if staged.segments == 1, !staged.hasRepeats, !meets { state.counts.stored += staged.rows } else { open.append(range) }
        }
        guard !open.isEmpty else { return [] }
        open.sort()
        let (id, store, staged, tellsRows) = (journal.id, store, state.staged, !state.members.isEmpty)
        if tellsRows { state.compared.ranges = Set(open) }
        try LedgerRun.forEach(
            open, threads: threads,
            map: { range -> LedgerSettlement in
                let old = (byRange[range] ?? []).filter { entry in staged[range].map { entry.periods.overlaps($0.periods) } ?? false }
                return try LedgerSettlement(
                    store, kind, range, importID: id, known: old, hasRepeats: staged[range]?.hasRepeats ?? true, tellsRows: tellsRows)
            },
            consume: { settlement in
                try settlement.write(store, kind, importID: id)
                state.counts.stored += settlement.stored
                state.counts.changed += settlement.changed
                state.counts.unchanged += settlement.unchanged
                state.compared.rows.formUnion(settlement.rows)
                let faults = self.faults(settlement.conflicting, &state)
                all += faults
                try self.setAside(faults, firstRow: 0, &state)
            })
        return all.sorted { $0.row < $1.row }
    }

    /// Stages what rows of quotas say anew of who belongs to whom. A row that says the same figure of other holders has changed.
    /// - Parameter rows: set aside, with all that they say.
    /// - Complexity: O(rows that name holders), a look-up each; nothing where none does.
    private func settleMembers(_ state: inout State, without rows: Set<UInt32>) throws {
        let own = state.members.filter { !rows.contains($0.row) }
        state.members = []
        guard !own.isEmpty else { return }
        let known = try store.read { db in try Store.knownEntries(db, .quotaMembers, keys: Set(own.map(\.keyDigest))) }
        let merge = EntryMerge(own.sayingSomething(beside: known), known: known)
        let kept = merge.kept
        state.contradicting = merge.conflicting.map(\.row)
        for start in stride(from: 0, to: kept.count, by: EntryImport.piece) {
            try store.stage(kept[start..<min(start + EntryImport.piece, kept.count)], importID: journal.id)
        }
        var restated = 0
        for entry in kept {
            for name in entry.subjectNames {
                var name = name
                let subject = SubjectID(name.withUTF8 { state.names.number(of: UnsafeRawBufferPointer($0)) })
                guard name == entry.subjectNames.first, !state.compared.rows.contains(entry.row) else { continue }
                if state.compared.ranges.contains(SubjectRange(of: subject)) { restated += 1 }
            }
        }
        restated = min(restated, state.counts.unchanged)
        state.counts.unchanged -= restated
        state.counts.changed += restated
        state.newMembers = kept.count
    }

    /// Records of one key and one day that say different things, each with the rows of the others.
    private func faults(_ conflicting: [LedgerRecord], _ state: inout State) -> [LineFault] {
        struct Key: Hashable {
            var (subject, period, line, detail): (SubjectID, Int32, LedgerLine, UInt64)
            var stated: Day?
        }
        func key(_ record: LedgerRecord) -> Key {
            Key(subject: record.subject, period: record.period, line: record.line, detail: record.detail, stated: record.stated)
        }
        let rows = Dictionary(grouping: conflicting, by: key).mapValues { $0.map(\.row).sorted().map(String.init).joined(separator: ", ") }
        return conflicting.map { record in
            // What is set aside again was not delivered.
            if let found = state.awaited[LedgerIdentifier.place(record.subject, record.period)] { state.delivered.remove(found) }
            let (name, period) = (state.names[Int(record.subject.number)], kind.text(ofPeriod: record.period))
            let holders = Self.holders(of: record.row, state.members)
            return LineFault(
                row: record.row, .contradicting(rows: rows[key(record)] ?? ""), name: name,
                identifier: LineFault.identifier(subject: name, period: period),
                text: ([name, period, "\(record.amount)"] + holders).joined(separator: ","))
        }
    }

    /// Whom a row of quotas names above its subject.
    /// - Parameter members: ascending by row.
    private static func holders(of row: UInt32, _ members: [LedgerEntry]) -> [String] {
        var (low, high) = (0, members.count)
        while low < high {
            let middle = (low + high) / 2
            if members[middle].row < row { low = middle + 1 } else { high = middle }
        }
        guard low < members.count, members[low].row == row else { return [] }
        return Array(members[low].subjectNames.dropFirst())
    }
}
