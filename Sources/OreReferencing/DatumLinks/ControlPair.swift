public import OreGeometry

/// One place with its coordinates in the old and in the new system, easting/longitude first, each in the CRS stated with the whole set.
public struct ControlPair: Sendable, Hashable {
    public var name: String
    public var source: Coordinate
    public var target: Coordinate

    public init(name: String, source: Coordinate, target: Coordinate) {
        (self.name, self.source, self.target) = (name, source, target)
    }
}

/// Which parameters to fit.
public enum LinkFitMethod: String, Sendable, Hashable, CaseIterable {
    /// The fewest parameters that foretell left-out points best.
    case automatic = "auto"
    case translation = "3"
    case plane = "4"
    case helmert = "7"

    /// As surveyors count them; `nil` for ``automatic``.
    public var parameterCount: Int? {
        switch self {
        case .automatic: nil
        case .translation: 3
        case .plane: 4
        case .helmert: 7
        }
    }

    /// The fewest points that leave something over to check with.
    public var minimumPoints: Int {
        switch self {
        case .automatic, .translation: 3
        case .plane: 4
        case .helmert: 6
        }
    }
}

/// Why control points do not make a link: what, which points, what next.
public enum LinkFitError: Error, Hashable, Sendable {
    case tooFewPoints(count: Int, needed: Int, method: LinkFitMethod)
    case tooManyPoints(count: Int, limit: Int)
    /// Two pairs carry the same name, or lie within a metre of each other in one of the systems.
    case duplicated(String, String, distanceMetres: Double?)
    /// The points lie on a line: its length, and the largest distance from it.
    case collinear(lengthMetres: Double, breadthMetres: Double)
    /// Points that lie this far from where the others put them.
    case grossErrors([GrossError])
    /// Most points contradict each other; `rmse` of the fit to all of them.
    case noAgreement(rmseMetres: Double)
    /// A position that its CRS cannot mean.
    case outOfRange(name: String, crs: String, position: Coordinate)
    /// The named CRSs do not make a link.
    case unsuitableCRS(String)
    /// Seven parameters cannot be told apart.
    case badlyConditioned(condition: Double, rank: Int, extentMetres: Double)
    case referencing(ReferencingError)

    public struct GrossError: Hashable, Sendable {
        public let name: String
        public let metres: Double
    }
}

extension LinkFitError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooFewPoints(let count, let needed, let method):
            let wanted = method == .automatic ? "a fit with a check needs" : "\(method.rawValue) parameters with a check need"
            return "\(count) control points are too few: \(wanted) at least \(needed); add points"
        case .tooManyPoints(let count, let limit):
            return "\(count) control points, at most \(limit) are read; leave some out"
        case .duplicated(let a, let b, let distance):
            guard let distance else { return "the control point \"\(a)\" comes twice; names have to differ" }
            return "the control points \"\(a)\" and \"\(b)\" are the same place (\(metres(distance)) m apart); leave one out with --exclude"
        case .collinear(let length, let breadth):
            return "the control points lie on a line (\(metres(length)) m long, \(metres(breadth)) m wide): nothing checks the shift "
                + "beside it; add points off the line"
        case .grossErrors(let points):
            let list = points.prefix(5).map { "\"\($0.name)\" by \(metres($0.metres)) m" }.joined(separator: ", ")
            return "gross error: the other control points contradict \(list)\(points.count > 5 ? " and \(points.count - 5) more" : ""); "
                + "correct \(points.count == 1 ? "it" : "them") or leave out with "
                + points.prefix(5).map { "--exclude \($0.name.contains(" ") ? "\"\($0.name)\"" : $0.name)" }.joined(separator: " ")
        case .noAgreement(let rmse):
            return
                "the control points do not agree on one shift (RMSE \(metres(rmse)) m); check the CRSs, the axes and whether all belong to "
                + "one map sheet"
        case .outOfRange(let name, let crs, let position):
            return "control point \"\(name)\": \(position) cannot be a position in \(crs); easting or longitude comes first"
        case .unsuitableCRS(let words): return words
        case .badlyConditioned(let condition, let rank, let extent):
            return "7 parameters cannot be told apart by plane positions over \(metres(extent / 1000)) km (\(rank) of 7 seen, condition "
                + "\(metres(condition))); use --method 4 or auto"
        case .referencing(let error): return "\(error)"
        }
    }

    private func metres(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return value.isFinite ? "\(value)" : "infinite" }
        let rounded = value.magnitude >= 100 ? value.rounded() : (value * 100).rounded() / 100
        return rounded.formattedMetres
    }
}
