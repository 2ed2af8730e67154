internal import Crypto
internal import Foundation

/// A regular file read once from its beginning, with the SHA-256 of what was read.
final class TextFileStream {
    let path: String
    let byteCount: Int
    private(set) var position = 0
    private let descriptor: Int32
    private var hash: SHA256?

    /// - Parameter hashes: whether ``sha256()`` will be asked for.
    init(path: String, hashes: Bool = false) throws(InputError) {
        // Non-blocking, so that opening a FIFO without a writer returns and can be refused.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(file: path, reason: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw .cannotOpen(file: path, reason: reason)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .cannotOpen(file: path, reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a directory" : "it is not a regular file")
        }
        self.path = path
        self.descriptor = descriptor
        self.byteCount = Int(status.st_size)
        self.hash = hashes ? SHA256() : nil
    }

    deinit {
        close(descriptor)
    }

    /// The next bytes: exactly `count`, or fewer at the end of the file.
    func read(upTo count: Int) throws(InputError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let n = Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
                if n < 0 {
                    if errno == EINTR { continue }
                    failure = errno
                    return
                }
                if n == 0 { return }
                filled += n
            }
        }
        if failure != 0 { throw .readFailed(file: path, reason: String(cString: strerror(failure))) }
        if hash != nil { bytes.withUnsafeBytes { hash?.update(bufferPointer: $0) } }
        position += bytes.count
        return bytes
    }

    /// Lower-case hexadecimal SHA-256 of all bytes read so far; empty when not asked for.
    func sha256() -> String {
        guard let hash else { return "" }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in hash.finalize() { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
