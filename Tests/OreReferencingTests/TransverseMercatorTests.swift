import OreGeometry
import OreReferencing
import Testing

@Suite("The own transverse Mercator series")
struct TransverseMercatorTests {
    @Test("It serves Gauss-Krueger and UTM zones of the same datum or a null shift, and nothing else")
    func whereItServes() throws {
        let context = ReferencingContext()
        func serves(_ from: String, _ to: String) throws -> Bool {
            try context.transform(from: context.crs(from), to: context.crs(to)).usesSeries
        }
        for (geographic, projected) in [
            ("EPSG:4490", "EPSG:4526"), ("EPSG:4326", "EPSG:4524"), ("EPSG:4326", "EPSG:32720"), ("EPSG:4674", "EPSG:31983"),
            ("EPSG:4610", "EPSG:2362"), ("EPSG:4214", "EPSG:2414"), ("EPSG:4326", "EPSG:32650"), ("EPSG:4167", "EPSG:2193"),
            ("EPSG:4326", "+proj=tmerc +lat_0=31 +lon_0=121.5 +k=0.9999 +x_0=1000 +y_0=-2000 +ellps=WGS84"),
        ] {
            #expect(try serves(geographic, projected), "\(geographic) -> \(projected)")
            #expect(try serves(projected, geographic), "\(projected) -> \(geographic)")
        }
        for (from, to) in [("EPSG:4326", "EPSG:3857"), ("EPSG:4326", "EPSG:4490"), ("EPSG:32720", "EPSG:32721")] {
            #expect(try !serves(from, to), "\(from) -> \(to)")
        }
    }

    private static let zones = ["EPSG:4524", "EPSG:4494", "EPSG:32720", "EPSG:32650", "EPSG:2362", "EPSG:27700", "EPSG:28350"]

    @Test("It agrees with PROJ to 1e-6 m over the zone and beyond its edges, both ways", arguments: zones)
    func agreesWithPROJ(_ code: String) throws {
        let context = ReferencingContext()
        let zone = try context.crs(code)
        let base = try context.crs(baseOf(code))
        let forward = try context.transform(from: base, to: zone)
        let inverse = try context.transform(from: zone, to: base)
        #expect(forward.usesSeries && inverse.usesSeries)
        let meridian = try centralMeridian(of: zone)
        var degrees: [Coordinate] = []
        for latitude in stride(from: -84.5, through: 84.5, by: 1.3) {
            for offset in stride(from: -4.95, through: 4.95, by: 0.33) { degrees.append(Coordinate(meridian + offset, latitude)) }
        }
        let expected = forward.transformedByPROJ(degrees)
        var metres = degrees
        try forward.apply(to: &metres)
        for (place, (a, e)) in zip(degrees, zip(metres, expected)) {
            #expect(abs(a.x - e.x) < 1e-6 && abs(a.y - e.y) < 1e-6, "\(code) at \(place): \(a) against \(e)")
        }
        var back = expected
        try inverse.apply(to: &back)
        for (a, e) in zip(back, inverse.transformedByPROJ(expected)) {
            #expect(abs(a.x - e.x) < 1e-11 && abs(a.y - e.y) < 1e-11, "\(code): \(a) against \(e)")
        }
    }

    @Test("An image depends on the position alone: any batch, any place in it, gives the same bits")
    func isAFunction() throws {
        let context = ReferencingContext()
        let forward = try context.transform(from: context.crs("4490"), to: context.crs("4526"))
        let positions = (0..<41).map { Coordinate(113.9 + 0.07 * Double($0), 24.5 + 0.03 * Double($0)) } + [Coordinate(140, 25)]
        var whole = positions
        try forward.apply(to: &whole)
        for (index, position) in positions.enumerated() { #expect(try forward(position) == whole[index]) }
        for start in 1..<6 {
            var tail = Array(positions[start...])
            try forward.apply(to: &tail)
            #expect(tail == Array(whole[start...]))
        }
    }

    @Test("Positions outside the proven range go through PROJ in the same call, and a position without an image is named")
    func outside() throws {
        let context = ReferencingContext()
        let forward = try context.transform(from: context.crs("EPSG:4490"), to: context.crs("EPSG:4526"))
        var mixed = [Coordinate(114.5, 25), Coordinate(130, 25), Coordinate(114.6, 25), Coordinate(114, 89)]
        let expected = forward.transformedByPROJ(mixed)
        try forward.apply(to: &mixed)
        for (a, e) in zip(mixed, expected) { #expect(abs(a.x - e.x) < 1e-6 && abs(a.y - e.y) < 1e-6) }
        let error = #expect(throws: ReferencingError.self) {
            var bad = [Coordinate(114.5, 25), Coordinate(114.5, 91), Coordinate(.nan, 25)]
            try forward.apply(to: &bad)
        }
        #expect(error?.description.hasPrefix("position 2 (114.5 91.0) cannot be transformed by") == true)
    }

    private func baseOf(_ code: String) -> String {
        switch code {
        case "EPSG:2362": "EPSG:4610"
        case "EPSG:27700": "EPSG:4277"
        case "EPSG:28350": "EPSG:4283"
        case "EPSG:32720", "EPSG:32650": "EPSG:4326"
        default: "EPSG:4490"
        }
    }

    private func centralMeridian(of zone: CoordinateReferenceSystem) throws -> Double {
        switch zone.identifier {
        case "EPSG:4524": 108
        case "EPSG:4494": 93
        case "EPSG:32720": -63
        case "EPSG:2362": 114
        case "EPSG:27700": -2
        default: 117
        }
    }
}
