internal import Foundation
internal import OreFeatures

/// A file that can be read several times: the input itself, or a copy of what came through a pipe, removed with its owner.
final class RereadableInput {
    let path: String
    private let folder: URL?

    /// - Throws: ``InputError`` when the pipe cannot be read, or its content cannot be kept.
    init(_ input: String) throws {
        var status = stat()
        let isPipe = stat(input, &status) == 0 && [S_IFIFO, S_IFCHR, S_IFSOCK].contains(status.st_mode & S_IFMT)
        guard isPipe else {
            path = input
            folder = nil
            return
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "orewatch-" + UUID().uuidString)
        let copy = folder.appending(path: "input")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data().write(to: copy)
            try Self.copy(input, to: copy)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw InputError.readFailed(file: input, reason: "\(error.localizedDescription)")
        }
        path = copy.path
        self.folder = folder
    }

    private static func copy(_ input: String, to copy: URL) throws {
        let reader = try FileHandle(forReadingFrom: URL(filePath: input))
        let writer = try FileHandle(forWritingTo: copy)
        defer {
            try? reader.close()
            try? writer.close()
        }
        while let chunk = try reader.read(upToCount: 1 << 20), !chunk.isEmpty { try writer.write(contentsOf: chunk) }
    }

    deinit { if let folder { try? FileManager.default.removeItem(at: folder) } }
}

extension InputError {
    /// The same error about the file as the user named it.
    func about(_ file: String) -> InputError {
        switch self {
        case .refused(_, let place, let what, let next): .refused(file: file, place: place, what: what, next: next)
        case .cannotOpen(_, let reason): .cannotOpen(file: file, reason: reason)
        case .readFailed(_, let reason): .readFailed(file: file, reason: reason)
        case .badConfiguration: self
        }
    }
}
