import OreGeometry
import Testing

@Suite("GeoPackage geometry blobs")
struct GeoPackageBlobTests {
    @Test("Every kind reads back with its SRID", arguments: EncodingFixtures.all)
    func roundTrip(geometry: Geometry) throws {
        let blob = geometry.geoPackageBlob(srid: 4490)
        #expect(try Geometry(geoPackageBlob: blob) == geometry)
        var columns = GeometryColumns()
        let traits = try columns.append(geoPackageBlob: blob)
        #expect(traits.srid == 4490)
        let header = try blob.withUnsafeBytes { try GeoPackageBlob($0) }
        #expect(header.isEmpty == geometry.isEmpty)
        #expect(header.envelope == (geometry.isEmpty ? nil : geometry.envelope))
        #expect(try Geometry(geoPackageBlob: columns.geoPackageBlob(of: 0, srid: -1)) == columns.geometry(at: 0))
    }

    @Test("Envelopes of every kind are stepped over", arguments: zip(0...4, [0, 4, 6, 6, 8]))
    func envelopes(kind: Int, ordinates: Int) throws {
        var blob: [UInt8] = [0x47, 0x50, 0, UInt8(kind << 1), 0, 0, 0x10, 0xE6]
        for i in 0..<ordinates { withUnsafeBytes(of: Double(i).bitPattern.bigEndian) { blob.append(contentsOf: $0) } }
        let wkb = Geometry.point(Coordinate(1, 2)).wkb()
        let header = try (blob + wkb).withUnsafeBytes { try GeoPackageBlob($0) }
        #expect(header.srid == 4326 && header.headerLength == blob.count)
        #expect(header.envelope == (kind == 0 ? nil : Envelope(minX: 0, minY: 2, maxX: 1, maxY: 3)))
        #expect(try Geometry(geoPackageBlob: blob + wkb) == .point(Coordinate(1, 2)))
    }

    @Test("Truncation at every byte is a typed error", arguments: EncodingFixtures.all)
    func truncation(geometry: Geometry) {
        let blob = geometry.geoPackageBlob(srid: 4326)
        var columns = GeometryColumns()
        for length in 0..<blob.count {
            #expect(throws: GeometryEncodingError.self) { try columns.append(geoPackageBlob: Array(blob.prefix(length))) }
        }
        #expect(columns.count == 0)
    }

    @Test(
        "Extended types, unknown versions, reserved flags, unknown envelopes and foreign magic are refused",
        arguments: [
            [0x47, 0x50, 0, 0x21, 0, 0, 0, 0], [0x47, 0x50, 1, 1, 0, 0, 0, 0], [0x47, 0x50, 0, 0x41, 0, 0, 0, 0],
            [0x47, 0x50, 0, 0x0B, 0, 0, 0, 0], [0x47, 0x51, 0, 1, 0, 0, 0, 0],
        ] as [[UInt8]])
    func refusals(header: [UInt8]) {
        let blob = header + Geometry.point(Coordinate(1, 2)).wkb()
        let error = #expect(throws: GeometryEncodingError.self) { try Geometry(geoPackageBlob: blob) }
        guard case .geoPackageHeader = error?.reason else {
            Issue.record("the refusal is \(String(describing: error))")
            return
        }
    }
}
