import Foundation
import GRDB
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreStorage
import TestSupport
import Testing

/// Lists of footprints are compared with all records, looked at one by one.
@Suite("Lists of footprints")
struct FootprintListTests {
    /// Three deliveries, of which the last restates the first scene without some of its footprints. From the equator to high latitudes.
    private static func watched(_ seed: UInt64) throws -> WatchedStore {
        let watched = try WatchedStore(rules: .withoutRegistration)
        var random = SplitMix(state: seed)
        func scene(_ name: String, _ count: Int, _ size: ClosedRange<Int>) -> [String] {
            (0..<count).map { i in
                func member(_ name: String, _ values: [String]) -> String {
                    Bool.random(using: &random) ? #","\#(name)":\#(values.randomElement(using: &random) ?? "1")"# : ""
                }
                let properties =
                    #""footprint_id":"\#(name)-\#(i)","scene_id":"\#(name)""#
                    + member("class", [#""open pit""#, #""Zona Éxito""#, #""采矿（露天）""#]) + member("source", [#""S2""#, #""GF""#])
                    + member("confidence", ["0.25", "0.5", "0.75"]) + member("observed_at", [#""2024-03-01""#, #""2025-01-15""#])
                let y = [-24_990, 0, 30_000].randomElement(using: &random) ?? 0
                return WatchSample.feature(
                    properties, Int.random(in: 0...40, using: &random), y, Int.random(in: size, using: &random),
                    Int.random(in: size, using: &random))
            }
        }
        let first = scene("A", 120, 1...4)
        try watched.ingest(.footprints, first, name: "A.geojson")
        try watched.ingest(.footprints, scene("B", 60, 1...900), name: "B.geojson")
        try watched.ingest(.footprints, Array(first.dropLast(30)), name: "A.geojson")
        return watched
    }

    private static func key(_ order: FootprintOrder, _ stored: Stored<Footprint>) -> CaseSamples.Key {
        let footprint = stored.value
        return switch order {
        case .footprint: .init(footprint.id)
        case .scene: .init(footprint.sceneID)
        case .observedFrom: .init(footprint.observed?.from)
        case .observedTo: .init(footprint.observed?.to)
        case .footprintClass: .init(footprint.footprintClass)
        case .confidence: .init(footprint.confidence)
        case .source: .init(footprint.source)
        case .area: .init(StoredArea.of(stored.geometry))
        }
    }

    private static func filter(of all: [Stored<Footprint>], _ random: inout SplitMix) -> FootprintFilter {
        var filter = FootprintFilter()
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            guard let one = all.randomElement(using: &random) else { return filter }
            switch Int.random(in: 0..<10, using: &random) {
            case 0: filter.scene = one.value.sceneID
            case 1: filter.footprintClass = ["PIT", "éxito", "采矿", "none", ""].randomElement(using: &random)
            case 2: filter.source = "s"
            case 3: filter.from = one.value.observed?.from
            case 4: filter.to = one.value.observed?.to
            case 5: filter.minimumConfidence = one.value.confidence
            case 6: filter.minimumArea = StoredArea.of(one.geometry)
            case 7: filter.maximumArea = StoredArea.of(one.geometry)
            default:
                filter.box = one.geometry?.envelope
                guard let other = all.randomElement(using: &random)?.geometry?.envelope, Bool.random(using: &random) else { break }
                filter.boxes = [filter.box, other].compactMap(\.self)
                filter.box?.expand(toInclude: other)
            }
        }
        return filter
    }

    @Test(
        "Lists, narrowed, sorted and cut, are those of looking at each, with what lies beside the footprints and without",
        arguments: [51, 52] as [UInt64], [true, false])
    func lists(seed: UInt64, hasFacts: Bool) throws {
        let watched = try Self.watched(seed)
        #expect(try StoreCheck.run(watched.store.path).isSound)
        if !hasFacts { try Self.change(watched.store.path, "DELETE FROM footprint_facts") }
        let store = watched.store
        func list(
            _ filter: FootprintFilter, _ order: Ordering<FootprintOrder>? = nil, _ limit: Int? = nil
        ) throws -> [Stored<Footprint>] {
            var found: [Stored<Footprint>] = []
            try store.forEachFootprint(filter, sortedBy: order, limit: limit) { found.append($0) }
            return found
        }
        let all = try list(FootprintFilter())
        #expect(all.count == 150)
        var random = SplitMix(state: seed)
        var narrowed = 0
        for round in 0..<240 {
            let filter = Self.filter(of: all, &random)
            let expected = all.filter { one in
                (filter.scene == nil || one.value.sceneID == filter.scene) && filter.admits(one.value)
                    && filter.admits { StoredArea.of(one.geometry) }
                    && (filter.box.map { one.geometry?.envelope.intersects($0) ?? false } ?? true)
                    && (filter.boxes.isEmpty || filter.boxes.contains { one.geometry?.envelope.intersects($0) ?? false })
            }
            narrowed += expected.isEmpty || expected.count == all.count ? 0 : 1
            #expect(try list(filter).map(\.value.id) == expected.map(\.value.id), "\(filter)")
            let order = Ordering(FootprintOrder.allCases[round % 8], isDescending: round % 16 >= 8)
            let sorted = expected.enumerated().sorted { a, b in
                let (x, y) = (Self.key(order.key, a.element), Self.key(order.key, b.element))
                return x == y ? a.offset < b.offset : CaseSamples.precedes(x, y, order.isDescending)
            }
            let limit = round % 5 == 0 ? nil : Int.random(in: 1...8, using: &random)
            let listed = try list(filter, order, limit)
            #expect(listed.map(\.value.id) == sorted.prefix(limit ?? .max).map(\.element.value.id), "\(order) \(filter)")
        }
        #expect(narrowed > 80)
    }

    private static func change(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test("What lies beside the footprints and says otherwise than they do is a defect of the store", arguments: 1...7)
    func disagreement(fact: Int) throws {
        let watched = try Self.watched(53)
        try watched.store.close()
        for change in ["DELETE FROM footprint_facts", "UPDATE footprint_facts SET data = x'00'"] {
            let copy = watched.folder.path("\(change.prefix(3)).db")
            try FileManager.default.copyItem(atPath: watched.store.path, toPath: copy)
            try Self.change(copy, change + " WHERE fact = \(fact)")
            #expect(try !StoreCheck.run(copy).isSound, "\(change)")
        }
        // What another run says of as many footprints as it has.
        try Self.change(
            watched.store.path,
            """
            UPDATE footprint_facts SET data = substr(data, 1, length(data) - 1) || CASE WHEN substr(data, -1) = x'00' THEN x'01' ELSE x'00' END
            WHERE fact = \(fact)
            """)
        #expect(try !StoreCheck.run(watched.store.path).isSound)
    }
}
