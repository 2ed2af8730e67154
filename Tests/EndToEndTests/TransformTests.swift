import Foundation
import TestSupport
import Testing

@Test("Transform takes longitude first: lon -60, lat -10 is (828929, 8893091) in UTM zone 20 south")
func transformAxisOrder() throws {
    let outcome = try run(["transform", "--from", "EPSG:4326", "--to", "EPSG:32720"], input: "-60 -10\n\n-63\t0\n")
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(lines.count == 2)
    #expect(lines[0].map { $0.rounded() } == [828_929, 8_893_091])
    #expect(lines[1].map { $0.rounded() } == [500_000, 10_000_000])
    #expect(outcome.standardError.contains("UTM zone 20S"))
    #expect(outcome.output.wholeMatch(of: /(-?\d+\.\d{4} -?\d+\.\d{4}\n)+/) != nil)
}

@Test("Degrees come out with at least nine decimals, and there and back is the same place")
func transformBack() throws {
    let there = try run(["transform", "--from", "EPSG:4490", "--to", "EPSG:4526"], input: "114.5 25.75\n").output
    let back = try run(["transform", "--from", "EPSG:4526", "--to", "EPSG:4490"], input: there).output
    let match = try #require(back.wholeMatch(of: /(\d+\.\d{9,}) (\d+\.\d{9,})\n/))
    #expect(abs((Double(match.1) ?? 0) - 114.5) < 1e-9)
    #expect(abs((Double(match.2) ?? 0) - 25.75) < 1e-9)
}

@Test("A datum shift of unknown size is refused unless it is allowed; an accepted null shift is not")
func transformBallpark() throws {
    let unknown = ["transform", "--from", "EPSG:4610", "--to", "EPSG:4326"]
    let refused = try run(unknown, input: "115 25\n", exits: 65)
    #expect(refused.output.isEmpty)
    #expect(refused.standardError.contains("--allow-ballpark"))
    #expect(try run(unknown + ["--allow-ballpark"], input: "115 25\n").output.hasPrefix("115.0"))
    #expect(try run(["transform", "--from", "EPSG:4490", "--to", "EPSG:4326"], input: "115 25\n").standardError.contains("accepted null"))
}

@Test("A line that is no position is refused by its number; no lines are no error", arguments: ["1", "1 2 3", "x y", "nan 1", "inf 0"])
func transformBadLine(_ line: String) throws {
    let arguments = ["transform", "--from", "EPSG:4326", "--to", "EPSG:32720"]
    #expect(try run(arguments, input: "-60 -10\n\(line)\n", exits: 65).standardError.contains("line 2"))
    #expect(try run(arguments).output.isEmpty)
}

@Test("Each geometry operation answers")
func geometryOperations() throws {
    let square = "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"
    let other = "POLYGON ((1 1, 3 1, 3 3, 1 3, 1 1))"
    let expected: [(op: String, a: String, b: String?, arg: String?, answer: String)] = [
        ("intersection", square, other, nil, #""wkt":"POLYGON"#), ("union", square, other, nil, #""wkt":"POLYGON"#),
        ("difference", square, other, nil, #""wkt":"POLYGON"#), ("symdifference", square, other, nil, #""wkt":"MULTIPOLYGON"#),
        ("isvalid", "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", nil, nil, #""bool":false"#),
        ("makevalid", "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", nil, nil, #""wkt":"MULTIPOLYGON"#),
        ("relate", square, other, "T*T***T**", #""bool":true"#), ("contains", square, "POINT (1 1)", nil, #""bool":true"#),
        ("within", square, other, nil, #""bool":false"#), ("covers", square, "POINT (0 0)", nil, #""bool":true"#),
        ("coveredby", "POINT (0 0)", square, nil, #""bool":true"#), ("intersects", square, other, nil, #""bool":true"#),
        ("disjoint", square, other, nil, #""bool":false"#), ("touches", square, "POINT (0 0)", nil, #""bool":true"#),
        ("crosses", "LINESTRING (-1 1, 3 1)", square, nil, #""bool":true"#), ("overlaps", square, other, nil, #""bool":true"#),
        ("equalstopo", square, "POLYGON ((0 2, 0 0, 2 0, 2 2, 0 2))", nil, #""bool":true"#),
        ("convexhull", "MULTIPOINT ((0 0), (1 0), (0 1))", nil, nil, #""wkt":"POLYGON"#),
        ("getboundary", square, nil, nil, #""wkt":"LINESTRING"#), ("distance", "POINT (0 0)", "POINT (3 4)", nil, #""number":5"#),
        ("area", "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))", nil, nil, #""number":123"#),
    ]
    let lines = expected.map { line in
        var json = #"{"op":"\#(line.op)","a":"\#(line.a)""#
        if let b = line.b { json += #","b":"\#(b)""# }
        if let arg = line.arg { json += #","arg":"\#(arg)""# }
        return json + "}"
    }
    let answers = try run(["geometry", "batch"], input: lines.joined(separator: "\n") + "\n").output.split(separator: "\n")
    #expect(answers.count == expected.count)
    for (line, answer) in zip(expected, answers) { #expect(answer.hasPrefix("{" + line.answer), "\(line.op): \(answer)") }
}

@Test("A request that cannot be answered is answered with an error, and the next one is not disturbed")
func geometryErrors() throws {
    let deep = String(repeating: "GEOMETRYCOLLECTION (", count: 100_000)
    let requests = [
        "no JSON", "{}", #"{"op":"fly","a":"POINT (0 0)"}"#, #"{"op":"isvalid","a":"POLYGON ((0 0"}"#, #"{"op":"union","a":"POINT (0 0)"}"#,
        #"{"op":"isvalid","a":"\#(deep)"}"#, #"{"op":"isvalid","a":"0103000000FFFFFFFF"}"#,
        #"{"op":"area","a":"POLYGON ((0 0, 500 0, 0 500, 0 0))"}"#,
        #"{"op":"distance","a":"POINT EMPTY","b":"POINT (0 0)"}"#, #"{"op":"relate","a":"POINT (0 0)","b":"POINT (0 0)","arg":"x"}"#,
    ]
    let input = requests.map { $0 + "\n\n" }.joined() + #"{"op":"isvalid","a":"POINT (0 0)"}"# + "\n"
    let answers = try run(["geometry", "batch"], input: input).output.split(separator: "\n")
    #expect(answers.count == requests.count + 1)
    for (request, answer) in zip(requests, answers) { #expect(answer.hasPrefix(#"{"error":""#), "\(request.prefix(60)): \(answer)") }
    #expect(answers.last == #"{"bool":true}"#)
}
