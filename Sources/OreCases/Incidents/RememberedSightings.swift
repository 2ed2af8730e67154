/// What former incidents said of scenes that show the same findings now as then.
struct RememberedSightings {
    private var sightings: [String: Incident.Sighting] = [:]

    /// Of nothing.
    init() {}

    /// - Parameter sceneName: the name of the scene of the member at a position of the new lineage.
    init(_ lineage: IncidentLineage, _ former: [(incident: Incident, lineage: IncidentLineage)], sceneName: (Int) -> String) {
        guard !former.isEmpty else { return }
        var numbers: [String: Int64] = [:]
        for (position, member) in lineage.members.enumerated() { numbers[sceneName(position)] = member.scene }
        let now = Self.findings(of: lineage)
        for (incident, old) in former {
            let then = Self.findings(of: old)
            for sighting in incident.sightings where sighting.kind == .seen {
                guard let number = numbers[sighting.scene], let findings = now[number], findings == then[number] else { continue }
                sightings[sighting.scene] = sighting
            }
        }
    }

    /// What was said of the scene; `nil` when it shows other findings now.
    func sighting(in scene: String) -> Incident.Sighting? { sightings[scene] }

    /// By scene, in canonical order.
    private static func findings(of lineage: IncidentLineage) -> [Int64: [Int64]] {
        Dictionary(grouping: lineage.members, by: \.scene).mapValues { $0.map(\.finding) }
    }
}
