public import Foundation
internal import Logging
public import OreFeatures
public import OreJobs
internal import ServiceLifecycle
internal import UnixSignals

/// The standing watch: holds the store's leader lock, runs jobs, answers probes, until SIGTERM or SIGINT.
public struct Daemon: Sendable {
    /// Reads the configuration; called at start and for each SIGHUP.
    private let load: @Sendable () throws(InputError) -> WatchConfiguration
    /// Opens the store and makes what the jobs do. Called once, under the leader lock.
    private let makeWork: @Sendable (WatchConfiguration) async throws -> any JobWork
    private let now: @Sendable () -> Date

    public init(
        load: @escaping @Sendable () throws(InputError) -> WatchConfiguration,
        makeWork: @escaping @Sendable (WatchConfiguration) async throws -> any JobWork, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        (self.load, self.makeWork, self.now) = (load, makeWork, now)
    }

    /// Returns after an orderly end.
    /// - Throws: `InputError` for the configuration, ``LeaderLockError``, what opening the store throws, `DaemonError` when the address is taken.
    public func run() async throws {
        let configuration = try load()
        let log = Logger(label: "orewatch") { _ in LineLog(configuration.log) }
        let lock = try LeaderLock(store: configuration.store)
        defer { lock.release() }
        let metrics = MetricsRegistry(MetricFamily.watch(configuration))
        metrics.set("orewatch_process_start_time_seconds", to: now().timeIntervalSince1970)
        let work = try await makeWork(configuration)
        let scheduler = Scheduler(configuration: configuration, work: work, metrics: metrics, log: log, now: now)
        try await serve(configuration, scheduler, metrics, log)
        log.info("stopped")
    }

    private func serve(_ configuration: WatchConfiguration, _ scheduler: Scheduler, _ metrics: MetricsRegistry, _ log: Logger) async throws
    {
        let readiness = Readiness()
        let probes = ProbeServer(
            settings: configuration.service, readiness: readiness, metrics: metrics, sinceLastLook: { scheduler.sinceLastLook },
            patience: configuration.lookEvery * 4 + .seconds(120), log: log)
        let application = probes.application { address in
            readiness.set(notReady: nil)
            FileHandle.standardError.write(Data("ready \(address)\n".utf8))
        }
        let reloading = ReloadService(load: load, running: configuration, scheduler: scheduler, metrics: metrics, log: log)
        let working = SchedulerService(scheduler: scheduler, readiness: readiness, shutdown: configuration.service.shutdown, log: log)
        var quiet = log
        quiet.logLevel = max(log.logLevel, .error)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [application, reloading, working], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
        do {
            try await group.run()
        } catch {
            throw DaemonError(what: "the service ended: \(error)", address: "\(configuration.service.host):\(configuration.service.port)")
        }
    }
}

/// The service could not begin or go on, most often because its address is taken (exit 69).
public struct DaemonError: Error, CustomStringConvertible {
    var what: String
    var address: String
    public var description: String { "\(address): \(what.prefix(300)); is the address free?" }
}
