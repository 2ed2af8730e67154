internal import ArgumentParser
internal import Foundation

struct MakeLedger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Write the books of a seeded district as tables (quotas, reports, invoices, licences, ...) and truth.csv beside them.")
    @Option(help: "The same seed gives the same bytes.") var seed: UInt64 = 7
    @Option(help: "Number of mines; 24 have each story once.") var mines = 240
    @Option(help: "First year; nothing is planted in it.") var from = 2021
    @Option(help: "Last year; the day of the audit is 30 June of the next.") var to = 2023
    @Argument var folder: String

    func validate() throws {
        guard from < to, mines > 0 else { throw ValidationError("at least one mine, and a year after the first") }
    }

    func run() throws {
        let district = LedgerDistrict(seed: seed, mines: mines, years: from...to)
        try LedgerDistrictTables(district: district).write(to: URL(filePath: folder))
        let planted = district.truth.count { !$0.story.isLawful && !$0.isAftermath }
        print("\(mines) mines, \(planted) planted, as of \(district.auditDay)")
    }
}

struct ScoreLedger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger-score",
        abstract: "Compare findings of orewatch ledger check with the planted truth: recall and precision by kind, and who was wronged.")
    @Option(help: "truth.csv of the district.") var truth: String
    @Option(help: "Findings as JSON or CSV.") var findings: String
    @Flag(help: "Leave with 1 where recall 0.95 or precision 0.9 is missed for a kind asked for, or a lawful look-alike is strong.")
    var targets = false

    func run() throws {
        let scorer = try LedgerScorer(truthTable: URL(filePath: truth))
        let claims = try LedgerScorer.claims(in: URL(filePath: findings))
        print(LedgerScoreTable(scorer: scorer).lines(claims).joined(separator: "\n"))
        let missed = scorer.missed(claims)
        if !missed.isEmpty { print("\nmissed:\n  " + missed.joined(separator: "\n  ")) }
        if targets, !missed.isEmpty { throw ExitCode(1) }
    }
}
