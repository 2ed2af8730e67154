internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// What one batch adds to an inspection; censuses of consecutive batches add up.
struct FeatureCensus: Sendable {
    var features = 0
    var geometryKinds: [String: Int] = [:]
    var withoutGeometry = 0
    var positions = 0
    var extent = Envelope.empty
    var validity = InspectionReport.Validity()
    var fields: [InspectionReport.Field] = []
    var range: RangeCheck?
    /// Where some of the features lie.
    var survey = LayerSurvey()
    /// Cells of the first features, for the proposed profile.
    var sample: [AttributeColumn] = []

    static let sampledFeatures = 500
    static let keptExamples = 10
    static let keptSamples = 3

    mutating func add(_ later: FeatureCensus) {
        if features < Self.sampledFeatures { addSample(later.sample) }
        features += later.features
        geometryKinds.merge(later.geometryKinds, uniquingKeysWith: +)
        withoutGeometry += later.withoutGeometry
        positions += later.positions
        extent.expand(toInclude: later.extent)
        validity.add(later.validity)
        survey.add(later.survey)
        for field in later.fields { add(field, before: features - later.features) }
        for i in fields.indices where !later.fields.contains(where: { $0.name == fields[i].name }) { fields[i].missing += later.features }
        if let found = later.range { if range == nil { range = found } else { range?.add(found) } }
    }

    private mutating func add(_ field: InspectionReport.Field, before count: Int) {
        guard let i = fields.firstIndex(where: { $0.name == field.name }) else {
            var field = field
            field.missing += count
            fields.append(field)
            return
        }
        fields[i].kinds.merge(field.kinds, uniquingKeysWith: +)
        fields[i].nulls += field.nulls
        fields[i].missing += field.missing
        for text in field.samples where fields[i].samples.count < Self.keptSamples && !fields[i].samples.contains(text) {
            fields[i].samples.append(text)
        }
    }

    private mutating func addSample(_ columns: [AttributeColumn]) {
        let rows = sample.map(\.count).max() ?? 0
        let more = columns.map(\.count).max() ?? 0
        for column in columns {
            let i = sample.firstIndex { $0.name == column.name } ?? sample.count
            if i == sample.count { sample.append(AttributeColumn(name: column.name)) }
            sample[i].pad(to: rows)
            for row in 0..<column.count { sample[i].append(column.kinds[row], utf8: column.bytes(at: row)) }
        }
        for i in sample.indices { sample[i].pad(to: rows + more) }
    }
}

extension InspectionReport.Validity {
    mutating func add(_ later: Self) {
        sound += later.sound
        repairable += later.repairable
        quarantined += later.quarantined
        repairs.merge(later.repairs, uniquingKeysWith: +)
        faults.merge(later.faults, uniquingKeysWith: +)
        examples += later.examples.prefix(max(0, FeatureCensus.keptExamples - examples.count))
    }
}

/// Takes the census of batches: one geometry engine a worker thread.
struct CensusTaker {
    private let geographic: GeometryRepair
    private let planar: GeometryRepair
    private let isGeographic: Bool?
    private let hasWindingRule: Bool
    private let limits: CoordinateLimits?
    private let proof = SimplicityProof()

    /// - Parameter isGeographic: `nil` when the CRS is not known: decided by each batch's positions.
    init(isGeographic: Bool?, metresPerUnit: Double, hasWindingRule: Bool, limits: CoordinateLimits?) {
        let engine = TopologyEngine()
        geographic = GeometryRepair(engine: engine, isGeographic: true, metresPerUnit: 1)
        planar = GeometryRepair(engine: engine, isGeographic: false, metresPerUnit: metresPerUnit)
        self.isGeographic = isGeographic
        self.hasWindingRule = hasWindingRule
        self.limits = limits
    }

    func census(of batch: FeatureBatch) -> FeatureCensus {
        var census = FeatureCensus()
        census.features = batch.count
        let unreadable = Dictionary(batch.defects.map { ($0.row, $0.defect) }, uniquingKeysWith: { first, _ in first })
        let box = batch.geometry.coordinates.reduce(into: Envelope.empty) { if $1.isFinite { $0.expand(toInclude: $1) } }
        let looksGeographic = box.minX >= -180 && box.maxX <= 180 && box.minY >= -90 && box.maxY <= 90
        let repair = isGeographic ?? looksGeographic ? geographic : planar
        census.extent = box
        census.positions = batch.geometry.coordinates.count
        for row in 0..<batch.count {
            if let kind = batch.geometry.kinds[row] { census.geometryKinds[kind.name, default: 0] += 1 }
            if let defect = unreadable[row] {
                census.validity.set(aside: defect.group, defect.reason, batch.place(of: row))
            } else if batch.geometry.kinds[row] == nil {
                census.withoutGeometry += 1
            } else {
                examine(row, batch, repair, &census.validity)
            }
        }
        if let limits {
            census.range = RangeCheck(limits)
            census.range?.add(batch.geometry)
        }
        census.survey.add(batch.geometry)
        census.fields = batch.columns.map { InspectionReport.Field($0) }
        if batch.firstFeature < FeatureCensus.sampledFeatures {
            census.sample = batch.columns.map { $0.head(FeatureCensus.sampledFeatures) }
        }
        return census
    }

    private func examine(_ row: Int, _ batch: FeatureBatch, _ repair: GeometryRepair, _ validity: inout InspectionReport.Validity) {
        switch repair.examine(row, in: batch.geometry) {
        case .sound: validity.sound += 1
        case .repaired(_, let actions, _):
            // Only GeoJSON has a rule for the direction of rings.
            let actions = actions.filter { hasWindingRule || !$0.isReversal }
            guard !actions.isEmpty else { return validity.sound += 1 }
            validity.repairable += 1
            for group in Set(actions.map(\.group)) { validity.repairs[group, default: 0] += 1 }
            // Turned rings are so common that they would hide everything else.
            guard !actions.allSatisfy(\.isReversal) else { return }
            validity.note(batch.place(of: row), actions.map(\.description).joined(separator: "; "))
        case .quarantined(let fault): validity.set(aside: fault.group, fault.description, batch.place(of: row))
        }
    }
}

extension InspectionReport.Validity {
    fileprivate mutating func set(aside group: String, _ what: String, _ place: InputPlace) {
        quarantined += 1
        faults[group, default: 0] += 1
        note(place, what)
    }

    fileprivate mutating func note(_ place: InputPlace, _ what: String) {
        if examples.count < FeatureCensus.keptExamples { examples.append((place, what)) }
    }
}

extension InspectionReport.Field {
    fileprivate init(_ column: AttributeColumn) {
        name = column.name
        for row in 0..<column.count {
            switch column.kinds[row] {
            case .missing:
                missing += 1
                continue
            case .null:
                nulls += 1
                continue
            case .string: kinds["text", default: 0] += 1
            case .number: kinds["number", default: 0] += 1
            case .bool: kinds["true/false", default: 0] += 1
            case .json: kinds["JSON", default: 0] += 1
            }
            guard samples.count < FeatureCensus.keptSamples, let text = column.string(at: row), !text.isEmpty else { continue }
            let short = text.count > 60 ? text.prefix(59) + "…" : text[...]
            if !samples.contains(String(short)) { samples.append(String(short)) }
        }
    }
}

extension AttributeColumn {
    fileprivate func head(_ count: Int) -> AttributeColumn {
        var column = self
        if column.count > count { column.truncate(to: count) }
        return column
    }
}

extension RepairAction {
    /// What the repair does, without its numbers.
    fileprivate var group: String {
        switch self {
        case .removedDuplicatePositions: "repeated positions removed"
        case .closedRing: "open ring closed"
        case .droppedDegenerateRings: "rings without area removed"
        case .reversedRings: "rings turned"
        case .rebuilt(let defect): "rebuilt: \(defect.kind.rawValue)"
        }
    }
}

extension GeometryFault {
    fileprivate var group: String {
        switch self {
        case .empty: "empty geometry"
        case .nonFinite: "position is not finite"
        case .tooFewPositions: "too few positions"
        case .ringNotClosed: "ring is open"
        case .zeroArea: "no area"
        case .areaChanged: "repair would change the area"
        case .repairFailed: "repair failed"
        }
    }
}

extension FeatureDefect {
    fileprivate var group: String {
        switch self {
        case .nonFiniteCoordinate: "position is not finite"
        case .tooFewPositions: "too few positions"
        case .ringNotClosed: "ring is open"
        case .emptyGeometry: "empty geometry"
        case .zeroArea: "no area"
        case .repairChangesArea: "repair would change the area"
        case .repairFailed: "geometry cannot be read"
        case .outOfRange: "position out of range"
        case .badValue: "value cannot be read"
        }
    }
}
