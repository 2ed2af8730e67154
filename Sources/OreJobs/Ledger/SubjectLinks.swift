internal import OreDetection
internal import OreFeatures
internal import OreLedger

// Who belongs to whom, by records of members and by registers.

extension Sequence<LedgerEntry> {
    /// Of records of members; the parent is an enterprise where they do not say.
    /// - Parameter number: the ledger's number of a name.
    func links(_ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        compactMap { entry in
            guard entry.kind == .members, case .text(let member)? = entry["member"], case .text(let parent)? = entry["parent"] else {
                return nil
            }
            func word(_ name: String) -> SubjectKind? {
                guard case .text(let word)? = entry[name] else { return nil }
                return SubjectKind.allCases.first { "\($0)" == word }
            }
            func day(_ name: String) -> Day? { if case .day(let day)? = entry[name] { day } else { nil } }
            let kind = word("parent_kind") ?? .enterprise
            return SubjectLink(
                number(member, word("member_kind") ?? .licence), in: number(parent, kind), kind, from: day("from"), to: day("to"))
        }
    }
}

extension Sequence<LedgerEntry> {
    /// Of records of facilities: a separator in the enterprise that its record names, from the day of the record to the next one of it.
    /// - Parameter links: what members and registers say of it stands before it.
    func facilityLinks(beside links: [SubjectLink], _ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        func text(_ entry: LedgerEntry, _ name: String) -> String? { if case .text(let text)? = entry[name] { text } else { nil } }
        func day(_ entry: LedgerEntry) -> Day? { if case .day(let day)? = entry["from"] { day } else { nil } }
        let stated = Set(links.filter { $0.parentKind != .district }.map(\.member))
        let records = filter { $0.kind == .facilities && !$0.isWithdrawn }
        var found: [SubjectLink] = []
        for (facility, rows) in Dictionary(grouping: records, by: { text($0, "facility") ?? "" }).sorted(by: { $0.key < $1.key }) {
            let member = number(facility, .facility)
            guard !facility.isEmpty, !stated.contains(member) else { continue }
            let steps = rows.sorted { (day($0)?.daysSince1970 ?? .min) < (day($1)?.daysSince1970 ?? .min) }
            for i in steps.indices {
                guard let enterprise = text(steps[i], "enterprise"), enterprise != facility else { continue }
                let next = i + 1 < steps.count ? day(steps[i + 1]) : nil
                found.append(
                    SubjectLink(
                        member, in: number(enterprise, .enterprise), .enterprise, from: i == 0 ? nil : day(steps[i]),
                        to: next.map { Day(daysSince1970: $0.daysSince1970 - 1) }))
            }
        }
        return found
    }
}

extension LicenceTable {
    /// Licences of which there is more than one version.
    var versioned: Set<String> { Set(rows.lazy.filter { $0.appliesFrom != nil || $0.appliesTo != nil }.map(\.id)) }

    /// Of licences without versions, several rows of which name different holders.
    private var steps: [String: HolderSteps] {
        let versioned = self.versioned
        return Dictionary(grouping: rows, by: \.id).filter { $1.count > 1 && !versioned.contains($0) }
            .compactMapValues { rows in HolderSteps(rows.map { HolderSteps.Row(holder: $0.holder, from: $0.validFrom, to: $0.validTo) }) }
    }

    /// Licences in their holders, holders in their groups.
    /// - Parameter links: what records of members say stands before it.
    func links(beside links: [SubjectLink], _ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        let stated = Set(links.filter { $0.parentKind != .district }.map(\.member))
        let steps = self.steps
        var found: [SubjectLink] = []
        var told: Set<String> = []
        for licence in rows {
            guard let holder = licence.holder, !holder.isEmpty, holder != licence.id else { continue }
            let (member, enterprise) = (number(licence.id, .licence), number(holder, .enterprise))
            if !stated.contains(member), let steps = steps[licence.id] {
                if told.insert(licence.id).inserted { found += steps.links(of: member, licence.id, number) }
            } else if !stated.contains(member) {
                found.append(SubjectLink(member, in: enterprise, .enterprise, from: licence.appliesFrom, to: licence.appliesTo))
            }
            if let group = licence.group, !group.isEmpty, group != holder, !stated.contains(enterprise) {
                var link = SubjectLink(enterprise, in: number(group, .group), .group)
                link.isOfNow = true
                found.append(link)
            }
        }
        return found
    }
}

extension InputError {
    /// Memberships of which no tree can be made.
    static func memberships(_ fault: LedgerFault, name: (SubjectID) -> String) -> InputError {
        var what = "\(fault)"
        if case .circularMembership(let chain) = fault {
            let names = chain.map(name)
            what = "membership returns to its start: " + (names + names.prefix(1)).joined(separator: " -> ")
        }
        return .refused(file: "ledger", place: InputPlace(), what: what, next: "correct the dates of the members")
    }
}
