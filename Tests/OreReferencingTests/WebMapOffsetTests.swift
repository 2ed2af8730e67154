import OreGeometry
import OreReferencing
import Testing

@Suite("GCJ-02 and BD-09")
struct WebMapOffsetTests {
    /// Positions of a fixed sequence over the area.
    private struct Places {
        var state: UInt64 = 20_251_122
        let box: Envelope

        mutating func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }

        mutating func next() -> Coordinate {
            Coordinate(box.minX + box.width * random(), box.minY + box.height * random())
        }
    }

    private static func distance(_ a: Coordinate, _ b: Coordinate) -> Double { LocalMetric(.wgs84, latitude: a.y).distance(a, b) }

    /// Values that open implementations publish with their tests.
    private static let publishedValues: [(Double, Double, Double, Double)] = [
        (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
        (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
        (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
    ]

    @Test("The forward formula gives the published values", arguments: publishedValues)
    func published(_ x: Double, _ y: Double, _ imageX: Double, _ imageY: Double) {
        let image = WebMapOffset.gcj02.image(of: Coordinate(x, y))
        #expect(abs(image.x - imageX) < 1e-9 && abs(image.y - imageY) < 1e-9, "\(image)")
    }

    @Test("The original of an image is the position itself to 1e-6 m, anywhere in the area", arguments: WebMapOffset.allCases)
    func inverse(_ offset: WebMapOffset) {
        var places = Places(box: WebMapOffset.area)
        var worst = 0.0
        for _ in 0..<100_000 {
            let place = places.next()
            worst = max(worst, Self.distance(place, offset.original(of: offset.image(of: place))))
        }
        #expect(worst < 1e-6, "\(offset.rawValue): \(worst) m")
    }

    @Test("On lines where the formula has a vertical tangent, and on all edges, the inverse still holds", arguments: WebMapOffset.allCases)
    func singularLines(_ offset: WebMapOffset) {
        let area = WebMapOffset.area
        for step in 0...200 {
            let share = Double(step) / 200
            let (x, y) = (area.minX + area.width * share, area.minY + area.height * share)
            for nudge in [-1e-6, -1e-9, -1e-12, 0, 1e-13, 1e-12, 1e-11, 1e-10, 1e-7] {
                let places = [
                    Coordinate(105 + nudge, y), Coordinate(x, 35 + nudge), Coordinate(area.minX + abs(nudge), y),
                    Coordinate(area.maxX - abs(nudge), y), Coordinate(x, area.minY + abs(nudge)), Coordinate(x, area.maxY - abs(nudge)),
                ]
                for place in places where area.contains(place) {
                    let back = offset.original(of: offset.image(of: place))
                    #expect(Self.distance(place, back) < 1e-6, "\(offset.rawValue) at \(place): \(back)")
                }
            }
        }
    }

    @Test("Outside the area a position is its own image and original, and along the edge each image has one stable original")
    func edges() {
        for offset in WebMapOffset.allCases {
            for place in [Coordinate(-60, -10), Coordinate(10, 50), Coordinate(139.7, 35.7), Coordinate(110, 56), Coordinate(71.9, 40)] {
                #expect(offset.image(of: place) == place && offset.original(of: place) == place)
            }
            var places = Places(box: Envelope(minX: 137.81, minY: 20, maxX: 137.86, maxY: 50))
            var gap = 0
            for _ in 0..<20_000 {
                let image = places.next()
                let original = offset.original(of: image)
                // The original is either in the area and drawn here, or the position itself.
                let isDrawnHere = Self.distance(offset.image(of: original), image) < 1e-6
                #expect(isDrawnHere || original == image)
                if !isDrawnHere { gap += 1 }
                #expect(Self.distance(original, image) < 2_000)
            }
            #expect(gap < 20_000)
        }
    }

    @Test("Offsets are 100 to 2,000 m, and the displacement in metres is that of the image")
    func sizes() {
        for offset in WebMapOffset.allCases {
            var places = Places(box: Envelope(minX: 100, minY: 22, maxX: 122, maxY: 42))
            for _ in 0..<5_000 {
                let place = places.next()
                let expected = offset.expected(at: place)
                let length = (expected.eastMetres * expected.eastMetres + expected.northMetres * expected.northMetres).squareRoot()
                #expect(length > 50 && length < 2_000)
                #expect(abs(length - Self.distance(place, offset.image(of: place))) < 1e-6)
            }
            let away = offset.expected(at: Coordinate(-60, -10))
            #expect(away.eastMetres == 0 && away.northMetres == 0)
        }
    }

    private static let spellings: [(String, WebMapOffset)] = [
        ("GCJ-02", .gcj02), ("gcj02", .gcj02), ("Gcj 02", .gcj02), (" GCJ-02 ", .gcj02), ("BD-09", .bd09), ("bd09", .bd09),
    ]

    @Test("They are named coordinate systems in any spelling", arguments: spellings)
    func names(_ name: String, _ offset: WebMapOffset) throws {
        let crs = try ReferencingContext().crs(name)
        #expect(crs.webMap == offset && crs.isGeographic && crs.shortName == offset.rawValue && crs.areaOfUse == WebMapOffset.area)
        #expect(crs.designation == offset.rawValue && crs.identifier == nil)
        let again = try ReferencingContext().crs(crs.wkt)
        #expect(again == crs)
        #expect(try ReferencingContext().crs(#require(crs.wkt1)) == crs)
        if offset == .gcj02 { #expect(crs.label == "GCJ-02 (web-map offset of WGS 84)") }
    }

    @Test("A name that merely resembles is not taken")
    func otherNames() {
        for name in ["GCJ", "GCJ-2", "BD-9", "GCJ-02 zone 3", "EPSG:GCJ02"] {
            #expect(throws: ReferencingError.self, "\(name)") { try ReferencingContext().crs(name) }
        }
    }

    @Test("A chain runs its steps in order and carries the sum of their errors")
    func chain() throws {
        let context = ReferencingContext()
        let (map, zone) = (try context.crs("GCJ-02"), try context.crs("EPSG:4526"))
        let there = try context.transform(from: map, to: zone)
        #expect(there.usesSeries && !there.isAffine && !there.isIdentity && !there.operation.isUnknownShift)
        #expect(there.operation.acceptedNull != nil && there.operation.accuracyMetres == nil)
        #expect(abs(try #require(there.operation.sigmaMetres) - 17.0.squareRoot()) < 1e-12)
        #expect(there.operation.summary.contains("officially undocumented"))
        let image = Coordinate(114.9, 25.1)
        let byHand = try context.transform(from: context.crs("EPSG:4326"), to: zone)(WebMapOffset.gcj02.original(of: image))
        #expect(try there(image) == byHand)
        let home = try context.transform(from: zone, to: map)
        #expect(Self.distance(try home(there(image)), image) < 1e-6)
        let toWGS84 = try context.transform(from: map, to: context.crs("EPSG:4326")).operation
        #expect(toWGS84.sigmaMetres == 4 && !toWGS84.isBallpark && toWGS84.source == "GCJ-02" && toWGS84.target == "EPSG:4326")
        let between = try context.transform(from: map, to: context.crs("BD-09"))
        #expect(Self.distance(try between(WebMapOffset.gcj02.image(of: image)), WebMapOffset.bd09.image(of: image)) < 1e-6)
        #expect(try context.transform(from: map, to: context.crs("gcj02")).isIdentity)
    }

    @Test("Beijing 1954 to GCJ-02 stays an unknown shift")
    func unknownShift() throws {
        let context = ReferencingContext()
        let operation = try context.transform(from: context.crs("EPSG:2414"), to: context.crs("GCJ-02")).operation
        #expect(operation.isUnknownShift && operation.sigmaMetres == nil)
    }

    @Test("A position without an image fails in a chain as it does alone, and the others do not")
    func failures() throws {
        let context = ReferencingContext()
        let transform = try context.transform(from: context.crs("EPSG:4526"), to: context.crs("GCJ-02"))
        let error = #expect(throws: ReferencingError.self) {
            var positions = [Coordinate(38_512_345, 2_812_345), Coordinate(.nan, 0), Coordinate(38_512_345, 2_812_345)]
            try transform.apply(to: &positions)
        }
        guard case .coordinateFailed(let index, _, _, _) = error else { return #expect(Bool(false)) }
        #expect(index == 1)
    }

    @Test("Long edges are split until they follow the waves of the offset to a centimetre", arguments: WebMapOffset.allCases)
    func edges(_ offset: WebMapOffset) throws {
        let context = ReferencingContext()
        let transform = try context.transform(from: context.crs("EPSG:4326"), to: context.crs(offset.rawValue))
        let ring = [Coordinate(114.6, 25), Coordinate(115.2, 25), Coordinate(115.2, 25.36), Coordinate(114.6, 25)]
        var columns = GeometryColumns()
        columns.append(.polygon(Polygon(exterior: Ring(ring))))
        try transform.apply(to: &columns)
        let image = Array(columns.coordinates)
        #expect(image.count > 100)
        // Each original position along the southern edge lies within 0.01 m of the polyline it became.
        for step in 0...6_000 {
            let place = offset.image(of: Coordinate(114.6 + 0.6 * Double(step) / 6_000, 25))
            let metric = LocalMetric(.wgs84, latitude: place.y)
            let nearest = zip(image, image.dropFirst()).reduce(Double.infinity) { best, edge in
                min(best, Self.gap(place, edge.0, edge.1, metric))
            }
            #expect(nearest < 0.0101, "\(place): \(nearest)")
        }
    }

    private static func gap(_ p: Coordinate, _ a: Coordinate, _ b: Coordinate, _ metric: LocalMetric) -> Double {
        let (bx, by) = ((b.x - a.x) * metric.metresPerUnitX, (b.y - a.y) * metric.metresPerUnitY)
        let (px, py) = ((p.x - a.x) * metric.metresPerUnitX, (p.y - a.y) * metric.metresPerUnitY)
        let t = min(max((px * bx + py * by) / max(bx * bx + by * by, 1e-30), 0), 1)
        return ((px - t * bx) * (px - t * bx) + (py - t * by) * (py - t * by)).squareRoot()
    }
}
