import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// A store with one overrun of quota: 138 t of L0 in 2021, 100 t of quota.
struct OverrunStore {
    let watched: WatchedStore
    let id = "quota_overrun:L0:2021"

    init() throws {
        watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(.licences, Self.licences, name: "licences.geojson")
        try watched.ingest(
            .districts, [WatchSample.feature(#""district_id":"D","name":"North""#, -5, -5, 60, 30)], name: "districts.geojson")
        try ingest(.quota, ["L0,2021,1,2021-02-01,100.000"])
        try report(10, received: "2022-01-05")
    }

    private static let licences = (0..<2).map { i in
        WatchSample.feature(
            #""licence_id":"L\#(i)","holder":"H\#(i)","group":"G\#(i)","valid_from":"2015-01-01","position_sigma_m":1"#, i * 10, 0, 4, 4)
    }

    func ingest(_ kind: FigureKind, _ rows: [String]) throws {
        try LedgerTables.ingest(LedgerTables.text(kind, rows), kind, into: watched.store, watched.folder)
    }

    /// The months of 2021: so many tonnes and a half, and up to two more.
    func report(_ tonnes: Int, received day: String) throws {
        try ingest(
            .report, (1...12).map { "L0,2021-\($0 < 10 ? "0" : "")\($0),\(tonnes + ($0 - 1) % 3).500,\(day)" })
    }

    /// A pit that leaves L0: findings of a place.
    func dig() throws {
        let pit = #""footprint_id":"p","scene_id":"S","observed_at":"2025-05-01","position_sigma_m":4,"digitising_sigma_m":2"#
        try watched.ingest(.footprints, [WatchSample.feature(pit, 1, 1, 9, 3)], name: "S.geojson")
    }

    func ids(_ filter: CaseFilter = CaseFilter(), sortedBy order: Ordering<FindingOrder>? = nil, limit: Int? = nil) throws -> [String] {
        var ids: [String] = []
        try watched.store.forEachSuspicion(filter, sortedBy: order, limit: limit) { suspicion in
            switch suspicion {
            case .land(let stored): ids.append(stored.finding.id)
            case .figures(let stored): ids.append(stored.figures.id)
            }
        }
        return ids
    }

    func rules(sortedBy order: Ordering<FindingOrder>) throws -> [String] {
        var rules: [String] = []
        try watched.store.forEachSuspicion(CaseFilter(), sortedBy: order, limit: nil) { suspicion in
            switch suspicion {
            case .land(let stored): rules.append(stored.finding.rule.rawValue)
            case .figures(let stored): rules.append(stored.figures.finding.rule.rawValue)
            }
        }
        return rules
    }

    /// Whether the overrun passes a filter.
    func lists(_ change: (inout CaseFilter) -> Void) throws -> Bool {
        var filter = CaseFilter()
        change(&filter)
        return try ids(filter).contains(id)
    }
}

@Suite("Findings over figures in lists")
struct FiguresFindingListTests {
    @Test("Both kinds are listed: as the store holds them those of places first, sorted in one order, at most so many as asked for")
    func bothKinds() throws {
        let world = try OverrunStore()
        try world.dig()
        try world.watched.run()
        var land: [String] = []
        try world.watched.store.forEachFinding(CaseFilter()) { land.append($0.finding.id) }
        let all = try world.ids()
        #expect(!land.isEmpty && all == land + [world.id])
        for key in FindingOrder.allCases {
            for isDescending in [false, true] {
                let order = Ordering(key, isDescending: isDescending)
                let sorted = try world.ids(sortedBy: order)
                #expect(sorted.sorted() == all.sorted(), "\(key)")
                for limit in 0...all.count { #expect(try world.ids(sortedBy: order, limit: limit) == Array(sorted.prefix(limit))) }
            }
        }
        for limit in 0...all.count { #expect(try world.ids(limit: limit) == Array(all.prefix(limit))) }
        // Figures have no area, which comes last, whichever end is first.
        for isDescending in [false, true] {
            #expect(try world.ids(sortedBy: Ordering(.area, isDescending: isDescending)).last == world.id)
        }
        let rules = try world.rules(sortedBy: Ordering(.rule, isDescending: true))
        #expect(rules == rules.sorted(by: >) && rules.contains("quota_overrun") && Set(rules).count > 1)
    }

    @Test("Filters hold for figures as for incidents over them; what asks for an area or a zone leaves them out")
    func filters() throws {
        let world = try OverrunStore()
        try world.dig()
        try world.watched.run()
        let incident = try #require(try world.watched.incidents().first { $0.subject != nil })
        let point = try #require(incident.labelPoint)
        #expect(try world.lists { _ in })
        #expect(try world.lists { $0.rules = [.figures(.quotaOverrun)] } && !world.lists { $0.rules = [.land(.unlicensed)] })
        #expect(try !world.lists { $0.rules = [.figures(.reportLate)] })
        #expect(try world.lists { $0.verdicts = [.strong] } && !world.lists { $0.verdicts = [.undecidable] })
        #expect(try world.lists { $0.licence = "L0" } && !world.lists { $0.licence = "L1" })
        #expect(try world.lists { $0.holder = "h0" } && !world.lists { $0.holder = "H1" })
        #expect(try world.lists { $0.group = "G0" } && !world.lists { $0.group = "G1" })
        #expect(try world.lists { $0.district = "north" } && !world.lists { $0.district = "South" })
        #expect(try world.lists { $0.subject = "l0" } && !world.lists { $0.subject = "L1" })
        #expect(try world.ids(Self.filter { $0.subject = "L" }) == [world.id])
        #expect(try world.lists { $0.from = Day(year: 2021, month: 12, day: 31) })
        #expect(try !world.lists { $0.from = Day(year: 2022, month: 1, day: 1) })
        #expect(try !world.lists { $0.to = Day(year: 2020, month: 12, day: 31) })
        #expect(try !world.lists { $0.minimumArea = 0 } && !world.lists { $0.maximumArea = 1e9 } && !world.lists { $0.zones = ["Z"] })
        let (x, y) = (point.x, point.y)
        #expect(try world.lists { $0.box = Envelope(minX: x - 1, minY: y - 1, maxX: x + 1, maxY: y + 1) })
        #expect(try !world.lists { $0.box = Envelope(minX: x + 1, minY: y - 1, maxX: x + 2, maxY: y + 1) })
    }

    private static func filter(_ change: (inout CaseFilter) -> Void) -> CaseFilter {
        var filter = CaseFilter()
        change(&filter)
        return filter
    }

    @Test("Incidents are narrowed by their subject, listed and counted")
    func subjects() throws {
        let world = try OverrunStore()
        try world.dig()
        try world.watched.run()
        let store = world.watched.store
        let own = try store.incidents(Self.filter { $0.subject = "l0" })
        #expect(own.count == 1 && own[0].subject?.name == "L0")
        #expect(try store.incidents(Self.filter { $0.subject = "L1" }).isEmpty)
        #expect(try store.incidentCounts(Self.filter { $0.subject = "L0" }, by: .state).map(\.count) == [1])
    }

    @Test("Net changes tell of incidents over figures, too: new, grown, gone; what came and went in between is left out")
    func netChanges() throws {
        let world = try OverrunStore()
        let store = world.watched.store
        var runs = [try world.watched.run().entry.id]
        try world.report(11, received: "2022-06-05")
        runs.append(try world.watched.run().entry.id)
        func changes(_ runs: ArraySlice<Int>) throws -> [IncidentDifference.Change] {
            try store.netChanges(ofRuns: Array(runs), CaseFilter()).map(\.change)
        }
        #expect(try changes(runs[...]) == [.new] && changes(runs[1...]) == [.grown])
        #expect(try store.netChanges(ofRuns: runs, Self.filter { $0.subject = "L0" }).count == 1)
        #expect(try store.netChanges(ofRuns: runs, Self.filter { $0.subject = "L1" }).isEmpty)
        try world.report(1, received: "2022-07-05")
        runs.append(try world.watched.run().entry.id)
        #expect(try changes(runs[2...]) == [.gone] && changes(runs[...]).isEmpty)
    }

    @Test("A finding over figures is found by its id and by its handle, with its register and its incident")
    func one() throws {
        let world = try OverrunStore()
        try world.watched.run()
        let (store, incident) = (world.watched.store, try #require(try world.watched.incidents().first))
        let stored = try #require(try store.figuresFinding(world.id))
        #expect(stored.incident == incident.handle && stored.place.holder == "H0" && stored.place.licenceIDs == ["L0"])
        #expect(stored.knownTo == nil && stored.figures.excess == Tonnes(thousandths: 38_000))
        #expect(try store.findingIDs(withHandle: incident.handle.lowercased()) == [world.id])
        #expect(try store.findingIDs(withHandle: "no handle").isEmpty && store.figuresFinding("quota_overrun:L0:2020") == nil)
    }

    @Test("The past of figures tells when each finding was found, changed, was withdrawn and found again")
    func past() throws {
        let world = try OverrunStore()
        let store = world.watched.store
        try world.watched.run()
        let incident = try #require(try world.watched.incidents().first)
        func kinds() throws -> [FiguresEvent.Kind] {
            FiguresEvent.events(of: try store.figuresVersions(of: incident)).map(\.kind)
        }
        #expect(try kinds() == [.appeared])
        try world.report(11, received: "2022-06-05")
        try world.watched.run()
        #expect(try kinds() == [.appeared, .changed])
        try world.report(1, received: "2022-07-05")
        try world.watched.run()
        #expect(try kinds() == [.appeared, .changed, .withdrawn])
        #expect(try store.incident(incident.handle)?.state == .withdrawn && store.figuresFinding(world.id)?.knownTo != nil)
        #expect(try world.ids().isEmpty)
        try world.report(10, received: "2022-08-05")
        try world.watched.run()
        let events = FiguresEvent.events(of: try store.figuresVersions(of: incident))
        #expect(events.map(\.kind) == [.appeared, .changed, .withdrawn, .reappeared])
        #expect(events.map(\.commit) == events.map(\.commit).sorted() && events.allSatisfy { $0.time == "2026-01-01T00:00:00Z" })
        #expect(events.map { $0.figures.excess?.thousandths } == [38_000, 50_000, 50_000, 38_000])
    }
}
