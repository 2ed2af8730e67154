internal import Foundation
internal import OreGeometry

/// A position in both systems of a link, in the frame of a model.
struct FramePair {
    var source: Coordinate
    var target: Coordinate
}

/// How parameters move a position: what the fit needs of it.
protocol LinkModel {
    /// Parameters, of which the points may not see all.
    var count: Int { get }
    /// A direction that moves positions less than the best seen by this factor stays zero.
    var maximumCondition: Double { get }
    /// At one pair: observed less predicted, metres east and north, and what each parameter moves the prediction by.
    func equations(_ pair: FramePair, at parameters: [Double]) -> PointEquations
    func method(_ parameters: [Double]) -> DatumLink.Method
}

struct PointEquations {
    var east: [Double]
    var north: [Double]
    var misclosure: Coordinate
}

/// Four parameters in the plane: shift, scale difference and rotation about the middle of the points; linear.
struct PlaneModel: LinkModel {
    let origin: Coordinate
    let count = 4
    let maximumCondition = 1e6

    func equations(_ pair: FramePair, at p: [Double]) -> PointEquations {
        let (u, v) = (pair.source.x - origin.x, pair.source.y - origin.y)
        // Differences first: with eastings near 4e7 m the sums would round to some nanometres.
        let east = pair.target.x - pair.source.x - p[0] - p[2] * u + p[3] * v
        let north = pair.target.y - pair.source.y - p[1] - p[2] * v - p[3] * u
        return PointEquations(east: [1, 0, u, -v], north: [0, 1, v, u], misclosure: Coordinate(east, north))
    }

    func method(_ p: [Double]) -> DatumLink.Method {
        .plane(
            .init(
                shift: Coordinate(p[0], p[1]), rotationArcseconds: atan2(p[3], 1 + p[2]) * Geocentric.arcsecondsPerRadian,
                scalePPM: (hypot(1 + p[2], p[3]) - 1) * 1e6, origin: origin))
    }
}

/// Three parameters (translation) or seven (with scale and rotations) between geocentric coordinates, seen from plane positions only: heights are
/// taken as zero on both ellipsoids. Degrees in, metres along the target's east and north out.
///
/// Rotations and scale turn about the middle of the points (Molodensky-Badekas) while fitting, and are published about the Earth's centre.
struct GeocentricModel: LinkModel {
    let source: Geocentric
    let target: Geocentric
    let count: Int
    private let centre: Vector

    /// A translation's vertical part shows only in how the shift spreads outwards: over less than some 100 km it is noise. Seven parameters tell tilts
    /// from shifts by the square of the extent over the Earth's radius: plane positions need some 1,300 km.
    var maximumCondition: Double { count == 3 ? 100 : 20_000 }

    init(source: Geocentric, target: Geocentric, count: Int, middle: Coordinate) {
        (self.source, self.target, self.count) = (source, target, count)
        centre = source.vector(middle)
    }

    func equations(_ pair: FramePair, at p: [Double]) -> PointEquations {
        let start = source.vector(pair.source)
        let d = start - centre
        var moved = start + Vector(p[0], p[1], p[2])
        var columns = [Vector(1, 0, 0), Vector(0, 1, 0), Vector(0, 0, 1)]
        if count == 7 {
            // d, and the unit rotations about x, y, z of the position vector.
            let more = [d, Vector(0, -d.z, d.y), Vector(d.z, 0, -d.x), Vector(-d.y, d.x, 0)]
            for (k, column) in more.enumerated() { moved = moved + column * p[3 + k] }
            columns += more
        }
        let (east, north) = target.axes(at: pair.target)
        let image = target.degrees(moved)
        let metric = LocalMetric(target.ellipsoid, latitude: pair.target.y)
        return PointEquations(
            east: columns.map { east.dot($0) }, north: columns.map { north.dot($0) },
            misclosure: Coordinate(
                (pair.target.x - image.x) * metric.metresPerUnitX, (pair.target.y - image.y) * metric.metresPerUnitY))
    }

    func method(_ p: [Double]) -> DatumLink.Method {
        guard count == 7 else { return .translation(x: p[0], y: p[1], z: p[2]) }
        // X + t + s (X - C) + q x (X - C) = T + (1 + s) (X + r x X) with T = t - s C - q x C and r = q / (1 + s).
        let (s, q) = (p[3], Vector(p[4], p[5], p[6]))
        let t = Vector(p[0], p[1], p[2]) - centre * s - q.cross(centre)
        let arcseconds = [q.x, q.y, q.z].map { $0 / (1 + s) * Geocentric.arcsecondsPerRadian }
        return .helmert(
            .init(translation: [t.x, t.y, t.z], rotationArcseconds: arcseconds, scalePPM: s * 1e6, convention: .positionVector))
    }
}

struct Vector {
    var x, y, z: Double
    init(_ x: Double, _ y: Double, _ z: Double) { (self.x, self.y, self.z) = (x, y, z) }
    static func + (a: Vector, b: Vector) -> Vector { Vector(a.x + b.x, a.y + b.y, a.z + b.z) }
    static func - (a: Vector, b: Vector) -> Vector { Vector(a.x - b.x, a.y - b.y, a.z - b.z) }
    static func * (a: Vector, k: Double) -> Vector { Vector(a.x * k, a.y * k, a.z * k) }
    func dot(_ b: Vector) -> Double { x * b.x + y * b.y + z * b.z }
    func cross(_ b: Vector) -> Vector { Vector(y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x) }
}

/// Longitude and latitude on an ellipsoid as geocentric coordinates, at height zero (EPSG method 9602).
struct Geocentric {
    static let arcsecondsPerRadian = 648_000 / Double.pi
    let ellipsoid: Ellipsoid

    func vector(_ degrees: Coordinate) -> Vector {
        let (lon, lat) = (degrees.x * .pi / 180, degrees.y * .pi / 180)
        let e2 = ellipsoid.eccentricitySquared
        let normal = ellipsoid.semiMajorAxis / (1 - e2 * sin(lat) * sin(lat)).squareRoot()
        return Vector(normal * cos(lat) * cos(lon), normal * cos(lat) * sin(lon), normal * (1 - e2) * sin(lat))
    }

    /// The height is dropped. Bowring's iteration: below a micrometre after three steps at heights of some kilometres.
    func degrees(_ v: Vector) -> Coordinate {
        let e2 = ellipsoid.eccentricitySquared
        let distance = hypot(v.x, v.y)
        var reduced = atan2(v.z, distance * (1 - e2).squareRoot())
        var lat = 0.0
        let b = ellipsoid.semiMajorAxis * (1 - e2).squareRoot()
        for _ in 0..<4 {
            lat = atan2(
                v.z + e2 / (1 - e2) * b * pow(sin(reduced), 3), distance - e2 * ellipsoid.semiMajorAxis * pow(cos(reduced), 3))
            reduced = atan2((1 - e2).squareRoot() * sin(lat), cos(lat))
        }
        return Coordinate(atan2(v.y, v.x) * 180 / .pi, lat * 180 / .pi)
    }

    /// Unit vectors to the east and to the north.
    func axes(at degrees: Coordinate) -> (east: Vector, north: Vector) {
        let (lon, lat) = (degrees.x * .pi / 180, degrees.y * .pi / 180)
        return (Vector(-sin(lon), cos(lon), 0), Vector(-sin(lat) * cos(lon), -sin(lat) * sin(lon), cos(lat)))
    }
}

extension DatumLink.PlaneSimilarity {
    /// `(1 + s) cos r` and `(1 + s) sin r`.
    var matrix: (a: Double, b: Double) {
        let (scale, angle) = (1 + scalePPM * 1e-6, rotationArcseconds / Geocentric.arcsecondsPerRadian)
        return (scale * cos(angle), scale * sin(angle))
    }
}
