internal import OreGeometry

/// What is planted at one site, and what a careful observer should say about it.
enum Story: String, CaseIterable {
    case lawfulInside = "lawful, well inside its licence"
    case lawfulAtEdge = "lawful, up to its boundary; the scene is shifted"
    case lawfulXian = "lawful, licence of the office still on Xian 1980"
    case lawfulTwoLicences = "lawful, across the shared edge of two licences"
    case lawfulInSitu = "lawful in-situ leaching, small collection pools"
    case lawfulOldScar = "old scar in an expired licence, unchanged"
    case lawfulZoneScar = "old scar in a protected zone, from before its date"
    case lawfulUntilExpiry = "lawful, its licence ended inside the year but after the scenes"
    case unlicensed = "pit without any licence"
    case tongue = "pit with a tongue beyond its boundary"
    case expired = "new digging after the licence expired"
    case inZone = "new digging in a protected zone"
    case outsidePlan = "licensed, but outside the planned mining area"

    var rule: String? {
        switch self {
        case .unlicensed: "unlicensed"
        case .tongue: "out_of_boundary"
        case .expired: "outside_validity"
        case .inZone: "protected_zone"
        case .outsidePlan: "outside_planned_area"
        default: nil
        }
    }
}

/// One licence as its office keeps it.
struct PlantedLicence {
    enum Office: String { case planeCoordinates = "north", geographic = "south", xian1980 = "east" }
    var id: String
    var office: Office
    /// True corners in the plane of EPSG:4526, metres, closed.
    var corners: [Coordinate]
    var validFrom: String
    var validTo: String
    var method: String
}

/// A true working, as it grows: a star-shaped pit of radius `radius(scene)` about `center`.
struct PlantedPit {
    var center: Coordinate
    /// Relative radius in each of the directions 2 pi k / n.
    var shape: [Double]
    /// Mean radius in metres at each scene; 0 when there is nothing yet.
    var radii: [Double]
    /// A second lobe (a tongue): offset of its centre and its radius, both in units of the mean radius.
    var tongue: (offset: Coordinate, factor: Double)?
    var kind: String

    func outline(scene: Int) -> [Coordinate] { star(about: center, radius: radii[scene]) }

    func tongueOutline(scene: Int) -> [Coordinate]? {
        tongue.map { lobe in
            let r = radii[scene]
            return star(about: Coordinate(center.x + lobe.offset.x * r, center.y + lobe.offset.y * r), radius: r * lobe.factor)
        }
    }

    private func star(about c: Coordinate, radius: Double) -> [Coordinate] { starRing(about: c, radius: radius, shape: shape) }
}

/// One site of the district: its story, licences, workings and zones.
struct Site {
    var story: Story
    var licences: [PlantedLicence] = []
    var pits: [PlantedPit] = []
    /// A protected zone at this site: identifier, ring, since.
    var zone: (id: String, ring: [Coordinate], since: String)?
}

/// One satellite pass: its day, the rigid shift of its image in metres, and the clouds that hid the ground (centre and radius).
struct Scene {
    var id: String
    var day: String
    var shift: Coordinate
    var sigma: Double
    var clouds: [(center: Coordinate, radius: Double)]
}
