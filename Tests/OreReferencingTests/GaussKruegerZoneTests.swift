import OreGeometry
import OreReferencing
import Testing

@Suite("The Chinese Gauss-Krueger families")
struct GaussKruegerZoneTests {
    @Test("Every code of the table is that zone in the EPSG database: name, central meridian, false easting, base CRS")
    func codes() throws {
        let context = ReferencingContext()
        #expect(GaussKruegerZone.all.count == 128)
        for zone in GaussKruegerZone.all {
            for (definition, falseEasting) in [(zone.prefixedDefinition, zone.prefixedFalseEasting), (zone.meridianDefinition, 500_000)] {
                let crs = try context.crs(definition)
                #expect(crs.name.hasPrefix("\(zone.datum.rawValue) / "), "\(definition) \(crs.name)")
                let isThree = crs.name.contains("3-degree Gauss-Kruger")
                #expect(isThree == (zone.width == .threeDegrees) && crs.name.contains("Gauss-Kruger"), "\(definition) \(crs.name)")
                let ending = falseEasting == 500_000 ? "CM \(Int(zone.centralMeridian))E" : "zone \(zone.number)"
                #expect(crs.name.hasSuffix(ending), "\(definition) \(crs.name) \(ending)")
                #expect(try context.crs(crs.name).identifier == definition)
                #expect(GaussKruegerZone.of(crs)?.zone == zone && GaussKruegerZone.of(crs)?.hasPrefix == (falseEasting != 500_000))
                #expect(crs.datumName == datumName(zone.datum), "\(definition) \(crs.datumName)")
                let area = try #require(crs.areaOfUse)
                #expect(area.minX < zone.centralMeridian + 3 && area.maxX > zone.centralMeridian - 3, "\(definition) \(area)")
                let base = try context.crs("EPSG:\(zone.datum.geographicCode)")
                let transform = try context.transform(from: base, to: crs)
                #expect(transform.operation.accuracyMetres == 0 && !transform.operation.isBallpark)
                let origin = try transform(Coordinate(zone.centralMeridian, 0))
                #expect(abs(origin.x - falseEasting) < 1e-6 && abs(origin.y) < 1e-6, "\(definition) \(origin)")
            }
        }
    }

    private func datumName(_ datum: GaussKruegerZone.Datum) -> String {
        switch datum {
        case .cgcs2000: "China 2000"
        case .xian1980: "Xian 1980"
        case .beijing1954: "Beijing 1954"
        case .newBeijing: "New Beijing"
        }
    }

    @Test("The fast path lies within 1e-6 m of PROJ for every code, across its zone and the next ones, both ways")
    func fastPath() throws {
        let context = ReferencingContext()
        var worst = 0.0
        for zone in GaussKruegerZone.all {
            let base = try context.crs("EPSG:\(zone.datum.geographicCode)")
            for definition in [zone.prefixedDefinition, zone.meridianDefinition] {
                let projected = try context.crs(definition)
                let forward = try context.transform(from: base, to: projected)
                let inverse = try context.transform(from: projected, to: base)
                #expect(forward.usesSeries && inverse.usesSeries, "\(definition)")
                var places: [Coordinate] = []
                for latitude in stride(from: 16.0, through: 54, by: 2.37) {
                    for offset in stride(from: -4.4, through: 4.4, by: 0.83) {
                        places.append(Coordinate(zone.centralMeridian + offset, latitude))
                    }
                }
                let expected = forward.transformedByPROJ(places)
                var metres = places
                try forward.apply(to: &metres)
                for (a, e) in zip(metres, expected) { worst = max(worst, abs(a.x - e.x), abs(a.y - e.y)) }
                var home = expected
                try inverse.apply(to: &home)
                for (a, e) in zip(home, inverse.transformedByPROJ(expected)) {
                    worst = max(worst, LocalMetric(base.ellipsoid, latitude: a.y).distance(a, e))
                }
            }
        }
        #expect(worst < 1e-6, "\(worst) m")
        print("fast path against PROJ over 256 codes: at most \(worst) m")
    }

    @Test("A CRS outside the families is no zone")
    func otherSystems() throws {
        let context = ReferencingContext()
        for definition in ["EPSG:4490", "EPSG:32650", "EPSG:3857", "GCJ-02"] {
            #expect(GaussKruegerZone.of(try context.crs(definition)) == nil)
        }
    }

    @Test("A longitude finds its zone; the line between two zones belongs to the eastern one")
    func fromLongitude() {
        let ganzhou = GaussKruegerZone.cgcs2000(forLongitude: 114.9)
        #expect(ganzhou?.number == 38 && ganzhou?.prefixedCode == 4526 && ganzhou?.meridianCode == 4547 && ganzhou?.centralMeridian == 114)
        #expect(GaussKruegerZone.cgcs2000(forLongitude: 115.5)?.number == 39)
        #expect(GaussKruegerZone.cgcs2000(forLongitude: 115.499_999)?.number == 38)
        #expect(GaussKruegerZone.cgcs2000(forLongitude: 73.4) == nil && GaussKruegerZone.cgcs2000(forLongitude: 136.5) == nil)
        #expect(GaussKruegerZone.cgcs2000(forLongitude: .nan) == nil)
        #expect(GaussKruegerZone(.cgcs2000, .sixDegrees, longitude: 115)?.number == 20)
        for zone in GaussKruegerZone.all { #expect(GaussKruegerZone(zone.datum, zone.width, longitude: zone.centralMeridian) == zone) }
    }

    @Test("An 8-digit easting decides zone and width by itself")
    func fromEasting() {
        #expect(GaussKruegerZone(.cgcs2000, prefixedEasting: 38_512_345)?.prefixedCode == 4526)
        #expect(GaussKruegerZone(.xian1980, prefixedEasting: 20_400_000)?.prefixedCode == 2334)
        for easting in [512_345, 2_812_345, 24_500_000, 46_500_000, 38_999_999, -38_512_345, .nan, .infinity, 1e300] {
            #expect(GaussKruegerZone(.cgcs2000, prefixedEasting: easting) == nil)
        }
    }
}
