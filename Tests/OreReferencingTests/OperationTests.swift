import OreGeometry
import OreReferencing
import Testing

@Suite("A transform names the one operation it runs")
struct OperationTests {
    private let context = ReferencingContext()
    private let ganzhou = Envelope(minX: 113.9, minY: 24.4, maxX: 116.6, maxY: 27.2)

    private func operation(_ from: String, _ to: String, _ area: Envelope? = nil) throws -> CoordinateOperation {
        try context.transform(from: context.crs(from), to: context.crs(to), area: area).operation
    }

    @Test(
        "Xian 1980 and Beijing 1954 are an unknown shift away from WGS 84 and CGCS2000 in Ganzhou",
        arguments: ["EPSG:4610", "EPSG:2362", "EPSG:4214", "EPSG:2414", "EPSG:4555"], ["EPSG:4326", "EPSG:4490", "EPSG:4526"])
    func classicalChineseDatums(_ from: String, _ to: String) throws {
        for area in [nil, ganzhou] {
            let operation = try operation(from, to, area)
            #expect(operation.isBallpark && operation.acceptedNull == nil && operation.isUnknownShift)
            #expect(operation.accuracyMetres == nil && operation.sigmaMetres == nil)
            #expect(operation.summary.contains("unknown"))
        }
    }

    @Test("Beijing 1954 has a local operation in the Tarim basin, and only there")
    func tarim() throws {
        let local = try operation("EPSG:4214", "EPSG:4326", Envelope(minX: 82, minY: 38, maxX: 84, maxY: 40))
        #expect(!local.isBallpark && local.accuracyMetres == 1 && local.name.contains("Beijing 1954 to WGS 84"))
        #expect(try operation("EPSG:4214", "EPSG:4326", Envelope(minX: 82, minY: 25, maxX: 115, maxY: 40)).isBallpark)
    }

    @Test("CGCS2000 to WGS 84 is ballpark for PROJ and an accepted null here, projected or not")
    func acceptedNull() throws {
        for (from, to) in [("EPSG:4490", "EPSG:4326"), ("EPSG:4326", "EPSG:4526"), ("EPSG:4526", "OGC:CRS84")] {
            let operation = try operation(from, to)
            #expect(operation.isBallpark && !operation.isUnknownShift)
            #expect(operation.acceptedNull?.sigmaMetres == 1 && operation.sigmaMetres == 1)
            #expect(operation.summary.contains("accepted null"))
        }
    }

    @Test("Null shifts that EPSG states need no acceptance and carry their accuracy")
    func statedNulls() throws {
        let sirgas = try operation("EPSG:4674", "EPSG:4326", Envelope(minX: -60, minY: -10, maxX: -50, maxY: 0))
        #expect(!sirgas.isBallpark && sirgas.acceptedNull == nil && sirgas.accuracyMetres == 1)
        #expect(try operation("EPSG:4258", "EPSG:4326", Envelope(minX: 5, minY: 45, maxX: 10, maxY: 50)).isUnknownShift == false)
    }

    @Test("Classical datums are never an accepted null")
    func neverAccepted() {
        for datum in ["Xian 1980", "Beijing 1954", "New Beijing", "North American Datum 1927", "South American Datum 1969", "unknown"] {
            #expect(AcceptedNullShift.between(datum, "World Geodetic System 1984 ensemble") == nil)
            #expect(AcceptedNullShift.between("China 2000", datum) == nil)
        }
        #expect(AcceptedNullShift.between("World Geodetic System 1984 ensemble", "China 2000")?.sigmaMetres == 1)
        for shift in AcceptedNullShift.published { #expect(shift.sigmaMetres > 0 && !shift.source.isEmpty) }
    }

    @Test("One CRS under two spellings is the identity, exact")
    func identity() throws {
        let transform = try context.transform(from: context.crs("EPSG:4326"), to: context.crs("OGC:CRS84"))
        #expect(transform.isIdentity && !transform.operation.isBallpark)
        #expect(try transform(Coordinate(-60, -10)) == Coordinate(-60, -10))
    }

    @Test("A stated zero shift on a classical ellipsoid is not believed")
    func implausibleNull() throws {
        let krasovsky = try context.crs("+proj=longlat +ellps=krass +towgs84=0,0,0,0,0,0,0 +no_defs")
        #expect(krasovsky.statesImplausibleNullShift)
        let operation = try context.transform(from: krasovsky, to: context.crs("EPSG:4326")).operation
        #expect(operation.isBallpark && operation.isUnknownShift)
        let real = try context.crs("+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3,0,0,0,0 +no_defs")
        #expect(!real.statesImplausibleNullShift)
        let shifted = try context.transform(from: real, to: context.crs("EPSG:4326"))
        #expect(!shifted.operation.isBallpark)
        let image = try shifted(Coordinate(115, 25))
        #expect(abs(image.x - 115) > 1e-4)
    }
}
