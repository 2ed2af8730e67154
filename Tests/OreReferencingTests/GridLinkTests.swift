import Foundation
import OreGeometry
import OreReferencing
import TestSupport
import Testing

/// The bytes of an NTv2 grid of 3 x 3 nodes over 114 to 116 E, 24 to 26 N, with one shift everywhere.
///
/// Layout after the NTv2 developer's guide (Geodetic Survey Division, Canada): records of 16 bytes, little-endian, longitudes positive to the west.
struct TinyGrid {
    /// Seconds of arc, positive to the north and to the east.
    var north = 1.5
    var east = 2.25

    var bytes: Data {
        var file = Data()
        func key(_ text: String) { file.append(Data(text.padding(toLength: 8, withPad: " ", startingAt: 0).utf8)) }
        func number<Number>(_ value: Number) { withUnsafeBytes(of: value) { file.append(contentsOf: $0) } }
        func whole(_ name: String, _ value: Int32) {
            key(name)
            number(value)
            number(Int32(0))
        }
        func words(_ name: String, _ value: String) {
            key(name)
            key(value)
        }
        func real(_ name: String, _ value: Double) {
            key(name)
            number(value)
        }
        whole("NUM_OREC", 11)
        whole("NUM_SREC", 11)
        whole("NUM_FILE", 1)
        words("GS_TYPE", "SECONDS")
        words("VERSION", "test")
        words("SYSTEM_F", "OLD")
        words("SYSTEM_T", "NEW")
        for name in ["MAJOR_F", "MAJOR_T"] {
            real(name, 6_378_140)
            real(name.replacing("MAJOR", with: "MINOR"), 6_356_755)
        }
        words("SUB_NAME", "TINY")
        words("PARENT", "NONE")
        words("CREATED", "20250101")
        words("UPDATED", "20250101")
        real("S_LAT", 24 * 3600)
        real("N_LAT", 26 * 3600)
        real("E_LONG", -116 * 3600)
        real("W_LONG", -114 * 3600)
        real("LAT_INC", 3600)
        real("LONG_INC", 3600)
        whole("GS_COUNT", 9)
        for _ in 0..<9 { for value in [north, -east, 0.1, 0.1] { number(Float(value)) } }
        words("END", "")
        return file
    }
}

@Suite("Datum links by a grid")
struct GridLinkTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func link(_ path: String, east: Double = 115.8) throws -> DatumLink {
        let area = try #require(LinkArea(west: 114.2, south: 24.2, east: east, north: 25.8))
        return DatumLink(
            name: "sheet", source: "EPSG:4610", target: "EPSG:4490", method: .grid(path: path), area: area, sigmaMetres: 0.2,
            evidence: "invented")
    }

    @Test("A grid of one shift moves positions by that shift, and back, in any CRSs of the two datums")
    func shift() throws {
        let link = try link(try folder.file("tiny.gsb", TinyGrid().bytes))
        let context = ReferencingContext()
        #expect(context.fault(of: link) == nil)
        let (old, new) = (try context.crs("EPSG:4610"), try context.crs("EPSG:4490"))
        let there = try #require(try context.transform(from: old, to: new, through: link))
        let back = try #require(try context.transform(from: new, to: old, through: link))
        #expect(there.operation.sigmaMetres == 0.2 && !there.operation.isUnknownShift)
        for place in [Coordinate(115, 25), Coordinate(114.31, 25.77), Coordinate(115.79, 24.2)] {
            let image = try there(place)
            #expect(abs(image.x - place.x - 2.25 / 3600) < 1e-9 && abs(image.y - place.y - 1.5 / 3600) < 1e-9, "\(image)")
            #expect(try back(image).distance(place) < 1e-10)
        }
        // 2.25" and 1.5" are 63 m and 46 m here.
        #expect(abs(try context.largestShift(of: link) - 78.5) < 1)
        let plane = try #require(try context.transform(from: context.crs("EPSG:2362"), to: context.crs("EPSG:4526"), through: link))
        #expect(abs(try plane(Coordinate(38_560_000, 2_750_000)).distance(Coordinate(38_560_000, 2_750_000)) - 78) < 3)
    }

    @Test("A grid that does not cover the link's area is refused with what is missing")
    func tooSmall() throws {
        let path = try folder.file("tiny.gsb", TinyGrid().bytes)
        let fault = try #require(try ReferencingContext().fault(of: link(path, east: 116.4)))
        #expect(fault.contains("tiny.gsb") && fault.contains("no shift"), "\(fault)")
    }

    @Test("A grid that is missing, empty, cut short or something else is refused by its name")
    func damaged() throws {
        let whole = TinyGrid().bytes
        var wrong = whole
        wrong.replaceSubrange(0..<8, with: Data("NUM_OREX".utf8))
        let damaged: [(String, Data)] = [
            ("empty", Data()), ("head", whole.prefix(100)), ("no nodes", whole.prefix(352)), ("half the nodes", whole.prefix(352 + 60)),
            ("wrong", wrong), ("text", Data("links: []\n".utf8)),
        ]
        for (index, (words, bytes)) in damaged.enumerated() {
            let path = try folder.file("damaged\(index).gsb", bytes)
            let fault = try #require(try ReferencingContext().fault(of: link(path)), "\(words)")
            #expect(fault.contains("damaged\(index).gsb"), "\(words): \(fault)")
        }
        #expect(try #require(try ReferencingContext().fault(of: link(folder.path("none.gsb")))).contains("none.gsb"))
    }

    @Test("A grid with changed bytes is used or refused; a used one moves nothing by kilometres")
    func mutations() throws {
        var random = SplitMix(seed: 41)
        let whole = TinyGrid().bytes
        let context = ReferencingContext()
        for round in 0..<150 {
            var bytes = whole
            for _ in 0...Int(3 * random.unit()) {
                bytes[Int(random.unit() * Double(bytes.count))] = UInt8(255 * random.unit())
            }
            let link = try link(try folder.file("m\(round).gsb", bytes))
            if context.fault(of: link) == nil { #expect(try context.largestShift(of: link) < 2_000) }
        }
    }
}
