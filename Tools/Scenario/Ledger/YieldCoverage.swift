internal import ArgumentParser
internal import Foundation
internal import OreFeatures
internal import OreLedger

/// How often the tonnes that were truly dug lie within the interval that the yield model gives for the ground.
///
/// The truth is the generator's own: log-normal yields with a part that a district shares. It knows nothing of the model's tables.
struct YieldCoverage {
    struct Count {
        var all = 0
        var covered = 0
        var share: Double { all == 0 ? .nan : Double(covered) / Double(all) }

        mutating func add(_ interval: YieldInterval, _ kilograms: Int) {
            all += 1
            if interval.low.thousandths <= Int64(kilograms), Int64(kilograms) <= interval.high.thousandths { covered += 1 }
        }
    }

    private(set) var singles = Count()
    /// A district in a year.
    private(set) var years = Count()
    /// All districts so far taken together by tens, in a year.
    private(set) var nations = Count()
    private var gathered: [Int: (seen: [LandObservation], kilograms: Int)] = [:]
    private let model = YieldModel()

    mutating func add(_ district: LedgerDistrict, number: Int) {
        for year in district.years {
            var (seen, sum) = ([LandObservation](), 0)
            for mine in district.mines {
                guard let land = mine.land.first(where: { $0.year == year }), let observation = Self.observation(mine, land, number),
                    case .tonnes(let interval) = model.estimate(observation)
                else { continue }
                singles.add(interval, land.trueKilograms)
                seen.append(observation)
                sum += land.trueKilograms
            }
            if let interval = model.sum(seen).interval { years.add(interval, sum) }
            let before = gathered[year] ?? ([], 0)
            gathered[year] = (before.seen + seen, before.kilograms + sum)
        }
        guard number % 10 == 9 else { return }
        for year in gathered.values { if let interval = model.sum(year.seen).interval { nations.add(interval, year.kilograms) } }
        gathered = [:]
    }

    private static func observation(_ mine: LedgerMine, _ land: LedgerMine.Land, _ district: Int) -> LandObservation? {
        guard let area = land.area, area > 0 else { return nil }
        return LandObservation(
            SubjectID(UInt32(district * 100_000 + mine.number)), year: Int32(land.year),
            method: MiningMethod(rawValue: mine.method.rawValue),
            deposit: DepositType(rawValue: mine.deposit) ?? .rock, district: SubjectID(UInt32(4_000_000 + district)),
            areaSquareMetres: area, sigmaSquareMetres: land.sigma, clearViews: land.clearViews, workingSeen: land.workingSeen > 0,
            isBlockKnown: mine.isBlockKnown)
    }

    var lines: [String] {
        [("mines in a year", singles), ("districts in a year", years), ("ten districts in a year", nations)].map { name, count in
            name + String(repeating: " ", count: 26 - name.count)
                + String(format: "%6d intervals, %.1f %% cover the truth", count.all, 100 * count.share)
        }
    }

    /// 88 to 92 in a hundred of the single mines and of the districts.
    var isAsAsked: Bool { [singles, years].allSatisfy { (0.88...0.92).contains($0.share) } }
}

struct CoverLedger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger-yield",
        abstract: "Count how often 90 % intervals of tonnes from land cover what was dug, over many seeded districts.")
    @Option(help: "The same seed gives the same numbers.") var seed: UInt64 = 7
    @Option(help: "Number of districts: what a district shares is one draw each.") var districts = 400
    @Option(help: "Mines of each.") var mines = 24
    @Flag(help: "Leave with 1 unless 88 to 92 in a hundred are covered.") var targets = false

    func validate() throws {
        guard (1...10_000).contains(districts), (1...10_000).contains(mines) else {
            throw ValidationError("--districts and --mines: 1 to 10,000")
        }
    }

    func run() throws {
        var coverage = YieldCoverage()
        for number in 0..<districts {
            coverage.add(LedgerDistrict(seed: seed &* 100_003 &+ UInt64(number), mines: mines, years: 2021...2023), number: number)
        }
        print(coverage.lines.joined(separator: "\n"))
        if targets, !coverage.isAsAsked { throw ExitCode(1) }
    }
}
