/// A strict byte scanner for JSON text (RFC 8259) that lies in memory.
///
/// The bytes `base ..< end` are followed by at least ``padding`` zero bytes: zero is no byte of JSON outside its place, so that the inner
/// loops stop there without a bounds check, and eight bytes can be loaded at any place. Every call advances or throws.
/// When the window is not the last of its input, reaching `end` inside a token throws `needMore`.
struct JSONScanner {
    static let padding = 16

    let base: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    /// The input ends at `end`.
    let isFinal: Bool
    var p: UnsafePointer<UInt8>

    init(base: UnsafePointer<UInt8>, count: Int, at offset: Int, isFinal: Bool) {
        self.base = base
        self.end = base + count
        self.isFinal = isFinal
        self.p = base + offset
    }

    var offset: Int { p - base }
    var isAtEnd: Bool { p >= end }

    /// The fault at the present byte: the end of the window or of the input comes before any other reason.
    @inline(never)
    func fault(_ kind: JSONFault.Kind) -> JSONFault {
        if p >= end { return JSONFault(kind: isFinal ? .endOfInput : .needMore, at: end - base) }
        return JSONFault(kind: kind, at: p - base)
    }

    // MARK: White space and single bytes

    @inline(__always)
    mutating func skipWhitespace() {
        if p.pointee > 0x20 { return }
        skipWhitespaceRun()
    }

    @inline(never)
    private mutating func skipWhitespaceRun() {
        while true {
            switch p.pointee {
            case 0x20:
                p += 1
                while JSONScanner.word(at: p) == 0x2020_2020_2020_2020 { p += 8 }
            case 0x0A, 0x0D, 0x09: p += 1
            default: return
            }
        }
    }

    /// Consumes `byte` or throws.
    @inline(__always)
    mutating func expect(_ byte: UInt8, _ kind: JSONFault.Kind) throws(JSONFault) {
        guard p.pointee == byte else { throw fault(kind) }
        p += 1
    }

    /// White space, then `byte`.
    @inline(__always)
    mutating func expectToken(_ byte: UInt8, _ kind: JSONFault.Kind) throws(JSONFault) {
        skipWhitespace()
        try expect(byte, kind)
    }

    /// After a member or an element: true when a comma follows, false when `close` does.
    @inline(__always)
    mutating func continues(until close: UInt8) throws(JSONFault) -> Bool {
        skipWhitespace()
        let byte = p.pointee
        guard byte == 0x2C || byte == close else { throw fault(.commaOrEndExpected) }
        p += 1
        return byte == 0x2C
    }

    /// After `{` or `[`: consumes `close` when the container is empty.
    @inline(__always)
    mutating func isEmptyContainer(_ close: UInt8) -> Bool {
        skipWhitespace()
        guard p.pointee == close else { return false }
        p += 1
        return true
    }

    // MARK: Words

    mutating func literal(_ text: StaticString) throws(JSONFault) {
        let start = p
        for i in 0..<text.utf8CodeUnitCount {
            guard p.pointee == text.utf8Start[i] else {
                let found = fault(.badLiteral)
                p = start
                throw found
            }
            p += 1
        }
    }

    /// Eight bytes, the first in the lowest place.
    @inline(__always)
    static func word(at p: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
    }

    /// The number of line feeds in a range of bytes: eight bytes at a time in one word, whose bytes count up to 255 rounds.
    static func lineFeeds(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
        let feeds: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        var p = UnsafeRawPointer(start)
        let end = UnsafeRawPointer(end)
        var total = 0
        while end - p >= 8 {
            var counts: UInt64 = 0
            for _ in 0..<min(255, (end - p) / 8) {
                let x = p.loadUnaligned(as: UInt64.self) ^ feeds
                // 0x80 in each byte of x that is zero, without carries between bytes.
                let zero = ~(((x & low) &+ low) | x | low)
                counts &+= zero >> 7
                p += 8
            }
            let pairs = (counts & 0x00FF_00FF_00FF_00FF) &+ ((counts >> 8) & 0x00FF_00FF_00FF_00FF)
            total += Int((pairs &* 0x0001_0001_0001_0001) >> 48)
        }
        while p < end {
            if p.load(as: UInt8.self) == 0x0A { total += 1 }
            p += 1
        }
        return total
    }
}
