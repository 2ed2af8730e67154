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

/// Lists of licences are compared with all records, looked at one by one, while a register changes: records come, go, come back and change.
@Suite("Lists of licences")
struct LicenceListTests {
    private static let names = [
        "Minera Éxito", "MINERA exito", "江西稀土（集团）有限公司", "江西", "Cafe\u{301} Gold", "Café Gold", "Ångström", "a", "ﾐﾈﾗﾙ", "Σίγμα",
        "I\u{307}zmir",
    ]
    private static let parts = ["MINERA", "éxito", "EXITO", "（集团", "西稀", "café", "CAFE", "å", "g", "zz", "Σ", "İ", "", "a"]

    private static func register(_ random: inout SplitMix) -> [String] {
        (0..<24).compactMap { i in
            // One of four is not listed this time.
            guard Int.random(in: 0..<4, using: &random) > 0 else { return nil }
            func text(_ name: String) -> String {
                Bool.random(using: &random) ? #","\#(name)":"\#(names.randomElement(using: &random) ?? "")""# : ""
            }
            let texts = ["holder", "group", "mineral", "method", "status", "capacity"].map(text).joined()
            let day = Bool.random(using: &random) ? #","valid_from":"20\#(Int.random(in: 10...24, using: &random))-01-01""# : ""
            let end = Bool.random(using: &random) ? #","valid_to":"20\#(Int.random(in: 11...26, using: &random))-01-01""# : ""
            let properties = #""licence_id":"L\#(i % 20)"\#(texts)\#(day)\#(end)"#
            if i % 7 == 3 { return #"{"type":"Feature","properties":{\#(properties)},"geometry":null}"# }
            return WatchSample.feature(properties, i % 5 * 9, i / 5 * 10, Int.random(in: 1...8, using: &random), 5)
        }
    }

    private static func filter(_ random: inout SplitMix, areas: [Double]) -> LicenceFilter {
        var filter = LicenceFilter()
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let part = parts.randomElement(using: &random)
            switch Int.random(in: 0..<9, using: &random) {
            case 0: filter.holder = part
            case 1: filter.group = part
            case 2: filter.mineral = part
            case 3: filter.method = part
            case 4: filter.minimumArea = areas.randomElement(using: &random)
            case 5: filter.maximumArea = areas.randomElement(using: &random)
            case 6: filter.isNotSpatial = true
            case 7:
                filter.termHolds = Day(
                    year: Int.random(in: 2009...2026, using: &random), month: 1, day: Int.random(in: 1...2, using: &random))
            default: (filter.box, filter.boxes) = CaseSamples.boxes(&random)
            }
        }
        return filter
    }

    private static func key(_ order: LicenceOrder, _ stored: Stored<Licence>) -> CaseSamples.Key {
        let licence = stored.value
        return switch order {
        case .licence: .init(licence.id)
        case .holder: .init(licence.holder)
        case .group: .init(licence.group)
        case .mineral: .init(licence.mineral)
        case .method: .init(licence.method)
        case .status: .init(licence.status)
        case .capacity: .init(licence.capacity)
        case .validFrom: .init(licence.validFrom)
        case .validTo: .init(licence.validTo)
        case .area: .init(StoredArea.of(stored.geometry))
        }
    }

    private static func list(
        _ store: Store, _ filter: LicenceFilter = LicenceFilter(), _ order: Ordering<LicenceOrder>? = nil, _ limit: Int? = nil
    ) throws -> [Stored<Licence>] {
        var found: [Stored<Licence>] = []
        try store.forEachLicence(filter, sortedBy: order, limit: limit, admitting: { _ in true }) { found.append($0) }
        return found
    }

    @Test(
        "Lists, narrowed, sorted and cut, are those of looking at each, whatever was delivered before", arguments: [41, 42, 43] as [UInt64])
    func lists(seed: UInt64) throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        var random = SplitMix(state: seed)
        var narrowed = 0
        for delivery in 0..<5 {
            let day = delivery == 3 ? Day(year: 2025, month: 1, day: 1) : nil
            try watched.ingest(.licences, Self.register(&random), name: "register.geojson", asOf: day)
            let all = try Self.list(watched.store)
            // Read from the table itself: what holds now for today, and is listed.
            let table = try watched.store.licences(asOf: nil)
            let listed = table.rows.filter { row in row.appliesTo == nil && !row.events.contains { $0.kind == .cancelled } }
            func line(_ licence: Licence) -> String { "\(licence.id) \(licence.holder ?? "-") \(licence.status ?? "-")" }
            #expect(all.map { line($0.value) }.sorted() == listed.map(line).sorted())
            let areas = all.compactMap { StoredArea.of($0.geometry) }
            for round in 0..<80 {
                let filter = Self.filter(&random, areas: areas)
                let expected = all.filter { one in
                    filter.admits(one.value) { StoredArea.of(one.geometry) }
                        && (filter.box.map { one.geometry?.envelope.intersects($0) ?? false } ?? true)
                        && (filter.boxes.isEmpty || filter.boxes.contains { one.geometry?.envelope.intersects($0) ?? false })
                }
                narrowed += expected.isEmpty || expected.count == all.count ? 0 : 1
                #expect(try Self.list(watched.store, filter).map(\.provenance.row) == expected.map(\.provenance.row), "\(filter)")
                let order = Ordering(LicenceOrder.allCases[round % 10], isDescending: round % 3 == 0)
                let sorted = expected.enumerated().sorted { a, b in
                    let (x, y) = (Self.key(order.key, a.element), Self.key(order.key, b.element))
                    return x == y ? a.offset < b.offset : CaseSamples.precedes(x, y, order.isDescending)
                }
                let limit = Int.random(in: 1...8, using: &random)
                let found = try Self.list(watched.store, filter, order, limit).map(\.provenance.row)
                #expect(found == sorted.prefix(limit).map(\.element.provenance.row), "\(order) \(filter)")
            }
            #expect(try watched.store.licenceNames() == Set(all.flatMap { [$0.value.id, $0.value.holder].compactMap(\.self) }))
            for part in Self.parts where !part.isEmpty {
                let expected = table.rows.filter { $0.group?.lowercased().contains(part.lowercased()) ?? false }
                #expect(try watched.store.licences(ofGroup: part) == Set(expected.map(\.id)), "\(part)")
            }
            #expect(try StoreCheck.run(watched.store.path).isSound)
        }
        #expect(narrowed > 100)
    }

    @Test("A list that shows a licence otherwise than its record does is a defect of the store")
    func disagreement() throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        var random = SplitMix(state: 44)
        try watched.ingest(.licences, Self.register(&random), name: "register.geojson")
        #expect(try StoreCheck.run(watched.store.path).isSound)
        try watched.store.close()
        for change in ["holder = 'another'", "area = 1", "last_day = 3", "method = x'00'"] {
            let copy = watched.folder.path("\(change.prefix(4)).db")
            try FileManager.default.copyItem(atPath: watched.store.path, toPath: copy)
            let queue = try DatabaseQueue(path: copy)
            try queue.write { try $0.execute(sql: "UPDATE register_rows SET \(change)") }
            try queue.close()
            #expect(try !StoreCheck.run(copy).isSound, "\(change)")
        }
    }
}
