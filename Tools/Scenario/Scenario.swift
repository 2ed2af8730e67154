internal import ArgumentParser
internal import Foundation

/// Makes seeded districts with planted truth, and scores findings against it.
@main
struct Scenario: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario", abstract: "Make a seeded mining district with its planted truth, or score findings against one.",
        subcommands: [Generate.self, Compare.self, Edges.self, Calibrate.self, MakeLedger.self, ScoreLedger.self, CoverLedger.self])
}

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write licences, zones, districts, footprints and truth.csv to a folder.")
    @Option(help: "The same seed gives the same bytes.") var seed: UInt64 = 7
    @Option(help: "Number of sites; stories take turns.") var sites = 52
    @Argument var folder: String

    func run() throws {
        let district = District(seed: seed, sites: sites)
        let (observations, truth) = try Observer(district: district).observe()
        try DistrictWriter(district: district, folder: URL(filePath: folder)).write(observations, truth)
        print("\(district.sites.count) sites, \(observations.count) footprints in \(district.scenes.count) scenes")
    }
}

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Print, story by story, whom each GeoJSON report accuses; then precision, recall and area error.")
    @Option(help: "truth.csv of the district.") var truth: String
    @Argument(help: "Reports as NAME=FILE.") var reports: [String]

    func run() throws {
        let scorer = try Scorer(truthTable: URL(filePath: truth))
        let named = try reports.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("\"\(text)\": expected NAME=FILE") }
            return (name: parts[0], claims: try Scorer.claims(in: URL(filePath: parts[1])))
        }
        print(scorer.table(named))
    }
}
