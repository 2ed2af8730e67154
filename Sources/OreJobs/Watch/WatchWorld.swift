internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreStorage

/// What footprints of a store are compared with, as known at one commit: registers resident, indexed and prepared.
struct WatchWorld: Sendable {
    var commit: Int
    /// The last commit that changed a register, scenes included.
    var registerCommit: Int
    /// The last commit that brought a register other than scenes: what is indexed is that of this commit.
    var indexCommit: Int
    var licences: LicenceTable?
    var zones: ZoneTable?
    var districts: DistrictTable?
    /// Enterprise groups by licence, for those that name one.
    var groups: [String: String]
    var scenes: SceneTable
    private var scenePeriods: [String: ObservationPeriod]
    var index: DetectionIndex
    var clearViews: ClearViews
    var options = EvaluationOptions()

    init(_ store: Store, asOf commit: Int, rules: RuleSet) throws {
        self.commit = commit
        registerCommit = try store.lastRegisterCommit(through: commit)
        indexCommit = try store.lastIndexedCommit(through: commit)
        func given<Table>(_ table: Table, _ count: (Table) -> Int) -> Table? { count(table) > 0 ? table : nil }
        licences = given(try store.licences(asOf: commit), \.count)
        groups = Dictionary(
            (licences?.rows ?? []).compactMap { row in row.group.map { (row.id, $0) } }, uniquingKeysWith: { first, _ in first })
        zones = given(try store.zones(asOf: commit), \.count)
        districts = given(try store.districts(asOf: commit), \.count)
        scenes = try store.scenes(asOf: commit)
        scenePeriods = Self.periods(of: scenes)
        index = DetectionIndex(licences: licences, zones: zones, districts: districts, policy: rules.licences)
        clearViews = ClearViews(scenes)
        options.datumSigma = try store.datumSigma(asOf: commit)
    }

    /// The same world at a later commit, up to which no register changed but scenes.
    func moved(to commit: Int, _ store: Store) throws -> WatchWorld {
        var world = self
        world.commit = commit
        world.registerCommit = try store.lastRegisterCommit(through: commit)
        world.scenes = try store.scenes(asOf: commit)
        world.scenePeriods = Self.periods(of: world.scenes)
        world.clearViews = ClearViews(world.scenes)
        world.options.datumSigma = try store.datumSigma(asOf: commit)
        world.options.registration = nil
        return world
    }

    private static func periods(of scenes: SceneTable) -> [String: ObservationPeriod] {
        Dictionary(scenes.rows.compactMap { scene in scene.period.map { (scene.id, $0) } }, uniquingKeysWith: { first, _ in first })
    }

    /// Footprints as they are judged: those without a date of their own were seen when their scene was.
    func dated(_ stored: StoredFootprints) -> StoredFootprints {
        var stored = stored
        stored.batch.date(byScenes: scenePeriods)
        return stored
    }

    /// Scenes of which another period is known in the other world, or in one only.
    func scenesDatedOtherwise(in other: WatchWorld) -> Set<String> {
        Set(scenePeriods.keys).union(other.scenePeriods.keys).filter { scenePeriods[$0] != other.scenePeriods[$0] }
    }
}
