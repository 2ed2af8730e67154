import Foundation
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreReporting
import Synchronization

/// Where the findings of a run go: one stream, and what tables, maps and offices' formats need in memory.
final class DetectOutputs: FindingSink {
    /// Findings kept for what is made at the end.
    struct Collection: Sendable {
        var findings = FindingBatch()
        var footprints = GeometryColumns()
        /// Geometry in ``footprints`` of each finding.
        var footprintOfFinding: [Int] = []
    }

    struct Prepared: Sendable {
        var bytes: EncodedFindings?
        var csv: [UInt8]?
        var batch: DetectedBatch?
        var tally: FindingTally
    }

    private struct State {
        var geoJSON: FindingsGeoJSONWriter?
        var file: AtomicFile?
        var hasBegun = false
        var collection = Collection()
        var tally = FindingTally()
    }

    let format: OutputFormat
    let redaction: Redaction
    let wantsFootprints: Bool
    private let collects: Bool
    private let framing: FindingsEncoder.Framing
    private let state: Mutex<State>

    /// - Parameter path: `-` for standard output.
    init(format: OutputFormat, path: String, drawsMaps: Bool, redaction: Redaction = Redaction()) throws {
        self.format = format
        self.redaction = redaction
        wantsFootprints = drawsMaps
        collects = drawsMaps || !format.isStreamed
        framing = format == .geojsonseq ? .lines : .collection
        var initial = State()
        if format.isStreamed {
            initial.file = try AtomicFile(path)
        }
        state = Mutex(initial)
    }

    func prepare(_ whole: DetectedBatch) throws -> Prepared {
        var batch = whole
        redaction.apply(to: &batch.findings)
        let findings = batch.findings.findings
        var prepared = Prepared(tally: FindingTally(findings))
        switch format {
        case .geojson, .geojsonseq: prepared.bytes = FindingsEncoder(framing: framing).encode(batch.findings)
        case .csv: prepared.csv = FindingsCSV.encode(findings)
        default: break
        }
        if collects { prepared.batch = batch }
        return prepared
    }

    func receive(_ prepared: Prepared) throws {
        try state.withLock { state in
            state.tally.add(prepared.tally)
            try begin(&state)
            if let bytes = prepared.bytes { try state.geoJSON?.append(bytes) }
            if let csv = prepared.csv { try state.file?.write(csv) }
            if let batch = prepared.batch { state.collection.append(batch) }
        }
    }

    /// Writes what comes before the first finding: only now, so that an input that is refused leaves nothing on standard output.
    private func begin(_ state: inout State) throws {
        guard let file = state.file, !state.hasBegun else { return }
        state.hasBegun = true
        if format == .csv {
            try file.write(FindingsCSV.header())
        } else {
            state.geoJSON = try FindingsGeoJSONWriter(framing: framing) { try file.write($0) }
        }
    }

    var tally: FindingTally { state.withLock { $0.tally } }

    var collection: Collection { state.withLock { $0.collection } }

    /// Ends the stream and puts the file in its place; does nothing for the other formats.
    func finish(_ record: RunRecord) throws {
        try state.withLock { state in
            try begin(&state)
            try state.geoJSON?.finish(record)
            try state.file?.commit()
        }
    }
}

extension DetectOutputs.Collection {
    mutating func append(_ batch: DetectedBatch) {
        let first = footprints.count
        for i in 0..<batch.footprints.geometry.count { footprints.append(i, of: batch.footprints.geometry) }
        footprintOfFinding += batch.footprints.indexOfFinding.map { $0 + first }
        for i in 0..<batch.findings.geometry.count { findings.geometry.append(i, of: batch.findings.geometry) }
        findings.findings += batch.findings.findings
    }
}
