internal import Foundation
internal import GRDB
internal import OreCases
internal import OreFeatures
public import OreLedger

/// The ledger as it was known at a commit: which segments there are, and the names of subjects. Segments are read when they are asked for.
public struct StoredLedger: Sendable {
    let store: Store
    private let entries: [FigureKind: [SubjectRange: [LedgerSegmentEntry]]]
    public let commit: Int
    public let names: NameTable
    /// Nothing was committed after it when it was opened.
    public let isLatest: Bool

    /// - Parameter commit: `nil`: the latest.
    /// - Throws: ``StoreError``.
    public init(_ store: Store, asOf commit: Int? = nil) throws(StoreError) {
        self.store = store
        (self.commit, entries, names, isLatest) = try store.read { db in
            let latest = try Store.latestCommit(db)
            let commit = min(commit ?? latest, latest)
            var entries: [FigureKind: [SubjectRange: [LedgerSegmentEntry]]] = [:]
            for kind in FigureKind.allCases {
                entries[kind] = Dictionary(grouping: try Store.ledgerEntries(db, kind, asOf: commit), by: \.range)
            }
            return (commit, entries, try LedgerNames.load(db, path: store.path), commit == latest)
        }
    }

    /// Ranges of subjects that have any record, ascending.
    public var ranges: [SubjectRange] { Set(entries.values.flatMap(\.keys)).sorted() }

    /// Records of a kind, superseded ones too.
    public func count(of kind: FigureKind) -> Int { entries[kind]?.values.joined().reduce(0) { $0 + $1.rows } ?? 0 }

    /// The records of a kind and a range, in no order.
    /// - Throws: ``StoreError``; `damaged` for bytes that are not what was written.
    /// - Complexity: O(their bytes). Any thread.
    public func records(_ kind: FigureKind, _ range: SubjectRange) throws(StoreError) -> LedgerRecords {
        try store.ledgerRecords(entries[kind]?[range] ?? [], kind)
    }

    /// What its reports and quotas are of.
    /// - Complexity: O(segments), and O(records) of those with several lines.
    public func materials() throws(StoreError) -> Set<MaterialKind> {
        let own = [FigureKind.report, .quota].flatMap { entries[$0]?.values.joined().map { $0 } ?? [] }
        return try store.read { db in
            let statement = try db.cachedStatement(sql: "SELECT data FROM ledger_segments WHERE id = ?")
            return try own.reduce(into: Set<MaterialKind>()) { found, entry in
                guard let bytes = try Data.fetchOne(statement, arguments: [entry.id]) else { return }
                do {
                    found.formUnion(try bytes.withUnsafeBytes { try LedgerSegment.materials($0) })
                } catch { throw StoreError.damaged(path: store.path, reason: "ledger segment \(entry.id) is not what was written") }
            }
        }
    }

    /// What everybody's reports are of; nothing where they are all of one material.
    /// - Complexity: O(segments), and O(reports) where they are of several.
    public func reportingMaterials() throws(StoreError) -> ReportingMaterials {
        var found = ReportingMaterials()
        guard try materials().count > 1 else { return found }
        for range in ranges { found.take(try records(.report, range)) }
        return found
    }

    // MARK: Parts

    public var path: String { store.path }

    /// The records of a kind and a range that commits after one brought, in no order.
    public func records(_ kind: FigureKind, _ range: SubjectRange, after commit: Int) throws(StoreError) -> LedgerRecords {
        try store.ledgerRecords((entries[kind]?[range] ?? []).filter { ($0.commit ?? .max) > commit }, kind)
    }

    /// The records of some subjects of a range, in no order.
    /// - Complexity: O(bytes of the range), and O(their records).
    public func records(_ kind: FigureKind, _ range: SubjectRange, of subjects: Set<SubjectID>) throws(StoreError) -> LedgerRecords {
        try store.ledgerRecords(entries[kind]?[range] ?? [], kind, of: subjects)
    }

    /// The years that records of a range speak of, as far as the segments say; `nil`: there are none.
    public func years(of range: SubjectRange) -> ClosedRange<Int>? {
        var years: ClosedRange<Int>?
        for kind in FigureKind.allCases {
            for entry in entries[kind]?[range] ?? [] {
                let own = Int(kind.year(ofPeriod: entry.periods.lowerBound))...Int(kind.year(ofPeriod: entry.periods.upperBound))
                years = years.map { min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound) } ?? own
            }
        }
        return years
    }

    /// A hash of what lies in a range: of its segments that are known from a commit or earlier, those of every kind.
    public func seen(_ range: SubjectRange, through commit: Int) -> UInt64 {
        var hash: UInt64 = 0
        for kind in FigureKind.allCases {
            for entry in entries[kind]?[range] ?? [] where (entry.commit ?? .max) <= commit {
                let numbers = [Int64(kind.rawValue), entry.id, Int64(entry.commit ?? -1), Int64(entry.rows), entry.digest]
                hash = numbers.withUnsafeBytes { ContentHash.of($0, seed: hash) }
            }
        }
        return hash
    }

    /// Whether commits after one brought any record of a range, or of one kind of it.
    public func hasRecords(_ range: SubjectRange, of kind: FigureKind? = nil, after commit: Int) -> Bool {
        (kind.map { [$0] } ?? FigureKind.allCases).contains { entries[$0]?[range]?.contains { ($0.commit ?? .max) > commit } ?? false }
    }

    /// The records of some subjects by kind, each in order.
    public func records(of subjects: Set<SubjectID>) throws -> [FigureKind: LedgerRecords] {
        var result: [FigureKind: LedgerRecords] = [:]
        let ranges = Dictionary(grouping: subjects) { SubjectRange(of: $0) }.sorted { $0.key < $1.key }
        for kind in FigureKind.allCases {
            var records = LedgerRecords(kind)
            for (range, own) in ranges { records.append(contentsOf: try self.records(kind, range, of: Set(own))) }
            result[kind] = try records.ordered()
        }
        return result
    }

    /// Base names of the files that brought figures or entries, and the place of each commit's among them.
    public func files() throws(StoreError) -> (names: [String], places: [Int32: Int32]) {
        let imports = try store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT commit_number, file FROM imports WHERE commit_number <= ? AND id IN
                        (SELECT import_id FROM ledger_segments UNION SELECT import_id FROM ledger_entries)
                    ORDER BY commit_number
                    """, arguments: [commit]
            ).map { (try $0.value(0) as Int32, try $0.value(1) as String) }
        }
        var (names, places): ([String], [Int32: Int32]) = ([], [:])
        for (commit, file) in imports {
            places[commit] = Int32(names.count)
            names.append(file)
        }
        return (names, places)
    }

    /// The number of a name; `nil` for one that no figure carries.
    public func subject(_ name: String) -> SubjectID? {
        var name = name
        return name.withUTF8 { names.known(UnsafeRawBufferPointer($0)) }.map { SubjectID($0) }
    }

    public func name(of subject: SubjectID) -> String {
        Int(subject.number) < names.count ? names[Int(subject.number)] : "?\(subject.number)"
    }
}

extension Store {
    /// Visible segments of a kind, in the order in which they came.
    static func ledgerEntries(_ db: Database, _ kind: FigureKind, asOf commit: Int?) throws -> [LedgerSegmentEntry] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(LedgerSegmentEntry.columns) FROM ledger_segments
                WHERE kind = ?1 AND known_from IS NOT NULL AND (?2 IS NULL OR known_from <= ?2) ORDER BY range, id
                """, arguments: [kind.recordKind.rawValue, commit]
        ).map(LedgerSegmentEntry.init)
    }
}
