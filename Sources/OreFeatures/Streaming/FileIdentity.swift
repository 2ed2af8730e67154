internal import Foundation

/// What tells that a file was changed or replaced while it was read.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int
    let modifiedSeconds: Int
    let modifiedNanoseconds: Int

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modifiedSeconds = Int(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int(status.st_mtim.tv_nsec)
    }

    /// - Throws: `readFailed` when the open file differs from what it was.
    func verify(_ file: FileHandleOwner) throws(InputError) {
        guard FileIdentity(try file.status()) == self else {
            throw InputError.readFailed(file: file.path, reason: "the file was changed while it was read; run again when it is complete")
        }
    }
}
