internal import Crypto
internal import Foundation

/// The SHA-256 of a file that several threads read in parts: whoever has a moment carries it on, one at a time, in order.
///
/// The bytes are read again, in pieces that stay in the processor's cache: copying them is a small part of hashing them, and nobody has to
/// keep a buffer until its turn comes.
final class FileHash: Sendable {
    private struct State {
        var hash = SHA256()
        var offset = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
    }

    private let file: FileHandleOwner
    private let byteCount: Int
    private let state: LockedState<State>

    init(_ file: FileHandleOwner, byteCount: Int) {
        self.file = file
        self.byteCount = byteCount
        state = LockedState(State())
    }

    /// Hashes on up to `end`, unless another thread is at it.
    func advance(to end: Int) throws {
        try state.ifFree { try advance(&$0, to: end) }
    }

    /// Hashes the rest; lower-case hexadecimal.
    func finish() throws -> String {
        try state.whenFree { state in
            try advance(&state, to: byteCount)
            return SHA256.hexadecimal(state.hash.finalize())
        }
    }

    private func advance(_ state: inout State, to end: Int) throws {
        let end = min(end, byteCount)
        while state.offset < end {
            let wanted = min(state.buffer.count, end - state.offset)
            let offset = state.offset
            let count = try state.buffer.withUnsafeMutableBytes { buffer in
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
            }
            guard count == wanted else {
                throw InputError.readFailed(file: file.path, reason: "the file became shorter while it was read")
            }
            state.buffer.withUnsafeBytes { state.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            state.offset += count
        }
    }
}
