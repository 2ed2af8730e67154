internal import Foundation

/// The posterior of a shift on a square grid that is narrowed until it resolves what it holds.
struct ShiftGrid {
    struct Node: Sendable {
        var east: Double
        var north: Double
        /// Of all nodes together 1.
        var weight: Double
    }

    private(set) var estimate: ShiftEstimate
    private(set) var nodes: [Node] = []

    /// - Parameters:
    ///   - span: half the first grid's side, in sigmas of the prior.
    ///   - resolution: metres over which the log-likelihood changes little.
    ///   - side: most nodes along a side.
    ///   - logLikelihood: of a shift, metres east and north.
    ///   - finest: a step of this share of the resolution is fine enough.
    ///   - levels: most grids, each narrower than the last.
    /// - Complexity: at most `levels` grids of `side` x `side` calls.
    init(
        prior: ShiftEstimate, span: Double, resolution: Double, side: Int, levels: Int = 5, finest: Double = 0.3,
        logLikelihood: (Double, Double) -> Double
    ) {
        var (east, north) = (prior.east, prior.north)
        var half = span * max(prior.sigma, 1e-3)
        estimate = prior
        let form = ShiftEstimate.Form(prior)
        for _ in 0..<levels {
            let count = max(5, min(side, Int((2 * half / resolution).rounded(.up)) | 1))
            let step = 2 * half / Double(count - 1)
            fill(east: east - half, north: north - half, step: step, count: count) { form.logDensity($0, $1) + logLikelihood($0, $1) }
            let spread = summarise(step: step)
            let narrower = max(3.5 * spread, 1.5 * step)
            if step <= finest * resolution || narrower > 0.75 * half { break }
            (east, north, half) = (estimate.east, estimate.north, narrower)
        }
        nodes.removeAll { $0.weight < 4e-3 }
    }

    private mutating func fill(east: Double, north: Double, step: Double, count: Int, _ log: (Double, Double) -> Double) {
        nodes.removeAll(keepingCapacity: true)
        nodes.reserveCapacity(count * count)
        for i in 0..<count {
            for j in 0..<count {
                let (e, n) = (east + Double(i) * step, north + Double(j) * step)
                nodes.append(Node(east: e, north: n, weight: log(e, n)))
            }
        }
        let best = nodes.lazy.map(\.weight).max() ?? 0
        var total = 0.0
        for k in nodes.indices {
            nodes[k].weight = exp(nodes[k].weight - best)
            total += nodes[k].weight
        }
        for k in nodes.indices { nodes[k].weight /= total }
    }

    /// Takes the moments of the nodes; a cell's own extent counts as spread. Returns the spread of the nodes alone.
    private mutating func summarise(step: Double) -> Double {
        var (e, n) = (0.0, 0.0)
        for node in nodes {
            e += node.weight * node.east
            n += node.weight * node.north
        }
        var (ee, nn, en) = (0.0, 0.0, 0.0)
        for node in nodes {
            let (x, y) = (node.east - e, node.north - n)
            ee += node.weight * x * x
            nn += node.weight * y * y
            en += node.weight * x * y
        }
        let cell = step * step / 12
        estimate = ShiftEstimate(east: e, north: n, varianceEast: ee + cell, varianceNorth: nn + cell, covariance: en)
        return max(ee, nn).squareRoot()
    }
}
