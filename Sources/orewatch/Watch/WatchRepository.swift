import ArgumentParser
import Foundation
import OreCases
import OreFeatures
import OreStorage

/// Everything that the operator's commands ask of a store.
typealias WatchRepository = RegisterRepository & FootprintRepository & CaseRepository & RunRepository

/// What an operator's command cannot do; nothing was changed (exit 1).
enum WatchError: Error, CustomStringConvertible {
    case unknown(what: String, id: String, near: [String])
    case unknownPlace(String, near: [String])
    case ambiguousPlace(String, [String])

    var description: String {
        switch self {
        case .unknown(let what, let id, let near): "no \(what) is called \"\(id)\"" + Self.advice(near)
        case .unknownPlace(let name, let near):
            "no district, licence or holder is called \"\(name)\"" + Self.advice(near) + "; give LON,LAT in degrees otherwise"
        case .ambiguousPlace(let name, let found):
            "\"\(name)\" fits several places: \(found.prefix(5).joined(separator: ", "))\(found.count > 5 ? ", ..." : ""); say which"
        }
    }

    private static func advice(_ near: [String]) -> String {
        near.isEmpty ? "" : "; did you mean " + near.map { "\"\($0)\"" }.joined(separator: ", ") + "?"
    }

    /// The known words nearest to `word`: those that begin with it, then those with the fewest slips; at most three.
    static func nearest(to word: String, among known: some Sequence<String>) -> [String] {
        let wanted = word.lowercased()
        let limit = max(1, min(4, word.count / 2))
        var found: [(distance: Int, word: String)] = []
        for candidate in known {
            let text = candidate.lowercased()
            let distance: Int
            if text.hasPrefix(wanted) {
                distance = 0
            } else if abs(text.utf8.count - wanted.utf8.count) <= 4 * limit,
                let edits = NearestMatch.distance(wanted, text, within: limit)
            {
                distance = edits
            } else {
                continue
            }
            found.append((distance, candidate))
            if found.count > 64 { found = Array(found.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(3)) }
        }
        return found.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(3).map(\.word)
    }
}

extension StoreOptions {
    /// Opens the store for the operator's commands.
    func watch(_ mode: Store.Mode) throws -> any WatchRepository { try open(mode) }
}

extension CaseRepository {
    /// The incident of any handle it ever had.
    /// - Throws: ``WatchError/unknown(what:id:near:)`` with the nearest handles.
    func knownIncident(_ handle: String) throws -> Incident {
        if let incident = try incident(handle.uppercased()) ?? incident(handle) { return incident }
        throw WatchError.unknown(what: "incident", id: handle, near: WatchError.nearest(to: handle, among: try handles(near: handle)))
    }
}
