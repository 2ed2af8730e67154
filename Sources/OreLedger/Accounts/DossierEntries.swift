public import OreDetection
internal import OreFeatures

extension DossierEntry {
    /// What the records beside quotas, reports and invoices say of some subjects, in no order.
    public static func entries(
        _ book: EntryBook, of subjects: Set<SubjectID>, names: [SubjectID: String]
    ) -> [DossierEntry] {
        var found: [DossierEntry] = []
        func append(
            _ kind: Kind, _ day: Day?, until: Day? = nil, _ subject: SubjectID, _ source: EntrySource?, amount: Tonnes? = nil,
            area: Double? = nil, text: String? = nil
        ) {
            guard let day, subjects.contains(subject) else { return }
            var entry = DossierEntry(kind, on: day, until: until, names[subject] ?? "")
            (entry.amount, entry.area, entry.text, entry.source) = (amount, area, text, source)
            found.append(entry)
        }
        for one in book.stock { append(.stock, one.day, one.subject, one.source, amount: one.tonnes) }
        for one in book.reserves { append(.reserve, one.day, one.subject, one.source, amount: one.tonnes) }
        for one in book.capacities { append(.capacity, one.from, one.subject, one.source, amount: one.perYear) }
        for one in book.facilities where one.perYear != nil {
            append(.capacity, one.from, until: one.to, one.facility, one.source, amount: one.perYear)
        }
        for one in book.permits {
            let text = [one.kind.rawValue, one.number].compactMap(\.self).joined(separator: " ")
            append(.permit, one.from, until: one.to, one.subject, one.source, text: text)
        }
        for one in book.deposits {
            append(.depositDue, one.dueOn, one.subject, one.source, text: money(one.due))
            append(.depositPaid, one.paidOn, one.subject, one.source, text: one.paid.map(money))
        }
        for one in book.obligations {
            let area = one.area.map { Double($0) / 1000 }
            append(.restorationDue, one.dueOn, one.subject, one.source, area: area, text: one.number)
            append(.restorationDone, one.doneOn, one.subject, one.source, area: area, text: one.number)
        }
        for one in book.exports { append(.exported, one.day, one.enterprise, one.source, amount: one.tonnes, text: one.number) }
        for one in book.exportLicences {
            append(.exportLicence, one.from, until: one.to, one.enterprise, one.source, amount: one.tonnes, text: one.number)
        }
        for one in book.seizures {
            // A dossier may be of both: it is told once.
            guard let whose = [one.enterprise, one.district].compactMap(\.self).first(where: subjects.contains) else { continue }
            append(.seized, one.day, whose, one.source, amount: one.tonnes, text: one.number)
        }
        for one in book.listings { append(.listed, one.from, until: one.to, one.enterprise, one.source, text: one.list) }
        return found
    }

    /// Thousandths of a currency with two decimals.
    private static func money(_ thousandths: Int64) -> String { String(Tonnes(thousandths: thousandths).description.dropLast()) }

    /// The term and the events of a licence.
    public static func entries(of licence: DossierLicence, _ events: [LicenceEvent]) -> [DossierEntry] {
        var found: [DossierEntry] = []
        if let from = licence.validFrom { found.append(DossierEntry(.term, on: from, until: licence.validTo, licence.id)) }
        for event in events where abs(Int(event.day.daysSince1970)) < 1_000_000 {
            guard let kind = Kind(rawValue: event.kind.rawValue) else { continue }
            var entry = DossierEntry(kind, on: event.day, until: event.until, licence.id)
            entry.text = event.note
            found.append(entry)
        }
        return found
    }

    /// Batches of quota on the days of their issue, from the trees of a line.
    public static func quotas(_ figure: LedgerFigure, names: [SubjectID: String]) -> [DossierEntry] {
        if case .rows(let rows) = figure.source {
            return rows.compactMap { row in
                guard let day = row.stated else { return nil }
                var entry = DossierEntry(.quota, on: day, names[figure.subject] ?? "")
                (entry.amount, entry.text) = (row.amount, row.span.description)
                entry.source = EntrySource(row: row.row, commit: row.commit)
                return entry
            }
        }
        return figure.parts.flatMap { quotas($0.figure, names: names) }
    }
}

extension DossierLicence {
    /// - Parameter rows: the versions of one licence, as the register has them.
    public init(id: String, rows: [Licence]) {
        self.init(id: id)
        guard let last = rows.last else { return }
        (holder, group, mineral, method) = (last.holder, last.group, last.mineral, last.method)
        (capacity, validFrom, validTo) = (last.capacity, last.validFrom, last.validTo)
        spans = ForceSpans(validFrom: last.validFrom, validTo: last.validTo, events: last.events, policy: LicencePolicy()).spans
        let resumed = last.events.filter { $0.kind == .resumed }.map(\.day.daysSince1970)
        orders = last.events.filter { $0.kind == .stopped }.map { event in
            let day = event.day.daysSince1970
            let lifted = (resumed.filter { $0 > day } + spans.map(\.lowerBound).filter { $0 > day }).min().map { $0 - 1 } ?? .max
            return day...max(day, min(lifted, event.until?.daysSince1970 ?? .max))
        }.sorted { $0.lowerBound < $1.lowerBound }
    }
}
