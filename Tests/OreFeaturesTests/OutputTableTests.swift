import Foundation
import OreFeatures
import OreGeometry
import TestSupport
import Testing

@Suite("Writing tables, KML and GeoPackages")
struct OutputTableTests {
    private var square: GeometryColumns {
        var columns = GeometryColumns()
        columns.append(
            .polygon(Polygon(exterior: Ring([Coordinate(115, 28), Coordinate(116, 28), Coordinate(116, 29), Coordinate(115, 28)]))))
        columns.append(nil as Geometry?)
        return columns
    }

    @Test("CSV quotes what needs it and writes the geometry as well-known text")
    func csv() throws {
        let folder = try TemporaryFolder()
        let writer = try CSVWriter(try AtomicFile(folder.path("a.csv")), header: ["name", "n", "geom"])
        try writer.append { row in
            row.append("a \"b\", c\nd")
            row.append(2.5, decimals: 2)
            row.append(geometry: 0, of: square)
        }
        try writer.append { row in
            row.appendEmpty()
            row.append(7)
            row.append(geometry: 1, of: square)
        }
        try writer.finish()
        let text = try String(contentsOfFile: folder.path("a.csv"), encoding: .utf8)
        #expect(text == "name,n,geom\r\n\"a \"\"b\"\", c\nd\",2.5,\"POLYGON ((115 28, 116 28, 116 29, 115 28))\"\r\n,7,\r\n")
    }

    @Test(
        "KML is read back by GDAL with its folders and values", .enabled(if: ForeignTool.isPresent("ogrinfo"), "needs ogrinfo (gdal-bin)"))
    func kml() throws {
        let folder = try TemporaryFolder()
        let style = KMLWriter.Style(identifier: "strong", line: 0xFF00_00FF, fill: 0xFF00_0066)
        #expect(style.line == 0xFF00_00FF)
        let writer = KMLWriter(try AtomicFile(folder.path("a.kml")), title: "A & B", note: "<note>", styles: [style])
        writer.beginFolder("one <1>")
        try writer.append(geometry: 0, of: square, name: "矿 & \u{1}x", fields: [("area", "5 < 6")], style: "strong")
        writer.beginFolder("two")
        try writer.append(geometry: 1, of: square, name: "none", fields: [])
        try writer.finish()
        let text = try String(contentsOfFile: folder.path("a.kml"), encoding: .utf8)
        #expect(text.contains("<color>ff0000ff</color>"))
        #expect(text.contains("<coordinates>115,28 116,28 116,29 115,28</coordinates>"))
        let info = try ForeignTool.run("ogrinfo", ["-al", folder.path("a.kml")])
        #expect(info.contains("矿 & x") && info.contains("area (String) = 5 < 6"))
    }

    @Test(
        "A GeoPackage opens in GDAL without a warning, with its types, CRS, extent and index",
        .enabled(if: ForeignTool.isPresent("ogrinfo"), "needs ogrinfo (gdal-bin)"))
    func geoPackage() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.gpkg")
        let columns = square
        let fields: [GeoPackageWriter.Field] = [
            .init("name", .text), .init("n", .integer), .init("d", .real), .init("b", .boolean), .init("day", .date),
        ]
        let layer = GeoPackageWriter.Layer(name: "licences \"x\"", fields: fields) { append in
            try append(columns, 0, [.text("矿"), .integer(5), .real(0.1), .boolean(true), .text("2025-06-30")])
            try append(columns, 1, [.null, .null, .real(.nan), .null])
        }
        let second = GeoPackageWriter.Layer(name: "empty", fields: []) { _ in }
        try GeoPackageWriter.write([layer, second], to: path)
        #expect(try folder.names() == ["a.gpkg"])
        let info = try ForeignTool.run("ogrinfo", ["-al", path, "licences \"x\""])
        #expect(!info.contains("Warning") && !info.contains("ERROR"), "\(info)")
        #expect(info.contains("Feature Count: 2") && info.contains("Extent: (115.000000, 28.000000) - (116.000000, 29.000000)"))
        #expect(info.contains("ID[\"EPSG\",4326]") && info.contains("d (Real) = 0.1") && info.contains("day: Date"))
        // GDAL edits it through the triggers, and the index follows.
        try ForeignTool.run("ogrinfo", [path, "-sql", "DELETE FROM \"licences \"\"x\"\"\" WHERE fid = 1"])
        let left = try ForeignTool.run("sqlite3", [path, "SELECT count(*) FROM \"rtree_licences \"\"x\"\"_geom\"; PRAGMA integrity_check"])
        #expect(left == "0\nok\n")
        let read = try ReadFeatures.all(GeoPackageSource(path: path, options: ReadOptions(layer: "licences \"x\"")))
        #expect(read.count == 1)
    }

    private func typedLayer() -> GeoPackageWriter.Layer {
        let columns = square
        let fields: [GeoPackageWriter.Field] = [
            .init("name", .text), .init("n", .integer), .init("d", .real), .init("b", .boolean), .init("day", .date),
        ]
        return GeoPackageWriter.Layer(name: "layer", fields: fields) { append in
            try append(columns, 0, [.text("矿"), .integer(5), .real(0.1), .boolean(true), .text("2025-06-30")])
            try append(columns, 1, [.null, .null, .real(.nan), .null])
        }
    }

    @Test("A GeoPackage comes back as it was written")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.gpkg")
        try GeoPackageWriter.write([typedLayer()], to: path)
        let source = try GeoPackageSource(path: path)
        #expect(source.info.declaredCRS?.definition == "EPSG:4326")
        let read = try ReadFeatures.all(source)
        #expect(read.count == 2)
        #expect(read.defects == [])
        #expect(read.geometries == [square.geometry(at: 0), nil])
        #expect(read.strings("name") == ["矿", nil])
        #expect(read.strings("n") == ["5", nil])
        #expect(read.strings("d") == ["0.1", nil])
        #expect(read.strings("day") == ["2025-06-30", nil])
    }

    @Test("A table of attributes stands beside the features and is no layer of theirs")
    func attributeTable() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.gpkg")
        let table = GeoPackageWriter.Layer(name: "run", fields: [.init("record", .text)], hasGeometry: false) { append in
            try append(GeometryColumns(), 0, [.text("{}")])
        }
        try GeoPackageWriter.write([table, typedLayer()], to: path)
        let source = try GeoPackageSource(path: path)
        #expect(source.info.layers == ["layer"])
        let rows = try GeoPackageSource(path: path, options: ReadOptions(layer: "run", allowsNoGeometry: true))
        #expect(try ReadFeatures.all(rows).strings("record") == ["{}"])
        if ForeignTool.isPresent("ogrinfo") {
            let info = try ForeignTool.run("ogrinfo", [path])
            #expect(info.contains("run (None)") && !info.contains("Warning"), "\(info)")
        }
    }

    @Test("The same rows give the same GeoPackage, byte for byte; the time of change is what the caller states")
    func sameBytes() throws {
        let folder = try TemporaryFolder()
        let paths = ["a", "b", "c"].map { folder.path($0 + ".gpkg") }
        try GeoPackageWriter.write([typedLayer()], to: paths[0])
        try GeoPackageWriter.write([typedLayer()], to: paths[1])
        try GeoPackageWriter.write([typedLayer()], to: paths[2], lastChange: "2025-06-30T00:00:00.000Z")
        let files = try paths.map { try Data(contentsOf: URL(filePath: $0)) }
        #expect(files[0] == files[1])
        #expect(files[0] != files[2])
        #expect(files[2].range(of: Data("2025-06-30T00:00:00.000Z".utf8)) != nil)
    }

    @Test(
        "A disk that fills up leaves neither a GeoPackage nor a workbook behind",
        .enabled(if: SmallDisk.canBeMounted, "needs the right to mount a small file system"))
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        try #require(SmallDisk.mount(at: folder))
        defer { SmallDisk.unmount(folder) }
        // Text that does not pack.
        let lines = (0..<20_000).map { n in String(UInt64(n + 1) &* 0x9E37_79B9_7F4A_7C15, radix: 36) }
        let columns = square
        let layer = GeoPackageWriter.Layer(name: "layer", fields: [.init("t", .text)]) { append in
            for line in lines { try append(columns, 0, [.text(line)]) }
        }
        let database = #expect(throws: OutputError.self) { try GeoPackageWriter.write([layer], to: folder.path("a.gpkg")) }
        #expect(database?.description.contains("full") == true)
        let sheet = XLSXWriter.Sheet(name: "s", columns: [.init("t")]) { append in for line in lines { try append([.text(line)]) } }
        let workbook = #expect(throws: OutputError.self) { try XLSXWriter.write([sheet], to: folder.path("a.xlsx")) }
        #expect(workbook?.description.contains("No space left on device") == true)
        #expect(try folder.names() == [])
    }

    @Test(
        "A workbook holds its sheets as well-formed XML; text with = stays text and forbidden characters go",
        .enabled(if: ForeignTool.isPresent("python3"), "needs python3"))
    func workbook() throws {
        let folder = try TemporaryFolder()
        let day = try #require(Day(year: 2025, month: 6, day: 30))
        let columns = [XLSXWriter.Column("Name", width: 30), .init("Area", format: .twoDecimals), .init("Day")]
        let sheet = XLSXWriter.Sheet(name: "a/b:c", columns: columns) { append in
            try append([.text("=1+1 <矿> \u{1}_x0041_"), .number(2.5), .date(day)])
            try append([.text(String(repeating: "😀", count: 20_000)), .integer(7), .empty])
        }
        let same = XLSXWriter.Sheet(name: "A/B:C", columns: [.init("x")]) { _ in }
        try XLSXWriter.write([sheet, same], to: folder.path("a.xlsx"))
        #expect(try folder.names() == ["a.xlsx"])
        let text = try ForeignTool.run(
            "python3",
            [
                "-c",
                """
                import sys, zipfile, xml.dom.minidom
                with zipfile.ZipFile(sys.argv[1]) as z:
                    assert z.testzip() is None
                    for n in z.namelist():
                        s = z.read(n).decode(); xml.dom.minidom.parseString(s); print(n, s[:1500], s[-300:])
                """, folder.path("a.xlsx"),
            ])
        #expect(text.contains("=1+1 &lt;矿&gt; _x005F_x0041_</t>") && !text.contains("<f>"))
        // 2025-06-30 in days after 1899-12-30, with the style of dates.
        #expect(text.contains("<c r=\"C2\" s=\"5\" t=\"n\"><v>45838</v></c>"))
        #expect(text.contains("<autoFilter ref=\"A1:C3\"/>") && text.contains("<autoFilter ref=\"A1:A1\"/>"))
        #expect(text.contains("state=\"frozen\""))
        #expect(text.contains("_x005F_x0041_"))
        #expect(text.contains("name=\"a_b_c\"") && text.contains("name=\"A_B_C (2)\""))
        let again = folder.path("b.xlsx")
        try XLSXWriter.write([sheet, same], to: again)
        #expect(try Data(contentsOf: URL(filePath: again)) == Data(contentsOf: URL(filePath: folder.path("a.xlsx"))))
    }
}
