internal import Foundation
internal import OreGeometry

/// What an edge district is made of.
struct EdgeDistrictPlan {
    var seed: UInt64 = 1
    var sites = 1500
    var scenes = 10
    /// 1-sigma shift of a scene per axis, metres; each scene draws its own.
    var sceneSigma = 10.0
    /// 1-sigma common shift of a licence's corners as the register has them, metres.
    var licenceSigma = 1.0
    var pixel = 10.0
    /// Share of the sites that encroach.
    var dishonest = 0.3
    /// Share of the workings that are dug exactly to their boundary; the others stop inside it.
    var exact = 0.5
    /// All encroachments point east.
    var isOneSided = false
    /// A shift of every scene on top of its draw, metres east and north: a misregistration beyond the budget.
    var extraShift = Coordinate(0, 0)
    /// Every `displacedEvery`-th licence is written with this displacement (0: none), as an office on another datum would.
    var displacedEvery = 0
    var displacement = Coordinate(0, 0)
}

/// One site: a licence, a working dug to its boundary or inside it, perhaps a tongue across the boundary, and what a detector sees of them.
struct EdgeSite {
    var id: String
    var scene: Int
    /// True boundary and the register's, plane metres, closed, counter-clockwise.
    var licence: [Coordinate]
    var register: [Coordinate]
    var isDisplaced: Bool
    var isHonest: Bool
    var isExact: Bool
    /// Raster outline in the shifted scene.
    var seen: [Coordinate]
    /// True area beyond the true boundary, square metres, and its greatest depth, metres.
    var trueOutside: Double
    var trueDepth: Double
}

/// Sites far apart, all watched once: half of the workings reach exactly to their boundary, so that every metre of shift shows.
struct EdgeDistrict {
    let plan: EdgeDistrictPlan
    private(set) var shifts: [Coordinate] = []
    private(set) var sites: [EdgeSite] = []
    static let origin = Coordinate(38_540_000, 2_700_000)
    private static let spacing = 2000.0
    private static let columns = 40

    init(_ plan: EdgeDistrictPlan) throws {
        self.plan = plan
        var random = SeededGenerator(seed: plan.seed)
        for _ in 0..<max(1, plan.scenes) {
            let drawn = Coordinate(random.normal(sigma: plan.sceneSigma), random.normal(sigma: plan.sceneSigma))
            shifts.append(Coordinate(drawn.x + plan.extraShift.x, drawn.y + plan.extraShift.y))
        }
        let engine = TopologyEngine()
        var number = 0
        while sites.count < plan.sites {
            if let site = try Self.site(number, plan, shifts, engine, &random) { sites.append(site) }
            number += 1
        }
    }

    private static func site(
        _ number: Int, _ plan: EdgeDistrictPlan, _ shifts: [Coordinate], _ engine: TopologyEngine, _ random: inout SeededGenerator
    ) throws -> EdgeSite? {
        let center = Coordinate(origin.x + Double(number % columns) * spacing, origin.y + Double(number / columns) * spacing)
        let radius = exp(random.uniform(log(60)...log(350)))
        let corners = 4 + Int(random.next() % 5)
        let shape = (0..<corners).map { _ in random.uniform(0.75...1.25) }
        let turn = random.uniform(0...(2 * .pi))
        let licence = starRing(about: Coordinate(0, 0), radius: radius, shape: shape).map {
            Coordinate(center.x + $0.x * cos(turn) - $0.y * sin(turn), center.y + $0.x * sin(turn) + $0.y * cos(turn))
        }
        let isHonest = random.uniform(0...1) > plan.dishonest
        let isExact = random.uniform(0...1) < plan.exact
        let isDisplaced = plan.displacedEvery > 0 && number % plan.displacedEvery == 0
        var error = Coordinate(random.normal(sigma: plan.licenceSigma), random.normal(sigma: plan.licenceSigma))
        if isDisplaced { error = Coordinate(error.x + plan.displacement.x, error.y + plan.displacement.y) }
        let inset = random.uniform(0.35...0.75)
        var working =
            isExact ? licence : licence.map { Coordinate(center.x + ($0.x - center.x) * inset, center.y + ($0.y - center.y) * inset) }
        let tongue = isHonest ? nil : Self.tongue(across: licence, about: center, isOneSided: plan.isOneSided, &random)
        let scene = number % shifts.count
        let shift = shifts[scene]
        let box = envelope(of: working + (tongue ?? []))
        var raster = RasterOutline(pixel: plan.pixel)
        let seen = raster.ring(
            of: Envelope(minX: box.minX + shift.x, minY: box.minY + shift.y, maxX: box.maxX + shift.x, maxY: box.maxY + shift.y)
        ) { p in
            let q = Coordinate(p.x - shift.x, p.y - shift.y)
            return ringContains(working, q) || tongue.map { ringContains($0, q) } ?? false
        }
        guard let seen else { return nil }
        working = []
        let outside = try Self.outside(tongue, licence, engine)
        return EdgeSite(
            id: "E\(number)", scene: scene, licence: licence,
            register: roundedToCentimetres(licence.map { Coordinate($0.x + error.x, $0.y + error.y) }), isDisplaced: isDisplaced,
            isHonest: isHonest, isExact: isExact, seen: seen, trueOutside: outside.area, trueDepth: outside.depth)
    }

    /// A rectangle from the middle of the site across one edge: 5 to 100 m beyond it, 20 to 120 m wide.
    private static func tongue(
        across licence: [Coordinate], about center: Coordinate, isOneSided: Bool, _ random: inout SeededGenerator
    ) -> [Coordinate] {
        let edges = licence.count - 1
        var edge = Int(random.next() % UInt64(edges))
        if isOneSided { edge = (0..<edges).max { licence[$0 + 1].y - licence[$0].y < licence[$1 + 1].y - licence[$1].y } ?? edge }
        let (a, b) = (licence[edge], licence[edge + 1])
        let t = random.uniform(0.25...0.75)
        let foot = Coordinate(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))
        let length = ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
        let out = Coordinate((b.y - a.y) / length, -(b.x - a.x) / length)
        let depth = exp(random.uniform(log(5)...log(100)))
        let half = min(random.uniform(20...120), 0.8 * length) / 2
        let back = -max(20, (foot.x - center.x) * out.x + (foot.y - center.y) * out.y)
        return [(back, -half), (depth, -half), (depth, half), (back, half), (back, -half)].map { along, across in
            Coordinate(foot.x + out.x * along - out.y * across, foot.y + out.y * along + out.x * across)
        }
    }

    private static func outside(_ tongue: [Coordinate]?, _ licence: [Coordinate], _ engine: TopologyEngine) throws -> (
        area: Double, depth: Double
    ) {
        guard let tongue else { return (0, 0) }
        let mask = PreparedPolygon(.polygon(Polygon(exterior: Ring(licence))))
        let part = try engine.difference(.polygon(Polygon(exterior: Ring(tongue))), mask.geometry)
        let metric = LocalMetric(metresPerUnit: 1)
        var depth = 0.0
        for polygon in part.polygons {
            for corner in polygon.exterior.coordinates { depth = max(depth, metric.signedDistance(of: corner, to: mask)?.metres ?? 0) }
        }
        return (planarArea(part), depth)
    }
}
