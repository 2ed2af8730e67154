internal import Glibc

/// An external program run to its end with limits on time, memory and file size, a clean environment and no input.
///
/// Started with `posix_spawn` and waited for on the calling thread: see decision 3, "Foreign formats in a child process".
struct ConfinedCommand: Sendable {
    /// Absolute path.
    var program: String
    var arguments: [String]
    var environment: [String: String]
    /// Private; what the program prints goes to files there.
    var folder: String
    var limits = Limits()

    struct Limits: Sendable {
        var cpuSeconds = 600
        var memoryBytes = 8 << 30
        var fileBytes = 64 << 30
        var wallClock: Duration = .seconds(900)
    }

    enum Ending: Sendable, Hashable {
        case exited(Int32)
        case signaled(Int32)
        case timedOut
    }

    struct Outcome: Sendable {
        var ending: Ending
        /// The first mebibyte of each stream.
        var output: String
        var errors: String
    }

    struct SpawnFailure: Error {
        var code: Int32
        var reason: String { String(cString: strerror(code)) }
    }

    /// The absolute path of a program in the first of the folders that has it.
    static func find(_ program: String, on searchPath: String) -> String? {
        for folder in searchPath.split(separator: ":") {
            let candidate = folder + "/" + program
            if access(candidate, X_OK) == 0 { return candidate }
        }
        return nil
    }

    /// Blocks the calling thread until the program ended; kills it and its children when its time is over.
    /// - Parameter setpriv: its path, when there is one: then the program is also killed when the calling thread ends, that is, with us.
    func run(prlimit: String, setpriv: String? = nil) throws(SpawnFailure) -> Outcome {
        let output = folder + "/output.txt"
        let errors = folder + "/errors.txt"
        let child = try spawn(prlimit, setpriv, output: output, errors: errors)
        let ending = wait(for: child)
        return Outcome(ending: ending, output: ConfinedCommand.text(output), errors: ConfinedCommand.text(errors))
    }

    /// `POSIX_SPAWN_SETSID`, which the headers hide from Swift: no terminal, and one process group to kill.
    private static let newSession: Int16 = 0x80

    private func spawn(_ prlimit: String, _ setpriv: String?, output: String, errors: String) throws(SpawnFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, ConfinedCommand.newSession)
        let bounds = [
            prlimit, "--cpu=\(limits.cpuSeconds)", "--as=\(limits.memoryBytes)", "--fsize=\(limits.fileBytes)", "--core=0", "--nofile=256",
        ]
        let bond = setpriv.map { [$0, "--pdeathsig", "KILL"] } ?? []
        var child: pid_t = 0
        let code = ConfinedCommand.withCStrings(bounds + bond + [program] + arguments) { argv in
            ConfinedCommand.withCStrings(environment.map { $0.key + "=" + $0.value }.sorted()) { envp in
                posix_spawn(&child, prlimit, &actions, &attributes, argv, envp)
            }
        }
        guard code == 0 else { throw SpawnFailure(code: code) }
        return child
    }

    /// Looks every millisecond at first, then less often, up to every 20: a conversion takes tens of milliseconds and more.
    private func wait(for child: pid_t) -> Ending {
        let end = ContinuousClock.now + limits.wallClock
        var pause: UInt32 = 1000
        var status: Int32 = 0
        while true {
            let reaped = waitpid(child, &status, WNOHANG)
            if reaped == child { return ConfinedCommand.ending(status) }
            if reaped < 0 && errno != EINTR { return .signaled(SIGKILL) }
            if ContinuousClock.now >= end {
                kill(-child, SIGKILL)
                while waitpid(child, &status, 0) < 0 && errno == EINTR {}
                return .timedOut
            }
            usleep(pause)
            pause = min(20_000, pause + pause / 4)
        }
    }

    private static func ending(_ status: Int32) -> Ending {
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
    }

    private static func text(_ path: String) -> String { String(decoding: FileHead.read(path, upTo: 1 << 20), as: UTF8.self) }

    /// Calls `body` with a null-terminated array of C strings.
    private static func withCStrings<T>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> T) -> T {
        let copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return body(copies)
    }
}
