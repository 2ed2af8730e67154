internal import Foundation
public import OreFeatures
internal import OreGeometry
internal import OreReferencing
internal import Synchronization

/// Checks a file feature by feature: its format, then its geometry.
public struct Validation: Sendable {
    private let file: String
    private let options: ReadOptions
    private let threads: Int

    public init(file: String, options: ReadOptions, threads: Int = 1) {
        self.file = file
        self.options = options
        self.threads = threads
    }

    /// The grammar of JSON alone.
    /// - Throws: ``InputError`` when the file cannot be opened or read; what is wrong inside is in the report.
    public func grammarReport() throws -> ValidationReport {
        try reporting { _, path in try JSONGrammar.validate(path: path) }
    }

    /// Format, geometry and range. Open rings, rings that cross themselves and the like are errors, whether or not they could be repaired;
    /// the direction of rings is a warning.
    /// - Throws: ``InputError`` when the file cannot be opened or read.
    public func report() throws -> ValidationReport {
        try reporting { report, path in
            var options = options
            options.allowsNoGeometry = true
            let source = try ForeignContent.explaining(path) { try FeatureFile.open(path, options: options) }
            if source.info.format == .jsonTable {
                throw InputError.refused(
                    file: file, place: InputPlace(), what: "the top of the file is an array: a table without geometry, no GeoJSON",
                    next: "")
            }
            let isGeoJSON = source.info.format.hasWindingRule
            if !isGeoJSON && claimsGeoJSON {
                throw InputError.refused(
                    file: file, place: InputPlace(), what: "the name says GeoJSON, but the content reads as \(source.info.format.rawValue)",
                    next: "")
            }
            if isGeoJSON && source.info.encoding == .utf8 {
                report.add(try GeoJSONValidator.validate(path: path))
                // What breaks the format is not looked at as geometry.
                guard report.isSound else { return }
            }
            try examine(source, &report)
        }
    }

    private var claimsGeoJSON: Bool {
        [".geojson", ".geojsonl", ".geojsons"].contains { file.lowercased().hasSuffix($0) }
    }

    /// A refusal while reading is the file's fault: an issue of the report.
    private func reporting(_ body: (inout ValidationReport, _ path: String) throws -> Void) throws -> ValidationReport {
        var report = ValidationReport(file: file)
        let input = try RereadableInput(file)
        do {
            try body(&report, input.path)
        } catch let error as InputError {
            guard case .refused(_, let place, let what, _) = error else { throw error.about(file) }
            report.add(.init(.error, place, what))
        }
        return report
    }

    private func examine(_ source: any FeatureSource, _ report: inout ValidationReport) throws {
        let crs = source.info.declaredCRS.flatMap { try? ReferencingContext().crs($0.definition) }
        let limits = try crs.map { try ReferencingContext().limits(of: $0) }
        // Counted by the validator of the format already.
        report.features = nil
        let found = Mutex((report: report, range: limits.map { RangeCheck($0) }))
        defer { report = found.withLock { $0.report } }
        _ = try source.process(
            threads: threads, progress: nil,
            makeWorker: { FeatureExaminer(crs: crs, file: file) },
            map: { (examiner: inout FeatureExaminer, batch: FeatureBatch) in
                var range = limits.map { RangeCheck($0) }
                range?.add(batch.geometry)
                return (examiner.examine(batch), range)
            },
            consume: { part, range in
                found.withLock {
                    $0.report.add(part)
                    if let range { $0.range?.add(range) }
                }
            })
        found.withLock {
            if let message = $0.range?.message { $0.report.add(.init(.error, InputPlace(), message)) }
        }
    }
}

/// Judges the geometry of features; one to a worker thread.
struct FeatureExaminer {
    private let file: String
    private let repair: GeometryRepair

    init(crs: CoordinateReferenceSystem?, file: String) {
        self.file = file
        repair = GeometryRepair(engine: TopologyEngine(), isGeographic: crs?.isGeographic ?? false, metresPerUnit: crs?.metresPerUnit ?? 1)
    }

    func examine(_ batch: FeatureBatch) -> ValidationReport {
        var report = ValidationReport(file: file)
        report.features = batch.count
        let unreadable = Dictionary(batch.defects.map { ($0.row, $0.defect) }, uniquingKeysWith: { first, _ in first })
        for row in 0..<batch.count {
            if let defect = unreadable[row] {
                report.add(.init(.error, batch.place(of: row), defect.reason))
            } else if batch.geometry.kinds[row] != nil {
                examine(row, batch, &report)
            }
        }
        return report
    }

    private func examine(_ row: Int, _ batch: FeatureBatch, _ report: inout ValidationReport) {
        switch repair.examine(row, in: batch.geometry) {
        case .sound: break
        case .repaired(_, let actions, _):
            for action in actions { note(action, batch.place(of: row), &report) }
        // An empty geometry is allowed by every format.
        case .quarantined(.empty): break
        case .quarantined(let fault): report.add(.init(.error, batch.place(of: row), fault.description))
        }
    }

    private func note(_ action: RepairAction, _ place: InputPlace, _ report: inout ValidationReport) {
        switch action {
        // GeoJSON alone has a rule for the direction of rings, and its validator has said so.
        case .reversedRings: break
        case .removedDuplicatePositions(let count): report.add(.init(.warning, place, "\(count) positions are repeated"))
        case .closedRing(let ring, let gap): report.add(.init(.error, place, "\(ring) is open by \(gap) m"))
        case .droppedDegenerateRings(let count): report.add(.init(.error, place, "\(count) rings have no area"))
        case .rebuilt(let defect): report.add(.init(.error, place, "\(defect)"))
        }
    }
}
