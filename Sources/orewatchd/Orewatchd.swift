import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreService
import OreStorage

/// The daemon.
@main
struct Orewatchd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orewatchd",
        abstract: "Keep a standing watch: take in what sources deliver, run detection jobs on schedule, tell receivers.",
        discussion: """
            Prints "ready ADDRESS" on standard error when it serves /healthz, /readyz and /metrics there.
            SIGTERM ends it within 10 seconds; SIGHUP reads the configuration again.

            Example:
              orewatchd --config /etc/orewatch/orewatch.yaml --set service.listen=127.0.0.1:8460
            """,
        version: "0.1.0")

    @Option(help: "The configuration, YAML; $OREWATCH_CONFIG when not stated.")
    var config: String?

    @Option(
        name: .customLong("set"), help: ArgumentHelp("A setting over the file's and the environment's; repeatable.", valueName: "key=value")
    )
    var settings: [String] = []

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? Orewatchd { try await command.run() } else { try command.run() }
        } catch {
            Departure(error).leave()
        }
    }

    /// The store is made when it is missing: sources fill it.
    private static let work: @Sendable (WatchConfiguration) async throws -> any JobWork = { configuration in
        StoreWork(try Store(path: configuration.store, mode: .create), threads: ProcessInfo.processInfo.activeProcessorCount)
    }

    mutating func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let file = config ?? environment["OREWATCH_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let flags = try settings.map { setting -> (path: String, value: String) in
            guard let equals = setting.firstIndex(of: "=") else {
                throw ValidationError("--set takes key=value, such as service.listen=127.0.0.1:8460, not \"\(setting)\"")
            }
            return (String(setting[..<equals]), String(setting[setting.index(after: equals)...]))
        }
        // A closed reader of the log or of a connection is an error of that write, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
        ProcessMemory.returnLargeBlocks()
        let load: @Sendable () throws(InputError) -> WatchConfiguration = { () throws(InputError) in
            try WatchConfiguration.load(file: file, environment: environment, flags: flags)
        }
        try await Daemon(load: load, makeWork: Self.work).run()
    }
}
