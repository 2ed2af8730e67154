import Foundation
import OreFeatures
import TestSupport
import Testing

@Suite("Atomic files")
struct OutputAtomicFileTests {
    @Test("Nothing appears before commit, and afterwards exactly the bytes, alone in the folder")
    func commit() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("out.txt")
        let file = try AtomicFile(path)
        try file.write("hello ")
        try file.write([0x77])
        #expect(!FileManager.default.fileExists(atPath: path))
        try file.commit()
        #expect(try folder.names() == ["out.txt"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "hello w")
        #expect(file.byteCount == 7)
    }

    @Test("Without commit the old content stays and no partial file remains")
    func discard() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("out.txt")
        try "old".write(toFile: path, atomically: false, encoding: .utf8)
        do {
            let file = try AtomicFile(path)
            try file.write("new")
        }
        #expect(try folder.names() == ["out.txt"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    }

    @Test("An existing file keeps its permissions, and a symbolic link stays a link")
    func permissionsAndLinks() throws {
        let folder = try TemporaryFolder()
        try "old".write(toFile: folder.path("real"), atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("real"))
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: folder.path("real"))
        let file = try AtomicFile(folder.path("link"))
        try file.write("new")
        try file.commit()
        #expect(try String(contentsOfFile: folder.path("real"), encoding: .utf8) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == folder.path("real"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path("real"))[.posixPermissions] as? Int
        #expect(mode == 0o640)
    }

    @Test("A missing folder, a folder as target and an empty path cannot be created, each with its reason")
    func cannotCreate() throws {
        let folder = try TemporaryFolder()
        for (path, words) in [
            (folder.path("no/such/out"), "create the folder first"), (folder.here, "inside that folder"), ("", "the path is empty"),
        ] {
            let error = #expect(throws: OutputError.self) { try AtomicFile(path) }
            guard case .cannotCreate(let file, _, _) = error else { continue }
            #expect(file == path)
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        }
    }

    @Test("Devices and FIFOs are written directly")
    func streams() throws {
        let null = try AtomicFile("/dev/null")
        try null.write("x")
        try null.commit()
        #expect(null.isStream)
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path("fifo"), 0o600) == 0)
        let reader = open(folder.path("fifo"), O_RDONLY | O_NONBLOCK)
        let fifo = try AtomicFile(folder.path("fifo"))
        try fifo.write("through")
        try fifo.commit()
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(read(reader, &bytes, 16) == 7)
        close(reader)
        #expect(try folder.names() == ["fifo"])
    }

    @Test("A full device is a write failure that names the reason")
    func fullDevice() throws {
        let full = try AtomicFile("/dev/full")
        let error = #expect(throws: OutputError.self) { try full.write("x") }
        guard case .writeFailed(_, let reason, let next) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason == "No space left on device")
        #expect(next.contains("free some space"))
    }

    @Test(
        "A disk that fills up leaves nothing behind",
        .enabled(if: SmallDisk.canBeMounted, "needs the right to mount a small file system"))
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        try #require(SmallDisk.mount(at: folder))
        defer { SmallDisk.unmount(folder) }
        let file = try AtomicFile(folder.path("big"))
        let error = #expect(throws: OutputError.self) {
            for _ in 0..<100 { try file.write([UInt8](repeating: 1, count: 4096)) }
            try file.commit()
        }
        #expect(error?.description.contains("No space left on device") == true)
        #expect(try folder.names() == [])
        // Nothing half-written holds the space either.
        let again = try AtomicFile(folder.path("small"))
        try again.write([UInt8](repeating: 1, count: 40_000))
        try again.commit()
        #expect(try folder.names() == ["small"])
    }

    @Test("A library's file is put in place, or removed with its side files when it fails")
    func madeByPath() throws {
        struct Failure: Error {}
        let folder = try TemporaryFolder()
        try AtomicFile.make(folder.path("made")) { try "content".write(toFile: $0, atomically: false, encoding: .utf8) }
        #expect(throws: Failure.self) {
            try AtomicFile.make(folder.path("failed")) { path in
                try "half".write(toFile: path, atomically: false, encoding: .utf8)
                try "journal".write(toFile: path + "-journal", atomically: false, encoding: .utf8)
                throw Failure()
            }
        }
        #expect(try folder.names() == ["made"])
    }
}

/// A file system of 64 KiB in memory, for tests of a full disk.
enum SmallDisk {
    static let canBeMounted: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        defer { withExtendedLifetime(folder) {} }
        guard mount(at: folder) else { return false }
        unmount(folder)
        return true
    }()

    static func mount(at folder: TemporaryFolder) -> Bool { Glibc.mount("tmpfs", folder.here, "tmpfs", 0, "size=64k") == 0 }

    static func unmount(_ folder: TemporaryFolder) { umount2(folder.here, Int32(MNT_DETACH)) }
}

extension TemporaryFolder {
    var here: String { url.path }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}
