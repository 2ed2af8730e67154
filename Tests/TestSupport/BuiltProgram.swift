public import Foundation

/// Runs a program that this package built, as its user would: the real binary, its streams and its exit code.
public struct BuiltProgram: Sendable {
    public struct Outcome: Sendable {
        public let exitCode: Int32
        public let standardOutput: Data
        public let standardError: String
        public var output: String { String(decoding: standardOutput, as: UTF8.self) }
    }

    public let name: String

    public init(_ name: String) { self.name = name }

    /// The build folder: the tests' own executable lies in it.
    private var url: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name)
    }

    /// Runs to the end. Standard input is `input`, or empty. Both output streams go through files, so that no pipe can fill up.
    public func run(_ arguments: [String], input: Data = Data(), environment: [String: String] = [:]) throws -> Outcome {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        for stream in ["in", "out", "err"] {
            try (stream == "in" ? input : Data()).write(to: folder.url.appending(path: stream))
        }
        process.standardInput = try FileHandle(forReadingFrom: folder.url.appending(path: "in"))
        process.standardOutput = try FileHandle(forWritingTo: folder.url.appending(path: "out"))
        process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: "err"))
        try process.run()
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            standardOutput: try Data(contentsOf: folder.url.appending(path: "out")),
            standardError: String(decoding: try Data(contentsOf: folder.url.appending(path: "err")), as: UTF8.self))
    }
}

/// A folder of one test, removed with its owner.
public final class TemporaryFolder: Sendable {
    public let url: URL

    public init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "orewatch-test-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and gives its path.
    public func file(_ name: String, _ text: String) throws -> String {
        try file(name, Data(text.utf8))
    }

    public func file(_ name: String, _ bytes: Data) throws -> String {
        let path = url.appending(path: name)
        try bytes.write(to: path)
        return path.path
    }

    /// Writes a shell script that can be run, and gives its path.
    ///
    /// A child writes it: a descriptor of this process, open for writing, would be inherited by every child that another test starts at that
    /// moment, and until that child calls `exec` the script would be "Text file busy".
    public func program(_ name: String, _ script: String) throws -> String {
        let path = path(name)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", #"printf '#!/bin/sh\n%s\n' "$2" > "$1" && chmod 755 "$1""#, "sh", path, script]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
        return path
    }

    /// The path of a file that need not exist.
    public func path(_ name: String) -> String { url.appending(path: name).path }
}
