import OreFeatures
import OreLedger
import Testing

@Suite("Ground worked in each year")
struct GroundWorkedTests {
    private func day(_ text: String) throws -> Day {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return try #require(Day(year: parts[0], month: parts[1], day: parts[2]))
    }

    private func years(_ areas: [(String, Double)], clear: [String] = []) throws -> [String] {
        let ground = GroundWorked(areas: try areas.map { (try day($0.0), $0.1) }, clearViews: try clear.map(day))
        return ground.years.map { "\($0.year) \(Int($0.area)) \($0.measured) \($0.clearViews) \($0.workingSeen)" }
    }

    @Test("A year's ground is what its end shows above the most before; what grew over again takes nothing away")
    func growth() throws {
        let looks = [("2020-11-01", 100.0), ("2021-05-01", 130), ("2021-12-01", 180), ("2022-10-02", 150), ("2023-11-11", 220)]
        #expect(
            try years(looks, clear: ["2021-05-01"]) == ["2021 80 280.0 1 true", "2022 0 360.0 0 true", "2023 40 400.0 0 true"])
    }

    @Test("Without looks late in the year and late in the one before, nothing is said of it")
    func lateLooks() throws {
        #expect(try years([("2020-09-30", 100), ("2021-11-01", 500)]).isEmpty)
        #expect(try years([("2020-11-01", 100), ("2021-09-30", 500), ("2022-11-01", 600)]).isEmpty)
        #expect(try years([("2020-11-01", 100), ("2022-11-01", 600), ("2023-11-01", 700)]) == ["2023 100 1300.0 0 true"])
        #expect(try years([]).isEmpty)
    }

    @Test("Clear views of nothing say that there is nothing, in whichever month; a later look measures from them")
    func clear() throws {
        let views = ["2020-03-01", "2020-06-01", "2020-10-05"]
        #expect(try years([], clear: views) == ["2020 0 0.0 3 false"])
        #expect(try years([("2021-12-24", 90)], clear: views) == ["2020 0 0.0 3 false", "2021 90 90.0 0 true"])
        // A view without work behind work is a view, and takes nothing back.
        #expect(
            try years([("2020-12-24", 90)], clear: ["2019-12-01", "2021-11-01"])
                == ["2019 0 0.0 1 false", "2020 90 90.0 0 true", "2021 0 180.0 1 false"])
    }

    private func opened(_ pieces: [(String, String, Double)]) throws -> [String] {
        let ground = GroundOpened(try pieces.map { (ObservationPeriod(from: try day($0.0), to: try day($0.1)), $0.2) })
        return ground.years.map { "\($0.year) \($0.area) \($0.measured) \($0.clearViews) \($0.workingSeen)" }
    }

    @Test("What scenes of changes show adds up within the year, whatever was there before")
    func changes() throws {
        let years = [("2021-01-01", "2021-12-31", 100.0), ("2022-01-01", "2022-12-31", 40)]
        #expect(try opened(years) == ["2021 100.0 100.0 0 true", "2022 40.0 40.0 0 true"])
        let parts = [("2022-01-01", "2022-03-31", 10.0), ("2022-07-01", "2022-12-31", 5), ("2022-04-01", "2022-06-30", 0)]
        #expect(try opened(parts) == ["2022 15.0 15.0 0 true"])
        #expect(try opened([("2022-01-01", "2022-12-31", 0)]) == ["2022 0.0 0.0 0 false"])
        let ground = GroundOpened([(ObservationPeriod(from: try day("2022-01-01"), to: try day("2022-06-30")), 3)])
        #expect(ground.opened.map(\.area) == [3])
    }

    @Test("A year of which a day is in no period, or a period is in two years, is not told")
    func changesWithGaps() throws {
        #expect(try opened([]).isEmpty)
        #expect(try opened([("2022-01-01", "2022-12-30", 10)]).isEmpty)
        #expect(try opened([("2022-01-02", "2022-12-31", 10)]).isEmpty)
        #expect(try opened([("2022-01-01", "2022-03-31", 10), ("2022-04-02", "2022-12-31", 10)]).isEmpty)
        #expect(try opened([("2021-11-01", "2022-02-01", 10), ("2022-01-01", "2022-12-31", 10)]).isEmpty)
        #expect(try opened([("2022-06-01", "2022-06-01", 10)]).isEmpty)
    }
}
