import Foundation
import OreGeometry
import Synchronization
import TestSupport

@testable import OreFeatures

/// A text as the content of an input, in memory.
struct TextInput: InputBytes {
    let path = "test.geojson"
    let bytes: [UInt8]
    var byteCount: Int { bytes.count }

    init(_ text: String) { bytes = Array(text.utf8) }
    init(bytes: [UInt8]) { self.bytes = bytes }

    func open() throws -> OpenedBytes {
        let disk = DiskStream(MemoryReader(bytes))
        return OpenedBytes(content: disk, disk: disk)
    }
}

/// A file that is removed with its owner.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8], suffix: String = ".geojson") throws {
        path = FileManager.default.temporaryDirectory.appending(path: "orewatch-\(UUID().uuidString)\(suffix)").path
        try Data(bytes).write(to: URL(filePath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// One feature as read, for comparing.
struct ReadFeature: Equatable {
    var index: Int
    var line: Int
    var geometry: Geometry?
    var kind: GeometryKind?
    var identifier: String?
    var cells: [String: String]
    var defect: FeatureDefect?
}

extension FeatureBatch {
    var features: [ReadFeature] {
        (0..<count).map { row in
            let filled = columns.filter { $0.kinds[row] != .missing }
            return ReadFeature(
                index: firstFeature + row, line: lines.isEmpty ? 0 : lines[row], geometry: geometry.geometry(at: row),
                kind: geometry.kinds[row], identifier: identifiers.string(at: row),
                cells: Dictionary(uniqueKeysWithValues: filled.map { ($0.name, $0.string(at: row) ?? "null") }),
                defect: defects.first { $0.row == row }?.defect)
        }
    }
}

extension FeatureSource {
    func read(threads: Int = 1) throws -> (features: [ReadFeature], summary: SourceSummary) {
        let all = Mutex<[ReadFeature]>([])
        let summary = try process(
            threads: threads, progress: nil, makeWorker: {}, map: { (_: inout Void, batch: FeatureBatch) in batch },
            consume: { batch in all.withLock { $0 += batch.features } })
        return (all.withLock { $0 }, summary)
    }
}

func readGeoJSON(_ text: String, fields: [String]? = nil) throws -> (features: [ReadFeature], summary: SourceSummary) {
    try GeoJSONSource(TextInput(text), options: ReadOptions(fields: fields)).read()
}

final class BatchBox: Sendable {
    private let kept = Mutex<FeatureBatch?>(nil)
    func keep(_ batch: FeatureBatch) { kept.withLock { if $0 == nil { $0 = batch } } }
    var first: FeatureBatch? { kept.withLock { $0 } }
}

/// Small documents to read.
enum GeoJSONText {
    static let square = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]"

    static func feature(_ properties: String = "{}", geometry: String = #"{"type":"Polygon","coordinates":"# + square + "}") -> String {
        #"{"type":"Feature","properties":\#(properties),"geometry":\#(geometry)}"#
    }

    static func collection(_ features: String..., before: String = "", after: String = "") -> String {
        #"{"type":"FeatureCollection",\#(before)"features":[\#(features.joined(separator: ","))]\#(after)}"#
    }
}
