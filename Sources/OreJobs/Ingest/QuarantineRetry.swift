internal import Foundation
internal import OreCases
public import OreFeatures
public import OreStorage

/// Tries what was set aside again: after a profile was corrected, a rule of repair changed, or with another `--on-invalid`.
public struct QuarantineRetry: Sendable {
    private let store: Store

    public init(_ store: Store) { self.store = store }

    /// Ingests the pending features of the store, file by file, as parts of the registers they came for. What can be stored now is, and its
    /// entry is resolved; the rest is set aside anew, with its reason.
    /// - Parameters:
    ///   - ids: of quarantine entries; empty for all that are pending.
    ///   - profile: for all of them; the profile of their delivery when `nil`.
    ///   - adjust: changes the request of each file (invalid policy, threads).
    /// - Returns: how many entries were tried and how many were resolved.
    /// - Throws: `InputError` when the profile of a delivery cannot be found, or its CRS is no code; `StoreError`.
    public func execute(
        _ ids: Set<Int> = [], profile: Profile? = nil, receivedAt: String, adjust: (inout IngestRequest) -> Void = { _ in }
    ) throws -> (tried: Int, resolved: Int) {
        let pending = try store.quarantine(kind: nil, pendingOnly: true).filter { ids.isEmpty || ids.contains($0.id) }
        let imports = Dictionary(
            try store.imports(kind: nil, limit: .max).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let folder = FileManager.default.temporaryDirectory.appending(path: "orewatch-retry-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (id, entries) in Dictionary(grouping: pending, by: \.importID).sorted(by: { $0.key < $1.key }) {
            guard let delivery = imports[id] else { continue }
            let features = entries.compactMap(\.feature)
            guard !features.isEmpty else { continue }
            let file = folder.appending(path: "\(id).geojson")
            let text = #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",\n") + "]}"
            try Data(text.utf8).write(to: file)
            try ingest(file.path, delivery, profile: profile, receivedAt: receivedAt, adjust)
        }
        let known = Set(pending.map(\.id))
        let again = try store.quarantine(kind: nil, pendingOnly: true).count { !known.contains($0.id) && $0.id > (known.max() ?? 0) }
        // What was set aside once more has an entry of its own; entries without text can only come again with their file.
        try store.resolveQuarantine(pending.filter { $0.feature != nil }.map(\.id))
        return (pending.count, pending.count { $0.feature != nil } - again)
    }

    private func ingest(
        _ path: String, _ delivery: ImportRecord, profile: Profile?, receivedAt: String, _ adjust: (inout IngestRequest) -> Void
    ) throws {
        guard let side = Side.allCases.first(where: { $0.recordKind == delivery.kind }) else { return }
        let profile = try profile ?? delivery.profile.map { try Profile.named($0) }
        let code = delivery.crs.split(separator: " ").first.map(String.init) ?? ""
        guard code.hasPrefix("EPSG:") || side == .licenceEvents else {
            throw InputError.refused(
                file: delivery.file, place: InputPlace(), what: "its CRS \"\(delivery.crs.prefix(80))\" is no code to read it by again",
                next: "mend the file and ingest it")
        }
        var request = IngestRequest(
            input: SideInput(side, files: [path], profile: profile, crs: side == .licenceEvents ? nil : code), receivedAt: receivedAt)
        (request.dataset, request.scope, request.name) = (delivery.dataset, .part, delivery.file)
        request.asOf = delivery.asOf
        request.isQuiet = true
        adjust(&request)
        try IngestRun(request, into: store).execute()
    }
}
