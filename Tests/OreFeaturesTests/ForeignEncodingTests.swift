import Foundation
import TestSupport
import Testing

@testable import OreFeatures

@Suite("The text of a Shapefile", .enabled(if: ForeignTool.isPresent("ogr2ogr"), "needs ogr2ogr (gdal-bin)"))
struct ForeignEncodingTests {
    private let folder: TemporaryFolder
    private let names = ["赣州稀土矿业有限公司", "第二采矿区"]

    init() throws { folder = try TemporaryFolder() }

    private func made(_ encoding: String) throws -> String {
        try ForeignSample.made("layer.shp", "ESRI Shapefile", ["-lco", "ENCODING=" + encoding], in: folder)
    }

    private func open(_ path: String, _ encoding: TextEncoding? = nil) throws -> OgrSource {
        try OgrSource(path: path, format: .shapefile, options: ReadOptions(encoding: encoding))
    }

    @Test("The .cpg first, then what the bytes say, and --encoding above both", arguments: ["GBK", "GB18030"])
    func order(encoding: String) throws {
        let path = try made(encoding)
        let withPage = try open(path)
        #expect(try ReadFeatures.all(withPage).strings("name") == names)
        #expect(withPage.info.encodingEvidence == ".cpg (\(encoding))")
        #expect(withPage.info.encoding == .gb18030)
        try FileManager.default.removeItem(atPath: folder.path("layer.cpg"))
        let without = try open(path)
        #expect(without.info.encoding == .gb18030)
        #expect(without.info.encodingEvidence.hasPrefix("no .cpg; .dbf: "))
        #expect(try ReadFeatures.all(without).strings("name") == names)
        let given = try open(path, .gb18030)
        #expect(given.info.encodingEvidence == "--encoding")
        #expect(try ReadFeatures.all(given).strings("name") == names)
        let forced = try open(path, .latin1)
        #expect(try ReadFeatures.all(forced).strings("name").first??.hasPrefix("¸ÓÖÝ") == true)
    }

    @Test("UTF-8 without a .cpg is found by its bytes")
    func utf8() throws {
        let path = try made("UTF-8")
        try FileManager.default.removeItem(atPath: folder.path("layer.cpg"))
        let source = try open(path)
        #expect(source.info.encoding == .utf8)
        #expect(try ReadFeatures.all(source).strings("name") == names)
    }

    @Test("An encoding that is claimed and does not hold is refused; taking the .cpg away lets the bytes speak")
    func wrongClaim() throws {
        let path = try made("GBK")
        let given = #expect(throws: InputError.self) { try open(path, .utf8) }
        #expect(given?.description.contains("its text is not UTF-8, as --encoding says; give the right encoding") == true)
        _ = try folder.file("layer.cpg", "UTF-8")
        let claimed = #expect(throws: InputError.self) { try open(path) }
        #expect(claimed?.description.contains("its text is not UTF-8, as .cpg (UTF-8) says") == true)
        try FileManager.default.removeItem(atPath: folder.path("layer.cpg"))
        #expect(try ReadFeatures.all(open(path)).strings("name") == names)
    }

    @Test("Text that is neither UTF-8 nor Chinese is read by the language driver of the .dbf")
    func languageDriver() throws {
        let json = try folder.file(
            "s.json", #"{"type":"Feature","properties":{"name":"Рудник Южный"},"geometry":{"type":"Point","coordinates":[60,55]}}"#)
        try ForeignTool.run("ogr2ogr", ["-f", "ESRI Shapefile", folder.path("s.shp"), json, "-lco", "ENCODING=LDID/201"])
        #expect(try !folder.names().contains("s.cpg"))
        let source = try open(folder.path("s.shp"))
        #expect(source.info.encodingEvidence == "no .cpg; language driver 201 of the .dbf")
        #expect(try ReadFeatures.all(source).strings("name") == ["Рудник Южный"])
    }

    @Test("A cell that is cut off within a character neither hides the encoding nor loses the row")
    func halfCharacter() throws {
        let path = try made("GBK")
        try FileManager.default.removeItem(atPath: folder.path("layer.cpg"))
        var table = try Data(contentsOf: URL(filePath: folder.path("layer.dbf")))
        let header = Int(table[8]) | Int(table[9]) << 8
        let width = Int(table[32 + 16])
        let cell = ([UInt8(ascii: "a")] + Array(repeating: [0xBF, 0xF3] as [UInt8], count: width).joined()).prefix(width)
        #expect(width % 2 == 0)
        table.replaceSubrange((header + 1)..<(header + 1 + width), with: cell)
        try table.write(to: URL(filePath: folder.path("layer.dbf")))
        let source = try open(path)
        #expect(source.info.encoding == .gb18030)
        let read = try ReadFeatures.all(source).strings("name")
        #expect(read.first??.hasPrefix("a矿矿矿") == true)
        #expect(read.last == names[1])
    }

    @Test("A GB18030 cell loses nothing but half a character")
    func trimming() {
        func kept(_ bytes: [UInt8]) -> [UInt8] { Array(ShapefileText.withoutHalfCharacter(bytes[...])) }
        #expect(kept([0x61, 0xBF, 0xF3]) == [0x61, 0xBF, 0xF3])
        #expect(kept([0x61, 0xBF]) == [0x61])
        #expect(kept([0x81, 0x30, 0x81]) == [])
        #expect(kept([0x81, 0x30, 0x81, 0x30]) == [0x81, 0x30, 0x81, 0x30])
        #expect(kept([]) == [])
    }
}
