public import OreGeometry

/// A horizontal coordinate reference system: what positions mean. A value; any ``ReferencingContext`` can work with it.
///
/// Whatever axis order the system declares, positions in this program are easting/longitude first.
public struct CoordinateReferenceSystem: Sendable {
    /// How a definition without authority was matched to the EPSG database.
    public struct Identification: Sendable, Hashable {
        /// PROJ's confidence in per cent: 100 same name and parameters, 90 same parameters under another name, 70 equivalent.
        public let confidence: Int
        /// The name the definition gave.
        public let statedName: String
    }

    /// The name, such as `CGCS2000 / 3-degree Gauss-Kruger zone 38`.
    public let name: String
    /// Authority and code, such as `EPSG:4490`; `nil` for a definition that is in no register.
    public let identifier: String?
    /// Set when the definition carried no authority and was identified by its content.
    public let identification: Identification?
    /// Longitude and latitude (or another angular unit) rather than eastings and northings.
    public let isGeographic: Bool
    /// WKT 2:2019 on one line.
    public let wkt: String
    /// WKT 1 as GDAL writes it, for formats that ask for it; `nil` where it cannot be expressed.
    public let wkt1: String?
    public let ellipsoid: Ellipsoid
    /// The name of the datum or datum ensemble, such as `China 2000`.
    public let datumName: String
    /// Where the CRS is meant to be used, lon/lat degrees; `maxX` exceeds 180 when the area crosses the 180th meridian. `nil` when not stated.
    public let areaOfUse: Envelope?
    /// Metres in one unit of a projected coordinate (0.3048 for feet); `nil` for a geographic CRS.
    public let metresPerUnit: Double?
    /// Degrees in one unit of a geographic coordinate (0.9 for grads); `nil` for a projected CRS.
    public let degreesPerUnit: Double?
    /// The definition stated a shift of zero to WGS 84 on a classical ellipsoid, which cannot be true and is not believed.
    public let statesImplausibleNullShift: Bool
    /// The definition carries its own shift to another datum (`TOWGS84`, `+towgs84`, `+nadgrids`).
    public let isBound: Bool
    /// The web map whose coordinates these are; `nil` for a real CRS.
    public let webMap: WebMapOffset?

    /// What PROJ recreates the CRS from; the identity of the value.
    let key: String

    /// `EPSG:4490` where there is a code, else the name: for messages.
    public var shortName: String { identifier ?? webMap?.rawValue ?? name }

    /// What another file can state the CRS by: the identifier, the name of a web map's system, or WKT.
    public var designation: String { identifier ?? webMap?.rawValue ?? wkt }

    /// Identifier and name, such as `EPSG:4490 (China Geodetic Coordinate System 2000)`.
    public var label: String { identifier.map { "\($0) (\(name))" } ?? name }
}

extension CoordinateReferenceSystem: Hashable {
    public static func == (a: CoordinateReferenceSystem, b: CoordinateReferenceSystem) -> Bool { a.key == b.key }

    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension CoordinateReferenceSystem: CustomStringConvertible {
    public var description: String { label }
}
