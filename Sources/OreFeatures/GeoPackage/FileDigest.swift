internal import Crypto
internal import Glibc

/// SHA-256 of files in one streaming pass.
enum FileDigest {
    /// Lower-case hexadecimal digest of the files' bytes, one after the other. Reads through a quarter of a MiB.
    static func sha256(of paths: [String]) throws(InputError) -> String {
        var hash = SHA256()
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        for path in paths {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .cannotOpen(file: path, reason: String(cString: strerror(errno))) }
            defer { close(descriptor) }
            while true {
                let count = read(descriptor, &chunk, chunk.count)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw .readFailed(file: path, reason: String(cString: strerror(errno))) }
                if count == 0 { break }
                chunk.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            }
        }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
