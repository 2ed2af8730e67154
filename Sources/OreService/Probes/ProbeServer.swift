internal import Foundation
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import OreJobs

/// Health, readiness and metrics over plain HTTP. Nothing here needs a secret, and nothing here changes anything.
struct ProbeServer {
    let settings: ServiceSettings
    let readiness: Readiness
    let metrics: MetricsRegistry
    /// How long ago the scheduler's loop last looked.
    let sinceLastLook: @Sendable () -> Duration
    /// Longer without a look: the loop hangs, the process should be started again.
    let patience: Duration
    let log: Logger

    /// - Parameter onRunning: called with the address once requests are taken.
    func application(onRunning: @escaping @Sendable (String) -> Void) -> some ApplicationProtocol {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        // The server's own log speaks of each connection: only its warnings are for the operator.
        var quiet = log
        quiet.logLevel = max(log.logLevel, .warning)
        return Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(settings.host, port: settings.port), serverName: "orewatch"),
            onServerRunning: { channel in onRunning("http://\(host):\(channel.localAddress?.port ?? settings.port)") }, logger: quiet)
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("healthz") { _, _ -> Response in
            let silence = sinceLastLook()
            guard silence < patience else {
                return Self.text("the scheduler has not looked for \(Int(silence.components.seconds)) s\n", .serviceUnavailable)
            }
            return Self.text("ok\n")
        }
        router.get("readyz") { _, _ -> Response in
            if let reason = readiness.notReady { return Self.text("not ready: \(reason)\n", .serviceUnavailable) }
            return Self.text("ready\n")
        }
        router.get("metrics") { _, _ -> Response in
            if let bytes = ProcessMemory.resident { metrics.set("orewatch_process_resident_memory_bytes", to: Double(bytes)) }
            return Self.text(metrics.text(), type: MetricsRegistry.contentType)
        }
        return router
    }

    private static func text(_ text: String, _ status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8") -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// What the system says of this process.
enum ProcessMemory {
    /// Resident bytes; `nil` where the system does not say.
    static var resident: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let words = text.split(separator: " ")
        return words.count > 1 ? Int(words[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
    }
}
