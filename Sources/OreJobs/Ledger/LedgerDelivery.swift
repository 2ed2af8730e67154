internal import Foundation
internal import OreCases
internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// A table of the ledger that a source delivered.
struct LedgerDelivery {
    private let delivery: Delivery
    private let run: JobRun
    private let threads: Int

    init(_ delivery: Delivery, _ run: JobRun, _ threads: Int) { (self.delivery, self.run, self.threads) = (delivery, run, threads) }

    /// - Throws: `InputError` for a table that is refused: nothing of it is stored. `StoreError`.
    func ingest(into store: Store) throws -> IngestCounts {
        let profile = try delivery.profile.map { try Profile.named($0) }
        if let profile, profile.kind.rawValue != delivery.kind.rawValue {
            throw InputError.badConfiguration(
                file: delivery.source, place: InputPlace(),
                what: "profile \(profile.name) describes \(profile.kind.rawValue), not \(delivery.kind.rawValue)",
                next: "name one of its kind")
        }
        let invalid = InvalidPolicy(rawValue: delivery.onInvalid) ?? .quarantine
        let receivedAt = StoreWork.text(run.startedAt)
        if let kind = FigureKind(delivery.kind) {
            var request = FigureIngestRequest(kind, files: [delivery.path], receivedAt: receivedAt)
            (request.profile, request.invalid, request.dataset, request.name) = (profile, invalid, delivery.dataset, delivery.name)
            (request.threads, request.isQuiet) = (threads, true)
            request.stop = { try run.stop.check() }
            return try FigureIngest(request, into: store).execute().first?.outcome.counts ?? IngestCounts()
        }
        guard let kind = EntryKind(delivery.kind) else { return IngestCounts() }
        var request = EntryIngestRequest(kind, files: [delivery.path], receivedAt: receivedAt)
        (request.profile, request.invalid, request.dataset, request.name) = (profile, invalid, delivery.dataset, delivery.name)
        return try EntryIngest(request, into: store).execute().first?.outcome.counts ?? IngestCounts()
    }
}
