import Foundation
import Synchronization
import TestSupport
import Testing

@testable import OreFeatures

@Suite struct GeoJSONValidatorTests {
    private func validate(_ text: String, windowCapacity: Int = 64) throws -> GeoJSONValidation {
        try ValidatedDocument.validate(MemoryReader(Array(text.utf8)), windowCapacity: windowCapacity)
    }

    @Test(
        "Every document of check-geojson gets its verdict", .enabled(if: SharedData.isPresent, SharedData.skipLine),
        arguments: ["bad", "good"])
    func corpus(verdict: String) throws {
        let folder = SharedData.path("corpora/check-geojson/\(verdict)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".geojson") }
        #expect(!names.isEmpty)
        for name in names.sorted() {
            let found = try GeoJSONValidator.validate(path: folder + "/" + name)
            #expect(found.isSound == (verdict == "good"), "\(name): \(found.errors)")
        }
    }

    @Test("Real files are not refused", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func realFiles() throws {
        let files = FileManager.default.enumerator(at: SharedData.root, includingPropertiesForKeys: [.fileSizeKey])
        var checked = 0
        while let url = files?.nextObject() as? URL {
            let size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
            guard url.pathExtension == "geojson", !url.path.contains("/corpora/"), size < 5_000_000 else { continue }
            let found = try GeoJSONValidator.validate(path: url.path)
            #expect(found.isSound, "\(url.lastPathComponent): \(found.errors.first.map { $0.description } ?? "")")
            checked += 1
        }
        #expect(checked > 0)
    }

    @Test("A finding names line, byte, feature and identifier")
    func place() throws {
        let bad = #"{"type":"Feature","id":"A7","properties":{},"geometry":{"type":"Point","coordinates":[1]}}"#
        let text = "{\"type\":\"FeatureCollection\",\"features\":[\n\(GeoJSONText.feature()),\n\(bad)]}"
        let found = try validate(text)
        #expect(found.featureCount == 2)
        let place = try #require(found.errors.first?.place)
        #expect(found.errorCount == 1)
        #expect(place.feature == 1)
        #expect(place.identifier == "A7")
        #expect(place.line == 3)
        #expect(place.byte.map { String(decoding: Array(text.utf8)[$0..<($0 + 3)], as: UTF8.self) } == "[1]")
    }

    @Test("All features are looked at, whatever is wrong with those before")
    func goesOn() throws {
        let open = GeoJSONText.feature(geometry: #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#)
        let found = try validate(GeoJSONText.collection("3", open, GeoJSONText.feature(), #"{"type":"Feature"}"#, open))
        #expect(found.errors.compactMap(\.place.feature) == [0, 1, 3, 3, 4])
        #expect(found.featureCount == 5)
    }

    @Test(
        "Warnings leave a file sound",
        arguments: [
            ("clockwise", GeoJSONText.feature(geometry: #"{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}"#)),
            ("globe", GeoJSONText.feature(geometry: #"{"type":"Point","coordinates":[500000,4000000]}"#)),
            ("empty", GeoJSONText.feature(geometry: #"{"type":"Polygon","coordinates":[]}"#)),
            ("some have two", GeoJSONText.feature(geometry: #"{"type":"LineString","coordinates":[[0,0],[1,1,5]]}"#)),
            ("crs", GeoJSONText.collection(before: #""crs":{"type":"name","properties":{"name":"EPSG:4490"}},"#)),
            (
                "occurred before",
                GeoJSONText.collection(
                    #"{"type":"Feature","id":1,"properties":null,"geometry":null}"#,
                    #"{"type":"Feature","id":1,"properties":null,"geometry":null}"#)
            ),
        ])
    func warnings(word: String, text: String) throws {
        let found = try validate(text)
        #expect(found.isSound, "\(found.errors)")
        #expect(found.warnings.count == 1 && found.warnings[0].what.contains(word), "\(found.warnings)")
    }

    @Test(
        "Values that are no numbers of JSON or of doubles are errors",
        arguments: ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "01", "+1", "0x1", "null", "\"1\"", "1."])
    func numbers(value: String) throws {
        #expect(try !validate(GeoJSONText.feature(geometry: #"{"type":"Point","coordinates":[1,\#(value)]}"#)).isSound)
    }

    @Test("WGS 84 named in a crs member, a third coordinate and a second member of the same name elsewhere are no fault")
    func accepted() throws {
        let crs = #""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"#
        let found = try validate(
            GeoJSONText.collection(
                GeoJSONText.feature(#"{"name":1,"nested":{"name":2}}"#),
                GeoJSONText.feature(geometry: #"{"type":"Point","coordinates":[1,2,3]}"#), before: crs))
        #expect(found.errors.isEmpty && found.warnings.isEmpty)
        #expect(found.featureCount == 2)
    }

    @Test("The size of the window changes nothing")
    func windows() throws {
        for text in GeoJSONChunkTests.adversarial.values.sorted() {
            let expected = try validate(text, windowCapacity: 1 << 20)
            #expect(try validate(text, windowCapacity: 64) == expected)
            #expect(try validate(text, windowCapacity: 777) == expected)
        }
    }

    @Test("A thousand errors are kept and all are counted")
    func manyErrors() throws {
        let text = Array(repeating: "{}", count: 3000).joined(separator: ",")
        let found = try validate(#"{"type":"FeatureCollection","features":[\#(text)]}"#)
        #expect(found.errors.count == 1000)
        #expect(found.errorCount == 3000)
        #expect(found.featureCount == 3000)
    }

    @Test("A file cut at any byte is not sound, and text behind its end is an error")
    func truncation() throws {
        let text = GeoJSONText.collection(GeoJSONText.feature(#"{"a":"é"}"#), GeoJSONText.feature(), after: #","bbox":[0,0,1,1]"#)
        let bytes = Array(text.utf8)
        #expect(try validate(text).isSound)
        for length in 0..<bytes.count {
            #expect(try !ValidatedDocument.validate(MemoryReader(Array(bytes[..<length])), windowCapacity: 64).isSound)
        }
        #expect(try !validate(text + "x").isSound)
    }

    @Test("A crs member that the reader refuses is an error", arguments: [#"{"properties":{"name":"EPSG:4490"}}"#, "{}", "1"])
    func unnamedSystem(member: String) throws {
        let text = GeoJSONText.collection(before: #""crs":\#(member),"#)
        #expect(try !validate(text).isSound)
        #expect(throws: InputError.self) { try readGeoJSON(text) }
    }

    @Test("What the validator accepts, the reader reads")
    func readerAgrees() throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SplitMix(seed)
        let original = Array(GeoJSONText.collection(GeoJSONText.feature(#"{"a":1,"b":null}"#), GeoJSONText.feature()).utf8)
        for _ in 0..<2000 {
            var bytes = original
            let place = Int.random(in: 0..<bytes.count, using: &random)
            if Bool.random(using: &random) { bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random) } else { bytes.remove(at: place) }
            guard try ValidatedDocument.validate(MemoryReader(bytes)).isSound else { continue }
            let features = try GeoJSONSource(TextInput(bytes: bytes), options: ReadOptions()).read().features
            #expect(features.allSatisfy { $0.defect == nil }, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
