internal import Crypto
internal import Foundation
internal import OreCases
internal import OreFeatures

/// What a receiver is told of one run: a JSON object, the same bytes for the same run however often it is sent.
struct Notice {
    /// Changes that are told one by one; the number of all is always told.
    static let changeLimit = 1000

    /// Names this run of this store to this receiver: a receiver that remembers it can drop repetitions.
    var key: String
    var body: [UInt8]
    var runID: Int

    /// - Returns: `nil` when the run changed nothing that the receiver wants to know.
    init?(_ result: RunResult, to receiver: NoticeSettings, of job: JobSettings?, store: String) {
        if let wanted = job?.notices, !wanted.contains(receiver.name) { return nil }
        let changes = result.changes.filter { receiver.changes.contains($0.change.rawValue) }
        guard !changes.isEmpty else { return nil }
        let entry = result.entry
        let name = "\(store)\n\(entry.job)\n\(entry.id)\n\(entry.startedAt)\n\(receiver.name)"
        let digest = SHA256.hash(data: Data(name.utf8)).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        (key, runID) = ("run-\(entry.id)-\(digest)", entry.id)
        body = Notice.text(entry, changes, key: "run-\(entry.id)-\(digest)")
    }

    private static func text(_ entry: RunEntry, _ changes: [RunResult.Change], key: String) -> [UInt8] {
        var text = JSONBytes(capacity: 4096)
        func member(_ name: String, _ value: String?) {
            text.append(string: name)
            text.append(":")
            if let value { text.append(string: value) } else { text.append("null") }
            text.append(",")
        }
        text.append("{")
        member("schema", "orewatch.notice/1")
        member("key", key)
        member("job", entry.job)
        text.append("\"run\":\(entry.id),")
        member("trigger", entry.trigger)
        member("started_at", entry.startedAt)
        member("finished_at", entry.finishedAt)
        member("outcome", entry.outcome.rawValue)
        text.append("\"counts\":{")
        for (place, count) in entry.counts.sorted(by: { $0.key < $1.key }).enumerated() {
            if place > 0 { text.append(",") }
            text.append(string: count.key)
            text.append(":\(count.value)")
        }
        text.append("},\"changes_total\":\(changes.count),\"changes\":[")
        for (place, change) in changes.prefix(changeLimit).enumerated() {
            text.append(place > 0 ? ",\n{\"incident\":" : "\n{\"incident\":")
            text.append(string: change.incident)
            text.append(",\"change\":\"\(change.change.rawValue)\"")
            for (name, area) in [("area_before_m2", change.areaBefore), ("area_after_m2", change.areaAfter)] {
                text.append(",\"\(name)\":\(area.isFinite ? "\((area * 10).rounded() / 10)" : "null")")
            }
            text.append("}")
        }
        text.append("],\"remark\":")
        text.append(string: "The program suspects; this is not a legal finding.")
        text.append("}\n")
        return text.bytes
    }

    /// `sha256=` and the HMAC-SHA-256 of the body, hexadecimal.
    func signature(_ secret: Redacted) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.revealed.utf8)))
        return "sha256=" + code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
