import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreReporting

/// Where an operator looks: near a place, or within an area.
struct PlaceQuery: Sendable {
    enum Shape: Sendable {
        case point(Coordinate)
        /// Lon/lat degrees; any of them counts.
        case areas([PreparedPolygon])
    }
    var shape: Shape
    /// What lies farther is left out, metres; 0: only what shares a position.
    var radiusMetres: Double
    /// A column says how far each record lies.
    var hasDistance: Bool
    /// The area is a box along the axes.
    var isBox = false
    /// Numbers that the operator wrote, longitude first; empty for names and files.
    var numbers: [Double] = []

    private var core: Envelope {
        switch shape {
        case .point(let point): return Envelope(point, point)
        case .areas(let areas): return areas.reduce(into: Envelope.empty) { $0.expand(toInclude: $1.envelope) }
        }
    }

    /// The box that holds everything within the radius.
    var box: Envelope { widened(core, by: core) }

    /// A few boxes that hold everything within the radius where several areas lie apart; empty where one box is as good.
    var boxes: [Envelope] {
        let reaches = reaches
        return reaches.count > 1 ? Envelope.merged(reaches, to: Self.mostBoxes) : []
    }

    /// For each area the box that holds everything within the radius of it; none for a point.
    var reaches: [Envelope] {
        guard case .areas(let areas) = shape else { return [] }
        let core = core
        return areas.map { widened($0.envelope, by: core) }
    }

    private static let mostBoxes = 16

    /// - Parameter core: tells how far degrees of longitude may narrow.
    private func widened(_ own: Envelope, by core: Envelope) -> Envelope {
        guard radiusMetres > 0, !own.isEmpty else { return own }
        let farthest = min(89.9, max(abs(core.minY), abs(core.maxY)) + radiusMetres / 110_000)
        let metric = LocalMetric(.wgs84, latitude: farthest)
        let (x, y) = (radiusMetres / metric.metresPerUnitX, radiusMetres / LocalMetric(.wgs84, latitude: 0).metresPerUnitY)
        return Envelope(minX: own.minX - x, minY: own.minY - y, maxX: own.maxX + x, maxY: own.maxY + y)
    }

    /// Whether everything in the box is certainly at the place; `false` where only its contents can tell.
    func holds(_ box: Envelope) -> Bool {
        isBox && !box.isEmpty && core.contains(Coordinate(box.minX, box.minY)) && core.contains(Coordinate(box.maxX, box.maxY))
    }

    /// Metres: no record in the box is nearer; 0 where that is not known.
    func distance(toBox box: Envelope) -> Double {
        guard case .point(let point) = shape, !box.isEmpty else { return 0 }
        let nearest = Coordinate(min(max(point.x, box.minX), box.maxX), min(max(point.y, box.minY), box.maxY))
        return LocalMetric(.wgs84, latitude: point.y).distance(point, nearest)
    }

    func test() -> PlaceTest { PlaceTest(self) }
}

/// What is near what.
struct NearOptions: ParsableArguments {
    @Argument(help: "LON,LAT in degrees, or the name of a district, a licence or a holder.") var place: String
    @Option(help: "Metres.") var radius = 5_000.0

    func validate() throws {
        guard radius.isFinite, (0...500_000).contains(radius) else { throw ValidationError("--radius takes metres from 0 to 500000") }
    }

    func query(_ store: any WatchRepository) throws -> PlaceQuery { try .near(place, radiusMetres: radius, in: store) }
}

/// Within what.
struct WithinOptions: ParsableArguments {
    @Argument(help: "WEST,SOUTH,EAST,NORTH in degrees, or a file of polygons.") var area: String

    func query() throws -> PlaceQuery { try .within(area) }
}

/// Measures records against a place. Keeps scratch buffers: one per run.
final class PlaceTest {
    private let query: PlaceQuery
    private let kernel = OverlayKernel(engine: TopologyEngine())
    /// Of each area, what holds everything within the radius.
    private let reaches: [Envelope]

    init(_ query: PlaceQuery) { (self.query, reaches) = (query, query.reaches) }

    /// Metres to the record, 0 when it shares a position; `nil` when it lies nowhere or too far.
    func distance(of record: Record) -> Double? {
        guard let geometry = record.geometry ?? record.point.map({ .point($0) }) else { return nil }
        var columns = GeometryColumns()
        columns.append(geometry)
        let own = columns.envelope(of: 0)
        let metres: Double
        switch query.shape {
        case .point(let point): metres = distance(from: point, to: columns)
        case .areas(let areas):
            metres = zip(areas, reaches).reduce(.infinity) { least, area in
                own.intersects(area.1) ? min(least, distance(from: columns, to: area.0, below: least)) : least
            }
        }
        return metres <= query.radiusMetres ? metres : nil
    }

    private func distance(from point: Coordinate, to columns: GeometryColumns) -> Double {
        let metric = LocalMetric(.wgs84, latitude: point.y)
        guard columns.kinds[0]?.isPolygonal == true else {
            return columns.coordinates.reduce(.infinity) { min($0, metric.distance(point, $1)) }
        }
        let polygon = PreparedPolygon(columns, 0)
        if polygon.locate(point) != .exterior { return 0 }
        return polygon.squaredDistanceToBoundary(
            from: point, unitsX: metric.metresPerUnitX, unitsY: metric.metresPerUnitY
        ).squareRoot()
    }

    private func distance(from columns: GeometryColumns, to area: PreparedPolygon, below limit: Double) -> Double {
        guard columns.kinds[0]?.isPolygonal == true else {
            guard let point = columns.coordinates.first else { return .infinity }
            if area.locate(point) != .exterior { return 0 }
            let metric = LocalMetric(.wgs84, latitude: point.y)
            return area.squaredDistanceToBoundary(
                from: point, unitsX: metric.metresPerUnitX, unitsY: metric.metresPerUnitY
            ).squareRoot()
        }
        if columns.envelope(of: 0).intersects(area.envelope), kernel.intersects(0, in: columns, area) { return 0 }
        guard query.radiusMetres > 0 else { return .infinity }
        return LocalMetric(.wgs84, latitude: area.envelope.center.y).distance(from: 0, in: columns, to: area, below: limit)
    }
}

// MARK: From what the operator wrote

extension PlaceQuery {
    /// `LON,LAT`, or a name that is looked up in the store: a district, a licence, a holder of licences.
    static func near(_ text: String, radiusMetres: Double, in store: any WatchRepository) throws -> PlaceQuery {
        if let numbers = Self.numbers(text), numbers.count == 2 {
            return PlaceQuery(
                shape: .point(try coordinate(numbers[0], numbers[1], text)), radiusMetres: radiusMetres, hasDistance: true, numbers: numbers
            )
        }
        let areas = try PlaceNames(store).areas(named: text)
        return PlaceQuery(shape: .areas(areas.map { PreparedPolygon($0) }), radiusMetres: radiusMetres, hasDistance: true)
    }

    /// `WEST,SOUTH,EAST,NORTH`, or a file of polygons.
    static func within(_ text: String) throws -> PlaceQuery {
        if let n = Self.numbers(text), n.count == 4 {
            return try box(n, text)
        }
        let layer = try Layer(reading: SideInput(.districts, files: [text]))
        var areas: [PreparedPolygon] = []
        for batch in layer.batches {
            for row in batch.isUsable.indices where batch.isUsable[row] { areas.append(PreparedPolygon(batch.features.geometry, row)) }
        }
        guard !areas.isEmpty else {
            throw InputError.refused(file: text, place: InputPlace(), what: "no polygon in it", next: "give a file of polygons or W,S,E,N")
        }
        return PlaceQuery(shape: .areas(areas), radiusMetres: 0, hasDistance: false)
    }

    private static func box(_ n: [Double], _ text: String) throws -> PlaceQuery {
        let (a, b) = (try coordinate(n[0], n[1], text), try coordinate(n[2], n[3], text))
        guard a.x <= b.x, a.y <= b.y else {
            throw ValidationError(
                "\(text.trimmingCharacters(in: .whitespaces)): expected WEST,SOUTH,EAST,NORTH with the smaller numbers first")
        }
        let corners = [a, Coordinate(b.x, a.y), b, Coordinate(a.x, b.y), a]
        let box = PreparedPolygon(.polygon(Polygon(exterior: Ring(corners))))
        return PlaceQuery(shape: .areas([box]), radiusMetres: 0, hasDistance: false, isBox: true, numbers: n)
    }

    /// The same numbers taken for latitude first; `nil` where they cannot be.
    var exchanged: PlaceQuery? {
        let text = numbers.map { "\($0)" }.joined(separator: ",")
        if numbers.count == 2, let point = try? Self.coordinate(numbers[1], numbers[0], text) {
            return PlaceQuery(
                shape: .point(point), radiusMetres: radiusMetres, hasDistance: hasDistance, numbers: [numbers[1], numbers[0]])
        }
        return numbers.count == 4 ? try? Self.box([numbers[1], numbers[0], numbers[3], numbers[2]], text) : nil
    }

    /// For a query that found what its exchanged numbers did not.
    var advice: String {
        "nothing there; longitude comes first: did you mean \(numbers.map { "\($0)" }.joined(separator: ","))?"
    }

    /// Numbers between commas; `nil` when anything else is there.
    private static func numbers(_ text: String) -> [Double]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
        let numbers = parts.compactMap { Double($0) }
        return numbers.count == parts.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
    }

    private static func coordinate(_ x: Double, _ y: Double, _ text: String) throws -> Coordinate {
        guard (-180...180).contains(x), (-90...90).contains(y) else {
            let meant = (-180...180).contains(y) && (-90...90).contains(x) ? "; did you mean \(y),\(x)?" : ""
            throw ValidationError(
                "\(text.trimmingCharacters(in: .whitespaces)): expected longitude and latitude in degrees, longitude first" + meant)
        }
        return Coordinate(x, y)
    }
}

/// Names of places that a store knows: districts, licences, holders. No network is asked.
struct PlaceNames {
    let store: any WatchRepository

    init(_ store: any WatchRepository) { self.store = store }

    /// The areas that a name stands for: the licence or district of exactly this id or name, else the one district that begins with it or
    /// has it in its name, else all licences of one holder.
    func areas(named name: String) throws -> [Geometry] {
        let versions = try store.history(ofLicence: name)
        let current = versions.filter { $0.knownTo == nil }
        let licence = (current.isEmpty ? versions.suffix(1) : current[...]).compactMap(\.geometry)
        if !licence.isEmpty { return licence }
        let districts = try store.districts(asOf: nil)
        let wanted = name.lowercased()
        func names(_ row: Int) -> [String] { [districts.rows[row].name, districts.rows[row].id].compactMap { $0 } }
        var rows = districts.rows.indices.filter { names($0).contains { $0.lowercased() == wanted } }
        if rows.isEmpty { rows = districts.rows.indices.filter { names($0).contains { $0.lowercased().hasPrefix(wanted) } } }
        if rows.isEmpty { rows = districts.rows.indices.filter { names($0).contains { $0.lowercased().contains(wanted) } } }
        let found = Set(rows.map { districts.rows[$0].id })
        if found.count > 1 { throw WatchError.ambiguousPlace(name, rows.map { names($0)[0] }) }
        let areas = rows.compactMap { districts.geometry.geometry(at: $0) }
        if !areas.isEmpty { return areas }
        return try licences(ofHolder: wanted, name: name) { districts.rows.flatMap { [$0.name, $0.id].compactMap { $0 } } }
    }

    private func licences(ofHolder wanted: String, name: String, others: () -> [String]) throws -> [Geometry] {
        var byHolder: [String: [Geometry]] = [:]
        var filter = LicenceFilter()
        filter.holder = name
        try store.forEachLicence(filter, sortedBy: nil, limit: nil, admitting: { $0.holder != nil }) { stored in
            guard let holder = stored.value.holder, let geometry = stored.geometry else { return }
            byHolder[holder, default: []].append(geometry)
        }
        if let exact = byHolder.first(where: { $0.key.lowercased() == wanted }) { return exact.value }
        guard byHolder.count <= 1 else { throw WatchError.ambiguousPlace(name, byHolder.keys.sorted()) }
        if let only = byHolder.first { return only.value }
        let known = try store.licenceNames().union(others())
        throw WatchError.unknownPlace(name, near: WatchError.nearest(to: name, among: known))
    }
}
