internal import OreCases
internal import OreDetection
public import OreFeatures
internal import OreGeometry
public import OreLedger
internal import OreStorage

/// Makes the dossier of one subject from a store.
public struct DossierRun: Sendable {
    let directory: LedgerDirectory
    /// The year of the account; `nil`: the last one of which anything is stated.
    public var year: Int32?
    /// Decides which years are closed.
    public var today: Day
    /// What suspicions are judged by.
    public var rules = LedgerRules()

    public init(_ directory: LedgerDirectory, today: Day) { (self.directory, self.today) = (directory, today) }

    /// - Throws: `StoreError`; an ``InputError`` for sums that leave their range.
    /// - Complexity: O(records of the ranges that have a subject below it); footprints on its licences.
    public func dossier(of subject: SubjectID) throws -> Dossier {
        let subjects = directory.tree.everyone(below: subject)
        do {
            let records = try SubjectRecords(directory.ledger, of: subjects)
            let material = AccountBook.material(of: records.all, among: subjects) ?? .oxide
            var book = AccountBook(material: material)
            for kind in records.all { try book.add(kind, of: subjects) }
            let entries = directory.book
            let own = entries.only(subjects)
            book.add(own)
            let licences = licences(of: subjects)
            let files = try directory.files()
            let ground = try DossierGround(
                directory, licences, surveyed: own.surveyed(until: today), yields: entries.yields, files: files)
            let maker = AccountMaker(book, directory.tree, land: material == .oxide ? ground.land(of: subject) : [:])
            let year = year ?? book.years.last ?? Int32(today.yearMonthDay.year)
            var dossier = Dossier(
                name: directory.name(of: subject), kind: directory.kind(of: subject), commit: directory.ledger.commit,
                account: try maker.account(of: subject, year: year))
            for one in subjects { dossier.names[one] = directory.name(of: one) }
            dossier.files = files
            addRegister(licences, &dossier)
            try addIncidents(&dossier)
            dossier.areas = ground.areas
            dossier.timeline += DossierEntry.entries(entries, of: subjects, names: dossier.names)
            for year in book.years {
                dossier.timeline += DossierEntry.quotas(try maker.figure(.quota, subject, year), names: dossier.names)
            }
            dossier.timeline += memberships(of: subjects)
            try dossier.fill(maker)
            let found = try DossierFindings(
                directory, of: subjects, material, today: today, by: rules, seen: ground.stored.grounds)
            (dossier.findings, dossier.rules) = try found.findings()
            return dossier
        } catch let fault as LedgerFault {
            throw InputError.refused(
                file: "ledger", place: InputPlace(), what: "figures of \"\(directory.name(of: subject))\" cannot be added up (\(fault))",
                next: "check the units of its files")
        }
    }

    // MARK: Registers

    private func licences(of subjects: Set<SubjectID>) -> [DossierLicence] {
        subjects.map { directory.name(of: $0) }.filter { directory.rows[$0] != nil }.sorted().map { id in
            let rows = directory.rows[id] ?? []
            var licence = DossierLicence(id: id, rows: rows.map { directory.licences.rows[$0] })
            // Earlier versions of a licence had areas of their own.
            let areas = rows.filter { directory.licences.rows[$0].appliesTo == nil }.compactMap {
                StoredArea.of(directory.licences.geometry.geometry(at: $0))
            }
            licence.area = areas.isEmpty ? nil : areas.reduce(0, +)
            return licence
        }
    }

    private func addRegister(_ licences: [DossierLicence], _ dossier: inout Dossier) {
        dossier.licences = licences
        for licence in licences {
            let events = directory.rows[licence.id]?.last.map { directory.licences.rows[$0].events } ?? []
            dossier.timeline += DossierEntry.entries(of: licence, events)
        }
    }

    /// Who became a member of whom, where a day is stated.
    private func memberships(of subjects: Set<SubjectID>) -> [DossierEntry] {
        Set(subjects.flatMap { directory.tree.links(of: $0) }).compactMap { link in
            guard let from = link.from, subjects.contains(link.member) else { return nil }
            var entry = DossierEntry(.member, on: from, until: link.to, directory.name(of: link.member))
            entry.text = directory.name(of: link.parent)
            return entry
        }
    }

    // MARK: Land

    private func addIncidents(_ dossier: inout Dossier) throws {
        var filter = CaseFilter()
        filter.licences = Set(dossier.licences.map(\.id))
        // Figures may be those of an enterprise or a group.
        let ofFigures = try directory.store.figuresIncidents(of: Set(dossier.names.values))
        let ofLicences = dossier.licences.isEmpty ? [] : try directory.store.incidents(filter)
        let known = Set(ofLicences.map(\.handle))
        for incident in ofLicences + ofFigures.filter({ !known.contains($0.handle) }) {
            let licences = incident.licenceIDs.filter { filter.licences?.contains($0) ?? false }
            dossier.incidents.append(
                DossierIncident(
                    handle: incident.handle, rules: incident.rules.compactMap(\.land), figureRules: incident.rules.compactMap(\.figures),
                    verdict: incident.verdict, state: incident.state.rawValue,
                    area: incident.area, firstSeen: incident.firstSeen, lastSeen: incident.lastSeen, licences: licences))
            guard let day = incident.firstSeen else { continue }
            let isOfLand = incident.rules.contains { $0.land != nil }
            var entry = DossierEntry(isOfLand ? .incident : .figures, on: day, until: incident.lastSeen, licences.first ?? dossier.name)
            (entry.area, entry.text) = (incident.area > 0 ? incident.area : nil, incident.handle)
            dossier.timeline.append(entry)
            for decision in try directory.store.decisions(on: incident) where decision.kind == .confirm || decision.kind == .dismiss {
                guard let day = Day(ofTime: decision.time) else { continue }
                var entry = DossierEntry(.inspection, on: day, licences.first ?? dossier.name)
                entry.text = [decision.kind.rawValue, decision.reason, incident.handle].compactMap(\.self).joined(separator: ", ")
                dossier.timeline.append(entry)
            }
        }
        dossier.incidents.sort { ($0.verdict.strength, $0.area, $0.handle) > ($1.verdict.strength, $1.area, $1.handle) }
    }
}

extension Verdict {
    fileprivate var strength: Int { self == .strong ? 2 : self == .possible ? 1 : 0 }
}

/// The records of quotas, reports and invoices of some subjects.
struct SubjectRecords {
    var all: [LedgerRecords] = []

    init(_ ledger: StoredLedger, of subjects: Set<SubjectID>) throws {
        let known = Set(ledger.ranges)
        let ranges = Set(subjects.map { SubjectRange(of: $0) }).intersection(known).sorted()
        for kind in [FigureKind.report, .quota, .invoice] {
            var own = LedgerRecords(kind)
            for range in ranges {
                let records = try ledger.records(kind, range)
                own.append(
                    contentsOf: records.picked((0..<records.count).filter { subjects.contains(records.subjects[$0]) }.map { UInt32($0) }))
            }
            all.append(own)
        }
    }

    func records(_ kind: FigureKind) -> LedgerRecords { all.first { $0.kind == kind } ?? LedgerRecords(kind) }
}
