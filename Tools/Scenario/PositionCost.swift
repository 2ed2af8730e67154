internal import Foundation
internal import OreDetection
internal import OreGeometry

/// What the position model costs beside plain overlay: processor time of one thread, the same district, the best of seven passes each.
struct PositionCost {
    let text: String

    init(_ district: EdgeDistrict, registration: RegistrationMode) throws {
        let tables = try EdgeDistrictTables(district)
        let footprints = try tables.footprints()
        var seconds: [Double] = []
        for model in [PositionModel.off, .on] {
            var rules = RuleSet.standard
            rules.positionModel = model
            rules.registration = registration
            rules.outOfBoundary = PartThreshold(minimumArea: 300, minimumShare: 0)
            let index = DetectionIndex(licences: try tables.licences(), policy: rules.licences)
            let worker = DetectionWorker(ellipsoid: .wgs84)
            var options = EvaluationOptions()
            if rules.needsRegistration(index) {
                var evidence = rules.registrationEvidence(in: footprints, against: index, options: options)
                evidence.close()
                options.registration = rules.registrationAudit(of: evidence, against: index, threads: 2)
            }
            let passes = (0..<7).map { _ in
                let start = Self.threadSeconds()
                _ = rules.evaluate(footprints, against: index, options: options, using: worker)
                return Self.threadSeconds() - start
            }
            seconds.append(passes.min() ?? 0)
        }
        let index = DetectionIndex(licences: try tables.licences(), policy: RuleSet.standard.licences)
        var crossing = RuleSet.standard
        crossing.positionModel = .off
        crossing.outOfBoundary = PartThreshold(minimumArea: 0, minimumShare: 0)
        let outcome = crossing.evaluate(footprints, against: index, using: DetectionWorker(ellipsoid: .wgs84))
        let pairs = max(1, outcome.batch.findings.count)
        text = String(
            format: "\nposition model: %.1f us for each of %d boundary pairs (evaluation %.1f ms with it, %.1f ms without)",
            (seconds[1] - seconds[0]) / Double(pairs) * 1e6, pairs, seconds[1] * 1e3, seconds[0] * 1e3)
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
