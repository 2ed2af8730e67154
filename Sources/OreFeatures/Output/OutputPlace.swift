internal import Glibc

/// Where an output goes: a name in a folder, or a stream. The system calls behind ``AtomicFile``.
struct OutputPlace {
    /// As the user gave it, for messages.
    let path: String
    /// Behind symbolic links.
    let target: String
    let folder: String
    let isStream: Bool
    /// Used when a file needs a name before it is complete.
    let partialPath: String
    /// Permissions of the file that is replaced.
    private let existingMode: mode_t?

    init(_ path: String) throws(OutputError) {
        self.path = path
        var status = stat()
        let exists = path != "-" && stat(path, &status) == 0
        let kind = status.st_mode & S_IFMT
        if path.isEmpty { throw .cannotCreate(file: path, reason: "the path is empty", next: "name a file, or - for standard output") }
        if exists && kind == S_IFDIR { throw .cannotCreate(path, errno: EISDIR) }
        isStream = path == "-" || (exists && kind != S_IFREG)
        existingMode = exists && kind == S_IFREG ? status.st_mode & 0o777 : nil
        target = exists && kind == S_IFREG ? OutputPlace.resolved(path) : path
        if path.hasSuffix("/") { throw .cannotCreate(path, errno: EISDIR) }
        let slash = target.utf8.lastIndex(of: UInt8(ascii: "/"))
        if let slash { folder = slash == target.startIndex ? "/" : String(target[..<slash]) } else { folder = "." }
        partialPath = OutputPlace.temporaryPath(in: folder)
    }

    static var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

    static func temporaryPath(in folder: String) -> String {
        let name = String(UInt64.random(in: 1 << 60 ... .max), radix: 36)
        return (folder == "/" ? "" : folder) + "/.orewatch-" + name + ".partial"
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// A descriptor for writing: of the stream, of a file without a name, or of ``partialPath``.
    func open() throws(OutputError) -> Int32 {
        if path == "-" { return STDOUT_FILENO }
        if isStream { return try checked(Glibc.open(target, O_WRONLY | O_CLOEXEC)) }
        let unnamed = Glibc.open(folder, OutputPlace.unnamedFile | O_WRONLY | O_CLOEXEC, 0o666)
        if unnamed >= 0 { return unnamed }
        return try checked(Glibc.open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666))
    }

    /// `O_TMPFILE`, which the C headers hide from Swift: `__O_TMPFILE | O_DIRECTORY`, the same number on every Linux architecture in use.
    private static let unnamedFile: Int32 = 0o20_000_000 | O_DIRECTORY

    /// Fails early when the folder does not take files.
    func probe() throws(OutputError) {
        let descriptor = try checked(Glibc.open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666))
        _ = Glibc.close(descriptor)
        unlink(partialPath)
    }

    private func checked(_ descriptor: Int32) throws(OutputError) -> Int32 {
        guard descriptor >= 0 else { throw .cannotCreate(path, errno: errno) }
        return descriptor
    }

    /// Syncs the open file, gives it its name, and syncs the folder.
    func commit(_ descriptor: Int32) throws(OutputError) {
        if isStream { return }
        if let existingMode { fchmod(descriptor, existingMode) }
        guard fsync(descriptor) == 0 else { throw .writeFailed(path, errno: errno) }
        if access(partialPath, F_OK) != 0 {
            let unnamed = "/proc/self/fd/\(descriptor)"
            guard linkat(AT_FDCWD, unnamed, AT_FDCWD, partialPath, AT_SYMLINK_FOLLOW) == 0 else { throw .writeFailed(path, errno: errno) }
        }
        try renamePartial(partialPath)
    }

    /// The same for a file that somebody else wrote to `partial` and closed.
    func commit(partial: String) throws(OutputError) {
        let descriptor = Glibc.open(partial, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .writeFailed(path, errno: errno) }
        defer { _ = Glibc.close(descriptor) }
        if let existingMode { fchmod(descriptor, existingMode) }
        guard fsync(descriptor) == 0 else { throw .writeFailed(path, errno: errno) }
        try renamePartial(partial)
    }

    private func renamePartial(_ partial: String) throws(OutputError) {
        guard rename(partial, target) == 0 else {
            let code = errno
            unlink(partial)
            throw .cannotCreate(path, errno: code)
        }
        let directory = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        // A folder on some network file systems cannot be synced (EINVAL); the rename itself is done.
        fsync(directory)
        _ = Glibc.close(directory)
    }

    func discard() {
        if !isStream { unlink(partialPath) }
    }
}
