internal import Crypto
internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing
internal import Synchronization

/// One detection run, from files to findings: registers resident, footprints streamed, findings handed on in input order.
public struct DetectionRun: Sendable {
    private let request: DetectionRequest

    public init(_ request: DetectionRequest) {
        self.request = request
    }

    /// Reads and indexes the registers, then detects.
    /// - Throws: `InputError` for inputs that cannot be used; whatever the sink throws. Nothing is written by the run itself.
    public func execute(into sink: some FindingSink) throws -> DetectionResult { try load().detect(into: sink) }

    /// Reads and indexes licences, zones and districts once, for any number of footprint files.
    public func load() throws -> LoadedDetection { try LoadedDetection(request) }
}

/// Registers in memory, indexed and prepared, ready for footprints. Immutable; shared between threads.
public struct LoadedDetection: Sendable {
    private let request: DetectionRequest
    private let registers: RegisterReader.Registers
    private let index: DetectionIndex

    init(_ request: DetectionRequest) throws {
        let request = try request.withDecidedCRS()
        self.request = request
        registers = try RegisterReader(request: request).read()
        index = DetectionIndex(
            licences: request.licences == nil ? nil : registers.licences, zones: request.zones == nil ? nil : registers.zones,
            districts: request.districts == nil ? nil : registers.districts, policy: request.ruleSet.licences)
    }

    /// Detects over the footprints of the request.
    public func detect(into sink: some FindingSink) throws -> DetectionResult {
        let counts = Mutex(DetectionCounts())
        let (ruleSet, index) = (request.ruleSet, index)
        var options = EvaluationOptions(listsConsistent: request.listsConsistent, datumSigma: registers.account.datumSigma)
        let reader = try footprintReader.holdingPipes()
        let preview = try FootprintPreview(reading: reader, ruleSet, against: index, options, meter("reading ahead"))
        options.registration = preview.registration
        let (history, chosen) = (preview.history, options)
        let progress = meter("detecting")
        let account = try reader.read(
            progress: progress,
            makeWorker: { DetectionWorker(ellipsoid: .wgs84) },
            map: { (worker: inout DetectionWorker, batch, context) in
                let footprints = try FootprintBatch(intake: batch, context: context)
                let outcome = ruleSet.evaluate(footprints, against: index, history: history, options: chosen, using: worker)
                let shapes = sink.wantsFootprints ? FootprintShapes(of: outcome.batch, in: footprints) : FootprintShapes()
                return (try sink.prepare(DetectedBatch(findings: outcome.batch, footprints: shapes)), outcome.counts)
            },
            consume: { prepared, batchCounts in
                counts.withLock { $0 += batchCounts }
                try sink.receive(prepared)
            })
        progress.finish()
        var total = registers.account
        total.add(account)
        let seen = counts.withLock { $0 }
        var record = record(total, seen)
        record.registration = preview.registration
        record.correctsScenes = request.ruleSet.registration == .correct
        return DetectionResult(
            record: record, counts: seen, licences: registers.licences, zones: registers.zones, notes: total.closingNotes)
    }

    private var footprintReader: SideReader {
        SideReader(input: request.footprints, policy: request.invalid, threads: request.threads, reach: registers.reach)
    }

    private func meter(_ label: String) -> ProgressMeter {
        ProgressMeter(label: label, files: request.footprints.files, isQuiet: request.isQuiet)
    }

    private func record(_ account: SideReader.Account, _ counts: DetectionCounts) -> RunRecord {
        let canonical = SHA256.hash(data: Data(request.ruleSet.canonicalText.utf8))
        var record = RunRecord(
            ruleSetName: request.ruleSet.name, ruleSetSHA256: canonical.map { String(format: "%02x", $0) }.joined())
        record.rules = request.ruleSet.account(of: counts, against: index)
        record.inputs = account.inputs
        record.operations = account.operations
        record.defects = account.defects
        record.monitoringCRS = MonitoringReference.monitoringCRS
        record.projVersion = ReferencingContext.projVersion
        record.geosVersion = TopologyEngine.geosVersion
        record.footprintsCovered = counts.covered
        record.footprintsExamined = counts.examined
        return record
    }
}
