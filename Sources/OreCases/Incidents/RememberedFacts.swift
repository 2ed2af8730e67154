/// What former incidents said of findings and scenes that are the same now as then.
struct RememberedFacts {
    private var sightings: [String: Incident.Sighting] = [:]
    /// Former incidents of which every finding is part of this one.
    private(set) var whole: [Incident] = []
    /// Positions of the findings that ``whole`` does not speak of; `nil`: all.
    private(set) var others: [Int]?

    /// Of nothing.
    init() {}

    /// What both lineages say of a scene: how many findings it has now, whose they were, and how many it had there.
    private struct SceneCount {
        var now = 0
        var then = 0
        /// The position of a former incident; below zero for several, or for none.
        var former: Int
    }

    /// - Complexity: O(members now and then).
    init(
        _ lineage: IncidentLineage, _ former: [(incident: Incident, lineage: IncidentLineage)], from library: any FindingLibrary
    ) {
        guard !former.isEmpty else { return }
        var incidents: [Int64: Int] = [:]
        incidents.reserveCapacity(former.reduce(0) { $0 + $1.lineage.members.count })
        for (number, old) in former.enumerated() { for member in old.lineage.members { incidents[member.finding] = number } }
        var scenes: [Int64: SceneCount] = [:]
        var kept = [Int](repeating: 0, count: former.count)
        let origins = lineage.members.map { member in
            let origin = incidents[member.finding] ?? -1
            if origin >= 0 { kept[origin] += 1 }
            var count = scenes[member.scene] ?? SceneCount(former: origin)
            count.now += 1
            if count.former != origin { count.former = -1 }
            scenes[member.scene] = count
            return origin
        }
        for (number, old) in former.enumerated() {
            for member in old.lineage.members where scenes[member.scene]?.former == number { scenes[member.scene]?.then += 1 }
        }
        // Both lineages are in canonical order, so that as many of one incident are the same.
        for (scene, count) in scenes where count.former >= 0 && count.now == count.then {
            let name = library.sceneName(scene)
            sightings[name] = former[count.former].incident.sightings.first { $0.kind == .seen && $0.scene == name }
        }
        let isWhole = former.indices.map { kept[$0] == former[$0].lineage.members.count }
        whole = former.indices.filter { isWhole[$0] }.map { former[$0].incident }
        others = origins.indices.filter { origins[$0] < 0 || !isWhole[origins[$0]] }
    }

    /// What was said of the scene; `nil` when it shows other findings now.
    func sighting(in scene: String) -> Incident.Sighting? { sightings[scene] }
}
