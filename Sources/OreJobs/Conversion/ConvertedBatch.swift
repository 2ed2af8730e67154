internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// Some features on their way from one file to another: valid, in the output's CRS, their attributes under the names they go out by.
struct ConvertedBatch: Sendable {
    var geometry: GeometryColumns
    var columns: [AttributeColumn]
    /// The features' own `id` members; `nil` where the identifier is an attribute.
    var identifiers: AttributeColumn?
    /// False for rows that were quarantined or skipped.
    var isUsable: [Bool]
    var firstFeature: Int
    var counts: IntakeCounts
    var links: LinkTally
    var notes: [String]
    /// What the positions looked like before the transform.
    var range: RangeCheck
    var sourceColumns: Set<String>
    /// Ellipsoidal square metres, row for row; empty unless corners are listed.
    var areas: [Double?] = []

    var usableRows: [Int] { isUsable.indices.filter { isUsable[$0] } }
}

/// Repairs, references and maps the batches of one file, on one worker thread.
struct ConversionWorker {
    let file: String
    let profile: Profile?
    let limits: CoordinateLimits
    private let intake: IntakeWorker
    private let keepsIdentifiers: Bool
    /// The column that stated the CRS of a table: it says nothing of the output.
    private let crsColumn: String?
    private let areaMeter: AreaMeter?
    private let areaCheck: StatedAreaCheck?
    /// Notes kept of a batch; its counts are complete.
    private static let keptNotes = 20

    init(request: ConversionRequest, input: ConversionRun.Input) throws {
        let (format, reference) = (input.source.info.format, input.reference)
        file = input.file
        limits = input.limits
        crsColumn = input.crsColumn
        profile = request.profile
        keepsIdentifiers = format.hasWindingRule && request.profile == nil
        areaMeter = try request.format.listsCorners || format.isCornerTable ? AreaMeter(crs: request.target) : nil
        areaCheck = format.isCornerTable ? StatedAreaCheck() : nil
        // A corner of a licence is a corner: none is added where an edge bends in the other CRS.
        intake = try IntakeWorker(
            file: file, side: nil, reference: reference, policy: request.invalid, hasWindingRule: format.hasWindingRule,
            splitsEdges: !request.format.listsCorners)
    }

    func convert(_ batch: FeatureBatch) throws -> ConvertedBatch {
        var range = RangeCheck(limits)
        range.add(batch.geometry)
        let mapped = profile.map { MappedAttributes(batch, profile: $0, file: file) }
        let prepared = try intake.prepare(batch, limits: limits, reasonToSkip: { mapped?.reasonToSkip($0) })
        let columns =
            try mapped.map { try MappedColumns($0, rows: prepared.isUsable).columns } ?? batch.columns.filter { $0.name != crsColumn }
        let areas = areaMeter?.areas(of: prepared.features.geometry) ?? []
        let differences = areaCheck?.differences(in: batch, areas: areas) ?? []
        let notes = prepared.defects.filter { $0.outcome != .skipped }.prefix(Self.keptNotes).map { defect in
            "\(file): \(defect.place): \(defect.outcome.rawValue): \(defect.reason)"
        }
        var converted = ConvertedBatch(
            geometry: prepared.features.geometry, columns: columns, identifiers: keepsIdentifiers ? batch.identifiers : nil,
            isUsable: prepared.isUsable, firstFeature: batch.firstFeature, counts: prepared.counts, links: prepared.links,
            notes: notes + differences.prefix(Self.keptNotes).map { "\(file): \($0.place): \($0.reason)" }, range: range,
            sourceColumns: mapped?.presentColumns ?? [])
        converted.areas = areas
        return converted
    }
}
