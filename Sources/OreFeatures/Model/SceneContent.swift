/// What the footprints of a scene show.
public enum SceneContent: String, Sendable, Hashable, CaseIterable {
    /// Everything disturbed at the time: a later scene shows the same pit again, grown or not.
    case state
    /// Only what was newly disturbed within the scene's period: the ground of successive scenes adds up.
    case change
}
