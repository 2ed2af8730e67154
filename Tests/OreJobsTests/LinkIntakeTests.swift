import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreReferencing
import TestSupport
import Testing

@Suite("Features and the areas of datum links")
struct LinkIntakeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func square(_ east: Double) -> String {
        let corners = [(east, 25), (east + 0.01, 25), (east + 0.01, 25.01), (east, 25.01), (east, 25)]
        return polygon(corners.map { "[\($0.0),\($0.1)]" }.joined(separator: ","))
    }

    /// A link of Xian 1980 that holds from 114.9 to 115.1 E.
    private func link() throws -> DatumLink {
        let area = try #require(LinkArea(west: 114.9, south: 24.9, east: 115.1, north: 25.1))
        return DatumLink(
            name: "sheet", source: "EPSG:4610", target: "EPSG:4490", method: .translation(x: 24, y: -123, z: -94), area: area,
            sigmaMetres: 0.5, evidence: "invented")
    }

    private func layer(_ text: String, _ side: Side = .footprints) throws -> Layer {
        var input = SideInput(side, files: [try folder.file("in.geojson", text)])
        input.links = [try link()]
        return try Layer(reading: input, invalid: .repair)
    }

    @Test("Of a batch with one footprint outside the area only that one keeps an unknown shift; the others are moved")
    func oneOutside() throws {
        let text = collection([115, 115.3, 115.05].map(square), crs: "urn:ogc:def:crs:EPSG::4610")
        let batch = try #require(try layer(text).footprints().first)
        #expect((0..<batch.count).map { batch.isBallpark($0) } == [false, true, false] && !batch.isBallpark)
        let shifts = try (0..<3).map { row in
            let corner = try #require(batch.geometry.coordinates[batch.geometry.positions(of: row)].first)
            return LocalMetric(.wgs84, latitude: 25).distance(corner, Coordinate([115, 115.3, 115.05][row], 25))
        }
        #expect(shifts[0] > 20 && shifts[1] < 0.001 && shifts[2] > 20)
        let whole = try intake(text).footprints()
        #expect(whole.allSatisfy { $0.isBallpark && $0.isBallpark(0) })
    }
}
