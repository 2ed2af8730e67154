internal import OreDetection
internal import OreFeatures

/// More of one class of ore than was given for it: quotas for light and for ion-adsorption rare earths are two, and what is left of one is not for the
/// other (DOMAIN 1).
///
/// Formula: Σ reports of the class in the year > Σ batches of the class + what was given of the year without a class.
/// Ceiling: that of ``HeldQuotaOverrun``.
/// Kept out: reports that do not say their class; years for which nobody has a quota of the class; whose holder has it; what is no more than the
/// overrun of all classes together, which is told of already, unless ``QuotaDoubts`` leave that one uncertain and this one not. Masses are of the material
/// of the accounts; findings are made of oxide alone.
public struct ClassQuotas {
    /// Of all classes.
    let all: AccountMaker
    private let byClass: [OreClass: AccountMaker]
    private let years: [OreClass: Set<Int32>]

    /// - Parameters:
    ///   - records: those of `all`.
    ///   - years: of which anybody has a quota for a class; none: there is nothing to find.
    /// - Throws: `LedgerFault`.
    /// - Complexity: O(records) for each class.
    public init(_ records: [LedgerRecords], _ all: AccountMaker, _ years: [OreClass: Set<Int32>]) throws(LedgerFault) {
        (self.all, self.years) = (all, years)
        var byClass: [OreClass: AccountMaker] = [:]
        for oreClass in years.keys {
            var book = AccountBook(material: all.book.material, oreClass: oreClass)
            for kind in records where kind.kind != .invoice { try book.add(kind) }
            byClass[oreClass] = AccountMaker(book, all.tree)
        }
        self.byClass = byClass
    }

    /// Whether a line is that of a quota for one class of ore.
    static func isClassed(_ line: LedgerLine, _ material: MaterialKind) -> Bool {
        line.stage == .mining && line.material == material && line.oreClass != .any
    }

    /// Of one class alone; `nil` where no quota names it.
    func maker(of oreClass: OreClass) -> AccountMaker? { byClass[oreClass] }

    /// By class, subject and year.
    /// - Parameter doubts: beside an overrun of all classes together that they make uncertain that of a class is told where it is sure.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(rows of those who have a quota of a class, and of everybody below).
    public func findings(_ standing: LedgerStanding, _ doubts: QuotaDoubts) throws(LedgerFault) -> [LedgerFinding] {
        var result: [LedgerFinding] = []
        var subjects: [SubjectID: Set<Int32>] = [:]
        for subject in byClass.values.reduce(into: Set<SubjectID>(), { $0.formUnion($1.book.subjects(with: .quota)) }) {
            subjects[subject] = Set(all.book.keys(.quota, subject))
        }
        // Who reports for its members may have no quota but theirs.
        for (holder, years) in HeldQuotaOverrun.yearsOfReports(all, .reported) {
            for year in years where try all.figure(.quota, holder, year).gap == nil { subjects[holder, default: []].insert(year) }
        }
        for (oreClass, own) in byClass.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let known = years[oreClass] ?? []
            for (subject, years) in subjects.sorted(by: { $0.key < $1.key }) {
                for year in years.sorted() where known.contains(year) {
                    guard let found = try finding(oreClass, own, subject, year, standing) else { continue }
                    let isSurer =
                        found.finding.verdict == .strong && doubts.contains(subject, year) && !doubts.contains(subject, year, oreClass)
                    let told = try excessOfAll(subject, year, standing)
                    if isSurer || found.excess > told { result.append(found.finding) }
                }
            }
        }
        return result
    }

    private func finding(
        _ oreClass: OreClass, _ own: AccountMaker, _ subject: SubjectID, _ year: Int32, _ standing: LedgerStanding
    ) throws(LedgerFault) -> (finding: LedgerFinding, excess: Tonnes)? {
        let reported = try own.figure(.reported, subject, year)
        guard let scope = LedgerScope(oreClass), let amount = reported.amount.exact else { return nil }
        if own.book.rows(.quota, subject, year) == nil, try isGivenAbove(subject, own, year) { return nil }
        let limit = try room(own, subject, year)
        guard amount > limit.raised(by: standing.quotaMargin), let excess = amount.subtracting(limit) else { return nil }
        var finding = HeldQuotaOverrun().finding(scope, reported, amount, limit, standing)
        if HeldQuotaOverrun.isUncertain(all.tree, reported.members, subject, year, standing) { finding.weaken(.membershipUncertain) }
        if try roomOfMembers(own, subject, year) > limit { finding.weaken(.ownQuotas) }
        if all.book.rows(.quota, subject, year) == nil {
            HeldQuotaOverrun.weaken(&finding, try own.figure(.quota, subject, year), own, standing)
        }
        if own.book.rows(.quota, subject, year) == nil, standing.withQuotasSetAside.contains(subject) { finding.weaken(.recordSetAside) }
        finding.severity = HeldQuotaOverrun.severity(amount, limit, finding.verdict)
        return (finding, excess)
    }

    /// Some holder of it has a quota of the class, or one that is of no class and may be for it.
    private func isGivenAbove(_ subject: SubjectID, _ own: AccountMaker, _ year: Int32) throws(LedgerFault) -> Bool {
        for holder in all.tree.everyone(above: [subject]) where holder != subject && all.tree.belonged(subject, to: holder, in: year) {
            guard all.book.rows(.quota, holder, year) != nil else { continue }
            let rest = try unclassed(holder, year)
            if rest > .zero || own.book.rows(.quota, holder, year) != nil { return true }
        }
        return false
    }

    /// What those right below a holder may mine of the class by quotas of their own, or of those below them.
    private func roomOfMembers(_ own: AccountMaker, _ holder: SubjectID, _ year: Int32) throws(LedgerFault) -> Tonnes {
        guard let last = CalendarMonth(number: Int(year) * 12 + 11).lastDay else { return .zero }
        var sum = Tonnes.zero
        for member in all.tree.members(of: holder, on: last) {
            let amount = try room(own, member, year)
            sum = sum.adding(amount) ?? sum
        }
        return sum
    }

    /// What is given for the class, and what is given for none: in favour of the holder all of that may be of this class.
    private func room(_ own: AccountMaker, _ subject: SubjectID, _ year: Int32) throws(LedgerFault) -> Tonnes {
        let given = try own.figure(.quota, subject, year).amount.exact ?? .zero
        let rest = try unclassed(subject, year)
        return rest > .zero ? given.adding(rest) ?? given : given
    }

    /// Of its quota what is given for no class: of its own rows, or of its members' where it has none.
    private func unclassed(_ subject: SubjectID, _ year: Int32) throws(LedgerFault) -> Tonnes {
        var rest = try all.figure(.quota, subject, year).amount.exact ?? .zero
        let isItsOwn = all.book.rows(.quota, subject, year) != nil
        for maker in byClass.values where !isItsOwn || maker.book.rows(.quota, subject, year) != nil {
            rest = try rest.subtracting(maker.figure(.quota, subject, year).amount.exact ?? .zero) ?? .zero
        }
        return rest
    }

    private func excessOfAll(_ subject: SubjectID, _ year: Int32, _ standing: LedgerStanding) throws(LedgerFault) -> Tonnes {
        guard let reported = try all.figure(.reported, subject, year).amount.exact,
            let limit = try all.figure(.quota, subject, year).amount.exact, reported > limit.raised(by: standing.quotaMargin)
        else { return .zero }
        return reported.subtracting(limit) ?? .zero
    }
}

extension HeldQuotaOverrun {
    /// Of some subjects those whose own reports of some class are more than the quota that names it: who may be told of by
    /// ``ClassQuotas`` without members.
    /// - Parameters:
    ///   - quotas: of everybody whom the reports are of.
    ///   - reports: of those who have quotas of classes.
    /// - Throws: `LedgerFault`.
    /// - Complexity: O(records).
    public static func aboveClass(_ quotas: LedgerRecords, _ reports: LedgerRecords) throws(LedgerFault) -> Set<SubjectID> {
        var found: Set<SubjectID> = []
        for oreClass in [OreClass.light, .ionic, .other] {
            let lines = LineSelection(.mining, oreClass)
            let series = (try FigureSeries(reports, of: lines, by: .year), try FigureSeries(quotas, of: lines, by: .year))
            found.formUnion(try YearTotals.collect(series.0, series.1) { amount, limit, _ in amount > limit ?? 0 }.map(\.subject))
        }
        return found
    }

    /// Of which years a quota for mining a material names a class of ore; empty where none does.
    /// - Complexity: O(records).
    public static func yearsOfClasses(_ quotas: LedgerRecords, _ material: MaterialKind) -> [OreClass: Set<Int32>] {
        var years: [OreClass: Set<Int32>] = [:]
        for row in 0..<quotas.count where ClassQuotas.isClassed(quotas.lines[row], material) {
            years[quotas.lines[row].oreClass, default: []].insert(quotas.periods[row])
        }
        return years
    }

    /// Those whose quotas tell classes of ore apart.
    public static func withClasses(_ quotas: LedgerRecords) -> Set<SubjectID> {
        Set((0..<quotas.count).lazy.filter { ClassQuotas.isClassed(quotas.lines[$0], .oxide) }.map { quotas.subjects[$0] })
    }
}
