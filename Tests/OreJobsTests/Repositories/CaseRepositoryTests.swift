import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport
import Testing

/// What any store must do with findings, incidents and decisions. What lists, ranks and counts say is compared with all records, looked at one by
/// one.
@Suite("Repositories of cases")
struct CaseRepositoryTests {
    @Test("Lists of findings, narrowed, sorted and cut, are those of looking at each", arguments: Repositories.all)
    func findings(factory: any RepositoryFactory) throws {
        let repository = try factory.repository(holding: RepositoryWorld(seed: 1))
        let all = try Self.findings(repository, CaseFilter())
        #expect(all.count > 30 && all.allSatisfy { $0.incident != nil })
        var random = SplitMix(state: 5)
        var narrowed = 0
        for round in 0..<300 {
            let filter = CaseSamples.filter(of: all.map(\.finding), &random)
            let expected = all.filter { CaseSamples.admits(filter, $0) }
            narrowed += expected.isEmpty || expected.count == all.count ? 0 : 1
            #expect(try Self.findings(repository, filter).map(\.finding.id).sorted() == expected.map(\.finding.id).sorted(), "\(filter)")
            let order = Ordering(FindingOrder.allCases[round % FindingOrder.allCases.count], isDescending: round % 2 == 0)
            let limit = Int.random(in: 1...8, using: &random)
            let sorted = expected.map { CaseSamples.key(order.key, $0.finding) }.sorted { CaseSamples.precedes($0, $1, order.isDescending) }
            let listed = try Self.findings(repository, filter, order, limit).map { CaseSamples.key(order.key, $0.finding) }
            #expect(listed == Array(sorted.prefix(limit)), "\(order) \(filter)")
        }
        #expect(narrowed > 100)
        let tally = Dictionary(grouping: all, by: \.finding.rule).mapValues(\.count)
        #expect(try repository.findingCounts() == tally)
    }

    @Test("Lists of incidents, narrowed, sorted and cut, are those of looking at each", arguments: Repositories.all)
    func incidents(factory: any RepositoryFactory) throws {
        let repository = try Self.judged(factory)
        let all = try repository.incidents(CaseFilter())
        #expect(all.map(\.handle) == all.map(\.handle).sorted() && all.count > 8)
        var random = SplitMix(state: 6)
        var narrowed = 0
        for round in 0..<300 {
            let filter = CaseSamples.filter(of: all, &random)
            let expected = all.filter { CaseSamples.admits(filter, $0) }
            narrowed += expected.isEmpty || expected.count == all.count ? 0 : 1
            #expect(try repository.incidents(filter) == expected, "\(filter)")
            let order = Ordering(IncidentOrder.allCases[round % IncidentOrder.allCases.count], isDescending: round % 2 == 0)
            let sorted = expected.sorted { a, b in
                let (x, y) = (CaseSamples.key(order.key, a), CaseSamples.key(order.key, b))
                return x == y ? a.handle < b.handle : CaseSamples.precedes(x, y, order.isDescending)
            }
            let (offset, limit) = (Int.random(in: 0...4, using: &random), Int.random(in: 1...8, using: &random))
            let listed = try repository.incidents(filter, sortedBy: order, offset: offset, limit: limit)
            #expect(listed.map(\.handle) == sorted.dropFirst(offset).prefix(limit).map(\.handle), "\(order) \(filter)")
        }
        #expect(narrowed > 100)
    }

    @Test("Visits are ranked with the confirmed shares of the whole store, whatever is listed", arguments: Repositories.all)
    func visits(factory: any RepositoryFactory) throws {
        let repository = try Self.judged(factory)
        let all = try repository.incidents(CaseFilter())
        let shares = ConfirmedShares(all)
        #expect(try repository.confirmedShares() == shares && shares != ConfirmedShares())
        var random = SplitMix(state: 7)
        for round in 0..<160 {
            var filter = CaseSamples.filter(of: all, &random)
            if round % 2 == 0 {
                // Nothing but states and rules: such lists are merged from groups.
                var plain = CaseFilter()
                if round % 4 == 0 { plain.states = filter.states } else { plain.states = [.open, .confirmed, .returned] }
                if round % 8 < 4 { plain.rules = filter.rules }
                filter = plain
            }
            let ranked = IncidentRank.ranked(all.filter { CaseSamples.admits(filter, $0) }, shares: shares)
            let limit = Int.random(in: 1...6, using: &random)
            #expect(try repository.visits(filter, limit: limit).map(\.rank) == Array(ranked.prefix(limit)), "\(filter)")
            #expect(try repository.visitCount(filter) == ranked.count)
        }
    }

    @Test("Incidents are counted as they are listed", arguments: Repositories.all)
    func counts(factory: any RepositoryFactory) throws {
        let repository = try Self.judged(factory)
        let all = try repository.incidents(CaseFilter())
        var random = SplitMix(state: 8)
        for dimension in IncidentDimension.allCases {
            let names = Set(all.flatMap { CaseSamples.keys(dimension, $0) }).subtracting([""]).sorted()
            #expect(try repository.incidentNames(dimension) == names)
            for filter in [CaseFilter()] + (0..<10).map({ _ in CaseSamples.filter(of: all, &random) }) {
                var expected: [String: (count: Int, undecided: Int, area: Double)] = [:]
                for incident in all where CaseSamples.admits(filter, incident) {
                    for key in CaseSamples.keys(dimension, incident) {
                        expected[key, default: (0, 0, 0)].count += 1
                        expected[key]?.undecided += [.open, .returned].contains(incident.state) ? 1 : 0
                        expected[key]?.area += incident.area
                    }
                }
                let counts = try repository.incidentCounts(filter, by: dimension)
                #expect(counts.map(\.key) == expected.keys.sorted())
                for count in counts {
                    let own = try #require(expected[count.key])
                    #expect(count.count == own.count && count.undecided == own.undecided && abs(count.area - own.area) <= 1e-9 * own.area)
                }
            }
        }
    }

    @Test("Incidents in several boxes are those whose own boxes meet one of them", arguments: Repositories.all)
    func boxes(factory: any RepositoryFactory) throws {
        let repository = try factory.repository(holding: RepositoryWorld(seed: 7))
        let all = try repository.incidents(CaseFilter())
        var random = SplitMix(state: 8)
        var narrowed = 0
        for _ in 0..<60 {
            var filter = CaseFilter()
            let boxes = CaseSamples.boxes(&random)
            (filter.box, filter.boxes) = boxes
            let wanted = boxes.1.isEmpty ? [boxes.0] : boxes.1
            let expected = all.filter { one in wanted.contains { $0.intersects(one.envelope) } }
            narrowed += expected.isEmpty || expected.count == all.count ? 0 : 1
            #expect(try repository.incidents(filter).map(\.handle) == expected.map(\.handle))
        }
        #expect(narrowed > 20)
    }

    @Test("What runs did, net, is what looking at every incident tells", arguments: Repositories.all, 1...6)
    func netChanges(factory: any RepositoryFactory, seed: Int) throws {
        let repository = try factory.repository(holding: RepositoryWorld(seed: UInt64(seed)))
        let runs = try repository.runs(job: nil, limit: 100).reversed().map(\.id)
        #expect(runs.count == 4)
        var random = SplitMix(state: UInt64(seed))
        var changes: Set<IncidentDifference.Change> = []
        for first in runs.indices {
            let own = Array(runs[first...])
            let touches = try own.map { id in
                try repository.changes(ofRun: id).map { (handle: $0.handle, change: $0.change, areaBefore: $0.areaBefore) }
            }
            var every = CaseFilter()
            every.states = Set(Incident.State.allCases)
            let all = try repository.incidents(every)
            let expected = IncidentDifference.since(touches, incidents: all)
            changes.formUnion(expected.map(\.change))
            #expect(try repository.netChanges(ofRuns: own, CaseFilter()).map { try repository.difference($0) } == expected)
            for _ in 0..<30 {
                let filter = CaseSamples.filter(of: all, &random)
                var open = filter
                if filter.states.isEmpty { open.states = every.states }
                let found = try repository.netChanges(ofRuns: own, filter).map { try repository.difference($0) }
                #expect(found == expected.filter { CaseSamples.admits(open, $0.incident) }, "\(filter)")
            }
        }
        #expect(changes.isSuperset(of: [.new, .grown]))
        #expect(try repository.netChanges(ofRuns: [], CaseFilter()).isEmpty && repository.netChanges(ofRuns: [999], CaseFilter()).isEmpty)
    }

    @Test("Every handle and every finding leads to its incident, and that to its findings", arguments: Repositories.all)
    func handles(factory: any RepositoryFactory) throws {
        let repository = try factory.repository(holding: RepositoryWorld(seed: 2))
        for incident in try repository.incidents(CaseFilter()) {
            let members = try repository.findings(of: incident)
            #expect(members.map(\.finding.id) == incident.findingIDs && members.allSatisfy { $0.incident == incident.handle })
            for handle in [incident.handle] + incident.aliases { #expect(try repository.incident(handle)?.handle == incident.handle) }
            for finding in members { #expect(try repository.finding(finding.finding.id)?.finding == finding.finding) }
            #expect(try repository.handles(near: String(incident.handle.dropLast()) + "0").contains(incident.handle))
        }
        let all = try repository.incidents(CaseFilter())
        for incident in all {
            let handles = Set([incident.handle] + incident.aliases + ["OW-0000-0000"])
            for some in [handles] + handles.map({ [$0] }) {
                let found = try repository.incidents(everKnownAs: some)
                #expect(found.map(\.handle) == found.map(\.handle).sorted())
                // Whoever has one of the names is there; nobody else has to be.
                #expect(all.filter { !some.isDisjoint(with: [$0.handle] + $0.aliases) }.allSatisfy(found.contains))
            }
            var filter = CaseFilter()
            filter.handles = handles
            #expect(try repository.incidents(filter) == all.filter { handles.contains($0.handle) })
        }
        #expect(try repository.incidents(everKnownAs: []).isEmpty && repository.incidents(everKnownAs: ["nonsense"]).isEmpty)
        #expect(try repository.incident("OW-0000-0000") == nil && repository.incident("nonsense") == nil)
        #expect(try repository.finding("nonsense") == nil && !repository.handles(near: "?").contains("nonsense"))
    }

    @Test("Decisions are kept in one commit, in order, and the incident stands as they say", arguments: Repositories.all)
    func decisions(factory: any RepositoryFactory) throws {
        let repository = try factory.repository(holding: RepositoryWorld(seed: 3))
        let before = try repository.latestCommit()
        #expect(try repository.append([]) == before)
        let incident = try #require(try repository.incidents(CaseFilter()).first)
        func decision(_ kind: Decision.Kind, assignee: String? = nil) -> Decision {
            Decision(
                handle: incident.handle, kind: kind, actor: "li", time: "2026-01-02T00:00:00Z", reason: "seen", assignee: assignee,
                areaThen: incident.area)
        }
        let commit = try repository.append([decision(.confirm), decision(.assign, assignee: "wu")])
        #expect(commit == before + 1)
        let judged = try #require(try repository.incident(incident.handle))
        #expect(judged.state == .confirmed && judged.assignee == "wu")
        #expect(try repository.decisions(on: judged).map(\.kind) == [.confirm, .assign])
        _ = try repository.append([decision(.dismiss)])
        #expect(try repository.incident(incident.handle)?.state == .dismissed)
        #expect(try repository.decisions(on: judged).map(\.kind) == [.confirm, .assign, .dismiss])
    }

    static func findings(
        _ repository: any WatchRepositories, _ filter: CaseFilter, _ order: Ordering<FindingOrder>? = nil, _ limit: Int? = nil
    ) throws -> [StoredFinding] {
        var found: [StoredFinding] = []
        try repository.forEachFinding(filter, sortedBy: order, limit: limit) { found.append($0) }
        return found
    }

    /// Of every five incidents one is confirmed, one dismissed, one assigned.
    static func judged(_ factory: any RepositoryFactory) throws -> any WatchRepositories {
        let repository = try factory.repository(holding: RepositoryWorld(seed: 4))
        let decisions = try repository.incidents(CaseFilter()).enumerated().compactMap { i, incident -> Decision? in
            let kinds: [Decision.Kind?] = [.confirm, .dismiss, nil, .assign, nil]
            guard let kind = kinds[i % 5] else { return nil }
            return Decision(
                handle: incident.handle, kind: kind, actor: "li", time: "2026-01-02T00:00:00Z", reason: "seen", assignee: "wu",
                areaThen: incident.area)
        }
        _ = try repository.append(decisions)
        return repository
    }
}
