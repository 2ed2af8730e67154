import ArgumentParser
import Foundation
import OreCases
import OreFeatures
import OreJobs
import OreStorage

/// `quarantine retry`.
struct QuarantineRetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Try again what was set aside: mended by hand, with a corrected profile, or by another policy.",
        discussion: """
            Examples:
              orewatch quarantine retry                                    # all that is pending
              orewatch quarantine retry 3 --mended mended.geojson
              orewatch quarantine retry --map corrected-profile.yaml

            A mended feature keeps its row, and so its id. What is set aside again has a new number; a row of the ledger's tables comes again with
            its file alone, and keeps its number. Exit code 3: either. Run detection afterwards (orewatch run); a daemon does so with its next run.
            """)

    @Argument(help: "Numbers of quarantine entries; all without any.") var ids: [Int] = []
    @Option(
        help: ArgumentHelp("GeoJSON: the features of these numbers, mended, in their order, in the CRS of their file.", valueName: "file"))
    var mended: String?
    @Option(help: ArgumentHelp("The profile to read them with; that of their delivery without it.", valueName: "profile")) var map: String?
    @Option(name: .customLong("on-invalid"), help: "repair, quarantine or refuse.") var policy = InvalidPolicy.repair
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if mended != nil && ids.isEmpty { throw ValidationError("--mended: say which numbers its features have") }
    }

    func run() throws {
        let store = try store.open(.readWrite)
        let pending = try store.quarantine(kind: nil, pendingOnly: true)
        for id in ids where !pending.contains(where: { $0.id == id }) {
            throw WatchError.unknown(what: "pending feature in quarantine", id: String(id), near: pending.prefix(3).map { String($0.id) })
        }
        let wanted = Set(ids)
        let profile = try map.map { try Profile.named($0) }
        let features = try mended.map { Dictionary(zip(ids, try Self.features($0, count: ids.count)), uniquingKeysWith: { $1 }) } ?? [:]
        let asked = pending.filter { wanted.isEmpty || wanted.contains($0.id) }
        let rows = asked.count { !QuarantineRetry.takes($0) }
        let unkept = asked.count { $0.feature == nil && features[$0.id] == nil && QuarantineRetry.takes($0) }
        let last = pending.map(\.id).max() ?? 0
        let outcome = try QuarantineRetry(store).execute(wanted, mended: features, profile: profile, receivedAt: Now.text) { request in
            request.invalid = policy
        }
        print("ok quarantine tried=\(outcome.tried) resolved=\(outcome.resolved) pending=\(try store.pendingQuarantine())")
        var notes: [String] = []
        if unkept > 0 { notes.append("\(unkept) too large to be kept: deliver their files again") }
        if rows > 0 { notes.append("\(rows) from tables of the ledger: deliver their files again, mended (orewatch ingest)") }
        let again = try store.quarantine(kind: nil, pendingOnly: true).filter { $0.id > last }
        notes += again.prefix(3).map { "still set aside, now \($0.id): \($0.file), row \($0.row): \($0.reason)" }
        if again.count > 3 { notes.append("and \(again.count - 3) more: orewatch quarantine list") }
        StandardError.write(notes)
        try store.close()
        if outcome.resolved < outcome.tried || unkept + rows > 0 { throw ExitCode(ExitStatus.quarantined.rawValue) }
    }

    /// The features of a GeoJSON file, each as text.
    /// - Throws: `InputError` when it cannot be read, or has not as many as are wanted.
    private static func features(_ path: String, count: Int) throws -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { throw InputError.cannotOpen(file: path, reason: "no such file") }
        func refused(_ what: String, _ next: String) -> InputError { .refused(file: path, place: InputPlace(), what: what, next: next) }
        guard data.count <= 64 << 20 else { throw refused("more than 64 MiB", "mend fewer features at a time") }
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw refused("this is no GeoJSON", "write what \"quarantine show --feature\" printed, mended")
        }
        let found = object["type"] as? String == "Feature" ? [object] : object["features"] as? [[String: Any]] ?? []
        guard found.count == count else { throw refused("\(found.count) features for \(count) numbers", "give as many of each") }
        return try found.map { feature in
            guard let text = try? JSONSerialization.data(withJSONObject: feature) else { throw refused("this is no GeoJSON", "") }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
