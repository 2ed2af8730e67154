internal import OreGeometry

/// Reads consecutive features from a window into batches and says where it stopped.
struct ElementReader {
    enum Stop: Hashable, Sendable {
        /// The next element starts here.
        case next(Int)
        /// Behind the closing bracket of `features`, or the end of a sequence.
        case ended(Int)
    }

    /// A batch is full with this many features or positions (one feature may hold more).
    static let featuresPerBatch = 2000
    static let positionsPerBatch = 1_000_000
    /// A feature that does not fit in memory decently is refused.
    static let longestFeature = 1 << 30

    private var parser: FeatureParser
    private var longestFeature = ElementReader.longestFeature
    private let shape: GeoJSONEnvelope.Shape

    init(fields: [String]?, shape: GeoJSONEnvelope.Shape) {
        parser = FeatureParser(fields: fields)
        self.shape = shape
    }

    var droppedZ: Bool { parser.droppedZ }

    /// Forgets what was read and starts at another place.
    mutating func restart(longestFeature: Int) {
        _ = parser.takeBatch()
        parser.droppedZ = false
        self.longestFeature = longestFeature
    }

    /// Reads elements from the cursor on, which stands at the first byte of one, until one starts at `limit` or behind, or the batch is full.
    mutating func batch(_ cursor: inout WindowCursor, limit: Int, firstFeature: Int) throws -> (batch: FeatureBatch, stop: Stop) {
        parser.batch.firstFeature = firstFeature
        while true {
            parser.batch.lines.append(cursor.countLines() + 1)
            try element(&cursor, feature: firstFeature + parser.batch.count)
            let stop = try separator(&cursor)
            if case .next(let offset) = stop, offset < limit, !isFull { continue }
            return (parser.takeBatch(), stop)
        }
    }

    private var isFull: Bool {
        parser.batch.count >= ElementReader.featuresPerBatch || parser.batch.geometry.coordinates.count >= ElementReader.positionsPerBatch
    }

    private mutating func element(_ cursor: inout WindowCursor, feature: Int) throws {
        while true {
            parser.scanner = cursor.window.scanner(at: cursor.offset)
            do throws(JSONFault) {
                switch shape {
                case .collection: try parser.feature()
                case .sequence: try parser.document()
                case .table: try parser.tableRow()
                }
                cursor.offset = cursor.window.start + parser.scanner.offset
                return
            } catch {
                let place = cursor.window.start + error.at
                guard error.kind == .needMore else { throw cursor.fault(error.kind, at: place, feature: feature) }
                guard cursor.window.end - cursor.offset < longestFeature else {
                    throw cursor.fault(.tooLong, feature: feature)
                }
                try cursor.extend()
            }
        }
    }

    private func separator(_ cursor: inout WindowCursor) throws -> Stop {
        if shape == .sequence { return try ElementReader.nextInSequence(&cursor) }
        guard try cursor.scan({ s throws(JSONFault) in try s.continues(until: 0x5D) }) else { return .ended(cursor.offset) }
        guard try cursor.peek() != nil else { throw cursor.fault(.endOfInput) }
        return .next(cursor.offset)
    }

    /// White space and record separators (RFC 8142) between the documents of a sequence.
    static func nextInSequence(_ cursor: inout WindowCursor) throws -> Stop {
        while let byte = try cursor.peek() {
            guard byte == 0x1E else { return .next(cursor.offset) }
            cursor.offset += 1
        }
        return .ended(cursor.offset)
    }

    /// Where the first element starts, seen from the end of the head.
    static func first(_ cursor: inout WindowCursor, shape: GeoJSONEnvelope.Shape) throws -> Stop {
        if shape == .sequence { return try nextInSequence(&cursor) }
        guard let byte = try cursor.peek() else { throw cursor.fault(.endOfInput) }
        guard byte == 0x5D else { return .next(cursor.offset) }
        cursor.offset += 1
        return .ended(cursor.offset)
    }
}
