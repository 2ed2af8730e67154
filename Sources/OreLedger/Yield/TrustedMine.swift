/// Ground of a trusted mine, and the tonnes that came from it: of a year, or of several together.
struct TrustedGround: Sendable, Hashable, Comparable {
    /// m².
    var area = 0.0
    /// Of its measurement, m⁴.
    var variance = 0.0
    /// t REO.
    var tonnes = 0.0

    /// The logarithm of tonnes over area; `nil` where there are no tonnes, or the ground does not stand out of its error.
    var logRatio: Double? {
        tonnes > 0 && isOpening ? PortableMath.log(tonnes / area) : nil
    }

    /// Whether ground was opened that stands out of its error.
    var isOpening: Bool { LandObservation.standsOut(area, variance: variance) }

    static func += (a: inout TrustedGround, b: TrustedGround) {
        a.area += b.area
        a.variance += b.variance
        a.tonnes += b.tonnes
    }

    static func < (a: TrustedGround, b: TrustedGround) -> Bool {
        (a.tonnes, a.area, a.variance) < (b.tonnes, b.area, b.variance)
    }
}

/// The trusted years of one mine.
///
/// A pit that deepens gives tonnes for years from ground that was opened once, so that its years are added up before tonnes are divided by ground: what
/// a year without new ground gave counts as it does in ``OutputAgainstLand``.
struct TrustedMine {
    private var reports: [(year: Int32, ground: TrustedGround)] = []

    mutating func add(_ report: TrustedReport) {
        let seen = report.observation
        let ground = TrustedGround(
            area: seen.areaSquareMetres, variance: seen.sigmaSquareMetres * seen.sigmaSquareMetres,
            tonnes: Double(report.tonnes.thousandths) / 1000)
        reports.append((year: seen.year, ground: ground))
    }

    /// Ascending; sums of floats depend on their order.
    var years: [TrustedGround] { reports.sorted { ($0.year, $0.ground) < ($1.year, $1.ground) }.map(\.ground) }

    /// All years together.
    var whole: TrustedGround { years.reduce(into: TrustedGround()) { $0 += $1 } }

    /// How far its pieces of ground lie from all of them together: the mean square, in logarithms. 0 of one.
    ///
    /// A piece is what a year opened, with the tonnes of that year and of those after it that opened none. Tonnes before the first ground count for it, and
    /// ground without tonnes for the next.
    var scatter: Double {
        guard let all = whole.logRatio else { return 0 }
        var (pieces, piece) = ([Double](), TrustedGround())
        for year in years {
            if year.isOpening, let ratio = piece.logRatio {
                pieces.append(ratio)
                piece = year
            } else {
                piece += year
            }
        }
        if let ratio = piece.logRatio { pieces.append(ratio) }
        return pieces.isEmpty ? 0 : pieces.reduce(0.0) { $0 + ($1 - all) * ($1 - all) } / Double(pieces.count)
    }

    /// How far ``OutputAgainstLand`` finds the mine from all of its years together while they pass: ground that is opened gives its tonnes later.
    var drift: Double { whole.logRatio.map { furthest(from: $0) } ?? 0 }

    /// How far from it ``OutputAgainstLand`` finds the mine, in logarithms: a year and all years up to it have to lie on the same side.
    func furthest(from mean: Double) -> Double {
        var (total, distance) = (TrustedGround(), 0.0)
        for year in years {
            total += year
            guard let all = total.logRatio else { continue }
            // Without ground of its own a year lies above anything, and below nothing that the sum does not.
            let (above, below) = year.logRatio.map { (min($0, all), max($0, all)) } ?? (all, all)
            distance = max(distance, above - mean, mean - below)
        }
        return distance
    }
}
