internal import Foundation

/// Turns the bytes of one text stream into UTF-8, chunk by chunk.
///
/// GB18030 and UTF-16 go through the C library's iconv, Latin-1 and UTF-8 are done here. A sequence that a chunk ends within is kept for the
/// next one. A malformed sequence is an error with its place; nothing is ever replaced or left out.
/// One decoder per stream, used by one thread at a time.
public final class TextDecoder {
    public let encoding: TextEncoding
    private let file: String
    private var converter: iconv_t?
    private var carried: [UInt8] = []
    /// Bytes of the file decoded so far.
    private var position: Int
    private var line = 1

    /// - Parameters:
    ///   - file: for messages.
    ///   - startingAt: the place of the first byte in the file: the length of the byte order mark that was skipped.
    /// - Throws: `InputError.cannotOpen` when the C library lacks the converter.
    public init(_ encoding: TextEncoding, file: String, startingAt: Int = 0) throws(InputError) {
        self.encoding = encoding
        self.file = file
        self.position = startingAt
        if encoding == .utf8 || encoding == .latin1 { return }
        guard let converter = iconv_open("UTF-8", encoding.iconvName), Int(bitPattern: converter) != -1 else {
            throw .cannotOpen(file: file, reason: "the C library has no converter from \(encoding.rawValue) (package libc6 or glibc-gconv)")
        }
        self.converter = converter
    }

    deinit {
        if let converter { iconv_close(converter) }
    }

    /// Appends the UTF-8 of the next bytes.
    /// - Parameter isLast: the stream ends here: a sequence cut short is then an error.
    /// - Throws: `InputError.refused` with the byte and the line of a malformed or truncated sequence.
    public func decode(_ bytes: UnsafeRawBufferPointer, isLast: Bool, into text: inout [UInt8]) throws(InputError) {
        let textStart = text.count
        if carried.isEmpty {
            try decodeChunk(bytes, isLast: isLast, into: &text)
        } else {
            var joined = carried
            joined.append(contentsOf: bytes)
            carried = []
            try joined.withRawBytes { (joined) throws(InputError) in try decodeChunk(joined, isLast: isLast, into: &text) }
        }
        line += text.withUnsafeBytes { CSVBytes.count(10, in: UnsafeRawBufferPointer(rebasing: $0[textStart...])) }
    }

    private func decodeChunk(_ bytes: UnsafeRawBufferPointer, isLast: Bool, into text: inout [UInt8]) throws(InputError) {
        let start = text.count
        let used: Int
        switch encoding {
        case .utf8: used = try passUTF8(bytes, into: &text)
        case .latin1: used = widenLatin1(bytes, into: &text)
        default: used = try convert(bytes, into: &text)
        }
        if used < bytes.count {
            if isLast { throw malformed(at: used, in: text, from: start, "the text ends within a character") }
            carried = Array(bytes[used...])
        }
        position += used
    }

    private func passUTF8(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) throws(InputError) -> Int {
        switch UTF8Check.examine(bytes) {
        case .valid:
            text.append(contentsOf: bytes)
            return bytes.count
        case .truncated(let at):
            text.append(contentsOf: bytes[..<at])
            return at
        case .malformed(let at):
            let start = text.count
            text.append(contentsOf: bytes[..<at])
            throw malformed(at: at, in: text, from: start, "not valid UTF-8")
        }
    }

    private func widenLatin1(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) -> Int {
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                text.append(0xC0 | byte >> 6)
                text.append(0x80 | byte & 0x3F)
            }
        }
        return bytes.count
    }

    /// - Returns: bytes used; fewer than given when they end within a character.
    private func convert(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) throws(InputError) -> Int {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return 0 }
        let start = text.count
        var input: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: CChar.self))
        var inputLeft = bytes.count
        while inputLeft > 0 {
            // One and a half times as many bytes is what Chinese text grows by; more is asked for in the next round.
            let room = inputLeft + inputLeft / 2 + 16
            var failure: Int32 = 0
            text.append(
                contentsOf: [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                    buffer.withMemoryRebound(to: CChar.self) { chars in
                        var output: UnsafeMutablePointer<CChar>? = chars.baseAddress
                        var outputLeft = room
                        if iconv(converter, &input, &inputLeft, &output, &outputLeft) == -1 { failure = errno }
                        filled = room - outputLeft
                    }
                })
            switch failure {
            case 0, E2BIG: continue
            case EINVAL: return bytes.count - inputLeft
            default: throw malformed(at: bytes.count - inputLeft, in: text, from: start, "not valid \(encoding.rawValue)")
            }
        }
        return bytes.count
    }

    private func malformed(at offset: Int, in text: [UInt8], from start: Int, _ what: String) -> InputError {
        let lines = text[start...].reduce(into: line) { if $1 == 10 { $0 += 1 } }
        return .refused(
            file: file, place: InputPlace(line: lines, byte: position + offset), what: what,
            next: "save the file as UTF-8, or name its encoding with --encoding "
                + TextEncoding.optionNames.dropFirst().joined(separator: "|"))
    }
}
