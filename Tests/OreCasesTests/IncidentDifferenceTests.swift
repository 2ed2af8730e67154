import OreCases
import OreDetection
import OreGeometry
import Testing

private func incident(_ handle: String, area: Double, aliases: [String] = [], state: Incident.State = .open) -> Incident {
    var incident = Incident(
        earliestFindingID: handle, handle: handle, verdict: .possible, onset: Incident.Onset(after: nil, seenBy: nil),
        envelope: Envelope(minX: 0, minY: 0, maxX: 1, maxY: 1))
    (incident.area, incident.aliases, incident.state) = (area, aliases, state)
    return incident
}

private func summary(_ runs: [[IncidentDifference.Touch]], _ incidents: [Incident]) -> [String] {
    IncidentDifference.since(runs, incidents: incidents).map {
        "\($0.incident.handle) \($0.change.rawValue) \($0.areaBefore) \($0.areaAfter)" + $0.joined.map { " +\($0)" }.joined()
    }
}

@Suite("Differences of incidents")
struct IncidentDifferenceTests {
    @Test("The change is the net one over all runs, measured against the area before the first of them")
    func net() {
        let runs: [[IncidentDifference.Touch]] = [[("A", .grown, 100), ("B", .new, 0)], [("A", .grown, 150), ("B", .grown, 40)]]
        #expect(summary(runs, [incident("A", area: 200), incident("B", area: 60)]) == ["A grown 100.0 200.0", "B new 0.0 60.0"])
        #expect(summary([[("A", .grown, 100)], [("A", .changed, 200)]], [incident("A", area: 105)]) == ["A changed 100.0 105.0"])
        #expect(summary([[("A", .changed, 100)]], [incident("A", area: 80)]) == ["A shrunk 100.0 80.0"])
        #expect(summary([], [incident("A", area: 80)]).isEmpty)
    }

    @Test("What joined another is told with it, and is neither gone nor growth")
    func joining() {
        let runs: [[IncidentDifference.Touch]] = [[("A", .changed, 100), ("B", .joined, 50)]]
        #expect(summary(runs, [incident("A", area: 150, aliases: ["B"])]) == ["A merged 150.0 150.0 +B"])
        #expect(summary(runs, [incident("A", area: 300, aliases: ["B"])]) == ["A grown 150.0 300.0 +B"])
    }

    @Test("An earlier sighting that renames an incident makes no new one and counts no area twice")
    func renaming() {
        let known = [incident("Z", area: 100, aliases: ["A"])]
        #expect(summary([[("A", .joined, 100), ("Z", .changed, 100)]], known) == ["Z changed 100.0 100.0"])
        #expect(summary([[("A", .new, 0)], [("A", .joined, 100), ("Z", .changed, 100)]], known) == ["Z new 0.0 100.0"])
    }

    @Test("What nothing suspects any more is gone; what came and went within is not told")
    func ending() {
        let gone = [incident("A", area: 0, state: .withdrawn)]
        #expect(summary([[("A", .gone, 100)]], gone) == ["A gone 100.0 0.0"])
        #expect(summary([[("A", .new, 0)], [("A", .gone, 100)]], gone).isEmpty)
        #expect(summary([[("A", .gone, 100)]], []).isEmpty)
    }
}
