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

    private static let spreads = [0.1, 0.25, 0.5, 0.75, 1, 1.3, 1.6, 2]

    /// Ends of what some ground gives, in logarithms above the mean of a square metre; between ``spreads`` they are taken as linear.
    private struct Ends {
        /// By spread of mines: low, high, lowest, highest.
        var values: [[Double]]

        func callAsFunction(_ own: Double) -> [Double] {
            let spreads = LearntYieldTests.spreads
            let place = min(spreads.count - 2, max(0, (spreads.firstIndex { $0 > own } ?? spreads.count) - 1))
            let part = (own - spreads[place]) / (spreads[place + 1] - spreads[place])
            return zip(values[place], values[place + 1]).map { $0 + ($1 - $0) * part }
        }
    }

    /// What so many mines taught, with a mean of 1 t a square metre.
    private func record(own: Double, mines: Int?) -> YieldRecord {
        func share(_ value: Double) -> Share { Share(millionths: Int64((value * 1_000_000).rounded())) }
        var record = YieldRecord(
            Self.key, district: SubjectID(900), perHectare: Tonnes(thousandths: 10_000_000),
            spread: share(own / Double(mines ?? 6).squareRoot()))
        record.own = share(own)
        record.mines = mines
        return record
    }

    private func logEnds(_ interval: YieldInterval) -> [Double] {
        [interval.low, interval.high, interval.lowest, interval.highest].map { PortableMath.log(Double($0.thousandths) / 1000) }
    }

    /// Of each list of ground.
    private func endsOf(_ grounds: [[LandObservation]], taughtBy mines: Int) throws -> [Ends] {
        var found = grounds.map { _ in Ends(values: []) }
        for own in Self.spreads {
            let model = Self.model.calibrated(by: [record(own: own, mines: mines)])
            for (place, ground) in grounds.enumerated() { found[place].values.append(logEnds(try #require(model.sum(ground).interval))) }
        }
        return found
    }

    private func deviates(_ count: Int, _ random: inout SplitMix) -> [Double] {
        (0..<count).map { _ in PortableMath.normalQuantile(random.unit()) }
    }

    @Test(
        "What trusted mines teach holds nine of ten sums of others, and but a few in a thousand lie beyond its ends",
        arguments: [6, 12, 40])
    func covers(trusted: Int) throws {
        let others = (0..<20).map { seen(UInt32(100 + $0), area: Double(1 + $0 % 3) * 10_000) }
        let sums = [1, 5, 20]
        let ends = try endsOf(sums.map { Array(others.prefix($0)) }, taughtBy: trusted)
        var random = SplitMix(seed: 84)
        var (below, above) = ([0, 0, 0], [0, 0, 0])
        for own in [0.3, 0.6, 0.9] {
            var (rounds, hits) = (0, [0, 0, 0])
            for _ in 0..<2000 {
                let teachers = deviates(trusted, &random).map { PortableMath.exp(own * $0) * 10_000 }
                let truths = zip(others, deviates(20, &random)).map { $0.areaSquareMetres * PortableMath.exp(own * $1) }
                guard let found = YieldCalibration.learn(reports(teachers), [:]).calibrations.first, let variance = found.logOwnVariance
                else { continue }
                rounds += 1
                for (place, count) in sums.enumerated() {
                    let truth = PortableMath.log(truths.prefix(count).reduce(0, +)) - found.logMean
                    let end = ends[place](variance.squareRoot())
                    if end[0] <= truth, truth <= end[1] { hits[place] += 1 }
                    if truth < end[2] { below[place] += 1 }
                    if end[3] < truth { above[place] += 1 }
                }
            }
            #expect(rounds > 1950)
            for hit in hits { #expect((0.885...0.935).contains(Double(hit) / Double(rounds)), "own part \(own): \(hits) of \(rounds)") }
        }
        // Of some 6,000.
        #expect(below[0] <= 16 && above[0] <= 16 && (below + above).allSatisfy { $0 <= 20 }, "\(below) \(above)")
    }

    @Test("One in a thousand single mines lies beyond either end, however many taught it", arguments: [6, 8, 12, 40, 300])
    func thousandths(mines: Int) throws {
        let own = 0.5
        let interval = try #require(Self.model.calibrated(by: [record(own: own, mines: mines)]).sum([seen(1)]).interval)
        let center = PortableMath.log(10_000)
        // The standard deviation that was estimated, and its part in the district's mean.
        let sigma = own / YieldCalibration.widening(mines: mines).squareRoot() * (1 + 1 / Double(mines)).squareRoot()
        for end in logEnds(interval).suffix(2) {
            let beyond = PortableMath.studentTail(abs(end - center) / sigma, degrees: mines - 1)
            #expect((0.0009...0.0013).contains(beyond), "\(beyond)")
        }
        let (unstated, six) = (
            Self.model.calibrated(by: [record(own: own, mines: nil)]), Self.model.calibrated(by: [record(own: own, mines: 6)])
        )
        #expect(unstated.sum([seen(1)]) == six.sum([seen(1)]))
        // Measured ground without any of it has no median: its ends stay those of its error.
        let none = try #require(six.sum([seen(1, area: 0, sigma: 100)]).interval)
        #expect(none.lowest == .zero && none.highest < interval.highest)
    }

    @Test("A further mine's first year lies within what several years of each trusted mine teach, not only what their means do")
    func severalYears() throws {
        let ends = try #require(try endsOf([[seen(9)]], taughtBy: 6).first)
        var random = SplitMix(seed: 85)
        var (hits, beyond) = (0, 0)
        let rounds = 1500
        for _ in 0..<rounds {
            var years: [TrustedReport] = []
            for mine in 0..<UInt32(6) {
                let own = 0.2 * deviates(1, &random)[0]
                for (place, deviate) in deviates(5, &random).enumerated() {
                    var ground = seen(mine)
                    ground.year = 2020 + Int32(place)
                    years.append(TrustedReport(ground, tonnes: Given.tonnes(PortableMath.exp(own + 0.6 * deviate) * 10_000)))
                }
            }
            let next = deviates(2, &random)
            let found = try #require(YieldCalibration.learn(years, [:]).calibrations.first)
            let own = try #require(found.logOwnVariance).squareRoot()
            let end = ends(own)
            let truth = PortableMath.log(10_000) + 0.2 * next[0] + 0.6 * next[1] - found.logMean
            if end[0] <= truth, truth <= end[1] { hits += 1 }
            if truth < end[2] || end[3] < truth { beyond += 1 }
        }
        #expect(Double(hits) / Double(rounds) > 0.9 && beyond <= 6, "\(hits), \(beyond) of \(rounds)")
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

    /// A trusted year, every month with the same tonnes.
    private func trusted(_ mine: UInt32, _ year: Int32, tonnes: Double, area: Double, sigma: Double) -> TrustedYear {
        var ground = seen(mine, area: area, sigma: sigma)
        ground.year = year
        return TrustedYear(
            ground.subject, year: year, months: Array(repeating: Int64((tonnes * 1000 / 12).rounded()), count: 12), ground: [ground])
    }

    private func accused(_ years: [TrustedYear], by model: YieldModel) throws -> OutputAgainstLand.Result {
        let rows = years.flatMap { year in
            Given.months(Int(year.year), year.months.map { Double($0) / 1000 }, of: year.subject.number)
        }
        let seen = Dictionary(grouping: years.flatMap(\.ground), by: \.subject)
        return OutputAgainstLand().years(of: try Given.reports(rows), seen: seen, model)
    }

    /// A hectare opened in the first of five years, none after; the pit has ten, measured to a metre.
    private func pit(_ mine: UInt32, tonnes: Double, opens: Double = 10_000) -> [TrustedYear] {
        (0..<5).map { trusted(mine, 2020 + $0, tonnes: tonnes, area: $0 == 0 ? opens : 0, sigma: 894) }
    }

    @Test(
        "A pit that deepens teaches what its ground gave in all years, and is not accused by it; nor is its like, nor one of older ground")
    func deepens() throws {
        let years = [2160.0, 2544, 2928, 3312, 3696, 4080].enumerated().flatMap { pit(UInt32($0.offset), tonnes: $0.element) }
        let found = YieldCalibrationReport(years, commit: 7, day: Given.day("2025-03-31")) { "M\($0.number)" }
        let row = try #require(found.rows.first)
        #expect(row.mineYears == 30 && row.calibration.mines == 6 && found.leftOut.isEmpty)
        #expect((15_200...15_300).contains(Double(row.record.perHectare.thousandths) / 1000), "\(row.record.perHectare)")
        let model = Self.model.calibrated(by: [row.record])
        #expect(try accused(years, by: model).rows.isEmpty)
        for tonnes in [1600.0, 3000, 5500] { #expect(try accused(pit(9, tonnes: tonnes), by: model).rows.isEmpty) }
        let old = try accused(pit(9, tonnes: 3000, opens: 0), by: model)
        #expect(old.rows.isEmpty && old.skipped == [.notAssessable: 5])
        #expect(try accused(pit(9, tonnes: 200_000), by: model).rows.map(\.isAbove).contains(true))
        // Of a mine without any new ground nothing is learnt, and why is said of each of its years.
        let more = YieldCalibrationReport(years + pit(9, tonnes: 3000, opens: 0), commit: 7, day: Given.day("2025-03-31")) {
            "M\($0.number)"
        }
        #expect(more.rows == found.rows && more.leftOut.map(\.name) == Array(repeating: "M9", count: 5))
        #expect(more.leftOut.allSatisfy { $0.gap == .nothingWorked })
    }

    @Test("No trusted mine is outside its own learnt yield", arguments: UInt64(0)..<5)
    func ownYield(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        // Every year opens ground; the first alone; the middle one alone; some; and one mine is far from the others.
        var years: [TrustedYear] = []
        let (mines, count) = (6 + UInt32(random.below(5)), 1 + Int32(random.below(5)))
        for mine in 0..<mines {
            let own = mine == 0 && seed == 4 ? 2 : 0.35 * deviates(1, &random)[0]
            for (place, deviate) in deviates(Int(count), &random).enumerated() {
                let opens =
                    switch seed {
                    case 1: place == 0
                    case 2: place == Int(count / 2)
                    case 3: place == 0 || random.below(3) == 0
                    default: true
                    }
                let area = opens ? 3000 + 10_000 * random.unit() : 0
                years.append(
                    trusted(mine, 2015 + Int32(place), tonnes: 3000 * PortableMath.exp(own + 0.2 * deviate), area: area, sigma: 400))
            }
        }
        let found = YieldCalibrationReport(years, commit: 7, day: Given.day("2025-03-31")) { "M\($0.number)" }
        let row = try #require(found.rows.first)
        #expect(row.calibration.mines == Int(mines) && found.leftOut.isEmpty)
        #expect(try accused(years, by: Self.model.calibrated(by: [row.record])).rows.isEmpty)
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
    }

    @Test("Reports that agree more closely than mines do were made of each other: they teach nothing, and an office cannot state it either")
    func tooAlike() {
        for alike in [Array(repeating: 1200.0, count: 6), [1190, 1195, 1200, 1205, 1210, 1215]] {
            let found = report(alike)
            #expect(found.rows.isEmpty && found.leftOut.map(\.gap) == Array(repeating: .tooAlike, count: 6), "\(alike)")
        }
        #expect(report([1000, 1100, 1200, 1300, 1400, 1500]).rows.count == 1)
        #expect(
            YieldRecord.ownSpread(thousandths: 99) == nil && YieldRecord.ownSpread(thousandths: 100) == YieldRecord.believedOwn.lowerBound)
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
