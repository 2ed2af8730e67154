import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreReporting
import OreStorage

/// Who decides, and where.
struct ActorOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions
    @Option(help: "Who decides; the name of the account without it.") var actor: String?

    var name: String { actor ?? ProcessInfo.processInfo.userName }
}

/// What is decided on.
struct DecisionOptions: ParsableArguments {
    @Argument(help: "Handles of incidents.") var words: [String]
    @OptionGroup var actor: ActorOptions
    @Option(help: "Anything to keep.") var note: String?

    func validate() throws {
        if words.isEmpty { throw ValidationError("name at least one incident") }
    }

    /// Appends one decision for each handle, all in one commit or none, and prints what became of them.
    /// - Parameter text: what the kind asks for; `nil`: what was written after the handles.
    func decide(_ kind: Decision.Kind, _ text: String? = nil, isNeeded: Bool = true, as field: String = "reason") throws {
        var (handles, text) = (words, text)
        if text == nil, isNeeded {
            guard handles.count > 1, let last = handles.last, !Self.isHandle(last) else {
                throw ValidationError("what is missing is --\(field), in quotes after the handles or after --\(field)")
            }
            (text, handles) = (last, handles.dropLast())
        }
        let store = try actor.store.watch(.readWrite)
        let incidents = try handles.map { try store.knownIncident($0) }
        let decisions = incidents.map { incident in
            var decision = Decision(handle: incident.handle, kind: kind, actor: actor.name, time: Now.text, areaThen: incident.extent)
            decision.note = note
            switch kind {
            case .assign: decision.assignee = text
            case .note: decision.note = [text, note].compactMap(\.self).joined(separator: "; ")
            case .confirm, .dismiss, .reopen: decision.reason = text
            }
            return decision
        }
        try DecisionReport.append(decisions, to: store)
    }
}

extension DecisionOptions {
    /// "fish pond" could be the digits of a handle, but nobody writes one so.
    private static func isHandle(_ text: String) -> Bool {
        let isWritten = text.uppercased().hasPrefix("OW-") || (!text.contains(" ") && text.contains(where: \.isNumber))
        return isWritten && IncidentHandle(text) != nil
    }
}

enum DecisionReport {
    /// One line for each incident: its state before and after.
    static func append(_ decisions: [Decision], to store: any WatchRepository) throws {
        var states = try decisions.map { try store.knownIncident($0.handle).state }
        let commit = try store.append(decisions)
        var lines: [String] = []
        for (place, decision) in decisions.enumerated() {
            let before = states[place]
            let after = try store.incident(decision.handle)?.state ?? before
            // A second decision on the same incident finds it as the first one left it.
            for later in decisions.indices.dropFirst(place + 1) where decisions[later].handle == decision.handle { states[later] = after }
            let change = before == after ? after.rawValue : "\(before.rawValue) -> \(after.rawValue)"
            lines.append("\(decision.handle) \(decision.kind.rawValue): \(change)")
        }
        lines.append("commit \(commit): \(decisions.count) decision\(decisions.count == 1 ? "" : "s")")
        try put(Array((lines.joined(separator: "\n") + "\n").utf8), "-")
    }
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
    func run() throws { try decision.decide(.confirm, reason, isNeeded: false) }
}

/// `incidents dismiss`.
struct IncidentsDismissCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss",
        abstract: "Record that the suspicion is a false alarm; it returns only when it grows beyond a stated factor.",
        discussion: """
            Examples:
              orewatch incidents dismiss OW-7K3M-Q2XA OW-1B2C-3D4E --reason "river bank, not a working"
              orewatch incidents dismiss OW-7K3M-Q2XA "river bank, not a working"

            Reasons are counted per rule.
            """)
    @OptionGroup var decision: DecisionOptions
    @Option(help: "Why it is none.") var reason: String?
    func run() throws { try decision.decide(.dismiss, reason) }
}

/// `incidents note`.
struct IncidentsNoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Keep a note on incidents.",
        discussion: """
            Example:
              orewatch incidents note OW-7K3M-Q2XA "road washed out until June"
            """)
    @OptionGroup var decision: DecisionOptions
    @Option(help: "The note.") var text: String?
    func run() throws { try decision.decide(.note, text, isNeeded: decision.note == nil, as: "text") }
}

/// `incidents assign`.
struct IncidentsAssignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Say who looks at incidents.",
        discussion: """
            Examples:
              orewatch incidents assign OW-7K3M-Q2XA OW-1B2C-3D4E --to "Li Wei"
              orewatch incidents assign OW-7K3M-Q2XA "Li Wei"
            """)
    @OptionGroup var decision: DecisionOptions
    @Option(name: .customLong("to"), help: "The person.") var assignee: String?
    func run() throws { try decision.decide(.assign, assignee, as: "to") }
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
    func run() throws { try decision.decide(.reopen, reason, isNeeded: false) }
}
