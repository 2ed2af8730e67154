/// The kinds of records that a profile can describe.
public enum ProfileKind: String, Sendable, Hashable, CaseIterable {
    case licences, footprints, zones, districts, scenes
    /// Dated events in the life of licences: a table; geometry is not looked at.
    case licenceEvents = "licence-events"
    /// Figures of the ledger: tables of quota, of monthly reports, of invoices.
    case quotas, reports, invoices
    /// Every other record of the ledger.
    case stock, separation, capacities, reserves, recoveries, facilities, trade, exports, seizures, taxes, recycled, permits, deposits
    case obligations, listings, members, land, yields, flows
    case exportLicences = "export-licences"
    case exportControls = "export-controls"

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
        case .scenes:
            [
                .sceneID, .part, .sensor, .source, .observedAt, .observedFrom, .observedTo, .period, .positionSigma, .detector,
                .detectorVersion, .content, .cloudShare,
            ]
        case .licenceEvents: [.licenceID, .event, .date, .until, .note]
        case .quotas: [.subject, .year, .tonnes, .unit, .issuedAt, .batch, .stage, .oreClass, .material, .withdrawn]
        case .reports: [.subject, .month, .year, .tonnes, .grade, .unit, .receivedAt, .stage, .oreClass, .material, .withdrawn]
        case .invoices:
            [.subject, .date, .month, .tonnes, .grade, .unit, .receivedAt, .number, .stage, .oreClass, .material, .withdrawn]
        default: entryAttributes
        }
    }

    /// The attribute that identifies a feature of this kind.
    public var identifier: Attribute {
        switch self {
        case .licences: .licenceID
        case .footprints: .footprintID
        case .zones: .zoneID
        case .districts: .districtID
        case .scenes: .sceneID
        case .licenceEvents: .licenceID
        case .quotas, .reports, .invoices: .subject
        default: entryAttributes.first ?? .subject
        }
    }

    /// Features of this kind are rows of a table: files need no geometry, and none is looked at.
    public var isTabular: Bool { self == .licenceEvents || isOfLedger }
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
    case sensor, detector
    case detectorVersion = "detector_version"
    /// Of a scene: `state` shows everything disturbed at the time, `change` only what is new in its period.
    case content
    /// Of a scene: the share that clouds hid, 0 to 1, where their outlines are not known.
    case cloudShare = "cloud_share"
    /// What a feature of a scene is: its `coverage`, or `clouds` that hid some of it.
    case part
    /// What happened to a licence.
    case event
    /// The day on which it happened.
    case date
    case note
    /// Of a figure: whom it speaks of, when, how much of what in which unit, and when it was received or issued.
    case subject, year, month, tonnes, unit, batch, number, stage, material, withdrawn
    case receivedAt = "received_at"
    case issuedAt = "issued_at"
    case oreClass = "ore_class"
    /// Of the ledger's other records.
    case facility, from, to, grade, recovery, flow, basis, enterprise, longitude, latitude, reporter, partner, direction, value, valuation
    case returned, place, paid, rate, permit, due, list, member, parent
    case tonnesPerYear = "tonnes_per_year"
    case hsCode = "hs_code"
    case reExportTonnes = "re_export_tonnes"
    case licenceNumber = "licence_number"
    case dueOn = "due_on"
    case paidOn = "paid_on"
    case doneOn = "done_on"
    case areaM2 = "area_m2"
    case memberKind = "member_kind"
    /// Of ground that was surveyed.
    case block, deposit, district, underground, signs
    case areaSigmaM2 = "area_sigma_m2"
    case clearViews = "clear_views"
    case workingSeen = "working_seen"
    case blockKnown = "block_known"
    case parentKind = "parent_kind"
    /// Of the yield of a district's ground.
    case tonnesPerHectare = "tonnes_per_hectare"
    case spread, mines
    case ownSpread = "own_spread"
    /// Of what was sold by whom to whom.
    case seller, buyer, product

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
        case .validFrom, .grantedOn, .enlargedOn, .since, .observedFrom, .date, .receivedAt, .issuedAt, .from, .dueOn, .paidOn, .doneOn:
            .firstDay
        case .validTo, .until, .observedTo, .to: .lastDay
        case .observedAt, .period, .month, .year: .period
        case .statedArea, .positionSigma, .digitisingSigma, .confidence, .cloudShare: .number
        default: .text
        }
    }

    /// The column that the attribute is read from without a profile, and written to: with its unit where it is a measure.
    public var columnName: String { self == .statedArea ? "stated_area_m2" : rawValue }
}
