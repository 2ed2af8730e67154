internal import OreDetection
internal import OreFeatures
internal import OreLedger
internal import OreStorage
internal import Synchronization

/// Quotas that are given to holders of several mines, and those for separation and export, judged by what everybody below them states.
struct HeldQuotas {
    /// Who belongs to whom, but for districts: no quota of a place is one of its mines together.
    let tree: SubjectTree

    /// Some of the links of rows of quotas, of separators or of the register make a circle, and are left out.
    let isCircular: Bool
    /// Of how many rows of quotas say otherwise than other records, or than each other.
    let contradictions: Int

    /// - Parameters:
    ///   - members: of records.
    ///   - register: whose holders and groups may be written in any way: a circle among them hinders no judgement.
    ///   - facilities: what records of separators say.
    ///   - quotas: what rows of quotas say beside all of these.
    init(_ members: [SubjectLink], register: [SubjectLink], facilities: [SubjectLink], quotas: QuotaLinks = .none) {
        let links = [quotas.links, facilities, register, members].map { $0.filter { $0.parentKind != .district } }
        contradictions = quotas.contradictions
        (tree, isCircular) = (try? SubjectTree.yielding(links, doubts: quotas.doubts)) ?? (.empty, true)
    }

    /// Who may have what rows of quotas give that were set aside: below those whose rows they are, above those whom they name.
    func withQuotasSetAside(of subjects: Set<SubjectID>, naming named: Set<SubjectID>) -> Set<SubjectID> {
        subjects.reduce(into: tree.everyone(above: named.union(subjects))) { $0.formUnion(tree.everyone(below: $1)) }
    }

    /// What follows from quotas of holders.
    struct Judged {
        var findings: [LedgerFinding] = []
        /// Those below whoever has a quota for mining, and those above, with its years: of them nobody says that they have none.
        var covered: [SubjectID: Set<Int32>] = [:]
        var doubts = QuotaDoubts()

        /// Without what they are wronged by where their holder has the quota.
        func kept(_ rule: LedgerRuleName, _ subject: SubjectID, _ year: Int32) -> Bool {
            rule != .productionWithoutQuota || !(covered[subject]?.contains(year) ?? false)
        }

        /// Findings over the figures of one subject each, as far as quotas of holders leave them.
        func weighed(_ findings: [LedgerFinding]) -> [LedgerFinding] {
            findings.lazy.filter { kept($0.rule, $0.subject, $0.year) }.map { $0.weighed(by: doubts) }
        }

        /// Leaves of marks over figures of mining what ``weighed(_:)`` leaves of their findings.
        func weigh(_ marks: inout [FindingMark]) {
            if !covered.isEmpty { marks.removeAll { !kept($0.rule, $0.subject, $0.year) } }
            guard !doubts.isEmpty else { return }
            for i in marks.indices { marks[i] = marks[i].weighed(by: doubts) }
        }
    }

    /// - Parameters:
    ///   - records: of quotas and reports of holders and of everybody below them.
    ///   - doubts: known beside what the records give.
    /// - Throws: `LedgerFault` for sums that leave their range.
    func judged(
        _ records: [LedgerRecords], _ book: EntryBook, _ material: MaterialKind, _ standing: LedgerStanding, _ doubts: QuotaDoubts
    ) throws(LedgerFault) -> Judged {
        var judged = try judgedHolders(records, book, material, Self.yearsOfClasses(records, material), standing, doubts)
        for quotas in records where quotas.kind == .quota { cover(Self.quotas(quotas, besides: material), &judged) }
        return judged
    }

    private static func yearsOfClasses(_ records: [LedgerRecords], _ material: MaterialKind) -> [OreClass: Set<Int32>] {
        records.lazy.filter { $0.kind == .quota }.map { HeldQuotaOverrun.yearsOfClasses($0, material) }.reduce(into: [:]) {
            $0.merge($1) { $0.union($1) }
        }
    }

    /// Who has a quota for mining another material, and for which years: what he mines beside it is not without one.
    private static func quotas(_ quotas: LedgerRecords, besides material: MaterialKind) -> [SubjectID: Set<Int32>] {
        var found: [SubjectID: Set<Int32>] = [:]
        for row in 0..<quotas.count where quotas.lines[row].stage == .mining && quotas.lines[row].material != material {
            found[quotas.subjects[row], default: []].insert(quotas.periods[row])
        }
        return found
    }

    /// Covers those who have a quota and whoever is below them; and who is above, since a holder may report for its mines.
    private func cover(_ quotas: [SubjectID: Set<Int32>], _ judged: inout Judged) {
        for (subject, years) in quotas {
            judged.covered[subject, default: []].formUnion(years)
            for holder in tree.everyone(above: [subject]) where holder != subject {
                judged.covered[holder, default: []].formUnion(years.filter { tree.belonged(subject, to: holder, in: $0) })
            }
            guard tree.kind(of: subject) != nil else { continue }
            for member in tree.everyone(below: subject) where member != subject {
                judged.covered[member, default: []].formUnion(years.filter { tree.belonged(member, to: subject, in: $0) })
            }
        }
    }

    /// - Parameter years: of which anybody has a quota of the material for a class.
    private func judgedHolders(
        _ records: [LedgerRecords], _ book: EntryBook, _ material: MaterialKind, _ years: [OreClass: Set<Int32>],
        _ standing: LedgerStanding, _ doubts: QuotaDoubts = QuotaDoubts()
    ) throws(LedgerFault) -> Judged {
        var accounts = AccountBook(material: material)
        for kind in records where kind.kind != .invoice { try accounts.add(kind) }
        accounts.add(book)
        var judged = Judged()
        let (rule, maker) = (HeldQuotaOverrun(), AccountMaker(accounts, tree))
        judged.findings = try rule.findings(maker, standing, separation: book.separation, recycled: book.recycled)
        let classes = try years.isEmpty ? nil : ClassQuotas(records, maker, years)
        judged.doubts = doubts
        judged.doubts.formUnion(try rule.doubts(maker, classes))
        // Quotas of oxide alone are judged class by class.
        if material == .oxide, let classes { judged.findings += try classes.findings(standing, judged.doubts) }
        judged.findings = judged.findings.map { $0.weighed(by: judged.doubts) }
        if standing.off.contains(.quotaOverrun) { judged.findings = [] }
        // What is no oxide is told apart in mining alone.
        if material != .oxide { judged.findings.removeAll { $0.scope != .mining } }
        cover(accounts.yearsOfQuota, &judged)
        return judged
    }

    /// Of a store: only the records of those whom it concerns are read.
    /// - Parameter subjects: what is said of these alone; `nil`: of everybody.
    /// - Throws: `StoreError`, `LedgerFault`.
    /// - Complexity: O(quotas of the store), and O(records) of those with members and figures of their own, or quotas of other stages.
    func judged(
        _ ledger: StoredLedger, _ book: EntryBook, _ material: MaterialKind, _ standing: LedgerStanding, threads: Int,
        of subjects: Set<SubjectID>? = nil
    ) throws -> Judged {
        guard ledger.count(of: .quota) > 0 else { return Judged() }
        let parents = tree.holders
        let found = Mutex(Set<SubjectID>())
        let others = Mutex<[SubjectID: Set<Int32>]>([:])
        let years = Mutex<[OreClass: Set<Int32>]>([:])
        let asked = subjects.map { tree.everyone(above: $0) }
        let ranges = ledger.ranges.filter { range in asked?.contains { range.numbers.contains($0.number) } ?? true }
        let holders = Dictionary(grouping: parents.filter { asked?.contains($0) ?? true }) { SubjectRange(of: $0) }
        try LedgerThreads.forEach(Array(ranges.indices), threads: threads) { i in
            let quotas = try ledger.records(.quota, ranges[i])
            var own: Set<SubjectID> = []
            for row in 0..<quotas.count where quotas.lines[row].stage != .mining || parents.contains(quotas.subjects[row]) {
                if asked?.contains(quotas.subjects[row]) ?? true { own.insert(quotas.subjects[row]) }
            }
            // Who reports for its members may have no quota but theirs.
            if let holders = holders[ranges[i]] { own.formUnion(try ledger.records(.report, ranges[i], of: Set(holders)).subjects) }
            let all = material == .oxide ? HeldQuotaOverrun.withClasses(quotas) : []
            let classed = all.filter { asked?.contains($0) ?? true }
            let ofClasses = HeldQuotaOverrun.yearsOfClasses(quotas, material)
            if !ofClasses.isEmpty { years.withLock { $0.merge(ofClasses) { $0.union($1) } } }
            if !classed.isEmpty {
                own.formUnion(try HeldQuotaOverrun.aboveClass(quotas, ledger.records(.report, ranges[i], of: classed)))
            }
            found.withLock { $0.formUnion(own) }
            let besides = Self.quotas(quotas, besides: material).filter { asked?.contains($0.key) ?? true }
            if !besides.isEmpty { others.withLock { $0.merge(besides) { $0.union($1) } } }
        }
        // Whether an office gives quotas of a class at all is seen at everybody's.
        if asked != nil, !years.withLock({ $0.isEmpty }) {
            let others = ledger.ranges.filter { !ranges.contains($0) }
            try LedgerThreads.forEach(Array(others.indices), threads: threads) { i in
                let own = HeldQuotaOverrun.yearsOfClasses(try ledger.records(.quota, others[i]), material)
                years.withLock { $0.merge(own) { $0.union($1) } }
            }
        }
        let all = found.withLock { $0 }
        var judged = Judged()
        guard !all.isEmpty else {
            cover(others.withLock { $0 }, &judged)
            return judged
        }
        let everyone = all.reduce(into: Set<SubjectID>()) { $0.formUnion(tree.everyone(below: $1)) }
        let known = everyone.filter { Int($0.number) < ledger.names.count }
        let records = try ledger.records(of: known)
        judged = try judgedHolders(Array(records.values), book.only(everyone), material, years.withLock { $0 }, standing)
        cover(others.withLock { $0 }, &judged)
        // Of members of those who are asked for, too.
        if let quotas = records[.quota] { cover(Self.quotas(quotas, besides: material), &judged) }
        return judged
    }
}
