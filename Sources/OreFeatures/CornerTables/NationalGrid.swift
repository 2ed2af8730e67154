/// The codes of China's Gauss-Krüger grids, as far as a table's own words can name one.
///
/// Source: EPSG database. A code with the zone's number in its eastings counts up from the first zone of its width; so does its twin without.
/// Only the codes of New Beijing's 3-degree zones have gaps. `OreReferencing` proves every one against PROJ's copy.
enum NationalGrid {
    enum Datum: String, Hashable, CaseIterable {
        case cgcs2000 = "CGCS2000"
        case xian1980 = "Xian 1980"
        case beijing1954 = "Beijing 1954"
        case newBeijing = "New Beijing"
        case wgs84 = "WGS 84"

        var geographicCode: Int {
            switch self {
            case .cgcs2000: 4490
            case .xian1980: 4610
            case .beijing1954: 4214
            case .newBeijing: 4555
            case .wgs84: 4326
            }
        }
    }

    static let threeDegreeZones = 25...45
    static let sixDegreeZones = 13...23

    /// 3 or 6: the numbers of the two widths do not overlap.
    static func width(ofZone zone: Int) -> Int? {
        threeDegreeZones.contains(zone) ? 3 : sixDegreeZones.contains(zone) ? 6 : nil
    }

    /// The zone that an 8-digit easting begins with; `nil` for an easting without prefix.
    static func zone(ofEasting easting: Double) -> Int? {
        guard easting >= 13e6, easting < 46e6 else { return nil }
        let zone = Int(easting / 1e6)
        let rest = easting - Double(zone) * 1e6
        return width(ofZone: zone) != nil && (100_000...900_000).contains(rest) ? zone : nil
    }

    /// The EPSG code of a zone's grid; `nil` where there is none.
    static func code(_ datum: Datum, zone: Int, isPrefixed: Bool) -> Int? {
        guard let width = width(ofZone: zone) else { return nil }
        let index = zone - (width == 3 ? 25 : 13)
        switch (datum, width, isPrefixed) {
        case (.cgcs2000, 3, true): return 4513 + index
        case (.cgcs2000, 3, false): return 4534 + index
        case (.cgcs2000, 6, true): return 4491 + index
        case (.cgcs2000, 6, false): return 4502 + index
        case (.xian1980, 3, true): return 2349 + index
        case (.xian1980, 3, false): return 2370 + index
        case (.xian1980, 6, true): return 2327 + index
        case (.xian1980, 6, false): return 2338 + index
        case (.beijing1954, 3, true): return 2401 + index
        case (.beijing1954, 3, false): return 2422 + index
        case (.beijing1954, 6, true): return 21_413 + index
        case (.beijing1954, 6, false): return 21_453 + index
        case (.newBeijing, 3, true): return index < 5 ? 4652 + index : 4766 + index - 5
        case (.newBeijing, 3, false): return index < 19 ? 4782 + index : index == 19 ? 4812 : 4822
        case (.newBeijing, 6, true): return 4568 + index
        case (.newBeijing, 6, false): return 4579 + index
        default: return nil
        }
    }

    /// The zone with a central meridian in degrees east: of 3 degrees unless 6 is stated.
    static func zone(ofMeridian meridian: Int, width: Int?) -> Int? {
        if width == 6 { return (meridian + 3) % 6 == 0 ? (meridian + 3) / 6 : nil }
        return meridian % 3 == 0 && threeDegreeZones.contains(meridian / 3) ? meridian / 3 : nil
    }
}
