internal import Foundation

/// Guesses where a feature starts in the middle of a file: an opening brace and the member name that the file's first feature starts with.
///
/// A guess only: the same bytes may stand in a string or in a foreign member. Whoever uses it must prove it.
struct FeatureStartPattern: Sendable {
    private let name: [UInt8]
    private let isType: Bool

    /// - Parameter cursor: stands at the first feature. A feature without members gives a pattern that is never found.
    init(_ cursor: inout WindowCursor) throws {
        let start = cursor.offset
        cursor.pin = start
        defer {
            cursor.goBack(to: start)
            cursor.pin = nil
        }
        name = try cursor.scan { s throws(JSONFault) in
            try s.expect(0x7B, .featureExpected)
            if s.isEmptyContainer(0x7D) { return [] }
            return Array(try s.string(.keyExpected).bytes)
        }
        isType = name.elementsEqual("type".utf8)
    }

    /// The first place in `from ..< limit` of the input that looks like a feature's start.
    func firstMatch(in window: ByteWindow, from: Int, limit: Int) -> Int? {
        guard !name.isEmpty else { return nil }
        var scanner = window.scanner(at: from)
        let end = scanner.base + (min(limit, window.end) - window.start)
        while scanner.p < end, let brace = memchr(scanner.p, 0x7B, end - scanner.p) {
            scanner.p = UnsafePointer(brace.assumingMemoryBound(to: UInt8.self))
            let place = scanner.p
            if (try? matches(&scanner)) == true { return window.start + (place - window.base) }
            scanner.p = place + 1
        }
        return nil
    }

    private func matches(_ s: inout JSONScanner) throws(JSONFault) -> Bool {
        s.p += 1
        s.skipWhitespace()
        guard try s.string(.keyExpected).bytes.elementsEqual(name) else { return false }
        try s.expectToken(0x3A, .colonExpected)
        guard isType else { return true }
        s.skipWhitespace()
        return try s.string().equals("Feature")
    }
}
