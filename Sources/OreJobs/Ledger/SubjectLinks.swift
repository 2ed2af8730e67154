internal import OreDetection
internal import OreFeatures
internal import OreLedger

// Who belongs to whom, by records of members and by registers.

extension Sequence<LedgerEntry> {
    /// Of records of members; the parent is an enterprise where they do not say.
    /// - Parameter number: the ledger's number of a name.
    func links(_ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        let own = ofMembers(number)
        // What records of members say of a separator stands before what its own record says.
        let stated = Set(own.filter { $0.parentKind != .district }.map(\.member))
        return own + ofFacilities(number).filter { !stated.contains($0.member) }
    }

    private func ofFacilities(_ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        let latest = Dictionary(
            compactMap { entry -> (SubjectID, (from: Day?, enterprise: String))? in
                guard entry.kind == .facilities, !entry.isWithdrawn, case .text(let facility)? = entry["facility"],
                    case .text(let enterprise)? = entry["enterprise"], facility != enterprise
                else { return nil }
                var from: Day?
                if case .day(let day)? = entry["from"] { from = day }
                return (number(facility, .facility), (from, enterprise))
            }, uniquingKeysWith: { a, b in (a.from?.daysSince1970 ?? .min) < (b.from?.daysSince1970 ?? .min) ? b : a })
        return latest.sorted { $0.key < $1.key }.map { SubjectLink($0.key, in: number($0.value.enterprise, .enterprise), .enterprise) }
    }

    private func ofMembers(_ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
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

extension LicenceTable {
    /// Licences in their holders, holders in their groups.
    /// - Parameter links: what records of members say stands before it.
    func links(beside links: [SubjectLink], _ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        let stated = Set(links.filter { $0.parentKind != .district }.map(\.member))
        var found: [SubjectLink] = []
        for licence in rows {
            guard let holder = licence.holder, !holder.isEmpty, holder != licence.id else { continue }
            let (member, enterprise) = (number(licence.id, .licence), number(holder, .enterprise))
            if !stated.contains(member) {
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
