/// What ``GeoJSONValidator`` found in a file.
public struct GeoJSONValidation: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable {
        /// Not GeoJSON as RFC 7946 has it.
        case error
        /// GeoJSON that readers may take differently: the order of a ring, another coordinate system, a value twice.
        case warning
    }

    /// One thing that is wrong, and where.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        public let severity: Severity
        /// Feature (from 0) and its `id` where the fault lies in one, line (from 1), byte (from 0), name of the property.
        public let place: InputPlace
        public let what: String

        /// `error: line 3, feature 1 (A7), byte 120: ...`
        public var description: String { "\(severity.rawValue): \(place): \(what)" }
    }

    /// How many errors, and how many warnings, are kept; all are counted.
    public static let keptFindings = 1000

    /// The first ``keptFindings`` errors in the order of the file.
    public internal(set) var errors: [Finding] = []
    /// The first ``keptFindings`` warnings in the order of the file.
    public internal(set) var warnings: [Finding] = []
    public internal(set) var errorCount = 0
    public internal(set) var warningCount = 0
    /// Elements of `features`, or documents of a sequence; also those with errors. Text that is no JSON ends the count.
    public internal(set) var featureCount = 0

    /// Without errors; warnings do not matter.
    public var isSound: Bool { errorCount == 0 }

    mutating func add(_ severity: Severity, _ what: String, at place: InputPlace) {
        let finding = Finding(severity: severity, place: place, what: what)
        switch severity {
        case .error:
            errorCount += 1
            if errors.count < GeoJSONValidation.keptFindings { errors.append(finding) }
        case .warning:
            warningCount += 1
            if warnings.count < GeoJSONValidation.keptFindings { warnings.append(finding) }
        }
    }
}
