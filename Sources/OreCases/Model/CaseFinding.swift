public import OreDetection

/// A finding as incidents see it: with the scene it was made on. Its geometry is the row of the same number in the columns beside it.
public struct CaseFinding: Sendable, Hashable {
    public var finding: Finding
    /// Name of the scene: stated, or derived from source and period.
    public var scene: String
    /// Group (enterprise group) of ``Finding/holder``'s licence, where the register names one.
    public var group: String?

    /// The same for findings of one footprint and for no others of its scene, where ids repeat; `nil`: the footprint's id tells.
    public var footprint: Int64?

    public init(finding: Finding, scene: String, group: String? = nil, footprint: Int64? = nil) {
        self.finding = finding
        self.scene = scene
        self.group = group
        self.footprint = footprint
    }

    /// Tells the footprints of one scene apart.
    struct FootprintName: Hashable {
        var id: String
        var number: Int64?
    }

    var footprintName: FootprintName { FootprintName(id: finding.footprintID, number: footprint) }
}
