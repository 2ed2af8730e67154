import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

/// Simulated truth: districts and mines drawn from the prior by another generator and summed one by one.
@Suite("Coverage of the intervals from land")
struct YieldCoverageTests {
    private static let model = YieldModel()
    private static let key = YieldKey(.inSitu, .ionic)

    private struct World {
        var random: SplitMix

        mutating func product(_ tables: [QuantileTable]) -> Double { tables.reduce(1) { $0 * $1.value(at: random.unit()) } }

        /// The sum of twelve even numbers, less six, is nearly a normal deviate.
        mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + random.unit() } }

        /// What was measured of a district's mines.
        mutating func seen(_ number: UInt32, mines: Int, error: Double) -> [LandObservation] {
            (0..<mines).map { mine in
                let area = 2000 + 60_000 * random.unit() * random.unit()
                return LandObservation(
                    SubjectID(number * 1000 + UInt32(mine)), year: 2024, method: .inSitu, district: SubjectID(900_000 + number),
                    areaSquareMetres: area, sigmaSquareMetres: error * area, isBlockKnown: true)
            }
        }

        /// The tonnes that truly came from it, mine by mine.
        mutating func truth(_ seen: [LandObservation], _ prior: YieldPrior) -> [Double] {
            let shared = product(prior.factors.map(\.shared))
            return seen.map { row in
                max(0, row.areaSquareMetres + row.sigmaSquareMetres * normal()) * shared * product(prior.factors.map(\.own))
            }
        }
    }

    private static func covers(_ interval: YieldInterval?, _ tonnes: Double) -> Bool {
        guard let interval else { return false }
        return (Double(interval.low.thousandths)...Double(interval.high.thousandths)).contains(tonnes * 1000)
    }

    /// The share of truths that lie within the interval of their sum. The areas seen stay; what truly came is drawn anew.
    private static func coverage(
        mines: Int, districts: Int = 1, error: Double, truths: Int, seed: UInt64, sum: ([LandObservation]) -> YieldInterval?
    ) throws -> Double {
        let prior = try #require(YieldPrior.documented[key])
        var world = World(random: SplitMix(seed: seed))
        let seen = (0..<districts).map { world.seen(UInt32($0), mines: mines, error: error) }
        let interval = sum(seen.flatMap(\.self))
        var hits = 0
        for _ in 0..<truths {
            var truth = 0.0
            for district in seen { truth += world.truth(district, prior).reduce(0, +) }
            if covers(interval, truth) { hits += 1 }
        }
        return Double(hits) / Double(truths)
    }

    @Test(
        "Nine of ten truths lie within their interval: of single mines, of districts, of nations",
        arguments: [(1, 1, 0.0), (1, 1, 0.25), (2, 1, 0.1), (6, 1, 0.1), (40, 1, 0.1), (3, 12, 0.1), (1, 2, 0.0)])
    func covers(mines: Int, districts: Int, error: Double) throws {
        let truths = 40_000 / (mines * districts + 4)
        let share = try Self.coverage(mines: mines, districts: districts, error: error, truths: truths, seed: 77) {
            Self.model.sum($0).interval
        }
        #expect((0.88...0.92).contains(share), "\(mines) mines, \(districts) districts: \(share)")
    }

    @Test("Over many seeds, of worlds of any size, nine of ten truths lie within, in each world and in all")
    func coversEverySeed() throws {
        var all = 0.0
        let seeds = 200..<UInt64(230)
        for seed in seeds {
            var random = SplitMix(seed: seed)
            let (mines, districts, error) = (1 + random.below(12), 1 + random.below(5), 0.3 * random.unit())
            let share = try Self.coverage(mines: mines, districts: districts, error: error, truths: 1500, seed: seed) {
                Self.model.sum($0).interval
            }
            #expect((0.875...0.925).contains(share), "seed \(seed), \(mines) mines, \(districts) districts, \(error): \(share)")
            all += share
        }
        #expect((0.88...0.92).contains(all / Double(seeds.count)), "\(all / Double(seeds.count))")
    }

    @Test("Sums that took the mines of a district for independent would be far too narrow")
    func independentSumsFail() throws {
        let share = try Self.coverage(mines: 20, error: 0.1, truths: 1000, seed: 78) { seen in
            let apart = seen.enumerated().map { i, row in
                var row = row
                row.district = SubjectID(UInt32(i))
                return row
            }
            return Self.model.sum(apart).interval
        }
        #expect(share < 0.6, "\(share)")
    }

    @Test("Trusted reports narrow a district's part, and the intervals still cover about nine of ten", arguments: [1, 12])
    func calibrated(reports: Int) throws {
        let prior = try #require(YieldPrior.documented[Self.key])
        var world = World(random: SplitMix(seed: 79))
        let seen = world.seen(1, mines: reports + 5, error: 0.1)
        let rest = Array(seen.suffix(5))
        let before = try #require(Self.model.sum(rest).interval)
        let (rounds, ratio) = (200, Double(before.high.thousandths) / Double(before.low.thousandths))
        var hits = 0
        for _ in 0..<rounds {
            let tonnes = world.truth(seen, prior)
            let trusted = zip(seen, tonnes).prefix(reports).map { TrustedReport($0, tonnes: Tonnes(thousandths: Int64($1 * 1000))) }
            let after = try #require(Self.model.calibrated(with: trusted).sum(rest).interval)
            if Self.covers(after, tonnes.suffix(5).reduce(0, +)) { hits += 1 }
            #expect(Double(after.high.thousandths) / Double(after.low.thousandths) < ratio)
        }
        #expect((0.85...0.95).contains(Double(hits) / Double(rounds)), "\(hits) of \(rounds)")
    }

    @Test("One report moves a district half way, many nearly all the way, none not at all; another district not at all")
    func shrinkage() throws {
        func seen(_ mine: UInt32, _ district: UInt32 = 1) -> LandObservation {
            LandObservation(
                SubjectID(mine), year: 2024, method: .inSitu, district: SubjectID(district), areaSquareMetres: 10_000, isBlockKnown: true)
        }
        let report = Tonnes(thousandths: 98_500)
        let one = try #require(Self.model.calibrated(with: [TrustedReport(seen(1), tonnes: report)]).calibrations.first)
        let half = try #require(one.shift)
        #expect((1.9...2.1).contains(half.ratio) && (0.45...0.55).contains(half.weight) && (1.35...1.47).contains(half.shrunkRatio))
        let many = Self.model.calibrated(with: (0..<50).map { TrustedReport(seen($0), tonnes: report) })
        let all = try #require(many.calibrations.first)
        let whole = try #require(all.shift)
        #expect(all.mines == 50 && whole.weight > 0.97 && whole.shrunkRatio > 1.9)
        #expect(many.sum([seen(70, 2)]) == Self.model.sum([seen(70, 2)]))
        #expect(Self.model.calibrated(with: []).sum([seen(70)]) == Self.model.sum([seen(70)]))
        // Nothing can be learnt from an area without tonnes, or of ground that does not show.
        var hidden = seen(3)
        hidden.isBlockKnown = false
        #expect(
            Self.model.calibrated(with: [TrustedReport(hidden, tonnes: report), TrustedReport(seen(1), tonnes: .zero)]).calibrations.isEmpty
        )
    }

    @Test("The logarithm, the exponential and the normal quantile are those of the tables")
    func mathematics() {
        #expect(abs(PortableMath.log(10) - 2.302585092994046) < 1e-14 && abs(PortableMath.log(0.001) + 6.907755278982137) < 1e-13)
        #expect(abs(PortableMath.exp(1) - 2.718281828459045) < 1e-14 && abs(PortableMath.exp(-20) / 2.061153622438558e-9 - 1) < 1e-13)
        #expect(abs(PortableMath.cubeRoot(0.125) - 0.5) < 1e-14 && PortableMath.cubeRoot(0) == 0)
        #expect(abs(PortableMath.normalQuantile(0.95) - 1.6448536269514722) < 1e-8)
        #expect(abs(PortableMath.normalQuantile(0.001) + 3.090232306167813) < 1e-8 && PortableMath.normalQuantile(0.5) == 0)
    }
}
