import Foundation
import OreFeatures
import OreGeometry
import Synchronization
import TestSupport
import Testing

/// What one read of a source gave, in order.
struct ReadFeatures: Sendable {
    var batches: [FeatureBatch] = []
    var summary: SourceSummary

    static func all(_ source: some FeatureSource, threads: Int = 2) throws -> ReadFeatures {
        let batches = Mutex<[FeatureBatch]>([])
        let summary = try source.process(
            threads: threads, progress: nil, makeWorker: {}, map: { (_: inout Void, batch) in batch },
            consume: { batch in batches.withLock { $0.append(batch) } })
        return ReadFeatures(batches: batches.withLock { $0 }, summary: summary)
    }

    var count: Int { batches.reduce(0) { $0 + $1.count } }
    var defects: [FeatureDefect] { batches.flatMap { $0.defects.map(\.defect) } }

    func strings(_ column: String) -> [String?] {
        batches.flatMap { batch in (0..<batch.count).map { batch.column(named: column)?.string(at: $0) } }
    }

    var geometries: [Geometry?] { batches.flatMap { batch in (0..<batch.count).map { batch.geometry.geometry(at: $0) } } }
}

/// The command line shell of SQLite, GDAL's tools: for making inputs that this program did not write.
enum ForeignTool {
    static func path(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map { $0 + "/" + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static func isPresent(_ name: String) -> Bool { path(name) != nil }

    @discardableResult
    static func run(_ name: String, _ arguments: [String]) throws -> String {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: path(name) ?? "/nonexistent")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let output = try folder.file("out", "")
        let errors = try folder.file("err", "")
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOfFile: output, encoding: .utf8) + String(contentsOfFile: errors, encoding: .utf8)
        if process.terminationStatus != 0 { throw Failure(text: text) }
        return text
    }

    struct Failure: Error { let text: String }
}

@Suite("Reading GeoPackages of any origin", .enabled(if: ForeignTool.isPresent("ogr2ogr"), "needs ogr2ogr (gdal-bin)"))
struct GeoPackageSourceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func geoPackage(_ name: String, layer: String = "layer", srs: String? = "EPSG:4490", features: String) throws -> String {
        let json = try folder.file(name + ".json", #"{"type":"FeatureCollection","features":["# + features + "]}")
        let path = folder.path(name)
        try ForeignTool.run(
            "ogr2ogr", ["-f", "GPKG", path, json, "-nln", layer] + (srs.map { ["-a_srs", $0] } ?? ["-a_srs", "NONE"]))
        return path
    }

    private let square =
        #"{"type":"Feature","properties":{"name":"矿 \"x\"","n":5,"d":0.1,"b":true,"when":"2025-06-30","none":null},"#
        + #""geometry":{"type":"Polygon","coordinates":[[[115,28],[115.5,28],[115.5,28.5],[115,28]]]}}"#
    private let empty = #"{"type":"Feature","properties":{"name":"z","n":null,"d":1e300,"b":false},"geometry":null}"#

    @Test("Attributes keep their types, geometries their positions, and the CRS is the layer's")
    func plain() throws {
        let source = try GeoPackageSource(path: geoPackage("a.gpkg", features: square + "," + empty))
        #expect(source.info.format == .geoPackage)
        #expect(source.info.declaredCRS == DeclaredCRS(definition: "EPSG:4490", evidence: "GeoPackage srs 4490"))
        #expect(source.info.layers == ["layer"])
        let read = try ReadFeatures.all(source)
        #expect(read.summary.featureCount == 2)
        #expect(read.defects == [])
        #expect(read.strings("name") == ["矿 \"x\"", "z"])
        #expect(read.strings("n") == ["5", nil])
        #expect(read.strings("d") == ["0.1", "1e+300"])
        #expect(read.strings("b") == ["true", "false"])
        #expect(read.strings("when") == ["2025-06-30", nil])
        let batch = try #require(read.batches.first)
        #expect(batch.column(named: "n")?.kinds == [.number, .null])
        #expect(batch.column(named: "b")?.kinds == [.bool, .bool])
        #expect(batch.identifiers.string(at: 0) == "1")
        #expect(batch.geometry.kinds == [.polygon, nil])
        #expect(batch.geometry.coordinates.first == Coordinate(115, 28))
    }

    @Test("The digest is the file's, and fields come in the order asked for, absent ones as missing")
    func fieldsAndDigest() throws {
        let path = try geoPackage("a.gpkg", features: square)
        let read = try ReadFeatures.all(try GeoPackageSource(path: path, options: ReadOptions(fields: ["n", "absent", "fid", "name"])))
        #expect(read.batches.first?.columns.map(\.name) == ["n", "absent", "fid", "name"])
        #expect(read.batches.first?.columns.map { $0.kinds[0] } == [.number, .missing, .number, .string])
        let expected = try ForeignTool.run("sha256sum", [path]).prefix(64)
        #expect(read.summary.sha256 == expected)
    }

    @Test("An undefined CRS is no CRS")
    func undefinedCRS() throws {
        #expect(try GeoPackageSource(path: geoPackage("a.gpkg", srs: nil, features: square)).info.declaredCRS == nil)
    }

    @Test("Of several layers one must be chosen; the refusal lists them")
    func layers() throws {
        let path = try geoPackage("a.gpkg", layer: "first", features: square)
        let more = try geoPackage("b.gpkg", layer: "second", features: square + "," + square)
        try ForeignTool.run("ogr2ogr", ["-update", path, more, "second"])
        let error = #expect(throws: InputError.self) { try GeoPackageSource(path: path) }
        #expect(error?.description.contains("2 layers; choose one with --layer: \"first\", \"second\"") == true)
        #expect(try ReadFeatures.all(GeoPackageSource(path: path, options: ReadOptions(layer: "second"))).count == 2)
        let absent = #expect(throws: InputError.self) { try GeoPackageSource(path: path, options: ReadOptions(layer: "third")) }
        #expect(absent?.description.contains("has no layer \"third\"; its layers:") == true)
    }

    @Test("Hostile layer and column names are only names")
    func hostileNames() throws {
        let name = #"x"; DROP TABLE gpkg_contents; --'%s"#
        let path = try geoPackage("a.gpkg", layer: "plain", features: square)
        let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
        let literal = "'" + name.replacing("'", with: "''") + "'"
        try ForeignTool.run(
            "sqlite3",
            [
                path,
                "CREATE TABLE \(quoted)(fid INTEGER PRIMARY KEY, geom BLOB, \"select\" TEXT, \"a\"\"b\" REAL);"
                    + "INSERT INTO \(quoted) SELECT fid, geom, name, 2.5 FROM plain;"
                    + "UPDATE gpkg_contents SET table_name = \(literal); UPDATE gpkg_geometry_columns SET table_name = \(literal);",
            ])
        let read = try ReadFeatures.all(GeoPackageSource(path: path))
        #expect(read.count == 1)
        #expect(read.strings("select") == ["矿 \"x\""])
        #expect(read.strings("a\"b") == ["2.5"])
    }

    @Test("A view is read; one that never ends is refused within its time")
    func views() throws {
        let path = try geoPackage("a.gpkg", layer: "plain", features: square + "," + square)
        try ForeignTool.run(
            "sqlite3",
            [
                path,
                "CREATE VIEW v AS SELECT geom, name FROM plain; UPDATE gpkg_contents SET table_name = 'v';"
                    + "UPDATE gpkg_geometry_columns SET table_name = 'v';",
            ])
        let read = try ReadFeatures.all(GeoPackageSource(path: path))
        #expect(read.count == 2)
        #expect(read.batches.first?.identifiers.kinds == [.missing, .missing])
    }

    @Test("A geometry that cannot be decoded is a defect of its row, the others are read")
    func badBlobs() throws {
        let path = try geoPackage("a.gpkg", features: Array(repeating: square, count: 4).joined(separator: ","))
        try ForeignTool.run(
            "sqlite3",
            [
                path,
                "DROP TRIGGER IF EXISTS rtree_layer_geom_update1; DROP TRIGGER IF EXISTS rtree_layer_geom_update2;"
                    + "DROP TRIGGER IF EXISTS rtree_layer_geom_update3; DROP TRIGGER IF EXISTS rtree_layer_geom_update4;"
                    + "DROP TRIGGER IF EXISTS rtree_layer_geom_update6; DROP TRIGGER IF EXISTS rtree_layer_geom_update7;"
                    + "UPDATE layer SET geom = x'4750' WHERE fid = 2; UPDATE layer SET geom = 'text' WHERE fid = 3;",
            ])
        let read = try ReadFeatures.all(GeoPackageSource(path: path))
        #expect(read.count == 4)
        #expect(read.batches.flatMap { $0.defects.map(\.row) } == [1, 2])
        #expect(read.geometries.filter { $0 != nil }.count == 2)
    }

    @Test("What is not a GeoPackage is refused in one line")
    func notGeoPackages() throws {
        #expect(throws: InputError.cannotOpen(file: folder.path("no"), reason: "No such file or directory")) {
            try GeoPackageSource(path: folder.path("no"))
        }
        let text = try folder.file("text.gpkg", "SQLite format")
        #expect(throws: InputError.self) { try GeoPackageSource(path: text) }
        let plain = folder.path("plain.sqlite")
        try ForeignTool.run("sqlite3", [plain, "CREATE TABLE t(a)"])
        let error = #expect(throws: InputError.self) { try GeoPackageSource(path: plain) }
        #expect(error?.description.contains("not a GeoPackage") == true)
    }

    @Test("A file cut at any place, or with any page damaged, is refused or read; never a crash, never a hang")
    func damaged() throws {
        let path = try geoPackage("a.gpkg", features: Array(repeating: square, count: 400).joined(separator: ","))
        let bytes = try Data(contentsOf: URL(filePath: path))
        var random = SplitMix(seed: 5)
        let start = ContinuousClock.now
        var refused = 0
        for round in 0..<250 {
            var damaged = bytes
            if round % 2 == 0 {
                damaged = bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))
            } else {
                for _ in 0..<(1 + round / 20) {
                    let at = round % 3 == 0 ? Int.random(in: 0..<4096, using: &random) : Int.random(in: 0..<bytes.count, using: &random)
                    damaged[at] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let file = try folder.file("damaged.gpkg", damaged)
            do { _ = try ReadFeatures.all(GeoPackageSource(path: file), threads: 1) } catch is InputError { refused += 1 }
        }
        #expect(refused > 60)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test("A write-ahead log beside the file is read with it and counts in the digest")
    func writeAheadLog() throws {
        let path = try geoPackage("a.gpkg", features: square)
        // A copy taken while the writer is open has its last row only in the log.
        try ForeignTool.run(
            "sqlite3",
            [
                path, "PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0",
                "CREATE TABLE extra(a); INSERT INTO extra VALUES (1);", ".shell cp \(path) \(folder.path("b.gpkg"))",
                ".shell cp \(path)-wal \(folder.path("b.gpkg-wal"))",
            ])
        #expect(FileManager.default.fileExists(atPath: folder.path("b.gpkg-wal")))
        let read = try ReadFeatures.all(GeoPackageSource(path: folder.path("b.gpkg")))
        #expect(read.count == 1)
        let both = try ForeignTool.run("sh", ["-c", "cat '\(folder.path("b.gpkg"))' '\(folder.path("b.gpkg-wal"))' | sha256sum"])
        #expect(read.summary.sha256 == both.prefix(64))
    }

    @Test("Many rows come in order on any number of threads, and Z is reported as dropped")
    func order() throws {
        let features = (0..<3500).map {
            #"{"type":"Feature","properties":{"i":\#($0)},"geometry":{"type":"Point","coordinates":[\#($0 % 180),1,7]}}"#
        }.joined(separator: ",")
        let source = try GeoPackageSource(path: geoPackage("a.gpkg", features: features))
        for threads in [1, 3] {
            let read = try ReadFeatures.all(source, threads: threads)
            #expect(read.strings("i").compactMap { $0.flatMap { Int($0) } } == Array(0..<3500))
            #expect(read.summary.droppedZ)
            #expect(read.batches.count > 1)
            #expect(read.batches.map(\.firstFeature) == read.batches.indices.map { $0 * 1000 })
        }
    }
}
