public import OreCases
internal import OreDetection
internal import OreFeatures
public import OreGeometry
internal import OreLedger

/// An incident as lists and files carry it: with its ground and, where it was ranked, its place in the list of visits.
public struct IncidentListing: Sendable {
    public var incident: Incident
    /// Lon/lat degrees (see ``OreCases/IncidentOutlines/current(of:findings:engine:)``); `nil` gives a record without geometry.
    public var geometry: Geometry?
    /// From 1; `nil` when it was not ranked or no visit is due.
    public var place: Int?
    public var rank: IncidentRank?

    public init(_ incident: Incident, geometry: Geometry? = nil, place: Int? = nil, rank: IncidentRank? = nil) {
        (self.incident, self.geometry, self.place, self.rank) = (incident, geometry, place, rank)
    }
}

/// The columns of an incident, in the order in which every format carries them. The raw value is the published name.
public enum IncidentField: String, Sendable, Hashable, CaseIterable {
    case handle, state, verdict, certainty, probability, severity, rules
    case area = "area_m2"
    case areaBeyondTolerance = "area_beyond_tolerance_m2"
    case maximumArea = "maximum_area_m2"
    case growth = "growth_m2_per_year"
    case firstSeen = "first_seen"
    case lastSeen = "last_seen"
    case onsetAfter = "onset_after"
    case onsetSeenBy = "onset_seen_by"
    case lastEvent = "last_event"
    case lastEventDay = "last_event_on"
    case seen = "scenes_seen"
    case clear = "scenes_clear"
    case cloudy = "scenes_cloudy"
    case unsuspected = "scenes_unsuspected"
    case findings
    case holder, group, district
    case licenceIDs = "licence_ids"
    case nearestLicenceID = "nearest_licence_id"
    case zoneIDs = "zone_ids"
    case assignee = "assigned_to"
    case place = "rank"
    case expectedArea = "expected_area_m2"
    case labelPoint = "label_point"
    case scenes
    case aliases
    case earliestFindingID = "earliest_finding_id"
    case subject
    case subjectKind = "subject_kind"
    case firstYear = "first_year"
    case lastYear = "last_year"
    case excess = "excess_t"
}

extension IncidentField {
    func value(of listing: IncidentListing) -> FieldValue {
        let incident = listing.incident
        switch self {
        case .handle: return .text(incident.handle)
        case .state: return .text(incident.state.rawValue)
        case .verdict: return .text(incident.verdict.rawValue)
        case .certainty: return .text(incident.certainty.rawValue)
        case .probability: return Self.number(incident.probability, 4)
        case .severity: return .integer(incident.severity)
        case .rules: return .texts(incident.rules.map(\.rawValue))
        case .area: return Self.number(incident.area, 3)
        case .areaBeyondTolerance: return Self.number(incident.areaBeyondTolerance, 3)
        case .maximumArea: return Self.number(incident.maximumArea, 3)
        case .growth: return Self.number(incident.growthPerYear, 3)
        case .firstSeen, .lastSeen, .onsetAfter, .onsetSeenBy, .lastEventDay: return Self.text(day(of: incident)?.description)
        case .lastEvent: return Self.text(incident.events.last?.kind.rawValue)
        case .seen: return Self.count(of: .seen, incident)
        case .clear: return Self.count(of: .clear, incident)
        case .cloudy: return Self.count(of: .cloudy, incident)
        case .unsuspected: return Self.count(of: .unsuspected, incident)
        case .findings: return .integer(incident.findingIDs.count)
        case .holder: return Self.text(incident.holder)
        case .group: return Self.text(incident.group)
        case .district: return Self.text(incident.district)
        case .licenceIDs: return .texts(incident.licenceIDs)
        case .nearestLicenceID: return Self.text(incident.nearestLicenceID)
        case .zoneIDs: return .texts(incident.zoneIDs)
        case .assignee: return Self.text(incident.assignee)
        case .place: return listing.place.map { .integer($0) } ?? .none
        case .expectedArea: return Self.number(listing.rank?.expectedArea, 3)
        case .labelPoint: return incident.labelPoint.map { .numbers([$0.x, $0.y], decimals: 7) } ?? .none
        case .scenes: return .texts(incident.scenes)
        case .aliases: return .texts(incident.aliases)
        case .earliestFindingID: return .text(incident.earliestFindingID)
        case .subject: return Self.text(incident.subject?.name)
        case .subjectKind: return Self.text(incident.subject.map { "\($0.kind)" })
        case .firstYear: return incident.subject.map { .integer(Int($0.years.lowerBound)) } ?? .none
        case .lastYear: return incident.subject.map { .integer(Int($0.years.upperBound)) } ?? .none
        case .excess: return Self.text(incident.subject?.excess?.description)
        }
    }

    /// The day of a field that is one; `nil` for others and where there is none.
    func day(of incident: Incident) -> Day? {
        switch self {
        case .firstSeen: incident.firstSeen
        case .lastSeen: incident.lastSeen
        case .onsetAfter: incident.onset.after
        case .onsetSeenBy: incident.onset.seenBy
        case .lastEventDay: incident.events.last?.day
        default: nil
        }
    }

    var isDay: Bool {
        switch self {
        case .firstSeen, .lastSeen, .onsetAfter, .onsetSeenBy, .lastEventDay: true
        default: false
        }
    }

    private static func count(of kind: Incident.Sighting.Kind, _ incident: Incident) -> FieldValue {
        .integer(incident.sightings.count { $0.kind == kind })
    }

    private static func text(_ value: String?) -> FieldValue { value.map { .text($0) } ?? .none }

    private static func number(_ value: Double?, _ decimals: Int) -> FieldValue {
        value.map { $0.isFinite ? .number($0, decimals: decimals) : .none } ?? .none
    }
}
