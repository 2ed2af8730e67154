internal import OreDetection
internal import OreFeatures

/// Quotas for mining of holders who have one of their own, and whose members have theirs: the holder's stands for all below it, as in accounts, but the
/// office may have given the members' beside it.
struct OwnAndMembersQuotas {
    /// The members have more together, or something for a class of ore of which the holder's own says nothing. What members have for no class is taken
    /// for a part of their holder's.
    let isUnclear: Bool

    /// - Parameter figures: of the class alone, of the holder itself and of its members together; `nil`: nothing is stated.
    init(
        own: Tonnes, members: Tonnes, byClass figures: (OreClass) throws(LedgerFault) -> (own: Tonnes?, members: Tonnes)
    ) throws(LedgerFault) {
        var (classed, hasOtherClass) = (Tonnes.zero, false)
        for oreClass in OreClass.allCases where oreClass != .any {
            let figure = try figures(oreClass)
            if let own = figure.own {
                classed = classed.adding(own) ?? classed
            } else if figure.members > .zero {
                hasOtherClass = true
            }
        }
        // What is for no class may be for all of them.
        isUnclear = members > own || hasOtherClass && classed >= own
    }
}

extension HeldQuotaOverrun {
    /// Holders whose own quota for mining leaves open whether their members' stand beside it, with the years. An overrun of theirs is `possible` at most.
    /// - Parameter classes: of oxide where quotas tell classes of ore apart; `nil`: where they do not.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(rows of the quotas of holders, and of everybody below).
    public func unclear(_ maker: AccountMaker, _ classes: ClassQuotas?) throws(LedgerFault) -> [SubjectID: Set<Int32>] {
        var found: [SubjectID: Set<Int32>] = [:]
        for holder in maker.book.subjects(with: .quota) {
            guard let kind = maker.tree.kind(of: holder), kind != .district else { continue }
            for year in maker.book.keys(.quota, holder) {
                let own = try maker.figure(.quota, holder, year).amount.exact ?? .zero
                let members = try Self.ownQuotas(.quota, maker, holder, year)
                guard members > .zero else { continue }
                let quotas = try OwnAndMembersQuotas(own: own, members: members) { oreClass throws(LedgerFault) in
                    try classes?.given(oreClass, to: holder, year) ?? (nil, .zero)
                }
                if quotas.isUnclear { found[holder, default: []].insert(year) }
            }
        }
        return found
    }

    /// The same where a table gives one batch to a firm and to its mines, which are not read one by one.
    /// - Parameters:
    ///   - own: what firms were given themselves.
    ///   - parts: what is left out since its firm states the same batch.
    /// - Throws: `LedgerFault`.
    /// - Complexity: O(n log n) for n records.
    public func unclear(own: LedgerRecords, parts: LedgerRecords, _ material: MaterialKind) throws(LedgerFault) -> [SubjectID: Set<Int32>] {
        guard parts.count > 0 else { return [:] }
        let holders = Set(parts.subjects)
        func books(_ oreClass: OreClass?) throws(LedgerFault) -> (own: AccountMaker, parts: AccountMaker) {
            var books = (AccountBook(material: material, oreClass: oreClass), AccountBook(material: material, oreClass: oreClass))
            try books.0.add(own, of: holders)
            try books.1.add(parts)
            return (AccountMaker(books.0, .empty), AccountMaker(books.1, .empty))
        }
        let all = try books(nil)
        var byClass: [OreClass: (own: AccountMaker, parts: AccountMaker)] = [:]
        for oreClass in OreClass.allCases where oreClass != .any { byClass[oreClass] = try books(oreClass) }
        var found: [SubjectID: Set<Int32>] = [:]
        for holder in holders {
            for year in all.parts.book.keys(.quota, holder) {
                let sum = (try all.own.figure(.quota, holder, year).amount.exact, try all.parts.figure(.quota, holder, year).amount.exact)
                let quotas = try OwnAndMembersQuotas(own: sum.0 ?? .zero, members: sum.1 ?? .zero) { oreClass throws(LedgerFault) in
                    guard let ofClass = byClass[oreClass] else { return (nil, .zero) }
                    return (
                        try ofClass.own.figure(.quota, holder, year).amount.exact,
                        try ofClass.parts.figure(.quota, holder, year).amount.exact ?? .zero
                    )
                }
                if quotas.isUnclear { found[holder, default: []].insert(year) }
            }
        }
        return found
    }
}

extension LedgerFinding {
    /// Whether it says that a quota for mining was exceeded, as a whole or of a class of ore.
    public var isOverrunOfMining: Bool { rule == .quotaOverrun && scope != .separation && scope != .export }

    /// With the weight of what is `possible`, for the reason.
    public func weakenedBy(_ reason: LedgerReason) -> LedgerFinding {
        var own = self
        own.weaken(reason)
        if own.verdict != verdict { own.severity = LedgerSeverity.weighed(severity, own.verdict) }
        return own
    }
}

extension FindingMark {
    /// That of the finding ``LedgerFinding/weakenedBy(_:)``.
    public var weakened: FindingMark {
        guard verdict == .strong else { return self }
        var own = self
        (own.verdict, own.severity) = (.possible, UInt8(clamping: LedgerSeverity.weighed(Int(severity), .possible)))
        return own
    }
}
