import OreGeometry
import OreReferencing
import Testing

@Suite("Axis order is longitude/easting first, always")
struct AxisOrderTests {
    @Test("Lon -60 lat -10 in EPSG:32720 is (828929, 8893091), from every spelling of WGS 84")
    func theHousePair() throws {
        let context = ReferencingContext()
        let zone = try context.crs("EPSG:32720")
        for spelling in ["EPSG:4326", "4326", "urn:ogc:def:crs:EPSG::4326", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "WGS 84"] {
            let transform = try context.transform(from: context.crs(spelling), to: zone)
            let image = try transform(Coordinate(-60, -10))
            #expect(abs(image.x - 828_929) < 0.5 && abs(image.y - 8_893_091) < 0.5, "\(spelling): \(image)")
            #expect(transform.operation.isBallpark == false)
            #expect(transform.operation.accuracyMetres == 0)
        }
    }
}
