public import OreDetection

/// A finding as incidents see it: with the scene it was made on. Its geometry is the row of the same number in the columns beside it.
public struct CaseFinding: Sendable, Hashable {
    public var finding: Finding
    /// Name of the scene: stated, or derived from source and period.
    public var scene: String
    /// Group (enterprise group) of ``Finding/holder``'s licence, where the register names one.
    public var group: String?

    public init(finding: Finding, scene: String, group: String? = nil) {
        self.finding = finding
        self.scene = scene
        self.group = group
    }
}
