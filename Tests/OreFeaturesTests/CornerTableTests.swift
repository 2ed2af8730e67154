import Foundation
import OreGeometry
import OreReferencing
import Synchronization
import TestSupport
import Testing

@testable import OreFeatures

/// One feature out of a corner table, as plain values.
struct CornerFeature: Sendable {
    var values: [String: String]
    var polygons: [[[Coordinate]]]
    var defect: FeatureDefect?
}

func readCorners(_ bytes: [UInt8], name: String = "table.csv", options: ReadOptions = ReadOptions()) throws -> (
    info: SourceInfo, features: [CornerFeature]
) {
    try withTextFile(bytes, name: name) { path in
        let source = try FeatureFile.open(path, options: options)
        let found = Mutex([CornerFeature]())
        _ = try source.process(
            threads: 1, progress: nil, makeWorker: {},
            map: { (_: inout Void, batch: FeatureBatch) in
                (0..<batch.count).map { row in
                    var values: [String: String] = [:]
                    for column in batch.columns { values[column.name] = column.string(at: row) }
                    let polygons = batch.geometry.geometry(at: row)?.polygons ?? []
                    return CornerFeature(
                        values: values, polygons: polygons.map { $0.rings.map(\.coordinates) },
                        defect: batch.defects.first { $0.row == row }?.defect)
                }
            }, consume: { more in found.withLock { $0 += more } })
        return (source.info, found.withLock { $0 })
    }
}

func readCorners(_ text: String, name: String = "table.csv", options: ReadOptions = ReadOptions()) throws -> (
    info: SourceInfo, features: [CornerFeature]
) {
    try readCorners(Array(text.utf8), name: name, options: options)
}

/// The words of a refusal; records an issue when there is none.
func cornerRefusal(_ text: String, name: String = "table.csv", _ location: SourceLocation = #_sourceLocation) -> String {
    do {
        _ = try readCorners(text, name: name)
        Issue.record("the table was read", sourceLocation: location)
        return ""
    } catch let error as InputError {
        guard case .refused = error else { return "not a refusal: \(error)" }
        return "\(error)".split(separator: "/").last.map(String.init) ?? ""
    } catch {
        return "\(error)"
    }
}

@Suite struct CornerTableTests {
    private let square = "1,2743159.00,38566195.00\n2,2743159.00,38566695.00\n3,2743659.00,38566695.00\n4,2743659.00,38566195.00\n"

    @Test("National X is the northing and Y the easting, and the words with the zone's number give the CRS")
    func national() throws {
        let (info, features) = try readCorners("2000国家大地坐标系\n拐点编号,X坐标,Y坐标\n" + square)
        #expect(info.format == .cornerTable)
        #expect(info.declaredCRS?.definition == "EPSG:4526")
        #expect(features.count == 1)
        let ring = try #require(features.first?.polygons.first?.first)
        #expect(ring.count == 5 && ring.first == ring.last)
        #expect(ring.first == Coordinate(38_566_195, 2_743_159))
    }

    @Test("The datum is never assumed: a prefix without a datum leaves the CRS open and says which codes it can be")
    func noDatum() throws {
        let (info, _) = try readCorners("拐点编号,X坐标,Y坐标\n" + square)
        #expect(info.declaredCRS == nil)
        #expect(info.remarks.contains { $0.contains("EPSG:4526 (CGCS2000)") && $0.contains("EPSG:2362 (Xian 1980)") })
    }

    @Test(
        "A licence is named in its first row only, or in all; rings are told apart by closing corner or numbering; a ring inside is a hole")
    func rings() throws {
        let text = """
            许可证号,拐点号,X,Y,开采标高
            L1,1,2753159,38566195,580~400
            ,2,2753159,38566695,
            ,3,2753659,38566695,
            ,4,2753659,38566195,
            ,1,2753159,38566195,
            ,1,2753259,38566295,
            ,2,2753259,38566395,
            ,3,2753359,38566395,
            L1,1,2754159,38566195,
            L1,2,2754159,38566695,
            L1,3,2754659,38566695,
            L2,J1,2756159,38566195,
            L2,J2,2756159,38566695,
            L2,J3,2756659,38566695,
            """
        let (_, features) = try readCorners(text)
        #expect(features.map { $0.values["licence_id"] } == ["L1", "L2"])
        #expect(features[0].polygons.map(\.count) == [2, 1])
        #expect(features[0].values["elevation_from_m"] == "400")
        #expect(features[0].values["elevation_to_m"] == "580")
        #expect(features[1].polygons.map(\.count) == [1])
    }

    @Test("A ring column and a mark decide rings and holes; a parcel column makes parts")
    func ringColumns() throws {
        let text = """
            licence_id\tparcel\tring\tring_type\tcorner\teasting\tnorthing
            A\t1\t1\touter\t1\t500000\t9000000
            A\t1\t1\touter\t2\t501000\t9000000
            A\t1\t1\touter\t3\t501000\t9001000
            A\t1\t2\tinner\t1\t500500\t9000100
            A\t1\t2\tinner\t2\t500600\t9000100
            A\t1\t2\tinner\t3\t500600\t9000200
            A\t2\t1\touter\t1\t510000\t9000000
            A\t2\t1\touter\t2\t511000\t9000000
            A\t2\t1\touter\t3\t511000\t9001000
            """
        let (_, features) = try readCorners(text)
        #expect(features.count == 1)
        #expect(features[0].polygons.map(\.count) == [2, 1])
        let hole = text.replacing("A\t1\t2\tinner\t1\t500500", with: "A\t1\t2\tinner\t1\t700500").replacing(
            "inner\t2\t500600", with: "inner\t2\t700600"
        )
        .replacing("inner\t3\t500600", with: "inner\t3\t700600")
        #expect(cornerRefusal(hole).contains("line 5: the hole in lines 5 to 7 lies in no ring"))
    }

    @Test("Degrees in any one notation, longitude and latitude told by their headings, letters or size")
    func degrees() throws {
        for (lon, lat) in [
            ("115°12′34.567″", "25°12′34.567″"), ("1151234.567", "251234.567"), ("115-12-34.567", "25-12-34.567"),
            ("115.2096019", "25.2096019"),
        ] {
            let rows =
                "1,\(lon),\(lat)\n2,\(lon.replacing("34", with: "44").replacing("2096", with: "2196")),\(lat)\n3,\(lon),\(lat.replacing("34", with: "44").replacing("2096", with: "2196"))\n"
            let first = try #require(try readCorners("点号,经度,纬度\n" + rows).features.first?.polygons.first?.first?.first)
            #expect(abs(first.x - 115.2096019) < 1e-7 && abs(first.y - 25.2096019) < 1e-7, "\(lon)")
            let swapped = try #require(
                try readCorners("corner;y;x\n" + rows.replacing(",", with: ";")).features.first?.polygons.first?.first?.first)
            if !lon.hasPrefix("11512") { #expect(swapped == first) }
        }
        let (info, _) = try readCorners("corner,longitude,latitude\n1,115.1,25.1\n2,115.2,25.1\n3,115.2,25.2\n")
        #expect(info.declaredCRS?.definition == "EPSG:4326")
    }

    @Test("A licence document: prose with keys around an aligned table")
    func document() throws {
        let text = """
            采 矿 许 可 证
            采矿许可证号：C3600002010125210101234    采矿权人：某某（赣州）矿业有限公司
            矿山名称：一号矿   开采矿种：稀土   开采方式：露天
            生产规模：30.00万吨/年  矿区面积：0.2500平方公里
            有效期限：自2010年12月5日至2030年12月5日
            矿区范围拐点坐标（1980西安坐标系，3度带）：
            拐点编号    X坐标          Y坐标
            1    2743159.00    38566195.00
            2    2743159.00    38566695.00
            3    2743659.00    38566695.00
            4    2743659.00    38566195.00
            开采深度：由580米至400米标高
            """
        let (info, features) = try readCorners(text, name: "licence.txt")
        #expect(info.declaredCRS?.definition == "EPSG:2362")
        let values = try #require(features.first?.values)
        #expect(values["licence_id"] == "C3600002010125210101234")
        #expect(values["holder"] == "某某（赣州）矿业有限公司")
        #expect(values["mineral"] == "稀土")
        #expect(values["method"] == "露天")
        #expect(values["capacity"] == "30.00万吨/年")
        #expect(values["stated_area_m2"] == "250000")
        #expect(values["valid_from"] == "2010-12-05" && values["valid_to"] == "2030-12-05")
        #expect(values["elevation_from_m"] == "400" && values["elevation_to_m"] == "580")
        #expect(features[0].polygons[0][0].count == 5)
    }

    @Test("Blanks inside angles and between columns are told apart")
    func blankAngles() throws {
        let text = "corner  longitude  latitude\n1  115 12 34.567  25 12 34.567\n2 115 12 44.5 25 12 34.567\n3 115 12 44.5 25 12 44\n"
        let ring = try #require(try readCorners(text, name: "t.txt").features.first?.polygons.first?.first)
        #expect(ring.count == 4)
        #expect(abs(ring[1].x - (115 + 12 / 60.0 + 44.5 / 3600)) < 1e-12)
    }

    @Test("One row a licence with all corners in a cell, rings apart by a bar, elevation behind an asterisk")
    func register() throws {
        let text = """
            许可证号,矿山名称,面积(km2),区域坐标
            L1,一号,0.25,"1,2743159.00,38566195.00;2,2743159.00,38566695.00;3,2743659.00,38566695.00|1,2743259,38566595;2,2743259,38566645;3,2743300,38566645*580,400"
            L2,二号,0.25,"(1,2753159.00,38566195.00)(2,2753159.00,38566695.00)(3,2753659.00,38566695.00)"
            """
        let (_, features) = try readCorners(text)
        #expect(features.map { $0.values["licence_id"] } == ["L1", "L2"])
        #expect(features[0].polygons.map(\.count) == [2])
        #expect(features[0].values["elevation_from_m"] == "400")
        #expect(features[0].values["stated_area_m2"] == "250000")
    }

    @Test("Tables in GB18030 and UTF-16 read as in UTF-8", arguments: [TextEncoding.gb18030, .utf16LittleEndian])
    func encodings(_ encoding: TextEncoding) throws {
        let text =
            "采矿许可证号,矿山名称,拐点编号,X坐标,Y坐标\nL1,一号稀土矿山名称,1,2743159.00,38566195.00\nL1,,2,2743159.00,38566695.00\nL1,,3,2743659.00,38566695.00\n"
        let foundation = encoding == .gb18030 ? String.Encoding(rawValue: 0x8000_0632) : .utf16LittleEndian
        let bytes = [UInt8](try #require(text.data(using: foundation)))
        let (info, features) = try readCorners((encoding == .utf16LittleEndian ? [0xFF, 0xFE] : []) + bytes)
        #expect(info.encoding == encoding)
        #expect(features.first?.values["name"] == "一号稀土矿山名称")
    }

    @Test("A stated order settles X and Y that the digits leave open, and one that they contradict is refused")
    func statedOrder() throws {
        let open = "拐点号,X,Y\n1,500000,600000\n2,500100,600000\n3,500100,600100\n"
        let refusal = cornerRefusal(open)
        #expect(refusal.contains("--axis-order northing-easting or easting-northing"), "\(refusal)")
        for (text, order, first) in [
            (open, AxisOrder.northingEasting, Coordinate(600_000, 500_000)), (open, .eastingNorthing, Coordinate(500_000, 600_000)),
            (open.replacing("X,Y", with: "Y,X"), .northingEasting, Coordinate(600_000, 500_000)),
            (open.replacing("X,Y", with: "X坐标,Y坐标"), .eastingNorthing, Coordinate(500_000, 600_000)),
            ("点号,X,Y\n1,25.2,75.2\n2,25.3,75.2\n3,25.3,75.3\n", .northingEasting, Coordinate(75.2, 25.2)),
        ] {
            let (info, features) = try readCorners(text, options: ReadOptions(axisOrder: order))
            #expect(features.first?.polygons.first?.first?.first == first, "\(text)")
            #expect(info.remarks.contains { $0.contains("as stated") }, "\(info.remarks)")
        }
        #expect {
            try readCorners("点号,X,Y\n1,25.2,75.2\n2,25.3,75.2\n3,25.3,75.3\n")
        } throws: {
            "\($0)".contains("--axis-order latitude-longitude or longitude-latitude")
        }
        let national = "拐点号,X,Y\n" + square
        let (_, features) = try readCorners(national, options: ReadOptions(axisOrder: .northingEasting))
        #expect(features.first?.polygons.first?.first?.first == Coordinate(38_566_195, 2_743_159))
        #expect {
            try readCorners(national, options: ReadOptions(axisOrder: .eastingNorthing))
        } throws: {
            "\($0)".contains("the order easting-northing is stated, but by their digits: \"X\" is the northing")
        }
    }

    @Test(
        "Blocks side by side are read left block first, whatever separates them",
        arguments: [
            "点号,X坐标,Y坐标,点号,X坐标,Y坐标\n1,2743159.00,38566195.00,4,2743659.00,38566695.00\n2,2743159.00,38566495.00,5,2743659.00,38566195.00\n3,2743159.00,38566695.00,,,\n",
            "点号\tX坐标\tY坐标\t\t点号\tX坐标\tY坐标\t备注\n1\t2743159.00\t38566195.00\t\t4\t2743659.00\t38566695.00\n2\t2743159.00\t38566495.00\t\t5\t2743659.00\t38566195.00\t界桩\n3\t2743159.00\t38566695.00\n",
            "点号 X坐标 Y坐标 | 点号 X坐标 Y坐标\n1 2743159.00 38566195.00 | 4 2743659.00 38566695.00\n2 2743159.00 38566495.00 | 5 2743659.00 38566195.00\n3 2743159.00 38566695.00 |\n",
            "矿区面积：0.25平方公里\n点号 X坐标 Y坐标 点号 X坐标 Y坐标\n1 2743159.00 38566195.00 4 2743659.00 38566695.00\n2 2743159.00 38566495.00 5 2743659.00 38566195.00\n3 2743159.00 38566695.00\n",
            "证号,序号,X坐标,Y坐标,序号,X坐标,Y坐标\nL1,1,2743159.00,38566195.00,4,2743659.00,38566695.00\n,2,2743159.00,38566495.00,5,2743659.00,38566195.00\n,3,2743159.00,38566695.00,,,\n",
        ])
    func blocks(_ text: String) throws {
        let (info, features) = try readCorners(text)
        let ring = try #require(features.first?.polygons.first?.first)
        #expect(features.count == 1 && features[0].polygons.count == 1)
        #expect(ring.map(\.x) == [38_566_195, 38_566_495, 38_566_695, 38_566_695, 38_566_195, 38_566_195], "\(ring)")
        #expect(ring.map(\.y) == [2_743_159, 2_743_159, 2_743_159, 2_743_659, 2_743_659, 2_743_159])
        #expect(info.remarks.contains("2 blocks side by side were read one after the other, left to right"), "\(info.remarks)")
    }

    @Test("Blocks end with their licence; two licences side by side stay apart; what blocks leave open is refused")
    func blocksOfLicences() throws {
        let heading = "点号,X坐标,Y坐标,点号,X坐标,Y坐标\n"
        let rows = "1,2743159,38566195,3,2743659,38566695\n2,2743159,38566695,4,2743659,38566195\n"
        let shifted = rows.replacing("2743", with: "2753")
        let (_, two) = try readCorners("采矿许可证号：L1,,,,,\n\(heading)\(rows)采矿许可证号：L2,,,,,\n\(heading)\(shifted)")
        #expect(two.map { $0.values["licence_id"] } == ["L1", "L2"])
        #expect(two.allSatisfy { $0.polygons.first?.first?.count == 5 })
        let beside = "证号,点号,X坐标,Y坐标,证号,点号,X坐标,Y坐标\nL1,1,2743159,38566195,L2,1,2753159,38566195\n"
        let (_, apart) = try readCorners(
            beside + ",2,2743159,38566695,,2,2753159,38566695\n,3,2743659,38566695,,3,2753659,38566695\n")
        #expect(apart.map { $0.values["licence_id"] } == ["L1", "L2"])
        #expect(apart.map { $0.polygons.first?.first?.first?.y } == [2_743_159, 2_753_159])
        let twice = cornerRefusal(
            heading
                + "1,2743159,38566195,1,2743149,38566095\n2,2743159,38566695,2,2743149,38566595\n3,2743659,38566695,3,2743649,38566595\n")
        #expect(twice.contains("line 2, column \"点号\": blocks side by side number the same corners"), "\(twice)")
        let half = cornerRefusal(heading + rows.replacing("2743659,38566195", with: "2743659,"))
        #expect(half.contains("line 3, column \"Y坐标\": a corner of block 2 has only one coordinate"), "\(half)")
        let other = cornerRefusal("点号,X坐标,Y坐标,X坐标,Y坐标\n1,2743159,38566195,3,2743659\n")
        #expect(other.contains("this coordinate has two columns"), "\(other)")
    }

    @Test(
        "Every refusal names the line and what to do",
        arguments: [
            (
                "拐点号,经度,纬度\n1,115°12′34″,25°12′34″\n2,115°72′34″,25°12′34″\n3,115°12′34″,25°13′34″\n",
                "line 3, column \"经度\": \"115°72′34″\" has 72 minutes"
            ),
            ("拐点号,经度,纬度\n1,115.2,25.2\n2,115.3,25°12′34″\n3,115.4,25.4\n", "line 3: degrees, minutes and seconds"),
            ("拐点号,经度,纬度\n1,115.2,25.2\n2,1151234,25.2\n3,115.4,25.4\n", "line 3: packed"),
            ("拐点号,经度,纬度\n1,1151234,251234\n2,1157534,251234\n3,1151234,251334\n", "has 75 minutes"),
            ("拐点号,X,Y\n1,500000,600000\n2,500100,600000\n3,500100,600100\n", "the digits do not tell"),
            ("拐点号,X,Y\n1,2743159,38566195\n2,2743159,39566195\n3,2743659,38566195\n", "eastings of zones 38 and 39"),
            ("拐点号,X,Y\n1,2743159,38566195\n2,2743159,\n3,2743659,38566195\n", "line 3, column \"Y\": the corner has only one coordinate"),
            (
                "拐点号,X,Y\n1,2743159,38566195\n2,274x159,38566195\n3,2743659,38566195\n",
                "line 3, column \"X\": \"274x159\" is not a coordinate"
            ),
            (
                "拐点号,圈号,X,Y\n1,1,2743159,38566195\n2,1,2743159,38566695\n3,1,2743659,38566195\n1,2,2743159,38566195\n2,2,2743159,38566695\n3,2,2743659,38566195\n",
                "the ring in lines 5 to 7 is the one in lines 2 to 4 again"
            ),
            (
                "拐点号,圈号,X,Y\n1,1,2743159,38566195\n2,1,2743159,38566695\n3,1,2743659,38566195\n1,2,2753159,38566195\n2,2,2753159,38566695\n3,2,2753659,38566195\n1,1,2763159,38566195\n",
                "ring 1 is given twice"
            ),
            (
                "坐标系：2000国家大地坐标系 带号：39\n拐点号,X,Y\n1,2743159,38566195\n2,2743159,38566695\n3,2743659,38566195\n",
                "says zone 39, its eastings begin with 38"
            ),
            (
                "2000国家大地坐标系\n1980西安坐标系\n拐点号,X,Y\n1,2743159,38566195\n2,2743159,38566695\n3,2743659,38566195\n",
                "names CGCS2000 and Xian 1980"
            ),
            (
                "拐点号,X,Y\n1,2743159,38566195\n3,2743159,38566695\n2,2743659,38566195\n4,2743659,38566095\n",
                "line 4: corner 2 stands behind corner 3"
            ),
            ("corner,longitude,latitude\n1,25.2,115.2\n2,25.3,115.2\n3,25.3,115.3\n", "exchange the two headings"),
        ])
    func refusals(_ text: String, _ words: String) {
        let refusal = cornerRefusal(text)
        #expect(refusal.contains(words), "\(refusal)")
    }

    @Test(
        "A closing corner within a metre stays as it is written, so that the gap is repaired and reported; a ring of two corners is a defect"
    )
    func gaps() throws {
        let near = try readCorners(
            "corner,easting,northing\n" + "1,500000,9000000\n2,501000,9000000\n3,501000,9001000\n1,500000.4,9000000\n")
        let ring = try #require(near.features.first?.polygons.first?.first)
        #expect(ring.count == 4 && ring.first != ring.last)
        let far = try readCorners("corner,easting,northing\n" + "1,500000,9000000\n2,501000,9000000\n3,501000,9001000\n1,500040,9000000\n")
        #expect(far.features.first?.polygons.first?.first?.last == Coordinate(500_040, 9_000_000))
        let short = try readCorners("corner,easting,northing\n1,500000,9000000\n2,501000,9000000\n")
        #expect(short.features.first?.defect == .tooFewPositions(ring: 0))
    }

    @Test("Columns of other names are read when the caller names them")
    func namedColumns() throws {
        var options = ReadOptions(fields: ["证件", "许可人"])
        options.corners = CornerColumns(corner: "桩", x: "E值", y: "N值", licence: "证件")
        let text = "证件,许可人,桩,N值,E值\nL1,甲,a,2743159,566195\n,,b,2743159,566695\n,,c,2743659,566195\n"
        let (_, features) = try readCorners(text, options: options)
        #expect(features.count == 1)
        #expect(features[0].values == ["证件": "L1", "许可人": "甲"])
        #expect(features[0].polygons[0][0][0] == Coordinate(566_195, 2_743_159))
    }

    @Test("Tables of points and of well-known text are no corner tables")
    func others() throws {
        for text in ["id,lon,lat\n1,115,25\n2,116,25\n", "licence_id,wkt\nL1,\"POLYGON((0 0,1 0,1 1,0 0))\"\n", "x,y,name\n1,2,a\n"] {
            #expect(try readCorners(text).info.format == .csv)
        }
    }

    @Test("The grid's codes are those of the referencing module, for every zone")
    func codes() {
        for zone in GaussKruegerZone.all {
            let datum = NationalGrid.Datum(rawValue: zone.datum.rawValue)
            #expect(datum != nil)
            guard let datum else { continue }
            #expect(NationalGrid.code(datum, zone: zone.number, isPrefixed: true) == zone.prefixedCode)
            #expect(NationalGrid.code(datum, zone: zone.number, isPrefixed: false) == zone.meridianCode)
        }
    }

    @Test("Mutated tables are read or refused, never anything else")
    func mutated() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(seed: seed)
        let samples = [
            "许可证号,拐点编号,X坐标,Y坐标\nL1,1,2743159.00,38566195.00\nL1,2,2743159.00,38566695.00\nL1,3,2743659.00,38566695.00\n",
            "[属性描述]\n坐标系=80国家大地坐标系\n带号=38\n几度分带=3\n[地块坐标]\n3,1.25,1,名,面,,,,@\nJ1,1,2743159,38566195\nJ2,1,2743159,38566695\nJ3,1,2743659,38566695\n",
            "证号：L1  面积：0.25平方公里\n拐点  X坐标 Y坐标\n1 2743159 38566195\n2 2743159 38566695\n3 2743659 38566695\n",
        ]
        for sample in samples {
            for _ in 0..<150 {
                let bytes = random.mutated(Array(sample.utf8))
                do { _ = try readCorners(bytes, name: "m.txt") } catch {
                    #expect(error is InputError, "seed \(seed): \(error)")
                }
            }
        }
    }
}

@Suite struct SurveyTextTests {
    private let text = """
        [属性描述]
        格式版本号=1.01版本
        坐标系=80国家大地坐标系
        几度分带=3
        投影类型=高斯克吕格
        计量单位=米
        带号=38
        精度=0.001
        转换参数=,,,,,,
        [地块坐标]
        9,24.5000,001,一号地块,面,G50,采矿,A1,@
        J1,1,2743159.00,38566195.00
        J2,1,2743159.00,38566695.00
        J3,1,2743659.00,38566695.00
        J4,1,2743659.00,38566195.00
        J1,1,2743159.00,38566195.00
        J5,2,2743259.00,38566295.00
        J6,2,2743259.00,38566395.00
        J7,2,2743359.00,38566395.00
        J5,2,2743259.00,38566295.00
        3,12.5,002,二号地块,面,,,,@
        J1,1,2753159.00,38566195.00
        J2,1,2753159.00,38566695.00
        J3,1,2753659.00,38566695.00
        """

    @Test("Sections, parcels, rings and the CRS of the attribute section")
    func read() throws {
        let (info, features) = try readCorners(text, name: "survey.txt")
        #expect(info.format == .surveyText)
        #expect(info.declaredCRS?.definition == "EPSG:2362")
        #expect(features.map { $0.values["licence_id"] } == ["001", "002"])
        #expect(features[0].polygons.map(\.count) == [2])
        #expect(features[0].values["stated_area_m2"] == "245000")
        #expect(features[0].values["name"] == "一号地块")
        #expect(features[0].values["图幅号"] == "G50")
        #expect(features[1].polygons[0][0].count == 4)
    }

    @Test(
        "The attribute section decides the code, with and without zone numbers in the eastings",
        arguments: [
            ("80国家大地坐标系", "2000国家大地坐标系", "EPSG:4526"), ("80国家大地坐标系", "54", "EPSG:2414"), ("38566", "566", "EPSG:2383"),
            ("38\n精", "\n精", "EPSG:2362"),
        ])
    func codes(_ old: String, _ new: String, _ code: String) throws {
        #expect(try readCorners(text.replacing(old, with: new), name: "s.txt").info.declaredCRS?.definition == code)
    }

    @Test(
        "Contradictions and slips are refused with their line",
        arguments: [
            ("带号=38", "带号=39", "says zone 39, its eastings begin with 38"), ("几度分带=3", "几度分带=6", "zone"), ("计量单位=米", "计量单位=英尺", "line 6"),
            ("高斯克吕格", "墨卡托", "not Gauss-Krüger"), ("9,24.5", "8,24.5", "line 11: the parcel's header states 8 corners, 9 follow"),
            ("J2,1,2743159.00,38566695.00", "J2,1,2743159.00", "line 13: 3 values where"), ("带号=38", "带号=12", "there is no zone"),
            ("二号地块,面", "二号地块,线", "a parcel of type"), ("J6,2", "J6,3", "line 19: ring 2 is given twice"),
        ])
    func refusals(_ old: String, _ new: String, _ words: String) {
        let refusal = cornerRefusal(text.replacing(old, with: new), name: "survey.txt")
        #expect(refusal.contains(words), "\(refusal)")
    }

    @Test("An unknown coordinate system leaves the CRS open and is named")
    func unknown() throws {
        let (info, _) = try readCorners(text.replacing("80国家大地坐标系", with: "独立坐标系"), name: "s.txt")
        #expect(info.declaredCRS == nil)
        #expect(info.remarks.contains { $0.contains("独立坐标系") })
    }
}
