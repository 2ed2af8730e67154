public import OreGeometry

extension JSONBytes {
    /// Geometry `index` as a GeoJSON geometry object (RFC 7946), `null` when the feature has none or it has no position.
    ///
    /// Exterior rings are written counter-clockwise and holes clockwise, whichever way they lie in the columns. A polygonal geometry with one
    /// part is a Polygon, with several a MultiPolygon. Longitude or easting first.
    /// - Parameter decimals: places kept, 0...9, trailing zeros trimmed. Rounding may collapse or cross rings: see ``DecimalRounding``.
    /// - Complexity: O(positions); one pass for the winding, one for the text.
    public mutating func append(geometry index: Int, of columns: GeometryColumns, decimals: Int = 7) {
        let parts = columns.parts(of: index)
        guard let kind = columns.kinds[index], !parts.isEmpty else { return append("null") }
        let written = GeoJSONGeometry.kind(kind, partCount: parts.count)
        append("{\"type\":\"")
        append(written.name)
        append("\",\"coordinates\":")
        let isMulti = written != .point && written != .lineString && written != .polygon
        if isMulti { append(byte: UInt8(ascii: "[")) }
        for part in parts {
            if part != parts.lowerBound { append(byte: UInt8(ascii: ",")) }
            let rings = columns.rings(ofPart: part)
            if written.isPolygonal {
                append(polygon: rings, of: columns, decimals: decimals)
            } else if let ring = rings.first {
                let positions = columns.positions(ofRing: ring)
                let isPoint = written == .point || written == .multiPoint
                append(positions: isPoint ? positions.prefix(1) : positions, of: columns, isPoint: isPoint, decimals: decimals)
            }
        }
        if isMulti { append(byte: UInt8(ascii: "]")) }
        append(byte: UInt8(ascii: "}"))
    }

    private mutating func append(polygon rings: Range<Int>, of columns: GeometryColumns, decimals: Int) {
        append(byte: UInt8(ascii: "["))
        for ring in rings {
            if ring != rings.lowerBound { append(byte: UInt8(ascii: ",")) }
            let positions = columns.positions(ofRing: ring)
            let isExterior = ring == rings.lowerBound
            let isForward = (GeoJSONGeometry.doubleSignedArea(columns.coordinates, positions) >= 0) == isExterior
            append(positions: positions, of: columns, isPoint: false, isForward: isForward, decimals: decimals)
        }
        append(byte: UInt8(ascii: "]"))
    }

    /// `[[x,y],...]`, or `[x,y]` for a point.
    private mutating func append(
        positions: Range<Int>, of columns: GeometryColumns, isPoint: Bool, isForward: Bool = true, decimals: Int
    ) {
        let scale = FixedPoint.power(decimals)
        columns.coordinates.withUnsafeBufferPointer { coordinates in
            write(upTo: positions.count * (FixedPoint.positionBytes + 3) + 2) { start in
                var out = start
                if !isPoint { out = GeoJSONGeometry.put(UInt8(ascii: "["), at: out) }
                var i = isForward ? positions.lowerBound : positions.upperBound - 1
                let step = isForward ? 1 : -1
                for n in 0..<positions.count {
                    if n > 0 { out = GeoJSONGeometry.put(UInt8(ascii: ","), at: out) }
                    out = GeoJSONGeometry.put(UInt8(ascii: "["), at: out)
                    out = FixedPoint.write(coordinates[i], scale: scale, decimals: decimals, at: out)
                    out = GeoJSONGeometry.put(UInt8(ascii: "]"), at: out)
                    i += step
                }
                return isPoint ? out : GeoJSONGeometry.put(UInt8(ascii: "]"), at: out)
            }
        }
    }
}

enum GeoJSONGeometry {
    @inline(__always)
    static func put(_ byte: UInt8, at out: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        out.pointee = byte
        return out + 1
    }

    /// The kind that is written: by the number of parts, so that a multipolygon of one part is a Polygon.
    static func kind(_ kind: GeometryKind, partCount: Int) -> GeometryKind {
        switch kind {
        case .polygon, .multiPolygon, .geometryCollection: partCount == 1 ? .polygon : .multiPolygon
        case .lineString, .multiLineString: partCount == 1 ? .lineString : .multiLineString
        case .point: .point
        case .multiPoint: .multiPoint
        }
    }

    /// Twice the planar area, positive when counter-clockwise. Shifted to the first position, so that northings do not eat the digits.
    static func doubleSignedArea(_ coordinates: [Coordinate], _ positions: Range<Int>) -> Double {
        guard let first = positions.first else { return 0 }
        return coordinates.withUnsafeBufferPointer { c in
            let origin = c[first]
            var sum = 0.0
            var previousX = 0.0
            var previousY = 0.0
            for i in positions.dropFirst() {
                let x = c[i].x - origin.x
                let y = c[i].y - origin.y
                sum += previousX * y - x * previousY
                previousX = x
                previousY = y
            }
            return sum
        }
    }
}
