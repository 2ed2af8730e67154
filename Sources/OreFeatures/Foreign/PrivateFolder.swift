internal import Foundation

/// A private folder (0700) that is removed with the last reference to it.
final class PrivateFolder: Sendable {
    let path: String

    init(in parent: String = OutputPlace.temporaryFolder) throws(InputError) {
        let template = parent + "/orewatch-XXXXXX"
        var bytes = Array(template.utf8CString)
        guard mkdtemp(&bytes) != nil else {
            throw .cannotOpen(file: template, reason: String(cString: strerror(errno)) + "; set TMPDIR to a folder with free space")
        }
        path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
