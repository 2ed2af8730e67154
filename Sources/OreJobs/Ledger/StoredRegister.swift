internal import OreDetection
internal import OreFeatures
internal import OreLedger

extension LedgerRegister {
    /// A store's register with its events.
    /// - Parameter names: the names that figures carry: licences, or the enterprises that hold them, whichever more of them are.
    init(_ table: LicenceTable, names: NameTable) {
        self.init()
        let licences = table.rows
        guard !licences.isEmpty else { return }
        var (asLicence, asHolder) = (Set<String>(), Set<String>())
        for licence in licences {
            asLicence.insert(licence.id)
            if let holder = licence.holder { asHolder.insert(holder) }
        }
        var (ofLicences, ofHolders) = (0, 0)
        for number in 0..<names.count {
            if asLicence.contains(names[number]) { ofLicences += 1 }
            if asHolder.contains(names[number]) { ofHolders += 1 }
        }
        namesHolders = ofHolders > ofLicences
        var (terms, events) = ([Term](), [String: [LicenceEvent]]())
        // Versions of a licence say themselves since when they hold.
        let versioned = table.versioned
        for licence in licences {
            terms.append(
                Term(
                    id: licence.id, from: licence.validFrom, to: licence.validTo, capacity: licence.capacity, holder: licence.holder,
                    since: versioned.contains(licence.id) ? licence.appliesFrom : licence.validFrom))
            events[licence.id, default: []] += licence.events
        }
        hasEvents = events.values.contains { !$0.isEmpty }
        judge(terms, events, namesHolders)
    }
}
