import Foundation
import GRDB
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreLedger
import TestSupport
import Testing

@testable import OreStorage

/// A store with findings of places that a run made, and with random ones over figures: many of one severity, with and without a chance, of
/// subjects that a register knows and others.
private struct MixedStore {
    let watched: WatchedStore
    private var figures: [FiguresFinding]

    private static let subjects = [
        "L0", "L1", "L2", "l0 east", "Ore 1", "Ore 2", "采矿 C36", "龙南", "Cafe\u{301}", "CAFÉ 2", "x:y%", "Łódź", "H1", "44",
    ]
    private static let names: [String?] = ["H0", "H1", "Łódź 矿业", "Cafe\u{301}", "north", nil]

    init(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        watched = try WatchedStore(rules: .withoutRegistration)
        figures = Self.figures(&random)
        try watched.ingest(.licences, WatchSample.licences(&random), name: "licences.geojson")
        let districts = [
            WatchSample.feature(#""district_id":"D","name":"North""#, -5, -5, 25, 40),
            WatchSample.feature(#""district_id":"E","name":"Łódź""#, 20, -5, 40, 40),
        ]
        try watched.ingest(.districts, districts, name: "districts.geojson")
        for (name, day) in [("S1", "2025-05-01"), ("S2", "2025-09-01")] {
            try watched.ingest(.footprints, WatchSample.scene(name, on: day, &random), name: "\(name).geojson")
        }
        try watched.run()
        try put()
    }

    private static func figures(_ random: inout SplitMix) -> [FiguresFinding] {
        var found: [String: FiguresFinding] = [:]
        for _ in 0..<700 {
            let rule = LedgerRuleName.allCases[random.below(LedgerRuleName.allCases.count)]
            let verdict = Verdict.allCases[random.below(Verdict.allCases.count)]
            let year = 2019 + random.below(4)
            var finding = LedgerFinding(rule, SubjectID(0), year: Int32(year), verdict: verdict)
            finding.severity = random.below(5) * 25
            finding.probability = random.maybe(Double(random.below(4)) / 4)
            // Every thirteenth speaks of its year.
            let first = random.below(13)
            if first < 12 {
                finding.months = (first...first + random.below(12 - first)).map { CalendarMonth(number: year * 12 + $0) }
            }
            let kind = SubjectKind.allCases[random.below(SubjectKind.allCases.count)]
            let one = FiguresFinding(finding, subject: subjects[random.below(subjects.count)], kind: kind)
            found[one.id] = one
        }
        return found.values.sorted { $0.id < $1.id }.shuffled(using: &random)
    }

    /// What a register says: nothing of some, no place of others.
    private static func place(of subject: String) -> FiguresIncidents.Place? {
        let number = subject.utf8.reduce(7) { ($0 * 31 + Int($1)) % 1009 }
        guard number % 7 > 0 else { return nil }
        var place = FiguresIncidents.Place()
        place.licenceIDs = ["L\(number % 3)"]
        (place.holder, place.group) = (names[number % names.count], names[number / 6 % names.count])
        place.district = names[number / 36 % names.count]
        guard number % 5 > 0 else { return place }
        let (x, y) = (115 + Double(number % 40) / 1000, 25 + Double(number % 23) / 1000)
        place.envelope = Envelope(minX: x - 0.01, minY: y - 0.01, maxX: x + 0.01, maxY: y + 0.01)
        place.labelPoint = Coordinate(x, y)
        return place
    }

    /// As a run does that finds these.
    private func put() throws {
        let store = watched.store
        let lock = try RunLock(store)
        let mark = try #require(try store.detectionMark())
        let writer = try FiguresWriter(store, runID: 9, lock: lock)
        try writer.append(figures)
        let detection = try DetectionWriter(store, runID: 9, extent: .footprints([]), lock: lock)
        let rebuild = IncidentRebuild(settings: IncidentSettings(), scenes: SceneTable(), groups: nil, threads: 1)
        let update = FiguresUpdate(writer, mark: "-") { name, _ in Self.place(of: name) }
        _ = try detection.commit(mark: mark, rebuild: rebuild, scope: IncidentScope(), figures: update, at: "2026-01-02T00:00:00Z")
        withExtendedLifetime(lock) {}
    }

    /// Of three findings one is gone, one says something else, and one stays.
    mutating func change(_ random: inout SplitMix) throws {
        var changed: [FiguresFinding] = []
        for var one in figures {
            let choice = random.below(3)
            if choice == 0 { continue }
            if choice == 1 { (one.finding.severity, one.finding.verdict) = (60, Verdict.allCases[random.below(Verdict.allCases.count)]) }
            changed.append(one)
        }
        figures = changed
        try put()
    }

    /// Every current one, as its record says it.
    func decoded() throws -> [StoredFiguresFinding] {
        var found: [StoredFiguresFinding] = []
        try watched.store.forEachSuspicion(CaseFilter(), sortedBy: nil, limit: nil) { suspicion in
            if case .figures(let stored) = suspicion { found.append(stored) }
        }
        return found
    }

    /// What reading every record over figures gives, among the findings of places.
    func expected(_ filter: CaseFilter, _ order: Ordering<FindingOrder>?, of decoded: [StoredFiguresFinding]) throws -> [String] {
        let key = order?.key ?? .severity
        var all: [(key: FindingSortKey, id: String)] = []
        if filter.admitsLand {
            try watched.store.forEachFinding(filter, sortedBy: order, limit: nil) { stored in
                all.append((key: FindingSortKey(key, stored.finding), id: stored.finding.id))
            }
        }
        for stored in decoded where filter.admitsFigures && filter.passes(stored.figures) && filter.passes(stored) {
            all.append((key: FindingSortKey(key, stored), id: stored.figures.id))
        }
        guard let order else { return all.map { $0.id } }
        let sorted = all.enumerated().sorted { a, b in
            if a.element.key.precedes(b.element.key, isDescending: order.isDescending) { return true }
            return !b.element.key.precedes(a.element.key, isDescending: order.isDescending) && a.offset < b.offset
        }
        return sorted.map { $0.element.id }
    }

    static func ids(
        _ store: Store, _ filter: CaseFilter = CaseFilter(), _ order: Ordering<FindingOrder>? = nil, limit: Int? = nil
    ) throws -> [String] {
        var ids: [String] = []
        try store.forEachSuspicion(filter, sortedBy: order, limit: limit) { suspicion in
            switch suspicion {
            case .land(let stored): ids.append(stored.finding.id)
            case .figures(let stored): ids.append(stored.figures.id)
            }
        }
        return ids
    }

    /// Two of them composed otherwise than the store has them.
    private static let asked = subjects + ["Caf\u{E9}", "\u{141}o\u{301}dz\u{301}"]

    private static let parts = ["h0", "H", "łódź", "Łódź", "é", "CAFE\u{301}", "矿", "", "cafe", "NORTH", "l0", "4", "龙南", "%"]

    private static let licences: [Set<String>] = [[], ["L0"], ["L1", "L99"]]

    static func filter(_ random: inout SplitMix) -> CaseFilter {
        var filter = CaseFilter()
        for _ in 0...random.below(3) {
            let part = parts[random.below(parts.count)]
            let day = Day(daysSince1970: Int32(17_897 + random.below(1461)))
            switch random.below(17) {
            case 0: filter.rules = Set((0..<12).map { _ in SuspectedRule.allCases[random.below(SuspectedRule.allCases.count)] })
            case 1: filter.rules = [.figures(LedgerRuleName.allCases[random.below(LedgerRuleName.allCases.count)])]
            case 2: filter.verdicts = [Verdict.allCases[random.below(Verdict.allCases.count)]]
            case 3: filter.district = part
            case 4: filter.holder = part
            case 5: filter.group = part
            case 6: filter.subject = part
            case 7: filter.licence = asked[random.below(asked.count)]
            case 8: filter.licences = licences[random.below(licences.count)]
            case 9: filter.from = day
            case 10: filter.to = day
            case 11: filter.minimumProbability = Double(random.below(4)) / 4
            case 12: filter.minimumArea = random.below(4) == 0 ? 1 : nil
            case 13: filter.zones = random.below(4) == 0 ? ["Z"] : []
            default: (filter.box, filter.boxes) = CaseSamples.boxes(&random)
            }
        }
        return filter
    }

    /// The lists of all in every order.
    static func everyList(_ store: Store) throws -> [[String]] {
        var lists: [[String]] = []
        for key in FindingOrder.allCases {
            for isDescending in [false, true] { lists.append(try ids(store, CaseFilter(), Ordering(key, isDescending: isDescending))) }
        }
        return lists
    }
}

@Suite("Facts beside findings over figures")
struct FiguresFactsTests {
    @Test("A list of both kinds, narrowed, sorted and cut, is that of reading every record", arguments: [1, 2] as [UInt64])
    func lists(seed: UInt64) throws {
        var world = try MixedStore(seed: seed)
        let store = world.watched.store
        var random = SplitMix(seed: seed + 100)
        var narrowed = 0
        for _ in 0..<2 {
            let decoded = try world.decoded()
            let all = try MixedStore.ids(store)
            #expect(decoded.count > 200 && all.count > decoded.count)
            for key in FindingOrder.allCases {
                for isDescending in [false, true] {
                    let order = Ordering(key, isDescending: isDescending)
                    let expected = try world.expected(CaseFilter(), order, of: decoded)
                    #expect(try MixedStore.ids(store, CaseFilter(), order) == expected, "\(order)")
                }
            }
            for round in 0..<80 {
                let filter = MixedStore.filter(&random)
                let key = FindingOrder.allCases[round % FindingOrder.allCases.count]
                let order: Ordering<FindingOrder>? = round % 4 == 0 ? nil : Ordering(key, isDescending: round % 3 == 0)
                let expected = try world.expected(filter, order, of: decoded)
                narrowed += expected.isEmpty || expected.count == all.count ? 0 : 1
                let limits: [Int?] = order == nil && filter.box != nil ? [nil] : [nil, 1, 7, 260]
                for limit in limits {
                    let listed = try MixedStore.ids(store, filter, order, limit: limit)
                    #expect(listed == Array(expected.prefix(limit ?? .max)), "seed \(seed): \(String(describing: order)) \(filter)")
                }
            }
            #expect(try StoreCheck.run(store.path).isSound)
            try world.change(&random)
        }
        #expect(narrowed > 40)
    }

    /// As stores were made before there were facts.
    private static func undo(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: FormerStore.withoutFacts) }
        try queue.close()
    }

    private static let pending = ["002 facts of findings over figures"]

    @Test("A store that was made before there were facts gets them when it is opened for writing, and lists the same")
    func former() throws {
        var world = try MixedStore(seed: 5)
        var random = SplitMix(seed: 6)
        try world.change(&random)
        let path = world.watched.store.path
        let before = try MixedStore.everyList(world.watched.store)
        try world.watched.store.close()
        try Self.undo(path)
        #expect(try Store.pendingMigrations(of: path) == Self.pending)
        #expect(throws: StoreError.self) { _ = try Store(path: path, mode: .readOnly) }
        let check = try StoreCheck.run(path)
        #expect(check.isSound && check.pending == Self.pending && check.examined.isEmpty)
        let store = try Store(path: path, mode: .readWrite)
        #expect(try MixedStore.everyList(store) == before)
        try store.close()
        #expect(try StoreCheck.run(path).isSound)
        #expect(try Store.pendingMigrations(of: path).isEmpty)
        withExtendedLifetime(world) {}
    }

    @Test(
        "A licence is found however its name is composed",
        arguments: [("Caf\u{E9}", "Cafe\u{301}"), ("\u{141}o\u{301}dz\u{301}", "\u{141}\u{F3}d\u{17A}")])
    func composed(asked: String, stored: String) throws {
        #expect(asked == stored && !asked.utf8.elementsEqual(stored.utf8))
        let world = try MixedStore(seed: 3)
        var filter = CaseFilter()
        filter.licence = asked
        let expected = try world.expected(filter, nil, of: world.decoded())
        #expect(!expected.isEmpty)
        #expect(try MixedStore.ids(world.watched.store, filter) == expected)
    }

    @Test("A former store is backed up and restored as it is, unless its pages are harmed, and brought up to date by the next writer")
    func formerCopy() throws {
        let world = try MixedStore(seed: 9)
        let path = world.watched.store.path
        let before = try MixedStore.everyList(world.watched.store)
        try world.watched.store.close()
        try Self.undo(path)
        let copy = world.watched.folder.path("before.db")
        let result = try Store.backup(of: path, to: copy)
        #expect(result.isSound && result.pending == Self.pending)
        try Store(path: path, mode: .readWrite).close()
        #expect(try Store.pendingMigrations(of: path).isEmpty)
        _ = try Store.restore(copy, to: path)
        #expect(try Store.pendingMigrations(of: path) == Self.pending)
        let store = try Store(path: path, mode: .readWrite)
        #expect(try MixedStore.everyList(store) == before)
        try store.close()
        #expect(try StoreCheck.run(path).isSound)
        var bytes = try Data(contentsOf: URL(filePath: copy))
        for page in 1..<bytes.count / 4096 where page % 3 == 0 { for i in 0..<4096 { bytes[page * 4096 + i] = 0xA5 } }
        let harmed = try world.watched.folder.file("harmed.db", bytes)
        #expect(throws: StoreError.self) { _ = try Store.restore(harmed, to: path) }
        #expect(throws: StoreError.self) { _ = try Store.backup(of: harmed, to: copy) }
        #expect(try StoreCheck.run(path).isSound && StoreCheck.run(copy).isSound)
        withExtendedLifetime(world) {}
    }

    @Test("Programs that open a former store together all find it brought up to date")
    func together() throws {
        let world = try MixedStore(seed: 10)
        let path = world.watched.store.path
        let before = try MixedStore.everyList(world.watched.store)
        try world.watched.store.close()
        let (group, opened) = (DispatchGroup(), Tally())
        let holder = try DatabaseQueue(path: path)
        try holder.write { try $0.execute(sql: FormerStore.withoutFacts) }
        try holder.write { _ in
            for _ in 0..<2 {
                DispatchQueue.global().async(group: group) {
                    if (try? Store(path: path, mode: .readWrite).close()) != nil { opened.increment() }
                }
            }
            // Each sees by now what is to be done, and waits to do it.
            Thread.sleep(forTimeInterval: 0.2)
        }
        group.wait()
        try holder.close()
        #expect(opened.value == 2)
        let store = try Store(path: path, mode: .readOnly)
        #expect(try MixedStore.everyList(store) == before)
        withExtendedLifetime(world) {}
    }

    @Test("A program of the former version that still has the store open is told to restart; it leaves no finding without facts")
    func formerWriter() throws {
        let world = try MixedStore(seed: 11)
        let path = world.watched.store.path
        try world.watched.store.close()
        try Self.undo(path)
        let former = try DatabaseQueue(path: path)
        let write = """
            INSERT INTO figures_findings (finding_id, handle, run_id, subject, subject_kind, content, record)
            SELECT finding_id, handle, 99, subject, subject_kind, content, record FROM figures_findings LIMIT 1
            """
        try former.write { try $0.cachedStatement(sql: write).execute() }
        try Store(path: path, mode: .readWrite).close()
        let error = #expect(throws: DatabaseError.self) { try former.write { try $0.cachedStatement(sql: write).execute() } }
        #expect(error?.message?.contains("restart") == true)
        try former.close()
        #expect(try StoreCheck.run(path).isSound)
        withExtendedLifetime(world) {}
    }

    @Test("A record that cannot be read keeps no store from being brought up to date, and the check tells of it")
    func damaged() throws {
        let world = try MixedStore(seed: 7)
        let path = world.watched.store.path
        try world.watched.store.close()
        try Self.undo(path)
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in
            try db.execute(
                sql: """
                    UPDATE figures_findings SET record = x'00'
                    WHERE id = (SELECT min(id) FROM figures_findings WHERE incident IS NOT NULL)
                    """)
        }
        try queue.close()
        let store = try Store(path: path, mode: .readWrite)
        #expect(throws: StoreError.self) { _ = try MixedStore.ids(store) }
        #expect(throws: StoreError.self) { _ = try MixedStore.ids(store, CaseFilter(), Ordering(.severity, isDescending: true)) }
        try store.close()
        let result = try StoreCheck.run(path)
        #expect(result.defects.contains { $0.table == "figures_findings" })
        withExtendedLifetime(world) {}
    }

    @Test("The check of a store tells of facts that are not what the record says")
    func checked() throws {
        let world = try MixedStore(seed: 8)
        let harm = [
            "rule = rule + 1", "verdict = 1 + verdict % 4", "severity = severity + 1", "probability = 0.123", "first_day = first_day - 1",
            "last_day = NULL",
        ]
        func defects(_ change: String) throws -> [String] {
            let copy = world.watched.folder.path(UUID().uuidString + ".db")
            _ = try Store.backup(of: world.watched.store.path, to: copy)
            let queue = try DatabaseQueue(path: copy)
            try queue.write { db in
                try db.execute(
                    sql: """
                        UPDATE figures_findings SET \(change)
                        WHERE id = (SELECT min(id) FROM figures_findings WHERE incident IS NOT NULL AND known_to IS NULL)
                        """)
            }
            try queue.close()
            return try StoreCheck.run(copy).defects.map(\.reason)
        }
        for change in harm { #expect(try defects(change) == ["lists would show it wrongly"], "\(change)") }
        #expect(try defects("incident = NULL").contains("is part of no incident, so that lists leave it out"))
    }
}
