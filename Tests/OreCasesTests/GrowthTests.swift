import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import Testing

@Suite("Growth")
struct GrowthTests {
    private func series(_ steps: [(String, Double)]) -> GrowthSeries {
        GrowthSeries(steps: steps.map { GrowthSeries.Step(day: CaseWorld.day($0.0), area: $0.1) })
    }

    @Test("Months without a view carry the area over, and say so")
    func months() {
        let months = series([("2024-11-05", 100), ("2025-01-10", 150), ("2025-01-20", 160)]).months()
        #expect(months.map(\.month.description) == ["2024-11", "2024-12", "2025-01"])
        #expect(months.map(\.area) == [100, 100, 160] && months.map(\.isObserved) == [true, false, true])
        #expect(series([]).months().isEmpty && series([("0001-01-01", 1), ("9999-12-31", 2)]).months().count == 1200)
    }

    @Test("Even growth has its rate and no acceleration; quickening growth has both", arguments: [false, true])
    func rates(isQuickening: Bool) throws {
        let days = ["2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01", "2025-01-01"]
        let growth = series(days.enumerated().map { ($1, isQuickening ? 100 * Double($0 * $0) : 100 * Double($0)) })
        let rate = try #require(growth.ratePerYear())
        let acceleration = try #require(growth.acceleration())
        #expect(abs(rate - (isQuickening ? 400 : 100)) < 2)
        #expect(abs(acceleration - (isQuickening ? 200 : 0)) < 2)
        #expect(series([("2025-01-01", 5)]).ratePerYear() == nil && series([("2025-01-01", 5), ("2025-02-01", 5)]).acceleration() == nil)
    }

    @Test("The series of a sum is the sum of the series on every day", arguments: 0..<20 as Range<UInt64>)
    func sums(seed: UInt64) throws {
        let incidents = try CaseWorld.random(seed).incidents()
        let parts = incidents.map(GrowthSeries.init(of:))
        let sum = GrowthSeries(summing: parts)
        for step in sum.steps {
            let expected = parts.reduce(0) { $0 + ($1.steps.last { $0.day <= step.day }?.area ?? 0) }
            #expect(abs(step.area - expected) < 1e-6 * max(1, expected), "seed \(seed)")
        }
    }

    @Test("The last step of an incident is its area, unless it is gone", arguments: 0..<20 as Range<UInt64>)
    func agreement(seed: UInt64) throws {
        for incident in try CaseWorld.random(seed).incidents() {
            let last = GrowthSeries(of: incident).steps.last?.area
            #expect(incident.events.last?.kind == .gone ? last == 0 : last == incident.area, "seed \(seed)")
        }
    }

    @Test("A licence has the areas of all incidents that touch it")
    func licences() throws {
        var world = CaseWorld()
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 100)) { $0.licenceIDs = ["L1"] }
        world.add("b", on: "2025-02-01", CaseWorld.square(1000, 0, 200)) { $0.otherLicenceIDs = ["L1", "L2"] }
        world.add("c", on: "2025-02-01", CaseWorld.square(3000, 0, 300))
        let licences = GrowthSeries.byLicence(try world.incidents())
        #expect(licences.keys.sorted() == ["L1", "L2"])
        #expect(licences["L1"]?.steps.map { ($0.area / 1000).rounded() } == [10, 50])
    }
}

@Suite("The list of visits")
struct RankTests {
    private func world() -> CaseWorld {
        var world = CaseWorld()
        world.add("small", on: "2025-01-01", CaseWorld.square(0, 0, 100)) { $0.probability = 0.99 }
        world.add("large", on: "2025-01-01", CaseWorld.square(9000, 0, 300)) { $0.probability = 0.5 }
        world.add("near", on: "2025-01-01", CaseWorld.square(0, 400, 90)) { $0.probability = 0.9 }
        return world
    }

    @Test("More area, a higher chance, another sighting and growth each move an incident up, and each is said")
    func order() throws {
        let incidents = try world().incidents()
        let ranks = IncidentRank.ranked(incidents, shares: ConfirmedShares())
        #expect(ranks.map(\.handle) == ["large", "small", "near"].map { IncidentHandle(findingID: $0).description })
        var again = world()
        again.add("small2", on: "2025-06-01", CaseWorld.square(0, 0, 130)) { $0.probability = 0.99 }
        let grown = try #require(IncidentRank(try again.incidents()[2], shares: ConfirmedShares()))
        #expect(grown.expectedArea > (ranks.first { $0.handle == grown.handle }?.expectedArea ?? .infinity) * 3)
        #expect(grown.factors.contains(.seenAgain) && ranks[0].factors.contains(.provisional(0.6)))
        #expect(ranks[0].factors.contains(.confirmedShare(.land(.unlicensed), 0.25, confirmed: 0, judged: 0)))
    }

    @Test("Shares follow what was decided, and dismissed incidents are no visits")
    func shares() throws {
        let open = try world().incidents()
        let decisions = [(0, Decision.Kind.confirm), (1, .dismiss)].map {
            Decision(handle: open[$0.0].handle, kind: $0.1, actor: "li", time: "", areaThen: open[$0.0].area)
        }
        let judged = try world().incidents(decisions)
        let shares = ConfirmedShares(judged)
        #expect(shares.count(of: .land(.unlicensed)).judged == 2 && abs(shares.share(of: .land(.unlicensed)) - 2.0 / 6) < 1e-12)
        #expect(shares.share(of: .land(.protectedZone)) == 0.25)
        let ranks = IncidentRank.ranked(judged, shares: shares)
        #expect(ranks.count == 2 && ranks.contains { $0.factors.contains(.confirmedAtDesk) })
    }

    @Test("A visit takes in what lies near")
    func visits() throws {
        let visits = IncidentVisit.planned(try world().incidents(), shares: ConfirmedShares(), withinMetres: 2000)
        #expect(visits.map(\.ranks.count).sorted() == [1, 2])
        #expect(visits.allSatisfy { abs($0.expectedArea - $0.ranks.reduce(0) { $0 + $1.expectedArea }) < 1e-9 })
        let alone = IncidentVisit.planned(try world().incidents(), shares: ConfirmedShares(), withinMetres: 0)
        #expect(alone.count == 3)
    }
}
