internal import Foundation
public import OreGeometry

/// The offsets that Chinese web maps put on WGS 84: boundaries traced on such a map lie up to 0.7 km (GCJ-02) or 1.5 km (BD-09) beside the truth.
///
/// Neither is documented officially. The formulas are the public ones that every open implementation shares (a port of the offset routine found
/// in a map client, known since 2013); GCJ-02's constants are a = 6,378,245 m and e2 = 0.00669342162296594323 (Krasovsky 1940). BD-09 is a second
/// offset on top of GCJ-02. Positions are lon/lat degrees, longitude first.
///
/// **Area.** The offset is applied in ``area``, the box of those implementations (72.004-137.8347 E, 0.8293-55.8271 N), and nowhere else. The box
/// is larger than mainland China, and the services leave other countries alone: do not state these systems for places outside it.
///
/// **At the edge of the area** the forward mapping jumps by the size of the offset, so that a strip of some hundred metres has two originals or
/// none. ``original(of:)`` solves for the original as if the offset went on beyond the edge and keeps the answer when it lies in the area;
/// otherwise the position is its own original. It never alternates between the two, and every original in the area is found again.
///
/// **Accuracy.** Against services the public formula was found off by 0.9 to 8.0 m at 18 cities (gcj02-distortion-map: root mean square 4.8 m) and
/// by 3.4 m on average, deviation 2.7 m, on a 1-degree grid (eviltransform_extra): 3 to 3.5 m per axis. ``sigmaMetres`` rounds that up.
public enum WebMapOffset: String, Sendable, Hashable, CaseIterable {
    /// The national offset, "Mars coordinates": AMap, Tencent, Google's map of mainland China.
    case gcj02 = "GCJ-02"
    /// Baidu's.
    case bd09 = "BD-09"

    /// Where offsets are applied, WGS 84 degrees, edges included.
    public static let area = Envelope(minX: 72.004, minY: 0.8293, maxX: 137.8347, maxY: 55.8271)

    /// The system a text names: `GCJ-02`, `gcj02`, `GCJ 02`, `BD-09`, `bd09`; `nil` for any other text.
    public init?(named text: some StringProtocol) {
        guard text.utf8.count <= 16 else { return nil }
        switch text.uppercased().filter({ $0 != "-" && $0 != " " && $0 != "_" }) {
        case "GCJ02": self = .gcj02
        case "BD09", "BD09LL": self = .bd09
        default: return nil
        }
    }

    /// The largest offset in ``area``, rounded up, metres.
    public var largestOffsetMetres: Double { self == .gcj02 ? 750 : 1_550 }

    /// The assumed 1-sigma error per axis of the public formula, metres: 4 for GCJ-02, 6 for BD-09, which applies two unofficial formulas.
    public var sigmaMetres: Double { self == .gcj02 ? 4 : 6 }

    /// Where a WGS 84 position is drawn; outside ``area`` where it is.
    public func image(of position: Coordinate) -> Coordinate {
        WebMapOffset.area.contains(position) ? shifted(position) : position
    }

    /// The WGS 84 position that is drawn at `image`, to better than 1e-8 m; see above for what holds at the edge of the area.
    ///
    /// Cost: about 10 evaluations of the forward formula.
    public func original(of image: Coordinate) -> Coordinate {
        guard WebMapOffset.reach.contains(image) else { return image }
        let found: Coordinate
        switch self {
        case .gcj02: found = WebMapOffset.solve(for: image, by: WebMapOffset.nationalOffset)
        case .bd09:
            let national = WebMapOffset.solve(for: image, by: WebMapOffset.baiduOffset)
            found = WebMapOffset.solve(for: national, by: WebMapOffset.nationalOffset)
        }
        let area = WebMapOffset.area
        guard area.expanded(by: WebMapOffset.rounding).contains(found) else { return image }
        return Coordinate(min(max(found.x, area.minX), area.maxX), min(max(found.y, area.minY), area.maxY))
    }

    /// The displacement that a layer in this system shows against the truth at a WGS 84 position, metres to the east and north on the WGS 84
    /// ellipsoid; zero outside ``area``. What a measured displacement is compared with.
    public func expected(at position: Coordinate) -> (eastMetres: Double, northMetres: Double) {
        let image = image(of: position)
        let metric = LocalMetric(.wgs84, latitude: position.y)
        return ((image.x - position.x) * metric.metresPerUnitX, (image.y - position.y) * metric.metresPerUnitY)
    }

    /// No image of the area lies outside: offsets stay below 0.02 degrees.
    private static let reach = area.expanded(by: 0.03)

    /// An original on the edge may come out this many degrees (1e-6 m) beside it.
    private static let rounding = 1e-11

    /// The forward formula without regard to the area.
    private func shifted(_ position: Coordinate) -> Coordinate {
        let national = WebMapOffset.sum(position, WebMapOffset.nationalOffset(position))
        return self == .gcj02 ? national : WebMapOffset.sum(national, WebMapOffset.baiduOffset(national))
    }

    /// The position that lies at `image` once its own offset is added.
    ///
    /// Fixed-point iteration: the offsets change by at most 2 % of a step (GCJ-02 0.5 %, BD-09 1.9 %), so that each round gains nearly two digits.
    /// Only within a nanometre of 105 E and 35 N, where a square root has a vertical tangent, is the gain slower, on terms below 1e-6 m.
    private static func solve(for image: Coordinate, by offset: (Coordinate) -> Coordinate) -> Coordinate {
        var position = image
        for _ in 0..<12 {
            let step = offset(position)
            let next = Coordinate(image.x - step.x, image.y - step.y)
            let isSettled = abs(next.x - position.x) < 1e-14 && abs(next.y - position.y) < 1e-14
            position = next
            if isSettled { break }
        }
        return position
    }

    private static func sum(_ a: Coordinate, _ b: Coordinate) -> Coordinate { Coordinate(a.x + b.x, a.y + b.y) }

    // MARK: The two formulas, offsets in degrees

    /// Polynomials and waves around 105 E 35 N, in metres, turned into degrees on the Krasovsky ellipsoid.
    private static func nationalOffset(_ position: Coordinate) -> Coordinate {
        let (x, y) = (position.x - 105, position.y - 35)
        let root = abs(x).squareRoot()
        let fine = 20 * sin(6 * .pi * x) + 20 * sin(2 * .pi * x)
        let alongX = 20 * sin(.pi * x) + 40 * sin(.pi / 3 * x) + 150 * sin(.pi / 12 * x) + 300 * sin(.pi / 30 * x)
        let alongY = 20 * sin(.pi * y) + 40 * sin(.pi / 3 * y) + 160 * sin(.pi / 12 * y) + 320 * sin(.pi / 30 * y)
        let eastPlane = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
        let northPlane = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
        let east = eastPlane + (fine + alongX) * 2 / 3
        let north = northPlane + (fine + alongY) * 2 / 3
        let metric = LocalMetric(krasovsky, latitude: position.y)
        return Coordinate(east / metric.metresPerUnitX, north / metric.metresPerUnitY)
    }

    /// A constant in degrees, and waves of 0.12 degrees on the polar form of longitude and latitude.
    private static func baiduOffset(_ position: Coordinate) -> Coordinate {
        let (x, y) = (position.x, position.y)
        let wave = 3_000 * Double.pi / 180
        let radius = (x * x + y * y).squareRoot() + 2e-5 * sin(y * wave)
        let angle = atan2(y, x) + 3e-6 * cos(x * wave)
        return Coordinate(radius * cos(angle) + 0.0065 - x, radius * sin(angle) + 0.006 - y)
    }

    /// GCJ-02's own constants.
    private static let krasovsky: Ellipsoid = {
        let eccentricitySquared = 0.006_693_421_622_965_943_23
        return Ellipsoid(semiMajorAxis: 6_378_245, inverseFlattening: 1 / (1 - (1 - eccentricitySquared).squareRoot()))
    }()
}
