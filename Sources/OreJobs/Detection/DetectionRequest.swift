public import OreDetection

/// Everything a detection run is told: inputs, rules and how to work.
public struct DetectionRequest: Sendable {
    public var licences: SideInput?
    public var footprints: SideInput
    public var zones: SideInput?
    public var districts: SideInput?
    public var ruleSet = RuleSet.standard
    /// Name of the rule set's file; `nil` for the built-in one.
    public var ruleFile: String?
    public var invalid = InvalidPolicy.repair
    /// Also list footprints that gave no finding.
    public var listsConsistent = false
    public var threads = 1
    public var isQuiet = false

    public init(footprints: SideInput) {
        self.footprints = footprints
    }
}

extension DetectionRequest {
    /// The request with what `--crs auto` decides; the sides are each other's evidence.
    func withDecidedCRS() throws -> DetectionRequest {
        let sides = [licences, footprints, zones, districts].compactMap { $0 }
        let resolved = try AutomaticCRS.resolved(sides, threads: threads)
        var request = self
        for input in resolved {
            switch input.side {
            case .licences: request.licences = input
            case .footprints: request.footprints = input
            case .zones: request.zones = input
            case .districts: request.districts = input
            case .scenes, .licenceEvents: break
            }
        }
        return request
    }
}

/// What one batch of footprints gave, on its way to the outputs.
public struct DetectedBatch: Sendable {
    public var findings: FindingBatch
    /// The whole footprint of each finding, row for row; empty unless the sink asks for it.
    public var footprints: FootprintShapes
}

/// Takes findings as they are made: `prepare` on worker threads, `receive` one at a time in input order.
public protocol FindingSink: Sendable {
    associatedtype Prepared: Sendable
    /// Whether ``DetectedBatch/footprints`` is wanted.
    var wantsFootprints: Bool { get }
    func prepare(_ batch: DetectedBatch) throws -> Prepared
    func receive(_ prepared: Prepared) throws
}

/// What a finished run knows beside its findings.
public struct DetectionResult: Sendable {
    public var record: RunRecord
    public var counts: DetectionCounts
    public var licences: LicenceTable
    public var zones: ZoneTable
    /// What a person should hear before trusting the result: an option that contradicts what a file says, a datum link that was not needed.
    public var notes: [String] = []

    /// Something was set aside: exit code 3.
    public var hasQuarantine: Bool { record.inputs.contains { $0.quarantined > 0 } }
}
