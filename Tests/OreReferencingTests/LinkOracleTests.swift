import Foundation
import OreGeometry
import OreReferencing
import Testing

/// Programs of others that answer the same questions.
private enum Oracle {
    private static func path(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static let hasCct = path("cct") != nil
    static let hasNumPy = (try? answer("python3", ["-c", "import numpy; print(1)"], "")) == [[1]]

    /// The numbers of each line of the answer.
    static func answer(_ name: String, _ arguments: [String], _ input: String) throws -> [[Double]] {
        guard let path = path(name) else { return [] }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        let (question, answer) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (question, answer)
        process.standardError = FileHandle.nullDevice
        try process.run()
        // At most a few kilobytes: the pipe holds them.
        question.fileHandleForWriting.write(Data(input.utf8))
        try question.fileHandleForWriting.close()
        let data = try answer.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
            line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        }
    }
}

@Suite("Datum links against others")
struct LinkOracleTests {
    private static let translation = [24.0, -123, -94]
    private static let rotation = [-1.62, 2.25, 3.13]
    private static let scale = 4.1
    private static let places = [(114.2, 24.1), (115.37, 25.9), (116.8, 27.7), (113.05, 26.2)].map { Coordinate($0.0, $0.1) }

    /// nil: three parameters.
    private static let conventions: [DatumLink.Helmert.Convention?] = [nil, .positionVector, .coordinateFrame]

    private func transform(_ convention: DatumLink.Helmert.Convention?, isInverse: Bool = false) throws -> CoordinateTransform {
        let t = Self.translation
        let method: DatumLink.Method =
            convention.map {
                .helmert(.init(translation: t, rotationArcseconds: Self.rotation, scalePPM: Self.scale, convention: $0))
            } ?? .translation(x: t[0], y: t[1], z: t[2])
        let link = DatumLink(
            name: "t", source: "EPSG:4610", target: "EPSG:4490", method: method,
            area: try #require(LinkArea(west: 113, south: 24, east: 117, north: 28)), sigmaMetres: 0.5, evidence: "invented")
        let context = ReferencingContext()
        let (old, new) = (try context.crs("EPSG:4610"), try context.crs("EPSG:4490"))
        return try #require(try context.transform(from: isInverse ? new : old, to: isInverse ? old : new, through: link))
    }

    private func gap(_ a: Coordinate, _ b: Coordinate) -> Double { LocalMetric(.cgcs2000, latitude: a.y).distance(a, b) }

    @Test(
        "Three and seven parameters of both conventions, there and back, are within 1 mm of PROJ's own pipeline",
        .enabled(if: Oracle.hasCct, "needs cct (Debian package proj-bin)"), arguments: conventions)
    func pipeline(_ convention: DatumLink.Helmert.Convention?) throws {
        let (t, r) = (Self.translation, Self.rotation)
        let turn = convention.map { ["+rx=\(r[0])", "+ry=\(r[1])", "+rz=\(r[2])", "+s=\(Self.scale)", "+convention=\($0.rawValue)"] } ?? []
        for isInverse in [false, true] {
            let (from, to) = isInverse ? ("GRS80", "IAU76") : ("IAU76", "GRS80")
            var words = ["-d", "12", "+proj=pipeline", "+step", "+proj=unitconvert", "+xy_in=deg", "+xy_out=rad"]
            words += ["+step", "+proj=cart", "+ellps=\(from)", "+step"] + (isInverse ? ["+inv"] : [])
            words += ["+proj=helmert", "+x=\(t[0])", "+y=\(t[1])", "+z=\(t[2])"] + turn
            words += ["+step", "+inv", "+proj=cart", "+ellps=\(to)", "+step", "+proj=unitconvert", "+xy_in=rad", "+xy_out=deg"]
            let theirs = try Oracle.answer("cct", words, Self.places.map { "\($0.x) \($0.y) 0 0\n" }.joined())
            #expect(theirs.count == Self.places.count)
            let ours = try transform(convention, isInverse: isInverse)
            for (place, expected) in zip(Self.places, theirs) {
                let image = try ours(place)
                #expect(gap(image, Coordinate(expected[0], expected[1])) < 1e-3, "\(place): \(image), cct \(expected)")
                #expect(gap(image, place) > 10)
            }
        }
    }

    @Test("Seven parameters are those of the formula: rotations of the position vector, or of the frame", arguments: conventions)
    func formula(_ convention: DatumLink.Helmert.Convention?) throws {
        let ours = try transform(convention)
        let sense = convention == .coordinateFrame ? -1.0 : 1
        let r = convention == nil ? [0, 0, 0] : Self.rotation.map { sense * $0 / 3600 * .pi / 180 }
        let (t, m) = (Self.translation, 1 + (convention == nil ? 0 : Self.scale * 1e-6))
        for place in Self.places {
            // EPSG guidance note 7-2, method 9606: T + m (I + [r] x) X.
            let x = geocentric(place, a: 6_378_140, f: 1 / 298.257)
            let y = [
                t[0] + m * (x[0] - r[2] * x[1] + r[1] * x[2]), t[1] + m * (r[2] * x[0] + x[1] - r[0] * x[2]),
                t[2] + m * (-r[1] * x[0] + r[0] * x[1] + x[2]),
            ]
            #expect(gap(try ours(place), geographic(y, a: 6_378_137, f: 1 / 298.257222101)) < 1e-3)
        }
    }

    private func geocentric(_ place: Coordinate, a: Double, f: Double) -> [Double] {
        let (l, b, e) = (place.x * .pi / 180, place.y * .pi / 180, f * (2 - f))
        let n = a / (1 - e * sin(b) * sin(b)).squareRoot()
        return [n * cos(b) * cos(l), n * cos(b) * sin(l), n * (1 - e) * sin(b)]
    }

    /// By iteration: each round takes an error of the latitude to its e2-th part.
    private func geographic(_ x: [Double], a: Double, f: Double) -> Coordinate {
        let (e, p) = (f * (2 - f), (x[0] * x[0] + x[1] * x[1]).squareRoot())
        var b = atan2(x[2], p * (1 - e))
        for _ in 0..<12 {
            let n = a / (1 - e * sin(b) * sin(b)).squareRoot()
            b = atan2(x[2] + e * n * sin(b), p)
        }
        return Coordinate(atan2(x[1], x[0]) * 180 / .pi, b * 180 / .pi)
    }

    @Test(
        "Four parameters are those of NumPy's least squares: residuals, RMSE and images of other places within a tenth of a millimetre",
        .enabled(if: Oracle.hasNumPy, "needs python3 with numpy"), arguments: [4, 7, 20])
    func leastSquares(count: Int) throws {
        let network = ControlNetwork(count, noise: 0.08, seed: UInt64(900 + count))
        let fit = try network.fit(.plane)
        guard case .plane(let set) = fit.link.method else { throw CancellationError() }
        let others = [(-9_000.0, 4_000.0), (0, 0), (7_500, -8_200)].map {
            Coordinate(ControlNetwork.middle.x + $0.0, ControlNetwork.middle.y + $0.1)
        }
        let program = """
            import sys, numpy
            rows = numpy.array([[float(w) for w in line.split()] for line in sys.stdin])
            count, middle = \(count), rows[:\(count), :2].mean(axis=0)
            s, d = rows[:count, :2] - middle, rows[:count, 2:] - rows[:count, :2]
            one, zero = numpy.ones(count), numpy.zeros(count)
            A = numpy.vstack([numpy.column_stack([one, zero, s[:, 0], -s[:, 1]]), numpy.column_stack([zero, one, s[:, 1], s[:, 0]])])
            b = numpy.concatenate([d[:, 0], d[:, 1]])
            p = numpy.linalg.lstsq(A, b, rcond=None)[0]
            v = b - A @ p
            for e, n in zip(v[:count], v[count:]): print("%.9f %.9f" % (e, n))
            for e, n in rows[count:, :2] - middle: print("%.9f %.9f" % (p[0] + p[2] * e - p[3] * n, p[1] + p[3] * e + p[2] * n))
            """
        let lines =
            network.pairs.map { "\($0.source.x) \($0.source.y) \($0.target.x) \($0.target.y)\n" } + others.map { "\($0.x) \($0.y) 0 0\n" }
        let theirs = try Oracle.answer("python3", ["-c", program], lines.joined())
        try #require(theirs.count == count + others.count)
        for (point, expected) in zip(fit.points, theirs) {
            let isSame = abs(point.residual.x - expected[0]) < 1e-4 && abs(point.residual.y - expected[1]) < 1e-4
            #expect(isSame, "\(point.name): \(point.residual), NumPy \(expected)")
        }
        for (place, shift) in zip(others, theirs.dropFirst(count)) {
            let image = set(place)
            #expect(abs(image.x - place.x - shift[0]) < 1e-4 && abs(image.y - place.y - shift[1]) < 1e-4)
        }
    }
}
