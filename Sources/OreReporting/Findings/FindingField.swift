internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// The columns of a finding, in the order in which every format carries them. The raw value is the published name.
public enum FindingField: String, Sendable, Hashable, CaseIterable {
    case id, rule, verdict, probability, reasons, severity
    case footprintID = "footprint_id"
    case observedAt = "observed_at"
    case observedFrom = "observed_from"
    case observedTo = "observed_to"
    case footprintClass = "class"
    case confidence
    case licenceIDs = "licence_ids"
    case otherLicenceIDs = "other_licence_ids"
    case nearestLicenceID = "nearest_licence_id"
    case nearestLicenceMetres = "nearest_licence_m"
    case holder
    case zoneID = "zone_id"
    case district
    case area = "area_m2"
    case footprintArea = "footprint_area_m2"
    case outsideArea = "outside_area_m2"
    case outsideAreaBeyondTolerance = "outside_area_beyond_tolerance_m2"
    case outsideAreaInterval = "outside_area_interval_m2"
    case maximumDepth = "max_depth_m"
    case tolerance = "tolerance_m"
    case labelPoint = "label_point"
}

/// The value of one field of one finding.
enum FieldValue: Hashable {
    case none
    case text(String)
    case integer(Int)
    /// With the number of decimals that every format writes.
    case number(Double, decimals: Int)
    case texts([String])
    case numbers([Double], decimals: Int)
}

extension FindingField {
    func value(of finding: Finding) -> FieldValue {
        switch self {
        case .id: .text(finding.id)
        case .rule: .text(finding.rule.rawValue)
        case .verdict: .text(finding.verdict.rawValue)
        case .probability: Self.number(finding.probability, 4)
        case .reasons: .texts(finding.reasons.map(\.rawValue))
        case .severity: .integer(finding.severity)
        case .footprintID: .text(finding.footprintID)
        case .observedAt: Self.text(finding.observedAt?.description)
        case .observedFrom: Self.text(finding.observedFrom?.description)
        case .observedTo: Self.text(finding.observedTo?.description)
        case .footprintClass: Self.text(finding.footprintClass)
        case .confidence: Self.number(finding.confidence, 6)
        case .licenceIDs: .texts(finding.licenceIDs)
        case .otherLicenceIDs: .texts(finding.otherLicenceIDs)
        case .nearestLicenceID: Self.text(finding.nearestLicenceID)
        case .nearestLicenceMetres: Self.number(finding.nearestLicenceMetres, 3)
        case .holder: Self.text(finding.holder)
        case .zoneID: Self.text(finding.zoneID)
        case .district: Self.text(finding.district)
        case .area: Self.number(finding.area, 3)
        case .footprintArea: Self.number(finding.footprintArea, 3)
        case .outsideArea: Self.number(finding.outsideArea, 3)
        case .outsideAreaBeyondTolerance: Self.number(finding.outsideAreaBeyondTolerance, 3)
        case .outsideAreaInterval: finding.outsideAreaInterval.map { .numbers([$0.lowerBound, $0.upperBound], decimals: 3) } ?? .none
        case .maximumDepth: Self.number(finding.maximumDepthMetres, 3)
        case .tolerance: Self.number(finding.toleranceMetres, 3)
        case .labelPoint: finding.labelPoint.map { .numbers([$0.x, $0.y], decimals: 7) } ?? .none
        }
    }

    private static func text(_ value: String?) -> FieldValue { value.map { .text($0) } ?? .none }

    private static func number(_ value: Double?, _ decimals: Int) -> FieldValue {
        value.map { $0.isFinite ? .number($0, decimals: decimals) : .none } ?? .none
    }
}
