internal import Foundation
internal import OreGeometry
internal import OreReferencing

/// Writes a district as its offices and its satellites would deliver it, and the truth beside it.
struct DistrictWriter {
    let district: District
    let folder: URL
    private let toLonLat: CoordinateTransform

    init(district: District, folder: URL) throws {
        self.district = district
        self.folder = folder
        let context = ReferencingContext()
        toLonLat = try context.transform(from: context.crs("EPSG:4526"), to: context.crs("EPSG:4490"), area: nil)
    }

    func write(_ observations: [Observation], _ truth: [TruthRow]) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try writeLicences()
        try writeZones()
        try writeDistricts()
        for scene in district.scenes {
            let lines = try observations.filter { $0.scene.id == scene.id }.map { o in
                feature(
                    [
                        ("footprint_id", quoted(o.id)), ("scene_id", quoted(scene.id)), ("observed_at", quoted(scene.day)),
                        ("source", quoted("Sentinel-2")), ("class", quoted(o.kind)), ("confidence", "0.9"),
                        ("position_sigma_m", String(scene.sigma)), ("digitising_sigma_m", "3.5"),
                    ], try geographic(o.ring))
            }
            try save("footprints-\(scene.day.prefix(7)).geojson", collection(lines))
        }
        let rows = truth.map { t in
            [t.footprintID, quoted(t.story.rawValue), t.rule, t.zoneID, String(format: "%.1f", t.area)].joined(separator: ",")
        }
        try save("truth.csv", (["footprint_id,story,rule,zone_id,true_area_m2"] + rows).joined(separator: "\n") + "\n")
    }

    private func writeLicences() throws {
        let licences = district.sites.flatMap(\.licences)
        let header = "licence_id,holder,mineral,method,valid_from,valid_to,position_sigma_m,epsg,wkt"
        func table(_ office: PlantedLicence.Office, epsg: Int, offset: Coordinate) -> String {
            let rows = licences.filter { $0.office == office }.map { l in
                let corners = l.corners.map { String(format: "%.2f %.2f", $0.x - offset.x, $0.y - offset.y) }.joined(separator: ", ")
                return
                    "\(l.id),Holder of \(l.id),rare_earth_ionic,\(l.method),\(l.validFrom),\(l.validTo),1,\(epsg),\"POLYGON ((\(corners)))\""
            }
            return ([header] + rows).joined(separator: "\n") + "\n"
        }
        try save("licences-north.csv", table(.planeCoordinates, epsg: 4526, offset: Coordinate(0, 0)))
        // EPSG:2362, Xian 1980 / 3-degree Gauss-Kruger zone 38.
        try save("licences-east.csv", table(.xian1980, epsg: 2362, offset: District.xianShift))
        let features = try licences.filter { $0.office == .geographic }.map { l in
            feature(
                [
                    ("licence_id", quoted(l.id)), ("holder", quoted("Holder of \(l.id)")), ("mineral", quoted("rare_earth_ionic")),
                    ("method", quoted(l.method)), ("valid_from", quoted(l.validFrom)), ("valid_to", quoted(l.validTo)),
                    ("position_sigma_m", "1"),
                ], try geographic(l.corners))
        }
        try save("licences-south.geojson", collection(features, crs: "urn:ogc:def:crs:EPSG::4490"))
    }

    private func writeZones() throws {
        var features = try district.sites.compactMap(\.zone).map { zone in
            feature(
                [
                    ("zone_id", quoted(zone.id)), ("name", quoted("Water source protection area \(zone.id)")),
                    ("kind", quoted("forbidden")),
                    ("authority", quoted("County water bureau")), ("since", quoted(zone.since)),
                ], try geographic(zone.ring))
        }
        features.append(
            feature(
                [("zone_id", quoted("P1")), ("name", quoted("Planned mining area 1")), ("kind", quoted("planned_area"))],
                try geographic(district.plannedArea, holes: district.plannedHoles)))
        try save("zones.geojson", collection(features))
    }

    private func writeDistricts() throws {
        let features = try district.counties.map {
            feature([("district_id", quoted($0.id)), ("name", quoted($0.name))], try geographic($0.ring))
        }
        try save("districts.geojson", collection(features))
    }

    // MARK: GeoJSON text

    /// `{"type":"Polygon",...}` in lon/lat with 7 decimals (about a centimetre).
    private func geographic(_ ring: [Coordinate], holes: [[Coordinate]] = []) throws -> String {
        let rings = try ([ring] + holes).map { ring in
            var moved = ring
            try toLonLat.apply(to: &moved)
            return "[" + moved.map { String(format: "[%.7f,%.7f]", $0.x, $0.y) }.joined(separator: ",") + "]"
        }
        return #"{"type":"Polygon","coordinates":["# + rings.joined(separator: ",") + "]}"
    }

    private func quoted(_ s: String) -> String { "\"" + s.replacingOccurrences(of: "\"", with: "\\\"") + "\"" }

    private func feature(_ properties: [(String, String)], _ geometry: String) -> String {
        let members = properties.map { "\(quoted($0)):\($1)" }.joined(separator: ",")
        return #"{"type":"Feature","properties":{"# + members + #"},"geometry":"# + geometry + "}"
    }

    private func collection(_ features: [String], crs: String? = nil) -> String {
        let member = crs.map { #""crs":{"type":"name","properties":{"name":""# + $0 + #""}},"# } ?? ""
        return #"{"type":"FeatureCollection","# + member + "\"features\":[\n" + features.joined(separator: ",\n") + "\n]}\n"
    }

    private func save(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }
}
