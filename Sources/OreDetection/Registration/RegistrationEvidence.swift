internal import OreFeatures
internal import OreGeometry

/// Footprints near licences in force, scene by scene: what the registration of scenes and registers is estimated from.
///
/// Kept small: of each scene the ``minesPerScene`` footprints with the smallest hash of their id, so that the choice depends neither on the
/// order of the input nor on how it was cut into batches.
public struct RegistrationEvidence: Sendable {
    /// A footprint and the licences in force near it.
    struct Mine: Sendable {
        var rank: UInt64
        var footprintID: String
        /// In ``RegistrationEvidence/geometry``.
        var shape: Int
        var licences: [Int]
        var budget: PositionBudget
    }

    public static let minesPerScene = 250
    /// Licences this near count as a footprint's own, metres: farther apart no shift that the audit looks for could bring them.
    public static let reachMetres = 150.0

    private(set) var scenes: [String: [Mine]] = [:]
    private(set) var geometry = GeometryColumns()
    /// The greatest rank that can still be chosen, for scenes that have been cut once.
    private var limits: [String: UInt64] = [:]

    public init() {}

    /// The scenes seen, sorted.
    public var sceneIDs: [String] { scenes.keys.sorted() }

    /// Takes in the evidence of a later batch. A mine that can no longer be among the chosen ones leaves nothing behind, so that memory
    /// grows with the logarithm of a scene's footprints.
    public mutating func merge(_ other: RegistrationEvidence) {
        for (scene, mines) in other.scenes {
            var kept = scenes[scene] ?? []
            for var mine in mines where mine.rank <= limits[scene] ?? .max {
                geometry.append(mine.shape, of: other.geometry)
                mine.shape = geometry.count - 1
                kept.append(mine)
                guard kept.count >= 2 * Self.minesPerScene else { continue }
                kept = Self.chosen(kept)
                limits[scene] = kept.last?.rank
            }
            scenes[scene] = kept
        }
    }

    /// Cuts every scene to its number of mines. Call once, after the last batch.
    public mutating func close() { scenes = scenes.mapValues(Self.chosen) }

    /// The same evidence with that of some scenes exchanged: what reading every footprint again would gather, when only theirs changed.
    /// Both are closed, and against one index.
    public func replacing(_ changed: Set<String>, by new: RegistrationEvidence) -> RegistrationEvidence {
        var kept = self
        for scene in changed { kept.scenes[scene] = nil }
        var result = RegistrationEvidence()
        result.merge(kept)
        result.merge(new)
        result.close()
        return result
    }

    private static func chosen(_ mines: [Mine]) -> [Mine] {
        Array(mines.sorted { ($0.rank, $0.footprintID) < ($1.rank, $1.footprintID) }.prefix(minesPerScene))
    }

    mutating func append(scene: String, _ mine: Mine, _ row: Int, of columns: GeometryColumns) {
        geometry.append(row, of: columns)
        var mine = mine
        mine.shape = geometry.count - 1
        scenes[scene, default: []].append(mine)
    }
}

extension RuleSet {
    /// True when the footprints have to be read once before they are judged, to estimate the registration of their scenes.
    public func needsRegistration(_ index: DetectionIndex) -> Bool {
        positionModel == .on && registration != .off && index.hasLicences && index.licences.rows.contains { !$0.isBallpark }
    }

    /// What a batch says of the registration of its scenes: footprints with a scene and a date, near a licence in force of known datum.
    /// - Parameter scenes: looks at footprints of these alone; `nil` for all.
    public func registrationEvidence(
        in batch: FootprintBatch, against index: DetectionIndex, options: EvaluationOptions, ofScenes scenes: Set<String>? = nil
    ) -> RegistrationEvidence {
        var evidence = RegistrationEvidence()
        var matches: [UInt32] = []
        for row in 0..<batch.count where batch.isSpatial(row) && !batch.isBallpark(row) {
            guard let day = batch.observed[row]?.to, let scene = batch.scenes.string(at: row), !scene.isEmpty,
                scenes?.contains(scene) ?? true
            else { continue }
            let box = batch.geometry.envelope(of: row)
            matches.removeAll(keepingCapacity: true)
            index.licences.polygons.tree.query(box.expanded(byMetres: RegistrationEvidence.reachMetres), into: &matches)
            let near = matches.map(Int.init).filter { index.licences.isInForce($0, on: day) }.sorted()
            guard !near.isEmpty, near.count <= 8, !near.contains(where: { index.licences.rows[$0].isBallpark }) else { continue }
            let id = batch.distinctID(of: row)
            let mine = RegistrationEvidence.Mine(
                rank: stableHash(id), footprintID: id, shape: 0, licences: near,
                budget: budget(
                    image: batch.positionSigma[row], outline: batch.digitisingSigma[row],
                    register: near.map { index.licences.rows[$0].positionSigma ?? defaultErrors.licence }.max(), options))
            evidence.append(scene: scene, mine, row, of: batch.geometry)
        }
        return evidence
    }

    /// The budget of a footprint against a register, with the rule set's defaults for what is not stated.
    func budget(image: Double?, outline: Double?, register: Double?, _ options: EvaluationOptions) -> PositionBudget {
        PositionBudget(
            image: image ?? defaultErrors.footprint, outline: outline ?? defaultErrors.digitising,
            register: register ?? defaultErrors.licence, datum: options.datumSigma)
    }
}

/// FNV-1a, 64 bits: the same for the same text on every machine.
private func stableHash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}

extension Envelope {
    /// The box grown by a distance on every side, lon/lat degrees.
    func expanded(byMetres metres: Double) -> Envelope {
        let metric = LocalMetric(.wgs84, latitude: center.y)
        let (x, y) = (metres / max(metric.metresPerUnitX, 1), metres / metric.metresPerUnitY)
        return Envelope(minX: minX - x, minY: minY - y, maxX: maxX + x, maxY: maxY + y)
    }
}
