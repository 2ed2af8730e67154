import OreCases
import OreDetection
import OreGeometry
import TestSupport
import Testing

/// What any store must do with registers, footprints, deliveries and runs.
@Suite("Repositories of registers, footprints and runs")
struct RegisterRepositoryTests {
    private static func meets(_ box: Envelope, _ geometry: Geometry?) -> Bool { geometry?.envelope.intersects(box) ?? false }

    @Test("What meets a box is what a look at every record finds", arguments: Repositories.all)
    func boxes(factory: any RepositoryFactory) throws {
        let repository = try factory.repository(holding: RepositoryWorld(seed: 11))
        func records(_ box: Envelope?) throws -> [[(id: String, geometry: Geometry?)]] {
            var found: [[(id: String, geometry: Geometry?)]] = [[], [], [], []]
            try repository.forEachLicence(meeting: box) { found[0].append(($0.value.id, $0.geometry)) }
            try repository.forEachZone(meeting: box) { found[1].append(($0.value.id, $0.geometry)) }
            try repository.forEachDistrict(meeting: box) { found[2].append(($0.value.id, $0.geometry)) }
            try repository.forEachFootprint(meeting: box, scene: nil) {
                found[3].append(("\($0.value.sceneID ?? "")/\($0.value.id)", $0.geometry))
            }
            return found
        }
        let all = try records(nil)
        #expect(all.map(\.count) == [9, 3, 3, 72])
        for kind in 0..<3 { #expect(all[kind].map(\.id) == all[kind].map(\.id).sorted()) }
        var random = SplitMix(state: 12)
        var found = 0
        for _ in 0..<60 {
            let box = CaseSamples.box(&random)
            for (kind, records) in try records(box).enumerated() {
                #expect(records.map(\.id).sorted() == all[kind].filter { Self.meets(box, $0.geometry) }.map(\.id).sorted())
                found += records.count
            }
        }
        #expect(found > 100)
        var ofScene: [String?] = []
        try repository.forEachFootprint(meeting: nil, scene: "S1") { ofScene.append($0.value.sceneID) }
        #expect(ofScene.count == 24 && ofScene.allSatisfy { $0 == "S1" })
    }

    @Test("A reader that has enough ends the reading", arguments: Repositories.all)
    func enough(factory: any RepositoryFactory) throws {
        struct Enough: Error {}
        let repository = try factory.repository(holding: RepositoryWorld(seed: 11))
        var read = 0
        func take() throws {
            read += 1
            throw Enough()
        }
        #expect(throws: (any Error).self) { try repository.forEachFootprint(meeting: nil, scene: nil) { _ in try take() } }
        #expect(throws: (any Error).self) { try repository.forEachFinding(CaseFilter()) { _ in try take() } }
        #expect(throws: (any Error).self) { try repository.forEachLicence(meeting: nil) { _ in try take() } }
        #expect(read == 3)
    }

    @Test("What was known at an earlier commit can be read as it was", arguments: Repositories.all)
    func earlier(factory: any RepositoryFactory) throws {
        let repository = try factory.repository(holding: RepositoryWorld(seed: 13))
        #expect(try repository.licences(asOf: 1).rows.map(\.id) == (0..<10).map { "L\($0)" })
        #expect(try repository.licences(asOf: 1).rows[0].holder == "H0")
        #expect(try repository.licences(asOf: nil).rows[0].holder == "New")
        #expect(try repository.zones(asOf: 1).count == 0 && repository.zones(asOf: nil).count == 3)
        #expect(try repository.districts(asOf: nil).rows.compactMap(\.name) == RepositoryWorld.districts)
        #expect(try repository.scenes(asOf: nil).rows.map(\.id) == ["S0", "S1", "S2"])
        #expect(try repository.history(ofLicence: "L0").map(\.value.holder) == ["H0", "New"])
        #expect(try repository.history(ofLicence: "nobody").isEmpty && repository.history(ofZone: "Z1").count == 1)
        #expect(try repository.footprints(id: "S0-3").map(\.value.id) == ["S0-3"] && repository.footprints(id: "nobody").isEmpty)
        #expect(try repository.count(of: .licences) == 9 && repository.count(of: .footprints) == 72)
        var scenes: [String: Int] = [:]
        try repository.forEachScene { scene, _, footprints in scenes[scene.value.id] = footprints }
        #expect(scenes == ["S0": 24, "S1": 24, "S2": 24])
        #expect(try repository.identifiers(of: .licences, near: "L55").contains("L5"))
        #expect(try repository.identifiers(of: .zones, near: "").count == 3)
        #expect(try repository.identifiers(of: .footprints, near: "S1-99").count >= 72)
    }

    @Test("Deliveries, what was set aside, and runs with what they changed are told, the latest first", arguments: Repositories.all)
    func journal(factory: any RepositoryFactory) throws {
        let repository = try factory.repository(holding: RepositoryWorld(seed: 14))
        let deliveries = try repository.imports(kind: nil, limit: 100)
        #expect(deliveries.map(\.id) == deliveries.map(\.id).sorted(by: >) && deliveries.count == 7)
        #expect(try repository.imports(kind: .licences, limit: 100).map(\.file) == ["register.geojson", "register.geojson"])
        #expect(try repository.imports(kind: nil, limit: 2) == Array(deliveries.prefix(2)))
        let aside = try repository.quarantine(kind: nil, pendingOnly: true)
        #expect(aside.map(\.identifier) == ["bad"] && aside[0].kind == .footprints)
        #expect(try repository.pendingQuarantine() == 1 && repository.quarantine(kind: .zones, pendingOnly: false).isEmpty)
        let runs = try repository.runs(job: nil, limit: 100)
        #expect(runs.count == 4 && runs.map(\.id) == runs.map(\.id).sorted(by: >))
        #expect(try repository.runs(job: "nobody", limit: 1).isEmpty && repository.runs(job: nil, limit: 1) == Array(runs.prefix(1)))
        for run in runs { #expect(try repository.run(run.id) == run) }
        let first = try repository.changes(ofRun: try #require(runs.last).id)
        #expect(!first.isEmpty && first.allSatisfy { $0.change == .new && $0.areaBefore == 0 && $0.areaAfter > 0 })
        for (i, order) in RunChangeOrder.allCases.enumerated() {
            for isDescending in [false, true] {
                func key(_ change: RunChange) -> (String, Double) {
                    switch order {
                    case .incident: (change.handle, 0)
                    case .change: (change.change.rawValue, 0)
                    case .areaBefore: ("", change.areaBefore)
                    case .areaAfter: ("", change.areaAfter)
                    }
                }
                // By handle as they are: equal ones stay so.
                let sorted = first.enumerated().sorted { a, b in
                    let (x, y) = (key(a.element), key(b.element))
                    return x == y ? a.offset < b.offset : (x < y) != isDescending
                }.map(\.element)
                let listed = try repository.changes(
                    ofRun: runs[runs.count - 1].id, sortedBy: Ordering(order, isDescending: isDescending), limit: 2 + i)
                #expect(listed == Array(sorted.prefix(2 + i)))
            }
        }
        #expect(try repository.run(999) == nil && repository.changes(ofRun: 999).isEmpty)
    }
}
