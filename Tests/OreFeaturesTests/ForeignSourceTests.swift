import Foundation
import OreGeometry
import TestSupport
import Testing

@testable import OreFeatures

@Suite("Foreign formats through ogr2ogr", .enabled(if: ForeignTool.isPresent("ogr2ogr"), "needs ogr2ogr (gdal-bin)"))
struct ForeignSourceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func made(_ name: String, _ driver: String, _ options: [String] = ["-a_srs", "EPSG:4490"]) throws -> String {
        try ForeignSample.made(name, driver, options, in: folder)
    }

    @Test(
        "Features, attributes and CRS survive the formats that GDAL can write",
        arguments: [
            ("layer.shp", "ESRI Shapefile", FileFormat.shapefile, "EPSG:4490"), ("a.kml", "KML", .kml, "EPSG:4326"),
            ("a.kmz", "LIBKML", .kmz, "EPSG:4326"), ("a.fgb", "FlatGeobuf", .flatGeobuf, "EPSG:4490"), ("a.gml", "GML", .gml, "EPSG:4490"),
            ("a.gdb", "OpenFileGDB", .fileGDB, "EPSG:4490"),
        ] as [(String, String, FileFormat, String)])
    func formats(name: String, driver: String, format: FileFormat, crs: String) throws {
        let options = driver == "ESRI Shapefile" ? ["-lco", "ENCODING=UTF-8"] : driver == "KML" ? ["-dsco", "NameField=name"] : []
        let path = try made(name, driver, ["-a_srs", crs] + options)
        let source = try FeatureFile.open(path)
        #expect(source.info.path == path)
        #expect(source.info.format == format)
        #expect(source.info.declaredCRS?.definition == crs)
        let read = try ReadFeatures.all(source)
        #expect(read.count == 2)
        #expect(read.defects == [])
        #expect(read.batches.first?.geometry.coordinates.contains(Coordinate(115.5, 28.5)) == true)
        let names = read.strings("name") + read.strings("Name")
        #expect(names.contains("赣州稀土矿业有限公司"))
        if format != .fileGDB { #expect(read.summary.sha256.count == 64 && source.info.byteCount > 0) }
    }

    @Test("A foreign file in gzip is unpacked first; the digest is that of the packed file")
    func gzipped() throws {
        let plain = try made("a.kml", "KML", ["-a_srs", "EPSG:4326"])
        try ForeignTool.run("gzip", [plain])
        let source = try FeatureFile.open(plain + ".gz")
        #expect(source.info.format == .kml)
        #expect(source.info.path == plain + ".gz")
        let read = try ReadFeatures.all(source)
        #expect(read.count == 2)
        #expect(read.summary.sha256 == (try ForeignTool.run("sha256sum", [plain + ".gz"])).prefix(64))
    }

    @Test("Reading leaves no file beside the input, not even the schema that GDAL's GML driver likes to write")
    func nothingBeside() throws {
        let gml = try String(contentsOfFile: try made("a.gml", "GML"), encoding: .utf8)
        let alone = try TemporaryFolder()
        let path = try alone.file("alone.gml", gml)
        _ = try ReadFeatures.all(OgrSource(path: path, format: .gml))
        #expect(try alone.names() == ["alone.gml"])
    }

    @Test("DXF polylines and GPX waypoints are read; DXF states no CRS")
    func linesAndPoints() throws {
        let json = try folder.file(
            "lines.json", #"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}"#)
        try ForeignTool.run("ogr2ogr", ["-f", "DXF", folder.path("a.dxf"), json])
        let dxf = try FeatureFile.open(folder.path("a.dxf"))
        #expect(dxf.info.format == .dxf)
        #expect(dxf.info.declaredCRS == nil)
        #expect(try ReadFeatures.all(dxf).geometries.count == 1)
        let gpx = try folder.file(
            "a.gpx",
            #"<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">"#
                + #"<wpt lat="28" lon="115"><name>x</name></wpt></gpx>"#)
        let waypoints = try FeatureFile.open(gpx, options: ReadOptions(layer: "waypoints"))
        #expect(waypoints.info.format == .gpx)
        #expect(try ReadFeatures.all(waypoints).geometries == [.point(Coordinate(115, 28))])
    }

    @Test("A Shapefile without .prj has no CRS; its digest covers its parts in the order of their names")
    func shapefileParts() throws {
        let path = try made("layer.shp", "ESRI Shapefile")
        let parts = ["cpg", "dbf", "prj", "shp", "shx"].map { folder.path("layer." + $0) }.filter(FileManager.default.fileExists)
        let expected = try ForeignTool.run("sh", ["-c", "cat \(parts.joined(separator: " ")) | sha256sum"]).prefix(64)
        let whole = try OgrSource(path: path, format: .shapefile)
        #expect(whole.info.declaredCRS == DeclaredCRS(definition: "EPSG:4490", evidence: "Shapefile .prj"))
        #expect(try ReadFeatures.all(whole).summary.sha256 == expected)
        try FileManager.default.removeItem(atPath: folder.path("layer.prj"))
        #expect(try OgrSource(path: path, format: .shapefile).info.declaredCRS == nil)
    }

    @Test("A zip with one Shapefile is read in place; with several, one must be chosen")
    func zipped() throws {
        for name in ["one", "two"] { _ = try made(name + ".shp", "ESRI Shapefile") }
        try zip("one.zip", ["one"])
        try zip("both.zip", ["one", "two"])
        let one = try FeatureFile.open(folder.path("one.zip"))
        #expect(try ReadFeatures.all(one).count == 2)
        #expect(one.info.path == folder.path("one.zip"))
        let error = #expect(throws: InputError.self) { try OgrSource(path: folder.path("both.zip"), format: .shapefile) }
        #expect(error?.description.contains("2 datasets; choose one with --layer: \"one\", \"two\"") == true)
        let two = try OgrSource(path: folder.path("both.zip"), format: .shapefile, options: ReadOptions(layer: "two"))
        #expect(try ReadFeatures.all(two).count == 2)
    }

    private func zip(_ name: String, _ stems: [String]) throws {
        let script = """
            import sys, zipfile, glob, os
            with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
                for stem in sys.argv[2:]:
                    for p in sorted(glob.glob(stem + ".*")):
                        if not p.endswith(".zip"): z.write(p, "资料/" + os.path.basename(p))
            """
        try ForeignTool.run("python3", ["-c", script, folder.path(name)] + stems.map { folder.path($0) })
    }

    @Test("As many readers at once as there are, each on its own thread of the pool, all come to their end", .timeLimit(.minutes(1)))
    func manyAtOnce() async throws {
        let path = try made("a.fgb", "FlatGeobuf")
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 { group.addTask { try ReadFeatures.all(OgrSource(path: path, format: .flatGeobuf)).count } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: 2, count: 12))
    }

    @Test("A Brazilian register of conservation units: 49 of them, in SIRGAS 2000", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func brazil() throws {
        let path = SharedData.path("brazil-conservation-units/UCs_AmzLegal.zip")
        let source = try FeatureFile.open(path)
        #expect(source.info.declaredCRS?.definition == "EPSG:4674")
        let read = try ReadFeatures.all(source)
        #expect(read.count == 49)
        #expect(read.defects == [])
        #expect(read.batches.first?.column(named: "anoCriacao") != nil)
        #expect(read.summary.sha256 == (try ForeignTool.run("sha256sum", [path])).prefix(64))
        let names = read.batches.flatMap(\.columns).flatMap { column in (0..<column.count).compactMap { column.string(at: $0) } }
        #expect(names.contains { $0.contains("ã") || $0.contains("ç") || $0.contains("Á") })
        #expect(!names.contains { $0.contains("\u{FFFD}") || $0.contains("Ã£") })
    }

    @Test(
        "Natural Earth's zips give as many features as GDAL counts", .enabled(if: SharedData.isPresent, SharedData.skipLine),
        arguments: ["ne_110m_admin_0_countries", "ne_110m_populated_places", "ne_50m_rivers_lake_centerlines"])
    func naturalEarth(name: String) throws {
        let path = SharedData.path("natural-earth/\(name).zip")
        let counted = try ForeignTool.run("ogrinfo", ["-ro", "-so", "-al", "/vsizip/" + path])
        let read = try ReadFeatures.all(FeatureFile.open(path))
        #expect(read.count > 100)
        #expect(counted.contains("Feature Count: \(read.count)\n"))
        #expect(read.defects == [])
    }
}

/// Two mines in the south of Jiangxi, made into other formats by GDAL.
enum ForeignSample {
    static let features =
        #"{"type":"FeatureCollection","features":["#
        + #"{"type":"Feature","properties":{"name":"赣州稀土矿业有限公司","n":5},"geometry":{"type":"Polygon","#
        + #""coordinates":[[[115,28],[115.5,28],[115.5,28.5],[115,28]]]}},"#
        + #"{"type":"Feature","properties":{"name":"第二采矿区","n":6},"geometry":{"type":"Polygon","#
        + #""coordinates":[[[116,28],[116.5,28],[116.5,28.5],[116,28]]]}}]}"#

    static func made(_ name: String, _ driver: String, _ options: [String], in folder: TemporaryFolder) throws -> String {
        let json = try folder.file("source.json", features)
        let path = folder.path(name)
        let layer = name.hasSuffix(".shp") ? String(name.dropLast(4)) : "layer"
        try ForeignTool.run("ogr2ogr", ["-f", driver, path, json, "-nln", layer] + options)
        return path
    }
}
