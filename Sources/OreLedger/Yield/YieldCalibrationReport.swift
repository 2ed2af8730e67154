public import OreFeatures

/// What the reports that an office trusts make of the documented yield, or teach where none is, district by district, and what of them could not be
/// used.
public struct YieldCalibrationReport: Sendable {
    /// One district and way of working.
    public struct Row: Sendable, Hashable {
        /// `nil`: not known.
        public var district: String?
        public var calibration: YieldCalibration
        /// The years that went in by the names of their mines, both ascending.
        public var trusted: [Mine]
        /// Of one mine's hectare, as documented; `nil`: nothing is.
        public var before: YieldInterval?
        /// The same by ``record``.
        public var after: YieldInterval
        /// What ``calibration`` comes to as a record.
        public var record: YieldRecord

        public var mineYears: Int { trusted.reduce(0) { $0 + $1.years.count } }
    }

    public struct Mine: Sendable, Hashable {
        public var name: String
        public var years: [Int32]
    }

    public struct LeftOut: Sendable, Hashable {
        public var name: String
        /// `nil`: as a whole.
        public var year: Int32?
        public var gap: CalibrationGap
    }

    /// By way of working and number of the district; empty where nothing that is trusted can be held against ground.
    public private(set) var rows: [Row] = []
    /// By name and year.
    public private(set) var leftOut: [LeftOut] = []
    public let commit: Int
    /// Received later does not count.
    public let day: Day

    /// - Parameters:
    ///   - years: in any order, each mine's year once.
    ///   - others: trusted, but no mines.
    ///   - silent: mines of which nothing is reported or seen.
    ///   - name: of a subject.
    /// - Complexity: O(n log n + districts · 4,096).
    public init(
        _ years: [TrustedYear], others: [SubjectID] = [], silent: [SubjectID] = [], commit: Int, day: Day, name: (SubjectID) -> String
    ) {
        (self.commit, self.day) = (commit, day)
        let prior = YieldModel()
        var reports: [TrustedReport] = []
        for year in years {
            switch year.reading(prior) {
            case .report(let report): reports.append(report)
            case .leftOut(let gap): leftOut.append(LeftOut(name: name(year.subject), year: year.year, gap: gap))
            }
        }
        for other in others { leftOut.append(LeftOut(name: name(other), year: nil, gap: .notALicence)) }
        for mine in silent { leftOut.append(LeftOut(name: name(mine), year: nil, gap: .noReport)) }
        let lesson = YieldCalibration.learn(reports, prior.draws)
        for report in reports {
            guard let gap = lesson.gap(of: report) else { continue }
            leftOut.append(LeftOut(name: name(report.observation.subject), year: report.observation.year, gap: gap))
        }
        reports.removeAll { lesson.gap(of: $0) != nil }
        leftOut.sort { ($0.name, $0.year ?? 0) < ($1.name, $1.year ?? 0) }
        for calibration in lesson.calibrations {
            let own = reports.filter { $0.observation.district == calibration.district && $0.key == calibration.key }
            rows.append(Self.row(calibration, own, prior, name))
        }
    }

    public var mineYears: Int { rows.reduce(0) { $0 + $1.mineYears } }

    private static func row(
        _ calibration: YieldCalibration, _ reports: [TrustedReport], _ prior: YieldModel, _ name: (SubjectID) -> String
    ) -> Row {
        let mines = Dictionary(grouping: reports, by: \.observation.subject).map { subject, own in
            Mine(name: name(subject), years: own.map(\.observation.year).sorted())
        }
        let record = YieldRecord(calibration)
        return Row(
            district: calibration.district.map(name), calibration: calibration, trusted: mines.sorted { $0.name < $1.name },
            before: hectare(of: record, prior),
            after: hectare(of: record, prior.calibrated(by: [record])) ?? YieldInterval(low: .zero, median: .zero, high: .zero),
            record: record)
    }

    /// What a hectare of one mine may give; `nil`: nothing is known.
    private static func hectare(of record: YieldRecord, _ model: YieldModel) -> YieldInterval? {
        let seen = LandObservation(
            SubjectID(0), year: 2000, method: record.key.method, deposit: record.key.deposit, district: record.district,
            areaSquareMetres: 10_000, isBlockKnown: true)
        return model.sum(CollectionOfOne(seen)).interval
    }
}

extension TrustedReport {
    /// `nil` where nobody says how the ground is worked.
    var key: YieldKey? { observation.method.map { YieldKey($0, observation.deposit) } }
}
