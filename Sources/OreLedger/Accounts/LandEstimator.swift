/// What an estimate of tonnes from ground was made of: for whoever follows a figure back.
public struct LandEstimator: Sendable, Hashable, CustomStringConvertible {
    public enum Ground: Sendable, Hashable {
        /// Of one subject's ground in a year.
        case parts([Part])
        /// Of so many mines together, the part of the error that a district shares kept.
        case mines(Int)
    }

    /// A record of the yield that an office holds, in the place of the documented one, or where none is documented.
    public struct Calibration: Sendable, Hashable {
        public var file: String
        public var row: UInt32
        /// t REO.
        public var perHectare: Tonnes
        /// Reports alone taught it: nothing is documented of such ground.
        public var isLearnt: Bool
        /// Whose reports; `nil`: not stated.
        public var mines: Int?

        public init(file: String, row: UInt32, perHectare: Tonnes, isLearnt: Bool = false, mines: Int? = nil) {
            (self.file, self.row, self.perHectare) = (file, row, perHectare)
            (self.isLearnt, self.mines) = (isLearnt, mines)
        }
    }

    public var ground: Ground
    /// `nil`: the ground cannot be turned into tonnes.
    public var origin: YieldOrigin?
    /// Empty where the yield is the documented one.
    public var calibratedBy: [Calibration]

    public init(_ ground: Ground, origin: YieldOrigin?, calibratedBy: [Calibration] = []) {
        (self.ground, self.origin, self.calibratedBy) = (ground, origin, calibratedBy)
    }

    /// A piece of ground that was worked in the year.
    public struct Part: Sendable, Hashable {
        public enum Source: Sendable, Hashable {
            /// A row of a file: `land.csv`, 3.
            case survey(file: String, row: UInt32)
            /// Footprints and scenes, of that name.
            case footprints(of: String)
            /// An incident of ground without a licence.
            /// - Parameter mayBeOlder: seen for the first time where nobody had looked before, so that the lower bound leaves it out.
            case incident(handle: String, mayBeOlder: Bool)
        }

        /// Whole square metres, and of its error.
        public var area: Int
        public var sigma: Int
        /// `nil`: not known.
        public var method: MiningMethod?
        public var source: Source

        public init(area: Int, sigma: Int, method: MiningMethod?, source: Source) {
            (self.area, self.sigma, self.method, self.source) = (area, sigma, method, source)
        }
    }

    /// In English, as files for programs have it.
    public var description: String {
        let factors = origin.map { "x \($0.formula)" }
        let words =
            switch ground {
            case .parts(let parts): parts.map(\.description).joined(separator: " + ") + (factors.map { ", " + $0 } ?? "")
            case .mines(let count): "ground worked in the year" + (factors.map { " " + $0 } ?? "") + ", \(count) mines, shared error kept"
            }
        func list(_ records: [Calibration], _ lead: String) -> String {
            records.isEmpty ? "" : lead + records.map(\.description).joined(separator: " and ")
        }
        let (learnt, moved) = (calibratedBy.filter(\.isLearnt), calibratedBy.filter { !$0.isLearnt })
        return words + list(moved, ", calibrated by ") + list(learnt, ", by ")
    }
}

extension LandEstimator.Part: CustomStringConvertible {
    /// `12000 m2 (sigma 400 m2) worked in the year, in situ, as surveyed, land.csv row 3`.
    public var description: String {
        let method = method?.rawValue.replacing("_", with: " ") ?? "method not known"
        let source =
            switch source {
            case .survey(let file, let row): "as surveyed, \(file) row \(row)"
            case .footprints(let name): "as footprints and scenes show (orewatch footprints near \"\(name)\")"
            case .incident(let handle, let mayBeOlder):
                "as suspected (orewatch incidents show \(handle))" + (mayBeOlder ? ", may be older: not in the lower bound" : "")
            }
        return "\(area) m2 (sigma \(sigma) m2) worked in the year, \(method), \(source)"
    }
}

extension LandEstimator.Calibration: CustomStringConvertible {
    /// `yields.csv row 2 (81.234 t REO/ha)`, `yields.csv row 3 (950.000 t REO/ha, learnt from the trusted reports of 7 mines)`.
    public var description: String {
        let whose = mines.map { " of \($0) \($0 == 1 ? "mine" : "mines")" } ?? ""
        let learnt = isLearnt ? ", learnt from the trusted reports" + whose : ""
        return "\(file) row \(row) (\(perHectare) t REO/ha\(learnt))"
    }
}
