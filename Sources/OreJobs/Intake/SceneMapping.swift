public import OreDetection
internal import OreFeatures
public import OreGeometry

/// One feature of a scenes file.
struct SceneFeature: Sendable {
    var scene: Scene
    var part: ScenePart

    /// The scenes' features of a batch after intake, with the rows that they stand in.
    ///
    /// - Throws: ``InputError/refused`` with row and column for a feature without `scene_id`, and for words that are neither a part nor a
    ///   content.
    static func rows(of intake: IntakeBatch, _ context: SideReader.Context) throws -> [(row: Int, value: SceneFeature)] {
        let mapped = MappedAttributes(intake.features, profile: context.profile, file: context.file)
        return try (0..<intake.features.count).filter { intake.isUsable[$0] }.map { row in
            func choice<Value: CaseIterable & RawRepresentable>(_ attribute: Attribute) throws -> Value?
            where Value.RawValue == String {
                guard let word = try mapped.text(attribute, row) else { return nil }
                if let value = Value(rawValue: word) { return value }
                var place = intake.features.place(of: row)
                place.column = attribute.rawValue
                throw InputError.refused(
                    file: context.file, place: place, what: "\"\(word.prefix(80))\" is not a \(attribute.rawValue)",
                    next: "use " + Value.allCases.map(\.rawValue).joined(separator: " or ") + ", or map the words in a profile")
            }
            guard let id = try mapped.text(.sceneID, row) else {
                throw InputError.refused(
                    file: context.file, place: intake.features.place(of: row), what: "the feature has no scene_id",
                    next: "name each scene, or name the column in a profile")
            }
            var scene = Scene(id: id, period: try mapped.period(row))
            scene.sensor = try mapped.text(.sensor, row)
            scene.source = try mapped.text(.source, row)
            scene.positionSigma = try mapped.number(.positionSigma, row) ?? context.sigma
            scene.detector = try mapped.text(.detector, row)
            scene.detectorVersion = try mapped.text(.detectorVersion, row)
            scene.cloudShare = try mapped.number(.cloudShare, row)
            if let share = scene.cloudShare, !(0...1).contains(share) {
                var place = intake.features.place(of: row)
                place.column = Attribute.cloudShare.rawValue
                throw InputError.refused(
                    file: context.file, place: place, what: "\(share) is no share of the scene",
                    next: "give a number from 0 to 1; for per cent, divide by 100")
            }
            scene.statedContent = try choice(.content)
            return (row, SceneFeature(scene: scene, part: try choice(.part) ?? .coverage))
        }
    }
}

/// Puts the features of scenes files together, scene by scene: the coverage is the union of a scene's features of part `coverage`, its clouds
/// that of its features of part `clouds`.
///
/// Features of part `coverage` describe the scene and must agree; those of part `clouds` need only its id. Memory in proportion to the files.
public struct SceneAssembly: Sendable {
    /// A scene with what it covered and what was hidden, in the monitoring CRS.
    public struct Assembled: Sendable {
        public var scene: Scene
        /// `nil` when no feature has geometry: not known.
        public var coverage: Geometry?
        public var clouds: Geometry?
        /// Position in its file of the feature that describes it.
        public var feature: Int
    }

    private struct Entry: Sendable {
        var scene: Scene?
        var feature = 0
        var coverage = GeometryColumns()
        var clouds = GeometryColumns()
        /// Of the first feature, for messages.
        var file: String
        var place: InputPlace
    }

    private var entries: [String: Entry] = [:]
    private var order: [String] = []
    /// Scenes whose describing feature was set aside at intake.
    private var setAside: Set<String> = []

    public init() {}

    /// - Throws: what ``SceneFeature/rows(of:_:)`` throws, and ``InputError/refused`` when two features describe one scene differently.
    mutating func append(_ intake: IntakeBatch, _ context: SideReader.Context) throws {
        noteSetAside(intake, context)
        for (row, feature) in try SceneFeature.rows(of: intake, context) {
            let id = feature.scene.id
            let place = intake.features.place(of: row)
            if entries[id] == nil {
                entries[id] = Entry(file: context.file, place: place)
                order.append(id)
            }
            switch feature.part {
            case .clouds: entries[id]?.clouds.append(row, of: intake.features.geometry)
            case .coverage:
                if let known = entries[id]?.scene, known != feature.scene {
                    throw InputError.refused(
                        file: context.file, place: place,
                        what: "scene \"\(id)\" is described otherwise by feature \(entries[id]?.feature ?? 0)",
                        next: "give all features of a scene the same attributes, or part: clouds")
                }
                if entries[id]?.scene == nil {
                    entries[id]?.scene = feature.scene
                    entries[id]?.feature = intake.features.firstFeature + row
                }
                entries[id]?.coverage.append(row, of: intake.features.geometry)
            }
        }
    }

    private mutating func noteSetAside(_ intake: IntakeBatch, _ context: SideReader.Context) {
        guard intake.isUsable.contains(false) else { return }
        let mapped = MappedAttributes(intake.features, profile: context.profile, file: context.file)
        for row in 0..<intake.features.count where !intake.isUsable[row] {
            if let id = (try? mapped.text(.sceneID, row)) ?? nil { setAside.insert(id) }
        }
    }

    /// The scenes in the order in which the files name them first. Clouds of a scene whose own feature was set aside are left out with it.
    ///
    /// - Throws: ``InputError/refused`` for clouds of a scene that no feature describes; ``TopologyError`` when a union fails.
    public func scenes() throws -> [Assembled] {
        let engine = TopologyEngine()
        return try order.compactMap { id in
            guard let entry = entries[id] else { return nil }
            guard let scene = entry.scene else {
                if setAside.contains(id) { return nil }
                throw InputError.refused(
                    file: entry.file, place: entry.place, what: "these are clouds of scene \"\(id)\", which no feature describes",
                    next: "give the scene's coverage with its attributes in the same file")
            }
            return Assembled(
                scene: scene, coverage: try Self.union(entry.coverage, engine), clouds: try Self.union(entry.clouds, engine),
                feature: entry.feature)
        }
    }

    /// The same as a table.
    public func table() throws -> SceneTable {
        try scenes().reduce(into: SceneTable()) { $0.append($1.scene, coverage: $1.coverage, clouds: $1.clouds) }
    }

    private static func union(_ columns: GeometryColumns, _ engine: TopologyEngine) throws -> Geometry? {
        let rows = (0..<columns.count).filter { !columns.parts(of: $0).isEmpty }
        guard let first = rows.first else { return nil }
        guard rows.count > 1 else { return columns.geometry(at: first) }
        return try engine.union(of: rows, in: columns)?.geometry(at: 0)
    }
}
