import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Yields that trusted reports calibrated")
struct YieldRecordTests {
    private static let model = YieldModel()
    private static let key = YieldKey(.heap, .ionic)

    private func seen(
        _ mine: UInt32, district: UInt32? = 900, area: Double = 10_000, sigma: Double = 0, method: MiningMethod? = .heap
    ) -> LandObservation {
        LandObservation(
            SubjectID(mine), year: 2024, method: method, district: district.map { SubjectID($0) }, areaSquareMetres: area,
            sigmaSquareMetres: sigma)
    }

    /// A year in which every month gave the same.
    private func trusted(_ ground: LandObservation..., monthly: Int64, months: Int = 12) -> TrustedYear {
        TrustedYear(
            ground.first?.subject ?? SubjectID(1), year: ground.first?.year ?? 2024, months: Array(repeating: monthly, count: months),
            ground: ground)
    }

    private func report(_ years: [TrustedYear]) -> YieldCalibrationReport {
        YieldCalibrationReport(years, commit: 7, day: Given.day("2025-03-31")) { "M\($0.number)" }
    }

    /// Mines of one district whose shared yield is a multiple of the documented one; each departs from it as the prior says.
    private func world(_ mines: UInt32, ratio: Double, seed: UInt64 = 11) throws -> [TrustedYear] {
        let prior = try #require(YieldPrior.documented[Self.key])
        var random = SplitMix(seed: seed)
        let shared = PortableMath.exp(YieldDraws(prior).logShared.mean) * ratio
        return (0..<mines).map { mine in
            let area = 5000 + 40_000 * random.unit()
            var own = 1.0
            for factor in prior.factors { own *= factor.own.value(at: random.unit()) }
            return trusted(seen(mine, area: area), monthly: Int64(area * shared * own * 1000 / 12))
        }
    }

    private func width(_ interval: YieldInterval) -> Double { Double(interval.high.thousandths) / Double(interval.low.thousandths) }

    @Test("Without reports there is nothing to record, and records of nothing leave every estimate as documented")
    func nothing() {
        #expect(report([]).rows.isEmpty && report([]).mineYears == 0)
        let same = Self.model.calibrated(by: [])
        #expect(same.sum([seen(1), seen(2)]) == Self.model.sum([seen(1), seen(2)]) && same.records(of: [seen(1)]).isEmpty)
    }

    @Test("A world whose yield is a known multiple of the documented one gives that multiple back", arguments: [0.6, 1.0, 1.7])
    func recovers(ratio: Double) throws {
        let found = report(try world(80, ratio: ratio))
        let row = try #require(found.rows.first)
        #expect(found.rows.count == 1 && row.calibration.mines == 80 && row.mineYears == 80 && found.leftOut.isEmpty)
        let shift = try #require(row.calibration.shift)
        #expect(abs(shift.ratio / ratio - 1) < 0.15, "\(shift.ratio)")
        let prior = try #require(Self.model.draws[Self.key])
        let perHectare = PortableMath.exp(prior.logShared.mean) * 10_000 * shift.shrunkRatio
        #expect(abs(Double(row.record.perHectare.thousandths) / 1000 - perHectare) < 0.001)
    }

    @Test("More trusted mines narrow the shared part, and never what is each mine's own")
    func narrows() throws {
        let rows = try [1, 3, 10, 60].map { try #require(report(try world($0, ratio: 1.4)).rows.first) }
        let spreads = rows.map(\.record.spread)
        #expect(zip(spreads, spreads.dropFirst()).allSatisfy { $0 > $1 })
        for row in rows {
            let before = try #require(row.before)
            #expect(width(row.after) < width(before) && row.record.own == nil)
        }
        let prior = try #require(Self.model.draws[Self.key])
        // A record cannot claim to know a mine: nine of ten of its own part stay.
        let certain = YieldRecord(Self.key, district: SubjectID(900), perHectare: Tonnes(thousandths: 50_000), spread: .zero)
        let one = try #require(Self.model.calibrated(by: [certain]).sum([seen(1)]).interval)
        #expect(width(one) > PortableMath.exp(2 * prior.logOwn.variance.squareRoot()))
    }

    @Test("The order of mines and years does not show")
    func order() throws {
        var years = try world(12, ratio: 1.3)
        for year in try world(12, ratio: 0.8, seed: 5) {
            var earlier = year
            earlier.year = 2023
            for i in earlier.ground.indices { earlier.ground[i].year = 2023 }
            years.append(earlier)
        }
        let first = report(years)
        #expect(first.mineYears == 24 && first.rows.first?.trusted.first?.years == [2023, 2024])
        var random = SplitMix(seed: 3)
        for _ in 0..<5 {
            years.shuffle(using: &random)
            #expect(report(years).rows == first.rows)
        }
    }

    @Test("A record says what its calibration says but for rounding, of its own district and way of working alone")
    func records() throws {
        let years = try world(9, ratio: 1.5)
        let row = try #require(report(years).rows.first)
        let reports: [TrustedReport] = years.compactMap { if case .report(let one) = $0.reading(Self.model) { one } else { nil } }
        let (learnt, recorded) = (Self.model.calibrated(with: reports), Self.model.calibrated(by: [row.record]))
        let rest = [seen(70), seen(71, area: 40_000, sigma: 2000)]
        let (a, b) = (try #require(learnt.sum(rest).interval), try #require(recorded.sum(rest).interval))
        for (x, y) in [(a.low, b.low), (a.median, b.median), (a.high, b.high)] {
            #expect(abs(Double(x.thousandths) / Double(y.thousandths) - 1) < 0.0001)
        }
        for other in [seen(1, district: 901), seen(1, district: nil), seen(1, method: .pool)] {
            #expect(recorded.sum([other]) == Self.model.sum([other]) && recorded.records(of: [other]).isEmpty)
        }
        #expect(recorded.records(of: rest) == [row.record])
        // Without a prior a record has to say how far mines lie apart, and of two records the later stands.
        let rock = YieldRecord(YieldKey(.hardRock, .rock), perHectare: Tonnes(thousandths: 50_000), spread: .zero)
        #expect(Self.model.calibrated(by: [rock]).records.isEmpty)
        var later = row.record
        later.perHectare = Tonnes(thousandths: 40_000)
        #expect(Self.model.calibrated(by: [row.record, later]).records == [later])
        // Nobody is less sure than before.
        later.spread = .one
        let wide = try #require(Self.model.calibrated(by: [later]).sum([seen(1)]).interval)
        let before = try #require(Self.model.sum([seen(1)]).interval)
        #expect(width(wide) < width(before) * 1.0001)
    }

    @Test("What cannot be held against ground is left out, and why is said")
    func leftOut() throws {
        func gap(_ year: TrustedYear) -> CalibrationGap? {
            if case .leftOut(let gap) = year.reading(Self.model) { gap } else { nil }
        }
        #expect(gap(trusted(seen(1), monthly: 5000)) == nil)
        #expect(gap(trusted(seen(1), monthly: 5000, months: 0)) == .noReport)
        #expect(gap(trusted(seen(1), monthly: 5000, months: 11)) == .monthsMissing)
        #expect(report([trusted(seen(1), monthly: 0)]).leftOut.map(\.gap) == [.nothingReported])
        #expect(gap(trusted(monthly: 5000)) == .groundNotSeen)
        #expect(report([trusted(seen(1, area: 0), monthly: 5000)]).leftOut.map(\.gap) == [.nothingWorked])
        #expect(gap(trusted(seen(1, method: .inSitu), monthly: 5000)) == .blockUnknown)
        #expect(gap(trusted(seen(1, method: nil), monthly: 5000)) == .methodUnknown)
        // Nothing is documented of it: it is learnt from.
        #expect(gap(trusted(seen(1, method: .hardRock), monthly: 5000)) == nil)
        #expect(gap(trusted(seen(1), seen(1, method: .pool), monthly: 5000)) == .severalMethods)
        // Parts of one mine are one reading: the tonnes of the year count once.
        let parts = trusted(seen(1, area: 6000, sigma: 30), seen(1, area: 4000, sigma: 40), monthly: 5000)
        #expect(parts.reading(Self.model) == trusted(seen(1, sigma: 50), monthly: 5000).reading(Self.model))
        let report = YieldCalibrationReport(
            [trusted(seen(2), monthly: 0)], others: [SubjectID(8)], silent: [SubjectID(5)], commit: 1, day: Given.day("2025-03-31")
        ) { "M\($0.number)" }
        #expect(
            report.leftOut.map(\.name) == ["M2", "M5", "M8"] && report.leftOut.map(\.gap) == [.nothingReported, .noReport, .notALicence])
        #expect(report.rows.isEmpty)
    }

    @Test("Tonnes of a year without new ground count for the mine's ground of other years, and ground without tonnes does")
    func yearsTogether() throws {
        func year(_ year: Int32, _ area: Double, monthly: Int64) -> TrustedYear {
            var ground = seen(1, area: area)
            ground.year = year
            return trusted(ground, monthly: monthly)
        }
        let whole = try #require(report([year(2023, 10_000, monthly: 5000)]).rows.first)
        for years in [
            [year(2023, 10_000, monthly: 2000), year(2024, 0, monthly: 3000)],
            [year(2022, 10_000, monthly: 0), year(2023, 0, monthly: 5000)],
            [year(2022, 4000, monthly: 0), year(2023, 6000, monthly: 5000)],
        ] {
            let found = report(years)
            #expect(found.leftOut.isEmpty && found.rows.map(\.record) == [whole.record] && found.mineYears == 2)
        }
    }

    @Test("A finding over ground rests on the record of its district, and names it")
    func findings() throws {
        var record = YieldRecord(Self.key, district: SubjectID(900), perHectare: Tonnes(thousandths: 20_000), spread: .zero)
        record.source = EntrySource(file: 3, row: 2, commit: 9)
        func rows(_ model: YieldModel, _ district: UInt32) throws -> [OutputAgainstLand.Row] {
            let reports = try Given.reports(Given.months(2024, Array(repeating: 8, count: 12)))
            return OutputAgainstLand().years(of: reports, seen: [SubjectID(1): [seen(1, district: district)]], model).rows
        }
        // 96 t of a hectare: within what is documented, far above what the district gives.
        #expect(try rows(Self.model, 900).isEmpty)
        let calibrated = Self.model.calibrated(by: [record])
        #expect(try rows(calibrated, 900).map(\.calibrations) == [[record.source]] && rows(calibrated, 901).isEmpty)
    }
}
