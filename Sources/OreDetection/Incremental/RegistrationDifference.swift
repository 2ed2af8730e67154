/// What differs between two registration audits, as far as verdicts can tell.
public struct RegistrationDifference: Sendable, Hashable {
    /// Scenes that are held or corrected under one audit and not under the other: every footprint of theirs may be judged otherwise.
    public private(set) var scenes: Set<String> = []
    /// Scenes whose estimated shift differs: footprints near a licence or a zone may be judged otherwise.
    public private(set) var shiftedScenes: Set<String> = []
    /// By scene: footprints whose own estimate, made from the other mines, differs while that of the scene does not.
    public private(set) var footprints: [String: Set<String>] = [:]
    /// Ids of licences that are displaced under one audit and not under the other, sorted.
    public private(set) var licences: [String] = []

    public var isEmpty: Bool { scenes.isEmpty && shiftedScenes.isEmpty && footprints.isEmpty && licences.isEmpty }

    /// - Parameters:
    ///   - before: `nil` when registration was not estimated.
    ///   - after: the same.
    /// - Complexity: O(scenes + footprints of small scenes).
    public init(from before: RegistrationAudit?, to after: RegistrationAudit?) {
        let (before, after) = (before ?? RegistrationAudit(), after ?? RegistrationAudit())
        for id in Set(before.scenes.map(\.id)).union(after.scenes.map(\.id)) { compare(id, before, after) }
        licences = Set(before.displacedRows.symmetricDifference(after.displacedRows).map(\.id)).sorted()
    }

    private mutating func compare(_ id: String, _ before: RegistrationAudit, _ after: RegistrationAudit) {
        let (old, new) = (before.use(ofScene: id), after.use(ofScene: id))
        if old == new { return }
        switch (old, new) {
        case (.held(_), .held(_)): shiftedScenes.insert(id)
        case (.held(_), _), (_, .held(_)): scenes.insert(id)
        case (.estimated(let a, let withoutA), .estimated(let b, let withoutB)) where a == b:
            footprints[id] = Set(withoutA.keys).union(withoutB.keys).filter { withoutA[$0] != withoutB[$0] }
        default: shiftedScenes.insert(id)
        }
    }
}

extension RegistrationAudit {
    /// What verdicts take from a scene.
    fileprivate enum Use: Hashable {
        /// The stated budget alone.
        case nothing
        case estimated(ShiftEstimate, withoutFootprint: [String: ShiftEstimate])
        case held(ShiftEstimate)
    }

    fileprivate func use(ofScene id: String) -> Use {
        guard let scene = scene(id) else { return .nothing }
        switch scene.status {
        case .notEstimable: return .nothing
        case .withinBudget: return .estimated(scene.shift, withoutFootprint: leaveOneOut(ofScene: id))
        case .beyondBudget: return .held(scene.shift)
        }
    }
}
