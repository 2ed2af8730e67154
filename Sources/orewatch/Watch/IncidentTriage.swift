import ArgumentParser
import Foundation
import OreCases
import OreFeatures
import OreReporting
import OreStorage

/// `incidents triage`.
struct IncidentsTriageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triage", abstract: "Write a list to fill in, or take the decisions of a filled-in list.",
        discussion: """
            Examples:
              orewatch incidents triage --write visits.xlsx --limit 20 --district "Madre de Dios"
              orewatch incidents triage visits.xlsx --actor "Li Wei"
              orewatch incidents triage visits.csv --preview

            The list has the columns decision, reason, note and assignee to fill in. A decision is confirm, dismiss, note, assign or
            reopen. All rows are taken in one commit; when one of them cannot be used, none is (exit code 65, with its row).
            """)

    @Argument(help: "The filled-in list: .xlsx or .csv.") var list: String?
    @Option(help: "Write the list of the incidents that are due, ranked: .xlsx or .csv.") var write: String?
    @Option(help: "Incidents to write at most; 0 for all.") var limit = 50
    @Flag(help: "Say what would be taken; change nothing.") var preview = false
    @Option(help: "Who decides; the name of the account without it.") var actor: String?
    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var store: StoreOptions
    @Option(help: "Language of what people read: en or zh.") var lang = Language.english

    func validate() throws {
        guard (list == nil) != (write == nil) else { throw ValidationError("give a filled-in list, or --write FILE") }
        guard limit >= 0 else { throw ValidationError("--limit takes a number from 0") }
    }

    func run() throws {
        if let write { try writeList(write) } else if let list { try take(list) }
    }

    private func writeList(_ path: String) throws {
        let suffix = URL(filePath: path).pathExtension.lowercased()
        guard ["xlsx", "csv"].contains(suffix) else { throw ValidationError("\(path): write an .xlsx or a .csv file") }
        let store = try store.watch(.readOnly)
        let listings = try Ranking(store, filters.filter, limit: limit == 0 ? nil : limit).listings
        if suffix == "csv" {
            try put(TriageList.csv(listings), path)
        } else {
            try TriageList.workbook(listings, language: lang, to: path)
        }
        StandardError.write(["\(path): \(listings.count) of \(try store.visitCount(filters.filter)) incidents"])
    }

    private func take(_ path: String) throws {
        let store = try store.watch(preview ? .readOnly : .readWrite)
        let decisions = try TriageList.read(path, actor: actor ?? Account.name, time: Now.text) { handle in
            try store.incident(handle.description)?.area
        }
        guard !decisions.isEmpty else { return try put(Array("no decisions in \(path)\n".utf8), "-") }
        guard !preview else {
            let lines = decisions.map { "\($0.handle) \($0.kind.rawValue)" } + ["\(decisions.count) decisions would be taken"]
            return try put(Array((lines.joined(separator: "\n") + "\n").utf8), "-")
        }
        try DecisionReport.append(decisions, to: store)
    }
}
