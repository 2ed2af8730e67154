internal import Foundation
public import OreFeatures
public import OreReferencing
internal import Synchronization

/// Reads a whole file and says what it is. Nothing is refused but what cannot be read at all.
public struct Inspection: Sendable {
    private let file: String
    private let options: ReadOptions
    private let crs: String?
    private let kind: ProfileKind?
    private let others: [String]
    private let links: [DatumLink]
    private let threads: Int

    /// - Parameters:
    ///   - crs: overrides what the file states.
    ///   - kind: what the file is to be, for the proposed profile; `nil` decides by its columns.
    ///   - others: files whose CRS is known, as evidence for where this one lies.
    ///   - links: datum links to be tried on the file.
    public init(
        file: String, options: ReadOptions, crs: String? = nil, kind: ProfileKind? = nil, against others: [String] = [],
        links: [DatumLink] = [], threads: Int = 1
    ) {
        self.file = file
        self.options = options
        self.crs = crs
        self.kind = kind
        self.others = others
        self.links = links
        self.threads = threads
    }

    /// - Throws: ``InputError``, with words on what the content looks like where no reader takes it.
    public func report() throws -> InspectionReport {
        var options = options
        options.allowsNoGeometry = true
        let source = try ForeignContent.explaining(file) { try FeatureFile.open(file, options: options) }
        var report = InspectionReport(info: source.info)
        if let crs { report.info.declaredCRS = DeclaredCRS(definition: crs, evidence: "--crs") }
        let known = knownCRS(&report)
        let limits = try known.map { try ReferencingContext().limits(of: $0) }
        let census = Mutex(FeatureCensus())
        let hasWindingRule = source.info.format.hasWindingRule
        let meter = ProgressMeter(label: "reading", total: source.info.byteCount, isQuiet: false)
        defer { meter.finish() }
        let summary = try source.process(
            threads: threads, progress: nil,
            makeWorker: {
                CensusTaker(
                    isGeographic: known?.isGeographic, metresPerUnit: known?.metresPerUnit ?? 1, hasWindingRule: hasWindingRule,
                    limits: limits)
            },
            map: { (taker: inout CensusTaker, batch: FeatureBatch) in taker.census(of: batch) },
            consume: { part in census.withLock { $0.add(part) } })
        report.take(census.withLock { $0 }, summary)
        if !report.fields.isEmpty {
            let sample = census.withLock { $0.sample }
            let name = String(URL(filePath: file).lastPathComponent.prefix { $0 != "." })
            report.proposedProfile = ProfileProposal(columns: sample, kind: kind).yaml(name: name.isEmpty ? "proposed" : name)
        }
        if !links.isEmpty, let known {
            report.links = try LinkInquiry(links, crs: known, boxes: census.withLock { $0.survey.boxes })
        }
        report.wereLinksGiven = !links.isEmpty
        try PlaceInquiry(file: file, others: others, threads: threads).complete(&report, census.withLock { $0.survey }, known)
        return report
    }

    /// The CRS that the file states, when it is known; otherwise says why not.
    private func knownCRS(_ report: inout InspectionReport) -> CoordinateReferenceSystem? {
        guard let declared = report.info.declaredCRS else {
            report.crsProblem = "not stated; give it with --crs EPSG:CODE or in a profile"
            return nil
        }
        do {
            let crs = try ReferencingContext().crs(declared.definition)
            report.crsName = crs.label
            return crs
        } catch {
            report.crsProblem = "\(error)"
            return nil
        }
    }
}

extension InspectionReport {
    fileprivate mutating func take(_ census: FeatureCensus, _ summary: SourceSummary) {
        features = census.features
        geometryKinds = census.geometryKinds
        withoutGeometry = census.withoutGeometry
        positions = census.positions
        extent = census.extent
        validity = census.validity
        fields = census.fields
        featuresOutOfRange = census.range?.featuresOutOfRange ?? 0
        rangeProblem = census.range?.message
        sha256 = summary.sha256
        droppedZ = summary.droppedZ
        if let late = summary.declaredCRS, late != info.declaredCRS, info.declaredCRS?.evidence.hasPrefix("RFC 7946") == true {
            crsProblem = "the crs member behind the features says \(late.definition.prefix(80))"
        }
    }
}
