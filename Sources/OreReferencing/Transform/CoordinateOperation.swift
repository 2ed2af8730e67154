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
    /// The office's link that replaced an unknown datum step. ``accuracyMetres`` is a 1-sigma error per axis then.
    public let link: DatumLink?

    /// True when positions come out shifted by an unknown amount: a ballpark step that is not an accepted null. Boundary verdicts are undecidable.
    public var isUnknownShift: Bool { isBallpark && acceptedNull == nil }

    /// The 1-sigma error per axis that the datum steps add, metres: of an accepted null its own, of other steps the stated accuracy, of several
    /// steps the root of the sum of squares; `nil` when one is unknown.
    public let sigmaMetres: Double?
    /// What a step rests on that no authority states, such as the formula of a web map; `nil` when there is nothing to say.
    public let remark: String?

    init(
        name: String, source: String, target: String, accuracyMetres: Double?, isBallpark: Bool = false,
        acceptedNull: AcceptedNullShift? = nil, sigmaMetres: Double? = nil, definition: String, betterButUnavailable: String? = nil,
        remark: String? = nil, link: DatumLink? = nil
    ) {
        self.name = name
        self.source = source
        self.target = target
        self.accuracyMetres = accuracyMetres
        self.isBallpark = isBallpark
        self.acceptedNull = acceptedNull
        self.definition = definition
        self.betterButUnavailable = betterButUnavailable
        self.sigmaMetres = sigmaMetres ?? acceptedNull?.sigmaMetres ?? (isBallpark ? nil : accuracyMetres)
        self.remark = remark
        self.link = link
    }

    /// The operations of a chain as one. Those that change nothing and are exact are not named.
    init(joining parts: [CoordinateOperation], source: String, target: String) {
        let telling = parts.filter { $0.definition != "+proj=noop" || $0.accuracyMetres != 0 }
        let named = telling.isEmpty ? Array(parts.prefix(1)) : telling
        let isUnknown = parts.contains { $0.isUnknownShift }
        let sigmas = parts.map(\.sigmaMetres)
        let remarks = parts.compactMap(\.remark)
        let link = parts.lazy.compactMap(\.link).first
        self.init(
            name: named.map(\.name).joined(separator: " + "), source: source, target: target,
            accuracyMetres: CoordinateOperation.combined(link == nil ? parts.map(\.accuracyMetres) : sigmas),
            isBallpark: parts.contains { $0.isBallpark },
            acceptedNull: isUnknown ? nil : parts.lazy.compactMap(\.acceptedNull).first,
            sigmaMetres: isUnknown ? nil : CoordinateOperation.combined(sigmas),
            definition: named.map(\.definition).joined(separator: " | "),
            betterButUnavailable: parts.lazy.compactMap(\.betterButUnavailable).first,
            remark: remarks.isEmpty ? nil : remarks.joined(separator: "; "), link: link)
    }

    /// The root of the sum of squares; `nil` when one is unknown.
    private static func combined(_ errors: [Double?]) -> Double? {
        var sum = 0.0
        for error in errors {
            guard let error else { return nil }
            sum += error * error
        }
        return sum.squareRoot()
    }

    /// One line for a report: name, accuracy, what is assumed, and a warning where the shift is unknown.
    public var summary: String {
        var words: [String] = []
        if let acceptedNull {
            words.append(acceptedNull.description)
        } else if isBallpark {
            words.append("ballpark: the true datum shift is unknown and was taken as zero")
        } else if let accuracyMetres {
            words.append("accuracy \(accuracyMetres.formattedMetres) m")
        } else if remark == nil {
            words.append("accuracy unknown")
        }
        if let remark { words.append(remark) }
        return "\(name) (\(words.joined(separator: "; ")))"
    }
}

extension Double {
    /// `1` rather than `1.0`.
    var formattedMetres: String { self == rounded() && magnitude < 1e15 ? String(Int(self)) : String(self) }
}
