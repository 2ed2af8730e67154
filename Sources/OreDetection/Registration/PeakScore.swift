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
    private let mines: [Mine]

    init(_ mines: [Mine]) { self.mines = mines }

    /// Log-likelihood of a shift, up to a constant: `log(1 + exp(gain - price))`, so that a scene without a pile says nothing.
    func logLikelihood(east: Double, north: Double) -> Double {
        let gain = gain(east: east, north: north) - Self.priceOfLooking
        return gain > 30 ? gain : log1p(exp(gain))
    }

    /// Gain of a pile at depth zero in log-likelihood, never negative.
    func gain(east: Double, north: Double) -> Double {
        let histogram = histogram(Float(east), Float(north))
        return max(0, Fit(histogram, hasPeak: true).logLikelihood - Fit(histogram, hasPeak: false).logLikelihood)
    }

    /// The share of the stretches near a boundary that lie in the pile, 0...1.
    func peakShare(east: Double, north: Double) -> Double {
        let histogram = histogram(Float(east), Float(north))
        let total = histogram.reduce(0, +)
        return total > 0 ? Fit(histogram, hasPeak: true).peak / total : 0
    }

    /// Stretches by depth, in quarters of the noise from -8 to 8.
    private func histogram(_ east: Float, _ north: Float) -> [Double] {
        var bins = [Float](repeating: 0, count: Self.bins + 2)
        for mine in mines {
            for k in mine.depth.indices {
                let u = (mine.depth[k] - east * mine.east[k] - north * mine.north[k]) * mine.inverseNoise
                bins[Int(min(max((u + 8) * Self.binsPerUnit + 1, 0), Float(Self.bins + 1)))] += mine.weight[k]
            }
        }
        return bins[1...Self.bins].map(Double.init)
    }

    /// Intensities of pile, inside and beyond, by expectation maximisation; a little prior weight keeps the last two from vanishing.
    private struct Fit {
        var peak: Double
        var logLikelihood: Double

        private static let basis: [(peak: Double, inside: Double, beyond: Double)] = (0..<PeakScore.bins).map { bin in
            let u = (Double(bin) + 0.5) / Double(PeakScore.binsPerUnit) - 8
            let width = 1 / Double(PeakScore.binsPerUnit)
            return (normalDensity(u) * width, normalCDF(-u) * width, normalCDF(u) * width)
        }

        init(_ histogram: [Double], hasPeak: Bool) {
            let (priorInside, priorBeyond) = (0.5, 0.15)
            let total = histogram.reduce(0, +)
            var (p, a, c) = (hasPeak ? 0.3 * total : 0, 0.05 * total + 0.05, 0.01 * total + 0.02)
            for _ in 0..<12 {
                var (sp, sa, sc) = (0.0, priorInside, priorBeyond)
                for (count, b) in zip(histogram, Self.basis) where count > 0 {
                    let share = count / (p * b.peak + a * b.inside + c * b.beyond)
                    sp += share * p * b.peak
                    sa += share * a * b.inside
                    sc += share * c * b.beyond
                }
                (p, a, c) = (sp, sa / 8, sc / 8)
            }
            var sum = -(p + 8 * a + 8 * c) + priorInside * log(a) + priorBeyond * log(c)
            for (count, b) in zip(histogram, Self.basis) where count > 0 { sum += count * log(p * b.peak + a * b.inside + c * b.beyond) }
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
        // Windows overlap fourfold: every second sample says the same.
        var k = 0
        while k < profile.count {
            let more = k + 1 < profile.count ? profile.length[k + 1] : 0
            if abs(profile.windowDepth[k]) < Float(reach) {
                depth.append(profile.windowDepth[k])
                east.append(profile.windowEast[k])
                north.append(profile.windowNorth[k])
                weight.append((profile.length[k] + more) * Float(scale))
            }
            k += 2
        }
    }
}
