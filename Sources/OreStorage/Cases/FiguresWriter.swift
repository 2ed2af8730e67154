internal import Foundation
internal import GRDB
public import OreCases
public import OreLedger
internal import Synchronization

/// Takes the findings over figures of one run: staged as they come, visible with their incidents by the commit of the run.
///
/// A run gives all findings that stand, in any order and in parts; what it does not give any more ends. What is the same as before costs a
/// comparison of hashes.
public final class FiguresWriter: Sendable {
    private struct Known: Sendable {
        var id: Int64
        var content: Int64
    }

    private struct State: Sendable {
        /// By the hash of the finding's id.
        var known: [UInt64: Known]
        var ended: [Int64] = []
        var added = 0
    }

    private let store: Store
    private let runID: Int
    private let state: Mutex<State>

    /// Removes what an interrupted run left.
    /// - Parameter lock: held by the run.
    public init(_ store: Store, runID: Int, lock: RunLock) throws(StoreError) {
        (self.store, self.runID) = (store, runID)
        try store.write { try $0.execute(sql: "DELETE FROM figures_findings WHERE known_from IS NULL") }
        state = Mutex(
            State(
                known: try store.read { db in
                    var known: [UInt64: Known] = [:]
                    let rows = try Row.fetchCursor(db, sql: "SELECT finding_id, id, content FROM figures_findings WHERE known_to IS NULL")
                    while let row = try rows.next() {
                        known[ContentHash.of(try row.value(0) as String)] = Known(id: try row.value(1), content: try row.value(2))
                    }
                    return known
                }))
    }

    /// May be called from any thread; no finding twice.
    public func append(_ findings: [FiguresFinding]) throws(StoreError) {
        var fresh: [(finding: FiguresFinding, facts: FiguresFacts, record: Data, content: Int64)] = []
        for finding in findings {
            var writer = RecordWriter(capacity: 128)
            finding.write(to: &writer)
            let content = Int64(bitPattern: ContentHash.of(writer.bytes))
            let isSame = state.withLock { state in
                let old = state.known.removeValue(forKey: ContentHash.of(finding.id))
                if let old, old.content != content { state.ended.append(old.id) }
                return old?.content == content
            }
            if !isSame { fresh.append((finding, FiguresFacts(finding), Data(writer.bytes), content)) }
        }
        guard !fresh.isEmpty else { return }
        let rows = fresh
        state.withLock { $0.added += rows.count }
        let runID = runID
        do {
            try store.stage { db in
                let statement = try db.cachedStatement(
                    sql: """
                        INSERT INTO figures_findings (finding_id, handle, run_id, subject, subject_kind, content, record,
                        \(FiguresFacts.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, \(FiguresFacts.places))
                        """)
                for row in rows {
                    let own: StatementArguments = [
                        row.finding.id, Int64(IncidentHandle(findingID: row.finding.id).value), runID, row.finding.subject,
                        Int64(row.finding.kind.rawValue), row.content, row.record,
                    ]
                    try statement.execute(arguments: own + StatementArguments(row.facts.values))
                }
            }
        } catch { throw StoreError(error, path: store.path) }
    }

    /// Numbers of findings that this run ends, and how many it adds; asked once everything was appended.
    var changes: (added: Int, ended: [Int64]) {
        state.withLock { state in (state.added, (state.ended + state.known.values.map(\.id)).sorted()) }
    }

    /// Makes the staged ones visible and ends the others.
    /// - Returns: the names of the subjects of whom a finding came or went.
    func publish(_ db: Database, _ ended: [Int64], commit: Int) throws -> Set<String> {
        var subjects = Set(
            try String.fetchAll(
                db, sql: "SELECT DISTINCT subject FROM figures_findings WHERE run_id = ? AND known_from IS NULL", arguments: [runID]))
        try db.execute(
            sql: "UPDATE figures_findings SET known_from = ? WHERE run_id = ? AND known_from IS NULL", arguments: [commit, runID])
        let close = try db.cachedStatement(sql: "UPDATE figures_findings SET known_to = ? WHERE id = ? RETURNING subject")
        for id in ended { subjects.formUnion(try String.fetchAll(close, arguments: [commit, id])) }
        return subjects
    }
}

/// What a run says of figures, for its commit.
public struct FiguresUpdate: Sendable {
    public var writer: FiguresWriter
    /// What a register says of a subject.
    public var place: @Sendable (String, SubjectKind) -> FiguresIncidents.Place?
    /// Every incident is told anew: a register or the settings changed.
    public var isEverything = false
    /// What was evaluated, for the next run.
    public var mark: String

    public init(_ writer: FiguresWriter, mark: String, place: @escaping @Sendable (String, SubjectKind) -> FiguresIncidents.Place?) {
        (self.writer, self.mark, self.place) = (writer, mark, place)
    }
}
