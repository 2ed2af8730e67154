import OreGeometry
import Synchronization
import TestSupport
import Testing

@testable import OreFeatures

/// What a shipped profile makes of a file.
private struct MappedFile {
    var wanted = 0
    var skipped = 0
    var identifiers: Set<String> = []
    var first: [Attribute: String] = [:]
    var periods: [ObservationPeriod: Int] = [:]
    var dated: [Attribute: [Day]] = [:]
    var extraSum: [String: Double] = [:]
    var seen: Set<String> = []

    mutating func take(_ mapped: MappedAttributes) throws {
        seen.formUnion(mapped.presentColumns)
        for row in 0..<mapped.count {
            if mapped.reasonToSkip(row) != nil {
                skipped += 1
                continue
            }
            wanted += 1
            identifiers.insert(try mapped.identifier(row))
            if let period = try mapped.period(row) { periods[period, default: 0] += 1 }
            for attribute in mapped.profile.kind.attributes {
                switch attribute.valueType {
                case .firstDay, .lastDay: if let day = try mapped.day(attribute, row) { dated[attribute, default: []].append(day) }
                case .text: if wanted == 1, let text = try mapped.text(attribute, row) { first[attribute] = text }
                case .number: if let number = try mapped.number(attribute, row) { extraSum[attribute.rawValue, default: 0] += number }
                case .period: break
                }
            }
            for (name, mapping) in mapped.profile.extra where mapping.unit != nil {
                if let number = try mapped.extraNumber(name, row) { extraSum[name, default: 0] += number }
            }
            for (name, mapping) in mapped.profile.extra where mapping.format != nil { _ = try mapped.extraPeriod(name, row) }
        }
    }
}

private func map(_ file: String, with name: String) throws -> MappedFile {
    let profile = try Profile.named(name)
    let path = SharedData.path(file)
    let options = profile.readOptions()
    let result = Mutex(MappedFile())
    func run(_ source: some FeatureSource) throws {
        _ = try source.process(
            threads: 2, progress: nil, makeWorker: { 0 }, map: { _, batch in MappedAttributes(batch, profile: profile, file: path) },
            consume: { mapped in try result.withLock { try $0.take(mapped) } })
    }
    if file.hasSuffix(".csv") {
        try run(CSVSource(path: path, options: options))
    } else {
        try run(GeoJSONSource(path: path, options: options))
    }
    let mapped = result.withLock { $0 }
    try profile.check(columnsSeen: mapped.seen, in: path)
    return mapped
}

@Suite("Shipped profiles")
struct ProfileShippedTests {
    private static let names = [
        "amazon-mining-watch", "brazil-conservation-units", "brazil-sigmine", "gem-coal", "ghana-register", "guinea-detections",
        "guinea-protected-areas",
        "india-quarries", "peru-titles",
    ]

    @Test("Every named profile ships, is sound, and is called what its file is called", arguments: names)
    func sound(_ name: String) throws {
        let profile = try Profile.named(name)
        #expect(profile.name == name)
        #expect(profile.attribution != nil)
        #expect(profile.licence != nil)
        #expect(!profile.description.isEmpty)
        #expect(profile.fields[profile.kind.identifier] != nil)
    }

    @Test("No other profile ships unmentioned")
    func complete() { #expect(Profile.shippedNames == Self.names) }

    @Test("Only the publisher of new mining per period delivers changes; all others deliver states", arguments: names)
    func content(name: String) throws {
        #expect(try Profile.named(name).sceneContent == (name == "amazon-mining-watch" ? .change : nil))
    }

    @Test(
        "Amazon footprints: one period per file, an identifier per feature",
        .enabled(if: SharedData.isPresent, SharedData.skipLine),
        arguments: [("201800", 5444, "2018-01-01", "2018-12-31"), ("202502", 3004, "2025-04-01", "2025-06-30")])
    func amazon(_ code: String, _ count: Int, _ from: String, _ to: String) throws {
        let mapped = try map("amazon-mining-watch/footprints/mining_\(code)_simplified.geojson", with: "amazon-mining-watch")
        #expect(mapped.wanted == count)
        #expect(mapped.identifiers.count == count)
        #expect(mapped.identifiers.contains("\(code)-0"))
        #expect(mapped.periods.map { "\($0.key.from) \($0.key.to) \($0.value)" } == ["\(from) \(to) \(count)"])
    }

    @Test("Peru's titles: 9,025 with their filing day as written", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func peru() throws {
        let mapped = try map("peru-titles/titles_utm17s.geojson", with: "peru-titles")
        #expect(mapped.wanted == 9025)
        #expect(mapped.identifiers.count == 9025)
        #expect(mapped.first[.licenceID] == "010461925")
        #expect(mapped.first[.name] == "MINERA CHRISGIN UNO")
        let days = try #require(mapped.dated[.validFrom])
        #expect(days.count == 9025)
        #expect(days.first?.description == "2025-12-30")
        #expect(days.filter { $0.description == "2025-05-05" }.count == 131)
    }

    @Test("GEM: 333 boundaries, everything that is no polygon skipped", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func gem() throws {
        let mapped = try map("gem-coal/coal_mine_boundaries_methane.geojson", with: "gem-coal")
        #expect(mapped.wanted == 333)
        #expect(mapped.skipped == 1783)
        #expect(mapped.first[.holder] == "Pembroke Resources [100%]")
        #expect(mapped.first[.method] == "surface")
    }

    @Test("Guinea: detections of 2024 with their confidence, 52 protected areas", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func guinea() throws {
        let detections = try map("guinea/detections_2024.geojson", with: "guinea-detections")
        #expect(detections.wanted == 2411)
        #expect(detections.periods.map { "\($0.key.from) \($0.key.to) \($0.value)" } == ["2024-01-01 2024-12-31 2411"])
        let areas = try map("guinea/guinea-east-protected_areas.geojson", with: "guinea-protected-areas")
        #expect(areas.wanted == 52)
        #expect(areas.identifiers.count == 52)
        #expect(areas.first[.zoneKind] == "forbidden")
    }

    @Test("India's quarries and Brazil's processes", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func others() throws {
        let quarries = try map("india-quarries/india_coal_belt.geojson", with: "india-quarries")
        #expect(quarries.wanted == 523)
        #expect(quarries.identifiers.count == 523)
        #expect(quarries.identifiers.contains("way/65251416"))
        #expect(quarries.periods.isEmpty)
        let sigmine = try map("brazil-sigmine-sample/tenements.geojson", with: "brazil-sigmine")
        #expect(sigmine.wanted == 163)
        #expect(sigmine.first[.status] == "AUTORIZAÇÃO DE PESQUISA")
    }

    @Test("Ghana's register: 1,885 rows without geometry, 1,619 codes", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func ghana() throws {
        let mapped = try map("ghana-register/licences.csv", with: "ghana-register")
        #expect(mapped.wanted == 1885)
        #expect(mapped.identifiers.count == 1619)
        #expect(mapped.first[.status] == "active")
        #expect(mapped.dated[.validFrom]?.count == 1885)
        #expect(mapped.dated[.validFrom]?.filter { $0.description == "2025-01-01" }.count == 472)
    }

    @Test("Africa's detection points read as they are: 12,874 points in WGS 84", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func africa() throws {
        let source = try CSVSource(path: SharedData.path("africa-mining-watch/detection_points.csv"))
        #expect(source.info.declaredCRS?.definition == "EPSG:4326")
        let summary = try source.process(threads: 2, progress: nil, makeWorker: { 0 }, map: { _, batch in batch.geometry.kinds }) { kinds in
            #expect(kinds.allSatisfy { $0 == .point })
        }
        #expect(summary.featureCount == 12_874)
    }
}
