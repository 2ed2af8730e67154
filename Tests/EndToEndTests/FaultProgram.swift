import Foundation
import TestSupport

/// A program that is running, until it ends or is killed.
final class RunningProgram {
    struct Ended {
        let exitCode: Int32
        let output: String
        let standardError: String
    }

    private let process = Process()
    private let folder: TemporaryFolder

    init(_ path: String, _ arguments: [String]) throws {
        folder = try TemporaryFolder()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: try folder.file("out", "")))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: try folder.file("err", "")))
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// Kills it (SIGKILL) after so many seconds, unless it ended by itself.
    func killed(after seconds: Double) throws -> Ended {
        Thread.sleep(forTimeInterval: seconds)
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        return try ended()
    }

    /// Waits for its end. The exit code of a program that a signal ended is the signal's number, negative.
    func ended() throws -> Ended {
        process.waitUntilExit()
        return Ended(
            exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOfFile: folder.path("out"), encoding: .utf8),
            standardError: try String(contentsOfFile: folder.path("err"), encoding: .utf8))
    }
}

extension BuiltProgram {
    /// Where it lies: beside the tests' own executable.
    var path: String { URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name).path }

    /// Starts the program and comes back at once.
    func start(_ arguments: [String]) throws -> RunningProgram { try RunningProgram(path, arguments) }
}
