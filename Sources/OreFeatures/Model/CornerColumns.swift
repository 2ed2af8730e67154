/// The columns of a corner table whose names the caller knows, where its headings are not among the usual ones.
public struct CornerColumns: Sendable, Hashable {
    /// The column with the corners' numbers.
    public var corner: String
    /// Easting or longitude, northing or latitude.
    public var x: String
    public var y: String
    /// The column that tells the rings of a licence apart.
    public var ring: String?
    /// The column that tells the licences apart.
    public var licence: String?

    public init(corner: String, x: String, y: String, ring: String? = nil, licence: String? = nil) {
        self.corner = corner
        self.x = x
        self.y = y
        self.ring = ring
        self.licence = licence
    }
}
