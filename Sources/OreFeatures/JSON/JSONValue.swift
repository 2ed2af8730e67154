/// A small JSON value as a tree; numbers as written. For members that are looked at, such as `crs`; never for features.
enum JSONValue: Hashable, Sendable {
    case object([Member])
    case array([JSONValue])
    case string(String)
    case number(String)
    case bool(Bool)
    case null

    struct Member: Hashable, Sendable {
        let name: String
        let value: JSONValue
    }

    /// Nesting that is kept as a tree.
    static let maximumDepth = 32

    /// A value at the present place of a scanner, within the window.
    init(_ s: inout JSONScanner, depth: Int = 0) throws(JSONFault) {
        guard depth < JSONValue.maximumDepth else { throw s.fault(.tooDeep) }
        s.skipWhitespace()
        let start = s.p
        switch start.pointee {
        case 0x7B: self = .object(try JSONValue.members(&s, depth: depth))
        case 0x5B: self = .array(try JSONValue.elements(&s, depth: depth))
        case 0x22: self = .string(try s.string().string)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            try s.skipValue(depth: depth)
            self = start.pointee == UInt8(ascii: "n") ? .null : .bool(start.pointee == UInt8(ascii: "t"))
        default:
            try s.skipValue(depth: depth)
            self = .number(String(decoding: UnsafeBufferPointer(start: start, count: s.p - start), as: UTF8.self))
        }
    }

    private static func members(_ s: inout JSONScanner, depth: Int) throws(JSONFault) -> [Member] {
        s.p += 1
        var (members, names) = ([Member](), Set<String>())
        if s.isEmptyContainer(0x7D) { return members }
        repeat {
            s.skipWhitespace()
            let nameStart = s.offset
            let name = try s.string(.keyExpected).string
            guard names.insert(name).inserted else { throw JSONFault(kind: .duplicateMember, at: nameStart) }
            try s.expectToken(0x3A, .colonExpected)
            members.append(Member(name: name, value: try JSONValue(&s, depth: depth + 1)))
        } while try s.continues(until: 0x7D)
        return members
    }

    private static func elements(_ s: inout JSONScanner, depth: Int) throws(JSONFault) -> [JSONValue] {
        s.p += 1
        var elements: [JSONValue] = []
        if s.isEmptyContainer(0x5D) { return elements }
        repeat { elements.append(try JSONValue(&s, depth: depth + 1)) } while try s.continues(until: 0x5D)
        return elements
    }

    /// A member of an object; `nil` for other values.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a string or of a number.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        default: nil
        }
    }
}
