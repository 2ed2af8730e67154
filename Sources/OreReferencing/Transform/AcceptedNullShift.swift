/// A pair of datums between which "no shift" is an honest statement to within a known sigma.
///
/// All are realisations of, or within a metre or so aligned to, the ITRS: their origins and orientations agree by construction, and what remains is
/// plate motion since their reference epochs. Classical datums (Xian 1980, Beijing 1954, NAD27, SAD69, Arc 1960 ...) are never in this list.
public struct AcceptedNullShift: Sendable, Hashable {
    /// The two datums, in the order of the table.
    public let datums: [String]
    /// The 1-sigma error per axis of taking the shift as zero, metres.
    public let sigmaMetres: Double
    /// Why it is honest.
    public let source: String

    /// The accepted null shift between two datums named as PROJ names them, in either order; `nil` when zero would be a guess.
    public static func between(_ a: String, _ b: String) -> AcceptedNullShift? {
        guard let first = family(of: a), let second = family(of: b), first != second else { return nil }
        return published.first { Set($0.datums) == [first.rawValue, second.rawValue] }
    }

    /// The published list.
    ///
    /// - CGCS2000 - WGS 84: CGCS2000 is ITRF97 at epoch 2000.0 (GB/T 22021); the ellipsoids differ by 0.1 mm in the
    ///   semi-minor axis; plate motion in China of about 3 cm a year gives below 1 m by 2030.
    /// - SIRGAS 2000 - WGS 84: ITRF2000 at epoch 2000.4; EPSG:15894 states null with 1 m.
    /// - ETRS89 - WGS 84: ITRS at 1989.0, fixed to Eurasia at 2.5 cm a year: about 0.9 m by 2025; EPSG:1149 states null with 1 m.
    /// - GDA94 - WGS 84: ITRF92 at 1994.0, 7 cm a year: about 2.2 m by 2025; EPSG:1150 states null with 3 m in current editions.
    /// - GDA2020 - WGS 84: ITRF2014 at 2020.0; EPSG:8450 states null with 3 m.
    /// - NAD83(CSRS) - WGS 84: NAD83's origin lies about 2 m from the ITRS; EPSG states null with 1 to 2 m for the early frames: sigma 2 m.
    public static let published: [AcceptedNullShift] = [
        .init(.cgcs2000, .wgs84, 1, "CGCS2000 is ITRF97 at epoch 2000.0 (GB/T 22021); plate motion below 1 m"),
        .init(.sirgas2000, .wgs84, 1, "SIRGAS 2000 is ITRF2000 at epoch 2000.4; EPSG:15894 states null, 1 m"),
        .init(.etrs89, .wgs84, 1, "ETRS89 is ITRS at 1989.0 fixed to Eurasia; EPSG:1149 states null, 1 m"),
        .init(.gda94, .wgs84, 3, "GDA94 is ITRF92 at 1994.0; plate motion 7 cm a year; EPSG:1150 states null, 3 m"),
        .init(.gda2020, .wgs84, 3, "GDA2020 is ITRF2014 at 2020.0; EPSG:8450 states null, 3 m"),
        .init(.nad83csrs, .wgs84, 2, "NAD83's origin lies about 2 m from the ITRS; EPSG states null, 1 to 2 m"),
    ]

    private init(_ a: Family, _ b: Family, _ sigmaMetres: Double, _ source: String) {
        self.datums = [a.rawValue, b.rawValue]
        self.sigmaMetres = sigmaMetres
        self.source = source
    }

    /// Datum names, ensembles included, that mean the same frame.
    private enum Family: String {
        case wgs84 = "WGS 84"
        case cgcs2000 = "CGCS2000"
        case sirgas2000 = "SIRGAS 2000"
        case etrs89 = "ETRS89"
        case gda94 = "GDA94"
        case gda2020 = "GDA2020"
        case nad83csrs = "NAD83(CSRS)"
    }

    private static func family(of datum: String) -> Family? {
        switch datum {
        case "World Geodetic System 1984", "World Geodetic System 1984 ensemble": .wgs84
        case "China 2000": .cgcs2000
        case "Sistema de Referencia Geocentrico para las AmericaS 2000": .sirgas2000
        case "European Terrestrial Reference System 1989", "European Terrestrial Reference System 1989 ensemble": .etrs89
        case "Geocentric Datum of Australia 1994": .gda94
        case "Geocentric Datum of Australia 2020": .gda2020
        case "NAD83 Canadian Spatial Reference System": .nad83csrs
        default:
            datum.hasPrefix("World Geodetic System 1984 (G") ? .wgs84 : nil
        }
    }
}

extension AcceptedNullShift: CustomStringConvertible {
    /// `accepted null shift CGCS2000 - WGS 84, sigma 1 m`
    public var description: String { "accepted null shift \(datums.joined(separator: " - ")), sigma \(sigmaMetres.formattedMetres) m" }
}
