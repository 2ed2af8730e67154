import Foundation
import OreGeometry
import OreReferencing
import Testing

/// PROJ's own command-line program, in its own process, with the axis order the authority declares.
private enum Cs2cs {
    static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/cs2cs" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    static let skipLine: Comment = "needs cs2cs (Debian package proj-bin)"

    /// One question of a batch.
    struct Question {
        var from: String
        var to: String
        var pairs: [(Double, Double)]
    }

    /// Answers to many questions from one shell, so that the test starts one process and not one for each.
    static func run(_ questions: [Question]) throws -> [[(Double, Double)]] {
        var script = ""
        for question in questions {
            let lines = question.pairs.map { "\($0.0) \($0.1)" }.joined(separator: "\n")
            script += "cs2cs -f %.12f \(question.from) \(question.to) <<'END'\n\(lines)\nEND\n"
        }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        // Written beside the reading: both pipes are narrower than the script.
        let bytes = Data(script.utf8)
        DispatchQueue.global().async {
            input.fileHandleForWriting.write(bytes)
            try? input.fileHandleForWriting.close()
        }
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        var answers = parsed(data)[...]
        return questions.map { question in
            defer { answers = answers.dropFirst(question.pairs.count) }
            return Array(answers.prefix(question.pairs.count))
        }
    }

    private static func parsed(_ data: Data) -> [(Double, Double)] {
        String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
            let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
            return numbers.count >= 2 ? (numbers[0], numbers[1]) : (.nan, .nan)
        }
    }

    static func run(_ from: String, _ to: String, _ pairs: [(Double, Double)]) throws -> [(Double, Double)] {
        let lines = pairs.map { pair in "\(pair.0) \(pair.1)\n" }.joined()
        let process = Process()
        process.executableURL = URL(filePath: try #require(path))
        process.arguments = ["-f", "%.12f", from, to]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        input.fileHandleForWriting.write(Data(lines.utf8))
        try input.fileHandleForWriting.close()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return parsed(data)
    }
}

@Suite("Against cs2cs", .enabled(if: Cs2cs.path != nil, Cs2cs.skipLine))
struct AgainstCs2csTests {
    /// Base CRS, projected CRS, whether the authority puts the northing first, a place inside.
    private static let systems: [(String, String, Bool, Double, Double)] = [
        ("EPSG:4490", "EPSG:4526", true, 114.9, 25.1), ("EPSG:4490", "EPSG:4547", true, 114.9, 25.1),
        ("EPSG:4490", "EPSG:4498", true, 114.9, 25.1),
        ("EPSG:4610", "EPSG:2362", true, 114.9, 25.1), ("EPSG:4214", "EPSG:2414", true, 114.9, 25.1),
        ("EPSG:4214", "EPSG:21420", true, 115.5, 25),
        ("EPSG:4555", "EPSG:4774", true, 114.9, 25.1), ("EPSG:4326", "EPSG:32720", false, -60, -10),
        ("EPSG:4326", "EPSG:32650", false, 115, 25),
        ("EPSG:4326", "EPSG:3857", false, -60, -10), ("EPSG:4674", "EPSG:31983", false, -45, -20),
        ("EPSG:4674", "EPSG:5880", false, -54, -10),
        ("EPSG:4248", "EPSG:24878", false, -75, -10), ("EPSG:4210", "EPSG:21036", false, 33, -5),
        ("EPSG:4283", "EPSG:28350", false, 117, -25),
        ("EPSG:7844", "EPSG:7850", false, 117, -25), ("EPSG:4167", "EPSG:2193", true, 172, -43), ("EPSG:4258", "EPSG:3035", true, 10, 50),
        ("EPSG:4171", "EPSG:2154", false, 3, 46), ("EPSG:4150", "EPSG:2056", false, 7.5, 46.9), ("EPSG:4269", "EPSG:5070", false, -96, 40),
        ("EPSG:4269", "EPSG:2263", false, -74, 40.7), ("EPSG:4277", "EPSG:27700", false, -2.5, 52),
        ("EPSG:4326", "EPSG:3413", false, -40, 75),
        ("EPSG:4326", "EPSG:3031", false, 60, -75),
        ("EPSG:4490", "EPSG:4513", true, 75.2, 39), ("EPSG:4168", "EPSG:2136", false, -1.5, 6.5),
        ("EPSG:4204", "EPSG:20438", false, 45, 20),
    ]

    @Test("Thirty places in each of many CRSs agree with cs2cs, and come back within a millimetre", arguments: systems.indices)
    func agrees(_ index: Int) throws {
        let (base, projected, northingFirst, lon, lat) = Self.systems[index]
        let context = ReferencingContext()
        let forward = try context.transform(from: context.crs(base), to: context.crs(projected))
        let inverse = try context.transform(from: context.crs(projected), to: context.crs(base))
        #expect(forward.operation.accuracyMetres == 0 && inverse.operation.accuracyMetres == 0)
        var places: [Coordinate] = []
        for i in -3..<3 {
            for j in -2..<3 { places.append(Coordinate(lon + 0.03 * Double(i), lat + 0.05 * Double(j))) }
        }
        let theirs = try Cs2cs.run(base, projected, places.map { ($0.y, $0.x) })
        var ours = places
        try forward.apply(to: &ours)
        #expect(theirs.count == places.count)
        for (a, e) in zip(ours, theirs) {
            let expected = northingFirst ? Coordinate(e.1, e.0) : Coordinate(e.0, e.1)
            #expect(abs(a.x - expected.x) < 1e-6 && abs(a.y - expected.y) < 1e-6, "\(projected): \(a), cs2cs \(expected)")
        }
        try inverse.apply(to: &ours)
        for (a, e) in zip(ours, places) { #expect(abs(a.x - e.x) < 8e-9 && abs(a.y - e.y) < 8e-9) }
    }

    @Test("Five places in every zone of the four Chinese families, both spellings: within 1 mm of cs2cs there, and back")
    func chineseFamilies() throws {
        let context = ReferencingContext()
        var (questions, codes): ([Cs2cs.Question], [(zone: GaussKruegerZone, code: String)]) = ([], [])
        for zone in GaussKruegerZone.all {
            for code in [zone.prefixedDefinition, zone.meridianDefinition] {
                let half = Double(zone.width.rawValue) / 2
                let places = [(-0.97, 19.3), (-0.41, 27.8), (0.013, 35.25), (0.52, 44.1), (0.99, 52.7)].map { share, latitude in
                    (latitude, zone.centralMeridian + half * share)
                }
                questions.append(.init(from: "EPSG:\(zone.datum.geographicCode)", to: code, pairs: places))
                codes.append((zone, code))
            }
        }
        let metres = try Cs2cs.run(questions)
        let back = zip(questions, metres).map { question, pairs in Cs2cs.Question(from: question.to, to: question.from, pairs: pairs) }
        let degrees = try Cs2cs.run(back)
        #expect(metres.count == 256 && metres.allSatisfy { $0.count == 5 } && degrees.allSatisfy { $0.count == 5 })
        var (worst, worstBack) = (0.0, 0.0)
        for (index, (zone, code)) in codes.enumerated() {
            let (base, projected) = (try context.crs("EPSG:\(zone.datum.geographicCode)"), try context.crs(code))
            var ours = questions[index].pairs.map { Coordinate($0.1, $0.0) }
            let forward = try context.transform(from: base, to: projected)
            try forward.apply(to: &ours)
            for (a, e) in zip(ours, metres[index]) {
                worst = max(worst, abs(a.x - e.1), abs(a.y - e.0))
                #expect(abs(a.x - e.1) < 1e-3 && abs(a.y - e.0) < 1e-3, "\(code): \(a), cs2cs \(e)")
            }
            var home = metres[index].map { Coordinate($0.1, $0.0) }
            let inverse = try context.transform(from: projected, to: base)
            #expect(forward.usesSeries && inverse.usesSeries)
            try inverse.apply(to: &home)
            for (a, e) in zip(home, degrees[index]) {
                let metric = LocalMetric(base.ellipsoid, latitude: a.y)
                let gap = metric.distance(a, Coordinate(e.1, e.0))
                worstBack = max(worstBack, gap)
                #expect(gap < 1e-3, "\(code): \(a), cs2cs \(e)")
            }
        }
        print("256 codes at 5 places against cs2cs: at most \(worst) m there, \(worstBack) m back")
    }
}
