internal import Foundation

/// The encoding that a text was found to have, and why.
public struct DetectedEncoding: Sendable, Hashable {
    public var encoding: TextEncoding
    /// For people: "byte order mark", "valid UTF-8", "valid GB18030 with 412 common Chinese characters", "--encoding".
    public var evidence: String
    /// Bytes to skip before the text.
    public var markLength: Int

    public init(encoding: TextEncoding, evidence: String, markLength: Int = 0) {
        self.encoding = encoding
        self.evidence = evidence
        self.markLength = markLength
    }
}

/// Decides the encoding of a text by its bytes.
///
/// In this order: a byte order mark; UTF-16 without one, by where its zero bytes stand; well-formed UTF-8; well-formed GB18030 whose
/// characters are mostly common Chinese ones in runs; otherwise Latin-1, in which every text is well-formed.
public enum EncodingDetector {
    /// How much is looked at, from the first byte on that is not ASCII.
    static let sampleLength = 1 << 20

    /// - Parameters:
    ///   - sample: the beginning of the text, or all of it.
    ///   - isComplete: whether the text ends with the sample; otherwise a sequence cut at its end is no fault.
    ///   - asciiBefore: bytes of ASCII that were skipped before the sample.
    /// - Throws: `InputError.refused` when this is no text: zero bytes that UTF-16 does not explain, or UTF-32.
    public static func detect(
        _ sample: UnsafeRawBufferPointer, isComplete: Bool, asciiBefore: Int = 0, file: String
    ) throws(InputError) -> DetectedEncoding {
        if asciiBefore == 0, let marked = try byteOrderMark(sample, file: file) { return marked }
        if let zero = sample.firstIndex(of: 0) {
            guard let encoding = utf16(sample) else {
                throw .refused(
                    file: file, place: InputPlace(byte: asciiBefore + zero), what: "a zero byte: this is not text",
                    next: "give a text file in UTF-8, UTF-16, GB18030 or Latin-1")
            }
            return DetectedEncoding(
                encoding: encoding, evidence: "zero bytes at every \(encoding == .utf16LittleEndian ? "odd" : "even") place")
        }
        return eightBit(sample, isComplete: isComplete)
    }

    /// Looks into a file: past its ASCII beginning, then at a sample of one megabyte.
    public static func detect(file path: String) throws(InputError) -> DetectedEncoding {
        try detect(PlainFile(regular: path))
    }

    static func detect(_ input: any InputBytes) throws(InputError) -> DetectedEncoding {
        let file = try TextStream(input, hashes: false)
        var skipped = 0
        while true {
            var chunk = try file.read(upTo: sampleLength)
            let isLast = chunk.count < sampleLength
            let firstWide = chunk.withUnsafeBytes { bytes in skipped == 0 ? 0 : asciiLength(bytes) }
            if isLast || firstWide < chunk.count && (skipped > 0 || chunk.contains { $0 >= 0x80 || $0 == 0 }) {
                chunk.removeFirst(firstWide)
                if !isLast, firstWide > 0 { chunk += try file.read(upTo: firstWide) }
                let complete = isLast || chunk.count < sampleLength
                return try chunk.withRawBytes { (bytes) throws(InputError) in
                    try detect(bytes, isComplete: complete, asciiBefore: skipped + firstWide, file: input.path)
                }
            }
            skipped += chunk.count
        }
    }

    /// Bytes at the beginning that are ASCII and not zero.
    private static func asciiLength(_ bytes: UnsafeRawBufferPointer) -> Int {
        bytes.firstIndex { $0 >= 0x80 || $0 == 0 } ?? bytes.count
    }

    private static func byteOrderMark(_ bytes: UnsafeRawBufferPointer, file: String) throws(InputError) -> DetectedEncoding? {
        let evidence = "byte order mark"
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return DetectedEncoding(encoding: .utf8, evidence: evidence, markLength: 3) }
        if bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) { return DetectedEncoding(encoding: .gb18030, evidence: evidence, markLength: 4) }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            throw .refused(file: file, place: InputPlace(byte: 0), what: "the text is UTF-32", next: "convert it to UTF-8")
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return DetectedEncoding(encoding: .utf16LittleEndian, evidence: evidence, markLength: 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return DetectedEncoding(encoding: .utf16BigEndian, evidence: evidence, markLength: 2) }
        return nil
    }

    /// Separators, digits and line ends of a UTF-16 table have a zero byte, all on the same side. At least one unit in fifty.
    private static func utf16(_ bytes: UnsafeRawBufferPointer) -> TextEncoding? {
        var zeros = (even: 0, odd: 0)
        for (i, byte) in bytes.enumerated() where byte == 0 {
            if i % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        guard max(zeros.even, zeros.odd) * 100 >= bytes.count, min(zeros.even, zeros.odd) * 50 <= max(zeros.even, zeros.odd) else {
            return nil
        }
        return zeros.odd > zeros.even ? .utf16LittleEndian : .utf16BigEndian
    }

    private static func eightBit(_ bytes: UnsafeRawBufferPointer, isComplete: Bool) -> DetectedEncoding {
        let utf8 = UTF8Check.examine(bytes)
        switch utf8 {
        case .valid: return DetectedEncoding(encoding: .utf8, evidence: asciiLength(bytes) == bytes.count ? "ASCII only" : "valid UTF-8")
        case .truncated where !isComplete: return DetectedEncoding(encoding: .utf8, evidence: "valid UTF-8")
        case .truncated(let at), .malformed(let at):
            let gb = GB18030Check(bytes)
            if gb.looksChinese, isComplete == false || gb.truncatedAt == nil {
                let evidence = "valid GB18030 with \(gb.commonCharacters) common Chinese characters"
                return DetectedEncoding(encoding: .gb18030, evidence: evidence)
            }
            let multibyte = at > 0 && UTF8Check.examine(UnsafeRawBufferPointer(rebasing: bytes[..<at])) == .valid
            // UTF-8 with one bad place is damaged UTF-8, not Latin-1: many well-formed sequences before it cannot be chance.
            if multibyte, wideSequences(bytes[..<at]) >= 8 {
                return DetectedEncoding(encoding: .utf8, evidence: "UTF-8 up to a malformed place")
            }
            return DetectedEncoding(encoding: .latin1, evidence: "neither UTF-8 nor Chinese GB18030, taken as Latin-1")
        }
    }

    private static func wideSequences(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        bytes.reduce(into: 0) { if $1 >= 0xC0 { $0 += 1 } }
    }
}
