internal import CPROJ
public import OreGeometry

/// The values that positions in a CRS can sensibly have. A value; workers share it.
public struct CoordinateLimits: Sendable, Hashable {
    public let crs: CoordinateReferenceSystem
    /// Positions outside are out of range: longitude beyond half a turn, latitude beyond a quarter; eastings and northings far outside the area of use.
    public let range: Envelope
    /// The area of use in the units of the CRS; `nil` when the CRS states none.
    public let areaOfUse: Envelope?

    @inlinable
    public func contains(_ position: Coordinate) -> Bool { range.contains(position) }

    /// What was expected of positions, in words: `eastings 38000000 to 39000000 (prefix of zone 38), northings 2497000 to 5918000`.
    public var expectation: String {
        let usual = areaOfUse ?? range
        let (low, high) = (Self.text(usual.minY), Self.text(usual.maxY))
        if let (zone, hasPrefix) = GaussKruegerZone.of(crs) {
            let prefix = hasPrefix ? "(prefix of zone \(zone.number))" : "(no zone prefix)"
            return "eastings \(Self.text(range.minX)) to \(Self.text(range.maxX)) \(prefix), northings \(low) to \(high)"
        }
        let (west, east) = (Self.text(usual.minX), Self.text(usual.maxX))
        return crs.isGeographic
            ? "longitudes \(west) to \(east), latitudes \(low) to \(high)" : "eastings \(west) to \(east), northings \(low) to \(high)"
    }

    /// Why a position is not one of this CRS: what was expected, and which zone's prefix its easting carries.
    public func fault(at position: Coordinate) -> String {
        var words = "position (\(position)) lies outside the range of \(crs.shortName): expected \(expectation)"
        let datum = GaussKruegerZone.of(crs)?.zone.datum ?? .cgcs2000
        if let seen = GaussKruegerZone(datum, prefixedEasting: position.x), seen != GaussKruegerZone.of(crs)?.zone {
            words += "; its easting has the prefix of the \(seen.width.rawValue)-degree zone \(seen.number)"
        }
        return words
    }

    /// Metres without decimals, degrees with up to four.
    static func text(_ value: Double) -> String {
        guard value.magnitude < 1e15 else { return "\(value)" }
        if value.magnitude >= 1_000 { return String(Int(value.rounded())) }
        return ((value * 10_000).rounded() / 10_000).formattedMetres
    }
}

extension ReferencingContext {
    /// The limits of a CRS. Cost: some hundred transformed positions for the first call, a lookup later.
    ///
    /// A projected CRS is given its own width (at least 1,000 km) around its area of use to the east and west, and a quarter of its height (at
    /// least 1,000 km) to the north and south; without an area of use, ten thousand kilometres around the Earth. A zone of the Chinese families is
    /// given 500 km on either side of its meridian: one more would carry the next zone's prefix. A web map's system is given its area.
    public func limits(of crs: CoordinateReferenceSystem) throws(ReferencingError) -> CoordinateLimits {
        if crs.webMap != nil {
            // An offset is below 0.02 degrees.
            return CoordinateLimits(crs: crs, range: WebMapOffset.area.expanded(by: 0.02), areaOfUse: WebMapOffset.area)
        }
        if let degrees = crs.degreesPerUnit {
            let range = Envelope(minX: -180 / degrees, minY: -90 / degrees, maxX: 180 / degrees, maxY: 90 / degrees)
            return CoordinateLimits(crs: crs, range: range.expanded(by: 1e-9), areaOfUse: crs.areaOfUse)
        }
        let metre = 1 / (crs.metresPerUnit ?? 1)
        guard let area = try projectedArea(of: crs) else {
            let far = 5e7 * metre
            return CoordinateLimits(crs: crs, range: Envelope(minX: -far, minY: -far, maxX: far, maxY: far), areaOfUse: nil)
        }
        let (dx, dy) = (max(area.width, 1e6 * metre), max(area.height / 4, 1e6 * metre))
        if let (zone, hasPrefix) = GaussKruegerZone.of(crs) {
            let middle = hasPrefix ? zone.prefixedFalseEasting : 500_000
            let range = Envelope(minX: middle - 500_000, minY: area.minY - dy, maxX: middle + 500_000, maxY: area.maxY + dy)
            return CoordinateLimits(crs: crs, range: range, areaOfUse: area)
        }
        let range = Envelope(minX: area.minX - dx, minY: area.minY - dy, maxX: area.maxX + dx, maxY: area.maxY + dy)
        return CoordinateLimits(crs: crs, range: range, areaOfUse: area)
    }

    /// The area of use of a projected CRS in its own units: the envelope of a grid over it; `nil` when there is none or it has no image.
    private func projectedArea(of crs: CoordinateReferenceSystem) throws(ReferencingError) -> Envelope? {
        if let known = extents[crs.key] { return known }
        var result: Envelope?
        if let area = crs.areaOfUse,
            let base = try object(of: crs).derived({ proj_crs_get_geodetic_crs($0, $1) }).map({ describe(ReadCRS(object: $0)) }),
            base.isGeographic
        {
            let transform = try transform(from: base, to: crs)
            var grid: [Coordinate] = []
            for i in 0...20 {
                for j in 0...20 {
                    grid.append(Coordinate(area.minX + area.width * Double(i) / 20, area.minY + area.height * Double(j) / 20))
                }
            }
            let box = transform.transformedByPROJ(grid).filter(\.isFinite).reduce(into: Envelope.empty) { $0.expand(toInclude: $1) }
            result = box.isEmpty ? nil : box
        }
        extents[crs.key] = .some(result)
        return result
    }
}
