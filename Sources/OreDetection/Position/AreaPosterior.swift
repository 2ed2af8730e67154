internal import Foundation

/// What may truly be the area beyond a boundary, given an outline, its position budget and what is known of the shift: a mixture of normal
/// distributions, one for each shift that is plausible.
///
/// The probability is conditional on the ``BoundaryModel``, on the stated sigmas, and on shifts that are rigid; see the method page.
struct AreaPosterior: Sendable {
    private struct Component: Sendable {
        var weight: Float
        var mean: Float
        var sigma: Float
    }

    private var components: [Component] = []

    /// Stretches of one working are not independent: however long its outline, it testifies to its own shift as this many.
    static let ownStretches = 8.0
    /// Finest and most nodes along a side of the grid of shifts.
    private static let gridSide = 13

    /// - Parameters:
    ///   - profile: the outline against the boundary.
    ///   - prior: the shift as the scene and the licence leave it open.
    ///   - ratio: of the exact area to what the samples add up to.
    /// - Complexity: at most three grids of 13 x 13 shifts times 24 stretches, and the likely shifts times the samples near the boundary.
    init(
        _ profile: BoundaryProfile, prior: ShiftEstimate, budget: PositionBudget, ratio: Double,
        model: BoundaryModel = .standard
    ) {
        let near = NearBoundary(profile, reach: 4.3 * prior.sigma + 8 * budget.windowNoise)
        let noise = Float(budget.windowNoise)
        let stretch = Float(max(budget.window, profile.perimeter / Self.ownStretches))
        let grid = ShiftGrid(prior: prior, span: 3, resolution: budget.windowNoise, side: Self.gridSide, levels: 3, finest: 0.8) {
            east, north in
            near.logLikelihood(east, north, noise: noise, stretch: stretch, model)
        }
        components.reserveCapacity(grid.nodes.count)
        for node in grid.nodes {
            let (mean, variance) = near.area(node.east, node.north, budget: budget, model)
            let scaled = Float(mean * ratio)
            components.append(
                Component(weight: Float(node.weight), mean: scaled, sigma: Float(max(1, variance * ratio * ratio).squareRoot())))
        }
    }

    /// An area whose shape the position errors do not change, only its size: no boundary within reach.
    /// - Parameter sigma: square metres.
    init(area: Double, sigma: Double) {
        components = [Component(weight: 1, mean: Float(area), sigma: Float(max(sigma, 1)))]
    }

    /// The 1-sigma error of a free-standing outline's area, square metres: its noise, correlated over a stretch.
    static func outlineSigma(perimeter: Double, budget: PositionBudget) -> Double {
        budget.noise * (budget.correlationLength * perimeter).squareRoot()
    }

    /// The probability that the true area exceeds `area` square metres.
    func probability(above area: Double) -> Double { min(max(1 - cumulative(Float(area)), 0), 1) }

    /// The area that the truth stays below with probability `p`, square metres, never negative.
    func quantile(_ p: Double) -> Double {
        guard cumulative(0) < p else { return 0 }
        var low: Float = 0
        var high = components.lazy.map { $0.mean + 6 * $0.sigma }.max() ?? 0
        for _ in 0..<24 where high - low > 0.05 {
            let middle = (low + high) / 2
            if cumulative(middle) < p { low = middle } else { high = middle }
        }
        return Double((low + high) / 2)
    }

    /// 90 %: from the 5 % to the 95 % quantile.
    var interval: ClosedRange<Double> {
        let low = quantile(0.05)
        return low...max(low, quantile(0.95))
    }

    private func cumulative(_ area: Float) -> Double {
        var sum: Float = 0
        var total: Float = 0
        for component in components {
            total += component.weight
            sum += component.weight * NormalTable.cdf[BoundaryModel.slot((area - component.mean) / component.sigma)]
        }
        return total > 0 ? Double(sum / total) : 0
    }
}

/// The normal distribution function at the slots of ``BoundaryModel``.
private enum NormalTable {
    static let cdf: [Float] = {
        let count = Int(2 * BoundaryModel.reach * BoundaryModel.stepsPerUnit) + 1
        return (0..<count).map { Float(normalCDF(Double($0) / Double(BoundaryModel.stepsPerUnit) - Double(BoundaryModel.reach))) }
    }()
}

/// The samples of a profile that some plausible shift could bring to the boundary or beyond it, and the sum of those that always lie beyond.
private struct NearBoundary {
    /// A stretch that testifies to the shift: a window average for about half a window of outline.
    private struct Stretch {
        var depth: Float
        var east: Float
        var north: Float
        var length: Float
    }

    /// Long outlines are looked at in this many places: they count as ``AreaPosterior/ownStretches`` anyway.
    private static let mostStretches = 24.0

    private var samples: [BoundaryProfile.Sample] = []
    private var stretches: [Stretch] = []
    /// Of samples far beyond: sums of depth x flux, of direction x flux and of their variance factors.
    private var farArea = 0.0
    private var farEast = 0.0
    private var farNorth = 0.0
    private var farVariance = 0.0

    init(_ profile: BoundaryProfile, reach: Double) {
        let reach = Float(reach)
        samples.reserveCapacity(profile.samples.count)
        stretches.reserveCapacity(profile.samples.count)
        let apart = Float(max(profile.window / 2, profile.perimeter / Self.mostStretches))
        var passed: Float = 0
        for s in profile.samples {
            passed += s.length
            if passed >= apart {
                if abs(s.windowDepth) < reach {
                    stretches.append(Stretch(depth: s.windowDepth, east: s.windowEast, north: s.windowNorth, length: passed))
                }
                passed = 0
            }
            if min(s.depth, s.windowDepth) > reach {
                farArea += Double(s.depth * s.flux)
                farEast += Double(s.east * s.flux)
                farNorth += Double(s.north * s.flux)
                farVariance += Double(s.flux * s.flux / s.length)
            } else if max(s.depth, s.windowDepth) > -reach {
                samples.append(s)
            }
        }
    }

    func logLikelihood(_ east: Double, _ north: Double, noise: Float, stretch: Float, _ model: BoundaryModel) -> Double {
        let scale = BoundaryModel.stepsPerUnit / noise
        let (e, n) = (Float(east) * scale, Float(north) * scale)
        let origin = BoundaryModel.reach * BoundaryModel.stepsPerUnit + 0.5
        let top = 2 * BoundaryModel.reach * BoundaryModel.stepsPerUnit
        var sum: Float = 0
        model.logDensity.withUnsafeBufferPointer { table in
            stretches.withUnsafeBufferPointer { stretches in
                for s in stretches {
                    let place = s.depth * scale - s.east * e - s.north * n + origin
                    let slot = place < 0 ? 0 : place > top ? top : place
                    sum += s.length * table[Int(slot)]
                }
            }
        }
        return Double(sum / stretch)
    }

    /// Mean and variance of the area at a shift.
    func area(_ east: Double, _ north: Double, budget: PositionBudget, _ model: BoundaryModel) -> (mean: Double, variance: Double) {
        let (e, n, inverse) = (Float(east), Float(north), 1 / Float(budget.windowNoise))
        let noise = Float(budget.noise)
        let squared = noise * noise
        var mean: Float = 0
        var variance: Float = 0
        model.beyondShare.withUnsafeBufferPointer { table in
            samples.withUnsafeBufferPointer { samples in
                for s in samples {
                    let depth = s.depth - e * s.east - n * s.north
                    guard depth > -2 * noise else { continue }
                    let share = table[BoundaryModel.slot((s.windowDepth - e * s.windowEast - n * s.windowNorth) * inverse)]
                    let beyond = max(depth, 0)
                    mean += share * beyond * s.flux
                    variance += (share * squared + share * (1 - share) * beyond * beyond) * (s.flux * s.flux / s.length)
                }
            }
        }
        let far = farArea - east * farEast - north * farNorth
        return (max(0, Double(mean) + far), (Double(variance) + farVariance * Double(squared)) * budget.correlationLength)
    }
}
