/// A zone of the Chinese Gauss-Krüger grids: datum, width and number, with the EPSG codes of its two spellings.
///
/// National tables write X for the northing (7 digits) and Y for the easting (8 digits with the zone prefix); EPSG declares northing first; this
/// program always works easting first. The zone numbers of the two widths do not overlap (6-degree 13 to 23, 3-degree 25 to 45), so an
/// 8-digit easting decides the width by itself.
/// Source: EPSG database; every code is checked against PROJ's copy in the tests.
public struct GaussKruegerZone: Sendable, Hashable {
    public enum Datum: String, Sendable, Hashable, CaseIterable {
        case cgcs2000 = "CGCS2000"
        case xian1980 = "Xian 1980"
        case beijing1954 = "Beijing 1954"
        case newBeijing = "New Beijing"

        /// The EPSG code of the geographic CRS.
        public var geographicCode: Int {
            switch self {
            case .cgcs2000: 4490
            case .xian1980: 4610
            case .beijing1954: 4214
            case .newBeijing: 4555
            }
        }
    }

    public enum Width: Int, Sendable, Hashable, CaseIterable {
        case threeDegrees = 3
        case sixDegrees = 6

        /// The zone numbers that China uses.
        public var numbers: ClosedRange<Int> { self == .threeDegrees ? 25...45 : 13...23 }
    }

    public let datum: Datum
    public let width: Width
    public let number: Int

    /// `nil` for a number outside ``Width/numbers``.
    public init?(_ datum: Datum, _ width: Width, number: Int) {
        guard width.numbers.contains(number) else { return nil }
        (self.datum, self.width, self.number) = (datum, width, number)
    }

    /// The zone that an 8-digit easting with prefix names, such as 38,512,345 for the 3-degree zone 38; `nil` for an easting without prefix.
    public init?(_ datum: Datum, prefixedEasting easting: Double) {
        guard easting.isFinite, easting.magnitude < 1e8, easting > 0 else { return nil }
        let number = Int(easting / 1_000_000)
        guard let width = Width.allCases.first(where: { $0.numbers.contains(number) }) else { return nil }
        // A prefix leaves six digits between 0.1 and 0.9 million metres: zones are at most 3 degrees to either side.
        guard (100_000...900_000).contains(easting - Double(number) * 1_000_000) else { return nil }
        (self.datum, self.width, self.number) = (datum, width, number)
    }

    /// The zone a longitude lies in; a longitude on the line between two zones belongs to the eastern one. `nil` outside the zones of China.
    public init?(_ datum: Datum, _ width: Width, longitude: Double) {
        guard longitude.isFinite, longitude.magnitude <= 360 else { return nil }
        let number = width == .threeDegrees ? ((longitude + 1.5) / 3).rounded(.down) : (longitude / 6).rounded(.down) + 1
        self.init(datum, width, number: Int(number))
    }

    /// The 3-degree zone of CGCS2000 in which reports print coordinates; `nil` outside 73.5 to 136.5 degrees east.
    public static func cgcs2000(forLongitude longitude: Double) -> GaussKruegerZone? {
        GaussKruegerZone(.cgcs2000, .threeDegrees, longitude: longitude)
    }

    /// Every zone of every datum: 4 x (21 + 11).
    public static let all: [GaussKruegerZone] = Datum.allCases.flatMap { datum in
        Width.allCases.flatMap { width in width.numbers.compactMap { GaussKruegerZone(datum, width, number: $0) } }
    }

    /// The zone that a CRS of the four families stands for, and whether its eastings carry the zone number; `nil` for any other CRS.
    public static func of(_ crs: CoordinateReferenceSystem) -> (zone: GaussKruegerZone, hasPrefix: Bool)? {
        guard let identifier = crs.identifier, identifier.hasPrefix("EPSG:"), let code = Int(identifier.dropFirst(5)) else { return nil }
        return byCode[code]
    }

    private static let byCode: [Int: (zone: GaussKruegerZone, hasPrefix: Bool)] = {
        var result: [Int: (zone: GaussKruegerZone, hasPrefix: Bool)] = [:]
        for zone in all {
            result[zone.prefixedCode] = (zone, true)
            result[zone.meridianCode] = (zone, false)
        }
        return result
    }()

    /// Degrees east.
    public var centralMeridian: Double { Double(width == .threeDegrees ? 3 * number : 6 * number - 3) }

    /// False easting of the spelling with zone prefix, metres; 500,000 without.
    public var prefixedFalseEasting: Double { Double(number) * 1_000_000 + 500_000 }

    /// The EPSG code of the CRS whose eastings carry the zone number.
    public var prefixedCode: Int {
        let index = number - width.numbers.lowerBound
        switch (datum, width) {
        case (.cgcs2000, .threeDegrees): return 4513 + index
        case (.cgcs2000, .sixDegrees): return 4491 + index
        case (.xian1980, .threeDegrees): return 2349 + index
        case (.xian1980, .sixDegrees): return 2327 + index
        case (.beijing1954, .threeDegrees): return 2401 + index
        case (.beijing1954, .sixDegrees): return 21413 + index
        case (.newBeijing, .threeDegrees): return index < 5 ? 4652 + index : 4766 + index - 5
        case (.newBeijing, .sixDegrees): return 4568 + index
        }
    }

    /// The EPSG code of the CRS whose eastings are without zone number.
    public var meridianCode: Int {
        let index = number - width.numbers.lowerBound
        switch (datum, width) {
        case (.cgcs2000, .threeDegrees): return 4534 + index
        case (.cgcs2000, .sixDegrees): return 4502 + index
        case (.xian1980, .threeDegrees): return 2370 + index
        case (.xian1980, .sixDegrees): return 2338 + index
        case (.beijing1954, .threeDegrees): return 2422 + index
        case (.beijing1954, .sixDegrees): return 21453 + index
        case (.newBeijing, .threeDegrees): return index < 19 ? 4782 + index : (index == 19 ? 4812 : 4822)
        case (.newBeijing, .sixDegrees): return 4579 + index
        }
    }

    /// `EPSG:4526`, for ``ReferencingContext/crs(_:)``; eastings with the zone number.
    public var prefixedDefinition: String { "EPSG:\(prefixedCode)" }

    /// `EPSG:4547`; eastings without the zone number.
    public var meridianDefinition: String { "EPSG:\(meridianCode)" }
}

extension GaussKruegerZone: CustomStringConvertible {
    /// `CGCS2000 3-degree zone 38, central meridian 114 E`
    public var description: String {
        "\(datum.rawValue) \(width.rawValue)-degree zone \(number), central meridian \(Int(centralMeridian)) E"
    }
}
