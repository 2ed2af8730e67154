public import OreDetection
public import OreFeatures
public import OreGeometry

/// What a list of footprints is narrowed to. Every member that is set must hold; `nil` and empty do not narrow.
public struct FootprintFilter: Sendable, Hashable {
    /// Exactly this one, stated or derived.
    public var scene: String?
    /// Parts of texts, whatever the case of letters.
    public var footprintClass: String?
    public var source: String?
    /// Observed (in any part) on or after, on or before.
    public var from: Day?
    public var to: Day?
    public var minimumConfidence: Double?
    /// Square metres on the ellipsoid; what has no area counts as 0.
    public var minimumArea: Double?
    public var maximumArea: Double?
    /// Meets this box, lon/lat.
    public var box: Envelope?
    /// Meets one of these boxes, which all lie in ``box``; empty: wherever.
    public var boxes: [Envelope] = []

    public init() {}

    /// What attributes decide, but for the scene.
    public func admits(_ footprint: Footprint) -> Bool {
        admits(footprintClass: footprint.footprintClass, source: footprint.source) && admitsNumbers(of: footprint)
    }

    /// What texts decide.
    public func admits(footprintClass: String?, source: String?) -> Bool {
        FilterRules.has(footprintClass, self.footprintClass) && FilterRules.has(source, self.source)
    }

    /// What days and the confidence decide.
    public func admitsNumbers(of footprint: Footprint) -> Bool {
        if let minimumConfidence, (footprint.confidence ?? -1) < minimumConfidence { return false }
        if let from {
            guard let observed = footprint.observed, observed.to >= from else { return false }
        }
        if let to {
            guard let observed = footprint.observed, observed.from <= to else { return false }
        }
        return true
    }

    /// - Parameter area: only asked for when it matters.
    public func admits(area: () -> Double?) -> Bool {
        FilterRules.admits(area: area, from: minimumArea, to: maximumArea)
    }
}

/// In which order footprints are listed; equal ones as the store holds them. Named as the published fields are.
public enum FootprintOrder: String, Sendable, Hashable, CaseIterable {
    case footprint = "footprint_id"
    case scene = "scene_id"
    case observedFrom = "observed_from"
    case observedTo = "observed_to"
    case footprintClass = "class"
    case confidence, source
    case area = "area_m2"
}
