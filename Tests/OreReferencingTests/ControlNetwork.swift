import Foundation
import OreGeometry
import OreReferencing
import TestSupport

extension SplitMix {
    /// The sum of twelve uniform deviates less six would have no tails: the polar method.
    mutating func normal() -> Double {
        while true {
            let (u, v) = (2 * unit() - 1, 2 * unit() - 1)
            let s = u * u + v * v
            if s > 0, s < 1 { return u * (-2 * log(s) / s).squareRoot() }
        }
    }

    mutating func places(_ count: Int, about middle: Coordinate, within metres: Double) -> [Coordinate] {
        (0..<count).map { _ in Coordinate(middle.x + metres * (2 * unit() - 1), middle.y + metres * (2 * unit() - 1)) }
    }
}

/// Control points of an office on Xian 1980 (EPSG:2362) with their positions in CGCS2000 (EPSG:4526).
struct ControlNetwork {
    static let from = "EPSG:2362"
    static let to = "EPSG:4526"
    static let middle = Coordinate(38_570_000, 2_750_000)
    static let truth = DatumLink.PlaneSimilarity(shift: Coordinate(-62, 41), rotationArcseconds: 1.3, scalePPM: 4, origin: middle)

    var pairs: [ControlPair]

    /// Places scattered over a square of `2 x reach` metres, moved by the truth and by noise.
    init(_ count: Int, noise sigma: Double, seed: UInt64, reach: Double = 10_000, truth: (Coordinate) -> Coordinate = { Self.truth($0) }) {
        var random = SplitMix(seed: seed)
        pairs = random.places(count, about: Self.middle, within: reach).enumerated().map { i, place in
            let image = truth(place)
            return ControlPair(
                name: "P\(i + 1)", source: place,
                target: Coordinate(image.x + sigma * random.normal(), image.y + sigma * random.normal()))
        }
    }

    func fit(_ method: LinkFitMethod = .automatic, pointSigma: Double? = nil) throws -> LinkFit {
        try LinkFitter(from: Self.from, to: Self.to).fit(pairs, method: method, pointSigma: pointSigma)
    }
}

extension Coordinate {
    func distance(_ other: Coordinate) -> Double { ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot() }
}

/// What a fit refuses with; `nil` when it does not.
func fitError(_ body: () throws -> LinkFit) -> LinkFitError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? LinkFitError
    }
}

extension LinkFitError {
    /// The points called gross, farthest first; `nil` for another refusal.
    var grossNames: [String]? {
        if case .grossErrors(let points) = self { return points.map(\.name) }
        return nil
    }
}
