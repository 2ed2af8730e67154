import Foundation
import OreGeometry
import Synchronization
import TestSupport
import Testing

@testable import OreFeatures

/// What a test sees of a table: headings, cells with their kinds, geometries, the summary.
private struct ReadTable {
    var info: SourceInfo
    var names: [String] = []
    var rows: [[String]] = []
    var kinds: [[CellKind]] = []
    var geometries: [Geometry?] = []
    var lines: [Int] = []
    var defects: [FeatureDefect] = []
    var summary: SourceSummary
}

private func read(_ bytes: [UInt8], _ options: ReadOptions = ReadOptions(allowsNoGeometry: true), chunk: Int = 1 << 20, threads: Int = 2)
    throws
    -> ReadTable
{
    try withTextFile(bytes) { path in
        let source = try CSVSource(PlainFile(regular: path), options: options, chunk: chunk)
        let batches = Mutex<[FeatureBatch]>([])
        let summary = try source.process(
            threads: threads, progress: nil, makeWorker: { 0 }, map: { _, batch in batch },
            consume: { batch in batches.withLock { $0.append(batch) } })
        var table = ReadTable(info: source.info, summary: summary)
        for batch in batches.withLock({ $0 }) {
            table.names = batch.columns.map(\.name)
            #expect(batch.firstFeature == table.rows.count)
            for row in 0..<batch.count {
                table.rows.append(batch.columns.map { $0.string(at: row) ?? "∅" })
                table.kinds.append(batch.columns.map { $0.kinds[row] })
                table.geometries.append(batch.geometry.geometry(at: row))
            }
            table.lines += batch.lines
            table.defects += batch.defects.map(\.defect)
        }
        return table
    }
}

private func read(_ text: String, _ options: ReadOptions = ReadOptions(allowsNoGeometry: true)) throws -> ReadTable {
    try read(Array(text.utf8), options)
}

private func refusal(_ text: String, _ options: ReadOptions = ReadOptions(allowsNoGeometry: true)) -> (place: InputPlace, what: String)? {
    do {
        _ = try read(text, options)
    } catch let InputError.refused(_, place, what, _) {
        return (place, what)
    } catch {
        Issue.record("\(error)")
    }
    return nil
}

@Suite("Tables in text")
struct CSVSourceTests {
    @Test(
        "Quotes, separators and line ends of every kind give the same cells",
        arguments: [
            "a,b\n1,\"x,\"\"y\"\"\"\n2,\n", "a,b\r\n1,\"x,\"\"y\"\"\"\r\n2,\r\n", "a,b\r1,\"x,\"\"y\"\"\"\r2,\r",
            "a,b\n1,\"x,\"\"y\"\"\"\n2,",
            "a;b\n1;x,\"y\"\n2;\n", "a\tb\n1\tx,\"y\"\n2\t\n", "a|b\n1|x,\"y\"\n2|\n", "\u{FEFF}a,b\n1,\"x,\"\"y\"\"\"\n2,\n",
            "sep=;\na;b\n1;x,\"y\"\n2;\n",
            "\n\na,b\n\n1,\"x,\"\"y\"\"\"\n\r\n2,\n\n", "\"a\",\"b\"\n1,\"x,\"\"y\"\"\"\n2,\"\"\n",
        ])
    func torture(_ text: String) throws {
        for chunk in [3, 7, 1 << 20] {
            let table = try read(Array(text.utf8), ReadOptions(allowsNoGeometry: true), chunk: chunk)
            #expect(table.names == ["a", "b"])
            #expect(table.rows == [["1", "x,\"y\""], ["2", "∅"]], "\(chunk)")
            #expect(table.summary.featureCount == 2)
        }
    }

    @Test("A field may hold line ends, and rows know their lines")
    func embeddedLines() throws {
        let table = try read("id,remark\n1,\"first\r\nsecond\"\n2,x\n")
        #expect(table.rows == [["1", "first\r\nsecond"], ["2", "x"]])
        #expect(table.lines == [2, 4])
    }

    @Test("Numbers are what JSON calls numbers; identifiers keep their zeros; quoted digits stay text")
    func kinds() throws {
        let table = try read("a,b,c,d,e,f,g,h\n010461925,-1.5e3,\"12\",+1,1.,0,0.10,1e5\n")
        #expect(table.kinds == [[.string, .number, .string, .string, .string, .number, .number, .number]])
        #expect(table.rows[0][6] == "0.10")
    }

    @Test("The same table in four encodings")
    func encodings() throws {
        let text = "编号,名称\n010,江西赣州矿区\n"
        let gbk: [UInt8] =
            [0xB1, 0xE0, 0xBA, 0xC5, 0x2C, 0xC3, 0xFB, 0xB3, 0xC6, 0x0A, 0x30, 0x31, 0x30, 0x2C]
            + [0xBD, 0xAD, 0xCE, 0xF7, 0xB8, 0xD3, 0xD6, 0xDD, 0xBF, 0xF3, 0xC7, 0xF8, 0x0A]
        let little = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        for (bytes, encoding) in [
            (Array(text.utf8), TextEncoding.utf8), (gbk, .gb18030), (little, .utf16LittleEndian), ([0xFE, 0xFF] + big, .utf16BigEndian),
        ] {
            for chunk in [1, 5, 1 << 20] {
                let table = try read(bytes, ReadOptions(allowsNoGeometry: true), chunk: chunk)
                #expect(table.info.encoding == encoding)
                #expect(table.names == ["编号", "名称"])
                #expect(table.rows == [["010", "江西赣州矿区"]])
            }
        }
    }

    @Test("The hash is that of the bytes on disk")
    func hash() throws {
        // printf 'a,b\n1,2\n' | sha256sum
        #expect(try read("a,b\n1,2\n").summary.sha256 == "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470")
    }

    @Test(
        "A faulty table is refused with its line",
        arguments: [
            ("a,b\n1,2\n3\n", 3, "1 fields, but the heading has 2"), ("a,b\n1,2,3\n", 2, "3 fields, but the heading has 2"),
            ("a,b\n1,\"x\"y\n", 2, "text follows the closing quote"),
            ("a,b\n1,2\n3,\"x\n4,5\n", 3, "the quote that opens here is never closed"),
            ("a,b,a\n1,2,3\n", 1, "this heading comes twice"),
        ])
    func faults(_ text: String, _ line: Int, _ what: String) throws {
        let refused = try #require(refusal(text))
        #expect(refused.place.line == line)
        #expect(refused.what == what)
    }

    @Test("Malformed and truncated bytes are refused with byte and line")
    func malformed() throws {
        for (bytes, byte, line) in [
            (Array("a,b\n1,é\n2,".utf8) + [0xE7, 0x9F], 11, 3), (Array("a,b\n矿区矿区矿区矿区,1\n".utf8) + [0xFF, 0x2C, 0x31], 31, 3),
        ] {
            do {
                _ = try read(bytes, ReadOptions(encoding: .utf8, allowsNoGeometry: true))
                Issue.record("read")
            } catch let InputError.refused(_, place, _, _) {
                #expect(place.byte == byte)
                #expect(place.line == line)
            }
        }
    }

    @Test("A table without a heading, a folder, a missing file")
    func notTables() throws {
        #expect(refusal("")?.what == "the table has no heading")
        #expect(refusal("\n\n")?.what == "the table has no heading")
        #expect(throws: InputError.cannotOpen(file: "/tmp", reason: "it is a directory")) { try CSVSource(path: "/tmp") }
        #expect(throws: InputError.self) { try CSVSource(path: "/nowhere/at.csv") }
    }

    @Test("Only the columns asked for are read, in their order; one that is not there is missing")
    func fields() throws {
        let table = try read("a,b,c\n1,2,3\n", ReadOptions(fields: ["c", "z", "a"], allowsNoGeometry: true))
        #expect(table.names == ["c", "z", "a"])
        #expect(table.kinds == [[.number, .missing, .number]])
    }

    @Test("Mutated tables are read or refused, whatever the chunk, with the same result", arguments: [UInt64(21), 22, 23])
    func mutation(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let original = Array("id,名称,wkt\r\n1,\"a\"\"b\",\"POLYGON((0 0,1 0,1 1,0 0))\"\n2,é,\"POINT(1 2)\"\n".utf8)
        for _ in 0..<150 {
            let bytes = random.mutated(original)
            let options = ReadOptions(encoding: .utf8, allowsNoGeometry: true)
            let whole = Result { try read(bytes, options) }
            let pieces = Result { try read(bytes, options, chunk: 5, threads: 1) }
            switch (whole, pieces) {
            case (.success(let a), .success(let b)): #expect(a.rows == b.rows && a.lines == b.lines, "seed \(seed): \(bytes)")
            case (.failure(let a), .failure(let b)): #expect(a is InputError && b is InputError, "seed \(seed): \(bytes)")
            default: Issue.record("seed \(seed): chunks differ on \(bytes)")
            }
        }
    }
}

@Suite("Geometry in tables")
struct CSVGeometryTests {
    private let square = "\"POLYGON((0 0,1 0,1 1,0 0))\""

    @Test("WKT, EWKT and hexadecimal WKB become geometry; the column is no attribute")
    func wkt() throws {
        let table = try read("id,wkt\n1,\(square)\n2,POINT (1.5 -2e1)\n3,0101000000000000000000F03F0000000000000040\n4,\n", ReadOptions())
        #expect(table.names == ["id"])
        let ring = Ring([Coordinate(x: 0, y: 0), Coordinate(x: 1, y: 0), Coordinate(x: 1, y: 1), Coordinate(x: 0, y: 0)])
        #expect(
            table.geometries == [
                .polygon(Polygon(exterior: ring)), .point(Coordinate(x: 1.5, y: -20)), .point(Coordinate(x: 1, y: 2)), nil,
            ])
        #expect(table.info.declaredCRS == nil)
        let ewkt = try read("id,geom\n1,SRID=4490;POINT(1 2)\n2,\n", ReadOptions())
        #expect(ewkt.info.declaredCRS?.definition == "EPSG:4490")
    }

    @Test("The fast reading of WKT gives what the full one gives", arguments: [UInt64(31), 32])
    func fastPath(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let originals = [
            "POLYGON ((0 0, 1.25 0, -1 1e2, 0 0), (0.1 0.1,1 1,2 2,0.1 0.1))", "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
            "point(1 2)",
        ]
        for _ in 0..<2000 {
            let bytes = random.mutated(Array(originals[random.below(3)].utf8))
            var columns = GeometryColumns()
            let taken = bytes.withUnsafeBytes { bytes in
                var fast = WKTFastPath(bytes)
                return fast.append(to: &columns)
            }
            let full = try? Geometry(wkt: String(decoding: bytes, as: UTF8.self))
            if taken { #expect(columns.geometry(at: 0) == full, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))") }
            #expect(columns.count == (taken ? 1 : 0))
        }
    }

    @Test(
        "Coordinate columns are known by their headings",
        arguments: [
            ("lon,lat", "EPSG:4326"), ("Longitude,Latitude", "EPSG:4326"), ("X,Y", nil), ("easting,northing", nil), ("经度,纬度", nil),
        ] as [(String, String?)])
    func positions(_ headings: String, _ crs: String?) throws {
        let table = try read("id,\(headings)\n1,114.5,25.25\n2,,\n", ReadOptions())
        #expect(table.geometries == [.point(Coordinate(x: 114.5, y: 25.25)), nil])
        #expect(table.info.declaredCRS?.definition == crs)
    }

    @Test("A column that says the same CRS in every row declares it; two of them are refused with the line")
    func crsColumn() throws {
        #expect(try read("x,y,epsg\n1,2,4490\n3,4,4490\n", ReadOptions()).info.declaredCRS?.definition == "EPSG:4490")
        let refused = try #require(refusal("x,y,epsg\n1,2,4490\n3,4,4326\n", ReadOptions()))
        #expect(refused.place.line == 3)
        #expect(refused.what == "\"4326\" differs from \"4490\" of the first row")
    }

    @Test("X that is a northing by its digits is refused, not swapped and not believed")
    func northingFirst() throws {
        #expect(refusal("id,x,y\n1,2795000.12,39500000.5\n", ReadOptions())?.place.column == "y")
    }

    @Test("Without geometry a table is refused unless that is allowed")
    func none() throws {
        #expect(refusal("id,name\n1,a\n", ReadOptions())?.place.line == 1)
        #expect(try read("id,name\n1,a\n").geometries == [nil])
    }

    @Test("A cell that is no geometry is refused with row and column; NaN sets one feature aside")
    func badGeometry() throws {
        let refused = try #require(refusal("id,wkt\n1,\(square)\n2,\"POLYGON((0 0,1\"\n", ReadOptions()))
        #expect(refused.place == InputPlace(feature: 1, line: 3, column: "wkt"))
        #expect(refusal("id,lon,lat\n1,12;5,3\n", ReadOptions())?.place.column == "lon")
        #expect(refusal("id;lon;lat\n1;12,5;3,5\n", ReadOptions())?.place.column == "lon")
        #expect(try read("id,wkt\n1,POINT(NaN 1)\n2,POINT(1 1)\n", ReadOptions()).defects == [.nonFiniteCoordinate])
        let deep = String(repeating: "GEOMETRYCOLLECTION(", count: 100_000)
        #expect(refusal("id,wkt\n1,\(deep)\n", ReadOptions()) != nil)
    }
}
