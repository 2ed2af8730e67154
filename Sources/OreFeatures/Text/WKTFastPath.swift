internal import OreGeometry

/// Reads plain two-dimensional polygons, multipolygons and points of WKT straight into columns.
///
/// Anything else (tags, collections, an SRID, odd numbers, faults) is left to the full reader, which also words the errors: this one only says
/// that it did not.
struct WKTFastPath {
    private let bytes: UnsafeRawBufferPointer
    private var i = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Appends one geometry, or leaves the columns as they were and returns false.
    mutating func append(to columns: inout GeometryColumns) -> Bool {
        guard let kind = keyword(), body(kind, &columns) else {
            columns.discardOpenGeometry()
            return false
        }
        skipBlanks()
        guard i == bytes.count else {
            columns.discardOpenGeometry()
            return false
        }
        columns.closeGeometry(kind)
        return true
    }

    private mutating func keyword() -> GeometryKind? {
        skipBlanks()
        let start = i
        while i < bytes.count, (bytes[i] | 0x20) &- 97 < 26 { i += 1 }
        switch i - start {
        case 7 where matches("polygon", start): return .polygon
        case 12 where matches("multipolygon", start): return .multiPolygon
        case 5 where matches("point", start): return .point
        default: return nil
        }
    }

    private func matches(_ word: StaticString, _ start: Int) -> Bool {
        word.withUTF8Buffer { word in word.indices.allSatisfy { bytes[start + $0] | 0x20 == word[$0] } }
    }

    private mutating func body(_ kind: GeometryKind, _ columns: inout GeometryColumns) -> Bool {
        switch kind {
        case .point:
            guard take(UInt8(ascii: "(")), position(&columns), take(UInt8(ascii: ")")) else { return false }
            columns.closeRing()
            columns.closePart()
            return true
        case .polygon: return polygon(&columns)
        default:
            guard take(UInt8(ascii: "(")) else { return false }
            repeat { if !polygon(&columns) { return false } } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: ")"))
        }
    }

    private mutating func polygon(_ columns: inout GeometryColumns) -> Bool {
        guard take(UInt8(ascii: "(")) else { return false }
        repeat {
            guard take(UInt8(ascii: "(")) else { return false }
            repeat { if !position(&columns) { return false } } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: ")")) else { return false }
            columns.closeRing()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: ")")) else { return false }
        columns.closePart()
        return true
    }

    @inline(__always)
    private mutating func position(_ columns: inout GeometryColumns) -> Bool {
        guard let x = number(), let y = number() else { return false }
        columns.appendPosition(Coordinate(x: x, y: y))
        return true
    }

    /// A decimal whose digits fit a double exactly (Clinger); others are the full reader's.
    @inline(__always)
    private mutating func number() -> Double? {
        skipBlanks()
        let isNegative = i < bytes.count && bytes[i] == UInt8(ascii: "-")
        if isNegative { i += 1 }
        var (mantissa, digits, fraction) = (UInt64(0), 0, 0)
        while i < bytes.count, bytes[i] &- 48 < 10 {
            mantissa = mantissa &* 10 &+ UInt64(bytes[i] &- 48)
            digits += 1
            i += 1
        }
        guard digits > 0 else { return nil }
        if i < bytes.count, bytes[i] == UInt8(ascii: ".") {
            i += 1
            while i < bytes.count, bytes[i] &- 48 < 10 {
                mantissa = mantissa &* 10 &+ UInt64(bytes[i] &- 48)
                fraction += 1
                i += 1
            }
        }
        guard digits + fraction <= 19, mantissa <= 1 << 53, fraction <= 22 else { return nil }
        guard i < bytes.count, bytes[i] == 32 || bytes[i] == 41 || bytes[i] == 44 else { return nil }
        let value = Double(mantissa) / CellNumber.powers[fraction]
        return isNegative ? -value : value
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard i < bytes.count, bytes[i] == byte else { return false }
        i += 1
        return true
    }

    @inline(__always)
    private mutating func skipBlanks() {
        while i < bytes.count, bytes[i] == 32 { i += 1 }
    }
}
