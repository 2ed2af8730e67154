internal import Foundation
internal import OreGeometry

/// A seeded district: a grid of sites far enough apart not to meet, each with one story, watched by a few scenes.
struct District {
    let sites: [Site]
    let scenes: [Scene]
    /// The planned mining area, with the sites outside it left out.
    let plannedArea: [Coordinate]
    let plannedHoles: [[Coordinate]]
    let counties: [(id: String, name: String, ring: [Coordinate])]

    /// True offset of the Xian 1980 sheet against CGCS2000 in this district, metres east and north. No published operation knows it.
    static let xianShift = Coordinate(-62, 41)
    static let spacing = 2400.0
    static let columns = 8

    init(seed: UInt64, sites count: Int) {
        var random = SeededGenerator(seed: seed)
        let rows = (count + Self.columns - 1) / Self.columns
        // Zone 38 prefix in the easting: EPSG:4526, CGCS2000 / 3-degree Gauss-Kruger zone 38.
        let origin = Coordinate(38_560_000, 2_742_000)
        scenes = Self.makeScenes(&random, origin: origin, rows: rows)
        var planted: [Site] = []
        var holes: [[Coordinate]] = []
        for i in 0..<count {
            let c = Coordinate(
                origin.x + (Double(i % Self.columns) + 0.5) * Self.spacing, origin.y + (Double(i / Self.columns) + 0.5) * Self.spacing)
            let story = Story.allCases[i % Story.allCases.count]
            planted.append(SiteBuilder(number: i, story: story, center: c, sceneCount: 5).build(&random))
            if story == .outsidePlan { holes.append(rectangle(about: c, width: 1800, height: 1800, turn: 0).reversed()) }
        }
        sites = planted
        let (width, height) = (Double(Self.columns) * Self.spacing, Double(rows) * Self.spacing)
        func box(_ from: Double, _ to: Double, margin: Double) -> [Coordinate] {
            rectangle(
                about: Coordinate(origin.x + width * (from + to) / 2, origin.y + height / 2), width: width * (to - from) + 2 * margin,
                height: height + 2 * margin, turn: 0)
        }
        plannedArea = box(0, 1, margin: 600)
        plannedHoles = holes
        counties = [("C1", "Songxi County 松溪县", box(0, 0.5, margin: 0)), ("C2", "Baihe County 白河县", box(0.5, 1, margin: 0))]
    }

    private static func makeScenes(_ random: inout SeededGenerator, origin: Coordinate, rows: Int) -> [Scene] {
        let days = ["2024-06-15", "2024-12-15", "2025-02-15", "2025-03-15", "2025-04-15"]
        return days.enumerated().map { i, day in
            let sigma = 3.3
            let clouds = (0..<(i == 0 ? 0 : 3)).map { _ in
                (
                    center: Coordinate(
                        origin.x + random.uniform(0...Double(columns) * spacing), origin.y + random.uniform(0...Double(rows) * spacing)),
                    radius: random.uniform(500...1500)
                )
            }
            let shift = Coordinate(random.normal(sigma: sigma), random.normal(sigma: sigma))
            return Scene(id: "S2-" + day, day: day, shift: shift, sigma: sigma, clouds: clouds)
        }
    }
}

/// Builds the licences, workings and zones of one site.
struct SiteBuilder {
    let number: Int
    let story: Story
    let center: Coordinate
    let sceneCount: Int

    func build(_ random: inout SeededGenerator) -> Site {
        var site = Site(story: story)
        let turn = random.uniform(0...1.5)
        let shape = (0..<14).map { _ in random.uniform(0.8...1.2) }
        let growing = (0..<sceneCount).map { 60 + 12 * Double($0) }
        let steady = [Double](repeating: 90, count: sceneCount)
        let startsLate: [Double] = [0, 0] + (2..<sceneCount).map { 70 + 15 * Double($0 - 2) }
        func pit(_ radii: [Double], at offset: Coordinate = Coordinate(0, 0), kind: String = "pit") -> PlantedPit {
            PlantedPit(center: Coordinate(center.x + offset.x, center.y + offset.y), shape: shape, radii: radii, tongue: nil, kind: kind)
        }
        let roomy = rectangle(about: center, width: 700, height: 600, turn: turn)
        switch story {
        case .lawfulInside: (site.licences, site.pits) = ([licence(roomy)], [pit(growing)])
        case .lawfulXian:
            let tight = starRing(about: center, radius: 145, shape: shape)
            (site.licences, site.pits) = ([licence(tight, office: .xian1980)], [pit(growing)])
        case .lawfulAtEdge:
            // Dug to the very boundary: every metre of image shift shows as an encroachment.
            let exact = starRing(about: center, radius: 110, shape: shape)
            (site.licences, site.pits) = ([licence(exact)], [pit([60, 80, 100, 109, 109.5])])
        case .lawfulTwoLicences:
            let west = rectangle(about: Coordinate(center.x - 300, center.y), width: 600, height: 500, turn: 0)
            let east = rectangle(about: Coordinate(center.x + 300, center.y), width: 600, height: 500, turn: 0)
            (site.licences, site.pits) = ([licence(west, suffix: "W"), licence(east, suffix: "E")], [pit(growing)])
        case .lawfulInSitu:
            site.licences = [licence(roomy, method: "in_situ_leaching")]
            site.pits = [(-120, -60), (0, 90), (130, -30)].map { dx, dy in
                pit([Double](repeating: 22, count: sceneCount), at: Coordinate(dx, dy), kind: "leach_pond")
            }
        case .lawfulOldScar: (site.licences, site.pits) = ([licence(roomy, to: "2024-09-30")], [pit(steady)])
        case .lawfulUntilExpiry: (site.licences, site.pits) = ([licence(roomy, to: "2025-04-15")], [pit(growing)])
        case .lawfulZoneScar:
            site.licences = [licence(roomy)]
            site.pits = [pit(steady)]
            site.zone = ("Z\(number)", rectangle(about: center, width: 400, height: 400, turn: turn), "2024-10-01")
        case .unlicensed: site.pits = [pit(startsLate)]
        case .tongue:
            site.licences = [licence(rectangle(about: center, width: 300, height: 420, turn: 0))]
            var dug = pit(growing)
            dug.tongue = (Coordinate(1.3, 0.2), 0.8)
            site.pits = [dug]
        case .expired:
            site.licences = [licence(roomy, to: "2024-09-30")]
            site.pits = [pit([60, 60, 90, 115, 140])]
        case .inZone:
            site.licences = [licence(roomy)]
            site.pits = [pit(startsLate)]
            site.zone = ("Z\(number)", rectangle(about: center, width: 600, height: 500, turn: turn), "2020-01-01")
        case .outsidePlan: (site.licences, site.pits) = ([licence(roomy)], [pit(growing)])
        }
        return site
    }

    private func licence(
        _ ring: [Coordinate], office: PlantedLicence.Office? = nil, suffix: String = "", to: String = "2030-12-31",
        method: String = "open_pit"
    ) -> PlantedLicence {
        PlantedLicence(
            id: "C36\(1000 + number)\(suffix)", office: office ?? (number % 2 == 0 ? .planeCoordinates : .geographic),
            corners: roundedToCentimetres(ring), validFrom: "2018-01-01", validTo: to, method: method)
    }
}
