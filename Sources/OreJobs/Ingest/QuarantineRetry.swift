internal import Foundation
public import OreCases
public import OreFeatures
public import OreStorage

/// Tries what was set aside again: after the feature was mended, a profile was corrected, a rule of repair changed, or with another
/// `--on-invalid`.
public struct QuarantineRetry: Sendable {
    private let store: Store

    public init(_ store: Store) { self.store = store }

    /// Ingests the pending features of the store, as parts of the registers and files they came in: each keeps the number of its row, and so an
    /// id that its profile makes from it. What can be stored now is, and its entry is resolved; the rest is set aside anew, with its reason.
    /// - Parameters:
    ///   - ids: of quarantine entries; empty for all that are pending.
    ///   - mended: features (GeoJSON, in the CRS of their file) to take instead of those that were set aside, by entry.
    ///   - profile: for all of them; the profile of their delivery when `nil`.
    ///   - adjust: changes the request of each part (invalid policy, threads).
    /// - Returns: how many entries were tried and how many were resolved. Entries whose feature was too large to keep are not tried, nor are rows of
    ///   tables: ``takes(_:)``.
    /// - Throws: `InputError` when the profile of a delivery cannot be found, or its CRS is no code; `StoreError`.
    public func execute(
        _ ids: Set<Int> = [], mended: [Int: String] = [:], profile: Profile? = nil, receivedAt: String,
        adjust: (inout IngestRequest) -> Void = { _ in }
    ) throws -> (tried: Int, resolved: Int) {
        let pending = try store.quarantine(kind: nil, pendingOnly: true).filter { ids.isEmpty || ids.contains($0.id) }
        let imports = Dictionary(
            try store.imports(kind: nil, limit: .max).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let folder = FileManager.default.temporaryDirectory.appending(path: "orewatch-retry-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let last = try store.quarantine(kind: nil, pendingOnly: false).map(\.id).max() ?? 0
        var tried: [Int] = []
        for (id, entries) in Dictionary(grouping: pending, by: \.importID).sorted(by: { $0.key < $1.key }) {
            guard let delivery = imports[id], Self.side(of: delivery.kind) != nil else { continue }
            for part in Self.parts(entries, mended) {
                let file = folder.appending(path: "\(id)-\(part.row).geojson")
                let text = #"{"type":"FeatureCollection","features":["# + part.features.joined(separator: ",\n") + "]}"
                try Data(text.utf8).write(to: file)
                try ingest(file.path, delivery, part.row, profile: profile, receivedAt: receivedAt, adjust)
                tried += part.entries
            }
        }
        let again = try store.quarantine(kind: nil, pendingOnly: true).count { $0.id > last }
        // What was set aside once more has an entry of its own; entries without text can only come again with their file.
        try store.resolveQuarantine(tried)
        return (tried.count, tried.count - again)
    }

    /// Whether an entry is a feature. A row of one of the ledger's tables is none: another delivery of its file brings it, mended.
    public static func takes(_ entry: QuarantineRecord) -> Bool { side(of: entry.kind) != nil }

    private static func side(of kind: RecordKind) -> Side? { Side.allCases.first { $0.recordKind == kind } }

    /// Features of rows that follow each other.
    private struct Part {
        var row: Int
        var features: [String]
        var entries: [Int]
    }

    private static func parts(_ entries: [QuarantineRecord], _ mended: [Int: String]) -> [Part] {
        var parts: [Part] = []
        for entry in entries.sorted(by: { ($0.row, $0.id) < ($1.row, $1.id) }) {
            guard let feature = mended[entry.id] ?? entry.feature else { continue }
            if let end = parts.indices.last, parts[end].row + parts[end].features.count == entry.row {
                parts[end].features.append(feature)
                parts[end].entries.append(entry.id)
            } else {
                parts.append(Part(row: entry.row, features: [feature], entries: [entry.id]))
            }
        }
        return parts
    }

    private func ingest(
        _ path: String, _ delivery: ImportRecord, _ row: Int, profile: Profile?, receivedAt: String, _ adjust: (inout IngestRequest) -> Void
    ) throws {
        guard let side = Self.side(of: delivery.kind) else { return }
        let profile =
            try profile
            ?? delivery.profile.map { name throws(InputError) in
                do {
                    return try Profile.named(name)
                } catch {
                    throw .badConfiguration(
                        file: delivery.file, place: InputPlace(), what: "its profile \"\(name)\" is no shipped one",
                        next: "give it with --map FILE")
                }
            }
        let code = delivery.crs.split(separator: " ").first.map(String.init) ?? ""
        guard code.hasPrefix("EPSG:") || code.hasPrefix("OGC:") || side == .licenceEvents else {
            throw InputError.refused(
                file: delivery.file, place: InputPlace(), what: "its CRS \"\(delivery.crs.prefix(80))\" is no code to read it by again",
                next: "mend the file and ingest it")
        }
        var input = SideInput(side, files: [path], profile: profile, crs: side == .licenceEvents ? nil : code)
        input.firstFeature = row
        var request = IngestRequest(input: input, receivedAt: receivedAt)
        (request.dataset, request.scope, request.name) = (delivery.dataset, .part, delivery.file)
        request.asOf = delivery.asOf
        request.isQuiet = true
        adjust(&request)
        try IngestRun(request, into: store).execute()
    }
}
