internal import Foundation
internal import Logging
internal import OreJobs
internal import ServiceLifecycle

/// Runs the scheduler, and sees that its end does not take longer than promised.
struct SchedulerService: Service {
    let scheduler: Scheduler
    let readiness: Readiness
    let shutdown: Duration
    let log: Logger

    func run() async throws {
        await withGracefulShutdownHandler {
            await scheduler.run()
        } onGracefulShutdown: {
            readiness.set(notReady: "stopping")
            Self.limit(shutdown, log)
            Task { await scheduler.end() }
        }
    }

    /// Work that blocks a thread cannot be ended from outside. What it has not committed by then is dropped by the store's transaction, as after
    /// a power cut; so leaving is safe, and is what SIGTERM asks for.
    private static func limit(_ duration: Duration, _ log: Logger) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        let thread = Thread {
            Thread.sleep(forTimeInterval: seconds + 0.5)
            log.warning("running work abandoned")
            _exit(0)
        }
        thread.stackSize = 1 << 19
        thread.start()
    }
}
