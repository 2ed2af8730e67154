/// The sides of a detection run that a profile can describe.
public enum ProfileKind: String, Sendable, Hashable, CaseIterable {
    case licences, footprints, zones, districts

    /// The attributes that a profile of this kind may fill, the identifier first.
    public var attributes: [Attribute] {
        switch self {
        case .licences:
            [
                .licenceID, .holder, .group, .name, .mineral, .method, .status, .capacity, .validFrom, .validTo, .grantedOn, .enlargedOn,
                .statedArea, .positionSigma,
            ]
        case .footprints:
            [
                .footprintID, .sceneID, .observedAt, .observedFrom, .observedTo, .period, .source, .classification, .confidence,
                .positionSigma,
                .digitisingSigma,
            ]
        case .zones: [.zoneID, .name, .zoneKind, .authority, .since, .until]
        case .districts: [.districtID, .name]
        }
    }

    /// The attribute that identifies a feature of this kind.
    public var identifier: Attribute {
        switch self {
        case .licences: .licenceID
        case .footprints: .footprintID
        case .zones: .zoneID
        case .districts: .districtID
        }
    }
}

/// The attributes that detection works with, by their fixed names.
public enum Attribute: String, Sendable, Hashable, CaseIterable {
    case licenceID = "licence_id"
    case holder, group, mineral, method, status, capacity
    case validFrom = "valid_from"
    case validTo = "valid_to"
    /// The day of the decision; the term may begin later.
    case grantedOn = "granted_on"
    /// The last day on which the licence's boundary was enlarged.
    case enlargedOn = "enlarged_on"
    /// The area that the licence states; square metres unless the profile names another unit.
    case statedArea = "stated_area"
    /// Metres, 1 sigma per axis.
    case positionSigma = "position_sigma_m"
    case footprintID = "footprint_id"
    case sceneID = "scene_id"
    case observedAt = "observed_at"
    case observedFrom = "observed_from"
    case observedTo = "observed_to"
    /// One column that gives both ends of the observation period (2018; 2025-Q2).
    case period
    case source
    case classification = "class"
    case confidence
    /// Metres, 1 sigma.
    case digitisingSigma = "digitising_sigma_m"
    case zoneID = "zone_id"
    case zoneKind = "kind"
    case name, authority, since, until
    case districtID = "district_id"

    /// What a value of the attribute is.
    public enum ValueType: Sendable, Hashable {
        case text, number
        /// A day; a period given for it means its first day.
        case firstDay
        /// A day; a period given for it means its last day.
        case lastDay
        case period
    }

    public var valueType: ValueType {
        switch self {
        case .validFrom, .grantedOn, .enlargedOn, .since, .observedFrom: .firstDay
        case .validTo, .until, .observedTo: .lastDay
        case .observedAt, .period: .period
        case .statedArea, .positionSigma, .digitisingSigma, .confidence: .number
        default: .text
        }
    }

    /// The column that the attribute is read from without a profile, and written to: with its unit where it is a measure.
    public var columnName: String { self == .statedArea ? "stated_area_m2" : rawValue }
}
