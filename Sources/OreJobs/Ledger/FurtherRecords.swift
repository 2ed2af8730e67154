internal import OreFeatures
internal import OreLedger

/// What a check knows beside figures and registers, and the rules that rest on it.
struct FurtherRecords {
    var book: EntryBook
    private let day: Day
    /// Of surveys, and of footprints and scenes.
    var land: [SubjectID: [LandObservation]] = [:]

    /// - Parameter day: what is told of later years is left out.
    init(_ book: EntryBook, on day: Day) {
        (self.book, self.day) = (book, day)
        land = book.surveyed(until: day)
    }

    var isEmpty: Bool { book.isEmpty && land.isEmpty }

    /// Of whom figures are judged with what is known beside them.
    var subjects: FurtherSubjects {
        // A month without a permit is one of whoever reported.
        guard book.permits.isEmpty else { return .everyone }
        var subjects = Set(land.keys)
        subjects.formUnion(book.stock.map(\.subject))
        subjects.formUnion(book.capacities.map(\.subject))
        subjects.formUnion(book.reserves.map(\.subject))
        subjects.formUnion(book.taxes.map(\.subject))
        return .some(subjects)
    }

    /// The rules over entries alone.
    /// - Parameter context: made with the names as they are known now.
    func judged(_ names: inout SubjectNames, by rules: EntryRules, _ context: (inout EntryContext) -> Void) -> EntryFindings {
        // Flows between countries get their numbers here.
        let known = names
        var own = EntryContext(day: day) { known.name(of: $0) }
        context(&own)
        return rules.evaluate(book, own) { names.number(of: $0, kind: $1) }
    }

    /// Of the rules over figures that need entries, land, or the whole past of a subject.
    func accounts(
        _ skipped: [LedgerRuleName: [LedgerSkip: Int]], projects: Bool, _ background: LedgerBackground
    ) -> [LedgerRuleAccount] {
        func account(_ rule: LedgerRuleName, without missing: [LedgerNote?]) -> LedgerRuleAccount {
            let missing = missing.compactMap(\.self)
            let notes = skipped[rule, default: [:]].sorted { $0.key.rawValue < $1.key.rawValue }.map {
                LedgerNote.notJudged($0.value, $0.key)
            }
            return LedgerRuleAccount(rule, ran: missing.isEmpty, notes: missing + (missing.isEmpty ? notes : []))
        }
        func none(_ isEmpty: Bool, _ kind: EntryKind) -> LedgerNote? { isEmpty ? .noEntries(kind) : nil }
        let other: LedgerNote? = background.material == .oxide ? nil : .otherMaterial
        let noLand: LedgerNote? = land.isEmpty ? .noObservations : nil
        return [
            account(.quotaOverrunProjected, without: [!projects ? .notAsked : background.openYear == nil ? .noOpenYear : nil]),
            account(.ghostProduction, without: [noLand, other]),
            account(.outputExceedsLand, without: [noLand, other]),
            account(.landExceedsOutput, without: [noLand, other]),
            account(.exhaustion, without: [none(book.reserves.isEmpty, .reserves), other]),
            account(.taxImpliedGap, without: [none(book.taxes.isEmpty, .taxes)]),
            account(.operatingWithoutPermit, without: [none(book.permits.isEmpty, .permits)]),
        ]
    }
}

extension EntryBook {
    /// What surveys say of the ground up to the year of a day.
    func surveyed(until day: Day) -> [SubjectID: [LandObservation]] {
        Dictionary(grouping: land.filter { Int($0.year) <= day.yearMonthDay.year }, by: \.subject)
    }
}
