internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// The neighbourhood of the districts supplied: what lies far from all of them is in the wrong place or in the wrong coordinate system.
///
/// Distances are to the box around a district, so that a feature is never called far that is not.
struct DistrictReach: Sendable {
    /// A border mine is drawn some kilometres out; a wrong zone, datum or axis order puts it hundreds away.
    static let farMetres = 50_000.0

    private let tree: PackedRTree
    private let boxes: [Envelope]
    private let names: [String]

    /// `nil` when no district has an area.
    init?(_ districts: DistrictTable) {
        let rows = (0..<districts.count).filter { !districts.geometry.envelope(of: $0).isEmpty }
        guard !rows.isEmpty else { return nil }
        boxes = rows.map { districts.geometry.envelope(of: $0) }
        names = rows.map { districts.rows[$0].name ?? districts.rows[$0].id }
        tree = PackedRTree(boxes)
    }

    func isNear(_ box: Envelope) -> Bool {
        let metric = LocalMetric(.wgs84, latitude: min(max((box.minY + box.maxY) / 2, -89), 89))
        let (dx, dy) = (Self.farMetres / metric.metresPerUnitX, Self.farMetres / metric.metresPerUnitY)
        var isNear = false
        tree.query(Envelope(minX: box.minX - dx, minY: box.minY - dy, maxX: box.maxX + dx, maxY: box.maxY + dy)) { _ in isNear = true }
        return isNear
    }

    /// The nearest district and its distance on the sphere.
    private func nearest(to box: Envelope) -> (name: String, metres: Double) {
        let middle = Coordinate((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2)
        let distances = boxes.map { district in
            let x = min(max(middle.x, district.minX), district.maxX)
            let y = min(max(middle.y, district.minY), district.maxY)
            return Self.distance(middle, Coordinate(x, y))
        }
        let best = distances.indices.min { distances[$0] < distances[$1] } ?? 0
        return (names[best], distances[best])
    }

    private static func distance(_ a: Coordinate, _ b: Coordinate) -> Double {
        let degree = Double.pi / 180
        let (u, v) = (sin((b.y - a.y) * degree / 2), sin((b.x - a.x) * degree / 2))
        let h = u * u + cos(a.y * degree) * cos(b.y * degree) * v * v
        return 2 * 6_371_000 * asin(min(1, h.squareRoot()))
    }

    /// How the features of a batch, or of a file, lie.
    struct Tally: Sendable {
        var features = 0
        var far = 0
        /// Far, but near with longitude and latitude exchanged.
        var nearWhenSwapped = 0
        var defects: [RunDefect] = []

        static func += (a: inout Tally, b: Tally) {
            a.features += b.features
            a.far += b.far
            a.nearWhenSwapped += b.nearWhenSwapped
            a.defects += b.defects.prefix(max(0, SideReader.keptDefects - a.defects.count))
        }
    }

    /// Looks at a batch in the monitoring CRS.
    func tally(_ batch: IntakeBatch, side: Side, file: String) -> Tally {
        var tally = Tally()
        let geometry = batch.features.geometry
        for row in 0..<geometry.count where batch.isUsable[row] {
            let box = geometry.envelope(of: row)
            guard !box.isEmpty else { continue }
            tally.features += 1
            if isNear(box) { continue }
            tally.far += 1
            if isNear(Envelope(minX: box.minY, minY: box.minX, maxX: box.maxY, maxY: box.maxX)) { tally.nearWhenSwapped += 1 }
            guard tally.defects.count < SideReader.keptDefects else { continue }
            let (name, metres) = nearest(to: box)
            let place = "\(Self.degrees(box.minX, box.maxX)), \(Self.degrees(box.minY, box.maxY))"
            tally.defects.append(
                RunDefect(
                    side: side.rawValue, file: file, place: batch.features.place(of: row), outcome: .farFromDistricts,
                    reason: "it lies at \(place), \(Int((metres / 1_000).rounded())) km from the nearest district (\(name))"))
        }
        return tally
    }

    private static func degrees(_ low: Double, _ high: Double) -> String { String(format: "%.5f", (low + high) / 2) }

    /// Why a file cannot be what it claims: all of it lies far away. `nil` when some of it is near, or there is nothing to judge.
    static func refusal(_ tally: Tally, _ input: SideInput, file: String) -> InputError? {
        guard tally.features > 0, tally.far == tally.features, let first = tally.defects.first else { return nil }
        let side = input.side.rawValue
        let isSwapped = tally.nearWhenSwapped * 10 > tally.features * 9
        let other = (input.axisOrder ?? input.profile?.axisOrder) == .northingEasting ? "longitude-latitude" : "latitude-longitude"
        let limit = Int(farMetres / 1_000)
        return .refused(
            file: file, place: first.place,
            what: "expected \(side) within \(limit) km of a district, but all \(tally.features) lie farther off: \(first.reason)",
            next: isSwapped
                ? "with the two numbers exchanged they lie near: state --axis-order \(side)=\(other)"
                : "check --crs \(side)=EPSG:CODE, or leave --districts away")
    }
}
