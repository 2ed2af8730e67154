internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// An edge district as the detection kernel takes it, and as files.
struct EdgeDistrictTables {
    static let day = "2025-06-15"
    private let district: EdgeDistrict
    private let toLonLat: CoordinateTransform

    init(_ district: EdgeDistrict) throws {
        self.district = district
        let context = ReferencingContext()
        toLonLat = try context.transform(from: context.crs("EPSG:4526"), to: context.crs("EPSG:4326"), area: nil)
    }

    /// What the source states of its scenes and outlines, 1 sigma, metres.
    static func statedSceneSigma(_ plan: EdgeDistrictPlan) -> Double { max(plan.sceneSigma, 0.5) }
    static func statedOutlineSigma(_ plan: EdgeDistrictPlan) -> Double { 0.35 * plan.pixel }

    static func sceneID(_ scene: Int) -> String { "SCENE-" + String(format: "%03d", scene) }

    func geographic(_ ring: [Coordinate]) throws -> Geometry {
        var moved = ring
        try toLonLat.apply(to: &moved)
        return .polygon(Polygon(exterior: Ring(moved)))
    }

    func licences() throws -> LicenceTable {
        var table = LicenceTable()
        for site in district.sites {
            var licence = Licence(
                id: "L-" + site.id, validFrom: Day(year: 2018, month: 1, day: 1), validTo: Day(year: 2030, month: 12, day: 31))
            licence.positionSigma = district.plan.licenceSigma
            licence.sheet = site.isDisplaced ? "displaced" : "register"
            table.append(licence, try geographic(site.register))
        }
        return table
    }

    func footprints() throws -> FootprintBatch {
        var batch = FootprintBatch()
        for site in district.sites {
            var footprint = Footprint(id: site.id, on: Day(year: 2025, month: 6, day: 15) ?? Day(daysSince1970: 0))
            footprint.sceneID = Self.sceneID(site.scene)
            footprint.positionSigma = Self.statedSceneSigma(district.plan)
            footprint.digitisingSigma = Self.statedOutlineSigma(district.plan)
            batch.append(footprint, try geographic(site.seen))
        }
        return batch
    }

    /// Writes `licences.geojson` (and `licences-displaced.geojson`), `footprints.geojson` and `truth.csv`.
    func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let plan = district.plan
        func licences(displaced: Bool) throws -> String {
            Self.collection(
                try district.sites.filter { $0.isDisplaced == displaced }.map { site in
                    Self.feature(
                        #""licence_id":"L-\#(site.id)","valid_from":"2018-01-01","valid_to":"2030-12-31","position_sigma_m":\#(plan.licenceSigma)"#,
                        try text(site.register))
                })
        }
        try Data(licences(displaced: false).utf8).write(to: folder.appending(path: "licences.geojson"))
        if plan.displacedEvery > 0 {
            try Data(licences(displaced: true).utf8).write(to: folder.appending(path: "licences-displaced.geojson"))
        }
        let footprints = try district.sites.map { site in
            Self.feature(
                #""footprint_id":"\#(site.id)","scene_id":"\#(Self.sceneID(site.scene))","observed_at":"\#(Self.day)","#
                    + #""position_sigma_m":\#(Self.statedSceneSigma(plan)),"digitising_sigma_m":\#(Self.statedOutlineSigma(plan))"#,
                try text(site.seen))
        }
        try Data(Self.collection(footprints).utf8).write(to: folder.appending(path: "footprints.geojson"))
        let rows = district.sites.map { site in
            String(
                format: "%@,%d,%d,%.1f,%.2f,%.2f,%.2f", site.id, site.isHonest ? 1 : 0, site.isExact ? 1 : 0, site.trueOutside,
                site.trueDepth,
                district.shifts[site.scene].x, district.shifts[site.scene].y)
        }
        let header = "footprint_id,honest,exact,true_outside_m2,true_depth_m,scene_shift_east_m,scene_shift_north_m"
        try Data((([header] + rows).joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: "truth.csv"))
    }

    private func text(_ ring: [Coordinate]) throws -> String {
        var moved = ring
        try toLonLat.apply(to: &moved)
        return #"{"type":"Polygon","coordinates":[["# + moved.map { String(format: "[%.8f,%.8f]", $0.x, $0.y) }.joined(separator: ",")
            + "]]}"
    }

    private static func feature(_ properties: String, _ geometry: String) -> String {
        #"{"type":"Feature","properties":{"# + properties + #"},"geometry":"# + geometry + "}"
    }

    private static func collection(_ features: [String]) -> String {
        "{\"type\":\"FeatureCollection\",\"features\":[\n" + features.joined(separator: ",\n") + "\n]}\n"
    }
}
