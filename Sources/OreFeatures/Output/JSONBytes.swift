/// A reusable buffer of UTF-8 bytes with the appends that writers need: escaped strings, integers, shortest doubles, fixed-point numbers.
///
/// Keeps its memory over ``removeAll()``. Not limited to JSON: the CSV and XML writers use it for their numbers.
public struct JSONBytes: Sendable {
    /// Longer than ``count``; the rest is room to write into without initialising it again.
    @usableFromInline var storage: [UInt8]
    @usableFromInline var used = 0

    public init(capacity: Int = 1 << 16) {
        storage = [UInt8](repeating: 0, count: max(64, capacity))
    }

    @inlinable public var count: Int { used }
    @inlinable public var isEmpty: Bool { used == 0 }

    /// The bytes appended so far. Cost: a copy.
    public var bytes: [UInt8] { Array(storage[..<used]) }

    /// The bytes as text; for messages and tests. Cost: a copy.
    public var text: String { String(decoding: storage[..<used], as: UTF8.self) }

    @inlinable
    public mutating func removeAll() { used = 0 }

    /// Takes back everything behind the first `count` bytes.
    public mutating func truncate(to count: Int) { used = min(used, max(0, count)) }

    public func withUnsafeBytes<T, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> T) throws(Failure) -> T {
        try storage.withUnsafeBufferPointer { (buffer) throws(Failure) -> T in
            try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<used])))
        }
    }

    /// Grows the storage until `bytes` more fit.
    @inlinable
    public mutating func reserve(_ bytes: Int) {
        if storage.count - used < bytes { grow(bytes) }
    }

    @inline(never)
    @usableFromInline
    mutating func grow(_ bytes: Int) {
        storage.append(contentsOf: repeatElement(0, count: max(bytes, storage.count)))
    }

    /// Lets `body` write at most `bytes` bytes from the pointer on; it returns where it stopped.
    @inline(__always)
    mutating func write(upTo bytes: Int, _ body: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>) {
        reserve(bytes)
        let start = used
        used = storage.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return start }
            return body(base + start) - base
        }
    }

    @inlinable
    public mutating func append(byte: UInt8) {
        reserve(1)
        storage[used] = byte
        used += 1
    }

    public mutating func append(utf8 bytes: some Collection<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { append($0) }
        if done == nil { for byte in bytes { append(byte: byte) } }
    }

    /// Text as it is, without escaping.
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    public mutating func append(_ other: JSONBytes) {
        other.withUnsafeBytes { append($0.bindMemory(to: UInt8.self)) }
    }

    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        write(upTo: bytes.count) { target in
            target.update(from: source, count: bytes.count)
            return target + bytes.count
        }
    }
}

// MARK: JSON strings

extension JSONBytes {
    /// A JSON string with its quotes. Control characters, quote and backslash are escaped; everything else stays as it is.
    public mutating func append(string: String) {
        var text = string
        text.withUTF8 { append(stringUTF8: $0) }
    }

    /// The same for bytes that are known to be UTF-8, such as the cells of an ``AttributeColumn``.
    public mutating func append(stringUTF8 bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBufferPointer { append(stringUTF8: $0) }
    }

    mutating func append(stringUTF8 bytes: UnsafeBufferPointer<UInt8>) {
        write(upTo: bytes.count * 6 + 2) { start in
            var out = start
            out.pointee = UInt8(ascii: "\"")
            out += 1
            for byte in bytes {
                if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                    out.pointee = byte
                    out += 1
                } else {
                    out = JSONBytes.writeEscape(byte, at: out)
                }
            }
            out.pointee = UInt8(ascii: "\"")
            return out + 1
        }
    }

    private static func writeEscape(_ byte: UInt8, at start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var out = start
        func put(_ byte: UInt8) {
            out.pointee = byte
            out += 1
        }
        put(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): put(byte)
        case 0x08: put(UInt8(ascii: "b"))
        case 0x09: put(UInt8(ascii: "t"))
        case 0x0A: put(UInt8(ascii: "n"))
        case 0x0C: put(UInt8(ascii: "f"))
        case 0x0D: put(UInt8(ascii: "r"))
        default:
            for character in "u00".utf8 { put(character) }
            for nibble in [byte >> 4, byte & 15] { put(nibble < 10 ? 0x30 + nibble : 0x57 + nibble) }
        }
        return out
    }
}
