internal import OreDetection
public import OreFeatures

/// Who holds a licence, and on which days.
public struct LicenceHolder: Sendable, Hashable {
    public var licence: SubjectID
    public var holder: SubjectID
    /// Both inclusive; open where `nil`.
    public var from: Day?
    public var to: Day?
    public init(_ licence: SubjectID, held holder: SubjectID, from: Day? = nil, to: Day? = nil) {
        (self.licence, self.holder, self.from, self.to) = (licence, holder, from, to)
    }
}

/// A holder of a licence that is on no list of enterprises on the day; or on a list of legitimate ones and on none of compliant ones, or the other way round.
///
/// Names are compared as the audit of the register compares them (``EnterpriseList``). Ceiling: strong; possible where a similar name is listed, for a holder
/// that is on a list of the other kind, and where a listed parent is told by a doubtful link alone, or was one until the year before ended and nobody has
/// said since whose the holder is: rows of quotas speak of a year. Kept out: holders whose parents are listed on the day, by membership: a firm renamed or
/// merged; a kind of list that is not given for the day. Lists of one kind are read together, as are those whose name says no kind: districts have their own. Not judged: licences
/// of nobody.
public struct HolderNotListed: Sendable, Hashable {
    public init() {}

    /// By holder; the year is that of the day.
    public func findings(_ book: EntryBook, _ context: EntryContext) -> EntryRuleResult {
        var result = EntryRuleResult()
        guard !book.listings.isEmpty else { return result }
        let list = EnterpriseList(
            book.listings.map { EnterpriseList.Entry(context.name($0.enterprise), from: $0.from, to: $0.to) })
        let day = context.day
        let ofEntries = book.members.map { SubjectLink($0.member, in: $0.parent, .enterprise, from: $0.from, to: $0.to) }
        let tree = context.tree ?? (try? SubjectTree(ofEntries))
        let kinds = ListKind.allCases.map { ListsOfKind($0, book.listings, context) }
        let current = holders(book, context).filter { ($0.from ?? day) <= day && day <= ($0.to ?? day) }
        if current.isEmpty { result.skip(.noHolder) }
        for holder in Set(current.map(\.holder)).sorted(by: { context.name($0) < context.name($1) }) {
            let parents = Parents(of: holder, in: tree, on: day)
            let names = ([holder] + parents.certain).map { context.name($0) }
            if names.contains(where: { list.match($0, on: day) == .listed }) {
                if let finding = ofOneKind(holder, names, kinds, context) { result.findings.append(finding) }
                continue
            }
            var finding = LedgerFinding(.holderNotListed, holder, year: Int32(day.yearMonthDay.year))
            finding.evidence = [LedgerEvidence(.holder, .text(context.name(holder)))]
            switch list.match(context.name(holder), on: day) {
            case .similar(let name):
                finding.weaken(.similarName)
                finding.evidence.append(LedgerEvidence(.listed, .text(name), sources: sources(of: name, book, context)))
            case .onOtherDays(let name):
                finding.evidence.append(LedgerEvidence(.listed, .text(name), sources: sources(of: name, book, context)))
            case .listed, .absent: break
            }
            if let parent = parents.doubtful.map({ context.name($0) }).first(where: { list.match($0, on: day) == .listed }) {
                finding.weaken(.membershipUncertain)
                finding.evidence.append(LedgerEvidence(.listed, .text(parent), sources: sources(of: parent, book, context)))
            }
            finding.severity = LedgerSeverity.weighed(70, finding.verdict)
            result.findings.append(finding)
        }
        return result
    }

    /// Who is above a holder on the day, the nearest first.
    private struct Parents {
        var certain: [SubjectID] = []
        /// By a link that another record gainsays; or, where nobody is above on the day, when the year before ended and with it what rows of
        /// quotas say.
        var doubtful: [SubjectID] = []

        init(of holder: SubjectID, in tree: SubjectTree?, on day: Day) {
            guard let tree else { return }
            let above = tree.holders(of: holder, on: day)
            let firm = above.firstIndex { tree.restsOnDoubt(holder, below: $0, on: day) } ?? above.endIndex
            (certain, doubtful) = (Array(above[..<firm]), Array(above[firm...]))
            guard above.isEmpty, let last = Day(lastOf: day.yearMonthDay.year - 1) else { return }
            doubtful = tree.holders(of: holder, on: last)
        }
    }

    /// On a list of one kind, and on none of the other kind that is given for the day.
    /// - Parameter names: its own, and those of whom it belongs to.
    private func ofOneKind(_ holder: SubjectID, _ names: [String], _ kinds: [ListsOfKind], _ context: EntryContext) -> LedgerFinding? {
        let listings = kinds.map { $0.listings(of: names) }
        guard let on = listings.first(where: { !$0.isEmpty }), let entry = on.first,
            let without = kinds.indices.first(where: { listings[$0].isEmpty && !kinds[$0].lists.isEmpty })
        else { return nil }
        var finding = LedgerFinding(.holderNotListed, holder, year: Int32(context.day.yearMonthDay.year))
        finding.evidence = [
            LedgerEvidence(.holder, .text(context.name(holder))),
            LedgerEvidence(.list, .text(kinds[without].lists.joined(separator: ", "))),
            LedgerEvidence(.listed, .text(context.name(entry.enterprise)), sources: on.map(\.source)),
        ]
        finding.weaken(.onOtherList)
        if names.contains(where: { kinds[without].hasSimilar(to: $0) }) { finding.weaken(.similarName) }
        finding.severity = LedgerSeverity.weighed(70, finding.verdict)
        return finding
    }

    private func holders(_ book: EntryBook, _ context: EntryContext) -> [LicenceHolder] {
        guard context.holders.isEmpty else { return context.holders }
        // The lowest of a chain hold licences: members that are nobody's parent.
        let parents = Set(book.members.map(\.parent))
        return book.members.filter { !parents.contains($0.member) }.map {
            LicenceHolder($0.member, held: $0.parent, from: $0.from, to: $0.to)
        }
    }

    private func sources(of name: String, _ book: EntryBook, _ context: EntryContext) -> [EntrySource] {
        book.listings.filter { context.name($0.enterprise) == name }.map(\.source)
    }
}
