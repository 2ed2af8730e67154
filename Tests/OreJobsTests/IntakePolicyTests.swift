import OreDetection
import OreFeatures
import OreJobs
import Testing

/// A defect and what intake does with it.
struct Defect: Sendable, CustomTestStringConvertible {
    enum Fate { case sound, turned, repaired, rebuilt, quarantined, skipped }
    let name: String
    let geometry: String
    let fate: Fate
    var testDescription: String { name }

    init(_ name: String, _ geometry: String, _ fate: Fate) { (self.name, self.geometry, self.fate) = (name, geometry, fate) }

    static let all = [
        Defect("sound", polygon(square), .sound),
        Defect("Z and M", polygon(square.replacing("],", with: ",7,8],").replacing(/\]$/) { _ in ",7,8]" }), .sound),
        Defect("clockwise", polygon("[115,25],[115,25.01],[115.01,25.01],[115.01,25],[115,25]"), .turned),
        Defect("duplicate point", polygon("[115,25],[115.01,25],[115.01,25],[115.01,25.01],[115,25.01],[115,25]"), .repaired),
        Defect("open by 0.5 m", polygon("[115,25],[115.01,25],[115.01,25.01],[115,25.01],[115,25.0000045]"), .repaired),
        Defect("open by 3 m", polygon("[115,25],[115.01,25],[115.01,25.01],[115,25.01],[115,25.000027]"), .quarantined),
        Defect("bow-tie", polygon("[115,25],[115.01,25.01],[115.01,25],[115,25.01],[115,25]"), .rebuilt),
        Defect("zero area", polygon("[115,25],[115.01,25],[115.02,25],[115,25]"), .quarantined),
        Defect("one point four times", polygon("[115,25],[115,25],[115,25],[115,25]"), .quarantined),
        Defect("two points", polygon("[115,25],[115.01,25]"), .quarantined),
        Defect("1e400", polygon(square.replacing("115.01,25.01", with: "1e400,25.01")), .quarantined),
        Defect("1e308", polygon(square.replacing("115.01,25.01", with: "1e308,25.01")), .quarantined),
        Defect("latitude 95", polygon(square.replacing("25.01", with: "95.01")), .quarantined),
        Defect("empty polygon", #"{"type":"Polygon","coordinates":[]}"#, .quarantined),
        Defect("point", #"{"type":"Point","coordinates":[115,25]}"#, .skipped),
        Defect("line", #"{"type":"LineString","coordinates":[[115,25],[115.01,25]]}"#, .skipped),
        Defect("no geometry", "null", .skipped),
    ]
}

@Test("Every defect has the fate that the ingest policy gives it, among sound neighbours", arguments: Defect.all)
func fates(_ defect: Defect) throws {
    let layer = try intake(collection([polygon(square), defect.geometry, polygon(square)]))
    let counts = layer.counts
    let isKept = ![Defect.Fate.quarantined, .skipped].contains(defect.fate)
    #expect(counts.read == 3)
    #expect(counts.stored == (isKept ? 3 : 2), "\(layer.reasons)")
    #expect(counts.quarantined == (defect.fate == .quarantined ? 1 : 0), "\(layer.reasons)")
    #expect(counts.skipped == (defect.fate == .skipped ? 1 : 0))
    #expect(counts.repaired == ([.turned, .repaired, .rebuilt].contains(defect.fate) ? 1 : 0), "\(layer.reasons)")
    #expect(counts.directionOnly == (defect.fate == .turned ? 1 : 0))
    #expect(layer.batches.flatMap(\.rebuiltRows) == (defect.fate == .rebuilt ? [1] : []))
    #expect(layer.batches.flatMap(\.isUsable) == [true, isKept, true])
}

@Test("Quarantine sets every invalid feature aside, refuse refuses the file for the first one")
func policies() throws {
    let bow = Defect.all.first { $0.name == "bow-tie" }?.geometry ?? "null"
    let text = collection([polygon(square), bow])
    let counts = try intake(text, invalid: .quarantine).counts
    #expect(counts.stored == 1 && counts.quarantined == 1 && counts.repaired == 0)
    let words = try #require(refusal { try intake(text, invalid: .refuse) })
    #expect(words.contains("feature 1") && words.contains("--on-invalid"))
    #expect(try intake(collection([polygon(square)]), invalid: .refuse).counts.stored == 1)
}

@Test("A licence without geometry is kept as not spatial")
func licenceWithoutGeometry() throws {
    let layer = try intake(collection([polygon(square), "null"]), .licences)
    #expect(layer.counts.stored == 2)
    let table = try layer.licences()
    #expect(table.count == 2 && table.notSpatialCount == 1)
}

@Test("A licence whose ring crossed itself is marked as repaired")
func repairedLicence() throws {
    let bow = Defect.all.first { $0.name == "bow-tie" }?.geometry ?? "null"
    let table = try intake(collection([polygon(square), bow]), .licences).licences()
    #expect(table.rows.map(\.wasRepaired) == [false, true])
}

@Test("The counts add up for any mix of sound and unsound features", arguments: 1...12)
func countsAddUp(_ seed: Int) throws {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
    // Mostly sound, so that the file as a whole is not refused.
    let picks = (0..<200).map { _ in next(2) == 0 ? Defect.all[0] : Defect.all[next(Defect.all.count)] }
    let layer = try intake(collection(picks.map(\.geometry)))
    let counts = layer.counts
    #expect(counts.read == picks.count, "seed \(seed)")
    #expect(counts.read == counts.stored + counts.quarantined + counts.skipped, "seed \(seed)")
    #expect(counts.quarantined == picks.count { $0.fate == .quarantined }, "seed \(seed)")
    #expect(counts.skipped == picks.count { $0.fate == .skipped }, "seed \(seed)")
    #expect(layer.batches.allSatisfy { $0.isUsable.count == $0.features.count })
    #expect(layer.inputs.map(\.stored) == [counts.stored])
}
