internal import OreDetection
internal import OreFeatures

/// Holders whose own quota for mining leaves open whether their members' stand beside it, with the years: it stands for all below it, as in accounts, but
/// the office may have given the members' beside it. An overrun of theirs is `possible` at most.
///
/// Of all classes of ore together where the members have more than the holder, or more for some classes than its own leaves for them; of a class where they
/// have more of it. What the holder has for no class may be for any; what members have for no class is taken for a part of their holder's.
public struct QuotaDoubts: Sendable, Hashable {
    /// By holder and year: the classes; `any` for all together.
    private var classes: [SubjectID: [Int32: Set<OreClass>]] = [:]

    /// Nobody's quota is unclear.
    public init() {}

    /// Nobody's quota is unclear.
    public var isEmpty: Bool { classes.isEmpty }

    /// Whether it is unclear what a holder was given for a year.
    /// - Parameter oreClass: `any`: all together.
    public func contains(_ holder: SubjectID, _ year: Int32, _ oreClass: OreClass = .any) -> Bool {
        classes[holder]?[year]?.contains(oreClass) ?? false
    }

    /// Adds others: what either finds unclear is.
    public mutating func formUnion(_ other: QuotaDoubts) {
        classes.merge(other.classes) { $0.merging($1) { $0.union($1) } }
    }

    /// - Parameter given: for a class of ore, `any` for all: to the holder itself, `nil` for nothing, and to its members together.
    mutating func weigh(
        _ holder: SubjectID, _ year: Int32, _ given: (OreClass) throws(LedgerFault) -> (own: Tonnes?, members: Tonnes)
    ) throws(LedgerFault) {
        let all = try given(.any)
        guard let own = all.own, all.members > .zero else { return }
        var rest = own
        var beyond: [(oreClass: OreClass, amount: Tonnes)] = []
        for oreClass in OreClass.allCases where oreClass != .any {
            let ofClass = try given(oreClass)
            rest = max(.zero, rest.subtracting(ofClass.own ?? .zero) ?? .zero)
            if let amount = ofClass.members.subtracting(ofClass.own ?? .zero), amount > .zero { beyond.append((oreClass, amount)) }
        }
        var unclear = Set(beyond.lazy.filter { $0.amount > rest }.map(\.oreClass))
        let together = beyond.reduce(Tonnes.zero) { $0.adding($1.amount) ?? $0 }
        if all.members > own || together > rest { unclear.insert(.any) }
        if !unclear.isEmpty { classes[holder, default: [:]][year, default: []].formUnion(unclear) }
    }
}

extension HeldQuotaOverrun {
    /// Of holders among whose members quotas are given, too; none where the tree has no holder with a quota of its own.
    /// - Parameter classes: where quotas tell classes of ore apart; `nil`: where they do not.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(rows of the quotas of holders, and of everybody below).
    public func doubts(_ maker: AccountMaker, _ classes: ClassQuotas?) throws(LedgerFault) -> QuotaDoubts {
        var doubts = QuotaDoubts()
        for holder in maker.book.subjects(with: .quota) {
            guard let kind = maker.tree.kind(of: holder), kind != .district else { continue }
            for year in maker.book.keys(.quota, holder) {
                try doubts.weigh(holder, year) { oreClass throws(LedgerFault) in
                    guard let own = oreClass == .any ? maker : classes?.maker(of: oreClass) else { return (nil, .zero) }
                    let isGiven = own.book.rows(.quota, holder, year) != nil
                    var seen: Set<SubjectID> = [holder]
                    let members = try Self.given(below: holder, own, year, &seen)
                    return (isGiven ? try own.figure(.quota, holder, year).amount.exact : nil, members)
                }
            }
        }
        return doubts
    }

    /// What those are given who belonged to a holder in any month of a year: each its own, or what those below it are given where that is more.
    /// - Parameter seen: those who are counted already.
    private static func given(
        below holder: SubjectID, _ maker: AccountMaker, _ year: Int32, _ seen: inout Set<SubjectID>
    ) throws(LedgerFault) -> Tonnes {
        var sum = Tonnes.zero
        for member in maker.tree.members(of: holder, in: year) where seen.insert(member).inserted {
            let below = try given(below: member, maker, year, &seen)
            let own = maker.book.rows(.quota, member, year) == nil ? nil : try maker.figure(.quota, member, year).amount.exact
            sum = sum.adding(max(own ?? .zero, below)) ?? sum
        }
        return sum
    }

    /// The same where a table gives one batch to a firm and to its mines, which are not read one by one.
    /// - Throws: `LedgerFault`.
    /// - Complexity: O(n log n) for n records.
    public func doubts(_ parted: LedgerRecords.Parted, _ material: MaterialKind) throws(LedgerFault) -> QuotaDoubts {
        var doubts = QuotaDoubts()
        guard !parted.holders.isEmpty else { return doubts }
        let mines = Dictionary(grouping: parted.holders.indices) { parted.holders[$0] }
        var books: [OreClass: (own: AccountMaker, mines: AccountMaker)] = [:]
        for oreClass in OreClass.allCases {
            let asked = oreClass == .any ? nil : oreClass
            var (own, ofMines) = (AccountBook(material: material, oreClass: asked), AccountBook(material: material, oreClass: asked))
            try own.add(parted.own, of: Set(mines.keys))
            try ofMines.add(parted.parts)
            books[oreClass] = (AccountMaker(own, .empty), AccountMaker(ofMines, .empty))
        }
        guard let all = books[.any] else { return doubts }
        for (holder, numbers) in mines {
            for year in all.own.book.keys(.quota, holder) {
                try doubts.weigh(holder, year) { oreClass throws(LedgerFault) in
                    guard let (own, ofMines) = books[oreClass] else { return (nil, .zero) }
                    var sum = Tonnes.zero
                    for number in numbers {
                        let amount = try ofMines.figure(.quota, SubjectID(UInt32(number)), year).amount.exact ?? .zero
                        sum = sum.adding(amount) ?? sum
                    }
                    return (try own.figure(.quota, holder, year).amount.exact, sum)
                }
            }
        }
        return doubts
    }
}

extension LedgerFinding {
    /// The same, `possible` at most and of half the weight where the doubts are of its quota: that for mining, as a whole or of its class of ore.
    public func weighed(by doubts: QuotaDoubts) -> LedgerFinding {
        guard rule == .quotaOverrun, scope != .separation, scope != .export, doubts.contains(subject, year, scope.oreClass ?? .any) else {
            return self
        }
        var own = self
        own.weaken(.ownQuotas)
        if own.verdict != verdict { own.severity = LedgerSeverity.weighed(severity, own.verdict) }
        return own
    }
}

extension FindingMark {
    /// That of ``LedgerFinding/weighed(by:)``, over figures of mining.
    public func weighed(by doubts: QuotaDoubts) -> FindingMark {
        guard rule == .quotaOverrun, verdict == .strong, doubts.contains(subject, year) else { return self }
        var own = self
        (own.verdict, own.severity) = (.possible, UInt8(clamping: LedgerSeverity.weighed(Int(severity), .possible)))
        return own
    }
}
