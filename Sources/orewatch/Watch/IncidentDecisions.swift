import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreReporting
import OreStorage

/// Who decides, and on what.
struct DecisionOptions: ParsableArguments {
    @Argument(help: "Handles of incidents.") var handles: [String]
    @OptionGroup var store: StoreOptions
    @Option(help: "Who decides; the name of the account without it.") var actor: String?

    func validate() throws {
        if handles.isEmpty { throw ValidationError("name at least one incident") }
    }

    /// Appends one decision for each handle, all in one commit or none, and prints what became of them.
    func decide(_ kind: Decision.Kind, reason: String? = nil, note: String? = nil, assignee: String? = nil) throws {
        let store = try store.watch(.readWrite)
        let incidents = try handles.map { try store.knownIncident($0) }
        let (time, actor) = (Now.text, actor ?? Account.name)
        let decisions = zip(handles, incidents).map { handle, incident in
            Decision(
                handle: incident.handle, kind: kind, actor: actor, time: time, reason: reason, note: note, assignee: assignee,
                areaThen: incident.area)
        }
        try DecisionReport.append(decisions, to: store)
    }
}

enum DecisionReport {
    /// One line for each incident: its state before and after.
    static func append(_ decisions: [Decision], to store: any WatchRepository) throws {
        let before = try decisions.map { try store.knownIncident($0.handle).state }
        let commit = try store.append(decisions)
        var lines: [String] = []
        for (decision, before) in zip(decisions, before) {
            let after = try store.incident(decision.handle)?.state ?? before
            let change = before == after ? after.rawValue : "\(before.rawValue) -> \(after.rawValue)"
            lines.append("\(decision.handle) \(decision.kind.rawValue): \(change)")
        }
        lines.append("commit \(commit): \(decisions.count) decision\(decisions.count == 1 ? "" : "s")")
        try put(Array((lines.joined(separator: "\n") + "\n").utf8), "-")
    }
}

/// The account that the program runs under.
enum Account {
    static var name: String { ProcessInfo.processInfo.userName }
}

/// `incidents confirm`.
struct IncidentsConfirmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Record that a person confirmed the suspicion.",
        discussion: """
            Example:
              orewatch incidents confirm OW-7K3M-Q2XA --note "pit without licence, seen on site 12 May"
            """)
    @OptionGroup var decision: DecisionOptions
    @Option(help: "Why.") var reason: String?
    @Option(help: "Anything to keep.") var note: String?
    func run() throws { try decision.decide(.confirm, reason: reason, note: note) }
}

/// `incidents dismiss`.
struct IncidentsDismissCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss",
        abstract: "Record that the suspicion is a false alarm; it returns only when it grows beyond a stated factor.",
        discussion: """
            Example:
              orewatch incidents dismiss OW-7K3M-Q2XA OW-1B2C-3D4E --reason "river bank, not a working"
            """)
    @OptionGroup var decision: DecisionOptions
    @Option(help: "Why it is none; counted per rule.") var reason: String
    @Option(help: "Anything to keep.") var note: String?
    func run() throws { try decision.decide(.dismiss, reason: reason, note: note) }
}

/// `incidents note`.
struct IncidentsNoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Keep a note on incidents.",
        discussion: """
            Example:
              orewatch incidents note OW-7K3M-Q2XA --text "road washed out until June"
            """)
    @OptionGroup var decision: DecisionOptions
    @Option(help: "The note.") var text: String
    func run() throws { try decision.decide(.note, note: text) }
}

/// `incidents assign`.
struct IncidentsAssignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Say who looks at incidents.",
        discussion: """
            Example:
              orewatch incidents assign OW-7K3M-Q2XA --to "Li Wei"
            """)
    @OptionGroup var decision: DecisionOptions
    @Option(name: .customLong("to"), help: "The person.") var assignee: String
    @Option(help: "Anything to keep.") var note: String?
    func run() throws { try decision.decide(.assign, note: note, assignee: assignee) }
}

/// `incidents reopen`.
struct IncidentsReopenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Take a confirmation or a dismissal back.",
        discussion: """
            Example:
              orewatch incidents reopen OW-7K3M-Q2XA --reason "confirmed the wrong pit"
            """)
    @OptionGroup var decision: DecisionOptions
    @Option(help: "Why.") var reason: String?
    @Option(help: "Anything to keep.") var note: String?
    func run() throws { try decision.decide(.reopen, reason: reason, note: note) }
}
