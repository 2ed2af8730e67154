internal import Dispatch
internal import Glibc
internal import Subprocess

/// An external program run with limits on time, memory and file size, a clean environment and no input.
struct ConfinedCommand: Sendable {
    var program: String
    var arguments: [String]
    var environment: [String: String]
    var limits = Limits()

    struct Limits: Sendable {
        var cpuSeconds = 600
        var memoryBytes = 8 << 30
        var fileBytes = 64 << 30
        var wallClock: Duration = .seconds(900)
    }

    struct Outcome: Sendable {
        var status: TerminationStatus
        var output: String
        var errors: String
        var timedOut: Bool
    }

    /// The absolute path of a program on `PATH`.
    static func find(_ program: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for folder in path.split(separator: ":") {
            let candidate = folder + "/" + program
            if access(candidate, X_OK) == 0 { return candidate }
        }
        return nil
    }

    /// Runs the program to its end and gives what it printed, some MiB at most.
    ///
    /// Blocks the calling thread, and only that: the asynchronous work runs on a queue of its own and its children inherit it, so that a
    /// caller on Swift's cooperative pool does not wait for a thread of that same pool.
    func run() throws -> Outcome {
        let done = DispatchSemaphore(value: 0)
        let result = ResultBox<Outcome>()
        Task(executorPreference: QueueExecutor.shared) {
            do { result.set(.success(try await runWithTimeout())) } catch { result.set(.failure(error)) }
            done.signal()
        }
        done.wait()
        return try result.get()
    }

    private func runWithTimeout() async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await launch() }
            group.addTask {
                try await Task.sleep(for: limits.wallClock)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            return first ?? Outcome(status: .signaled(SIGKILL), output: "", errors: "", timedOut: true)
        }
    }

    private func launch() async throws -> Outcome {
        var options = PlatformOptions()
        // Its own session: no terminal, and a cancelled run ends with a kill.
        options.createSession = true
        options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .milliseconds(500))]
        let bounds = [
            "--cpu=\(limits.cpuSeconds)", "--as=\(limits.memoryBytes)", "--fsize=\(limits.fileBytes)", "--core=0", "--nofile=256", program,
        ]
        let variables = Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
        let result = try await Subprocess.run(
            .name("prlimit"), arguments: Arguments(bounds + arguments), environment: .custom(variables), platformOptions: options,
            input: .none, output: .string(limit: 1 << 20), error: .string(limit: 4 << 20))
        return Outcome(
            status: result.terminationStatus, output: result.standardOutput, errors: result.standardError, timedOut: false)
    }
}
