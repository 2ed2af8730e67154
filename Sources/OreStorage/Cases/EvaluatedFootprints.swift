internal import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry

/// What a batch of footprints gave, in the store's bytes: made on worker threads.
public struct EvaluatedFootprints: Sendable {
    struct EncodedFinding: Sendable {
        var id: String
        var handle: Int64
        var content: UInt64
        var nearest: Double?
        var box: Envelope
        var record: [UInt8]
        var geometry: [UInt8]
        var facts: FindingFacts
    }

    struct Footprint: Sendable {
        var reference: Int64
        /// By the numbers of the store.
        var scene: Int64
        var findings: [EncodedFinding] = []
    }

    /// Every footprint that was evaluated, those without a finding too: their earlier findings end.
    var footprints: [Footprint]

    /// - Parameter outcome: what the evaluation of `stored`'s batch gave.
    public init(_ outcome: DetectionOutcome, of stored: StoredFootprints) {
        footprints = zip(stored.references, stored.sceneNumbers).map { Footprint(reference: $0, scene: $1) }
        var writer = RecordWriter(capacity: 1024)
        for (i, finding) in outcome.batch.findings.enumerated() {
            writer.clear()
            finding.write(to: &writer)
            let record = writer.bytes
            writer.clear()
            GeometryBytes.append(i, of: outcome.batch.geometry, to: &writer)
            footprints[outcome.rows[i]].findings.append(
                EncodedFinding(
                    id: finding.id, handle: Int64(IncidentHandle(findingID: finding.id).value),
                    content: ContentHash.of(writer.bytes, seed: ContentHash.of(record)), nearest: finding.nearestLicenceMetres,
                    box: outcome.batch.geometry.envelope(of: i), record: record, geometry: writer.bytes, facts: FindingFacts(finding)))
        }
    }
}
