internal import OreDetection
internal import OreFeatures

/// What the views of an incident add up to through time: running area, events, onset, certainty. Pure.
struct IncidentHistory {
    private let settings: IncidentSettings
    private(set) var events: [IncidentEvent] = []
    /// After each seen, dated view.
    private(set) var steps: [GrowthSeries.Step] = []
    private(set) var area = 0.0
    private(set) var maximumArea = 0.0

    /// The area that the next sighting is compared with: that of the last event, so that slow growth adds up to one.
    private var reference: Double?
    /// Of the last state sighting.
    private var parts: Int?
    private var isGone = false

    /// - Parameters:
    ///   - views: in order of time.
    ///   - merges: by scene, the handles of incidents that a finding of it made one.
    init(_ views: [SceneView], merges: [String: [String]], settings: IncidentSettings) {
        self.settings = settings
        for (index, view) in views.enumerated() {
            switch view.sighting.kind {
            case .seen: see(view, joined: merges[view.sighting.scene])
            case .clear: miss(view, among: views, index)
            case .cloudy, .unsuspected: break
            }
        }
    }

    private mutating func see(_ view: SceneView, joined: [String]?) {
        let sighting = view.sighting
        let before = area
        area = sighting.standingArea
        maximumArea = max(maximumArea, area)
        let partsBefore = view.sighting.content == .state ? parts : nil
        if let day = sighting.period?.to { steps.append(GrowthSeries.Step(day: day, area: area)) }
        if reference == nil {
            add(.appeared, sighting, from: 0)
        } else if isGone {
            add(.reappeared, sighting, from: 0)
        } else {
            compare(sighting, before: before, partsBefore: partsBefore, joined: joined)
        }
        if let joined, reference != nil { addMerge(sighting, before: before, joined) }
        if reference == nil || isGone { reference = area }
        isGone = false
        if view.sighting.content == .state { parts = sighting.parts }
    }

    private mutating func compare(_ sighting: Incident.Sighting, before: Double, partsBefore: Int?, joined: [String]?) {
        guard let reference else { return }
        let margin = settings.unchangedShare * reference
        if area > reference + margin {
            add(.grown, sighting, from: reference)
            self.reference = area
        } else if area < reference - margin {
            add(.shrunk, sighting, from: reference)
            self.reference = area
        }
        guard let partsBefore, partsBefore != sighting.parts, joined == nil else { return }
        let kind: IncidentEvent.Kind = sighting.parts > partsBefore ? .split : .merged
        events.append(
            IncidentEvent(
                kind, day: sighting.period?.to, scene: sighting.scene, areaBefore: before, areaAfter: area, partsBefore: partsBefore,
                partsAfter: sighting.parts))
    }

    private mutating func addMerge(_ sighting: Incident.Sighting, before: Double, _ handles: [String]) {
        events.append(
            IncidentEvent(
                .merged, day: sighting.period?.to, scene: sighting.scene, areaBefore: before, areaAfter: area,
                partsBefore: handles.count, partsAfter: 1, handles: handles))
    }

    /// Nothing was outlined on a clear view. A scene that shows changes only says nothing about what was there before, and a place seen on the
    /// same last day by another scene is not gone.
    private mutating func miss(_ view: SceneView, among views: [SceneView], _ index: Int) {
        guard view.sighting.content == .state, let day = view.sighting.period?.to, reference != nil, !isGone else { return }
        guard view.isEmptied(among: views) else { return }
        isGone = true
        events.append(IncidentEvent(.gone, day: day, scene: view.sighting.scene, areaBefore: area, areaAfter: 0))
    }

    private mutating func add(_ kind: IncidentEvent.Kind, _ sighting: Incident.Sighting, from before: Double) {
        events.append(IncidentEvent(kind, day: sighting.period?.to, scene: sighting.scene, areaBefore: before, areaAfter: area))
    }
}

extension IncidentHistory {
    /// The last clear view before the first sighting. A scene of changes compared with the ground as it was before its period: that is a clear
    /// view of the day before.
    static func onset(_ views: [SceneView]) -> Incident.Onset {
        guard let first = views.first(where: { $0.sighting.kind == .seen }), let seen = first.sighting.period else {
            return Incident.Onset(after: nil, seenBy: nil)
        }
        var after: Day?
        for view in views where view.sighting.kind == .clear && view.sighting.content == .state {
            guard let day = view.sighting.period?.to, day < seen.to else { continue }
            after = max(after ?? day, day)
        }
        if first.sighting.content == .change {
            let day = Day(daysSince1970: seen.from.daysSince1970 - 1)
            after = max(after ?? day, day)
        }
        return Incident.Onset(after: after, seenBy: seen.to)
    }

    /// Confirmed by sightings on different days, or by different sensors.
    static func certainty(_ views: [SceneView], _ settings: IncidentSettings) -> Incident.Certainty {
        var days: Set<Day> = []
        var sensors: Set<String> = []
        for view in views where view.sighting.kind == .seen {
            if let day = view.sighting.period?.to { days.insert(day) }
            if let sensor = view.sighting.sensor { sensors.insert(sensor) }
        }
        return days.count >= settings.confirmingDays || sensors.count >= settings.confirmingSensors ? .confirmed : .provisional
    }
}
