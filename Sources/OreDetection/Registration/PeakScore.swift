internal import Foundation

/// How strongly the outlines of many workings, moved back by a shift, lie exactly on their boundaries.
///
/// Honest mines that are dug to their boundary pile up at depth zero once the scene's shift is taken back; mines that stop short and mines
/// that encroach are spread out. The score is the gain in log-likelihood of a Poisson model with such a pile over one without, at the same
/// shift: chance alignments raise the background as much as the pile and gain little. Encroachments do not pull, whatever their number or
/// direction, as long as they do not share one depth.
struct PeakScore {
    /// A working's windows, with the noise that its outline and its licence leave, and how much it may testify.
    struct Mine: Sendable {
        var depth: [Float] = []
        var east: [Float] = []
        var north: [Float] = []
        var weight: [Float] = []
        var inverseNoise: Float = 1
    }

    /// No mine testifies as more than this many independent stretches, so that no huge mine steers the scene.
    static let stretchesPerMine = 5.0
    /// What a pile must gain before it counts as one: the price of looking for it everywhere.
    static let priceOfLooking = 3.0

    private static let bins = 64
    private static let binsPerUnit: Float = 4
    // Windows of all mines, depth and direction in units of the noise.
    private var depth: [Float] = []
    private var east: [Float] = []
    private var north: [Float] = []
    private var weight: [Float] = []

    init(_ mines: [Mine]) {
        let count = mines.reduce(0) { $0 + $1.depth.count }
        depth.reserveCapacity(count)
        east.reserveCapacity(count)
        north.reserveCapacity(count)
        weight.reserveCapacity(count)
        for mine in mines {
            for k in mine.depth.indices {
                depth.append(mine.depth[k] * mine.inverseNoise)
                east.append(mine.east[k] * mine.inverseNoise)
                north.append(mine.north[k] * mine.inverseNoise)
                weight.append(mine.weight[k])
            }
        }
    }

    /// Log-likelihood of a shift, up to a constant: `log(1 + exp(gain - price))`, so that a scene without a pile says nothing.
    func logLikelihood(east: Double, north: Double) -> Double {
        let gain = gain(east: east, north: north) - Self.priceOfLooking
        return gain > 30 ? gain : log1p(exp(gain))
    }

    /// Gain of a pile at depth zero in log-likelihood, never negative.
    func gain(east: Double, north: Double) -> Double {
        let bins = histogram(Float(east), Float(north))
        return max(0, Fit(bins, hasPeak: true).logLikelihood - Fit(bins, hasPeak: false).logLikelihood)
    }

    /// The share of the stretches near a boundary that lie in the pile, 0...1.
    func peakShare(east: Double, north: Double) -> Double {
        let bins = histogram(Float(east), Float(north))
        let total = bins.reduce(0) { $0 + Double($1) }
        return total > 0 ? Fit(bins, hasPeak: true).peak / total : 0
    }

    /// How far the stretches within 1.5 of depth zero outnumber those beside them, in standard deviations: a quick look where a pile may be.
    func contrast(east: Double, north: Double) -> Double {
        let bins = histogram(Float(east), Float(north))
        let middle = bins[26..<38].reduce(0, +)
        let beside = (bins[8..<22].reduce(0, +) + bins[42..<56].reduce(0, +)) * 12 / 28
        return Double((middle - beside) / (beside + 1).squareRoot())
    }

    /// Stretches by depth, in quarters of the noise from -8 to 8; those farther off are left out.
    private func histogram(_ shiftEast: Float, _ shiftNorth: Float) -> [Float] {
        [Float](unsafeUninitializedCapacity: Self.bins) { bins, count in
            bins.initialize(repeating: 0)
            count = Self.bins
            for k in depth.indices {
                let place = (depth[k] - shiftEast * east[k] - shiftNorth * north[k] + 8) * Self.binsPerUnit
                if place >= 0 && place < Float(Self.bins) { bins[Int(place)] += weight[k] }
            }
        }
    }

    /// Intensities of pile, inside and beyond, by expectation maximisation; a little prior weight keeps the last two from vanishing.
    private struct Fit {
        var peak: Double
        var logLikelihood: Double

        private struct Bin {
            var count: Double
            var peak: Double
            var inside: Double
            var beyond: Double
        }

        private static let basis: [Bin] = (0..<PeakScore.bins).map { bin in
            let u = (Double(bin) + 0.5) / Double(PeakScore.binsPerUnit) - 8
            let width = 1 / Double(PeakScore.binsPerUnit)
            return Bin(count: 0, peak: normalDensity(u) * width, inside: normalCDF(-u) * width, beyond: normalCDF(u) * width)
        }

        init(_ histogram: [Float], hasPeak: Bool) {
            let (priorInside, priorBeyond) = (0.5, 0.15)
            var bins: [Bin] = []
            var total = 0.0
            for k in histogram.indices where histogram[k] > 0 {
                var bin = Self.basis[k]
                bin.count = Double(histogram[k])
                total += bin.count
                bins.append(bin)
            }
            var (p, a, c) = (hasPeak ? 0.3 * total : 0, 0.05 * total + 0.05, 0.01 * total + 0.02)
            for _ in 0..<12 {
                var (sp, sa, sc) = (0.0, priorInside, priorBeyond)
                for b in bins {
                    let share = b.count / (p * b.peak + a * b.inside + c * b.beyond)
                    sp += share * p * b.peak
                    sa += share * a * b.inside
                    sc += share * c * b.beyond
                }
                (p, a, c) = (sp, sa / 8, sc / 8)
            }
            var sum = -(p + 8 * a + 8 * c) + priorInside * log(a) + priorBeyond * log(c)
            for b in bins { sum += b.count * log(p * b.peak + a * b.inside + c * b.beyond) }
            peak = p
            logLikelihood = sum
        }
    }
}

extension PeakScore.Mine {
    /// - Parameter licenceSigma: 1-sigma shift of this mine's licence alone.
    init(_ profile: BoundaryProfile, budget: PositionBudget, licenceSigma: Double, reach: Double) {
        let outline = budget.windowNoise * budget.windowNoise
        let licence = licenceSigma * licenceSigma
        let stretches = max(profile.perimeter / budget.window, 1e-9)
        // With a licence that is shifted itself, more stretches of it do not say more about the scene.
        let mostUseful = (outline + licence) / (licence + outline / max(stretches, 1))
        let scale = min(1, mostUseful / stretches, PeakScore.stretchesPerMine / stretches) / budget.window
        inverseNoise = Float(1 / (outline + licence).squareRoot())
        // Windows overlap: one for about half a window of outline says as much as all of them.
        var passed: Float = 0
        for s in profile.samples {
            passed += s.length
            guard passed >= Float(budget.window * 0.5) else { continue }
            if abs(s.windowDepth) < Float(reach) {
                depth.append(s.windowDepth)
                east.append(s.windowEast)
                north.append(s.windowNorth)
                weight.append(passed * Float(scale))
            }
            passed = 0
        }
    }
}
