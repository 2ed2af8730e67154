/// The header of a GeoPackage geometry (OGC 12-128, clause 2.1.3): `GP`, version, flags, SRID, envelope; well-known binary follows.
public struct GeoPackageBlob: Hashable, Sendable {
    /// The `srs_id` of the geometry's CRS in `gpkg_spatial_ref_sys`.
    public let srid: Int32
    /// The envelope that the writer stored; `nil` when it stored none or one that is not a box. It is a claim, not checked against positions.
    public let envelope: Envelope?
    /// The writer's claim that the geometry is empty.
    public let isEmpty: Bool
    /// Where the well-known binary starts.
    public let headerLength: Int

    /// Reads the header of a blob.
    /// - Throws: ``GeometryEncodingError``; extended geometries (flag X) are of types that no standard defines and are refused.
    public init(_ bytes: UnsafeRawBufferPointer) throws(GeometryEncodingError) {
        guard bytes.count >= 8 else { throw GeometryEncodingError(.truncated, at: bytes.count) }
        guard bytes[0] == UInt8(ascii: "G"), bytes[1] == UInt8(ascii: "P") else { throw Self.fault("does not start with GP", at: 0) }
        guard bytes[2] == 0 else { throw Self.fault("version \(bytes[2]) is not known", at: 2) }
        let flags = bytes[3]
        guard flags & 0x20 == 0 else { throw Self.fault("extended geometries are not read", at: 3) }
        guard flags & 0xC0 == 0 else { throw Self.fault("reserved flags are set", at: 3) }
        let ordinates = [0, 4, 6, 6, 8]
        let kind = Int(flags >> 1 & 7)
        guard kind < ordinates.count else { throw Self.fault("envelope kind \(kind) is not known", at: 3) }
        let length = 8 + 8 * ordinates[kind]
        guard bytes.count >= length else { throw GeometryEncodingError(.truncated, at: bytes.count) }
        let isLittle = flags & 1 == 1
        let word = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        srid = Int32(bitPattern: isLittle ? UInt32(littleEndian: word) : UInt32(bigEndian: word))
        isEmpty = flags & 0x10 != 0
        headerLength = length
        envelope = kind == 0 ? nil : Self.envelope(in: bytes, isLittle: isLittle)
    }

    /// GeoPackage orders an envelope as min x, max x, min y, max y.
    private static func envelope(in bytes: UnsafeRawBufferPointer, isLittle: Bool) -> Envelope? {
        func number(_ i: Int) -> Double {
            let bits = bytes.loadUnaligned(fromByteOffset: 8 + 8 * i, as: UInt64.self)
            return Double(bitPattern: isLittle ? UInt64(littleEndian: bits) : UInt64(bigEndian: bits))
        }
        let box = Envelope(minX: number(0), minY: number(2), maxX: number(1), maxY: number(3))
        return box.isEmpty ? nil : box
    }

    private static func fault(_ text: String, at offset: Int) -> GeometryEncodingError {
        GeometryEncodingError(.geoPackageHeader(text), at: offset)
    }
}

extension GeometryColumns {
    /// Appends the geometry of a GeoPackage blob, without an intermediate value. See ``append(wkb:)-(UnsafeRawBufferPointer)``.
    /// - Returns: the blob's SRID and whether heights or measures were left out.
    /// - Throws: ``GeometryEncodingError``; then nothing was appended.
    @discardableResult
    public mutating func append(geoPackageBlob bytes: UnsafeRawBufferPointer) throws(GeometryEncodingError) -> GeometryTraits {
        let header = try GeoPackageBlob(bytes)
        var traits = try append(wkb: bytes, from: header.headerLength)
        traits.srid = header.srid
        return traits
    }

    /// Appends the geometry of a GeoPackage blob. See ``append(geoPackageBlob:)-(UnsafeRawBufferPointer)``.
    @discardableResult
    public mutating func append(geoPackageBlob bytes: [UInt8]) throws(GeometryEncodingError) -> GeometryTraits {
        try bytes.withRawBytes { (raw) throws(GeometryEncodingError) in try append(geoPackageBlob: raw) }
    }

    /// Geometry `index` as a GeoPackage blob with its envelope, little-endian; a feature without geometry as the empty collection.
    public func geoPackageBlob(of index: Int, srid: Int32) -> [UInt8] {
        let box = envelope(of: index)
        var bytes: [UInt8] = [UInt8(ascii: "G"), UInt8(ascii: "P"), 0, box.isEmpty ? 0x11 : 0x03]
        withUnsafeBytes(of: srid.littleEndian) { bytes.append(contentsOf: $0) }
        if !box.isEmpty {
            for value in [box.minX, box.maxX, box.minY, box.maxY] {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        appendWKB(of: index, to: &bytes)
        return bytes
    }
}

extension Geometry {
    /// Reads a GeoPackage blob.
    public init(geoPackageBlob bytes: [UInt8]) throws(GeometryEncodingError) {
        self = try bytes.withRawBytes { (raw) throws(GeometryEncodingError) in
            try Geometry.read(wkb: raw, from: try GeoPackageBlob(raw).headerLength).geometry
        }
    }

    /// The geometry as a GeoPackage blob with its envelope, little-endian.
    public func geoPackageBlob(srid: Int32) -> [UInt8] {
        var header = GeometryColumns()
        header.append(
            isEmpty ? nil : Geometry.multiPoint([Coordinate(envelope.minX, envelope.minY), Coordinate(envelope.maxX, envelope.maxY)]))
        let length = isEmpty ? 8 : 40
        return header.geoPackageBlob(of: 0, srid: srid).prefix(length) + wkb()
    }
}
