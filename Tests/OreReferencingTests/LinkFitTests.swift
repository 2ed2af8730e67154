import Foundation
import OreGeometry
import OreReferencing
import TestSupport
import Testing

@Suite("Datum links from control points")
struct LinkFitTests {
    @Test("Exact points give zero residuals, the true parameters and a link that PROJ applies to a tenth of a millimetre")
    func exactPlane() throws {
        let network = ControlNetwork(8, noise: 0, seed: 1)
        let fit = try network.fit()
        #expect(fit.method == .plane && fit.redundancy == 12)
        #expect(fit.rmseMetres < 1e-7 && fit.leaveOneOutMetres < 1e-7)
        guard case .plane(let set) = fit.link.method else { throw CancellationError() }
        #expect(abs(set.rotationArcseconds - 1.3) < 1e-6 && abs(set.scalePPM - 4) < 1e-6)
        let context = ReferencingContext()
        let through = try context.transform(
            from: context.crs(ControlNetwork.from), to: context.crs(ControlNetwork.to), through: fit.link)
        let transform = try #require(through)
        #expect(!transform.operation.isUnknownShift && transform.operation.sigmaMetres == fit.sigmaMetres)
        for pair in network.pairs {
            #expect(try transform(pair.source).distance(pair.target) < 1e-4)
        }
    }

    @Test("Exact geocentric shifts are recovered: three parameters over a province, seven over a country", arguments: [true, false])
    func exactGeocentric(isTranslation: Bool) throws {
        let method: DatumLink.Method =
            isTranslation
            ? .translation(x: 24, y: -123, z: -94)
            : .helmert(
                .init(translation: [24, -123, -94], rotationArcseconds: [-0.02, 0.25, 0.13], scalePPM: 1.1, convention: .coordinateFrame))
        let area = try #require(LinkArea(west: 80, south: 20, east: 130, north: 50))
        let truth = DatumLink(
            name: "t", source: "EPSG:4610", target: "EPSG:4490", method: method, area: area, sigmaMetres: 1, evidence: "e")
        let context = ReferencingContext()
        let (old, new) = (try context.crs("EPSG:4610"), try context.crs("EPSG:4490"))
        let transform = try #require(try context.transform(from: old, to: new, through: truth))
        var random = SplitMix(seed: 3)
        let reach = isTranslation ? 3.0 : 12.0
        let pairs = try random.places(14, about: Coordinate(108, 33), within: reach).enumerated().map {
            ControlPair(name: "P\($0)", source: $1, target: try transform($1))
        }
        let fit = try LinkFitter(from: "EPSG:4610", to: "EPSG:4490").fit(pairs, method: isTranslation ? .translation : .helmert)
        #expect(fit.rmseMetres < 1e-6, "\(fit)")
        let again = try #require(try context.transform(from: old, to: new, through: fit.link))
        for pair in pairs {
            let image = try again(pair.source)
            #expect(LocalMetric(.cgcs2000, latitude: image.y).distance(image, pair.target) < 1e-4)
        }
    }

    @Test("The residuals are those of an independent solution by hand: four corners of a square, one displaced")
    func byHand() throws {
        // A square of 2 km; the exact shift is zero but for one corner, 4 mm to the east. The centred similarity through it has the shift (1, 0) mm,
        // scale and rotation of a quarter of the displacement over the half diagonal.
        let c = ControlNetwork.middle
        let corners = [(-1000.0, -1000.0), (1000, -1000), (1000, 1000), (-1000, 1000)].map { Coordinate(c.x + $0.0, c.y + $0.1) }
        let pairs = corners.enumerated().map { i, p in
            ControlPair(name: "\(i)", source: p, target: Coordinate(p.x + (i == 2 ? 0.004 : 0), p.y))
        }
        let fit = try LinkFitter(from: ControlNetwork.from, to: ControlNetwork.to).fit(pairs, method: .plane)
        // k = sum(u de + v dn) / sum(u2 + v2) = 1000 x 0.004 / 8e6, w = -1000 x 0.004 / 8e6; at corner 2: fitted (0.001 + 0.0005 + 0.0005, 0.0005 - 0.0005).
        let residual = fit.points[2].residual
        #expect(abs(residual.x - 0.002) < 1e-8 && abs(residual.y) < 1e-8)
        let sum = fit.points.reduce(0) { $0 + $1.residual.x * $1.residual.x + $1.residual.y * $1.residual.y }
        #expect(abs(sum - 8e-6) < 1e-10 && fit.redundancy == 4)
    }

    @Test("A leave-one-out error is what the fit to the other points misses the point by")
    func leaveOneOut() throws {
        let network = ControlNetwork(6, noise: 0.05, seed: 11)
        let fit = try network.fit(.plane)
        let context = ReferencingContext()
        for (i, point) in fit.points.enumerated() {
            var fewer = network
            let left = fewer.pairs.remove(at: i)
            let link = try fewer.fit(.plane).link
            let through = try context.transform(from: context.crs(ControlNetwork.from), to: context.crs(ControlNetwork.to), through: link)
            let transform = try #require(through)
            let image = try transform(left.source)
            #expect(Coordinate(left.target.x - image.x, left.target.y - image.y).distance(point.leaveOneOut) < 1e-5)
        }
    }

    @Test("The sigma holds: 500 fits with noise foretell new points at their stated error", arguments: [4, 6, 12])
    func calibration(count: Int) throws {
        let fitter = try LinkFitter(from: ControlNetwork.from, to: ControlNetwork.to)
        var (within1, within196, fits, all) = (0, 0, 0, 0)
        for seed in 0..<500 {
            let network = ControlNetwork(count, noise: 0.05, seed: UInt64(1_000 * count + seed))
            guard let fit = try? fitter.fit(network.pairs, method: .plane), case .plane(let set) = fit.link.method else { continue }
            var random = SplitMix(seed: UInt64(seed) &+ 77)
            for place in random.places(4, about: ControlNetwork.middle, within: 10_000) {
                let (image, truth) = (set(place), ControlNetwork.truth(place))
                for error in [truth.x + 0.05 * random.normal() - image.x, truth.y + 0.05 * random.normal() - image.y] {
                    all += 1
                    within1 += error.magnitude <= fit.sigmaMetres ? 1 : 0
                    within196 += error.magnitude <= 1.96 * fit.sigmaMetres ? 1 : 0
                }
            }
            fits += 1
        }
        let (one, two) = (Double(within1) / Double(all), Double(within196) / Double(all))
        // The sigma is that of the worst corner of a wider area: never too small, and not needlessly large.
        #expect(fits >= 480, "within 1 sigma \(one), within 1.96 sigma \(two)")
        #expect((0.68...0.97).contains(one) && two >= 0.94)
    }

    @Test("Sound points are hardly ever called gross; a gross error is named, two are, and none is fitted around")
    func grossErrors() throws {
        let fitter = try LinkFitter(from: ControlNetwork.from, to: ControlNetwork.to)
        var (alarms, named, pairsNamed) = (0, 0, 0)
        for seed in 0..<200 {
            var network = ControlNetwork(9, noise: 0.05, seed: UInt64(50_000 + seed))
            if fitError({ try fitter.fit(network.pairs) }) != nil { alarms += 1 }
            network.pairs[4].target.x += 3
            if fitError({ try fitter.fit(network.pairs) })?.grossNames == ["P5"] { named += 1 }
            network.pairs[7].target.y -= 5
            if fitError({ try fitter.fit(network.pairs) })?.grossNames == ["P8", "P5"] { pairsNamed += 1 }
        }
        #expect(alarms <= 8 && named >= 190 && pairsNamed >= 185)
    }

    @Test("With four points a gross error of a metre is named when the office states how good its points are")
    func fourPoints() throws {
        var network = ControlNetwork(5, noise: 0.03, seed: 5)
        network.pairs[2].target.y += 1
        let error = try #require(fitError { try network.fit(.plane, pointSigma: 0.05) })
        #expect(error.grossNames == ["P3"])
        #expect("\(error)".contains("--exclude P3"))
        network.pairs.remove(at: 2)
        #expect(try network.fit(.plane, pointSigma: 0.05).points.count == 4)
    }

    @Test("Too few, collinear, duplicated and impossible points are refused by name")
    func refusals() throws {
        func words(_ pairs: [ControlPair], _ method: LinkFitMethod = .automatic) -> String {
            fitError { try LinkFitter(from: ControlNetwork.from, to: ControlNetwork.to).fit(pairs, method: method) }.map { "\($0)" }
                ?? "fitted"
        }
        let pairs = ControlNetwork(8, noise: 0.02, seed: 9).pairs
        #expect(words([]).contains("0 control points are too few"))
        #expect(words(Array(pairs.prefix(2))).contains("at least 3"))
        #expect(words(Array(pairs.prefix(3)), .plane).contains("at least 4"))
        #expect(words(Array(pairs.prefix(5)), .helmert).contains("at least 6"))
        #expect(words(pairs, .helmert).contains("use --method 4"))
        let line = (0..<6).map { i in
            let p = Coordinate(ControlNetwork.middle.x + 1000 * Double(i), ControlNetwork.middle.y + 500 * Double(i))
            return ControlPair(name: "L\(i)", source: p, target: ControlNetwork.truth(p))
        }
        #expect(words(line).contains("lie on a line"))
        var twice = pairs
        twice[6] = ControlPair(name: "again", source: Coordinate(pairs[1].source.x + 0.2, pairs[1].source.y), target: pairs[1].target)
        #expect(words(twice).contains("\"P2\" and \"again\" are the same place"))
        twice[6].name = "P2"
        #expect(words(twice).contains("\"P2\" comes twice"))
        var swapped = pairs
        swapped[3].source = Coordinate(pairs[3].source.y, pairs[3].source.x)
        #expect(words(swapped).contains("\"P4\"") && words(swapped).contains("easting or longitude comes first"))
        var nonsense = pairs
        nonsense[0].target.x = .nan
        #expect(words(nonsense).contains("\"P1\""))
        #expect(throws: LinkFitError.self) { try LinkFitter(from: "EPSG:2362", to: "EPSG:4610") }
        #expect(throws: LinkFitError.self) { try LinkFitter(from: "EPSG:999999", to: "EPSG:4490") }
    }

    @Test("Points that know of no common shift are not made into a link with a flattering sigma")
    func chaos() throws {
        let chaotic = ControlNetwork(10, noise: 40, seed: 21)
        if let fit = try? chaotic.fit() { #expect(fit.sigmaMetres > 30) }
    }
}

@Suite("Datum links applied")
struct LinkApplicationTests {
    static let area = LinkArea(west: 113, south: 24, east: 117, north: 28)

    private func link(_ method: DatumLink.Method, source: String = "EPSG:4610", target: String = "EPSG:4490") throws -> DatumLink {
        DatumLink(
            name: "t", source: source, target: target, method: method, area: try #require(Self.area), sigmaMetres: 0.5, evidence: "invented"
        )
    }

    @Test("Back and forth through a link comes to the same place within two millimetres, in any CRSs of the two datums")
    func roundTrip() throws {
        let context = ReferencingContext()
        let methods: [DatumLink] = [
            try link(.translation(x: 24, y: -123, z: -94)),
            try link(
                .helmert(
                    .init(
                        translation: [24, -123, -94], rotationArcseconds: [-0.02, 0.25, 0.13], scalePPM: 1.1, convention: .positionVector))),
            try link(.plane(ControlNetwork.truth), source: "EPSG:2362", target: "EPSG:4526"),
        ]
        for link in methods {
            #expect(context.fault(of: link) == nil)
            for (a, b) in [("EPSG:2362", "EPSG:4326"), ("EPSG:4610", "EPSG:4490"), ("EPSG:2383", "EPSG:32650")] {
                let (old, new) = (try context.crs(a), try context.crs(b))
                let there = try #require(try context.transform(from: old, to: new, through: link))
                let back = try #require(try context.transform(from: new, to: old, through: link))
                let toOld = try context.transform(from: context.crs("EPSG:4610"), to: old)
                let start = try toOld(Coordinate(114.7, 24.9))
                let end = try back(there(start))
                let unit = old.isGeographic ? 111_000.0 : 1
                #expect(start.distance(end) * unit < 0.002, "\(a) \(b) \(link)")
                #expect(there.operation.link == link && there.operation.isUnknownShift == false)
            }
        }
    }

    @Test("A link on other datums, or for other CRSs, does not lead anywhere")
    func matching() throws {
        let context = ReferencingContext()
        var link = try link(.translation(x: 24, y: -123, z: -94))
        let (zone, world) = (try context.crs("EPSG:2362"), try context.crs("EPSG:4326"))
        #expect(try context.transform(from: zone, to: world, through: link) != nil)
        #expect(try context.transform(from: context.crs("EPSG:2414"), to: world, through: link) == nil)
        #expect(try context.transform(from: zone, to: context.crs("EPSG:4214"), through: link) == nil)
        link.appliesTo = ["EPSG:2363"]
        #expect(try context.transform(from: zone, to: world, through: link) == nil)
        link.appliesTo = ["EPSG:2363", "EPSG:2362"]
        #expect(try context.transform(from: zone, to: world, through: link) != nil)
    }

    @Test("The accepted null behind a link adds its sigma")
    func sigma() throws {
        let context = ReferencingContext()
        let link = try link(.translation(x: 24, y: -123, z: -94))
        let exact = try context.transform(from: context.crs("EPSG:4610"), to: context.crs("EPSG:4490"), through: link)
        #expect(exact?.operation.sigmaMetres == 0.5)
        let world = try context.transform(from: context.crs("EPSG:4610"), to: context.crs("EPSG:4326"), through: link)
        #expect(abs((world?.operation.sigmaMetres ?? 0) - 1.25.squareRoot()) < 1e-6)
    }

    @Test("What cannot be a link says why")
    func faults() throws {
        let context = ReferencingContext()
        func fault(_ link: DatumLink) -> String { context.fault(of: link) ?? "none" }
        let translation = DatumLink.Method.translation(x: 24, y: -123, z: -94)
        #expect(fault(try link(translation, source: "EPSG:4490")).contains("same datum"))
        #expect(fault(try link(translation, target: "EPSG:4214")).contains("not known against WGS 84"))
        #expect(fault(try link(.plane(ControlNetwork.truth))).contains("projected"))
        #expect(fault(try link(.translation(x: 24_000, y: 0, z: 0))).contains("km; check units"))
        #expect(fault(try link(.plane(ControlNetwork.truth), source: "EPSG:2383", target: "EPSG:4526")).contains("zone prefixes"))
        #expect(fault(try link(translation, source: "nonsense")).contains("unknown CRS"))
        #expect(fault(try link(.grid(path: "/no/such/grid.gsb"))) != "none")
        var other = try link(translation)
        other.appliesTo = ["EPSG:2414"]
        #expect(fault(other).contains("EPSG:2414"))
    }
}
