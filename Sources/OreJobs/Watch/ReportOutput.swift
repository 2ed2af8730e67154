internal import OreFeatures
internal import OreGeometry

/// Puts the parts of a report into its file in their order, whatever order they are made in.
struct ReportOutput {
    enum Part: Sendable {
        /// Blocks of the last report.
        case kept(Range<Int>)
        /// Text, and its blocks with their places in the text.
        case new([UInt8], [ReportLayout.Block])
    }

    private let file: AtomicFile
    private let separator: [UInt8]
    private let source: StampedFile?
    private let lastBlocks: [ReportLayout.Block]
    private var blocks: [ReportLayout.Block] = []
    private var waiting: [Int: Result<Part, any Error>] = [:]
    private var turn = 0
    private var failure: (any Error)?

    /// - Parameters:
    ///   - source: the last report.
    ///   - blocks: how it lies there.
    init(_ path: String, opening: [UInt8], separator: [UInt8], source: StampedFile?, blocks: [ReportLayout.Block]) throws(OutputError) {
        file = try AtomicFile(path)
        (self.separator, self.source, lastBlocks) = (separator, source, blocks)
        try file.write(opening)
    }

    var hasFailed: Bool { failure != nil }

    /// Takes a part, and writes it and those behind it when all before it are written.
    /// - Returns: how many were written.
    mutating func take(_ part: Result<Part, any Error>, _ number: Int) -> Int {
        waiting[number] = part
        var written = 0
        while failure == nil, let part = waiting.removeValue(forKey: turn) {
            do { try write(try part.get()) } catch { failure = error }
            turn += 1
            written += 1
        }
        return written
    }

    private mutating func write(_ part: Part) throws {
        switch part {
        case .new(let text, let made):
            if made.isEmpty { return }
            if !blocks.isEmpty { try file.write(separator) }
            let base = file.byteCount
            try file.write(text)
            add(made[...], movedBy: base)
        case .kept(let range):
            guard let source, let first = lastBlocks[range].first, let last = lastBlocks[range].last else { return }
            if !blocks.isEmpty { try file.write(separator) }
            let base = file.byteCount
            try file.write(first.start..<last.end, of: source)
            add(lastBlocks[range], movedBy: base - first.start)
        }
    }

    private mutating func add(_ more: ArraySlice<ReportLayout.Block>, movedBy distance: Int) {
        for var block in more {
            block.start += distance
            blocks.append(block)
        }
    }

    /// Writes the end and puts the file in its place.
    /// - Parameter closing: of the box around all findings.
    /// - Returns: how the report lies in it.
    mutating func finish(_ closing: (Envelope) -> [UInt8]) throws -> [ReportLayout.Block] {
        if let failure { throw failure }
        var box = Envelope.empty
        for block in blocks { box.expand(toInclude: block.envelope) }
        try file.write(closing(box))
        try file.commit()
        return blocks
    }
}
