import Foundation
import GRDB
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport

@testable import OreStorage

enum StorageSample {
    static func square(_ x: Double, _ y: Double, _ size: Double = 0.01) -> Geometry {
        let ring = [Coordinate(x, y), Coordinate(x + size, y), Coordinate(x + size, y + size), Coordinate(x, y + size), Coordinate(x, y)]
        return .polygon(Polygon(exterior: Ring(ring)))
    }

    static func footprints(_ count: Int, scene: String, seed: UInt64, area: Double? = nil) -> FootprintBatch {
        var random = SplitMix(seed: seed)
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
