import Foundation
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport

/// SplitMix64: the same world for the same seed.
struct WorldRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }
    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func happens(_ share: Double) -> Bool { number(0...1) < share }
}

/// A random small world: licences on a grid whose neighbours share edges, some of them dated or stopped or of unknown datum; zones, planned
/// areas and districts; scenes with coverage and clouds; footprints dug to their boundary, across it, or anywhere.
struct SmallWorld {
    struct Mark: Hashable {
        var footprint: Footprint
        var geometry: Geometry
    }

    /// A licence, zone or district with its outline.
    struct Row<Value> {
        var value: Value
        var geometry: Geometry
    }

    struct Sight {
        var scene: OreDetection.Scene
        var coverage: Geometry?
        var clouds: Geometry?
    }

    struct Registered {
        var status: RegistrationAudit.SceneStatus
        var shift: ShiftEstimate
        var withoutFootprint: [String: ShiftEstimate] = [:]
    }

    var licences: [Row<Licence>] = []
    var zones: [Row<Zone>] = []
    var districts: [Row<District>] = []
    var scenes: [Sight] = []
    var footprints: [Mark] = []
    var rules = RuleSet.standard
    var datumSigma = 0.0
    /// What a registration audit says of scenes, by id; none is in use while this is empty.
    var registered: [String: Registered] = [:]
    /// Holders whose licences are displaced together.
    var displacedHolders: Set<String> = []
    private var made = 0

    static let side = 8000.0
    private static let metric = LocalMetric(.wgs84, latitude: 25)

    static func place(_ east: Double, _ north: Double) -> Coordinate {
        Coordinate(115 + east / metric.metresPerUnitX, 25 + north / metric.metresPerUnitY)
    }

    private static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Geometry {
        polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    }

    private static func polygon(_ corners: [(Double, Double)]) -> Geometry {
        let positions = corners.map { place($0.0, $0.1) }
        return .polygon(Polygon(exterior: Ring(positions + [positions[0]])))
    }

    init(_ random: inout WorldRandom) {
        if random.happens(0.5) { rules.freezeDate = Day(daysSince1970: 19_500) }
        if random.happens(0.2) { rules.positionModel = .off }
        if random.happens(0.2) { rules.ballparkReach = 300 }
        if random.happens(0.5) { rules.registerMargin = 200 }
        for _ in 0..<random.number(8..<26) { addLicence(&random) }
        for _ in 0..<random.number(1..<5) { addZone(&random) }
        for x in 0..<2 {
            for y in 0..<2 { addDistrict(x, y) }
        }
        for _ in 0..<3 { addScene(&random) }
        for _ in 0..<random.number(30..<60) { addFootprint(&random) }
        if random.happens(0.6) {
            if random.happens(0.3) { rules.registration = .correct }
            for scene in scenes { register(scene.scene.id, &random) }
        }
    }

    private mutating func name(_ letter: String) -> String {
        made += 1
        return letter + "\(made)"
    }

    private func randomDay(_ random: inout WorldRandom) -> Day { Day(daysSince1970: Int32(random.number(18_500..<20_300))) }

    // MARK: Adding

    /// On a grid, so that some neighbours share edges and corners.
    mutating func addLicence(_ random: inout WorldRandom) {
        let (x, y) = (Double(random.number(0..<10)) * 800, Double(random.number(0..<10)) * 800)
        var licence = Licence(id: random.happens(0.1) ? "L-twice" : name("L"))
        describe(&licence, &random)
        let width = random.happens(0.5) ? 800 : random.number(150...700)
        licences.append(Row(value: licence, geometry: Self.box(x, y, width, random.happens(0.5) ? 800 : width)))
    }

    private func describe(_ licence: inout Licence, _ random: inout WorldRandom) {
        if random.happens(0.6) { licence.positionSigma = random.number(0.5...8) }
        if random.happens(0.4) { licence.validFrom = randomDay(&random) }
        if random.happens(0.4) { licence.validTo = randomDay(&random) }
        licence.events = random.happens(0.4) ? [LicenceEvent(random.happens(0.6) ? .stopped : .suspended, on: randomDay(&random))] : []
        licence.isBallpark = random.happens(0.05)
        licence.wasRepaired = random.happens(0.1)
        licence.holder = "H\(random.number(0..<6))"
        licence.sheet = "sheet\(random.number(0..<2))"
    }

    mutating func addZone(_ random: inout WorldRandom) {
        var zone = Zone(id: random.happens(0.2) ? "Z-twice" : name("Z"), kind: random.happens(0.75) ? .forbidden : .plannedArea)
        if random.happens(0.5) { zone.since = randomDay(&random) }
        if random.happens(0.2) { zone.until = randomDay(&random) }
        let (x, y) = (random.number(-500...7000), random.number(-500...7000))
        zones.append(Row(value: zone, geometry: Self.box(x, y, random.number(300...2500), random.number(300...2500))))
    }

    private mutating func addDistrict(_ x: Int, _ y: Int) {
        let half = Self.side / 2
        let geometry = Self.box(Double(x) * half - 500, Double(y) * half - 500, half + (x == 0 ? 0 : 1000), half + (y == 0 ? 0 : 1000))
        districts.append(Row(value: District(id: "D\(x)\(y)", name: "District \(x)\(y)"), geometry: geometry))
    }

    mutating func addScene(_ random: inout WorldRandom) {
        var scene = OreDetection.Scene(id: name("S"), period: ObservationPeriod(randomDay(&random)))
        if random.happens(0.2) { scene.content = .change }
        let (x, y) = (random.number(-2000...2000), random.number(-2000...2000))
        let coverage = random.happens(0.8) ? Self.box(x, y, random.number(4000...9000), random.number(4000...9000)) : nil
        let clouds = random.happens(0.5) ? Self.box(x + 500, y + 500, random.number(300...3000), random.number(300...3000)) : nil
        scenes.append(Sight(scene: scene, coverage: coverage, clouds: clouds))
    }

    /// As an audit may have found a scene: within its budget, far beyond it, or not to be told.
    private mutating func register(_ id: String, _ random: inout WorldRandom) {
        let status: RegistrationAudit.SceneStatus = [.notEstimable, .withinBudget, .withinBudget, .beyondBudget][random.number(0..<4)]
        let span = status == .beyondBudget ? 110.0 : 12
        func shift() -> ShiftEstimate {
            ShiftEstimate(
                east: random.number(-span...span), north: random.number(-span...span), varianceEast: random.number(0.5...9),
                varianceNorth: random.number(0.5...9))
        }
        var found = Registered(status: status, shift: shift())
        if status == .withinBudget, random.happens(0.4) {
            for mark in footprints where mark.footprint.sceneID == id { found.withoutFootprint[mark.footprint.id] = shift() }
        }
        registered[id] = found
    }

    private mutating func registerAnew(_ random: inout WorldRandom) {
        guard let id = registered.keys.sorted().randomElement(using: &random) else { return }
        switch random.number(0..<3) {
        case 0: register(id, &random)
        case 1:
            let holder = "H\(random.number(0..<6))"
            if displacedHolders.remove(holder) == nil { displacedHolders.insert(holder) }
        default:
            guard let footprint = registered[id]?.withoutFootprint.keys.sorted().first else { return register(id, &random) }
            registered[id]?.withoutFootprint[footprint]?.east += 1
        }
    }

    mutating func addFootprint(_ random: inout WorldRandom) {
        let scene = scenes.randomElement(using: &random)?.scene
        var footprint = Footprint(id: name("F"), observed: random.happens(0.9) ? scene?.period : nil)
        if random.happens(0.1), let day = footprint.observed?.to {
            footprint.observed = ObservationPeriod(from: Day(daysSince1970: day.daysSince1970 - 90), to: day)
        }
        footprint.sceneID = random.happens(0.95) ? scene?.id : nil
        if random.happens(0.7) { (footprint.positionSigma, footprint.digitisingSigma) = (random.number(2...12), 3.5) }
        footprints.append(Mark(footprint: footprint, geometry: outline(&random)))
    }

    private func outline(_ random: inout WorldRandom) -> Geometry {
        if random.happens(0.2), let other = footprints.randomElement(using: &random) { return moved(other.geometry, &random) }
        if random.happens(0.6), let licence = licences.randomElement(using: &random) { return moved(licence.geometry, &random) }
        let (x, y, size) = (random.number(-1000...9000), random.number(-1000...9000), random.number(20...400))
        return Self.polygon(
            (0..<7).map { k in
                let (angle, radius) = (Double(k) / 7 * 2 * Double.pi, size * random.number(0.5...1))
                return (x + radius * cos(angle), y + radius * sin(angle))
            })
    }

    /// As an image shows it: shrunk or grown a little, and shifted by metres; sometimes far off.
    private func moved(_ geometry: Geometry, _ random: inout WorldRandom) -> Geometry {
        var columns = GeometryColumns()
        columns.append(geometry)
        let middle = columns.envelope(of: 0).center
        let scale = random.happens(0.5) ? 1 : random.number(0.6...1.2)
        let east = random.happens(0.2) ? random.number(-400...400) : random.number(-15...15)
        let shift = Self.place(east, random.number(-15...15))
        for k in columns.coordinates.indices {
            let c = columns.coordinates[k]
            columns.coordinates[k] = Coordinate(
                middle.x + (c.x - middle.x) * scale + shift.x - 115, middle.y + (c.y - middle.y) * scale + shift.y - 25)
        }
        return columns.geometry(at: 0) ?? geometry
    }

    // MARK: Changing

    /// One change such as a delivery brings.
    mutating func change(_ random: inout WorldRandom) {
        switch random.number(0..<19) {
        case 0: addLicence(&random)
        case 1: if !licences.isEmpty { licences.remove(at: random.number(0..<licences.count)) }
        case 2, 3:
            guard !licences.isEmpty else { return }
            describe(&licences[random.number(0..<licences.count)].value, &random)
        case 4:
            guard !licences.isEmpty else { return }
            let row = random.number(0..<licences.count)
            licences[row].geometry = moved(licences[row].geometry, &random)
        case 5: addZone(&random)
        case 6: if zones.count > 1 { zones.remove(at: random.number(0..<zones.count)) }
        case 7: if !zones.isEmpty { zones[random.number(0..<zones.count)].value.since = randomDay(&random) }
        case 8: districts[random.number(0..<districts.count)].value.name = name("renamed ")
        case 9, 10, 11:
            addScene(&random)
            for _ in 0..<random.number(1..<8) { addFootprint(&random) }
        case 12: if !footprints.isEmpty { footprints.remove(at: random.number(0..<footprints.count)) }
        case 13:
            guard !footprints.isEmpty else { return }
            let row = random.number(0..<footprints.count)
            footprints[row].geometry = moved(footprints[row].geometry, &random)
        case 15, 16, 17: registerAnew(&random)
        case 14: scenes[random.number(0..<scenes.count)].clouds = Self.box(random.number(0...4000), random.number(0...4000), 2500, 2500)
        default:
            if random.happens(0.2) { datumSigma += 0.5 }
            if random.happens(0.2) { rules.outOfBoundary.minimumArea += 100 }
            scenes[random.number(0..<scenes.count)].coverage = Self.box(random.number(-1000...1000), 0, 7000, 7000)
        }
    }

    // MARK: As tables

    var licenceTable: LicenceTable { licences.reduce(into: LicenceTable()) { $0.append($1.value, $1.geometry) } }
    var zoneTable: ZoneTable { zones.reduce(into: ZoneTable()) { $0.append($1.value, $1.geometry) } }
    var districtTable: DistrictTable { districts.reduce(into: DistrictTable()) { $0.append($1.value, $1.geometry) } }
    var sceneTable: SceneTable { scenes.reduce(into: SceneTable()) { $0.append($1.scene, coverage: $1.coverage, clouds: $1.clouds) } }

    static func batch(_ marks: some Sequence<Mark>) -> FootprintBatch {
        marks.reduce(into: FootprintBatch()) { $0.append($1.footprint, $1.geometry) }
    }
}
