internal import CPROJ
internal import OreGeometry

/// One horizontal CRS of the EPSG database, as far as the detective needs it to try positions on.
struct CatalogueEntry: Sendable {
    /// `EPSG:32717`.
    let code: String
    let name: String
    /// Where the CRS is meant to be used, lon/lat degrees; `maxX` exceeds 180 when the area crosses the 180th meridian.
    let area: Envelope
    /// EPSG's words for the area: "Between 84°W and 78°W, southern hemisphere ... Ecuador. Peru."
    let areaName: String
    /// `nil` for a geographic CRS.
    let projection: CatalogueProjection?
    /// Ellipsoid of a geocentric datum (GRS 80, WGS 84): within metres of WGS 84. False for the classical datums.
    let isGeocentric: Bool

    /// The part of the name before the projection: `WGS 84` of `WGS 84 / UTM zone 17S`.
    var datumName: Substring {
        guard let slash = name.firstRange(of: " / ") else { return name[...] }
        return name[..<slash.lowerBound]
    }

    /// True when a lon/lat position lies in the area of use grown by `margin` degrees.
    func covers(_ position: Coordinate, margin: Double) -> Bool {
        guard position.y >= area.minY - margin, position.y <= area.maxY + margin else { return false }
        let (low, high) = (area.minX - margin, area.maxX + margin)
        if high - low >= 360 { return true }
        return [position.x, position.x + 360, position.x - 360].contains { $0 >= low && $0 <= high }
    }
}

/// The map projection of a CRS without its datum: between eastings/northings in the CRS's unit and degrees from Greenwich.
struct CatalogueProjection: Sendable {
    /// A PROJ pipeline from radians to the CRS's unit, easting first.
    let definition: String
    /// Set for a plain transverse Mercator in metres, which needs no PROJ object.
    let series: Series?
    /// EPSG declares northing first.
    let declaresNorthingFirst: Bool

    struct Series: Sendable {
        let parameters: TransverseMercatorParameters
        let ellipsoid: Ellipsoid
    }

    /// Reads the pipeline that PROJ exports for the conversion of a projected CRS; `nil` for one it cannot run.
    /// - Parameter width: of the area of use in degrees: the series reaches five degrees to either side of its meridian.
    init?(pipeline: String, ellipsoids: [String: Ellipsoid], width: Double) {
        let steps = PipelineStep.steps(of: pipeline)
        guard let first = steps.firstIndex(where: { !$0.isInverse && $0.values["proj"].map(Self.isProjection) == true }) else { return nil }
        let projection = steps[first]
        let tail = steps[(first + 1)...].filter { $0.values["proj"] != "axisswap" }
        declaresNorthingFirst = steps.last?.values == ["proj": "axisswap", "order": "2,1"] && steps.count > first + 1
        definition = "+proj=pipeline" + ([projection] + tail).map { " +step" + $0.words }.joined()
        if tail.isEmpty, width < 8, let parameters = TransverseMercatorParameters.parameters(of: projection),
            let ellipsoid = projection.values["ellps"].flatMap({ ellipsoids[$0] })
        {
            series = Series(parameters: parameters, ellipsoid: ellipsoid)
        } else {
            series = nil
        }
    }

    /// False when a transverse Mercator's plain arithmetic shows that no position can lie in the area: it rejects nearly everything.
    func canMean(_ positions: [Coordinate], in area: Envelope) -> Bool {
        guard let parameters = series?.parameters else { return true }
        // A degree of longitude is at most 112 km wide; half a degree more latitude and 3 % absorb curvature, scale and flattening.
        return positions.contains { position in
            let latitude = parameters.originLatitude + (position.y - parameters.falseNorthing) / 111_000
            let slack = 0.5 + 0.03 * (latitude - parameters.originLatitude).magnitude
            return (position.x - parameters.falseEasting).magnitude < 1_000_000
                && latitude > area.minY - slack - 1 && latitude < area.maxY + slack + 1
        }
    }

    private static func isProjection(_ name: String) -> Bool {
        !["axisswap", "unitconvert", "longlat", "pipeline", "noop"].contains(name)
    }
}

extension Coordinate {
    var swapped: Coordinate { Coordinate(y, x) }
}

extension PipelineStep {
    /// The step as PROJ reads it.
    fileprivate var words: String {
        (isInverse ? " +inv" : "")
            + values.sorted { $0.key < $1.key }.map { $0.value.isEmpty ? " +\($0.key)" : " +\($0.key)=\($0.value)" }.joined()
    }
}

/// Brings eastings and northings to degrees on the CRS's own datum. Confined to the thread of its session.
struct Unprojector {
    private let series: TransverseMercator?
    private let object: ProjObject?

    /// `nil` when PROJ cannot run the projection.
    init?(_ projection: CatalogueProjection, session: ProjSession) {
        if let known = projection.series {
            series = TransverseMercator(known.parameters, known.ellipsoid, .inverse)
            object = nil
        } else {
            series = nil
            guard let made = ProjObject(proj_create(session.pointer, projection.definition), of: session) else {
                _ = session.takeMessage(otherwise: "")
                return nil
            }
            object = made
        }
    }

    /// The positions in lon/lat degrees; those without an image, or far outside a transverse Mercator zone, become infinite.
    func degrees(of positions: [Coordinate]) -> [Coordinate] {
        var result = positions
        if let series {
            let outside = result.withUnsafeMutableBufferPointer { series.apply(to: $0) }
            for failed in outside { result[failed.index] = Coordinate(.infinity, .infinity) }
            return result
        }
        guard let object else { return result.map { _ in Coordinate(.infinity, .infinity) } }
        let toDegrees = 180 / Double.pi
        for i in result.indices {
            let image = proj_trans(object.pointer, PJ_INV, proj_coord(result[i].x, result[i].y, 0, 0))
            result[i] = Coordinate(image.xy.x * toDegrees, image.xy.y * toDegrees)
        }
        _ = proj_errno_reset(object.pointer)
        _ = object.session.takeMessage(otherwise: "")
        return result
    }
}
