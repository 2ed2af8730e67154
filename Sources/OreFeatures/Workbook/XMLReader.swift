/// Reads the XML of a workbook's parts, event by event: elements, attributes, text. UTF-8 only.
///
/// No document types (so no entities but the five of XML and numbers of characters), at most 64 elements deep. Namespace prefixes are dropped.
/// Malformed text is a fault with its byte; the reader always moves on or throws.
struct XMLReader {
    enum Event: Equatable {
        /// An element begins; ``attributes`` holds its attributes. One that closes itself gives ``end`` next.
        case start(String)
        case end(String)
        case text(String)
        case finished
    }

    struct Fault: Error, Equatable {
        var byte: Int
        var what: String
    }

    static let deepest = 64
    static let mostAttributes = 256

    private(set) var attributes: [String: String] = [:]
    private let bytes: [UInt8]
    private var at = 0
    private var open: [String] = []
    private var pendingEnd: String?
    private var sawRoot = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    }

    /// The place of the reader, in bytes.
    var position: Int { at }

    mutating func next() throws(Fault) -> Event {
        if let name = pendingEnd {
            pendingEnd = nil
            open.removeLast()
            return .end(name)
        }
        while true {
            guard at < bytes.count else {
                guard open.isEmpty, sawRoot else { throw fault("the XML ends within an element") }
                return .finished
            }
            if bytes[at] != UInt8(ascii: "<") {
                let text = try text()
                if !open.isEmpty { return .text(text) }
                guard text.allSatisfy(\.isWhitespace) else { throw fault("text stands outside the XML's root") }
                continue
            }
            if starts("<!--") {
                try skip(past: "-->")
            } else if starts("<![CDATA[") {
                at += 9
                let start = at
                try skip(past: "]]>")
                return .text(String(decoding: bytes[start..<at - 3], as: UTF8.self))
            } else if starts("<?") {
                try skip(past: "?>")
            } else if starts("<!") {
                throw fault("the XML has a document type, which is not read")
            } else if starts("</") {
                return try endTag()
            } else {
                return try startTag()
            }
        }
    }

    private func fault(_ what: String) -> Fault { Fault(byte: at, what: what) }

    private func starts(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { at + $0.count <= bytes.count && bytes[at..<at + $0.count].elementsEqual($0) }
    }

    private mutating func skip(past text: StaticString) throws(Fault) {
        while at < bytes.count {
            if starts(text) {
                at += text.utf8CodeUnitCount
                return
            }
            at += 1
        }
        throw fault("the XML is cut off")
    }

    private mutating func text() throws(Fault) -> String {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
        return try unescaped(bytes[start..<at])
    }

    private mutating func startTag() throws(Fault) -> Event {
        at += 1
        let name = try name()
        guard open.count < Self.deepest else { throw fault("more than \(Self.deepest) elements within each other") }
        guard !open.isEmpty || !sawRoot else { throw fault("the XML has two roots") }
        sawRoot = true
        attributes.removeAll(keepingCapacity: true)
        while true {
            skipBlanks()
            guard at < bytes.count else { throw fault("the XML is cut off within a tag") }
            switch bytes[at] {
            case UInt8(ascii: ">"):
                at += 1
                open.append(name)
                return .start(name)
            case UInt8(ascii: "/"):
                at += 1
                guard at < bytes.count, bytes[at] == UInt8(ascii: ">") else { throw fault("a tag is not closed") }
                at += 1
                open.append(name)
                pendingEnd = name
                return .start(name)
            default: try attribute()
            }
        }
    }

    private mutating func attribute() throws(Fault) {
        let key = try name()
        skipBlanks()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { throw fault("an attribute has no value") }
        at += 1
        skipBlanks()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else {
            throw fault("an attribute has no quotes")
        }
        let quote = bytes[at]
        at += 1
        let start = at
        while at < bytes.count, bytes[at] != quote { at += 1 }
        guard at < bytes.count, attributes.count < Self.mostAttributes else { throw fault("an attribute is never closed") }
        attributes[key] = try unescaped(bytes[start..<at])
        at += 1
    }

    private mutating func endTag() throws(Fault) -> Event {
        at += 2
        let name = try name()
        skipBlanks()
        guard at < bytes.count, bytes[at] == UInt8(ascii: ">"), open.last == name else {
            throw fault("\"\(name.prefix(40))\" is closed but not open")
        }
        at += 1
        open.removeLast()
        return .end(name)
    }

    /// A name without its prefix.
    private mutating func name() throws(Fault) -> String {
        var start = at
        while at < bytes.count, !Self.endsName(bytes[at]) {
            if bytes[at] == UInt8(ascii: ":") { start = at + 1 }
            at += 1
        }
        guard at > start, at - start <= 256 else { throw fault("a name is missing") }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        default: false
        }
    }

    private mutating func skipBlanks() {
        while at < bytes.count, bytes[at] == 0x20 || (0x09...0x0D).contains(bytes[at]) { at += 1 }
    }

    private func unescaped(_ slice: ArraySlice<UInt8>) throws(Fault) -> String {
        guard slice.contains(UInt8(ascii: "&")) else { return String(decoding: slice, as: UTF8.self) }
        var result: [UInt8] = []
        var rest = slice
        while let byte = rest.first {
            guard byte == UInt8(ascii: "&") else {
                result.append(byte)
                rest.removeFirst()
                continue
            }
            guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw fault("an \"&\" without its \";\"") }
            let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
            guard let scalar = Self.entity(name) else { throw fault("the entity \"&\(name);\" is not known") }
            result.append(contentsOf: String(Character(scalar)).utf8)
            rest = rest[(end + 1)...]
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func entity(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return code.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
        }
    }
}
