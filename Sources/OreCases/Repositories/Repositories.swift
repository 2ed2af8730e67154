public import OreDetection
public import OreFeatures
public import OreGeometry

/// Registers as the domain needs them: current, or as they were known at an earlier commit.
public protocol RegisterRepository: Sendable {
    /// The last commit; 0 for an empty store.
    func latestCommit() throws -> Int
    /// Licences with their timelines: term, dated events, and the days on which deliveries no longer listed them.
    /// - Parameter commit: as known then; `nil` for now.
    func licences(asOf commit: Int?) throws -> LicenceTable
    func zones(asOf commit: Int?) throws -> ZoneTable
    func districts(asOf commit: Int?) throws -> DistrictTable
    func scenes(asOf commit: Int?) throws -> SceneTable
    /// Every version of one licence, oldest first; empty when it was never known.
    func history(ofLicence id: String) throws -> [Stored<Licence>]
    /// Events that were delivered beside the register, by day.
    func licenceEvents() throws -> LicenceEventTable
    func history(ofZone id: String) throws -> [Stored<Zone>]
    /// Every version of what was said of one scene, by its own records and by its footprints; oldest first.
    func history(ofScene id: String) throws -> [Stored<Scene>]
    /// Current licences that pass.
    /// - Parameters:
    ///   - order: `nil`: by id.
    ///   - limit: no more than so many that pass are looked at.
    ///   - admitting: asked before geometry and provenance are read; events that came as records of their own are not yet with it.
    func forEachLicence(
        _ filter: LicenceFilter, sortedBy order: Ordering<LicenceOrder>?, limit: Int?, admitting: (Licence) throws -> Bool,
        _ body: (Stored<Licence>) throws -> Void
    ) throws
    /// Ids and holders of current licences.
    func licenceNames() throws -> Set<String>
    /// Ids of the licences whose group has this part, also of those that their register no longer lists.
    func licences(ofGroup part: String) throws -> Set<String>
    /// Records of a kind that are current, one by one, in the order of their ids.
    func forEachZone(meeting box: Envelope?, _ body: (Stored<Zone>) throws -> Void) throws
    func forEachDistrict(meeting box: Envelope?, _ body: (Stored<District>) throws -> Void) throws
    func forEachScene(_ body: (Stored<Scene>, _ clouds: Geometry?, _ footprints: Int) throws -> Void) throws
    func count(of kind: RecordKind) throws -> Int
    /// Some ids of that kind for a message about one that is not known: its neighbours in the alphabet, or for footprints the first ones.
    /// - Complexity: bounded, however many there are.
    func identifiers(of kind: RecordKind, near id: String) throws -> [String]
}

/// Footprints as the domain needs them.
public protocol FootprintRepository: Sendable {
    /// Every version of the footprints with this id, in any scene, oldest first.
    func footprints(id: String) throws -> [Stored<Footprint>]
    /// Current footprints that pass. Reads no further than `body` lets it: what that throws ends the reading.
    /// - Parameters:
    ///   - order: `nil`: as they were delivered, near ones together.
    ///   - limit: of those that are sorted no more are wanted; `nil`: all.
    func forEachFootprint(
        _ filter: FootprintFilter, sortedBy order: Ordering<FootprintOrder>?, limit: Int?, _ body: (Stored<Footprint>) throws -> Void
    ) throws
}

extension FootprintRepository {
    /// Current footprints that meet the box (`nil`: everywhere), of one scene when given.
    public func forEachFootprint(meeting box: Envelope?, scene: String?, _ body: (Stored<Footprint>) throws -> Void) throws {
        var filter = FootprintFilter()
        (filter.box, filter.scene) = (box, scene)
        try forEachFootprint(filter, sortedBy: nil, limit: nil, body)
    }
}

/// What a list of incidents or findings is narrowed to. Every member that is set must hold; `nil` and empty do not narrow.
public struct CaseFilter: Sendable, Hashable {
    public var rules: Set<SuspectedRule> = []
    public var verdicts: Set<Verdict> = []
    public var states: Set<Incident.State> = []
    public var certainties: Set<Incident.Certainty> = []
    /// Parts of names, whatever the case of ASCII letters.
    public var district: String?
    public var holder: String?
    public var group: String?
    /// An empty one: assigned to nobody.
    public var assignee: String?
    /// Incidents with one of these handles, aliases not asked; `nil`: whichever.
    public var handles: Set<String>?
    public var licence: String?
    /// Part of the name of whom figures speak of, whatever the case of ASCII letters: leaves out what is of places.
    public var subject: String?
    /// Touches one of these licences, by id; the nearest of those that it does not touch is none. `nil`: whichever.
    public var licences: Set<String>?
    /// Touches one of these, by id; empty: whichever.
    public var zones: Set<String> = []
    /// Seen (in any part) on or after, on or before.
    public var from: Day?
    public var to: Day?
    /// Square metres.
    public var minimumArea: Double?
    public var maximumArea: Double?
    public var minimumProbability: Double?
    /// Meets this box, lon/lat.
    public var box: Envelope?
    /// Meets one of these boxes, which all lie in ``box``; empty: wherever.
    public var boxes: [Envelope] = []

    public init() {}
}

/// Findings and incidents, and what people decided on them.
public protocol CaseRepository: Sendable {
    /// Current incidents that pass, by handle; the caller sorts.
    func incidents(_ filter: CaseFilter) throws -> [Incident]
    /// Every incident, withdrawn ones too, that has or had one of these handles, by handle; there may be others among them.
    func incidents(everKnownAs handles: Set<String>) throws -> [Incident]
    /// What runs did to incidents, net (``IncidentDifference``), of those that pass as they are now; gone ones too, unless the filter names states.
    /// - Parameter runs: in their order.
    /// - Returns: by handle; empty when the runs touched nothing. Those over figures have no areas: `new`, `grown`, `changed` or `gone`.
    /// - Complexity: a look at what the runs did; no record is read but of incidents with names that they lost.
    func netChanges(ofRuns runs: [Int], _ filter: CaseFilter) throws -> [NetChange]
    /// A net change with its incident as it is now.
    func difference(_ change: NetChange) throws -> IncidentDifference
    /// Those that pass, in an order, from place `offset` (0 is the first) on, at most `limit`.
    func incidents(_ filter: CaseFilter, sortedBy order: Ordering<IncidentOrder>, offset: Int, limit: Int?) throws -> [Incident]
    /// The visits that are due, the most rewarding first (``IncidentRank``), at most `limit`; with confirmed shares of the whole store.
    func visits(_ filter: CaseFilter, limit: Int?) throws -> [RankedIncident]
    /// How many visits are due.
    func visitCount(_ filter: CaseFilter) throws -> Int
    /// Which share of what was judged was confirmed, by rule, over the whole store.
    func confirmedShares() throws -> ConfirmedShares
    /// Incidents that pass, counted; under several rules an incident counts for each. By key.
    func incidentCounts(_ filter: CaseFilter, by dimension: IncidentDimension) throws -> [IncidentCount]
    /// The names of a dimension that incidents have which are not withdrawn, in order; an incident without one adds none.
    func incidentNames(_ dimension: IncidentDimension) throws -> [String]
    /// Handles for a message about one that is not known: its neighbours, a bounded number.
    func handles(near handle: String) throws -> [String]
    /// By handle or by an alias; `nil` when no finding ever had it.
    func incident(_ handle: String) throws -> Incident?
    /// The current findings of an incident in canonical order.
    func findings(of incident: Incident) throws -> [StoredFinding]
    /// The current findings of an incident over figures, by year, then id; none of a place.
    func figures(of incident: Incident) throws -> [FiguresFinding]
    /// Current findings that pass. What `body` throws ends the reading.
    /// - Parameters:
    ///   - order: `nil`: as the store holds them.
    ///   - limit: no more are wanted.
    func forEachFinding(
        _ filter: CaseFilter, sortedBy order: Ordering<FindingOrder>?, limit: Int?, _ body: (StoredFinding) throws -> Void) throws
    /// Current findings of both kinds that pass: unsorted, those of places, then those over figures; sorted, all in one order, of equal
    /// ones those of places first. What `body` throws ends the reading.
    ///
    /// A finding over figures has neither area nor zone: a filter that asks for one of these leaves it out. It lies at the point that its
    /// incident has.
    /// - Parameters:
    ///   - order: `nil`: as the store holds them.
    ///   - limit: no more are wanted, of both together.
    /// - Complexity: sorted or narrowed, what lies beside the records of all findings is looked at; records are read of those that are given.
    func forEachSuspicion(
        _ filter: CaseFilter, sortedBy order: Ordering<FindingOrder>?, limit: Int?, _ body: (StoredSuspicion) throws -> Void) throws
    /// Current findings by rule; rules without any are left out.
    func findingCounts() throws -> [RuleName: Int]
    func finding(_ id: String) throws -> StoredFinding?
    /// The finding over figures with this id as it stands, else as it stood last; `nil` when the store knows none.
    func figuresFinding(_ id: String) throws -> StoredFiguresFinding?
    /// Ids of findings of either kind that the handle is made from, those that stand first; empty when no finding has it.
    func findingIDs(withHandle handle: String) throws -> [String]
    /// Every version of the findings that an incident over figures has or had, as they became known; empty for a place, and without what
    /// pruning removed.
    func figuresVersions(of incident: Incident) throws -> [FiguresFindingVersion]
    /// What was decided on the incident under any of its handles, in the order of the decisions.
    func decisions(on incident: Incident) throws -> [Decision]
    /// Everything that was decided, in the order of the decisions.
    func decisions() throws -> [Decision]
    /// Appends in one commit, all or none, and brings the incidents up to date; returns the commit's number.
    func append(_ decisions: [Decision]) throws -> Int
}

extension CaseRepository {
    public func forEachFinding(_ filter: CaseFilter, _ body: (StoredFinding) throws -> Void) throws {
        try forEachFinding(filter, sortedBy: nil, limit: nil, body)
    }
}

/// Runs, deliveries and what was set aside.
public protocol RunRepository: Sendable {
    func imports(kind: RecordKind?, limit: Int) throws -> [ImportRecord]
    func quarantine(kind: RecordKind?, pendingOnly: Bool) throws -> [QuarantineRecord]
    /// Features set aside and not yet mended.
    func pendingQuarantine() throws -> Int
    func runs(job: String?, limit: Int) throws -> [RunEntry]
    func run(_ id: Int) throws -> RunEntry?
    /// The diff of a run: what it did to each incident, `unchanged` ones left out; equal ones by handle.
    /// - Parameter limit: `nil`: all.
    func changes(ofRun id: Int, sortedBy order: Ordering<RunChangeOrder>, limit: Int?) throws -> [RunChange]
}

extension RunRepository {
    /// All of a run's diff, by handle.
    public func changes(ofRun id: Int) throws -> [RunChange] {
        try changes(ofRun: id, sortedBy: Ordering(.incident, isDescending: false), limit: nil)
    }
}

extension RegisterRepository {
    /// Every current licence, or those whose boxes meet one; by id.
    public func forEachLicence(meeting box: Envelope?, _ body: (Stored<Licence>) throws -> Void) throws {
        var filter = LicenceFilter()
        filter.box = box
        try forEachLicence(filter, sortedBy: nil, limit: nil, admitting: { _ in true }, body)
    }
}
