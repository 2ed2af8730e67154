/// Passes over one JSON value of any size, token by token, without recursion and without keeping it.
///
/// Can stop at the end of a window and go on in the next: when `run` throws `needMore`, the scanner stands at the first byte that is still
/// needed. Only a single string or number has to fit in a window.
struct JSONStructure {
    /// Nesting that is accepted. Deeper input is an error: later stages would spend their stack on it.
    static let maximumDepth = 512

    private enum Expectation { case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, done }

    private var expectation = Expectation.value
    private var depth: Int
    private let baseDepth: Int
    /// One bit per level: set for an object.
    private var objects = InlineArray<9, UInt64>(repeating: 0)

    init(baseDepth: Int = 0) {
        self.depth = baseDepth
        self.baseDepth = baseDepth
    }

    mutating func run(_ scanner: inout JSONScanner) throws(JSONFault) {
        while expectation != .done {
            scanner.skipWhitespace()
            let token = scanner.p
            do throws(JSONFault) {
                try step(&scanner)
            } catch {
                if error.kind == .needMore { scanner.p = token }
                throw error
            }
        }
    }

    private var isInObject: Bool { objects[depth >> 6] & (1 << UInt64(depth & 63)) != 0 }

    private mutating func step(_ s: inout JSONScanner) throws(JSONFault) {
        let byte = s.p.pointee
        switch expectation {
        case .valueOrEnd where byte == 0x5D, .keyOrEnd where byte == 0x7D: close(&s)
        case .value, .valueOrEnd: try value(byte, &s)
        case .key, .keyOrEnd:
            _ = try s.string(.keyExpected)
            expectation = .colon
        case .colon:
            try s.expect(0x3A, .colonExpected)
            expectation = .value
        case .commaOrEnd:
            if byte == 0x2C {
                s.p += 1
                expectation = isInObject ? .key : .value
            } else if byte == (isInObject ? 0x7D : 0x5D) {
                close(&s)
            } else {
                throw s.fault(.commaOrEndExpected)
            }
        case .done: return
        }
    }

    private mutating func value(_ byte: UInt8, _ s: inout JSONScanner) throws(JSONFault) {
        switch byte {
        case 0x5B, 0x7B:
            guard depth < JSONStructure.maximumDepth else { throw s.fault(.tooDeep) }
            s.p += 1
            depth += 1
            let bit: UInt64 = 1 << UInt64(depth & 63)
            if byte == 0x7B { objects[depth >> 6] |= bit } else { objects[depth >> 6] &= ~bit }
            expectation = byte == 0x7B ? .keyOrEnd : .valueOrEnd
            return
        case 0x22: _ = try s.string()
        case 0x2D, 0x30...0x39: try s.skipNumber()
        case UInt8(ascii: "t"): try s.literal("true")
        case UInt8(ascii: "f"): try s.literal("false")
        case UInt8(ascii: "n"): try s.literal("null")
        default: throw s.fault(.valueExpected)
        }
        afterValue()
    }

    private mutating func close(_ s: inout JSONScanner) {
        s.p += 1
        depth -= 1
        afterValue()
    }

    private mutating func afterValue() { expectation = depth == baseDepth ? .done : .commaOrEnd }
}

extension JSONScanner {
    /// White space and one value of any kind, within the window.
    mutating func skipValue(depth: Int) throws(JSONFault) {
        skipWhitespace()
        switch p.pointee {
        case 0x22: _ = try string()
        case 0x2D, 0x30...0x39: try skipNumber()
        default:
            var structure = JSONStructure(baseDepth: depth)
            try structure.run(&self)
        }
    }
}
