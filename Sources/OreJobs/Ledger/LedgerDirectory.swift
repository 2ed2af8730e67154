internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
public import OreLedger
public import OreStorage

/// Who is who in a store: names of subjects in the ledger and in the registers, what they are, and who belonged to whom.
public struct LedgerDirectory: Sendable {
    public let store: Store
    public let ledger: StoredLedger
    /// The registers as they were known at the ledger's commit.
    let licences: LicenceTable
    /// Places of the rows of each licence in the register.
    let rows: [String: [Int]]
    public let tree: SubjectTree
    /// Every entry that the ledger knows; what no longer stands, too.
    let received: [LedgerEntry]
    /// Entries that stand.
    let entries: [LedgerEntry]
    private var names: StoredNames

    /// - Parameter commit: `nil`: the latest.
    /// - Throws: `StoreError`; `LedgerFault.circularMembership` as a refusal that names its members.
    public init(_ store: Store, asOf commit: Int? = nil) throws {
        self.store = store
        ledger = try StoredLedger(store, asOf: commit)
        licences = try store.licences(asOf: ledger.commit)
        rows = Dictionary(grouping: licences.rows.indices) { [rows = licences.rows] in rows[$0].id }
        received = try ledger.entries()
        entries = received.standing()
        let districts = try DistrictFinder(store.districts(asOf: ledger.commit))
        var names = StoredNames(ledger)
        for entry in entries {
            // What is known of a separator says that it is one, whether it belongs to somebody or not.
            if case .text(let facility)? = entry["facility"] { _ = names.number(of: facility, .facility) }
            // A district whose yield is known is one, whether a licence lies in it or not.
            if entry.kind == .yields, case .text(let district)? = entry["district"] { _ = names.number(of: district, .district) }
        }
        var links = entries.links { names.number(of: $0, $1) }
        let placed = Set(links.filter { $0.parentKind == .district }.map(\.member))
        links += licences.links(beside: links) { names.number(of: $0, $1) }
        for (place, licence) in licences.rows.enumerated() {
            let member = names.number(of: licence.id, .licence)
            if !placed.contains(member), let district = districts.district(of: place, in: licences) {
                links.append(SubjectLink(member, in: names.number(of: district, .district), .district))
            }
        }
        // Exporters may have no figure and belong to nobody, and what no longer stands was received once.
        for entry in received {
            if case .text(let facility)? = entry["facility"] { _ = names.number(of: facility, .facility) }
            if entry.kind == .exports, case .text(let enterprise)? = entry["enterprise"] { _ = names.number(of: enterprise, .enterprise) }
            if entry.kind == .yields, case .text(let district)? = entry["district"] { _ = names.number(of: district, .district) }
        }
        // What a separator's record says of its firm yields to what others say.
        let facilities = entries.facilityLinks(beside: links) { names.number(of: $0, $1) }
        let quotas = QuotaLinks(entries, beside: [facilities, links]) { names.number(of: $0, $1) }
        do {
            tree = try SubjectTree.yielding([quotas.links, facilities], firm: Array(Set(links))).tree
        } catch {
            throw InputError.memberships(error) { names.name(of: $0) }
        }
        self.names = names
    }

    public func name(of subject: SubjectID) -> String { names.name(of: subject) }

    /// What a subject is by the registers and memberships; a licence where they do not say.
    public func kind(of subject: SubjectID) -> SubjectKind { tree.kind(of: subject) ?? names.kind(of: subject) }

    /// The subject of a name; of names that differ in case alone the one that is written so.
    public func subject(_ name: String) -> SubjectID? {
        if let subject = names.subject(name) { return subject }
        let wanted = name.lowercased()
        let found = names.all.filter { names.name(of: $0).lowercased() == wanted }
        return found.count == 1 ? found[0] : nil
    }

    /// The file that each commit brought.
    func files() throws -> [Int32: String] {
        var files: [Int32: String] = [:]
        // A delivery that brought nothing belongs to the commit before it.
        for record in try store.imports(kind: nil, limit: .max) where record.counts.stored + record.counts.changed > 0 {
            if let commit = record.commit { files[Int32(truncatingIfNeeded: commit)] = record.file }
        }
        return files
    }

    /// Every name, in no order.
    public var allNames: [String] { names.all.map(names.name) }

    /// The records that stand beside quotas, reports and invoices.
    var book: EntryBook { bookWithNames().book }

    /// The same with the names that only such records have.
    /// - Parameter day: what had been received by it, and does not tell of a later time; `nil`: everything.
    func bookWithNames(on day: Day? = nil) -> (book: EntryBook, names: StoredNames) {
        let entries = day.map { day in received.standing(on: day).filter { !$0.isOfTime(after: day) } } ?? self.entries
        var names = names
        let book = EntryBook(entries) { names.number(of: $0, $1) }
        return (book, names)
    }

    /// When each month's records of separators, recyclers and payers of tax were first received.
    func monthlyReceipts(on day: Day) -> [MonthlyReceipt] {
        var names = names
        return received.monthlyReceipts(on: day) { names.number(of: $0, $1) }
    }
}
