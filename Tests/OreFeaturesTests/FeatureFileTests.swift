import Foundation
import OreGeometry
import TestSupport
import Testing

@testable import OreFeatures

@Suite struct FeatureFileTests {
    private let text = GeoJSONText.collection(GeoJSONText.feature(#"{"name":"白云鄂博铁矿采矿权"}"#), GeoJSONText.feature(#"{"n":2}"#))

    private static func mkfifo() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "orewatch-\(UUID().uuidString).pipe").path
        try #require(Foundation.mkfifo(path, 0o600) == 0)
        return path
    }

    private func reason(_ path: String) -> String {
        do {
            _ = try FeatureFile.open(path)
            return "opened"
        } catch {
            return "\(error)"
        }
    }

    @Test("A named pipe is read to its end, once, like the file", .timeLimit(.minutes(1)), arguments: [false, true])
    func pipe(isPacked: Bool) throws {
        let path = try FeatureFileTests.mkfifo()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = isPacked ? try Packed.gzip(Array(text.utf8)) : Array(text.utf8)
        let thread = Thread {
            guard let handle = FileHandle(forWritingAtPath: path) else { return }
            try? handle.write(contentsOf: bytes[..<10])
            Thread.sleep(forTimeInterval: 0.02)
            try? handle.write(contentsOf: bytes[10...])
            try? handle.close()
        }
        thread.start()
        let source = try FeatureFile.open(path)
        let found = try source.read()
        #expect(source.info.path == path)
        #expect(found.features == (try readGeoJSON(text).features))
        let file = try TemporaryFile(bytes)
        #expect(found.summary.sha256 == (try PlainFile(path: file.path).open().finish()))
    }

    @Test("A folder, a missing file and an empty one each say so")
    func unusable() throws {
        #expect(reason(FileManager.default.temporaryDirectory.path).contains("it is a folder"))
        #expect(reason("/nowhere/at/all.geojson").contains("cannot be opened: No such file"))
        #expect(reason("/dev/null") != "opened")
        let empty = try TemporaryFile([])
        #expect(reason(empty.path) != "opened")
        let program = try TemporaryFile([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 0, 0, 3])
        #expect(reason(program.path).contains("unknown format"))
        let drawing = try TemporaryFile(Array("<svg></svg>".utf8))
        #expect(reason(drawing.path).contains("XML that is neither"))
    }

    @Test("A file that changes or becomes shorter while it is read is not taken for sound", arguments: [false, true])
    func changed(shorter: Bool) throws {
        let features = (0..<50_000).map { GeoJSONText.feature(#"{"n":\#($0)}"#) }.joined(separator: ",\n")
        let file = try TemporaryFile(Array(GeoJSONText.collection(features).utf8))
        let path = file.path
        let source = try FeatureFile.open(path)
        #expect(throws: InputError.self) {
            _ = try source.process(
                threads: 1, progress: nil, makeWorker: {},
                map: { (_: inout Void, batch: FeatureBatch) in
                    if batch.firstFeature == 0, let handle = FileHandle(forUpdatingAtPath: path) {
                        if shorter { try handle.truncate(atOffset: 1_000_000) } else { try handle.write(contentsOf: Array(" ".utf8)) }
                        try handle.close()
                    }
                    return batch.count
                }, consume: { _ in })
        }
    }

    @Test(
        "GeoJSON in UTF-16 and GB18030 gives the same features as in UTF-8",
        arguments: [
            (String.Encoding.utf16LittleEndian, TextEncoding.utf16LittleEndian, true), (.utf16BigEndian, .utf16BigEndian, true),
            (.utf16LittleEndian, .utf16LittleEndian, false), (.utf16BigEndian, .utf16BigEndian, false),
        ])
    func utf16(encoding: String.Encoding, expected: TextEncoding, marked: Bool) throws {
        let encoded = try #require((marked ? "\u{FEFF}" + text : text).data(using: encoding))
        let file = try TemporaryFile([UInt8](encoded))
        let source = try FeatureFile.open(file.path)
        #expect(source.info.encoding == expected)
        #expect(try source.read().features == (try readGeoJSON(text).features))
    }

    @Test("GeoJSON in GB18030 is recognised, and read when it is asked for")
    func gb18030() throws {
        // 白云鄂博铁矿采矿权 in GB18030.
        let name: [UInt8] = [0xB0, 0xD7, 0xD4, 0xC6, 0xB6, 0xF5, 0xB2, 0xA9, 0xCC, 0xFA, 0xBF, 0xF3, 0xB2, 0xC9, 0xBF, 0xF3, 0xC8, 0xA8]
        let parts = text.components(separatedBy: "白云鄂博铁矿采矿权")
        let file = try TemporaryFile(Array(parts[0].utf8) + name + Array(parts[1].utf8))
        for options in [ReadOptions(), ReadOptions(encoding: .gb18030)] {
            let source = try FeatureFile.open(file.path, options: options)
            #expect(source.info.encoding == .gb18030)
            #expect(try source.read().features == (try readGeoJSON(text).features))
        }
        #expect(throws: InputError.self) { try FeatureFile.open(file.path, options: ReadOptions(encoding: .utf8)).read() }
    }

    @Test("One feature of 50 MB is read, packed or not")
    func longFeature() throws {
        let long = String(repeating: "0123456789abcdef", count: 50 << 16)
        let bytes = Array(GeoJSONText.collection(GeoJSONText.feature(#"{"long":"\#(long)"}"#), GeoJSONText.feature(#"{"n":2}"#)).utf8)
        for content in [bytes, try Packed.gzip(bytes)] {
            let file = try TemporaryFile(content)
            let found = try FeatureFile.open(file.path).read(threads: 2)
            #expect(found.features.count == 2)
            #expect(found.features.first?.cells["long"]?.utf8.count == 50 << 20)
        }
    }

    // MARK: Formats that ogr2ogr reads

    @Test(
        "Formats that GDAL reads are recognised by their content and give their features",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ogr2ogr"), "needs ogr2ogr (gdal-bin)"),
        arguments: ["GPX", "KML", "GML", "FlatGeobuf", "DXF", "ESRI Shapefile", "OpenFileGDB", "LIBKML"])
    func foreign(driver: String) throws {
        let names = [
            "GPX": "a.gpx", "KML": "a.kml", "GML": "a.gml", "FlatGeobuf": "a.fgb", "DXF": "a.dxf", "ESRI Shapefile": "a.shp",
            "OpenFileGDB": "a.gdb", "LIBKML": "a.kmz",
        ]
        let formats: [String: FileFormat] = [
            "GPX": .gpx, "KML": .kml, "GML": .gml, "FlatGeobuf": .flatGeobuf, "DXF": .dxf, "ESRI Shapefile": .shapefile,
            "OpenFileGDB": .fileGDB, "LIBKML": .kmz,
        ]
        let name = try #require(names[driver])
        let isPoint = driver == "GPX"
        let feature = isPoint ? GeoJSONText.feature(geometry: #"{"type":"Point","coordinates":[1,2]}"#) : GeoJSONText.feature()
        let input = try TemporaryFile(Array(GeoJSONText.collection(feature).utf8))
        let folder = FileManager.default.temporaryDirectory.appending(path: "orewatch-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let layer = isPoint ? ["-nln", "waypoints"] : driver == "DXF" ? [] : ["-nln", "mine"]
        try run("/usr/bin/ogr2ogr", ["-f", driver, folder + "/" + name, input.path] + layer)
        let source = try FeatureFile.open(folder + "/" + name, options: ReadOptions(layer: driver == "GPX" ? "waypoints" : nil))
        #expect(source.info.format == formats[driver])
        #expect(try source.read().summary.featureCount == 1)
        guard driver == "ESRI Shapefile" else { return }
        let parts = ["shp", "shx", "dbf", "prj"].compactMap { part in
            FileManager.default.contents(atPath: folder + "/a.\(part)").map { Packed.ZipMember(name: "x/a.\(part)", content: [UInt8]($0)) }
        }
        let archive = try TemporaryFile(Packed.zip(members: parts), suffix: ".zip")
        let zipped = try FeatureFile.open(archive.path)
        #expect(zipped.info.format == .shapefile)
        #expect(try zipped.read().summary.featureCount == 1)
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
