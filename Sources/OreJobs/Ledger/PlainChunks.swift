internal import Crypto
internal import Foundation
internal import OreFeatures

/// Passes over a text in chunks of whole lines.
enum PlainChunks {
    static let size = 8 << 20

    /// - Parameters:
    ///   - start: where the first line begins.
    ///   - body: gets each chunk once, in order; the bytes are its own while it runs. `false` ends the pass.
    /// - Returns: SHA-256 of the whole file; `nil` when `body` ended the pass, or a line is longer than a chunk.
    static func forEach(_ path: String, from start: Int, _ body: (UnsafeRawBufferPointer) throws -> Bool) throws -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw InputError.cannotOpen(file: path, reason: String(cString: strerror(errno)))
        }
        defer { try? file.close() }
        var hash = SHA256()
        var rest: [UInt8] = []
        var skip = start
        while true {
            let block: Data
            do { block = try file.read(upToCount: size) ?? Data() } catch { throw InputError.readFailed(file: path, reason: "\(error)") }
            hash.update(data: block)
            rest += block.dropFirst(skip)
            skip = max(0, skip - block.count)
            let isLast = block.isEmpty
            var end = isLast ? rest.count : (rest.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
            if isLast { while end > 0, rest[end - 1] == UInt8(ascii: "\n") || rest[end - 1] == UInt8(ascii: "\r") { end -= 1 } }
            if end > 0 {
                let goesOn = try rest.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
                guard goesOn else { return nil }
                rest.removeFirst(end)
            } else if !isLast, rest.count > size {
                return nil
            }
            if isLast { return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
        }
    }
}
