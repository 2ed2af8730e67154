import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Yields that reports alone teach")
struct LearntYieldTests {
    private static let model = YieldModel()
    private static let key = YieldKey(.hardRock, .rock)
    private static let six = [1000.0, 1500, 2000, 2500, 3000, 4000]

    private func seen(_ mine: UInt32, district: UInt32? = 900, area: Double = 10_000, sigma: Double = 0) -> LandObservation {
        LandObservation(
            SubjectID(mine), year: 2024, method: .hardRock, deposit: .rock, district: district.map { SubjectID($0) },
            areaSquareMetres: area, sigmaSquareMetres: sigma)
    }

    /// A hectare of each mine, with what it gave in t REO.
    private func reports(_ perHectare: [Double], district: UInt32? = 900) -> [TrustedReport] {
        perHectare.enumerated().map { place, tonnes in
            TrustedReport(seen(UInt32(place), district: district), tonnes: Given.tonnes(tonnes))
        }
    }

    private func report(_ perHectare: [Double], district: UInt32? = 900) -> YieldCalibrationReport {
        let years = reports(perHectare, district: district).map { one in
            TrustedYear(
                one.observation.subject, year: 2024, months: Array(repeating: one.tonnes.thousandths / 12, count: 12),
                ground: [one.observation])
        }
        return YieldCalibrationReport(years, commit: 7, day: Given.day("2025-03-31")) { "M\($0.number)" }
    }

    private func record(_ perHectare: Int64 = 2000, district: UInt32? = 900, own: Share? = .percent(40)) -> YieldRecord {
        var record = YieldRecord(
            Self.key, district: district.map { SubjectID($0) }, perHectare: Tonnes(thousandths: perHectare * 1000), spread: .percent(15))
        record.own = own
        return record
    }

    private func width(_ interval: YieldInterval) -> Double { Double(interval.high.thousandths) / Double(interval.low.thousandths) }

    // MARK: Coverage

    /// Log-normal yields with a part that the district shares, and areas that are measured with errors.
    private struct World {
        var random: SplitMix

        /// The sum of twelve even numbers, less six, is nearly a normal deviate.
        mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + random.unit() } }

        mutating func areas(_ mines: Int) -> [Double] { (0..<mines).map { _ in 2000 + 60_000 * random.unit() * random.unit() } }

        /// The tonnes that truly came from it, mine by mine.
        mutating func truth(_ seen: [LandObservation], own: Double) -> [Double] {
            let district = 0.24 * PortableMath.exp(0.6 * normal())
            var tonnes: [Double] = []
            for row in seen {
                let area = max(0.02 * row.areaSquareMetres, row.areaSquareMetres + row.sigmaSquareMetres * normal())
                tonnes.append(area * district * PortableMath.exp(own * normal()))
            }
            return tonnes
        }
    }

    @Test("Of five more mines of a district nine of ten sums lie within what its trusted mines teach", arguments: [6, 12, 40])
    func covers(trusted: Int) throws {
        var world = World(random: SplitMix(seed: 84))
        var ground: [LandObservation] = []
        for (mine, area) in world.areas(trusted + 5).enumerated() { ground.append(seen(UInt32(mine), area: area, sigma: 0.1 * area)) }
        let rest = Array(ground.suffix(5))
        let rounds = 300
        var hits = 0
        for _ in 0..<rounds {
            let tonnes = world.truth(ground, own: 0.5)
            let reports = zip(ground, tonnes).prefix(trusted).map { TrustedReport($0, tonnes: Tonnes(thousandths: Int64($1 * 1000))) }
            let interval = try #require(Self.model.calibrated(with: reports).sum(rest).interval)
            let truth = tonnes.suffix(5).reduce(0, +) * 1000
            if Double(interval.low.thousandths) <= truth, truth <= Double(interval.high.thousandths) { hits += 1 }
        }
        #expect((0.85...0.95).contains(Double(hits) / Double(rounds)), "\(hits) of \(rounds)")
    }

    @Test("What a district's mines share is added up whole, what is each mine's own narrows")
    func sums() throws {
        let model = Self.model.calibrated(by: [record()])
        var widths: [Double] = []
        for mines in [UInt32(1), 10, 1000] {
            let sum = model.sum((0..<mines).map { seen($0) })
            let interval = try #require(sum.interval)
            widths.append(width(interval))
        }
        #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 > $1 })
        // 90 % of a logarithm of 0.15 alone, and of it with 0.4.
        #expect((1.6...1.7).contains(widths[2]) && (3.9...4.3).contains(widths[0]), "\(widths)")
        let one = try #require(model.sum([seen(1)]).interval)
        #expect((1950...2050).contains(Double(one.median.thousandths) / 1000))
    }

    // MARK: Learning

    @Test("Mean and spread are those of the mines, widened for being few")
    func formula() throws {
        let row = try #require(report(Self.six).rows.first)
        let logs = Self.six.map { PortableMath.log($0) }
        let mean = logs.reduce(0, +) / 6
        let squares = logs.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        let own = (squares / 3).squareRoot()
        #expect(row.calibration.mines == 6 && row.calibration.shift == nil && row.before == nil && row.record.mines == 6)
        #expect(abs(Double(row.record.perHectare.thousandths) / 1000 - PortableMath.exp(mean)) < 0.01)
        let learnt = try #require(row.record.own)
        let stated = Double(learnt.millionths) / 1_000_000
        #expect(abs(stated - own) < 0.000_51 && abs(Double(row.record.spread.millionths) / 1_000_000 - own / 6.0.squareRoot()) < 0.000_01)
        #expect(row.after.low < row.record.perHectare && row.record.perHectare < row.after.high)
    }

    @Test("Of fewer than six mines nothing is made, and why is said; years of one mine are one")
    func tooFew() throws {
        let five = report(Array(Self.six.prefix(5)))
        #expect(five.rows.isEmpty && five.leftOut.map(\.name) == ["M0", "M1", "M2", "M3", "M4"])
        #expect(five.leftOut.allSatisfy { $0.gap == .tooFewMines && $0.year == 2024 })
        var years = reports(Array(Self.six.prefix(5)))
        years.append(TrustedReport(seen(0), tonnes: Given.tonnes(900)))
        let model = Self.model.calibrated(with: years)
        #expect(model.calibrations.isEmpty && model.obstacle(seen(9)) == .yieldUnknown)
        // Six in two districts are too few in each.
        let apart = reports(Array(Self.six.prefix(3))) + reports(Array(Self.six.suffix(3)), district: 901)
        #expect(Self.model.calibrated(with: apart).calibrations.isEmpty)
        #expect(Self.model.calibrated(with: reports(Self.six)).obstacle(seen(9)) == nil)
    }

    @Test("Reports that lie too far apart, or beyond belief, teach nothing, and why is said")
    func implausible() {
        let tooHigh = Self.six.map { $0 * 1000 }
        let tooLow = Self.six.map { $0 / 4000 }
        for wild in [[1.0, 10, 100, 1000, 10_000, 100_000], tooHigh, tooLow] {
            let found = report(wild)
            #expect(found.rows.isEmpty && found.leftOut.map(\.gap) == Array(repeating: .implausible, count: 6), "\(wild)")
        }
        // Mines that agree to the kilogram still do not promise that the next one does.
        #expect(report(Array(repeating: 1200, count: 6)).rows.first?.record.own == YieldRecord.believedOwn.lowerBound)
    }

    @Test("The order of reports does not show")
    func order() {
        var shuffled = reports(Self.six + [700, 5000])
        let first = Self.model.calibrated(with: shuffled).calibrations
        var random = SplitMix(seed: 3)
        for _ in 0..<5 {
            shuffled.shuffle(using: &random)
            #expect(Self.model.calibrated(with: shuffled).calibrations == first)
        }
        #expect(first.map(\.mines) == [8])
    }

    @Test("Clay and rock are told apart: the one is moved from what is documented, the other learnt")
    func both() throws {
        func clay(_ mine: UInt32) -> LandObservation {
            LandObservation(SubjectID(mine), year: 2024, method: .heap, district: SubjectID(900), areaSquareMetres: 10_000)
        }
        let model = Self.model.calibrated(with: reports(Self.six) + [TrustedReport(clay(50), tonnes: Given.tonnes(60))])
        #expect(model.calibrations.map(\.key) == [Self.key, YieldKey(.heap, .ionic)].sorted())
        #expect(model.calibrations.map { $0.shift == nil } == model.calibrations.map { !$0.key.isDocumented })
        #expect(model.sum([seen(9), clay(51)]).assessed == 2)
        #expect(model.origin(of: [clay(1)]) == .documented && model.origin(of: [seen(1)]) == .learnt)
        #expect(model.origin(of: [seen(1), clay(1)]) == .both && model.origin(of: [LandObservation]()) == nil)
        // Rock of a district that nobody taught has no yield, and is no part of what others rest on.
        #expect(model.origin(of: [seen(1, district: 901)]) == nil && model.origin(of: [clay(1), seen(1, district: 901)]) == .documented)
        // Nor is a record of ground whose block is not known.
        var inSitu = LandObservation(SubjectID(60), year: 2024, method: .inSitu, areaSquareMetres: 10_000)
        let recorded = Self.model.calibrated(
            by: [YieldRecord(YieldKey(.inSitu, .ionic), perHectare: Tonnes(thousandths: 60_000), spread: Share(millionths: 50_000))])
        #expect(recorded.records(of: [inSitu]).isEmpty && recorded.origin(of: [inSitu]) == nil)
        inSitu.isBlockKnown = true
        #expect(recorded.records(of: [inSitu]).count == 1 && recorded.origin(of: [inSitu]) == .documented)
    }

    // MARK: Records

    @Test("A record speaks of its own district alone, and one without a district of ground of no known one")
    func districts() {
        let model = Self.model.calibrated(by: [record()])
        #expect(model.obstacle(seen(1)) == nil && model.records(of: [seen(1)]) == [record()])
        for other in [seen(1, district: 901), seen(1, district: nil)] {
            #expect(model.estimate(other) == .notAssessable(.yieldUnknown) && model.records(of: [other]).isEmpty)
        }
        let nowhere = Self.model.calibrated(by: [record(district: nil)])
        #expect(nowhere.obstacle(seen(1, district: nil)) == nil && nowhere.obstacle(seen(1)) == .yieldUnknown)
        // One that does not say how far mines lie apart says nothing: so did former versions write them.
        #expect(Self.model.calibrated(by: [record(own: nil)]).records.isEmpty)
        #expect(Self.model.calibrated(by: [record(own: nil)]).obstacle(seen(1)) == .yieldUnknown)
    }

    @Test("What was learnt is written, read and put in a book as the same record")
    func roundTrip() throws {
        let row = try #require(report(Self.six).rows.first)
        let own = try #require(row.record.own)
        let written = LedgerEntry(
            .yields,
            [
                "district": .text("D"), "method": .text("hard_rock"), "deposit": .text("rock"),
                "tonnes_per_hectare": .tonnes(row.record.perHectare), "spread": .share(row.record.spread),
                "own_spread": .amount(own.millionths / 1000), "mines": .count(6),
            ])
        for isChinese in [false, true] {
            let headings = EntryKind.yields.fields.map { isChinese ? $0.chinese : $0.name }
            let reader = EntryRowReader(EntryColumns(headings, above: [], .yields, profile: nil), today: Given.day("2025-03-31"))
            let reading = reader.read(written.values.map { $0?.text ?? "" })
            #expect(reading == .entry(written))
        }
        let book = EntryBook([written]) { _, _ in SubjectID(900) }
        #expect(book.yields == [row.record])
        let (learnt, recorded) = (Self.model.calibrated(with: reports(Self.six)), Self.model.calibrated(by: book.yields))
        let (a, b) = (try #require(learnt.sum([seen(70)]).interval), try #require(recorded.sum([seen(70)]).interval))
        for (x, y) in [(a.low, b.low), (a.median, b.median), (a.high, b.high)] {
            #expect(abs(Double(x.thousandths) / Double(y.thousandths) - 1) < 0.01)
        }
    }

    @Test("A finding over rock rests on the record of its district, and names it; elsewhere nothing is judged")
    func findings() throws {
        var record = self.record(100)
        record.source = EntrySource(file: 3, row: 2, commit: 9)
        let model = Self.model.calibrated(by: [record])
        func judged(_ district: UInt32) throws -> OutputAgainstLand.Result {
            let reports = try Given.reports(Given.months(2024, Array(repeating: 800, count: 12)))
            return OutputAgainstLand().years(of: reports, seen: [SubjectID(1): [seen(1, district: district)]], model)
        }
        #expect(try judged(900).rows.map(\.calibrations) == [[record.source]])
        #expect(try judged(901).rows.isEmpty && judged(901).skipped == [.notAssessable: 1])
    }

    @Test("An estimate says that its yield was learnt, from whose reports and by which row")
    func words() {
        let part = LandEstimator.Part(area: 10_000, sigma: 0, method: .hardRock, source: .survey(file: "land.csv", row: 3))
        let learnt = LandEstimator.Calibration(
            file: "yields.csv", row: 2, perHectare: Tonnes(thousandths: 950_000), isLearnt: true, mines: 7)
        let words = LandEstimator(.parts([part]), origin: .learnt, calibratedBy: [learnt]).description
        #expect(
            words.hasSuffix(
                ", x yield (learnt from trusted reports alone), by yields.csv row 2 (950.000 t REO/ha, learnt from the trusted reports of 7 mines)"
            ))
        #expect(!words.contains("thickness") && !words.contains("calibrated"))
        #expect(LandEstimator(.parts([part]), origin: nil).description == part.description)
        let moved = LandEstimator.Calibration(file: "yields.csv", row: 3, perHectare: Tonnes(thousandths: 58_250))
        let both = LandEstimator(.mines(4), origin: .both, calibratedBy: [learnt, moved]).description
        #expect(both.contains("thickness") && both.contains(", calibrated by yields.csv row 3 (58.250 t REO/ha), by yields.csv row 2 ("))
    }
}
