internal import Foundation
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// Where a layer lies against another one when it is read as its CRS says.
public struct LayerPlacement: Sendable, Hashable {
    /// The other layer.
    public let name: String
    /// The median distance of the sampled features from the nearest feature of the other layer, metres.
    public let medianMetres: Double
    /// The share of the sampled features within five kilometres of it.
    public let shareNear: Double
    /// How near two layers of one district come anyway, metres.
    public let grainMetres: Double

    /// So far away that the CRS or one of the layers has to be doubted: half of the layer at more than 100 km and ten grains.
    public var isImplausible: Bool { medianMetres > max(100_000, 10 * grainMetres) }
}

/// The part of an inspection that asks where the layer lies.
struct PlaceInquiry {
    let file: String
    let others: [String]
    let threads: Int

    /// Adds candidates when no CRS is stated or the stated one cannot be right, and the placement against other layers.
    func complete(_ report: inout InspectionReport, _ survey: LayerSurvey, _ known: CoordinateReferenceSystem?) throws {
        guard let positions = survey.positions else { return }
        let layers = try others.map { try ContextLayer(file: $0, threads: threads) }
        let places = layers.compactMap(\.places)
        let isCredible = known != nil && report.rangeProblem == nil
        if isCredible, let known {
            report.placement = try placement(positions, known, places)
            if known.webMap == nil { report.webMapEvidence = try webMapEvidence(survey.boxes, known, places) }
        }
        guard !isCredible || report.placement.contains(where: \.isImplausible) else { return }
        let hints = TextHints(
            name: URL(filePath: file).lastPathComponent + " " + report.info.layers.joined(separator: " "),
            headings: report.fields.map(\.name), values: report.fields.flatMap(\.samples))
        report.candidates = try CRSDetective().investigate(positions, among: places, hints: hints)
    }

    private func webMapEvidence(
        _ boxes: [Envelope], _ crs: CoordinateReferenceSystem, _ places: [KnownPlaces]
    ) throws -> [WebMapEvidence] {
        guard !places.isEmpty else { return [] }
        let context = ReferencingContext()
        let transform = try context.transform(from: crs, to: context.crs(MonitoringReference.monitoringCRS))
        let lower = transform.transformedByPROJ(boxes.map { Coordinate($0.minX, $0.minY) })
        let upper = transform.transformedByPROJ(boxes.map { Coordinate($0.maxX, $0.maxY) })
        let images = zip(lower, upper).filter { $0.isFinite && $1.isFinite }.map { Envelope($0, $1) }
        return places.compactMap { WebMapEvidence(images, against: $0) }
    }

    private func placement(
        _ positions: LayerPositions, _ crs: CoordinateReferenceSystem, _ places: [KnownPlaces]
    ) throws -> [LayerPlacement] {
        let context = ReferencingContext()
        let images = try context.transform(from: crs, to: context.crs(MonitoringReference.monitoringCRS))
            .transformedByPROJ(positions.sample)
        return places.map { known in
            let distances = images.map { known.distance(from: $0) }.sorted()
            return LayerPlacement(
                name: known.name, medianMetres: distances[distances.count / 2],
                shareNear: Double(distances.count { $0 <= 5_000 }) / Double(distances.count), grainMetres: known.grainMetres)
        }
    }
}
