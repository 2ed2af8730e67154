internal import Crypto
internal import Foundation
internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger
internal import OreStorage

/// The rules over the figures of a store, as a part of its runs: their findings become incidents beside those of the land.
struct FiguresWatch {
    let store: Store
    let runID: Int
    let threads: Int
    /// Judged on this day: batches of a year are expected until 31 March of the next.
    let day: Day
    /// When reports are due; `nil`: as the last run had it.
    var due: DueCalendar?
    /// Thresholds, and rules that are switched off.
    var rules = LedgerRules()
    /// Judge again, whatever changed.
    var isFull = false

    /// - Returns: `nil` when the store has no figures, or nothing changed since they were last judged: records, registers, rules, years that
    ///   closed.
    func update(in world: WatchWorld, settings: IncidentSettings, lock: RunLock) throws -> FiguresUpdate? {
        let ledgerCommit = try store.lastCommit(of: RecordKind.allCases.filter(\.isOfLedger), through: world.commit)
        let before = try store.figuresMark()
        guard ledgerCommit > 0 || before != nil else { return nil }
        // Who somebody is, where and whose: what every incident says.
        let ofSubjects = max(
            try store.lastCommit(of: [.facilities, .members], through: world.commit),
            try store.lastCommit(ofEntries: .quotaMembers, through: world.commit))
        let register = "\(world.registerCommit) \(ofSubjects) \(settings.text)"
        let due = due ?? before.flatMap(Self.due)
        let licences = world.licences ?? LicenceTable()
        // Land is seen by footprints and scenes.
        let isSeen = StoredLand.isOf(licences) || licences.rows.contains(where: ProcessSigns.isOf)
        let seen = isSeen ? try store.lastCommit(of: [.footprints, .scenes], through: world.commit) : 0
        // The number is that of the rules, with what a rule file changes of them: other ones judge what was judged before.
        let judged = "\((["7"] + rules.changes).joined(separator: ",")) \(ledgerCommit) \(seen) \(day) \(due?.text ?? "-")"
        // Between them is what follows from both.
        if !isFull, let before, before.hasPrefix(register + " | "), before.hasSuffix(" | " + judged) { return nil }
        let ledger = try StoredLedger(store, asOf: world.commit)
        var judgement = try StoredJudgement(store, ledger, on: day, due: due, by: rules, licences: licences)
        judgement.threads = threads
        let writer = try FiguresWriter(store, runID: runID, lock: lock)
        // Records beside figures are judged with those of oxide, whether there are any or not.
        for material in try ledger.materials().union([.oxide]).sorted(by: { $0.rawValue < $1.rawValue }) {
            judgement.lines = LineSelection(.mining, nil, material)
            let own = judgement
            try own.forEachPart { part in
                try writer.append(part.map { FiguresFinding($0, subject: own.name(of: $0.subject), kind: own.kind(of: $0.subject)) })
            }
        }
        let places = RegisterPlaces(world)
        let facilities = judgement.facilityPlaces(places.district(at:))
        let ofEveryone = "\(register) | \(Self.digest(facilities)) | "
        var update = FiguresUpdate(writer, mark: ofEveryone + judged) { places.place(of: $0, $1) ?? facilities[$0] }
        update.isEverything = isFull || before.map { !$0.hasPrefix(ofEveryone) } ?? false
        return update
    }

    /// Whose separators are, and where. That changes with the day, too: rows of quotas name holders for their year.
    private static func digest(_ facilities: [String: FiguresIncidents.Place]) -> String {
        let lines = facilities.sorted { $0.key < $1.key }.map { name, place in
            let point = place.labelPoint.map { "\($0.x) \($0.y)" }
            return [name, place.holder ?? "", place.group ?? "", place.district ?? "", point ?? ""].joined(separator: "\t")
        }
        let hash = SHA256.hash(data: Data(lines.joined(separator: "\n").utf8))
        return hash.prefix(8).map { String($0, radix: 16) }.joined(separator: ".")
    }

    /// When reports are due by the last run; `nil`: it did not know.
    static func reportsDue(_ store: Store) throws -> DueCalendar? { try store.figuresMark().flatMap(due) }

    /// The due day that a mark ends with.
    private static func due(of mark: String) -> DueCalendar? { mark.split(separator: " ").last.flatMap { DueCalendar(text: $0) } }
}
