internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// An edge district judged by the detection kernel and by plain overlay.
struct DistrictJudgement {
    struct Site {
        /// Of the true outside area exceeding the rule's threshold; `nil` when no finding was made (below 0.2).
        var probability: Double?
        var verdict: Verdict?
        var interval: ClosedRange<Double>?
        var tolerance: Double
        /// What GeoPandas users do: more than 900 m2 and more than 5 % of the footprint outside.
        var isAccusedByOverlay: Bool
    }

    private(set) var sites: [Site] = []
    private(set) var audit: RegistrationAudit
    let threshold: Double

    init(_ district: EdgeDistrict, registration: RegistrationMode) throws {
        let tables = try EdgeDistrictTables(district)
        var rules = RuleSet.standard
        rules.registration = registration
        threshold = rules.outOfBoundary.minimumArea
        let index = DetectionIndex(licences: try tables.licences(), policy: rules.licences)
        let footprints = try tables.footprints()
        var options = EvaluationOptions()
        var evidence = rules.registrationEvidence(in: footprints, against: index, options: options)
        evidence.close()
        audit = registration == .off ? RegistrationAudit() : rules.registrationAudit(of: evidence, against: index, threads: 2)
        options.registration = audit
        let worker = DetectionWorker(ellipsoid: .wgs84)
        let outcome = rules.evaluate(footprints, against: index, options: options, using: worker)
        var exact = RuleSet.standard
        exact.positionModel = .off
        exact.outOfBoundary = PartThreshold(minimumArea: 900, minimumShare: 0.05)
        let overlay = exact.evaluate(footprints, against: index, using: worker)
        let accused = Set(overlay.batch.findings.filter { $0.rule == .outOfBoundary || $0.rule == .unlicensed }.map(\.footprintID))
        let findings = Dictionary(outcome.batch.findings.map { ($0.footprintID, $0) }, uniquingKeysWith: { first, _ in first })
        let plan = district.plan
        let (image, outline) = (EdgeDistrictTables.statedSceneSigma(plan), EdgeDistrictTables.statedOutlineSigma(plan))
        let tolerance = rules.toleranceFactor * (image * image + outline * outline + plan.licenceSigma * plan.licenceSigma).squareRoot()
        sites = district.sites.map { site in
            let finding = findings[site.id]
            return Site(
                probability: finding?.probability, verdict: finding?.verdict, interval: finding?.outsideAreaInterval, tolerance: tolerance,
                isAccusedByOverlay: accused.contains(site.id))
        }
    }
}

/// Counts over the districts of one scene shift.
struct CalibrationTally {
    private var honest = (all: 0, overlay: 0, strong: 0, any: 0)
    private var encroaching = (all: 0, overlay: 0, strong: 0, any: 0)
    private var deep: [(all: Int, found: Int)] = [(0, 0), (0, 0), (0, 0)]
    private var covered = (encroaching: 0, intervalsOfEncroaching: 0, all: 0, intervals: 0)
    private var sceneErrors: [Double] = []
    private var sceneSigmas: [Double] = []
    private var undecided = 0
    private var held = 0

    mutating func add(_ judged: DistrictJudgement, _ district: EdgeDistrict) {
        for (site, answer) in zip(district.sites, judged.sites) {
            let isAccused = answer.verdict == .strong || answer.verdict == .possible
            if answer.verdict == .undecidable { undecided += 1 }
            if site.isHonest {
                honest = (
                    honest.all + 1, honest.overlay + (answer.isAccusedByOverlay ? 1 : 0),
                    honest.strong + (answer.verdict == .strong ? 1 : 0),
                    honest.any + (isAccused ? 1 : 0)
                )
            } else {
                encroaching = (
                    encroaching.all + 1, encroaching.overlay + (answer.isAccusedByOverlay ? 1 : 0),
                    encroaching.strong + (answer.verdict == .strong ? 1 : 0), encroaching.any + (isAccused ? 1 : 0)
                )
                for (k, factor) in [2, 1, 0.5].enumerated() where site.trueDepth > factor * answer.tolerance {
                    deep[k].all += 1
                    deep[k].found += isAccused ? 1 : 0
                }
            }
            guard let interval = answer.interval else { continue }
            let isCovered = interval.lowerBound - 1 <= site.trueOutside && site.trueOutside <= interval.upperBound + 1
            covered.all += isCovered ? 1 : 0
            covered.intervals += 1
            guard !site.isHonest else { continue }
            covered.encroaching += isCovered ? 1 : 0
            covered.intervalsOfEncroaching += 1
        }
        for scene in judged.audit.scenes {
            guard scene.status != .notEstimable, let number = Int(scene.id.suffix(3)) else { continue }
            let truth = district.shifts[number]
            sceneErrors.append(hypot(scene.shift.east - truth.x, scene.shift.north - truth.y))
            sceneSigmas.append(scene.shift.sigma)
            if scene.status == .beyondBudget { held += 1 }
        }
    }

    func line(_ sigma: Double) -> String {
        func share(_ part: Int, _ whole: Int) -> String {
            String(format: "%5.1f %%", whole == 0 ? Double.nan : 100 * Double(part) / Double(whole))
        }
        func middle(_ values: [Double]) -> String { values.isEmpty ? "–" : String(format: "%.2f", values.sorted()[values.count / 2]) }
        let depths = deep.map { share($0.found, $0.all) + " of \($0.all)" }.joined(separator: "  ")
        return String(format: "%5.1f  ", sigma) + "n=\(honest.all) " + share(honest.overlay, honest.all) + share(honest.strong, honest.all)
            + share(honest.any, honest.all) + "   n=\(encroaching.all) " + share(encroaching.overlay, encroaching.all)
            + share(encroaching.strong, encroaching.all) + share(encroaching.any, encroaching.all) + "   " + depths + "   "
            + share(covered.encroaching, covered.intervalsOfEncroaching) + share(covered.all, covered.intervals)
            + "   scenes \(sceneErrors.count), median error \(middle(sceneErrors)) m, stated \(middle(sceneSigmas)) m, held \(held), undecided \(undecided)"
    }
}

/// Stated probabilities against how often the threshold was truly exceeded; 90 % intervals by resampling whole scenes.
struct Reliability {
    private static let edges = [0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.0]
    /// For each scene of each district, each bin: findings, sum of probabilities, true ones.
    private var clusters: [[(count: Int, stated: Double, true: Int)]] = []

    mutating func add(_ judged: DistrictJudgement, _ district: EdgeDistrict) {
        var scenes = [[(count: Int, stated: Double, true: Int)]](
            repeating: Array(repeating: (0, 0, 0), count: Self.edges.count - 1), count: district.shifts.count)
        for (site, answer) in zip(district.sites, judged.sites) where answer.verdict != .undecidable {
            let probability = answer.probability ?? 0.1
            let bin = min(Self.edges.lastIndex { $0 <= probability } ?? 0, Self.edges.count - 2)
            scenes[site.scene][bin].count += 1
            scenes[site.scene][bin].stated += answer.probability ?? 0
            scenes[site.scene][bin].true += site.trueOutside > judged.threshold ? 1 : 0
        }
        clusters += scenes
    }

    var table: String {
        var random = SeededGenerator(seed: 42)
        var lines = ["", "stated probability   findings   mean stated   truly exceeded   90 % interval (scenes resampled)"]
        for bin in 0..<Self.edges.count - 1 {
            let all = clusters.map { $0[bin] }
            let count = all.reduce(0) { $0 + $1.count }
            guard count > 0 else { continue }
            let stated = bin == 0 ? "not stated" : String(format: "%.3f", all.reduce(0) { $0 + $1.stated } / Double(count))
            let truth = Double(all.reduce(0) { $0 + $1.true }) / Double(count)
            var draws: [Double] = []
            for _ in 0..<500 {
                var (n, t) = (0, 0)
                for _ in all.indices {
                    let pick = all[Int(random.next() % UInt64(all.count))]
                    n += pick.count
                    t += pick.true
                }
                if n > 0 { draws.append(Double(t) / Double(n)) }
            }
            draws.sort()
            let (low, high) = (draws[draws.count / 20], draws[draws.count * 19 / 20])
            lines.append(
                String(format: "%.2f - %.2f          %6d      ", Self.edges[bin], Self.edges[bin + 1], count) + stated
                    + String(format: "         %.3f            %.3f - %.3f", truth, low, high))
        }
        return lines.joined(separator: "\n")
    }
}
