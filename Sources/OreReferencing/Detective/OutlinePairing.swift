internal import OreGeometry

/// A way to read the layer: as it stands, or displaced.
struct PairingReading {
    var offset: WebMapOffset?
    /// The other layer is the displaced one.
    var isOther = false

    static let all =
        [PairingReading()] + WebMapOffset.allCases.map { PairingReading(offset: $0) }
        + WebMapOffset.allCases.map { PairingReading(offset: $0, isOther: true) }

    /// Where the middle of a feature would be in the coordinates of the other layer.
    func corrected(_ position: Coordinate) -> Coordinate {
        guard let offset else { return position }
        return isOther ? offset.image(of: position) : offset.original(of: position)
    }
}

/// The features of a layer with their partners, under one reading.
struct OutlinePairing {
    struct Pair {
        /// As it stands.
        var own: Coordinate
        var partner: Coordinate
        /// What is left after the correction, metres.
        var left: Coordinate
    }

    let reading: PairingReading
    private(set) var pairs: [Pair] = []
    /// By feature, 0 for one without partner.
    private(set) var scores: [Double] = []

    /// No offset moves anything farther, metres.
    private static let reach = 1_500.0

    init(_ reading: PairingReading, _ features: [Envelope], _ known: KnownPlaces) {
        let partners = known.boxes
        self.reading = reading
        for feature in features {
            let own = feature.center
            let place = reading.corrected(own)
            let metric = LocalMetric(.wgs84, latitude: place.y)
            let size = metric.diagonal(feature)
            let (dx, dy) = (Self.reach / metric.metresPerUnitX, Self.reach / metric.metresPerUnitY)
            let window = Envelope(minX: place.x - dx, minY: place.y - dy, maxX: place.x + dx, maxY: place.y + dy)
            var best: (score: Double, partner: Coordinate)?
            known.tree.query(window) { index in
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
    func z(over other: OutlinePairing) -> Double {
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
        let (x, y) = (RobustMiddle(pairs.map(\.left.x)), RobustMiddle(pairs.map(\.left.y)))
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
        let (x, y) = (RobustMiddle(moves.map(\.x)), RobustMiddle(moves.map(\.y)))
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
struct RobustMiddle {
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
