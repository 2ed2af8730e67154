import OreGeometry
import TestSupport
import Testing

@Suite("Well-known binary")
struct WKBTests {
    @Test("Every kind reads back as it was written, in both byte orders, as values and as hexadecimal", arguments: EncodingFixtures.all)
    func roundTrip(geometry: Geometry) throws {
        for order in [ByteOrder.little, .big] {
            #expect(try Geometry(wkb: geometry.wkb(byteOrder: order)) == geometry)
            #expect(try Geometry(hexWKB: geometry.hexWKB(byteOrder: order).lowercased()) == geometry)
        }
    }

    @Test("Columns read what values read, and write it again", arguments: EncodingFixtures.all)
    func columns(geometry: Geometry) throws {
        var columns = GeometryColumns()
        var expected = GeometryColumns()
        try columns.append(wkb: geometry.wkb(byteOrder: .big))
        expected.append(geometry)
        #expect(columns.geometry(at: 0) == expected.geometry(at: 0))
        #expect(columns.partOffsets == expected.partOffsets && columns.ringOffsets == expected.ringOffsets)
        var bytes: [UInt8] = [9]
        columns.appendWKB(of: 0, to: &bytes)
        #expect(bytes.first == 9)
        #expect(try Geometry(wkb: Array(bytes.dropFirst())) == columns.geometry(at: 0))
    }

    @Test(
        "Heights, measures and SRIDs of EWKB and ISO are understood and left out",
        arguments: [
            ("01E9030000 000000000000F03F 0000000000000040 0000000000000840", true, false, nil),  // ISO Z
            ("01D1070000 000000000000F03F 0000000000000040 0000000000000840", false, true, nil),  // ISO M
            ("01B90B0000 000000000000F03F 0000000000000040 0000000000000840 0000000000001040", true, true, nil),  // ISO ZM
            ("0101000080 000000000000F03F 0000000000000040 0000000000000840", true, false, nil),  // EWKB Z
            ("01010000E0 E6100000 000000000000F03F 0000000000000040 0000000000000840 0000000000001040", true, true, 4326),
            ("0020000001 000010E6 3FF0000000000000 4000000000000000", false, false, 4326),
        ] as [(String, Bool, Bool, Int32?)])
    func dimensions(hex: String, hasZ: Bool, hasM: Bool, srid: Int32?) throws {
        let bytes = try #require(Self.bytes(hex))
        var columns = GeometryColumns()
        let traits = try columns.append(wkb: bytes)
        #expect(traits == GeometryTraits(hasZ: hasZ, hasM: hasM, srid: srid))
        #expect(columns.geometry(at: 0) == .point(Coordinate(1, 2)))
        #expect(try Geometry(wkb: bytes) == .point(Coordinate(1, 2)))
    }

    @Test("Members state their own byte order")
    func mixedByteOrder() throws {
        let a = Geometry.point(Coordinate(1, 2))
        let bytes: [UInt8] = [1, 4, 0, 0, 0, 2, 0, 0, 0] + a.wkb(byteOrder: .big) + a.wkb(byteOrder: .little)
        #expect(try Geometry(wkb: bytes) == .multiPoint([Coordinate(1, 2), Coordinate(1, 2)]))
    }

    @Test("Truncation at every byte is a typed error and leaves the columns as they were", arguments: EncodingFixtures.all)
    func truncation(geometry: Geometry) throws {
        for bytes in [geometry.wkb(), geometry.wkb(byteOrder: .big, srid: 4490)] {
            var columns = GeometryColumns()
            columns.append(.point(Coordinate(7, 7)))
            for length in 0..<bytes.count {
                let cut = Array(bytes.prefix(length))
                #expect(throws: GeometryEncodingError.self) { try Geometry(wkb: cut) }
                #expect(throws: GeometryEncodingError.self) { try columns.append(wkb: cut) }
            }
            #expect(columns.count == 1 && columns.coordinates.count == 1)
            columns.append(geometry)
            #expect(columns.count == 2)
        }
    }

    @Test("Bytes after the geometry are refused")
    func trailing() {
        let bytes = Geometry.point(Coordinate(1, 2)).wkb() + [0]
        #expect(throws: GeometryEncodingError(.trailing(count: 1), at: 21)) { try Geometry(wkb: bytes) }
    }

    @Test("100,000 nested collections are refused, 32 are read")
    func nesting() throws {
        #expect(throws: GeometryEncodingError(.nestedTooDeep, at: 9 * 32)) { try Geometry(wkb: EncodingFixtures.nestedWKB(100_000)) }
        var columns = GeometryColumns()
        #expect(throws: GeometryEncodingError.self) { try columns.append(wkb: EncodingFixtures.nestedWKB(33)) }
        try columns.append(wkb: EncodingFixtures.nestedWKB(32))
        #expect(columns.kinds == [.geometryCollection])
        #expect(throws: GeometryEncodingError.self) {
            try columns.append(geoPackageBlob: EncodingFixtures.blob(EncodingFixtures.nestedWKB(100_000)))
        }
    }

    @Test("A count of 2^32 - 1 is refused before anything is allocated for it", arguments: 1...7 as ClosedRange<UInt8>)
    func counts(kind: UInt8) {
        let bytes: [UInt8] = [1, kind, 0, 0, 0, 255, 255, 255, 255] + [UInt8](repeating: 0, count: 11)
        #expect(throws: GeometryEncodingError.self) { try Geometry(wkb: bytes) }
        var columns = GeometryColumns()
        #expect(throws: GeometryEncodingError.self) { try columns.append(wkb: bytes) }
        let nested: [UInt8] = [1, 3, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0]
        #expect(throws: GeometryEncodingError(.count(.max, available: 4), at: 9)) { try Geometry(wkb: nested) }
    }

    @Test("NaN and infinities are refused where they stand, 1e308 is a number", arguments: [Double.nan, .infinity, -.infinity])
    func nonFinite(value: Double) throws {
        let line = Geometry.lineString([Coordinate(0, 0), Coordinate(1, value), Coordinate(1e308, -1e308)])
        #expect(throws: GeometryEncodingError(.nonFinite, at: 9 + 16)) { try Geometry(wkb: line.wkb()) }
        var columns = GeometryColumns()
        #expect(throws: GeometryEncodingError(.nonFinite, at: 9 + 16)) { try columns.append(wkb: line.wkb()) }
        #expect(throws: GeometryEncodingError.self) { try Geometry(wkb: Geometry.point(Coordinate(0, value)).wkb()) }
        let large = Geometry.point(Coordinate(1e308, -1e308))
        #expect(try Geometry(wkb: large.wkb()) == large)
    }

    @Test("Curves and unknown types are named in the refusal")
    func unknownTypes() {
        #expect(throws: GeometryEncodingError(.type(10), at: 1)) { try Geometry(wkb: [1, 10, 0, 0, 0, 0, 0, 0, 0]) }
        #expect("\(GeometryEncodingError(.type(10), at: 1))".contains("CurvePolygon"))
        for code: UInt8 in [0, 18, 100, 255] {
            #expect(throws: GeometryEncodingError.self) { try Geometry(wkb: [1, code, 0, 0, 0, 0, 0, 0, 0]) }
        }
        #expect(throws: GeometryEncodingError(.byteOrder(2), at: 0)) { try Geometry(wkb: [2, 1, 0, 0, 0]) }
        let wrongMember: [UInt8] = [1, 6, 0, 0, 0, 1, 0, 0, 0] + Geometry.point(Coordinate(0, 0)).wkb()
        #expect(throws: GeometryEncodingError(.member(expected: .polygon, found: .point), at: 9)) { try Geometry(wkb: wrongMember) }
    }

    @Test("Mutated bytes give a geometry or a typed error, and the two readers agree")
    func mutation() throws {
        let seed: UInt64 = 424_242
        var generator = SplitMix(seed: seed)
        let inputs = EncodingFixtures.all.map { $0.wkb() } + EncodingFixtures.all.map { $0.wkb(byteOrder: .big, srid: 4326) }
        for round in 0..<20_000 {
            var bytes = inputs[round % inputs.count]
            for _ in 0...(round % 4) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[at] = [0, 1, 7, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)].randomElement(using: &generator) ?? 0
            }
            var columns = GeometryColumns()
            let value = try? Geometry(wkb: bytes)
            let appended = (try? columns.append(wkb: bytes)) != nil
            #expect(appended == (value != nil), "seed \(seed), round \(round)")
            #expect(columns.count == (appended ? 1 : 0), "seed \(seed), round \(round)")
        }
    }

    static func bytes(_ hex: String) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
