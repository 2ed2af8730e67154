/// Which of the two numbers of a position comes first in a file.
///
/// This program works easting or longitude first, whatever a CRS declares. National tables of Gauss-Krüger coordinates write X for the northing
/// and put it first; many survey programs write latitude first. Nothing in such a file says so: it has to be stated, by a profile
/// (`axis_order`) or by `--axis-order`.
public enum AxisOrder: String, Sendable, Hashable, CaseIterable {
    /// Easting or longitude first.
    case eastingNorthing = "easting-northing"
    /// Northing or latitude first.
    case northingEasting = "northing-easting"

    /// The words that are understood: both orders, for projected and geographic coordinates.
    public static let words = ["easting-northing", "northing-easting", "longitude-latitude", "latitude-longitude"]

    /// `northing-easting`, `northing_easting`, `latitude-longitude` ...; `nil` for any other word.
    public init?(word: String) {
        switch word.lowercased().replacing("_", with: "-") {
        case "easting-northing", "longitude-latitude", "lon-lat": self = .eastingNorthing
        case "northing-easting", "latitude-longitude", "lat-lon": self = .northingEasting
        default: return nil
        }
    }
}
