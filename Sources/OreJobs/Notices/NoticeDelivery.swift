internal import Foundation
internal import Logging
internal import OreCases
internal import OreFeatures
internal import Synchronization

/// Tells receivers what runs changed: at least once, in the order of the runs, over crashes and restarts.
///
/// The committed runs are the outbox: each receiver has a place in their order, which moves on only after it took the notice. A crash in between
/// sends the notice again with the same key (`Idempotency-Key`). A receiver that is met for the first time begins with the next run.
final class NoticeDelivery: Sendable {
    private struct Pause {
        var until: ContinuousClock.Instant
        var length: Duration
    }
    private let work: any JobWork
    private let journal: JobJournal
    private let metrics: MetricsRegistry
    private let log: Logger
    private let spool: String
    private let pauses = Mutex<[String: Pause]>([:])
    /// Runs of one look and receiver.
    private static let limit = 50

    init(work: any JobWork, journal: JobJournal, metrics: MetricsRegistry, log: Logger, spool: String) {
        (self.work, self.journal, self.metrics, self.log, self.spool) = (work, journal, metrics, log, spool)
    }

    /// Delivers what can be delivered now. Receivers do not wait for each other's pauses.
    func deliver(_ configuration: WatchConfiguration, stop: StopFlag) async throws {
        for receiver in configuration.notices {
            try stop.check()
            if let pause = pauses.withLock({ $0[receiver.name] }), ContinuousClock.now < pause.until { continue }
            do {
                try await deliver(to: receiver, configuration, stop: stop)
                pauses.withLock { $0[receiver.name] = nil }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failed(receiver, error)
            }
        }
    }

    private func failed(_ receiver: NoticeSettings, _ error: any Error) {
        let pause = pauses.withLock { pauses in
            let length = min((pauses[receiver.name]?.length).map { $0 * 2 } ?? receiver.request.backoff, .seconds(3600))
            pauses[receiver.name] = Pause(until: .now + length, length: length)
            return length
        }
        metrics.add(to: "orewatch_notices_failures_total", ["receiver": receiver.name])
        log.warning(
            "notice not delivered",
            metadata: ["receiver": "\(receiver.name)", "reason": "\(JobRunner.line(error))", "again_after_s": "\(pause.seconds)"])
    }

    private func deliver(to receiver: NoticeSettings, _ configuration: WatchConfiguration, stop: StopFlag) async throws {
        guard let told = journal.read({ $0.told[receiver.name] }) else {
            let last = try await work.lastRunID()
            return try journal.update { $0.told[receiver.name] = last }
        }
        // A store that was put back to an earlier state makes its runs again under the same numbers.
        var place = min(told, try await work.lastRunID())
        while true {
            let results = try await work.results(after: place, limit: Self.limit)
            metrics.set("orewatch_notices_pending", ["receiver": receiver.name], to: Double(results.count))
            guard !results.isEmpty else { return }
            for (done, result) in results.enumerated() {
                try stop.check()
                let job = configuration.job(result.entry.job)
                if let notice = Notice(result, to: receiver, of: job, store: configuration.store) {
                    try await send(notice, to: receiver, stop: stop)
                    metrics.add(to: "orewatch_notices_sent_total", ["receiver": receiver.name])
                }
                place = result.entry.id
                try journal.update { $0.told[receiver.name] = place }
                metrics.set("orewatch_notices_pending", ["receiver": receiver.name], to: Double(results.count - done - 1))
            }
        }
    }

    private func send(_ notice: Notice, to receiver: NoticeSettings, stop: StopFlag) async throws {
        switch receiver.kind {
        case .folder: try Self.write(notice, into: receiver.location)
        case .webhook: try await post(notice, to: receiver, stop: stop)
        }
    }

    /// A file under the notice's key: sent twice, it is written twice with the same bytes.
    private static func write(_ notice: Notice, into folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = try AtomicFile("\(folder)/\(notice.key).json")
        try file.write(notice.body)
        try file.commit()
    }

    private func post(_ notice: Notice, to receiver: NoticeSettings, stop: StopFlag) async throws {
        guard let address = URL(string: receiver.location) else { return }
        var request = HTTPRequest(address: address, method: "POST", body: Data(notice.body))
        request.headers = ["Content-Type": "application/json", "Idempotency-Key": notice.key]
        request.headers["Authorization"] = receiver.request.authorization?.revealed
        request.headers["Orewatch-Signature"] = receiver.secret.map(notice.signature)
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        let path = "\(spool)/notice-\(receiver.name).answer"
        defer { unlink(path) }
        do {
            _ = try await HTTPClient().fetchOnce(request, to: path, receiver.request, stop: stop)
        } catch let failure as HTTPFailure {
            throw SourceError(source: receiver.name, what: failure.what, next: "", mayPass: true)
        }
    }
}
