internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger
public import OreStorage

/// A name that records carry and no register has.
public struct PendingSubject: Sendable, Hashable {
    public var name: String
    /// Records that carry it, by kind as `ingest --as` calls it, ascending.
    public var kinds: [String]
    public var records: Int
    /// The commit that brought the first of them.
    public var since: Int
    /// Where the first of them stand, `reports.csv:14`: at most ``PendingSubjects/shownRows``.
    public var rows: [String]
    /// A name of a register that differs in spelling alone: width of letters, case, blanks, hyphens.
    public var similar: String?
}

/// Who is named in records and in no register, yet. A register that names him resolves it by itself.
///
/// Registers are those of licences (with their holders and groups) and districts, the records of facilities, lists of enterprises, and of members
/// those to whom others belong and whoever is no licence.
public struct PendingSubjects: Sendable {
    public static let shownRows = 5
    private let ledger: StoredLedger
    private let lookup: RecordLookup
    private let known: Set<String>
    private let entries: [LedgerEntry]

    /// - Throws: ``StoreError``.
    public init(_ store: Store, _ ledger: StoredLedger) throws {
        self.ledger = ledger
        lookup = try RecordLookup(store, ledger)
        entries = try ledger.entries()
        var known = Set<String>()
        for licence in try store.licences(asOf: ledger.commit).rows {
            known.formUnion([licence.id, licence.holder, licence.group].compactMap(\.self))
        }
        for district in try store.districts(asOf: ledger.commit).rows { known.formUnion([district.id, district.name].compactMap(\.self)) }
        for entry in entries.standing() { known.formUnion(entry.namesRegistered) }
        self.known = known
    }

    /// By the number of their records, the most first.
    /// - Throws: ``StoreError``; `LedgerFault`.
    /// - Complexity: O(records of the ranges of subjects that have such a name, and entries).
    public func all() throws -> [PendingSubject] {
        var found: [String: (kinds: [String: Int], places: [(commit: Int32, row: UInt32)])] = [:]
        func take(_ name: String, _ kind: String, _ commit: Int32, _ row: UInt32) {
            var own = found[name] ?? ([:], [])
            own.kinds[kind, default: 0] += 1
            own.places.append((commit, row))
            // The first ones alone are told.
            if own.places.count > 4096 { own.places = Self.first(own.places) }
            found[name] = own
        }
        let unknown = (0..<ledger.names.count).filter { !known.contains(ledger.names[$0]) }.map { SubjectID(UInt32($0)) }
        for (range, subjects) in Dictionary(grouping: unknown, by: { SubjectRange(of: $0) }).sorted(by: { $0.key < $1.key }) {
            for kind in FigureKind.allCases {
                let records = try ledger.records(kind, range, of: Set(subjects))
                for row in 0..<records.count {
                    take(ledger.name(of: records.subjects[row]), kind.profileKind.rawValue, records.commits[row], records.rows[row])
                }
            }
        }
        // What rows of quotas say of their holders is told with those rows.
        for entry in entries where entry.kind != .quotaMembers {
            for name in Set(entry.subjectNames) where !known.contains(name) { take(name, entry.kind.rawValue, entry.commit, entry.row) }
        }
        let spellings = Dictionary(known.sorted().map { (SubjectSpelling.folded($0), $0) }, uniquingKeysWith: { first, _ in first })
        return found.map { name, own in
            let places = Self.first(own.places)
            return PendingSubject(
                name: name, kinds: own.kinds.keys.sorted(), records: own.kinds.values.reduce(0, +), since: Int(places.first?.commit ?? 0),
                rows: places.map { "\(lookup.file(ofCommit: $0.commit)):\($0.row)" }, similar: spellings[SubjectSpelling.folded(name)])
        }.sorted { ($1.records, $0.name) < ($0.records, $1.name) }
    }

    private static func first(_ places: [(commit: Int32, row: UInt32)]) -> [(commit: Int32, row: UInt32)] {
        Array(places.sorted { ($0.commit, $0.row) < ($1.commit, $1.row) }.prefix(shownRows))
    }
}

extension LedgerEntry {
    /// Names that the entry itself registers.
    fileprivate var namesRegistered: [String] {
        func text(_ name: String) -> String? { if case .text(let text)? = self[name] { text } else { nil } }
        return switch kind {
        case .facilities: [text("facility"), text("enterprise")].compactMap(\.self)
        case .listings: [text("name")].compactMap(\.self)
        case .members: [text("parent"), (text("member_kind") ?? "licence") == "licence" ? nil : text("member")].compactMap(\.self)
        default: []
        }
    }
}
