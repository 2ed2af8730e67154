public import OreGeometry

/// What an office states, or control points show, about the shift from an old datum to WGS 84 or CGCS2000 within one area.
///
/// PROJ takes a shift it does not know as zero ("ballpark"). A link says what it is, for which area, how well, and on whose word. It leads from
/// positions in ``source`` to positions in ``target``; before and behind it PROJ only changes the projection.
public struct DatumLink: Sendable, Hashable {
    /// The name that run records and messages cite.
    public var name: String
    /// A CRS on the old datum. For ``Method/plane(_:)`` the projected CRS whose coordinates the parameters apply to; otherwise any of its CRSs.
    public var source: String
    /// A CRS on WGS 84 or CGCS2000, likewise.
    public var target: String
    public var method: Method
    /// Where the parameters hold.
    public var area: LinkArea
    /// The 1-sigma error per axis of a position moved by the link, metres.
    public var sigmaMetres: Double
    /// Whose statement this is: a document, a survey, the control points it was fitted from.
    public var evidence: String
    /// When it was stated or fitted, as the office writes it; `nil` when unknown.
    public var date: String?
    /// The CRSs the link is for; empty for every CRS on the datum of ``source``.
    public var appliesTo: [String] = []

    public init(
        name: String, source: String, target: String, method: Method, area: LinkArea, sigmaMetres: Double, evidence: String,
        date: String? = nil
    ) {
        (self.name, self.source, self.target, self.method) = (name, source, target, method)
        (self.area, self.sigmaMetres, self.evidence, self.date) = (area, sigmaMetres, evidence, date)
    }

    /// How positions move.
    public enum Method: Sendable, Hashable {
        /// Geocentric translation (EPSG method 9603), metres.
        case translation(x: Double, y: Double, z: Double)
        /// Seven-parameter Helmert transformation (EPSG methods 9606 and 9607).
        case helmert(Helmert)
        /// Four-parameter similarity between two planes (EPSG method 9621, there with another sense of rotation).
        case plane(PlaneSimilarity)
        /// A grid of shifts in longitude and latitude (NTv2, or a GeoTIFF of PROJ), by the path of its file.
        case grid(path: String)
    }

    /// Translation in metres, rotation in seconds of arc, scale difference in parts per million; applied with PROJ's linearised rotation matrix.
    public struct Helmert: Sendable, Hashable {
        /// The two senses of rotation in use; a set read with the wrong one is wrong by tens of metres, so it is always stated.
        public enum Convention: String, Sendable, Hashable, CaseIterable {
            /// EPSG method 9606: rotates the position vector (Bursa-Wolf in European use).
            case positionVector = "position_vector"
            /// EPSG method 9607: rotates the coordinate frame (common in China, Australia and the United States).
            case coordinateFrame = "coordinate_frame"
        }

        public var translation: [Double]
        public var rotationArcseconds: [Double]
        public var scalePPM: Double
        public var convention: Convention

        /// - Parameters:
        ///   - translation: x, y, z in metres.
        ///   - rotationArcseconds: about x, y, z.
        public init(translation: [Double], rotationArcseconds: [Double], scalePPM: Double, convention: Convention) {
            (self.translation, self.rotationArcseconds) = (translation, rotationArcseconds)
            (self.scalePPM, self.convention) = (scalePPM, convention)
        }
    }

    /// `east' = east + shift + (1 + scale) rotated - unscaled` about an origin: with u, v the easting and northing less the origin's,
    /// `east' = originEast + shiftEast + (1 + s)(u cos r - v sin r)`, `north' = originNorth + shiftNorth + (1 + s)(u sin r + v cos r)`.
    ///
    /// The rotation is counter-clockwise in a plane with the easting to the right and the northing up. With the origin at (0, 0) these are the
    /// parameters as offices publish them; fitted sets take the middle of their points, where shift and rotation do not depend on each other.
    public struct PlaneSimilarity: Sendable, Hashable {
        /// Metres east and north.
        public var shift: Coordinate
        public var rotationArcseconds: Double
        public var scalePPM: Double
        public var origin: Coordinate

        public init(shift: Coordinate, rotationArcseconds: Double, scalePPM: Double, origin: Coordinate = Coordinate(0, 0)) {
            (self.shift, self.rotationArcseconds, self.scalePPM, self.origin) = (shift, rotationArcseconds, scalePPM, origin)
        }

        /// The image of one position, metres.
        public func callAsFunction(_ position: Coordinate) -> Coordinate {
            let m = matrix
            let (u, v) = (position.x - origin.x, position.y - origin.y)
            return Coordinate(origin.x + shift.x + m.a * u - m.b * v, origin.y + shift.y + m.b * u + m.a * v)
        }
    }
}

extension DatumLink.Method {
    /// The number of parameters as surveyors count them; `nil` for a grid.
    public var parameterCount: Int? {
        switch self {
        case .translation: 3
        case .helmert: 7
        case .plane: 4
        case .grid: nil
        }
    }

    /// For run records and tables.
    public var words: String {
        switch self {
        case .translation: "3-parameter geocentric translation"
        case .helmert(let set): "7-parameter Helmert (\(set.convention.rawValue))"
        case .plane: "4-parameter plane similarity"
        case .grid(let path): "grid \(path.split(separator: "/").last ?? "")"
        }
    }
}

extension DatumLink: CustomStringConvertible {
    /// One line for a run record: name, method, sigma, evidence, date.
    public var description: String {
        "datum link \(name): \(method.words), \(source) to \(target), sigma \(sigmaMetres.formattedMetres) m; \(evidence)"
            + (date.map { " (\($0))" } ?? "")
    }
}
