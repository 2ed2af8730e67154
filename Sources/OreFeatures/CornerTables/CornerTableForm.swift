public import OreGeometry

/// How geographic corners are printed.
public enum AngleNotation: String, Sendable, Hashable, CaseIterable {
    /// Degrees with nine decimals.
    case decimal
    /// `115°12′34.567″`: seconds with three decimals, as licence documents have them.
    case dms
}

/// The printed form of corner tables: a row for each corner, in the order of the boundary.
///
/// Metres have two decimals, X is the northing and Y the easting as national tables write them, and the headings say so; degrees are longitude,
/// then latitude. Each ring lists each corner once, counts them from 1 and says whether it is an exterior or a hole; the area of the whole
/// feature stands in every row, in square kilometres with four decimals. ``CornerTableSource`` reads the same rings back.
public struct CornerTableForm: Sendable {
    public let isGeographic: Bool
    public let notation: AngleNotation
    /// `EPSG:4526`, `GCJ-02`; empty when the CRS has no short name.
    public let crs: String
    /// Attributes beside the identifier, by name.
    public let attributes: [String]

    /// The attributes that a table carries on, where the features have them.
    public static let knownAttributes = CornerLicence.attributeNames.filter { $0 != "licence_id" && $0 != "stated_area_m2" }

    public init(isGeographic: Bool, notation: AngleNotation, crs: String, attributes: [String] = []) {
        self.isGeographic = isGeographic
        self.notation = notation
        self.crs = crs
        self.attributes = attributes
    }

    public var headings: [String] {
        ["licence_id", "ring", "ring_type", "corner"] + coordinateHeadings + ["area_km2", "crs"] + attributes
    }

    public var coordinateHeadings: [String] { isGeographic ? ["longitude", "latitude"] : ["X (northing)", "Y (easting)"] }

    /// The rings of one geometry, corner by corner, without the corner that closes each by repeating its first.
    public func rings(of index: Int, in columns: GeometryColumns) -> [(isHole: Bool, corners: [(first: String, second: String)])] {
        columns.parts(of: index).flatMap { part in
            let rings = columns.rings(ofPart: part)
            return rings.map { ring in
                let positions = columns.positions(ofRing: ring).dropLast()
                return (ring != rings.lowerBound, positions.map { printed(columns.coordinates[$0]) })
            }
        }
    }

    /// All rows of one feature.
    /// - Parameters:
    ///   - squareMetres: the ellipsoidal area; `nil` leaves the cell empty.
    ///   - values: of ``attributes``, in their order.
    public func rows(
        of index: Int, in columns: GeometryColumns, identifier: String, squareMetres: Double?, values: [String]
    ) -> [[String]] {
        let area = squareMetres.map { Self.fixed($0 / 1e6, 4) } ?? ""
        return rings(of: index, in: columns).enumerated().flatMap { ring, entry in
            entry.corners.enumerated().map { corner, printed in
                [
                    identifier, String(ring + 1), entry.isHole ? "hole" : "exterior", String(corner + 1), printed.first, printed.second,
                    area, crs,
                ]
                    + values
            }
        }
    }

    public func printed(_ c: Coordinate) -> (first: String, second: String) {
        guard isGeographic else { return (Self.fixed(c.y, 2), Self.fixed(c.x, 2)) }
        switch notation {
        case .decimal: return (Self.fixed(c.x, 9), Self.fixed(c.y, 9))
        case .dms: return (Self.sexagesimal(c.x), Self.sexagesimal(c.y))
        }
    }

    /// With exactly so many decimals.
    public static func fixed(_ value: Double, _ decimals: Int) -> String {
        var text = JSONBytes(capacity: 40)
        text.append(value, decimals: decimals, trimmed: false)
        return text.text
    }

    /// Whole milliseconds of arc first, so that 59.9996 seconds carry into the minute.
    static func sexagesimal(_ degrees: Double) -> String {
        guard degrees.isFinite, degrees.magnitude <= 720 else { return "" }
        let units = Int((degrees.magnitude * 3_600_000).rounded())
        func padded(_ number: Int, _ width: Int) -> String { String(String(number + 100_000).suffix(width)) }
        return (degrees < 0 && units > 0 ? "-" : "") + "\(units / 3_600_000)°\(padded(units / 60_000 % 60, 2))′"
            + "\(padded(units / 1000 % 60, 2)).\(padded(units % 1000, 3))″"
    }
}
