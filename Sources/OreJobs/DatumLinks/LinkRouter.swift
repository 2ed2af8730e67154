internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// Takes each feature through the datum link whose area it lies in. Confined to one worker.
///
/// A feature belongs to the first link whose area holds all its positions. One that no area holds keeps the unknown shift: parameters say nothing
/// outside the area they were made for.
struct LinkRouter {
    let links: [DatumLink]
    let ways: [CoordinateTransform]
    let unknown: CoordinateTransform
    private let toDegrees: CoordinateTransform

    /// - Parameter links: those that do not lead from `source` to `target` are left out.
    init(
        _ links: [DatumLink], from source: CoordinateReferenceSystem, to target: CoordinateReferenceSystem, context: ReferencingContext
    ) throws(ReferencingError) {
        var fitting: [DatumLink] = []
        var ways: [CoordinateTransform] = []
        for link in links {
            guard let way = try context.transform(from: source, to: target, through: link) else { continue }
            fitting.append(link)
            ways.append(way)
        }
        (self.links, self.ways) = (fitting, ways)
        unknown = try context.transform(from: source, to: target)
        toDegrees = try context.transform(from: source, to: context.geographic(of: source))
    }

    /// The link of each row, by its place in the reference's list; `nil` outside every area, and for rows without positions.
    func routes(of columns: GeometryColumns) -> [Int?] {
        var degrees = columns
        _ = toDegrees.applyToSound(&degrees, maximumDeviationMetres: nil)
        return (0..<columns.count).map { row in
            let positions = degrees.coordinates[degrees.positions(of: row)]
            guard !positions.isEmpty else { return nil }
            return links.indices.first { link in positions.allSatisfy { links[link].area.contains($0) } }
        }
    }

    /// Moves every row along its route. Rows without an image lose their positions and are returned with the reason.
    func apply(
        to columns: inout GeometryColumns, routes: [Int?], maximumDeviationMetres: Double? = 0.01
    ) -> [(row: Int, reason: String)] {
        guard Set(routes).count > 1 else {
            let way = routes.first.flatMap(\.self).map { ways[$0] } ?? unknown
            return way.applyToSound(&columns, maximumDeviationMetres: maximumDeviationMetres).map { ($0.feature, "\($0.fault)") }
        }
        var parts: [Int?: GeometryColumns] = [:]
        for (row, route) in routes.enumerated() { parts[route, default: GeometryColumns()].append(row, of: columns) }
        var faults: [Int?: [Int: String]] = [:]
        for (route, var part) in parts {
            let found = (route.map { ways[$0] } ?? unknown).applyToSound(&part, maximumDeviationMetres: maximumDeviationMetres)
            faults[route] = Dictionary(found.map { ($0.feature, "\($0.fault)") }, uniquingKeysWith: { first, _ in first })
            parts[route] = part
        }
        var result = GeometryColumns()
        var next: [Int?: Int] = [:]
        var failed: [(row: Int, reason: String)] = []
        for (row, route) in routes.enumerated() {
            let place = next[route, default: 0]
            next[route] = place + 1
            if let part = parts[route] { result.append(place, of: part) }
            if let reason = faults[route]?[place] { failed.append((row, reason)) }
        }
        columns = result
        return failed
    }
}

/// How many features each datum link moved, and how many none did.
struct LinkTally: Sendable, Hashable {
    /// By the place of the link in the reference's list.
    var rows: [Int: Int] = [:]
    var outside = 0

    static func += (a: inout LinkTally, b: LinkTally) {
        a.rows.merge(b.rows) { $0 + $1 }
        a.outside += b.outside
    }

    /// The links that moved a feature.
    func links(of reference: MonitoringReference) -> [DatumLink] { rows.keys.sorted().map { reference.links[$0] } }

    /// Every feature lies outside: the link is not meant for this file.
    /// - Throws: `InputError.refused`, with the areas.
    func requireUse(of reference: MonitoringReference, file: String) throws(InputError) {
        guard outside > 0, rows.isEmpty, let first = reference.links.first else { return }
        let rest = reference.links.count - 1
        throw .refused(
            file: file, place: InputPlace(),
            what: "no feature lies in the area of the datum link \"\(first.name)\" (\(first.area))"
                + (rest > 0 ? " or of \(rest) more" : ""),
            next: "give the link of this map sheet, or none")
    }
}
