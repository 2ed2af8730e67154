import OreGeometry
import OreReferencing
import Testing

@Suite("The own transverse Mercator series")
struct TransverseMercatorTests {
    @Test("It serves Gauss-Krueger and UTM zones of the same datum or an accepted null, and nothing else")
    func whereItServes() throws {
        let context = ReferencingContext()
        func serves(_ from: String, _ to: String) throws -> Bool {
            try context.transform(from: context.crs(from), to: context.crs(to)).usesSeries
        }
        for (geographic, projected) in [
            ("EPSG:4490", "EPSG:4526"), ("EPSG:4326", "EPSG:4524"), ("EPSG:4326", "EPSG:32720"), ("EPSG:4674", "EPSG:31983"),
            ("EPSG:4610", "EPSG:2362"), ("EPSG:4214", "EPSG:2414"), ("EPSG:4326", "EPSG:32650"),
        ] {
            #expect(try serves(geographic, projected), "\(geographic) -> \(projected)")
            #expect(try serves(projected, geographic), "\(projected) -> \(geographic)")
        }
        for (from, to) in [("EPSG:4326", "EPSG:3857"), ("EPSG:4326", "EPSG:4490"), ("EPSG:32720", "EPSG:32721"), ("EPSG:4326", "EPSG:2193")] {
            #expect(try serves(from, to) == (to == "EPSG:2193"), "\(from) -> \(to)")
        }
    }
}
