internal import Foundation
internal import OreFeatures
public import OreLedger
internal import OreStorage

/// What the rules find of some subjects: the same as `orewatch ledger findings` lists of them.
struct DossierFindings {
    private let directory: LedgerDirectory
    private let judgement: StoredJudgement
    private let names: Set<String>

    /// Reports are due as the last run of the store had it.
    /// - Parameter grounds: what is known already of the ground of rows of the register.
    /// - Throws: `StoreError`.
    init(
        _ directory: LedgerDirectory, of subjects: Set<SubjectID>, _ material: MaterialKind, today: Day, by rules: LedgerRules,
        seen grounds: [Int: GroundSurvey.Ground] = [:]
    ) throws {
        self.directory = directory
        names = Set(subjects.map { directory.name(of: $0) })
        let due = try directory.reportsDue()
        var judgement = try StoredJudgement(
            directory.store, directory.ledger, on: today, due: due, by: rules, licences: directory.licences, groundOf: names,
            seen: grounds)
        judgement.lines = LineSelection(.mining, nil, material)
        judgement.threads = ProcessInfo.processInfo.activeProcessorCount
        self.judgement = judgement
    }

    /// The latest year first, then the heaviest; and how each rule was evaluated.
    /// - Complexity: O(records) of their ranges, and of all where nothing is kept of them beside the store.
    func findings() throws -> ([LedgerFinding], [LedgerRuleAccount]) {
        let report = try judgement.report(of: Set(names.compactMap(judgement.subject)))
        // A report numbers its subjects for itself.
        let findings = report.findings.compactMap { finding -> LedgerFinding? in
            guard let subject = directory.subject(report.name(of: finding)) else { return nil }
            var finding = finding
            finding.subject = subject
            return finding
        }
        let sorted = findings.sorted { a, b in
            if a.year != b.year { return a.year > b.year }
            if a.severity != b.severity { return a.severity > b.severity }
            return (directory.name(of: a.subject), a.rule.rawValue) < (directory.name(of: b.subject), b.rule.rawValue)
        }
        return (sorted, report.rules)
    }
}

extension LedgerDirectory {
    /// When reports are due by the last run of the store; `nil` where no run had a rule.
    public func reportsDue() throws -> DueCalendar? { try FiguresWatch.reportsDue(store) }
}
