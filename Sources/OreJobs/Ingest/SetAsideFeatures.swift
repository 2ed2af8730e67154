internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreStorage

/// What intake repaired or set aside in one batch, as the store keeps it.
struct SetAsideFeatures: Sendable {
    /// Words on what was repaired, by row of the batch.
    var repairs: [Int: String] = [:]
    /// As the file has them, by row of the batch.
    var originals: [Int: Geometry] = [:]
    var quarantined: [QuarantinedFeature] = []
    /// A larger feature is not kept as text: its file is.
    private static let largestFeature = 256 << 10

    init(_ batch: IntakeBatch, _ context: SideReader.Context) {
        guard !batch.defects.isEmpty else { return }
        let mapped = MappedAttributes(batch.features, profile: context.profile, file: context.file)
        for defect in batch.defects {
            guard let feature = defect.place.feature else { continue }
            let row = feature - batch.features.firstFeature
            guard (0..<batch.features.count).contains(row) else { continue }
            switch defect.outcome {
            case .repaired:
                repairs[row] = defect.reason
                originals[row] = batch.asRead?.geometry(at: row)
            case .quarantined:
                quarantined.append(
                    QuarantinedFeature(
                        row: feature, identifier: (try? mapped.identifier(row)) ?? defect.place.identifier, reason: defect.reason,
                        feature: Self.text(row, batch)))
            default: break
            }
        }
    }

    /// The feature as GeoJSON in the file's CRS, with the attributes that were read.
    private static func text(_ row: Int, _ batch: IntakeBatch) -> String? {
        var json = JSONBytes(capacity: 1024)
        json.append("{\"type\":\"Feature\",\"properties\":{")
        var isFirst = true
        for column in batch.features.columns {
            guard let value = column.string(at: row) else { continue }
            json.append(isFirst ? "" : ",")
            isFirst = false
            json.append(string: column.name)
            json.append(":")
            switch column.kinds[row] {
            case .number, .bool, .json: json.append(value)
            default: json.append(string: value)
            }
        }
        json.append("},\"geometry\":")
        if let columns = batch.asRead, columns.kinds[row] != nil, columns.coordinates[columns.positions(of: row)].allSatisfy(\.isFinite) {
            json.append(geometry: row, of: columns, decimals: 12)
        } else {
            json.append("null")
        }
        json.append("}")
        return json.bytes.count <= largestFeature ? json.text : nil
    }
}
