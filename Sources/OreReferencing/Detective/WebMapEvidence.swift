public import OreGeometry

/// Whether a layer lies beside another one as a web map's offset would put it (``WebMapOffset``), judged from features that both layers show.
///
/// The middles of the features' boxes are paired, each feature with the nearest one of the other layer of like size. This is done once with the
/// layer as it stands and once for each way it could be displaced, undoing that offset first: the layer traced on a web map, or the other layer.
/// A pairing scores `1 / (1 + (r / s)^2)` a feature, r being the distance left and s 30 m plus a quarter of the smaller diagonal: the reading under
/// which features meet best scores highest. An offset is only named when
///
/// - at least ``fewestPairs`` features have a partner,
/// - it scores higher than the layer as it stands by ``neededZ`` standard errors of the differences between the features' scores; or the pairs
///   of the layer as it stands, which pull towards no displacement, show the offset itself, five standard errors (of at least 15 m) from none,
/// - what is left after undoing it is below 60 m, or below three of its standard errors and a third of the offset.
///
/// Features need not be equal: a working lies somewhere in its licence, which widens the estimate's error but does not move it unless all
/// workings lie on one side. Source of the expected offset: ``WebMapOffset/expected(at:)``.
public struct WebMapEvidence: Sendable, Hashable {
    /// A displacement, metres to the east and north, with the standard error of each.
    public struct Displacement: Sendable, Hashable {
        public let eastMetres: Double
        public let northMetres: Double
        public let eastErrorMetres: Double
        public let northErrorMetres: Double
    }

    public enum Verdict: Sendable, Hashable {
        /// Too few features have a partner to tell.
        case tooFewPairs(Int)
        /// No offset explains the positions better than none.
        case noOffset(Displacement)
        /// The layer looks as if traced on this web map; with the offset that it would have there.
        case looksLike(WebMapOffset, Displacement, expectedEastMetres: Double, expectedNorthMetres: Double)
        /// The other layer looks as if traced on this web map; the displacement is still this layer's against it.
        case otherLooksLike(WebMapOffset, Displacement, expectedEastMetres: Double, expectedNorthMetres: Double)
    }

    /// The other layer.
    public let name: String
    /// Features with a partner under the best reading.
    public let pairs: Int
    public let verdict: Verdict

    public static let fewestPairs = 8
    public static let neededZ = 4.0

    /// - Parameters:
    ///   - features: boxes of features of the layer in question, lon/lat degrees.
    /// - Returns: `nil` when less than half of them lie in ``WebMapOffset/area``.
    /// - Complexity: some microseconds a feature and reading.
    public init?(_ features: [Envelope], against known: KnownPlaces) {
        let inside = features.filter { !$0.isEmpty && WebMapOffset.area.contains($0.center) }
        guard !inside.isEmpty, inside.count * 2 >= features.count else { return nil }
        name = known.name
        let partners = known.boxes
        let tree = PackedRTree(partners)
        let readings = Reading.all.map { Pairing($0, inside, partners, tree) }
        let asItStands = readings[0]
        let best = readings.dropFirst().max { $0.total < $1.total }
        if let best, best.pairs.count >= Self.fewestPairs, best.leavesLittle, let offset = best.reading.offset,
            best.z(over: asItStands) >= Self.neededZ || asItStands.shows(best.meanExpected(offset), isOther: best.reading.isOther)
        {
            pairs = best.pairs.count
            let expected = best.meanExpected(offset)
            verdict =
                best.reading.isOther
                ? .otherLooksLike(offset, best.displacement, expectedEastMetres: -expected.x, expectedNorthMetres: -expected.y)
                : .looksLike(offset, best.displacement, expectedEastMetres: expected.x, expectedNorthMetres: expected.y)
            return
        }
        pairs = asItStands.pairs.count
        verdict = pairs < Self.fewestPairs ? .tooFewPairs(pairs) : .noOffset(asItStands.displacement)
    }
}

/// A way to read the layer: as it stands, or displaced.
private struct Reading {
    var offset: WebMapOffset?
    /// The other layer is the displaced one.
    var isOther = false

    static let all =
        [Reading()] + WebMapOffset.allCases.map { Reading(offset: $0) } + WebMapOffset.allCases.map { Reading(offset: $0, isOther: true) }

    /// Where the middle of a feature would be in the coordinates of the other layer.
    func corrected(_ position: Coordinate) -> Coordinate {
        guard let offset else { return position }
        return isOther ? offset.image(of: position) : offset.original(of: position)
    }
}

/// The features of a layer with their partners, under one reading.
private struct Pairing {
    struct Pair {
        /// As it stands.
        var own: Coordinate
        var partner: Coordinate
        /// What is left after the correction, metres.
        var left: Coordinate
    }

    let reading: Reading
    private(set) var pairs: [Pair] = []
    /// By feature, 0 for one without partner.
    private(set) var scores: [Double] = []

    /// No offset moves anything farther, metres.
    private static let reach = 1_500.0

    init(_ reading: Reading, _ features: [Envelope], _ partners: [Envelope], _ tree: PackedRTree) {
        self.reading = reading
        for feature in features {
            let own = feature.center
            let place = reading.corrected(own)
            let metric = LocalMetric(.wgs84, latitude: place.y)
            let size = metric.diagonal(feature)
            let (dx, dy) = (Self.reach / metric.metresPerUnitX, Self.reach / metric.metresPerUnitY)
            let window = Envelope(minX: place.x - dx, minY: place.y - dy, maxX: place.x + dx, maxY: place.y + dy)
            var best: (score: Double, partner: Coordinate)?
            tree.query(window) { index in
                let partner = partners[index].center
                let other = metric.diagonal(partners[index])
                guard max(size, other) <= 3 * min(size, other) + 100 else { return }
                let r = metric.distance(place, partner)
                guard r <= Self.reach else { return }
                let s = 30 + min(size, other) / 4
                let score = 1 / (1 + (r / s) * (r / s))
                if score > best?.score ?? 0 { best = (score, partner) }
            }
            scores.append(best?.score ?? 0)
            guard let best else { continue }
            let left = Coordinate((place.x - best.partner.x) * metric.metresPerUnitX, (place.y - best.partner.y) * metric.metresPerUnitY)
            pairs.append(Pair(own: own, partner: best.partner, left: left))
        }
    }

    var total: Double { scores.reduce(0, +) }

    /// How many standard errors the mean score lies above that of another reading, over the features with a partner under either.
    func z(over other: Pairing) -> Double {
        let differences = zip(scores, other.scores).filter { $0 > 0 || $1 > 0 }.map { $0 - $1 }
        guard !differences.isEmpty else { return 0 }
        let n = Double(differences.count)
        let mean = differences.reduce(0, +) / n
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n - 1)
        // The floor keeps a handful of equal differences from looking like certainty.
        return mean / (max(variance, 0.01) / n).squareRoot()
    }

    /// The displacement of these pairs is clear, and is the expected one.
    func shows(_ expected: Coordinate, isOther: Bool) -> Bool {
        guard pairs.count >= WebMapEvidence.fewestPairs else { return false }
        let found = displacement
        let sign = isOther ? -1.0 : 1.0
        let (east, north) = (max(found.eastErrorMetres, 15), max(found.northErrorMetres, 15))
        func squares(_ x: Double, _ y: Double) -> Double { (x / east) * (x / east) + (y / north) * (y / north) }
        let (dx, dy) = (found.eastMetres - sign * expected.x, found.northMetres - sign * expected.y)
        let size = expected.x * expected.x + expected.y * expected.y
        return squares(found.eastMetres, found.northMetres) > 25 && squares(dx, dy) < 9 && dx * dx + dy * dy < size / 9
    }

    /// The correction brings the layer onto the other one.
    var leavesLittle: Bool {
        guard let offset = reading.offset else { return true }
        let (x, y) = (Robust(pairs.map(\.left.x)), Robust(pairs.map(\.left.y)))
        let rest = (x.middle * x.middle + y.middle * y.middle).squareRoot()
        let error = (x.error * x.error + y.error * y.error).squareRoot()
        let expected = meanExpected(offset)
        let size = (expected.x * expected.x + expected.y * expected.y).squareRoot()
        return rest < 60 || (rest < 3 * error && rest < size / 3)
    }

    /// The displacement of the layer as it stands.
    var displacement: WebMapEvidence.Displacement {
        let moves = pairs.map { pair in
            let metric = LocalMetric(.wgs84, latitude: pair.own.y)
            return Coordinate(
                (pair.own.x - pair.partner.x) * metric.metresPerUnitX, (pair.own.y - pair.partner.y) * metric.metresPerUnitY)
        }
        let (x, y) = (Robust(moves.map(\.x)), Robust(moves.map(\.y)))
        return .init(eastMetres: x.middle, northMetres: y.middle, eastErrorMetres: x.error, northErrorMetres: y.error)
    }

    /// What the offset would be at the true places of the pairs, metres east and north.
    func meanExpected(_ offset: WebMapOffset) -> Coordinate {
        guard !pairs.isEmpty else { return Coordinate(0, 0) }
        let sum = pairs.reduce(into: Coordinate(0, 0)) { sum, pair in
            let move = offset.expected(at: reading.isOther ? pair.own : pair.partner)
            sum.x += move.eastMetres
            sum.y += move.northMetres
        }
        return Coordinate(sum.x / Double(pairs.count), sum.y / Double(pairs.count))
    }
}

/// Median, and its standard error from the median absolute deviation (for normal scatter).
private struct Robust {
    var middle = 0.0
    var error = Double.infinity

    init(_ values: [Double]) {
        guard !values.isEmpty else { return }
        middle = Self.median(values)
        let scatter = 1.4826 * Self.median(values.map { ($0 - middle).magnitude })
        error = 1.2533 * scatter / Double(values.count).squareRoot()
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }
}

extension LocalMetric {
    fileprivate func diagonal(_ box: Envelope) -> Double { distance(Coordinate(box.minX, box.minY), Coordinate(box.maxX, box.maxY)) }
}
