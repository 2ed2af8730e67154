import OreDetection
import OreFeatures
import OreGeometry
import TestSupport
import Testing

@testable import OreCases

@Suite("Contacts between findings")
struct ContactMeasureTests {
    @Test("The greatest overlap is that of all overlaps, whatever the boxes let be left out", arguments: [0.0, 26.0, -63.0, 84.0])
    func greatest(latitude: Double) throws {
        var random = SplitMix(seed: 11)
        var findings: [CaseFinding] = []
        var columns = GeometryColumns()
        let measure = EllipsoidalArea(.wgs84)
        for i in 0..<120 {
            let (x, y) = (115 + random.unit() * 2, latitude - 1 + random.unit() * 2)
            let (width, height) = (0.001 + random.unit() * 1.5, 0.001 + random.unit() * 1.5)
            let ring = [Coordinate(x, y), Coordinate(x + width, y), Coordinate(x + width * random.unit(), y + height), Coordinate(x, y)]
            let before = columns.count
            columns.append(.polygon(Polygon(exterior: Ring(ring))))
            let area = measure.area(of: before, in: columns)
            findings.append(
                CaseFinding(
                    finding: Finding(id: "\(i)", rule: .unlicensed, verdict: .strong, footprintID: "\(i)", area: area, footprintArea: area),
                    scene: "S"))
        }
        let contacts = ContactMeasure(findings, columns, findings.indices.map(columns.envelope), chainingMetres: 50)
        for a in 0..<40 {
            let others = Array(40..<120)
            let all = try others.map { try contacts.overlap(a, $0) }.max() ?? 0
            #expect(try contacts.greatestOverlap(a, others) == all)
        }
    }
}
