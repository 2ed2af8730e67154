internal import OreGeometry

/// Writes polygons as GeoJSON geometry with 7 decimals, from columns, and keeps the envelope of what it wrote.
///
/// Works on the rounded positions as whole numbers (units of 1e-7 degrees), so that direction, coinciding positions and the envelope are
/// decided on exactly what the reader of the file will see.
struct RoundedGeometryText {
    /// Decimals of a degree: 1e-7 degrees are about 1 cm.
    static let decimals = 7
    private static let scale = 1e7

    /// Of everything written so far, in degrees, rounded.
    var envelope: Envelope {
        isEmpty
            ? .empty
            : Envelope(
                minX: Double(lowX) / Self.scale, minY: Double(lowY) / Self.scale, maxX: Double(highX) / Self.scale,
                maxY: Double(highY) / Self.scale)
    }
    private var (lowX, lowY, highX, highY) = (Int64.max, Int64.max, Int64.min, Int64.min)
    private var isEmpty: Bool { lowX > highX }
    /// The positions of one ring, x and y in turn.
    private var ring: [Int64] = []

    /// Writes geometry `index`, or `null` when nothing of it is left after rounding. Only polygons have a form here.
    mutating func append(_ index: Int, of columns: GeometryColumns, to json: inout JSONBytes) {
        guard index < columns.count, columns.kinds[index]?.isPolygonal == true else { return json.null() }
        var parts = JSONBytes()
        var count = 0
        parts.reserve(columns.positions(of: index).count * 24 + 64)
        for part in columns.parts(of: index) {
            let start = parts.bytes.count
            if count > 0 { parts.raw(",") }
            if append(part: part, of: columns, to: &parts) { count += 1 } else { parts.truncate(to: start) }
        }
        guard count > 0 else { return json.null() }
        if count == 1 {
            json.raw("{\"type\":\"Polygon\",\"coordinates\":")
        } else {
            json.raw("{\"type\":\"MultiPolygon\",\"coordinates\":[")
        }
        parts.bytes.withUnsafeBufferPointer { json.raw($0) }
        if count == 1 { json.raw("}") } else { json.raw("]}") }
    }

    /// False when the exterior ring is flattened by rounding.
    private mutating func append(part: Int, of columns: GeometryColumns, to json: inout JSONBytes) -> Bool {
        json.raw("[")
        var isExterior = true
        for ringIndex in columns.rings(ofPart: part) {
            let doubledArea = round(columns.positions(ofRing: ringIndex), of: columns)
            if doubledArea == 0 {
                if isExterior { return false }
                continue
            }
            if !isExterior { json.raw(",") }
            write(reversed: (doubledArea > 0) != isExterior, to: &json)
            isExterior = false
        }
        json.raw("]")
        return !isExterior
    }

    /// Fills ``ring`` with the rounded positions, without repeats, closed; returns twice its signed area in squared units (0 when flat).
    private mutating func round(_ positions: Range<Int>, of columns: GeometryColumns) -> Double {
        ring.removeAll(keepingCapacity: true)
        var (lastX, lastY) = (Int64.max, Int64.max)
        columns.coordinates.withUnsafeBufferPointer { coordinates in
            for c in coordinates[positions] {
                let x = Int64((c.x * Self.scale).rounded())
                let y = Int64((c.y * Self.scale).rounded())
                if x == lastX && y == lastY { continue }
                ring.append(x)
                ring.append(y)
                (lastX, lastY) = (x, y)
            }
        }
        guard ring.count >= 8 else { return 0 }
        // Shifted to the first position, the products stay below 2^62 for rings up to 200 degrees wide.
        var doubledArea = 0.0
        let (originX, originY) = (ring[0], ring[1])
        var (previousX, previousY) = (Int64(0), Int64(0))
        for i in stride(from: 2, to: ring.count, by: 2) {
            let (x, y) = (ring[i] - originX, ring[i + 1] - originY)
            doubledArea += Double(previousX) * Double(y) - Double(x) * Double(previousY)
            (previousX, previousY) = (x, y)
        }
        return doubledArea
    }

    private mutating func write(reversed: Bool, to json: inout JSONBytes) {
        let count = ring.count / 2
        let (ring, decimals) = (ring, Self.decimals)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count * 30 + 2) { buffer in
            var end = 0
            func put(_ byte: UInt8) {
                buffer[end] = byte
                end += 1
            }
            put(UInt8(ascii: "["))
            for step in 0..<count {
                let i = 2 * (reversed ? count - 1 - step : step)
                if step > 0 { put(UInt8(ascii: ",")) }
                put(UInt8(ascii: "["))
                end = DecimalText.write(ring[i], decimals: decimals, to: buffer, at: end)
                put(UInt8(ascii: ","))
                end = DecimalText.write(ring[i + 1], decimals: decimals, to: buffer, at: end)
                put(UInt8(ascii: "]"))
            }
            put(UInt8(ascii: "]"))
            json.raw(UnsafeBufferPointer(rebasing: buffer[..<end]))
        }
        include(ring)
    }

    private mutating func include(_ ring: [Int64]) {
        for i in stride(from: 0, to: ring.count, by: 2) {
            lowX = min(lowX, ring[i])
            highX = max(highX, ring[i])
            lowY = min(lowY, ring[i + 1])
            highY = max(highY, ring[i + 1])
        }
    }
}
