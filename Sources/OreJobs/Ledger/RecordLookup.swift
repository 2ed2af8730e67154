internal import OreCases
public import OreFeatures
public import OreLedger
public import OreStorage

/// One record of a ledger with its place in a file, and what became of it.
public struct RecordLine: Sendable, Hashable {
    /// As `ingest --as` calls it.
    public var kind: String
    /// `2024`, `2024-03`, `2024-03-31`: of what it speaks.
    public var period: String
    /// `mining`, `separation ionic`; of an entry its other values: `flow intake, source bought`.
    public var line: String
    /// The number of a batch or an invoice where it is one, `total` for the quota of a whole year.
    public var number: String
    /// `nil` where it states none.
    public var tonnes: Tonnes?
    public var state: RecordState
    /// Received, issued; `nil` where it does not say.
    public var stated: Day?
    /// Base name, and the row as people count.
    public var file: String
    public var row: Int
    public var commit: Int
    /// File and row of the record that came next under the same key.
    public var supersededBy: String?
}

/// Looks up the records of a subject.
public struct RecordLookup: Sendable {
    private let ledger: StoredLedger
    private let files: [Int32: String]

    /// - Throws: ``StoreError``.
    public init(_ store: Store, _ ledger: StoredLedger) throws {
        self.ledger = ledger
        var files: [Int32: String] = [:]
        // A delivery that brought nothing belongs to the commit before it.
        for record in try store.imports(kind: nil, limit: .max) where record.counts.stored + record.counts.changed > 0 {
            if let commit = record.commit { files[Int32(truncatingIfNeeded: commit)] = record.file }
        }
        self.files = files
    }

    /// The base name of the file that a commit brought.
    public func file(ofCommit commit: Int32) -> String { files.name(ofCommit: commit) }

    /// Every record that names a subject, as known when the ledger was opened: quotas, reports and invoices by period, then the entries.
    /// - Returns: empty for a name that no record carries.
    /// - Throws: ``StoreError``; `LedgerFault`.
    /// - Complexity: O(bytes of the subject's range, and entries).
    public func records(of name: String) throws -> [RecordLine] {
        var lines: [RecordLine] = []
        if let subject = ledger.subject(name) {
            let records = try ledger.records(of: [subject])
            for kind in [FigureKind.quota, .report, .invoice] {
                let history = try RecordHistory(records[kind] ?? LedgerRecords(kind))
                lines += (0..<history.records.count).map { line($0, history) }
            }
        }
        return lines + (try ledger.entries()).histories().filter { $0.entry.subjectNames.contains(name) }.map(line)
    }

    private func line(_ row: Int, _ history: RecordHistory) -> RecordLine {
        let record = history.records[row]
        let kind = history.records.kind
        let next = history.successor(of: row).map { history.records[$0] }
        return RecordLine(
            kind: kind.profileKind.rawValue, period: kind.text(ofPeriod: record.period),
            line: record.line.words + (record.marks.contains(.byGrade) ? ", concentrate by grade" : ""),
            number: record.marks.contains(.total) ? "total" : record.detail > 0 && record.detail < 1 << 62 ? String(record.detail) : "",
            tonnes: record.amount, state: history.states[row], stated: record.stated, file: file(ofCommit: record.commit),
            row: Int(record.row), commit: Int(record.commit), supersededBy: next.map { place($0.commit, $0.row) })
    }

    private func line(_ history: EntryHistory) -> RecordLine {
        let entry = history.entry
        var (period, words, tonnes) = ("", [String](), Tonnes?.none)
        for (field, value) in zip(entry.kind.fields, entry.values) {
            guard let value, field.name != "received_at" else { continue }
            switch (field.form, value) {
            case (.month, _), (.year, _), (.day, _):
                if period.isEmpty { period = value.text } else { words.append("\(field.name) \(value.text)") }
            case (_, .tonnes(let own)) where tonnes == nil: tonnes = own
            // Of a flow both sides are told: either may be who was asked for.
            case (.subject, _) where field.isKey && entry.kind != .flows: break
            default: words.append("\(field.name) \(value.text)")
            }
        }
        return RecordLine(
            kind: entry.kind.rawValue, period: period, line: words.joined(separator: ", "), number: "", tonnes: tonnes,
            state: history.state, stated: entry.received, file: file(ofCommit: entry.commit), row: Int(entry.row),
            commit: Int(entry.commit),
            supersededBy: history.successor.map { place($0.commit, $0.row) })
    }

    private func place(_ commit: Int32, _ row: UInt32) -> String { "\(file(ofCommit: commit)):\(row)" }

    /// How many records of each kind and year were known, and what those that stand add up to.
    /// - Throws: ``StoreError``; `LedgerFault`.
    /// - Complexity: O(records); one range of subjects in memory at a time.
    public func tally() throws -> LedgerTally {
        var tally = LedgerTally()
        for range in ledger.ranges {
            for kind in FigureKind.allCases { try tally.add(try ledger.records(kind, range)) }
        }
        tally.add(try ledger.entries())
        return tally
    }
}

extension [Int32: String] {
    /// The base name of the file that a commit brought; the commit itself where no file is known.
    func name(ofCommit commit: Int32) -> String { self[commit] ?? "commit \(commit)" }
}
