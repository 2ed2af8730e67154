internal import OreGeometry

/// Geometry in the store: decimals as differences of scaled integers where that loses nothing, doubles otherwise.
///
/// Registers and detectors write positions with few decimals. A longitude of at most seven decimals is the double nearest to `i / 10^7`, and
/// dividing the integer gives back the same bits. Differences along a ring are small, so that most take one or two bytes instead of eight.
enum GeometryBytes {
    /// Digits after the point that are tried, in order; 0 stands for plain doubles.
    private static let scales: [(digits: UInt8, factor: Double)] = [(7, 1e7), (9, 1e9)]

    /// Appends geometry `index` of the columns.
    static func append(_ index: Int, of columns: GeometryColumns, to writer: inout RecordWriter) {
        guard let kind = columns.kinds[index] else { return writer.byte(0) }
        writer.byte(kind.rawValue)
        let parts = columns.parts(of: index)
        writer.count(parts.count)
        for part in parts {
            let rings = columns.rings(ofPart: part)
            writer.count(rings.count)
            for ring in rings { writer.count(columns.positions(ofRing: ring).count) }
        }
        let positions = columns.positions(of: index)
        columns.coordinates.withUnsafeBufferPointer { all in
            let own = UnsafeBufferPointer(rebasing: all[positions])
            let scale = scales.first { scale in isExact(own, scale.factor) }
            writer.byte(scale?.digits ?? 0)
            if let scale { appendScaled(own, scale.factor, &writer) } else { appendPlain(own, &writer) }
        }
    }

    static func append(_ geometry: Geometry?, to writer: inout RecordWriter) {
        var columns = GeometryColumns()
        columns.append(geometry)
        append(0, of: columns, to: &writer)
    }

    private static func isExact(_ positions: UnsafeBufferPointer<Coordinate>, _ factor: Double) -> Bool {
        for c in positions {
            let (x, y) = ((c.x * factor).rounded(), (c.y * factor).rounded())
            guard abs(x) < 4e15, abs(y) < 4e15, x / factor == c.x, y / factor == c.y else { return false }
            // Negative zero would come back positive.
            if x == 0 && c.x.sign == .minus || y == 0 && c.y.sign == .minus { return false }
        }
        return true
    }

    private static func appendScaled(_ positions: UnsafeBufferPointer<Coordinate>, _ factor: Double, _ writer: inout RecordWriter) {
        var (lastX, lastY): (Int64, Int64) = (0, 0)
        for c in positions {
            let (x, y) = (Int64((c.x * factor).rounded()), Int64((c.y * factor).rounded()))
            writer.signed(x - lastX)
            writer.signed(y - lastY)
            (lastX, lastY) = (x, y)
        }
    }

    private static func appendPlain(_ positions: UnsafeBufferPointer<Coordinate>, _ writer: inout RecordWriter) {
        for c in positions {
            writer.double(c.x)
            writer.double(c.y)
        }
    }

    /// Reads one geometry and appends it to the columns.
    static func read(_ reader: inout RecordReader, into columns: inout GeometryColumns) throws(StoreError) {
        let kindByte = try reader.byte()
        guard kindByte != 0 else { return columns.closeGeometry(nil) }
        guard let kind = GeometryKind(rawValue: kindByte) else { throw .damagedRecord }
        // The lengths of rings stand before all positions: they are passed over, and read again beside these.
        var shape = reader
        for _ in 0..<(try reader.count()) {
            for _ in 0..<(try reader.count()) { _ = try reader.count() }
        }
        let factor: Double
        switch try reader.byte() {
        case 0: factor = 0
        case 7: factor = 1e7
        case 9: factor = 1e9
        default: throw .damagedRecord
        }
        var (x, y): (Int64, Int64) = (0, 0)
        for _ in 0..<(try shape.count()) {
            for _ in 0..<(try shape.count()) {
                let count = try shape.count()
                // Every position takes two bytes at least: what follows is never larger than what is there.
                guard count <= reader.remaining / 2 else { throw .damagedRecord }
                if factor == 0 {
                    for _ in 0..<count { columns.appendPosition(Coordinate(try reader.double(), try reader.double())) }
                } else if !readScaled(count, factor, &reader, &x, &y, into: &columns) {
                    throw .damagedRecord
                }
                columns.closeRing()
            }
            columns.closePart()
        }
        columns.closeGeometry(kind)
    }

    /// False when the bytes end too early.
    private static func readScaled(
        _ count: Int, _ factor: Double, _ reader: inout RecordReader, _ x: inout Int64, _ y: inout Int64,
        into columns: inout GeometryColumns
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: Coordinate.self, capacity: count) { positions in
            var (px, py) = (x, y)
            for i in 0..<count {
                guard let (dx, dy) = reader.signedPair() else { return false }
                px &+= dx
                py &+= dy
                positions.initializeElement(at: i, to: Coordinate(Double(px) / factor, Double(py) / factor))
            }
            (x, y) = (px, py)
            columns.appendPositions(UnsafeBufferPointer(positions))
            return true
        }
    }

    /// How many positions the geometry has at whose bytes the reader stands.
    static func positionCount(_ reader: RecordReader) throws(StoreError) -> Int {
        var reader = reader
        guard try reader.byte() != 0 else { return 0 }
        var positions = 0
        for _ in 0..<(try reader.count()) {
            for _ in 0..<(try reader.count()) { positions += try reader.count() }
        }
        guard positions <= reader.remaining / 2 else { throw .damagedRecord }
        return positions
    }

    static func skip(_ reader: inout RecordReader) throws(StoreError) {
        var columns = GeometryColumns()
        try read(&reader, into: &columns)
    }
}
