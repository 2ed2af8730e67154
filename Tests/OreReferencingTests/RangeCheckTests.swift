import OreGeometry
import OreReferencing
import Testing

@Suite("Positions that cannot be what the CRS says")
struct RangeCheckTests {
    private let context = ReferencingContext()

    private func check(_ crs: String, _ positions: [Coordinate]) throws -> RangeCheck {
        var check = RangeCheck(try context.limits(of: context.crs(crs)))
        var columns = GeometryColumns()
        for position in positions { columns.append(.point(position)) }
        columns.append(nil)
        check.add(columns)
        return check
    }

    private static let soundPositions: [(String, Double, Double)] = [
        ("EPSG:4326", -60.0, -10.0), ("EPSG:4490", 114.9, 25.1), ("EPSG:4526", 38_512_345, 2_812_345),
        ("EPSG:4547", 512_345, 2_812_345),
        ("EPSG:32720", 828_929, 8_893_091), ("EPSG:3857", -6.7e6, -1.1e6), ("EPSG:4674", -60, -10), ("EPSG:2193", 1.75e6, 5.9e6),
    ]

    @Test("Sound positions pass", arguments: soundPositions)
    func sound(_ crs: String, _ x: Double, _ y: Double) throws {
        let check = try check(crs, [Coordinate(x, y), Coordinate(x + 0.5, y + 0.5)])
        #expect(!check.isRefused && check.message == nil && check.shareOutOfRange == 0 && check.features == 2)
    }

    @Test("Some bad positions are counted, most refuse the file and name the first")
    func shares() throws {
        let some = try check("EPSG:4326", [Coordinate(114, 25), Coordinate(114, 95), Coordinate(114, 25)])
        #expect(!some.isRefused && some.featuresOutOfRange == 1 && some.first?.feature == 1)
        let most = try check("EPSG:4326", [Coordinate(114, 25), Coordinate(.nan, 25), Coordinate(114, .infinity)])
        #expect(most.isRefused && most.message?.hasPrefix("2 of 3 features lie outside the range of EPSG:4326") == true)
    }

    private static let wrongPositions: [(String, Double, Double, String)] = [
        ("EPSG:4326", 25.0, 114.0, "latitude first"), ("EPSG:4490", 25.0, 114.0, "latitude first"),
        ("EPSG:4674", -10, -60, "latitude first"),
        ("EPSG:4526", 114, 25, "degrees"), ("EPSG:3857", -60, -10, "degrees"), ("EPSG:32720", 8_893_091, 828_929, "northing first"),
        ("EPSG:4326", 828_929, 8_893_091, "metres"), ("EPSG:4490", 38_512_345, 2_812_345, "EPSG:4526"),
        ("EPSG:4326", 2_812_345, 38_512_345, "state that CRS, and --axis-order northing-easting"),
        ("EPSG:4525", 38_512_345, 2_812_345, "EPSG:4526"), ("EPSG:4498", 38_512_345, 2_812_345, "EPSG:4526"),
        ("EPSG:4526", 20_512_345, 2_812_345, "CGCS2000 6-degree zone 20"), ("EPSG:4526", 512_345, 2_812_345, "no zone prefix"),
        ("EPSG:4526", 2_812_345, 512_345, "state EPSG:4547, and --axis-order"), ("EPSG:4547", 2_812_345, 512_345, "northing first"),
        ("EPSG:4526", 39_512_345, 2_812_345, "expected eastings 38000000 to 39000000 (prefix of zone 38)"),
        ("EPSG:4547", 38_512_345, 2_812_345, "eastings 0 to 1000000 (no zone prefix)"), ("EPSG:4490", 40, 85, "latitude first"),
        ("EPSG:2401", 26_512_345, 4_812_345, "EPSG:2402"), ("EPSG:21413", 14_512_345, 4_812_345, "EPSG:21414"),
        ("EPSG:4526", 2_812_345, 38_512_345, "northing first"), ("EPSG:4547", 38_512_345, 2_812_345, "EPSG:4526"),
        ("EPSG:2362", 39_512_345, 2_812_345, "EPSG:2363"),
    ]

    @Test("The words say what the positions look like", arguments: wrongPositions)
    func words(_ crs: String, _ x: Double, _ y: Double, _ words: String) throws {
        let check = try check(crs, (0..<10).map { (i: Int) -> Coordinate in Coordinate(x + 0.01 * Double(i), y) })
        #expect(check.isRefused && check.message?.contains(words) == true, "\(check.message ?? "passed")")
    }

    @Test("No features, no verdict")
    func empty() throws {
        let check = try check("EPSG:4326", [])
        #expect(!check.isRefused && check.shareOutOfRange == 0 && check.suspicion == nil)
    }
}
