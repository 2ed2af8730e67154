internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Distances and overlaps between findings, with what they need prepared once. For one component at a time; not `Sendable`.
///
/// The order of the work is what makes it cheap: boxes first, then a label point inside the other outline, then edges. Findings and geometry
/// that are not given are fetched when they are needed for the first time.
final class ContactMeasure {
    /// What is known of a finding without reading it.
    struct Row {
        var id: String
        var observed: ObservationPeriod?
        var scene: String
        /// The library's number.
        var number: Int64
    }

    private(set) var rows: [Row]
    private(set) var envelopes: [Envelope]
    private(set) var columns: GeometryColumns
    private var findings: [CaseFinding?]
    /// Rows of the columns; below zero: not fetched yet.
    private var places: [Int32]
    private let library: any FindingLibrary
    private let reach: Double
    private let ellipsoidalArea = EllipsoidalArea(.wgs84)
    private let proof = SimplicityProof()
    private lazy var kernel = OverlayKernel(engine: TopologyEngine())
    private var prepared: [Int: PreparedPolygon] = [:]

    init(_ findings: [CaseFinding], _ columns: GeometryColumns, _ envelopes: [Envelope], chainingMetres: Double) {
        (self.findings, self.columns, self.envelopes) = (findings, columns, envelopes)
        rows = findings.enumerated().map { row, found in
            Row(id: found.finding.id, observed: found.finding.observed, scene: found.scene, number: Int64(row))
        }
        places = findings.indices.map { Int32($0) }
        library = GivenFindings(findings, columns)
        reach = chainingMetres.nextUp
    }

    /// Without findings; see ``add(_:)``.
    init(_ library: any FindingLibrary, chainingMetres: Double) {
        (rows, findings, envelopes, columns, places) = ([], [], [], GeometryColumns(), [])
        self.library = library
        reach = chainingMetres.nextUp
    }

    /// - Returns: its row.
    @discardableResult
    func add(_ member: IncidentLineage.Member) -> Int {
        rows.append(Row(id: member.id, observed: member.observed, scene: library.sceneName(member.scene), number: member.finding))
        findings.append(nil)
        envelopes.append(member.envelope)
        places.append(-1)
        return rows.count - 1
    }

    func finding(_ row: Int) throws -> CaseFinding {
        if let known = findings[row] { return known }
        let fetched = try library.finding(rows[row].number)
        findings[row] = fetched
        return fetched
    }

    /// The area that the finding states, square metres.
    func area(of row: Int) throws -> Double { try findings[row]?.finding.area ?? finding(row).finding.area }

    /// Findings of one footprint of one scene; for findings that were given.
    func isSameFootprint(_ a: Int, _ b: Int) -> Bool {
        findings[a]?.footprintName == findings[b]?.footprintName && rows[a].scene == rows[b].scene && rows[a].observed == rows[b].observed
    }

    /// The row of the columns that has a finding's geometry.
    func place(of row: Int) throws -> Int {
        if places[row] < 0 {
            try library.appendGeometry(of: rows[row].number, to: &columns)
            places[row] = Int32(columns.count - 1)
        }
        return Int(places[row])
    }

    /// Forgets what was prepared; call between components.
    func reset() {
        if !prepared.isEmpty { prepared.removeAll(keepingCapacity: true) }
    }

    /// The distance between two findings in metres, 0 when they share a position; infinite beyond the chaining distance.
    func distance(_ a: Int, _ b: Int) throws -> Double {
        let (first, second) = (envelopes[a], envelopes[b])
        let metric = metric(first, second)
        guard gap(first, second, metric) < reach else { return .infinity }
        if first.intersects(second), try sharesLabel(a, b) || sharesLabel(b, a) { return 0 }
        let (place, other) = (try place(of: a), try polygon(b))
        return metric.distance(from: place, in: columns, to: other, below: reach)
    }

    /// The label point of `a` lies in `b`.
    private func sharesLabel(_ a: Int, _ b: Int) throws -> Bool {
        guard let label = try finding(a).finding.labelPoint, envelopes[b].contains(label) else { return false }
        let (place, other) = (try place(of: a), try place(of: b))
        return columns.locate(label, in: other) != .exterior && columns.locate(label, in: place) != .exterior
    }

    /// Square metres that two findings have in common, at most what the smaller has; 0 where an overlay fails, which then only leaves the choice
    /// to distance and age.
    func overlap(_ a: Int, _ b: Int) throws -> Double {
        guard envelopes[a].intersects(envelopes[b]) else { return 0 }
        let smaller = min(try area(of: a), try area(of: b))
        if try isSameOutline(a, b) { return smaller }
        let (place, other) = (try place(of: a), try polygon(b))
        switch try? kernel.intersection(of: place, in: columns, with: other) {
        case .whole: return smaller
        case .part(let part): return min(smaller, ellipsoidalArea.area(of: 0, in: part))
        case .empty, nil: return 0
        }
    }

    /// The most that a finding has in common with one of several. Where boxes allow no more than was found already, nothing is overlaid.
    func greatestOverlap(_ a: Int, _ others: some Sequence<Int>) throws -> Double {
        try others.reduce(0) { best, other in try mostInCommon(a, other) > best ? max(best, try overlap(a, other)) : best }
    }

    /// What the boxes of two findings and their areas allow them to have in common, square metres; never less than ``overlap(_:_:)``.
    private func mostInCommon(_ a: Int, _ b: Int) throws -> Double {
        let (first, second) = (envelopes[a], envelopes[b])
        guard first.intersects(second) else { return 0 }
        let smaller = min(try area(of: a), try area(of: b))
        let (south, north) = (max(first.minY, second.minY), min(first.maxY, second.maxY))
        // Degrees of longitude are widest at the latitude nearest to the equator.
        let widest = LocalMetric(.wgs84, latitude: south < 0 && north > 0 ? 0 : min(abs(south), abs(north))).metresPerUnitX
        let width = (min(first.maxX, second.maxX) - max(first.minX, second.minX)) * widest
        return min(smaller, width * (north - south) * Self.mostMetresPerDegree * 1.000_001)
    }

    /// Of latitude on WGS 84: 111,694 m at the poles, where degrees are longest.
    private static let mostMetresPerDegree = 111_700.0

    /// Coordinate for coordinate.
    func isSameOutline(_ a: Int, _ b: Int) throws -> Bool {
        guard envelopes[a] == envelopes[b] else { return false }
        let (a, b) = (try place(of: a), try place(of: b))
        let (first, second) = (columns.positions(of: a), columns.positions(of: b))
        guard first.count == second.count, columns.rings(of: a).count == columns.rings(of: b).count else { return false }
        return columns.coordinates[first].elementsEqual(columns.coordinates[second])
    }

    /// The area of `row` that lies in none of `others`, square metres.
    func area(of row: Int, outside others: [Int]) throws -> Double {
        let masks = others.filter { envelopes[$0].intersects(envelopes[row]) }
        guard !masks.isEmpty else { return try area(of: row) }
        let (place, polygons) = (try place(of: row), try masks.map(polygon))
        switch try kernel.difference(of: place, in: columns, minus: polygons) {
        case .whole: return try area(of: row)
        case .part(let part): return ellipsoidalArea.area(of: 0, in: part)
        case .empty: return 0
        }
    }

    /// The share of the finding's area that lies in `mask`, 0...1.
    func share(of row: Int, in mask: PreparedPolygon) throws -> Double {
        let place = try place(of: row)
        switch try kernel.intersection(of: place, in: columns, with: mask) {
        case .whole: return 1
        case .part(let part): return min(1, ellipsoidalArea.area(of: 0, in: part) / max(try area(of: row), .leastNormalMagnitude))
        case .empty: return 0
        }
    }

    func polygon(_ row: Int) throws -> PreparedPolygon {
        if let known = prepared[row] { return known }
        // Before the columns are: it may add to them.
        let place = try place(of: row)
        let polygon = PreparedPolygon(columns, place, proof: proof)
        prepared[row] = polygon
        return polygon
    }

    /// Of the lower latitude of the two, so that no pair within reach can escape the components' growth.
    private func metric(_ a: Envelope, _ b: Envelope) -> LocalMetric {
        LocalMetric(
            .wgs84, latitude: min(IncidentComponents.highestLatitude(of: a), IncidentComponents.highestLatitude(of: b)))
    }

    private func gap(_ a: Envelope, _ b: Envelope, _ metric: LocalMetric) -> Double {
        let x = max(0, a.minX - b.maxX, b.minX - a.maxX) * metric.metresPerUnitX
        let y = max(0, a.minY - b.maxY, b.minY - a.maxY) * metric.metresPerUnitY
        return (x * x + y * y).squareRoot()
    }
}

/// Findings of which nothing has to be fetched, numbered by their rows.
private final class GivenFindings: FindingLibrary {
    private let findings: [CaseFinding]
    private let columns: GeometryColumns

    init(_ findings: [CaseFinding], _ columns: GeometryColumns) { (self.findings, self.columns) = (findings, columns) }

    func finding(_ number: Int64) -> CaseFinding { findings[Int(number)] }
    func appendGeometry(of number: Int64, to columns: inout GeometryColumns) { columns.append(Int(number), of: self.columns) }
    /// Scenes have no numbers here.
    func sceneName(_ number: Int64) -> String { "" }
}

extension Envelope {
    /// The diagonal in metres, at the scale of the middle latitude; 0 when empty.
    var diagonalMetres: Double {
        guard !isEmpty else { return 0 }
        return LocalMetric(.wgs84, latitude: center.y).distance(Coordinate(minX, minY), Coordinate(maxX, maxY))
    }

    /// At least ``diagonalMetres`` of this box and of every box in it: degrees of longitude are widest at the latitude nearest to the equator,
    /// those of latitude longest at the highest.
    var greatestDiagonalMetres: Double {
        guard !isEmpty else { return 0 }
        let lowest = minY < 0 && maxY > 0 ? 0 : min(abs(minY), abs(maxY))
        let x = (maxX - minX) * LocalMetric(.wgs84, latitude: lowest).metresPerUnitX
        let y = (maxY - minY) * LocalMetric(.wgs84, latitude: IncidentComponents.highestLatitude(of: self)).metresPerUnitY
        return (x * x + y * y).squareRoot() * (1 + 1e-9)
    }
}
