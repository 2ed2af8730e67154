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
        world.clearViews = ClearViews(world.scenes)
        world.options.datumSigma = try store.datumSigma(asOf: commit)
        world.options.registration = nil
        return world
    }
}
