internal import ArgumentParser
internal import Foundation
internal import OreDetection
internal import OreGeometry

/// How an edge district is made, as options.
struct EdgeOptions: ParsableArguments {
    @Option(help: "The same seed gives the same bytes.") var seed: UInt64 = 1
    @Option(help: "Number of sites, in all scenes together.") var sites = 1500
    @Option(help: "Number of scenes; each has its own shift.") var scenes = 10
    @Option(help: "1-sigma shift of the licences in the register, metres per axis.") var licenceSigma = 1.0
    @Option(help: "Pixel size, metres.") var pixel = 10.0
    @Option(help: "Share of sites that encroach.") var dishonest = 0.3
    @Option(help: "Share of workings dug exactly to their boundary; the others stop inside it.") var exact = 0.5
    @Flag(help: "All encroachments point east.") var oneSided = false
    @Option(help: "A shift east of every scene that its stated error does not cover, metres.") var extraEast = 0.0
    @Option(help: "Every N-th licence is on a displaced sheet; 0 for none.") var displacedEvery = 0
    @Option(help: "Displacement east of that sheet, metres.") var displacedEast = 60.0

    func plan(sceneSigma: Double) -> EdgeDistrictPlan {
        EdgeDistrictPlan(
            seed: seed, sites: sites, scenes: scenes, sceneSigma: sceneSigma, licenceSigma: licenceSigma, pixel: pixel,
            dishonest: dishonest,
            exact: exact, isOneSided: oneSided, extraShift: Coordinate(extraEast, 0), displacedEvery: displacedEvery,
            displacement: Coordinate(displacedEast, 0))
    }
}

struct Edges: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a district of workings dug up to, inside and beyond their boundaries: licences, footprints, truth.csv.")
    @OptionGroup var options: EdgeOptions
    @Option(help: "1-sigma shift of scenes, metres per axis.") var sceneSigma = 10.0
    @Argument var folder: String

    func run() throws {
        try EdgeDistrictTables(EdgeDistrict(options.plan(sceneSigma: sceneSigma))).write(to: URL(filePath: folder))
    }
}

struct Calibrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Judge edge districts by plain overlay and by the position model; print who is accused, and what stated probabilities are worth."
    )
    @OptionGroup var options: EdgeOptions
    @Option(help: "1-sigma scene shifts to try, metres.") var sceneSigmas: [Double] = [0, 3, 10, 20]
    @Option(help: "off, estimate or correct.") var registration = "estimate"
    @Option(help: "Number of districts per scene shift.") var districts = 1

    func run() throws {
        print(
            "sigma  honest accused: plain  strong  any    encroachments found: plain  strong  any   >2T     >T      >T/2     interval covers (encroachments, all)  scene error, stated"
        )
        var reliability = Reliability()
        for sigma in sceneSigmas {
            var tally = CalibrationTally()
            for number in 0..<districts {
                var plan = options.plan(sceneSigma: sigma)
                plan.seed = plan.seed &* 1000 &+ UInt64(number)
                let district = try EdgeDistrict(plan)
                let judged = try DistrictJudgement(district, registration: RegistrationMode(rawValue: registration) ?? .estimate)
                tally.add(judged, district)
                reliability.add(judged, district)
            }
            print(tally.line(sigma))
        }
        print(reliability.table)
        if let sigma = sceneSigmas.last {
            print(
                try PositionCost(
                    EdgeDistrict(options.plan(sceneSigma: sigma)), registration: RegistrationMode(rawValue: registration) ?? .estimate
                ).text)
        }
    }
}
