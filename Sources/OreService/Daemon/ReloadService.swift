internal import Logging
internal import OreFeatures
internal import OreJobs
internal import ServiceLifecycle
internal import UnixSignals

/// Takes the configuration anew on SIGHUP, or keeps the old one with an error in the log.
struct ReloadService: Service {
    let load: @Sendable () throws(InputError) -> WatchConfiguration
    let running: WatchConfiguration
    let scheduler: Scheduler
    let metrics: MetricsRegistry
    let log: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() { await reload() }
    }

    private func reload() async {
        do {
            var fresh = try load()
            if fresh.store != running.store || fresh.service != running.service || fresh.log != running.log {
                log.warning("store, service and log are taken at the next start")
            }
            (fresh.store, fresh.service, fresh.log) = (running.store, running.service, running.log)
            await scheduler.replace(fresh)
            metrics.add(to: "orewatch_configuration_reloads_total", ["outcome": "done"])
            log.notice("configuration reloaded", metadata: ["jobs": "\(fresh.jobs.count)", "sources": "\(fresh.sources.count)"])
        } catch {
            metrics.add(to: "orewatch_configuration_reloads_total", ["outcome": "refused"])
            log.error("configuration kept", metadata: ["reason": "\(error)"])
        }
    }
}
