import OreDetection
import OreFeatures
import OreGeometry

/// Small scenes in whole steps of about 100 m around 115 E, 25 N.
enum Scene {
    static let step = 0.001

    static func at(_ x: Double, _ y: Double) -> Coordinate { Coordinate(115 + x * step, 25 + y * step) }

    static func ring(_ corners: [(Double, Double)]) -> Ring {
        let positions = corners.map { at($0.0, $0.1) }
        return Ring(positions + [positions[0]])
    }

    static func polygon(_ corners: [(Double, Double)], holes: [[(Double, Double)]] = []) -> Geometry {
        .polygon(Polygon(exterior: ring(corners), holes: holes.map(ring)))
    }

    static func box(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> Geometry {
        polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    }

    static func area(_ geometry: Geometry) -> Double { EllipsoidalArea(.cgcs2000).area(of: geometry) }
}

func day(_ year: Int, _ month: Int, _ day: Int) throws -> Day {
    guard let result = Day(year: year, month: month, day: day) else { throw SceneError.noSuchDay }
    return result
}

func days(_ text: String) throws -> Day {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return try day(parts[0], parts[1], parts[2])
}

enum SceneError: Error { case noSuchDay }

/// Licences, zones and footprints put together by hand, and judged.
struct Bench {
    var licences: LicenceTable? = LicenceTable()
    var zones: ZoneTable?
    var districts: DistrictTable?
    var batch = FootprintBatch()
    var earlier: FootprintBatch?
    var scenes: SceneTable?
    /// Exact outlines unless a test is about position errors.
    var rules: RuleSet = {
        var rules = RuleSet.standard
        rules.positionModel = .off
        return rules
    }()
    var options = EvaluationOptions()

    var index: DetectionIndex { DetectionIndex(licences: licences, zones: zones, districts: districts, policy: rules.licences) }

    mutating func licence(
        _ id: String, _ geometry: Geometry?, from: String? = nil, to: String? = nil, _ edit: (inout Licence) -> Void = { _ in }
    )
        throws
    {
        var licence = Licence(id: id, validFrom: try from.map(days), validTo: try to.map(days))
        edit(&licence)
        licences?.append(licence, geometry)
    }

    mutating func zone(
        _ id: String, _ geometry: Geometry, kind: ZoneKind = .forbidden, since: String? = nil, until: String? = nil
    ) throws {
        var table = zones ?? ZoneTable()
        table.append(Zone(id: id, kind: kind, since: try since.map(days), until: try until.map(days)), geometry)
        zones = table
    }

    mutating func footprint(_ id: String, _ geometry: Geometry?, on day: String? = nil, to: String? = nil) throws {
        batch.append(Footprint(id: id, observed: try Bench.period(day, to)), geometry)
    }

    mutating func earlierFootprint(_ id: String, _ geometry: Geometry, on day: String) throws {
        var table = earlier ?? FootprintBatch()
        table.append(Footprint(id: id, observed: try Bench.period(day, nil)), geometry)
        earlier = table
    }

    private static func period(_ from: String?, _ to: String?) throws -> ObservationPeriod? {
        guard let from else { return nil }
        return ObservationPeriod(from: try days(from), to: try days(to ?? from))
    }

    func run() -> DetectionOutcome {
        let index = index
        return rules.evaluate(
            batch, against: index, history: history(for: index), options: options, using: DetectionWorker(ellipsoid: .cgcs2000))
    }

    private func history(for index: DetectionIndex) -> FootprintHistory? {
        guard let cutoff = rules.historyCutoff(for: index) else { return nil }
        var builder = FootprintHistory.Builder(before: cutoff, clearViews: scenes.map { ClearViews($0) })
        builder.append(batch)
        if let earlier { builder.append(earlier) }
        return builder.build()
    }
}

extension DetectionOutcome {
    var findings: [Finding] { batch.findings }
    /// `rule footprint` of each finding, in order.
    var keys: [String] { findings.map { "\($0.rule.rawValue) \($0.footprintID)" + ($0.zoneID.map { " " + $0 } ?? "") } }
}
