import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport

/// A small world around 115 E, 25 N in which places are given in metres east and north.
struct CaseWorld {
    var findings: [CaseFinding] = []
    var geometry = GeometryColumns()
    var scenes = SceneTable()

    static let metric = LocalMetric(.wgs84, latitude: 25)

    static func coordinate(_ east: Double, _ north: Double) -> Coordinate {
        Coordinate(115 + east / metric.metresPerUnitX, 25 + north / metric.metresPerUnitY)
    }

    static func square(_ east: Double, _ north: Double, _ side: Double) -> Geometry { box(east, north, side, side) }

    static func box(_ east: Double, _ north: Double, _ width: Double, _ height: Double) -> Geometry {
        let corners = [(0, 0), (width, 0), (width, height), (0, height), (0, 0)]
        return .polygon(Polygon(exterior: Ring(corners.map { coordinate(east + $0.0, north + $0.1) })))
    }

    static func day(_ text: String) -> Day {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return Day(year: parts[0], month: parts[1], day: parts[2]) ?? Day(daysSince1970: 0)
    }

    /// Adds a finding on the scene of that day (`2025-01-31`), which is named by it unless stated.
    mutating func add(
        _ id: String, on day: String?, _ shape: Geometry, rule: RuleName = .unlicensed, verdict: Verdict = .strong, scene: String? = nil,
        footprint: String? = nil, change: (inout Finding) -> Void = { _ in }
    ) {
        let area = shape.polygons.reduce(0) { $0 + EllipsoidalArea(.wgs84).area(of: $1) }
        var finding = Finding(
            id: id, rule: rule, verdict: verdict, footprintID: footprint ?? "f-" + id, area: area, footprintArea: area)
        finding.observedAt = day.map(Self.day)
        finding.severity = 40
        var columns = GeometryColumns()
        columns.append(shape)
        finding.labelPoint = LocalMetric.interiorPoint(of: 0, in: columns)
        change(&finding)
        findings.append(CaseFinding(finding: finding, scene: scene ?? day ?? "undated"))
        geometry.append(shape)
    }

    mutating func addScene(
        _ id: String, from: String? = nil, to: String, sensor: String? = nil, content: SceneContent = .state, covers: Geometry? = nil,
        clouds: Geometry? = nil
    ) {
        var scene = Scene(id: id, period: ObservationPeriod(from: Self.day(from ?? to), to: Self.day(to)))
        scene.sensor = sensor
        scene.content = content
        scenes.append(scene, coverage: covers, clouds: clouds)
    }

    func incidents(_ decisions: [Decision] = [], _ settings: IncidentSettings = IncidentSettings()) throws -> [Incident] {
        try IncidentBuilder(settings: settings).incidents(of: findings, geometry: geometry, scenes: scenes, decisions: decisions)
    }

    /// The same world with its findings in another order, or only some of them.
    func taking(_ rows: [Int]) -> CaseWorld {
        var world = CaseWorld()
        world.scenes = scenes
        for row in rows {
            world.findings.append(findings[row])
            world.geometry.append(row, of: geometry)
        }
        return world
    }

    /// Workings that grow, move and touch over some scenes, in a few clusters.
    static func random(_ seed: UInt64) -> CaseWorld {
        var random = SplitMix(seed)
        var world = CaseWorld()
        let scenes = Int.random(in: 1...5, using: &random)
        for number in 0..<scenes {
            world.addScene(
                "S\(number)", to: "2025-0\(number + 1)-15", sensor: ["S2", "GF2", nil].randomElement(using: &random) ?? nil,
                content: Bool.random(using: &random) ? .state : .change,
                covers: Bool.random(using: &random) ? square(-3000, -3000, Double.random(in: 2000...9000, using: &random)) : nil,
                clouds: Bool.random(using: &random) ? square(-1000, -1000, Double.random(in: 200...2000, using: &random)) : nil)
        }
        for number in 0..<Int.random(in: 1...40, using: &random) {
            let scene = Int.random(in: 0..<scenes, using: &random)
            let (x, y) = (Double.random(in: -1500...1500, using: &random), Double.random(in: -1500...1500, using: &random))
            let shape = box(x, y, Double.random(in: 20...400, using: &random), Double.random(in: 20...400, using: &random))
            world.add(
                "f\(number)", on: "2025-0\(scene + 1)-15", shape, rule: RuleName.allCases.randomElement(using: &random) ?? .unlicensed,
                scene: "S\(scene)")
        }
        return world
    }
}
