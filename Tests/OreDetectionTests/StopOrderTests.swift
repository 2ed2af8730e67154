import OreDetection
import OreFeatures
import OreGeometry
import Testing

@Suite("Activity after an order to stop")
struct StopOrderTests {
    private func event(_ kind: LicenceEvent.Kind, _ day: String, until: String? = nil) throws -> LicenceEvent {
        LicenceEvent(kind, on: try days(day), until: try until.map(days))
    }

    private func order(_ events: [LicenceEvent], on day: String, from: String? = "2010-01-01", to: String? = nil) throws -> String? {
        let spans = ForceSpans(validFrom: try from.map(days), validTo: try to.map(days), events: events, policy: LicencePolicy())
        return StopOrders(events, spans: spans).order(on: try days(day))?.description
    }

    @Test("An order holds from its day until it is lifted: by a resumption, its own last day, or a new term")
    func orders() throws {
        let stop = try event(.stopped, "2020-05-01")
        #expect(try order([stop], on: "2020-04-30") == nil)
        #expect(try order([stop], on: "2020-05-01") == "2020-05-01")
        #expect(try order([stop], on: "2030-01-01") == "2020-05-01")
        let resumed = [stop, try event(.resumed, "2021-01-01")]
        #expect(try order(resumed, on: "2020-12-31") == "2020-05-01")
        #expect(try order(resumed, on: "2021-01-01") == nil)
        let limited = [try event(.stopped, "2020-05-01", until: "2020-08-31")]
        #expect(try order(limited, on: "2020-08-31") == "2020-05-01")
        #expect(try order(limited, on: "2020-09-01") == nil)
        let renewed = [stop, try event(.renewed, "2022-01-01", until: "2024-12-31")]
        #expect(try order(renewed, on: "2021-12-31") == "2020-05-01")
        #expect(try order(renewed, on: "2022-01-01") == nil)
    }

    @Test("A repeated order counts from the first, an order over an expired licence counts too, and a suspension is no order")
    func repeated() throws {
        let twice = [try event(.stopped, "2020-05-01"), try event(.stopped, "2021-05-01")]
        #expect(try order(twice, on: "2022-01-01") == "2020-05-01")
        let between = [twice[0], try event(.resumed, "2020-09-01"), twice[1]]
        #expect(try order(between, on: "2022-01-01") == "2021-05-01")
        #expect(try order([twice[0]], on: "2022-01-01", to: "2019-12-31") == "2020-05-01")
        #expect(try order([event(.cancelled, "2021-01-01"), twice[0]], on: "2022-01-01") == "2020-05-01")
        #expect(try order([event(.suspended, "2020-05-01")], on: "2022-01-01") == nil)
    }

    private func bench(_ events: [LicenceEvent]) throws -> Bench {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10), from: "2010-01-01", to: "2030-12-31") {
            ($0.events, $0.holder) = (events, "Miner")
        }
        return bench
    }

    @Test("Only what was disturbed since the order is accused, beside what lies outside the validity")
    func newlyDisturbed() throws {
        var bench = try bench([event(.stopped, "2024-05-01")])
        try bench.earlierFootprint("old", Scene.box(1, 1, 4, 4), on: "2024-03-01")
        try bench.footprint("grown", Scene.box(1, 1, 6, 4), on: "2024-09-01")
        try bench.footprint("before", Scene.box(1, 1, 4, 4), on: "2024-04-01")
        try bench.footprint("same", Scene.box(1, 1, 4, 4), on: "2024-10-01")
        let outcome = bench.run()
        #expect(outcome.keys == ["outside_validity grown", "after_stop_order grown"])
        let finding = try #require(outcome.findings.last)
        #expect(finding.verdict == .strong && finding.reasons.isEmpty && finding.holder == "Miner")
        #expect(abs(finding.area - Scene.area(Scene.box(4, 1, 6, 4))) < 1)
        #expect(finding.id == "after_stop_order:grown:L:2024-09-01")
        #expect(outcome.counts.belowThreshold[.afterStopOrder] == 1)
    }

    @Test("Without an earlier observation the verdict is possible; a clear view of the place before the order makes it strong")
    func clearView() throws {
        var bench = try bench([event(.stopped, "2024-05-01")])
        try bench.footprint("first", Scene.box(1, 1, 4, 4), on: "2024-09-01")
        #expect(bench.run().findings.last?.reasons == [.noPriorObservation])
        #expect(bench.run().findings.last?.verdict == .possible)
        func seen(_ day: String, clouds: Geometry? = nil, content: SceneContent = .state, _ coverage: Geometry? = Scene.box(0, 0, 8, 8))
            throws -> Finding?
        {
            var bench = bench
            var scene = OreDetection.Scene(id: "S", period: ObservationPeriod(try days(day)))
            scene.content = content
            var table = SceneTable()
            table.append(scene, coverage: coverage, clouds: clouds)
            bench.scenes = table
            return bench.run().findings.last
        }
        let clear = try #require(try seen("2024-04-30"))
        #expect(clear.rule == .afterStopOrder && clear.verdict == .strong && clear.reasons.isEmpty)
        #expect(try seen("2024-05-01")?.reasons == [.noPriorObservation])
        #expect(try seen("2024-04-30", clouds: Scene.box(3, 3, 5, 5))?.reasons == [.noPriorObservation])
        #expect(try seen("2024-04-30", clouds: Scene.box(5, 5, 6, 6))?.reasons == [])
        #expect(try seen("2024-04-30", content: .change)?.reasons == [.noPriorObservation])
        #expect(try seen("2024-04-30", Scene.box(0, 0, 3, 8))?.reasons == [.noPriorObservation])
        #expect(try seen("2024-04-30", nil)?.reasons == [.noPriorObservation])
    }

    @Test("An order within the period of observation leaves open what came first")
    func withinPeriod() throws {
        var bench = try bench([event(.stopped, "2024-05-01")])
        try bench.footprint("quarter", Scene.box(1, 1, 4, 4), on: "2024-04-01", to: "2024-06-30")
        #expect(bench.run().findings.last?.reasons == [.dateWithinPeriod, .noPriorObservation])
    }

    @Test("Rows of one licence make one finding, and a place under two stopped licences is spoken of once")
    func severalRows() throws {
        var bench = try bench([event(.stopped, "2024-05-01")])
        for (id, box) in [("L", Scene.box(10, 0, 20, 10)), ("M", Scene.box(5, 0, 30, 10))] {
            try bench.licence(id, box, from: "2010-01-01") { $0.events = [try? event(.stopped, "2024-06-01")].compactMap(\.self) }
        }
        try bench.footprint("wide", Scene.box(8, 2, 24, 4), on: "2025-01-01")
        let found = bench.run().findings.filter { $0.rule == .afterStopOrder }
        #expect(found.map(\.id) == ["after_stop_order:wide:L:2025-01-01", "after_stop_order:wide:M:2025-01-01"])
        let areas = found.map(\.area)
        #expect(abs((areas.first ?? 0) - Scene.area(Scene.box(8, 2, 20, 4))) < 1)
        #expect(abs((areas.last ?? 0) - Scene.area(Scene.box(20, 2, 24, 4))) < 1)
    }

    @Test("With a position model a narrow spill over the boundary is not accused, a large one is")
    func positions() throws {
        var bench = try bench([event(.stopped, "2024-05-01")])
        bench.rules.positionModel = .on
        var table = FootprintBatch()
        for (id, box) in [("spill", Scene.box(-3, 2, 0.05, 5)), ("dug", Scene.box(2, 2, 6, 6))] {
            var footprint = Footprint(id: id, on: try days("2024-09-01"))
            (footprint.positionSigma, footprint.digitisingSigma) = (5, 3)
            table.append(footprint, box)
        }
        bench.batch = table
        let found = bench.run().findings.filter { $0.rule == .afterStopOrder }
        #expect(found.map(\.footprintID) == ["dug"])
        #expect(found.first?.probability ?? 0 > 0.99)
    }

    @Test("The account says when no licence was ordered to stop")
    func account() throws {
        var bench = try bench([])
        try bench.footprint("F", Scene.box(1, 1, 4, 4), on: "2024-09-01")
        let rule = bench.rules.account(of: bench.run().counts, against: bench.index).last
        #expect(rule?.rule == .afterStopOrder && rule?.ran == false && rule?.note == "no licence was ordered to stop")
    }
}

@Suite("What a register covers")
struct RegisterCoverageTests {
    private func verdict(at x: Double, _ edit: (inout RuleSet) -> Void = { _ in }) throws -> Finding? {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10))
        bench.rules = .standard
        edit(&bench.rules)
        var footprint = Footprint(id: "F", on: try days("2024-09-01"))
        (footprint.positionSigma, footprint.digitisingSigma) = (5, 3)
        bench.batch.append(footprint, Scene.box(x, 0, x + 4, 4))
        return bench.run().findings.first
    }

    @Test("A footprint farther from the register's extent than its margin is at most possible, and says why")
    func cap() throws {
        let near = try #require(try verdict(at: 60))
        #expect(near.rule == .unlicensed && near.verdict == .strong && near.reasons.isEmpty)
        let far = try #require(try verdict(at: 200))
        #expect(far.verdict == .possible && far.reasons == [.outsideRegisterCoverage])
        #expect(try verdict(at: 200) { $0.registerMargin = 5e7 }?.verdict == .strong)
        #expect(try verdict(at: 200) { $0.positionModel = .off }?.verdict == .strong)
    }
}
