import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreReferencing
import TestSupport
import Testing

@Test("Projected coordinates come into the monitoring CRS, within a tenth of a millimetre of PROJ")
func projected() throws {
    let ring = "[566000,2743000],[566500,2743000],[566500,2743500],[566000,2743500],[566000,2743000]"
    let layer = try intake(collection([polygon(ring)], crs: "urn:ogc:def:crs:EPSG::4547"))
    let found = try #require(layer.batches.first?.features.geometry.coordinates.first)
    let context = ReferencingContext()
    let transform = try context.transform(from: context.crs("EPSG:4547"), to: context.crs("EPSG:4326"), area: nil)
    let expected = try transform(Coordinate(566_000, 2_743_000))
    #expect(abs(found.x - expected.x) < 1e-9 && abs(found.y - expected.y) < 1e-9)
    #expect(layer.inputs.first?.crs.contains("4547") == true)
}

@Test("A profile and a crs member that contradict each other are refused; --crs decides")
func contradiction() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("p.yaml", "name: p\nkind: footprints\ncrs: EPSG:4547\n")
    let profile = try Profile.named(path)
    let text = collection([polygon(square)], crs: "EPSG:4490")
    let words = try #require(refusal { try intake(text, profile: profile) })
    #expect(words.contains("4547") && words.contains("4490") && words.contains("--crs"))
    #expect(try intake(text, crs: "EPSG:4490", profile: profile).counts.stored == 1)
}

@Test("A table that states no CRS is refused with advice, a CRS nobody knows by its name")
func missingOrUnknown() throws {
    let table = "footprint_id,observed_at,wkt\nF1,2025-03-01,\"POLYGON((115 25,115.01 25,115.01 25.01,115 25))\"\n"
    let words = try #require(refusal { try intake(table, name: "in.csv") })
    #expect(words.contains("--crs footprints=EPSG:CODE"))
    #expect(try intake(table, crs: "EPSG:4490", name: "in.csv").counts.stored == 1)
    #expect(refusal { try intake(table, crs: "EPSG:999999", name: "in.csv") }?.contains("999999") == true)
    #expect(refusal { try intake(collection([polygon(square)], crs: "EPSG:999999")) } != nil)
}

@Test("A file whose latitude comes first is refused whole, on every side and under every policy")
func swappedAxes() throws {
    let swapped = polygon("[25,115],[25,115.01],[25.01,115.01],[25.01,115],[25,115]")
    for side in [Side.footprints, .licences, .zones] {
        for policy in [InvalidPolicy.repair, .quarantine, .refuse] {
            #expect(refusal { try intake(collection([swapped, swapped, polygon(square)]), side, invalid: policy) } != nil)
        }
    }
    let words = try #require(refusal { try intake(collection([swapped, swapped])) })
    #expect(words.contains("latitude first") && words.contains("2 of 2"))
}

@Test("Metres under a geographic CRS and degrees under a projected one are refused")
func wrongUnits() throws {
    let metres = polygon("[566000,2743000],[566500,2743000],[566500,2743500],[566000,2743500],[566000,2743000]")
    #expect(refusal { try intake(collection([metres])) }?.contains("metres") == true)
    #expect(refusal { try intake(collection([polygon(square)], crs: "EPSG:4547")) }?.contains("degrees") == true)
}

@Test("One feature out of range in a sound file is set aside with its position")
func oneOutOfRange() throws {
    let far = polygon("[200,25],[200.01,25],[200.01,25.01],[200,25]")
    let layer = try intake(collection([polygon(square), far, polygon(square)]))
    #expect(layer.counts.stored == 2 && layer.counts.quarantined == 1)
    #expect(layer.reasons.contains { $0.contains("200") && $0.contains("range") })
}
