internal import OreDetection
internal import OreFeatures
public import OreGeometry

/// The ground that an incident's findings outline, for maps and exports; lon/lat degrees.
public enum IncidentOutlines {
    /// What one scene showed.
    public struct Outline: Sendable, Hashable {
        public var sighting: Incident.Sighting
        public var geometry: Geometry

        public init(sighting: Incident.Sighting, geometry: Geometry) { (self.sighting, self.geometry) = (sighting, geometry) }
    }

    /// The outline of every seen sighting, in order of time. Sightings whose findings have no geometry are left out.
    /// - Throws: ``OreGeometry/TopologyError`` when findings of one scene cannot be united by any noding strategy.
    public static func sightings(
        of incident: Incident, findings: [StoredFinding], engine: TopologyEngine
    ) throws(TopologyError) -> [Outline] {
        let byScene = Dictionary(grouping: findings, by: \.scene)
        var result: [Outline] = []
        for sighting in incident.sightings where sighting.kind == .seen {
            guard let geometry = try union(of: (byScene[sighting.scene] ?? []).compactMap(\.geometry), engine) else { continue }
            result.append(Outline(sighting: sighting, geometry: geometry))
        }
        return result
    }

    /// The ground suspected now: what the last sighting showed; where scenes show changes only, what all of them since the last complete one
    /// showed together. `nil` when no finding has a geometry.
    public static func current(
        of incident: Incident, findings: [StoredFinding], engine: TopologyEngine
    ) throws(TopologyError) -> Geometry? {
        var scenes: Set<String> = []
        for sighting in incident.sightings where sighting.kind == .seen {
            if sighting.content == .state { scenes.removeAll() }
            scenes.insert(sighting.scene)
        }
        return try union(of: findings.filter { scenes.contains($0.scene) }.compactMap(\.geometry), engine)
    }

    private static func union(of geometries: [Geometry], _ engine: TopologyEngine) throws(TopologyError) -> Geometry? {
        var distinct: [Geometry] = []
        for geometry in geometries where !geometry.isEmpty && !distinct.contains(geometry) { distinct.append(geometry) }
        guard distinct.count > 1 else { return distinct.first }
        let polygons = try engine.unaryUnion(distinct).polygons
        switch polygons.count {
        case 0: return nil
        case 1: return .polygon(polygons[0])
        default: return .multiPolygon(MultiPolygon(polygons))
        }
    }
}
