/// A place in an input that is read through a sliding window, with the line it lies on.
struct WindowCursor {
    let window: ByteWindow
    var offset: Int
    /// Line feeds before ``lineOffset``.
    private var lineFeeds: Int
    private var lineOffset: Int
    /// Bytes from here on stay in the window, for a reader that may go back.
    var pin: Int?

    init(_ window: ByteWindow, offset: Int, lineFeeds: Int = 0) {
        self.window = window
        self.offset = offset
        self.lineFeeds = lineFeeds
        self.lineOffset = offset
    }

    /// Line feeds before the present place. Cost: a pass over the bytes since the last call.
    mutating func countLines() -> Int {
        if offset > lineOffset {
            // Lines are counted before bytes leave the window, so everything behind `lineOffset` is still there.
            lineFeeds += window.lineFeeds(from: lineOffset, to: offset)
            lineOffset = offset
        }
        return lineFeeds
    }

    /// Goes back to a pinned place.
    mutating func goBack(to place: Int) {
        offset = place
        guard lineOffset > place else { return }
        lineFeeds -= window.lineFeeds(from: place, to: lineOffset)
        lineOffset = place
    }

    /// Reads on; what lies before the present place may leave the window.
    mutating func extend() throws {
        _ = countLines()
        try window.extend(keepingFrom: min(offset, pin ?? offset))
    }

    /// A fault at a place of the input that still lies in the window.
    func fault(_ kind: JSONFault.Kind, at place: Int? = nil, feature: Int? = nil) -> GeoJSONFault {
        let place = place ?? offset
        let from = max(lineOffset, window.start)
        let behind = place >= from ? window.lineFeeds(from: from, to: min(place, window.end)) : 0
        return GeoJSONFault(kind: kind, byte: place, line: lineFeeds + behind + 1, feature: feature)
    }

    /// Runs `body` at the present place, from there again with a longer window when it does not suffice.
    /// - Parameter longest: bytes of the window beyond which it is not made longer.
    mutating func scan<Result>(longest: Int = .max, _ body: (inout JSONScanner) throws(JSONFault) -> Result) throws -> Result {
        while true {
            var scanner = window.scanner(at: offset)
            do throws(JSONFault) {
                let result = try body(&scanner)
                offset = window.start + scanner.offset
                return result
            } catch {
                guard error.kind == .needMore else { throw fault(error.kind, at: window.start + error.at) }
                guard window.end - offset < longest else { throw fault(.tooLong) }
                try extend()
            }
        }
    }

    /// Skips white space; the next byte, or `nil` at the end of the input.
    mutating func peek() throws -> UInt8? {
        while true {
            var scanner = window.scanner(at: offset)
            scanner.skipWhitespace()
            offset = window.start + scanner.offset
            if !scanner.isAtEnd { return scanner.p.pointee }
            if window.isFinal { return nil }
            try extend()
        }
    }

    /// Passes over a value of any size without keeping it.
    mutating func skipValue(depth: Int) throws {
        var structure = JSONStructure(baseDepth: depth)
        while true {
            var scanner = window.scanner(at: offset)
            do throws(JSONFault) {
                defer { offset = window.start + scanner.offset }
                return try structure.run(&scanner)
            } catch {
                guard error.kind == .needMore else { throw fault(error.kind, at: window.start + error.at) }
                try extend()
            }
        }
    }
}
