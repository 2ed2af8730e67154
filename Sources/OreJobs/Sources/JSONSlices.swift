internal import OreFeatures

/// A JSON text in slices: members of objects and elements of arrays as ranges of bytes, so that features pass from an answer into a file without
/// being read as numbers and written again.
///
/// Only for texts that ``JSONGrammar`` has found well formed: the walk then needs no more than strings and brackets. It never leaves the bytes.
struct JSONSlices {
    let bytes: [UInt8]

    /// - Throws: the place and reason when the bytes are not JSON.
    init(_ bytes: [UInt8]) throws(JSONSliceError) {
        if let fault = JSONGrammar.validate(bytes) { throw JSONSliceError(what: "not JSON: \(fault.place): \(fault.what)") }
        self.bytes = bytes
    }

    /// The value that the text is.
    var whole: Range<Int> { value(at: start(from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)) }

    /// Members of an object by name, the first of each; empty for other values.
    func members(_ object: Range<Int>) -> [String: Range<Int>] {
        guard !object.isEmpty, bytes[object.lowerBound] == UInt8(ascii: "{") else { return [:] }
        var members: [String: Range<Int>] = [:]
        var at = start(from: object.lowerBound + 1)
        while at < object.upperBound - 1 {
            let name = value(at: at)
            let value = value(at: start(from: start(from: name.upperBound) + 1))
            if let text = string(name), members[text] == nil { members[text] = value }
            at = start(from: value.upperBound)
            if at < object.upperBound - 1 { at = start(from: at + 1) }
        }
        return members
    }

    /// Elements of an array; empty for other values.
    func elements(_ array: Range<Int>) -> [Range<Int>] {
        guard !array.isEmpty, bytes[array.lowerBound] == UInt8(ascii: "[") else { return [] }
        var elements: [Range<Int>] = []
        var at = start(from: array.lowerBound + 1)
        while at < array.upperBound - 1 {
            let value = value(at: at)
            elements.append(value)
            at = start(from: value.upperBound)
            if at < array.upperBound - 1 { at = start(from: at + 1) }
        }
        return elements
    }

    /// The text of a string, with its escapes resolved; `nil` for other values.
    func string(_ range: Range<Int>) -> String? {
        guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "\"") else { return nil }
        let inner = bytes[range.lowerBound + 1..<range.upperBound - 1]
        return inner.contains(UInt8(ascii: "\\")) ? Self.unescaped(inner) : String(decoding: inner, as: UTF8.self)
    }

    func number(_ range: Range<Int>) -> Double? { Double(String(decoding: bytes[range], as: UTF8.self)) }

    private func start(from place: Int) -> Int {
        var at = place
        while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
        return at
    }

    /// The value that begins here.
    private func value(at place: Int) -> Range<Int> {
        guard place < bytes.count else { return bytes.count..<bytes.count }
        var at = place
        switch bytes[place] {
        case UInt8(ascii: "\""): at = endOfString(place)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            var depth = 0
            repeat {
                switch bytes[at] {
                case UInt8(ascii: "\""): at = endOfString(at) - 1
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
                at += 1
            } while depth > 0 && at < bytes.count
        default:
            while at < bytes.count, ![0x20, 0x0A, 0x0D, 0x09, 0x2C, 0x5D, 0x7D, 0x3A].contains(bytes[at]) { at += 1 }
        }
        return place..<at
    }

    private func endOfString(_ place: Int) -> Int {
        var at = place + 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(at + 1, bytes.count)
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        let simple: [UInt8: UInt8] = [0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9]
        var units: [UInt16] = []
        var text = ""
        var rest = bytes
        var plain: [UInt8] = []
        func flushed(_ text: String) -> String { text + String(decoding: units, as: UTF16.self) + String(decoding: plain, as: UTF8.self) }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let escape = rest.popFirst() {
                if escape == UInt8(ascii: "u"), let unit = UInt16(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16) {
                    if !plain.isEmpty { (text, units, plain) = (flushed(text), [], []) }
                    units.append(unit)
                    rest = rest.dropFirst(4)
                    continue
                }
                plain.append(simple[escape] ?? escape)
            } else {
                plain.append(byte)
            }
        }
        return flushed(text)
    }
}

struct JSONSliceError: Error, Hashable {
    var what: String
}
