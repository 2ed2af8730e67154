import OreCases
import OreGeometry
import OreReporting

/// Finds the incidents at a place. Their outlines are made from findings only where their boxes leave it open whether they lie there.
struct IncidentSearch {
    let store: any WatchRepository
    let place: PlaceQuery
    private let test: PlaceTest
    private let engine = TopologyEngine()

    init(_ store: any WatchRepository, _ place: PlaceQuery) { (self.store, self.place, test) = (store, place, place.test()) }

    /// - Parameters:
    ///   - isSorted: by `order` even where the place offers the distance.
    ///   - limit: `nil`: all.
    func incidents(_ filter: CaseFilter, sortedBy order: Ordering<IncidentOrder>, isSorted: Bool, limit: Int?) throws -> [Incident] {
        var filter = filter
        (filter.box, filter.boxes) = (place.box, place.boxes)
        if place.hasDistance && !isSorted { return try nearest(filter, limit) }
        var found: [Incident] = []
        var (offset, page) = (0, limit.map { $0 + 16 })
        while true {
            let some = try store.incidents(filter, sortedBy: order, offset: offset, limit: page)
            for incident in some where try isThere(incident) {
                found.append(incident)
                if found.count == limit { return found }
            }
            guard let size = page, some.count == size else { return found }
            (offset, page) = (offset + size, size * 4)
        }
    }

    private func isThere(_ incident: Incident) throws -> Bool {
        if place.holds(incident.envelope) { return true }
        return try distance(incident) != nil
    }

    private func distance(_ incident: Incident) throws -> Double? {
        let outline = try IncidentLister.outline(incident, store, engine)
        return test.distance(of: Record([], geometry: outline, point: incident.labelPoint))
    }

    /// None is nearer than its box: once enough are known to be nearer than the next box, the rest need not be measured.
    private func nearest(_ filter: CaseFilter, _ limit: Int?) throws -> [Incident] {
        let candidates = try store.incidents(filter).map { (bound: place.distance(toBox: $0.envelope), incident: $0) }
            .sorted { ($0.bound, $0.incident.handle) < ($1.bound, $1.incident.handle) }
        var found: [(metres: Double, incident: Incident)] = []
        for candidate in candidates {
            if let limit, found.count >= limit, found[limit - 1].metres < candidate.bound { break }
            guard let metres = try distance(candidate.incident) else { continue }
            let key = (metres, candidate.incident.handle)
            let at = found.firstIndex { key < ($0.metres, $0.incident.handle) } ?? found.endIndex
            found.insert((metres, candidate.incident), at: at)
        }
        return found.prefix(limit ?? .max).map(\.incident)
    }
}
