internal import OreCases
internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// The findings of the rules over the figures of a store, part by part.
struct StoreJudgement {
    private let store: Store
    private let commit: Int
    private let threads: Int
    private let standing: LedgerStanding

    init(_ store: Store, asOf commit: Int, day: Day, threads: Int) {
        (self.store, self.commit, self.threads) = (store, commit, threads)
        var standing = LedgerStanding()
        let (year, month, _) = day.yearMonthDay
        standing.closedYear = Int32(month > 3 ? year - 1 : year - 2)
        self.standing = standing
    }

    /// What findings depend on beside the records.
    var settings: String { "1 \(standing.closedYear ?? 0)" }

    /// - Parameter body: takes every finding once.
    func forEachPart(_ body: ([FiguresFinding]) throws -> Void) throws {
        let ledger = try StoredLedger(store, asOf: commit)
        var evaluation = LedgerEvaluation(ledger, rules: FigureRules())
        evaluation.threads = threads
        let gathering = FindingGathering(standing)
        // A partition may be judged twice, until the months of all are known.
        for part in try evaluation.partitions({ gathering.findings($0) }) {
            try body(part.map { FiguresFinding($0, subject: ledger.name(of: $0.subject), kind: .licence) })
        }
    }
}
