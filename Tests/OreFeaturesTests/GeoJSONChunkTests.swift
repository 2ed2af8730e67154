import Foundation
import OreGeometry
import TestSupport
import Testing

@testable import OreFeatures

@Suite struct GeoJSONChunkTests {
    private func read(_ path: String, chunkSize: Int, threads: Int) throws -> (features: [ReadFeature], summary: SourceSummary) {
        var source = try GeoJSONSource(path: path)
        source.chunkSize = chunkSize
        return try source.read(threads: threads)
    }

    /// Documents that a guess about feature starts gets wrong.
    static let adversarial: [String: String] = {
        let bait = #"{"type":"Feature","properties":{"bait":1},"geometry":null}"#
        let quoted = bait.replacingOccurrences(of: "\"", with: "\\\"")
        let nested = #"{"type":"FeatureCollection","features":[\#(bait),\#(bait)]}"#
        let features = (0..<40).map { GeoJSONText.feature(#"{"n":\#($0),"text":"\#(quoted)","nested":\#(nested)}"#) }
        let plain = (0..<40).map { GeoJSONText.feature(#"{"n":\#($0)}"#) }
        let lastType = (0..<30).map { #"{"properties":{"type":"Feature","n":\#($0)},"geometry":null,"type":"Feature"}"# }
        return [
            "bait in strings and nested": #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ",\n"))]}"#,
            "bait before": #"{"type":"FeatureCollection","x":[\#(bait),\#(bait)],"features":[\#(plain.joined(separator: ","))]}"#,
            "bait behind":
                #"{"type":"FeatureCollection","features":[\#(plain.joined(separator: ","))],"x":[\#(bait),\#(bait)],"features2":\#(nested)}"#,
            "type last": #"{"features":[\#(lastType.joined(separator: " , "))],"type":"FeatureCollection"}"#,
            "spread out": #"{"type": "FeatureCollection", "features": [\#(plain.joined(separator: "\n\n   ,\n\n   "))   ]   }   "#,
            "one long feature": GeoJSONText.collection(
                GeoJSONText.feature(#"{"long":"\#(String(repeating: quoted, count: 50))"}"#), plain[0]),
            "sequence": plain.joined(separator: "\n") + "\n",
            "empty": #"{"type":"FeatureCollection","features":[ ]}"#,
            "single": plain[0],
        ]
    }()

    @Test("Chunk size and threads change nothing, whatever looks like a feature's start", arguments: adversarial.keys.sorted())
    func chunksAgree(name: String) throws {
        let text = try #require(Self.adversarial[name])
        let expected = try readGeoJSON(text)
        #expect(!expected.features.isEmpty || name == "empty")
        let file = try TemporaryFile(Array(text.utf8))
        for chunkSize in [64, 65, 100, 257, 1000, 1 << 20] {
            for threads in [1, 2, 3] {
                let found = try read(file.path, chunkSize: chunkSize, threads: threads)
                #expect(found.features == expected.features, "chunk size \(chunkSize), \(threads) threads")
                #expect(found.summary == expected.summary, "chunk size \(chunkSize), \(threads) threads")
            }
        }
    }

    @Test("A fault is reported at the same place for every chunk size and number of threads")
    func faultsAgree() throws {
        let features = (0..<60).map { GeoJSONText.feature($0 == 41 ? #"{"n":1,"n":2}"# : #"{"n":\#($0)}"#) }
        let text = GeoJSONText.collection(features.joined(separator: ",\n"))
        let file = try TemporaryFile(Array(text.utf8))
        for chunkSize in [64, 333, 1 << 20] {
            for threads in [1, 2, 3] {
                let error = #expect(throws: InputError.self) { try read(file.path, chunkSize: chunkSize, threads: threads) }
                guard case .refused(_, let place, let what, _) = error else { continue }
                #expect(place.feature == 41 && place.line == 42, "\(place): \(what)")
            }
        }
    }

    @Test("A document cut at any byte is never taken for a whole one")
    func truncation() throws {
        let text =
            #"{"type":"FeatureCollection","name":"caf\u00e9 é","features":["#
            + GeoJSONText.feature(#"{"n":-1.5e3,"t":true,"z":null,"s":"a\"b\\"}"#) + ",\n" + GeoJSONText.feature() + #"],"crs":null}"#
        let bytes = Array(text.utf8)
        #expect(try GeoJSONSource(TextInput(bytes: bytes), options: ReadOptions()).read().features.count == 2)
        for length in 0..<bytes.count {
            #expect(throws: InputError.self, "cut at \(length)") {
                try GeoJSONSource(TextInput(bytes: Array(bytes[..<length])), options: ReadOptions()).read()
            }
            #expect(JSONGrammar.validate(Array(bytes[..<length])) != nil)
        }
    }

    @Test("Random changes of a document give features or a refusal, and the same for every chunk size")
    func mutations() throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SplitMix(seed)
        let original = Array(try #require(Self.adversarial["bait in strings and nested"]).utf8.prefix(3000))
        let tokens = ["{", "}", "[", "]", ",", ":", "\"", "\\", "\"type\"", "1e999", "null", "\u{0}", "é", "-", "\"Feature\""].map {
            Array($0.utf8)
        }
        for _ in 0..<400 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: tokens[Int.random(in: 0..<tokens.count, using: &random)], at: place)
                }
            }
            bytes += Array("]}".utf8)
            let expected = try? GeoJSONSource(TextInput(bytes: bytes), options: ReadOptions()).read()
            let file = try TemporaryFile(bytes)
            let found = try? read(file.path, chunkSize: 97, threads: 2)
            #expect(found?.features == expected?.features, "seed \(seed)")
        }
    }

    @Test("Nesting of a hundred thousand is refused, in a collection and alone")
    func deepNesting() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(JSONGrammar.validate(Array(deep.utf8))?.what.contains("512") == true)
        let objects = String(repeating: #"{"a":"#, count: 100_000)
        #expect(throws: InputError.self) { try readGeoJSON(GeoJSONText.collection(GeoJSONText.feature(#"{"x":\#(objects)"#))) }
        let collections = String(repeating: #"{"type":"GeometryCollection","geometries":["#, count: 100_000)
        #expect(throws: InputError.self) { try readGeoJSON(collections) }
        #expect(throws: InputError.self) { try readGeoJSON(#"{"type":"Polygon","coordinates":\#(deep)"#) }
    }

    @Test("A ring of a million vertices is read")
    func longRing() throws {
        let vertices = (0..<1_000_000).map { "[\($0 % 360),\($0 % 90).5]" }.joined(separator: ",")
        let text = GeoJSONText.feature(geometry: #"{"type":"Polygon","coordinates":[[\#(vertices),[0,0.5]]]}"#)
        let file = try TemporaryFile(Array(text.utf8))
        let (features, _) = try read(file.path, chunkSize: 1 << 16, threads: 2)
        #expect(features.count == 1)
        #expect(features[0].geometry?.polygons.first?.exterior.coordinates.count == 1_000_001)
    }
}
