/// Areas by district, key and subject, gathered so that neither the order of rows nor the numbers of subjects show in a sum.
struct YieldParts {
    /// Of one mine: years added up, errors in squares.
    struct Mine { var (area, variance) = (0.0, 0.0) }
    struct District {
        var district: SubjectID?
        var parts: [(key: YieldKey, mines: [Mine])]
        var area: Double { parts.reduce(0) { $0 + $1.mines.reduce(0) { $0 + $1.area } } }
    }

    private var rows: [LandObservation] = []

    /// - Parameter observation: one that can be assessed.
    mutating func add(_ observation: LandObservation) { rows.append(observation) }

    /// The largest first; equal ones are exchangeable.
    func districts() -> [District] {
        let result = Dictionary(grouping: rows, by: \.district).map { district, rows in
            let keyed = Dictionary(grouping: rows) { YieldKey($0.method ?? .inSitu, $0.deposit) }
            return District(
                district: district, parts: keyed.sorted { $0.key < $1.key }.map { ($0.key, Self.mines($0.value)) })
        }
        return result.sorted { a, b in
            let (x, y) = (a.area, b.area)
            return x != y ? x > y : a.parts.map(\.key).lexicographicallyPrecedes(b.parts.map(\.key))
        }
    }

    /// Sums of floats depend on their order: rows go by size first.
    private static func mines(_ rows: [LandObservation]) -> [Mine] {
        Dictionary(grouping: rows, by: \.subject).values.map { rows in
            rows.sorted { ($0.areaSquareMetres, $0.sigmaSquareMetres) < ($1.areaSquareMetres, $1.sigmaSquareMetres) }
                .reduce(into: Mine()) {
                    $0.area += $1.areaSquareMetres
                    $0.variance += $1.sigmaSquareMetres * $1.sigmaSquareMetres
                }
        }.sorted { ($0.area, $0.variance) < ($1.area, $1.variance) }
    }
}

/// The distribution of a sum: Σ over districts of shared · Σ over its mines of area · own.
///
/// The inner sum of several mines is drawn with its exact mean, variance and third moment, as a mixture of the draws of one mine and a normal deviate: exact
/// for one mine, normal for very many. Districts are paired by fixed permutations.
enum YieldTotal {
    /// - Parameter ends: what the thousandths at both ends are told from, where that is not the draws.
    static func interval(
        of districts: [YieldParts.District], draws: (SubjectID?, YieldKey) -> YieldDraws?, ends: (SubjectID?, YieldKey) -> YieldDraws?
    ) -> YieldInterval {
        let total = sorted(districts, draws)
        let hasEnds = districts.contains { district in district.parts.contains { ends(district.district, $0.key) != nil } }
        let far = hasEnds ? sorted(districts) { ends($0, $1) ?? draws($0, $1) } : total
        return YieldInterval(
            low: tonnes(quantile(total, 0.05), .down), median: tonnes(quantile(total, 0.5), .toNearestOrEven),
            high: tonnes(quantile(total, 0.95), .up), lowest: tonnes(min(quantile(total, 0.001), quantile(far, 0.001)), .down),
            highest: tonnes(max(quantile(total, 0.999), quantile(far, 0.999)), .up))
    }

    /// What the sum may be, ascending.
    private static func sorted(_ districts: [YieldParts.District], _ draws: (SubjectID?, YieldKey) -> YieldDraws?) -> [Double] {
        var total = [Double](repeating: 0, count: SobolPoints.count)
        for (place, district) in districts.enumerated() {
            var own = [Double](repeating: 0, count: SobolPoints.count)
            for (i, part) in district.parts.enumerated() {
                guard let draws = draws(district.district, part.key) else { continue }
                // A second method of a district has the same ground, other mines.
                let order = permutation(UInt64(i) << 32)
                let sums = mines(part.mines, draws)
                for k in own.indices { own[k] += draws.shared[k] * sums[order[k]] }
            }
            let order = permutation(UInt64(place))
            for k in total.indices { total[k] += own[order[k]] }
        }
        total.sort()
        return total
    }

    /// The draws of Σ area · own.
    static func mines(_ mines: [YieldParts.Mine], _ draws: YieldDraws) -> [Double] {
        if let mine = mines.first, mines.count == 1 {
            let sigma = mine.variance.squareRoot()
            return draws.own.indices.map { max(0, mine.area + sigma * draws.normal[$0]) * draws.own[$0] }
        }
        let own = draws.ownMoments
        let second = own.variance + own.mean * own.mean
        let cube = own.third + 3 * own.mean * own.variance + own.mean * own.mean * own.mean
        var (mean, variance, third) = (0.0, 0.0, 0.0)
        for mine in mines {
            let (a, s) = (mine.area, mine.variance)
            let (m1, m2, m3) = (a * own.mean, (a * a + s) * second, (a * a * a + 3 * a * s) * cube)
            mean += m1
            variance += m2 - m1 * m1
            third += m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1
        }
        guard variance > 0, own.variance > 0 else { return draws.own.map { _ in mean } }
        let (skew, ownSkew) = (third / (variance * variance.squareRoot()), own.third / (own.variance * own.variance.squareRoot()))
        let share = ownSkew > 0 ? PortableMath.cubeRoot(min(1, max(0, skew / ownSkew))) : 0
        let (rest, sigma, ownSigma) = (max(0, 1 - share * share).squareRoot(), variance.squareRoot(), own.variance.squareRoot())
        return draws.own.indices.map {
            max(0, mean + sigma * (share * (draws.own[$0] - own.mean) / ownSigma + rest * draws.normal[$0]))
        }
    }

    /// 0..<4096 in an order fixed by the key; as they are for 0. Fisher and Yates with SplitMix64.
    static func permutation(_ key: UInt64) -> [Int] {
        var order = Array(0..<SobolPoints.count)
        guard key > 0 else { return order }
        var state = key
        for i in stride(from: order.count - 1, to: 0, by: -1) {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            order.swapAt(i, Int((z ^ (z >> 31)) % UInt64(i + 1)))
        }
        return order
    }

    private static func quantile(_ sorted: [Double], _ p: Double) -> Double {
        let at = p * Double(sorted.count) - 0.5
        let low = min(sorted.count - 1, max(0, Int(at)))
        let high = min(sorted.count - 1, low + 1)
        return sorted[low] + (sorted[high] - sorted[low]) * (at - Double(low))
    }

    private static func tonnes(_ value: Double, _ rule: FloatingPointRoundingRule) -> Tonnes {
        Tonnes(thousandths: Int64(exactly: (min(value, 9e15) * 1000).rounded(rule)) ?? .max)
    }
}
