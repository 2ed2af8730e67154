public import OreDetection
public import OreFeatures
public import OreGeometry
public import OreLedger

/// One place under suspicion through time: all findings that touch it, whatever scene and rule they come from.
///
/// A value computed from findings, scenes and decisions alone (see ``IncidentBuilder``): the order in which they arrived cannot matter.
public struct Incident: Sendable, Hashable {
    /// `OW-7K3M-Q2XA`: from the id of the earliest finding. The handle of every other member is an alias of the incident.
    public var handle: String
    /// Handles under which it was known while later findings were its earliest, or before it was joined with another.
    public var aliases: [String] = []
    /// The finding that the handle comes from.
    public var earliestFindingID: String

    /// Rules that suspect it now or did, in the order of ``SuspectedRule``: all over land, or all over figures.
    public var rules: [SuspectedRule] = []
    /// Whom figures speak of; `nil`: it is a place that findings over land speak of.
    public var subject: Subject?
    /// The strongest verdict of its latest sighting; of all that stand, where scenes show changes only (so below).
    public var verdict: Verdict
    public var certainty = Certainty.provisional
    public var state = State.open
    /// 0...100: the highest severity of its latest sighting.
    public var severity = 0
    /// The highest stated probability of its latest sighting; `nil` where none is stated.
    public var probability: Double?

    /// What every scene says of the place, in order of time.
    public var sightings: [Sighting] = []
    public var events: [IncidentEvent] = []
    /// When the working began, as far as clear views tell.
    public var onset: Onset
    public var firstSeen: Day?
    public var lastSeen: Day?

    /// Suspected area at the last sighting (for scenes that show changes only: of the ground they outlined up to it), square metres, ellipsoidal.
    public var area = 0.0
    public var maximumArea = 0.0
    /// What of the last sighting lies beyond the position tolerance, square metres; `nil` where no finding of it states that.
    public var areaBeyondTolerance: Double?
    /// Square metres per year over the last sightings; `nil` with fewer than two.
    public var growthPerYear: Double?

    /// Those that its findings are judged against, then others near by; each part in order.
    public var licenceIDs: [String] = []
    /// How many of ``licenceIDs``, from the first, its findings are judged against.
    public var judgedLicenceCount = 0
    public var nearestLicenceID: String?
    public var holder: String?
    public var group: String?
    public var zoneIDs: [String] = []
    public var district: String?
    public var scenes: [String] = []
    public var envelope: Envelope
    /// Inside the latest geometry.
    public var labelPoint: Coordinate?
    /// Who looks at it, by the last `assign` decision.
    public var assignee: String?
    /// Members, in canonical order (day, then id).
    public var findingIDs: [String] = []

    public init(earliestFindingID: String, handle: String, verdict: Verdict, onset: Onset, envelope: Envelope) {
        self.earliestFindingID = earliestFindingID
        self.handle = handle
        self.verdict = verdict
        self.onset = onset
        self.envelope = envelope
    }

    /// Whom figures speak of, and what they say.
    public struct Subject: Sendable, Hashable {
        public var name: String
        public var kind: SubjectKind
        public var family: FiguresFamily
        /// Of its findings, without a gap.
        public var years: ClosedRange<Int32>
        /// Tonnes beyond what was allowed, of each year the most that a rule states, added up; `nil` where no rule states any.
        public var excess: Tonnes?
        public var material = MaterialKind.oxide

        public init(name: String, kind: SubjectKind, family: FiguresFamily, years: ClosedRange<Int32>, excess: Tonnes? = nil) {
            (self.name, self.kind, self.family, self.years, self.excess) = (name, kind, family, years, excess)
        }

        /// 192 square metres a tonne, within the 160 to 200 of open pools (`GeoData/reference/yield-model.csv`): fixed, so that extents stay comparable.
        public static let squareMetresPerTonne = 10_000.0 / 52

        /// The leached ground that the tonnes beyond stand for, square metres, so that a visit to it compares with others; `nil` without such
        /// tonnes, and for what is not counted in oxide.
        public var equivalentArea: Double? {
            guard let excess, material == .oxide else { return nil }
            return max(0, Double(excess.thousandths) / 1000 * Self.squareMetresPerTonne)
        }
    }

    /// What a decision remembers to tell later whether it has grown: its area, or what its tonnes stand for. Square metres.
    public var extent: Double { subject == nil ? area : subject?.equivalentArea ?? 0 }

    /// How well the observations support it; nothing to do with legality.
    public enum Certainty: String, Sendable, Hashable, CaseIterable {
        /// One sighting so far, or sightings of one scene only.
        case provisional
        /// Seen again on a later day, or by an independent sensor.
        case confirmed
    }

    /// Where it stands at the desk.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case open
        /// A person confirmed the suspicion.
        case confirmed
        /// A person dismissed it as a false alarm.
        case dismissed
        /// Dismissed, and grown since beyond the stated factor: to be looked at again.
        case returned
        /// No longer supported by any finding (its scene was corrected, a licence was found).
        case withdrawn
    }

    /// The first day on which the working can have begun and the first on which it was seen.
    public struct Onset: Sendable, Hashable {
        /// The last clear view without it; `nil`: never seen clear before, so it may be an old scar.
        public var after: Day?
        /// The first sighting; `nil` for undated findings.
        public var seenBy: Day?
        public init(after: Day?, seenBy: Day?) { (self.after, self.seenBy) = (after, seenBy) }
        /// Nobody had looked before it was first seen: it may be older than any date in question.
        public var mayBeOldScar: Bool { after == nil }
    }

    /// What one scene says of the place.
    public struct Sighting: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case seen
            /// The scene covers the place, no cloud hides it, and nothing was outlined.
            case clear
            /// Covered, but hidden by clouds (more than half of the place).
            case cloudy
            /// The scene outlined something there that no rule suspects: the working is there, but a licence or zone had changed.
            case unsuspected
        }
        public var scene: String
        public var period: ObservationPeriod?
        public var sensor: String?
        public var kind: Kind
        /// Whether ``area`` is all that there was to see, or what was new and adds to the area before.
        public var content = SceneContent.state
        /// Area of the union of its findings' geometries, square metres; 0 unless seen.
        public var area: Double
        /// What was suspected of the place after it, square metres: its own area; where it shows changes, the area of the ground that it and
        /// the sightings before it outline together. 0 unless seen.
        public var standingArea: Double
        /// Disjoint parts seen.
        public var parts: Int
        public init(scene: String, period: ObservationPeriod?, sensor: String?, kind: Kind, area: Double, parts: Int) {
            (self.scene, self.period, self.sensor, self.kind, self.area, self.parts) = (scene, period, sensor, kind, area, parts)
            standingArea = area
        }
    }
}

/// Something that happened to an incident, with areas in square metres.
public struct IncidentEvent: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case appeared, grown, shrunk, split, merged, gone, reappeared
    }
    public var kind: Kind
    public var day: Day?
    public var scene: String
    public var areaBefore: Double
    public var areaAfter: Double
    /// For `split` and `merged`: how many parts became how many.
    public var partsBefore: Int
    public var partsAfter: Int
    /// For `merged`: the handles of the incidents that were joined.
    public var handles: [String]

    public init(
        _ kind: Kind, day: Day?, scene: String, areaBefore: Double, areaAfter: Double, partsBefore: Int = 0, partsAfter: Int = 0,
        handles: [String] = []
    ) {
        (self.kind, self.day, self.scene, self.areaBefore, self.areaAfter) = (kind, day, scene, areaBefore, areaAfter)
        (self.partsBefore, self.partsAfter, self.handles) = (partsBefore, partsAfter, handles)
    }
}
