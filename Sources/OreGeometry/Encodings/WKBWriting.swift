/// Values and columns to well-known binary of two dimensions.
extension Geometry {
    /// Well-known binary; with an SRID the EWKB of PostGIS. The empty point is written as a pair of NaN.
    public func wkb(byteOrder: ByteOrder = .little, srid: Int32? = nil) -> [UInt8] {
        var writer = WKBWriter(byteOrder: byteOrder)
        writer.append(self, srid: srid)
        return writer.bytes
    }

    /// Well-known binary as upper-case hexadecimal digits.
    public func hexWKB(byteOrder: ByteOrder = .little, srid: Int32? = nil) -> String {
        Hexadecimal.string(of: wkb(byteOrder: byteOrder, srid: srid))
    }

    /// Reads hexadecimal well-known binary, in upper or lower case.
    public init(hexWKB text: String) throws(GeometryEncodingError) {
        self = try Geometry(wkb: try Hexadecimal.bytes(of: text))
    }
}

extension GeometryColumns {
    /// Appends geometry `index` to `bytes` as little-endian well-known binary; a feature without geometry as the empty collection.
    public func appendWKB(of index: Int, to bytes: inout [UInt8]) {
        var writer = WKBWriter(byteOrder: .little, bytes: bytes)
        bytes = []
        writer.append(index, of: self)
        bytes = writer.bytes
    }
}

struct WKBWriter {
    private let byteOrder: ByteOrder
    private(set) var bytes: [UInt8]

    init(byteOrder: ByteOrder, bytes: consuming [UInt8] = []) {
        self.byteOrder = byteOrder
        self.bytes = bytes
    }

    mutating func append(_ geometry: Geometry, srid: Int32? = nil) {
        header(geometry.kind, srid: srid)
        switch geometry {
        case .point(let c): position(c ?? Coordinate(.nan, .nan))
        case .lineString(let cs): run(cs[...])
        case .polygon(let p): rings(p.rings.map { $0.coordinates[...] })
        case .multiPoint(let cs): members(cs) { $0.append(.point($1)) }
        case .multiLineString(let ls): members(ls) { $0.append(.lineString($1)) }
        case .multiPolygon(let m): members(m.polygons) { $0.append(.polygon($1)) }
        case .geometryCollection(let gs): members(gs) { $0.append($1) }
        }
    }

    mutating func append(_ index: Int, of columns: GeometryColumns) {
        func run(_ ring: Int) -> ArraySlice<Coordinate> { columns.coordinates[columns.positions(ofRing: ring)] }
        let kind = columns.kinds[index] ?? .geometryCollection
        let parts = columns.parts(of: index)
        switch kind {
        case .polygon:
            header(.polygon)
            rings(parts.first.map { columns.rings(ofPart: $0).map(run) } ?? [])
        case .multiPolygon:
            header(.multiPolygon)
            members(parts) { writer, part in
                writer.header(.polygon)
                writer.rings(columns.rings(ofPart: part).map(run))
            }
        default: append(columns.geometry(at: index) ?? .geometryCollection([]))
        }
    }

    private mutating func members<C: Collection>(_ items: C, _ write: (inout WKBWriter, C.Element) -> Void) {
        word(UInt32(items.count))
        for item in items { write(&self, item) }
    }

    private mutating func rings(_ rings: [ArraySlice<Coordinate>]) {
        word(UInt32(rings.count))
        for ring in rings { run(ring) }
    }

    private mutating func run(_ positions: ArraySlice<Coordinate>) {
        word(UInt32(positions.count))
        guard byteOrder == .little, Int(littleEndian: 1) == 1 else {
            for c in positions { position(c) }
            return
        }
        // The memory of a run is its encoding: x and y as little-endian doubles.
        positions.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    private mutating func header(_ kind: GeometryKind, srid: Int32? = nil) {
        bytes.append(byteOrder.rawValue)
        word(UInt32(kind.rawValue) | (srid == nil ? 0 : 0x2000_0000))
        if let srid { word(UInt32(bitPattern: srid)) }
    }

    private mutating func position(_ c: Coordinate) {
        append(byteOrder == .little ? c.x.bitPattern.littleEndian : c.x.bitPattern.bigEndian)
        append(byteOrder == .little ? c.y.bitPattern.littleEndian : c.y.bitPattern.bigEndian)
    }

    private mutating func word(_ value: UInt32) { append(byteOrder == .little ? value.littleEndian : value.bigEndian) }

    private mutating func append<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }
}

enum Hexadecimal {
    static func string(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func bytes(of text: String) throws(GeometryEncodingError) -> [UInt8] {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { throw GeometryEncodingError(.hexadecimal, at: digits.count) }
        var result: [UInt8] = []
        result.reserveCapacity(digits.count / 2)
        for i in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[i]), let low = value(digits[i + 1]) else { throw GeometryEncodingError(.hexadecimal, at: i) }
            result.append(high << 4 | low)
        }
        return result
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
