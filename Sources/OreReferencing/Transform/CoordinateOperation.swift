/// The one operation a transform runs: what a report cites.
public struct CoordinateOperation: Sendable, Hashable {
    /// PROJ's name, such as `SIRGAS 2000 to WGS 84 (1)`; the steps of a chain are joined by ` + `.
    public let name: String
    /// Identifier or name of the source CRS.
    public let source: String
    /// Identifier or name of the target CRS.
    public let target: String
    /// The stated accuracy, metres; 0 for a pure projection; `nil` when unknown, as for every ballpark step.
    public let accuracyMetres: Double?
    /// The operation contains a datum step of unknown size that was taken as zero.
    public let isBallpark: Bool
    /// Why a ballpark step is acceptable, with its sigma; `nil` when there is none, or none is needed.
    public let acceptedNull: AcceptedNullShift?
    /// The PROJ pipeline that runs, longitude/easting first on both sides.
    public let definition: String
    /// A more accurate operation that PROJ knows but cannot run because a grid file is not installed; `nil` when there is none.
    public let betterButUnavailable: String?

    /// True when positions come out shifted by an unknown amount: a ballpark step that is not an accepted null. Boundary verdicts are undecidable.
    public var isUnknownShift: Bool { isBallpark && acceptedNull == nil }

    /// The 1-sigma error per axis that the datum step adds, metres: the accepted null's, else the stated accuracy; `nil` when unknown.
    public var sigmaMetres: Double? { acceptedNull?.sigmaMetres ?? (isBallpark ? nil : accuracyMetres) }

    /// One line for a report: name, accuracy, and a warning where the shift is unknown.
    public var summary: String {
        if let acceptedNull { return "\(name) (\(acceptedNull.description))" }
        if isBallpark { return "\(name) (ballpark: the true datum shift is unknown and was taken as zero)" }
        return accuracyMetres.map { "\(name) (accuracy \($0.formattedMetres) m)" } ?? "\(name) (accuracy unknown)"
    }
}

extension Double {
    /// `1` rather than `1.0`.
    var formattedMetres: String { self == rounded() && magnitude < 1e15 ? String(Int(self)) : String(self) }
}
