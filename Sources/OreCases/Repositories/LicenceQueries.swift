public import OreDetection
public import OreFeatures
public import OreGeometry

/// What a list of licences is narrowed to. Every member that is set must hold; `nil` and empty do not narrow.
public struct LicenceFilter: Sendable, Hashable {
    /// Parts of texts, whatever the case of letters; whole characters are compared, however they are composed.
    public var holder: String?
    public var group: String?
    public var mineral: String?
    public var method: String?
    /// Square metres on the ellipsoid; what has no area counts as 0.
    public var minimumArea: Double?
    public var maximumArea: Double?
    /// Only those without polygons.
    public var isNotSpatial = false
    /// Leaves out those that were not in force on the day by what they state themselves: their term does not hold it, and they have no event,
    /// by which they might be. Whether those that stay were in force is for their timelines to say.
    public var termHolds: Day?
    /// The box of its geometry meets this one, lon/lat.
    public var box: Envelope?
    /// Meets one of these boxes, which all lie in ``box``; empty: wherever.
    public var boxes: [Envelope] = []

    public init() {}

    /// All but the box.
    /// - Parameter area: only asked for when it matters.
    public func admits(_ licence: Licence, area: () -> Double?) -> Bool {
        guard FilterRules.has(licence.holder, holder), FilterRules.has(licence.group, group), FilterRules.has(licence.mineral, mineral),
            FilterRules.has(licence.method, method), !isNotSpatial || area() == nil
        else { return false }
        if let day = termHolds, licence.events.isEmpty, licence.validFrom ?? day > day || licence.validTo ?? day < day { return false }
        return FilterRules.admits(area: area, from: minimumArea, to: maximumArea)
    }
}

/// In which order licences are listed; equal ones by id. Named as the published fields are.
public enum LicenceOrder: String, Sendable, Hashable, CaseIterable {
    case licence = "licence_id"
    case holder, group, mineral, method, status, capacity
    case validFrom = "valid_from"
    case validTo = "valid_to"
    case area = "area_m2"
}

/// Areas of stored geometries on the ellipsoid of WGS 84.
public enum StoredArea {
    private static let measure = EllipsoidalArea(.wgs84)

    /// Square metres; `nil` for what is no polygon.
    public static func of(_ geometry: Geometry?) -> Double? {
        guard let geometry, geometry.kind.isPolygonal else { return nil }
        return measure.area(of: geometry)
    }
}
