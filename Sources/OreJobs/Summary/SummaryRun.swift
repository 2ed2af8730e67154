internal import Foundation
public import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// What `orewatch summarize` is told.
public struct SummaryRequest: Sendable {
    public var footprints: SideInput
    /// Files with the areas to sum by.
    public var areas: SideInput
    /// Column of the area files that names an area; `nil` takes the district, zone or feature identifier.
    public var key: String?
    /// Numeric column of the footprints, apportioned by share of area.
    public var measure: String?
    public var invalid = InvalidPolicy.repair
    public var threads = 1
    public var isQuiet = false

    public init(footprints: SideInput, areas: SideInput) {
        self.footprints = footprints
        self.areas = areas
    }
}

/// The sums and the account of a summary.
public struct SummaryResult: Sendable {
    public var rows: [SummaryRow]
    public var inputs: [RunInput]
    /// Footprints whose overlay failed, in no sum.
    public var failed: Int
    /// Footprints without a value of the measure: they count with 0.
    public var withoutMeasure: Int
    /// What a person should hear before trusting the result.
    public var notes: [String] = []

    public var hasQuarantine: Bool { inputs.contains { $0.quarantined > 0 } }
}

/// Sums footprints by area and period: count, ellipsoidal area of the intersection, and a measure by share of area.
public struct SummaryRun: Sendable {
    private let request: SummaryRequest

    public init(_ request: SummaryRequest) {
        self.request = request
    }

    /// - Throws: `InputError` for inputs that cannot be used, a key column that no area has, a measure that is not a number.
    public func execute() throws -> SummaryResult {
        let sides = try AutomaticCRS.resolved([request.footprints, request.areas], threads: request.threads)
        var request = request
        (request.footprints, request.areas) = (sides[0], sides[1])
        return try SummaryRun(request).sum()
    }

    private func sum() throws -> SummaryResult {
        let (areas, account) = try readAreas()
        let total = Mutex((sums: AreaSummary(hasMeasure: request.measure != nil), withoutMeasure: 0))
        let measure = request.measure
        let reader = SideReader(input: request.footprints, policy: request.invalid, threads: request.threads)
        let progress = ProgressMeter(label: "summing", files: request.footprints.files, isQuiet: request.isQuiet)
        var accounts = account
        accounts.add(
            try reader.read(
                more: measure.map { [$0] } ?? [], progress: progress,
                makeWorker: { DetectionWorker(ellipsoid: .wgs84) },
                map: { (worker: inout DetectionWorker, batch, context) in
                    let footprints = try FootprintBatch(intake: batch, context: context)
                    let values = try measure.map { try batch.features.numbers(in: $0, file: context.file) } ?? []
                    var sums = AreaSummary(hasMeasure: measure != nil)
                    sums.add(footprints, measure: values, by: areas, using: worker)
                    return (sums, measure == nil ? 0 : values.count { $0 == nil })
                },
                consume: { sums, missing in
                    total.withLock {
                        $0.sums.merge(sums)
                        $0.withoutMeasure += missing
                    }
                }))
        progress.finish()
        let (sums, missing) = total.withLock { $0 }
        return SummaryResult(
            rows: sums.rows, inputs: accounts.inputs, failed: sums.failed, withoutMeasure: missing, notes: accounts.closingNotes)
    }

    private func readAreas() throws -> (SummaryAreas, SideReader.Account) {
        let collected = Mutex((rows: [(key: String, geometry: Int)](), columns: GeometryColumns()))
        let key = request.key
        let reader = SideReader(input: request.areas, policy: request.invalid, threads: request.threads)
        let account = try reader.read(
            more: key.map { [$0] } ?? [], progress: ProgressMeter(label: "reading areas", files: [], isQuiet: request.isQuiet),
            makeWorker: {}, map: { (_: inout Void, batch, context) in (batch, context) },
            consume: { batch, context in
                let mapped = MappedAttributes(batch.features, profile: context.profile, file: context.file)
                try collected.withLock { state in
                    for row in 0..<batch.features.count where batch.isUsable[row] {
                        let name = try key.map { try batch.features.text(in: $0, row, file: context.file) } ?? mapped.identifier(row)
                        state.rows.append((name, state.columns.count))
                        state.columns.append(row, of: batch.features.geometry)
                    }
                }
            })
        let (rows, columns) = collected.withLock { $0 }
        return (SummaryAreas(rows, of: columns), account)
    }
}

extension FeatureBatch {
    /// A column as numbers; `nil` for empty cells.
    /// - Throws: ``InputError/refused`` when no feature of the batch has the column, or a cell is not a number.
    func numbers(in name: String, file: String) throws(InputError) -> [Double?] {
        let column = try required(name, file: file)
        var values: [Double?] = []
        values.reserveCapacity(count)
        for row in 0..<count {
            guard let text = column.string(at: row), !text.isEmpty else {
                values.append(nil)
                continue
            }
            guard let value = Double(text), value.isFinite else {
                throw .refused(
                    file: file, place: place(of: row, column: name), what: "\"\(text.prefix(40))\" is not a number",
                    next: "correct the value")
            }
            values.append(value)
        }
        return values
    }

    /// One cell as text; an empty cell is an error, because a key names something.
    func text(in name: String, _ row: Int, file: String) throws(InputError) -> String {
        guard let text = try required(name, file: file).string(at: row), !text.isEmpty else {
            throw .refused(file: file, place: place(of: row, column: name), what: "the key is empty", next: "choose another --key")
        }
        return text
    }

    private func required(_ name: String, file: String) throws(InputError) -> AttributeColumn {
        guard let column = column(named: name), column.kinds.contains(where: { $0 != .missing }) || count == 0 else {
            throw .refused(
                file: file, place: InputPlace(feature: firstFeature, column: name), what: "no feature has this column",
                next: "\"orewatch inspect\" lists the columns")
        }
        return column
    }

    private func place(of row: Int, column: String) -> InputPlace {
        var place = place(of: row)
        place.column = column
        return place
    }
}
