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
              orewatch incidents triage visits.xlsx --preview
              orewatch incidents triage visits.xlsx --actor "Li Wei"

            The list has the columns decision, reason, note and assignee to fill in. A decision is confirm, dismiss, note, assign or
            reopen. All rows are taken in one commit; when one of them cannot be used, none is (exit code 65, with the rows). What was
            taken before is not taken again: a list may come back twice.
            """)

    @Argument(help: "The filled-in list: .xlsx or .csv.") var list: String?
    @Option(help: "Write the list of the incidents that are due, ranked: .xlsx or .csv.") var write: String?
    @Option(help: "Incidents to write at most; 0 for all.") var limit = 50
    @Flag(help: "Write over a list that is there.") var replace = false
    @Flag(help: "Say what would be taken; change nothing.") var preview = false
    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var language: LanguageOptions

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
        if !replace, FileManager.default.fileExists(atPath: path) {
            throw OutputError.cannotCreate(
                file: path, reason: "a list is there, maybe with decisions in it",
                next: "take them with \"orewatch incidents triage \(path)\", or give --replace")
        }
        let store = try actor.store.watch(.readOnly)
        let filter = try filters.filter(store)
        let listings = try Ranking(store, filter, limit: limit == 0 ? nil : limit).listings
        if suffix == "csv" {
            try put(TriageList.csv(listings), path)
        } else {
            try TriageList.workbook(listings, language: language.lang, to: path)
        }
        StandardError.write(["\(path): \(listings.count) of \(try store.visitCount(filter)) incidents"])
        if listings.isEmpty, let remark = try filters.unknownName(store) { StandardError.write([remark]) }
    }

    private func take(_ path: String) throws {
        let store = try actor.store.watch(preview ? .readOnly : .readWrite)
        let read = try TriageList.read(path, actor: actor.name, time: Now.text) { handle in
            try store.incident(handle.description)?.area
        }
        let (decisions, repeated) = try TriageBook(store).new(of: read, in: path)
        let remark = repeated == 0 ? [] : ["\(repeated) of \(path) \(repeated == 1 ? "was" : "were") taken before"]
        guard !decisions.isEmpty else {
            return try put(
                Array(((["no \(repeated == 0 ? "" : "new ")decisions in \(path)"] + remark).joined(separator: "\n") + "\n").utf8), "-")
        }
        guard !preview else {
            let lines = decisions.map { "\($0.handle) \($0.kind.rawValue)" } + remark + ["\(decisions.count) decisions would be taken"]
            return try put(Array((lines.joined(separator: "\n") + "\n").utf8), "-")
        }
        try DecisionReport.append(decisions, to: store)
        if !remark.isEmpty { StandardError.write(remark) }
    }
}

/// Tells what a list says anew from what was decided before.
struct TriageBook {
    private let store: any WatchRepository

    init(_ store: any WatchRepository) { self.store = store }

    /// The decisions under the present handles, without repetitions and without those that hold already.
    /// - Throws: `InputError` when the list judges one incident in two ways.
    func new(of decisions: [Decision], in path: String) throws -> (decisions: [Decision], repeated: Int) {
        var taken: [String: [Decision]] = [:]
        var judged: [String: Decision.Kind] = [:]
        var kept: [Decision] = []
        for decision in decisions {
            var decision = decision
            let incident = try store.knownIncident(decision.handle)
            decision.handle = incident.handle
            if taken[incident.handle] == nil {
                // A dismissal does not hold any more once its incident returned.
                taken[incident.handle] = try store.decisions(on: incident).filter {
                    incident.state != .returned || !Self.isJudgement($0.kind)
                }
            }
            if Self.isJudgement(decision.kind) {
                if let other = judged.updateValue(decision.kind, forKey: incident.handle), other != decision.kind {
                    throw InputError.refused(
                        file: path, place: InputPlace(),
                        what: "\(incident.handle) is both \(other.rawValue) and \(decision.kind.rawValue) in it",
                        next: "leave one of them")
                }
            }
            if Self.holds(decision, after: taken[incident.handle] ?? []) { continue }
            taken[incident.handle, default: []].append(decision)
            kept.append(decision)
        }
        return (kept, decisions.count - kept.count)
    }

    private static func isJudgement(_ kind: Decision.Kind) -> Bool { [.confirm, .dismiss, .reopen].contains(kind) }

    /// Whether taking the decision would say nothing that is not said.
    private static func holds(_ decision: Decision, after past: [Decision]) -> Bool {
        func isSame(_ other: Decision) -> Bool {
            other.kind == decision.kind && other.reason == decision.reason && other.note == decision.note
                && other.assignee == decision.assignee
        }
        switch decision.kind {
        case .confirm, .dismiss, .reopen: return past.last { isJudgement($0.kind) }.map(isSame) ?? false
        case .assign: return past.last { $0.kind == .assign }.map(isSame) ?? false
        case .note: return past.contains(where: isSame)
        }
    }
}
