import Foundation
import OreFeatures
import OreGeometry
import Synchronization
import Testing

@Suite("The order of the two numbers of a position")
struct AxisOrderTests {
    @Test("Words in any usual spelling name the order; others do not")
    func words() {
        for word in ["northing-easting", "Northing_Easting", "latitude-longitude", "lat-lon"] {
            #expect(AxisOrder(word: word) == .northingEasting)
        }
        for word in ["easting-northing", "longitude_latitude", "lon-lat"] { #expect(AxisOrder(word: word) == .eastingNorthing) }
        for word in ["", "xy", "northing", "easting northing upwards"] { #expect(AxisOrder(word: word) == nil) }
    }

    @Test("A profile states it; an unknown word is an error with the nearest known one")
    func profile() throws {
        let head = "name: p\nkind: licences\n"
        #expect(try Profile(yaml: head + "axis_order: northing_easting\n", file: "p").readOptions().axisOrder == .northingEasting)
        #expect(try Profile(yaml: head, file: "p").readOptions().axisOrder == nil)
        let stated = ReadOptions(axisOrder: .eastingNorthing)
        #expect(try Profile(yaml: head + "axis_order: northing-easting\n", file: "p").readOptions(stated).axisOrder == .eastingNorthing)
        let error = #expect(throws: InputError.self) { try Profile(yaml: head + "axis_order: northing-eastings\n", file: "p") }
        #expect(error?.description.contains("northing-easting") == true)
    }

    @Test("Positions come out easting first from every kind of file")
    func positions() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "axis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let json = #"{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[25.5,115.25]}}"#
        let files = [
            ("a.geojson", json), ("b.csv", "n,wkt\n1,POINT (25.5 115.25)\n2,\n"), ("c.csv", "n,x,y\n1,25.5,115.25\n"),
        ]
        for (name, text) in files {
            let path = folder.appending(path: name).path
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let source = try FeatureFile.open(path, options: ReadOptions(axisOrder: .northingEasting))
            let plain = try FeatureFile.open(path)
            #expect(source.info == plain.info)
            #expect(try positions(of: source) == [Coordinate(115.25, 25.5)] && positions(of: plain) == [Coordinate(25.5, 115.25)])
        }
    }

    private func positions(of source: any FeatureSource) throws -> [Coordinate] {
        let all = Mutex<[Coordinate]>([])
        _ = try source.process(
            threads: 1, progress: nil, makeWorker: {}, map: { (_: inout Void, batch: FeatureBatch) in batch.geometry.coordinates },
            consume: { positions in all.withLock { $0 += positions } })
        return all.withLock { $0 }
    }
}
