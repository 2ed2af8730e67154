internal import Foundation
internal import OreGeometry

/// One footprint as a detector would deliver it: a raster outline, displaced with its scene.
struct Observation {
    var id: String
    var scene: Scene
    var kind: String
    /// Closed ring in the plane of EPSG:4526, metres.
    var ring: [Coordinate]
}

/// What is true of one footprint under one rule; `rule` empty when it is lawful.
struct TruthRow {
    var footprintID: String
    var story: Story
    var rule: String
    var zoneID: String
    /// Planar square metres in EPSG:4526 of the true, unrasterised part that the rule speaks of.
    var area: Double
}

/// Observes a district: scenes shift rigidly, clouds hide whole workings, outlines follow 10 m pixels.
struct Observer {
    let district: District
    let engine = TopologyEngine()

    func observe() throws -> (observations: [Observation], truth: [TruthRow]) {
        var observations: [Observation] = []
        var truth: [TruthRow] = []
        for (s, scene) in district.scenes.enumerated() {
            for (number, site) in district.sites.enumerated() {
                for (p, pit) in site.pits.enumerated() where pit.radii[s] > 0 {
                    guard let ring = seen(pit, scene: s, through: scene) else { continue }
                    let id = "\(scene.id)-\(number).\(p)"
                    observations.append(Observation(id: id, scene: scene, kind: pit.kind, ring: ring))
                    truth.append(try row(for: id, site: site, pit: pit, scene: s))
                }
            }
        }
        return (observations, truth)
    }

    private func seen(_ pit: PlantedPit, scene: Int, through pass: Scene) -> [Coordinate]? {
        let outlines = [pit.outline(scene: scene)] + [pit.tongueOutline(scene: scene)].compactMap(\.self)
        let box = outlines.reduce(into: Envelope.empty) { $0.expand(toInclude: envelope(of: $1)) }
        let reach = max(box.width, box.height) / 2
        let hidden = pass.clouds.contains { cloud in
            let (dx, dy) = (cloud.center.x - box.center.x, cloud.center.y - box.center.y)
            return (dx * dx + dy * dy).squareRoot() < cloud.radius + reach
        }
        if hidden { return nil }
        var raster = RasterOutline(pixel: 10)
        let ring = raster.ring(of: box) { p in outlines.contains { ringContains($0, p) } }
        return ring?.map { Coordinate($0.x + pass.shift.x, $0.y + pass.shift.y) }
    }

    private func polygon(_ ring: [Coordinate]) -> Geometry { .polygon(Polygon(exterior: Ring(ring))) }

    private func working(_ pit: PlantedPit, scene: Int) throws -> Geometry {
        let main = polygon(pit.outline(scene: scene))
        guard let tongue = pit.tongueOutline(scene: scene) else { return main }
        return try engine.union(main, polygon(tongue))
    }

    private func row(for id: String, site: Site, pit: PlantedPit, scene: Int) throws -> TruthRow {
        var row = TruthRow(footprintID: id, story: site.story, rule: site.story.rule ?? "", zoneID: "", area: 0)
        let now = try working(pit, scene: scene)
        switch site.story {
        case .unlicensed, .outsidePlan: row.area = planarArea(now)
        case .inZone:
            row.zoneID = site.zone?.id ?? ""
            row.area = planarArea(now)
        case .tongue:
            let licensed = try engine.unaryUnion(site.licences.map { polygon($0.corners) })
            row.area = planarArea(try engine.difference(now, licensed))
        case .expired:
            // Only what was dug after the licence ended; the first scene is from before.
            row.area = scene == 0 ? 0 : planarArea(try engine.difference(now, try working(pit, scene: 0)))
        default: break
        }
        if row.area < 1 { row.rule = "" }
        return row
    }
}

/// Planar area of the polygons of a geometry, in the square of its unit.
func planarArea(_ geometry: Geometry) -> Double {
    func area(_ ring: Ring) -> Double {
        let c = ring.coordinates
        guard let origin = c.first else { return 0 }
        var twice = 0.0
        for i in 1..<c.count {
            twice += (c[i - 1].x - origin.x) * (c[i].y - origin.y) - (c[i].x - origin.x) * (c[i - 1].y - origin.y)
        }
        return abs(twice) / 2
    }
    return geometry.polygons.reduce(0) { $0 + area($1.exterior) - $1.holes.reduce(0) { $0 + area($1) } }
}
