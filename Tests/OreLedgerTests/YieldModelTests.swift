import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Tonnes from land")
struct YieldModelTests {
    private static let model = YieldModel()

    private func block(
        _ number: UInt32 = 1, _ area: Double, sigma: Double = 0, district: UInt32? = 900, method: MiningMethod? = .inSitu,
        known: Bool = true
    ) -> LandObservation {
        LandObservation(
            SubjectID(number), year: 2024, method: method, district: district.map { SubjectID($0) }, areaSquareMetres: area,
            sigmaSquareMetres: sigma, isBlockKnown: known)
    }

    private func tonnes(_ observations: [LandObservation], _ model: YieldModel = Self.model) throws -> (
        low: Double, median: Double, high: Double
    ) {
        let interval = try #require(model.sum(observations).interval)
        func value(_ t: Tonnes) -> Double { Double(t.thousandths) / 1000 }
        return (value(interval.low), value(interval.median), value(interval.high))
    }

    @Test("A hectare of leached block gives about 49 t REO, 21 to 118 in nine of ten")
    func documentedYield() throws {
        let hectare = try tonnes([block(1, 10_000)])
        #expect((47.5...50.5).contains(hectare.median) && (20.5...22).contains(hectare.low) && (115...121).contains(hectare.high))
        #expect(
            Self.model.estimate(block(1, 10_000))
                == .tonnes(
                    YieldInterval(
                        low: Tonnes(thousandths: 20_875), median: Tonnes(thousandths: 49_207), high: Tonnes(thousandths: 118_226),
                        lowest: Tonnes(thousandths: 11_128), highest: Tonnes(thousandths: 320_101))
                ))
        let pool = try tonnes([block(1, 10_000, method: .pool, known: false)])
        #expect((50...62).contains(pool.median))
        // Twice the ground, twice the tonnes.
        let two = try tonnes([block(1, 20_000)])
        #expect(abs(two.median - 2 * hectare.median) < 0.01 && abs(two.high - 2 * hectare.high) < 0.01)
        let none = try tonnes([block(1, 0)])
        #expect(none.low == 0 && none.high == 0)
    }

    @Test("Where the method hides it, or nothing is known of the yield, tonnes are not assessable, and the reason is named")
    func obstacles() {
        #expect(Self.model.estimate(block(1, 10_000, known: false)) == .notAssessable(.blockUnknown))
        #expect(Self.model.estimate(block(1, 10_000, method: nil)) == .notAssessable(.methodUnknown))
        #expect(Self.model.estimate(block(1, 10_000, method: .hardRock)) == .notAssessable(.yieldUnknown))
        #expect(Self.model.estimate(block(1, .nan)) == .notAssessable(.areaUnknown))
        #expect(Self.model.estimate(block(1, -1)) == .notAssessable(.areaUnknown))
        #expect(Self.model.estimate(block(1, 10, sigma: .infinity)) == .notAssessable(.areaUnknown))
        var deep = block(1, 10_000, method: .heap)
        deep.isUnderground = true
        #expect(Self.model.estimate(deep) == .notAssessable(.underground))
        let sum = Self.model.sum([block(1, 10_000), block(2, 5000, known: false), block(3, 7000, known: false)])
        #expect(sum.assessed == 1 && sum.notAssessable == [.blockUnknown: 2])
        #expect(Self.model.sum([LandObservation]()).interval == nil)
    }

    @Test("The order of observations and the numbers of subjects and districts do not show in a sum")
    func orderDoesNotMatter() throws {
        var random = SplitMix(seed: 5)
        var rows: [LandObservation] = []
        for i in 0..<40 {
            let mine = UInt32(i % 25)
            let (area, sigma) = (1000 + 90_000 * random.unit(), 500 * random.unit())
            rows.append(block(mine, area, sigma: sigma, district: 500 + mine % 4, method: i % 3 == 0 ? .heap : .inSitu))
        }
        let sum = Self.model.sum(rows)
        rows.shuffle(using: &random)
        #expect(Self.model.sum(rows) == sum)
        let renumbered = rows.map { row in
            var row = row
            row.subject = SubjectID(90 - row.subject.number)
            row.district = row.district.map { SubjectID(700 - $0.number) }
            return row
        }
        #expect(Self.model.sum(renumbered) == sum)
    }

    @Test("A sum narrows by what is each mine's own and keeps what they share")
    func sumsNarrow() throws {
        func width(_ interval: (low: Double, median: Double, high: Double)) -> Double { interval.high / interval.low }
        let one = width(try tonnes([block(1, 10_000)]))
        let hundred = width(try tonnes((0..<100).map { block($0, 10_000) }))
        let apart = width(try tonnes((0..<100).map { block($0, 10_000, district: $0 + 500) }))
        let sameMine = width(try tonnes((0..<100).map { _ in block(1, 10_000) }))
        // 90 % of a logarithm of variance 0.13 alone.
        #expect((3.0...3.6).contains(hundred) && (5.2...5.7).contains(one))
        #expect(apart < 1.3 && abs(sameMine - one) < 0.001)
        // Mine by mine narrower, never below what they share.
        let steps = try [1, 2, 5, 20, 1000].map { n in width(try tonnes((0..<UInt32(n)).map { block($0, 10_000) })) }
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 > $1 } && (steps.last ?? 0) > 3 && abs((steps.last ?? 0) - hundred) < 0.1)
        // An area that is known badly widens, the more so the less there is of it.
        #expect(width(try tonnes([block(1, 10_000, sigma: 3000)])) > one * 1.1)
    }

    @Test("Every prior that is documented is sound, and a table must ascend")
    func priors() {
        for prior in YieldPrior.documented.values {
            for table in prior.factors.flatMap({ [$0.shared, $0.own] }) { #expect(QuantileTable(table.values) == table) }
            let (low, high) = (
                prior.grade.shared.values[0] * prior.grade.own.values[0], prior.grade.shared.values[6] * prior.grade.own.values[6]
            )
            #expect((139e-6...6500e-6).contains(low) && (139e-6...6500e-6).contains(high))
        }
        #expect(
            QuantileTable([1, 2, 3]) == nil && QuantileTable([1, 2, 3, 2, 5, 6, 7]) == nil && QuantileTable([0, 1, 2, 3, 4, 5, 6]) == nil)
        // Half of the variance of all factors together is a district's, not of each.
        for draws in Self.model.draws.values {
            #expect((0.45...0.55).contains(draws.logShared.variance / (draws.logShared.variance + draws.logOwn.variance)))
        }
        let table = QuantileTable(known: [1, 2, 3, 4, 5, 6, 8])
        #expect(table.value(at: 0) == 1 && table.value(at: 1) == 8 && table.value(at: 2) == 8 && table.value(at: 0.5) == 4)
        #expect(abs(table.value(at: 0.15) - 2.5) < 1e-12 && abs(table.value(at: 0.975) - 7) < 1e-12)
    }

    @Test("Every dimension of the sequence falls once into each of its parts, and no two dimensions agree")
    func sequence() {
        let all = (0..<SobolPoints.dimensions).map(SobolPoints.values)
        let parts: [Double] = (0..<4096).map { (Double($0) + 0.5) / 4096 }
        for values in all { #expect(values.sorted() == parts) }
        for a in 0..<all.count {
            for b in 0..<a {
                // Each of 64 by 64 cells of a plane holds one point on average; none holds many.
                var cells = [Int](repeating: 0, count: 4096)
                for k in 0..<4096 { cells[Int(all[a][k] * 64) * 64 + Int(all[b][k] * 64)] += 1 }
                #expect((cells.max() ?? 0) <= 16)
            }
        }
        let first: [Double] = [parts[0], parts[2048], parts[3072], parts[1024]]
        #expect(Array(all[0].prefix(4)) == first)
    }
}
