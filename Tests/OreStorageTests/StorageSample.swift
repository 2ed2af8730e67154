import Foundation
import GRDB
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport

@testable import OreStorage

/// SplitMix64, so that a failure can be repeated.
struct SampleNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }
    mutating func maybe<T>(_ value: T) -> T? { next() & 1 == 0 ? nil : value }
}

enum StorageSample {
    static func square(_ x: Double, _ y: Double, _ size: Double = 0.01) -> Geometry {
        let ring = [Coordinate(x, y), Coordinate(x + size, y), Coordinate(x + size, y + size), Coordinate(x, y + size), Coordinate(x, y)]
        return .polygon(Polygon(exterior: Ring(ring)))
    }

    static func footprints(_ count: Int, scene: String, seed: UInt64, area: Double? = nil) -> FootprintBatch {
        var random = SampleNumbers(seed: seed)
        var batch = FootprintBatch()
        for i in 0..<count {
            var footprint = Footprint(id: "\(scene)-\(i)")
            footprint.sceneID = scene
            footprint.observed = ObservationPeriod(from: Day(daysSince1970: 20_000), to: Day(daysSince1970: 20_000))
            footprint.confidence = area
            batch.append(footprint, square(114 + random.unit(), 25 + random.unit(), 0.001 + random.unit() * 0.01))
        }
        return batch
    }

    @discardableResult
    static func ingest(_ store: Store, _ batch: FootprintBatch, file: String = "f.geojson", scope: DeliveryScope = .auto) throws
        -> ImportOutcome
    {
        var request = ImportRequest(kind: .footprints, file: file, receivedAt: "2026-01-01T00:00:00Z")
        request.scope = scope
        let delivery = try FootprintImport(store, request)
        try delivery.append(
            EncodedFootprints(FootprintDelivery(batch: batch, isUsable: Array(repeating: true, count: batch.count), series: "series")))
        return try delivery.commit(ImportSource(sha256: "0", crs: "EPSG:4326", operation: nil))
    }

    @discardableResult
    static func ingest(
        _ store: Store, _ licences: [(Licence, Geometry?)], asOf: Day? = nil, at time: String = "2026-01-01T00:00:00Z",
        scope: DeliveryScope = .auto, aside: [QuarantinedFeature] = []
    ) throws -> ImportOutcome {
        var request = ImportRequest(kind: .licences, file: "register.geojson", receivedAt: time)
        (request.asOf, request.scope, request.dataset) = (asOf, scope, "register")
        let delivery = try RegisterImport(store, request)
        var rows = EncodedRegisterRows()
        for (i, (licence, geometry)) in licences.enumerated() { rows.append(licence, geometry: geometry, row: i) }
        try delivery.append(rows)
        try delivery.quarantine(aside)
        delivery.count(quarantined: aside.count, skipped: 0)
        return try delivery.commit(ImportSource(sha256: "0", crs: "EPSG:4326", operation: nil))
    }

    static func licence(_ id: String, holder: String? = nil) -> Licence {
        var licence = Licence(id: id)
        licence.holder = holder
        return licence
    }
}
