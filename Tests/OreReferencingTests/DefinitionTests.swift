import OreGeometry
import OreReferencing
import Testing

@Suite("A CRS is known by any of its spellings, and nothing else passes for one")
struct DefinitionTests {
    private let context = ReferencingContext()

    @Test(
        "Codes, URNs, URLs, old strings and names lead to the same CRS",
        arguments: [
            ("EPSG:4490", "EPSG:4490"), ("epsg:4490", "EPSG:4490"), ("4490", "EPSG:4490"), ("  EPSG:4490\r\n", "EPSG:4490"),
            ("\u{FEFF}EPSG:4490", "EPSG:4490"), ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
            ("urn:ogc:def:crs:EPSG:9.8.6:4490", "EPSG:4490"), ("URN:OGC:DEF:CRS:EPSG::4326", "EPSG:4326"),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"), ("urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84"), ("OGC:CRS84", "OGC:CRS84"),
            ("http://www.opengis.net/def/crs/EPSG/0/4326", "EPSG:4326"), ("https://www.opengis.net/def/crs/EPSG/0/4326/", "EPSG:4326"),
            ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "OGC:CRS84"), ("http://www.opengis.net/gml/srs/epsg.xml#4326", "EPSG:4326"),
            ("+init=epsg:32720", "EPSG:32720"), ("WGS 84", "EPSG:4326"), ("WGS84", "EPSG:4326"), ("WGS 84 / UTM zone 20S", "EPSG:32720"),
        ])
    func spellings(_ definition: String, _ identifier: String) throws {
        #expect(try context.crs(definition).identifier == identifier)
    }

    @Test("A compound or three-dimensional CRS is reduced to its horizontal part")
    func reduced() throws {
        #expect(try context.crs("EPSG:4979").identifier == "EPSG:4326")
        #expect(try context.crs("EPSG:4480").isGeographic)
        #expect(try context.crs("EPSG:7405").identifier == "EPSG:27700")
        #expect(try context.crs("EPSG:9518").identifier == "EPSG:4326")
    }

    @Test("What is not horizontal is refused by kind", arguments: ["EPSG:5773", "EPSG:4978", "EPSG:7030", "EPSG:6326", "EPSG:15894"])
    func notHorizontal(_ definition: String) {
        let error = #expect(throws: ReferencingError.self) { try context.crs(definition) }
        #expect(error?.description.contains("horizontal") == true || error?.description.contains("unknown CRS") == true)
    }

    @Test("A Shapefile's WKT without authority is identified, and the value says so")
    func identified() throws {
        let sphere = #"SPHEROID["WGS_1984",6378137.0,298.257223563]"#
        let degrees = #"UNIT["Degree",0.0174532925199433]"#
        let base = #"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",\#(sphere)],PRIMEM["Greenwich",0.0],\#(degrees)]"#
        let zone =
            #"PROJCS["WGS_1984_UTM_Zone_20S",\#(base),PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],"#
            + #"PARAMETER["False_Northing",10000000.0],PARAMETER["Central_Meridian",-63.0],PARAMETER["Scale_Factor",0.9996],"#
            + #"PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#
        let crs = try context.crs(zone)
        #expect(crs.identifier == "EPSG:32720")
        #expect((crs.identification?.confidence ?? 0) >= 70)
        #expect(try context.crs("EPSG:32720").identification == nil)
        #expect(try context.crs(base).identifier == "EPSG:4326")
        let xian =
            #"GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],\#(degrees)]"#
        #expect(try context.crs(xian).identifier == "EPSG:4610")
        #expect(try context.transform(from: context.crs(xian), to: context.crs("EPSG:4490")).operation.isUnknownShift)
    }

    @Test("WKT 1, WKT 2 and PROJJSON of a CRS come back as that CRS")
    func roundTrips() throws {
        for code in ["EPSG:4490", "EPSG:4526", "EPSG:32720", "EPSG:2193", "EPSG:3857", "EPSG:2362"] {
            let crs = try context.crs(code)
            #expect(try context.crs(crs.wkt) == crs)
            #expect(try context.crs(#require(crs.wkt1)).identifier == code)
        }
        let json =
            #"{"type":"GeographicCRS","name":"WGS 84","datum":{"type":"GeodeticReferenceFrame","name":"World Geodetic System 1984","#
            + #""ellipsoid":{"name":"WGS 84","semi_major_axis":6378137,"inverse_flattening":298.257223563}},"coordinate_system":{"subtype":"ellipsoidal","#
            + #""axis":[{"name":"Geodetic latitude","abbreviation":"Lat","direction":"north","unit":"degree"},"#
            + #"{"name":"Geodetic longitude","abbreviation":"Lon","direction":"east","unit":"degree"}]},"id":{"authority":"EPSG","code":4326}}"#
        #expect(try context.crs(json).identifier == "EPSG:4326")
    }

    @Test("The value says what the positions are: kind, units, ellipsoid, datum, area of use")
    func properties() throws {
        let cgcs = try context.crs("EPSG:4490")
        #expect(cgcs.isGeographic && cgcs.ellipsoid == .cgcs2000 && cgcs.datumName == "China 2000" && cgcs.metresPerUnit == nil)
        #expect(abs((cgcs.degreesPerUnit ?? 0) - 1) < 1e-12)
        #expect(cgcs.areaOfUse?.contains(Coordinate(115, 25)) == true)
        let feet = try context.crs("EPSG:2263")
        #expect(!feet.isGeographic && abs((feet.metresPerUnit ?? 0) - 0.3048006) < 1e-7)
        #expect(abs((try context.crs("EPSG:4807").degreesPerUnit ?? 0) - 0.9) < 1e-12)
        let fiji = try #require(try context.crs("EPSG:3460").areaOfUse)
        #expect(fiji.maxX > 180 && fiji.minX < 180)
    }

    @Test("A value made by one context works in another")
    func acrossContexts() throws {
        let other = ReferencingContext()
        let custom = try context.crs("+proj=laea +lat_0=25 +lon_0=115 +ellps=GRS80")
        let transform = try other.transform(from: custom, to: context.crs("EPSG:4490"))
        #expect(try abs(transform(Coordinate(0, 0)).x - 115) < 1e-9)
    }

    @Test(
        "Definitions from hell give an error in words",
        arguments: [
            "", "   ", "EPSG:", "EPSG:99999999", "EPSG:999999999999999999999999", "4326.5", "-4326", ":::::", "EPSG:4326;DROP TABLE",
            "urn:ogc:def:crs:EPSG",
            "http://www.opengis.net/def/crs/EPSG/0/", "http://example.org/crs", "no such system", "WGS", "UTM zone 20", "{}", "[]",
            "{\"type\":1}",
            "GEOGCS[", "GEOGCS[]", "PROJCS[\"x\"]", "+proj=", "+proj=nonsense", "+proj=pipeline +step +proj=utm +zone=20",
            "+proj=tmerc +ellps=nonsense",
            "+proj=longlat +ellps=GRS80 +nadgrids=/etc/passwd", "+init=/etc/passwd:x", "EPSG:4326\u{0}EPSG:4490", "EPSG:\u{1B}[31m4326",
            "local coordinates",
        ])
    func malformed(_ definition: String) {
        let error = #expect(throws: ReferencingError.self) { try context.crs(definition) }
        let words = error?.description ?? ""
        #expect(words.count > 20 && words.count < 700 && !words.contains("\u{1B}") && !words.contains("\n"), "\(words)")
    }

    @Test("Long and deeply nested definitions are refused before PROJ sees them")
    func bounded() {
        for text in [
            String(repeating: "A", count: 100_000), String(repeating: "GEOGCS[", count: 100_000), String(repeating: "[", count: 10_000),
            String(repeating: "{\"a\":", count: 5_000), "GEOGCS[\"" + String(repeating: "x", count: 65_000) + "\"]",
            String(repeating: "9", count: 60_000), String(repeating: ":", count: 60_000),
        ] {
            let error = #expect(throws: ReferencingError.self) { try context.crs(text) }
            #expect((error?.description.count ?? 0) < 700)
        }
    }

    @Test("Truncated at any byte, WKT is refused or read, never a crash")
    func truncated() throws {
        let wkt = try context.crs("EPSG:4526").wkt
        for length in stride(from: 0, to: wkt.count - 1, by: 7) {
            #expect(throws: ReferencingError.self, "\(length)") { try context.crs(String(wkt.prefix(length))) }
        }
    }
}
