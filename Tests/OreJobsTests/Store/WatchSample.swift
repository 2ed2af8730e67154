import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreStorage
import TestSupport

/// A small district as GeoJSON texts: what files deliver to a watch.
struct WatchSample {
    /// About 100 m at this latitude.
    static let step = 0.001

    static func feature(_ properties: String, _ x: Int, _ y: Int, _ width: Int, _ height: Int) -> String {
        func place(_ i: Int, _ j: Int) -> String { "[\(115 + Double(i) * step),\(25 + Double(j) * step)]" }
        let ring = [place(x, y), place(x + width, y), place(x + width, y + height), place(x, y + height), place(x, y)]
        return
            #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":"Polygon","coordinates":[[\#(ring.joined(separator: ","))]]}}"#
    }

    static func collection(_ features: [String]) -> String {
        #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ",\n"))]}"#
    }

    /// Licences on a grid, some of them ended.
    static func licences(_ random: inout SplitMix, count: Int = 8) -> [String] {
        (0..<count).map { i in
            let end = Bool.random(using: &random) ? #","valid_to":"2024-06-30""# : ""
            let properties = #""licence_id":"L\#(i)","holder":"H\#(i % 3)","valid_from":"2020-01-01","position_sigma_m":1\#(end)"#
            return feature(properties, i % 4 * 10, i / 4 * 10, Int.random(in: 3...6, using: &random), Int.random(in: 3...6, using: &random))
        }
    }

    /// One scene of footprints, some of them where earlier scenes have theirs.
    static func scene(_ name: String, on day: String, _ random: inout SplitMix, count: Int = 14) -> [String] {
        (0..<count).map { i in
            footprint(#""footprint_id":"\#(name)-\#(i)","scene_id":"\#(name)","observed_at":"\#(day)","source":"S2","#, &random)
        }
    }

    /// Footprints that share a few ids; without a name they state no scene and no source, without a day none.
    static func scene(_ name: String?, on day: String?, ids: Int, _ random: inout SplitMix, count: Int = 10) -> [String] {
        (0..<count).map { i in
            let scene = name.map { #""scene_id":"\#($0)","# } ?? ""
            return footprint(#""footprint_id":"\#(i % ids)",\#(scene)"# + (day.map { #""observed_at":"\#($0)","# } ?? ""), &random)
        }
    }

    private static func footprint(_ properties: String, _ random: inout SplitMix) -> String {
        feature(
            properties + #""position_sigma_m":4,"digitising_sigma_m":2"#, Int.random(in: 0...40, using: &random),
            Int.random(in: 0...20, using: &random), Int.random(in: 1...4, using: &random), Int.random(in: 1...4, using: &random))
    }

    /// What scenes looked at: a half of the district each.
    static func coverages(_ scenes: [(name: String, day: String)], _ random: inout SplitMix) -> [String] {
        scenes.map { name, day in
            feature(#""scene_id":"\#(name)","observed_at":"\#(day)""#, Int.random(in: -2...20, using: &random), -2, 30, 30)
        }
    }
}

/// A store in a temporary folder.
struct WatchedStore {
    let folder: TemporaryFolder
    let store: Store
    let rules: RuleSet
    private let memory = WatchMemory()

    init(rules: RuleSet) throws {
        self.rules = rules
        folder = try TemporaryFolder()
        store = try Store(path: folder.path("watch.db"), mode: .create)
    }

    @discardableResult
    func ingest(
        _ side: Side, _ features: [String], name: String, scope: DeliveryScope = .auto, asOf: Day? = nil, profile: Profile? = nil
    ) throws -> IngestedFile {
        let path = try folder.file(name, WatchSample.collection(features))
        var request = IngestRequest(input: SideInput(side, files: [path], profile: profile), receivedAt: "2026-01-01T00:00:00Z")
        (request.scope, request.asOf, request.isQuiet) = (scope, asOf, true)
        let files = try IngestRun(request, into: store).execute()
        return files[0]
    }

    @discardableResult
    func run(full: Bool = false, restarted: Bool = false, threads: Int = 1, on day: String = "2026-01-01") throws -> RunResult {
        var request = WatchRun.Request(startedAt: day + "T00:00:00Z")
        (request.isFull, request.ruleSet, request.threads) = (full, rules, threads)
        return try WatchRun(store, request, memory: restarted ? WatchMemory() : memory).execute()
    }

    /// Findings with their geometries, by id: what a run leaves behind.
    func findings() throws -> [String] {
        var found: [String] = []
        try store.forEachFinding(CaseFilter()) { found.append("\($0.finding) \(String(describing: $0.geometry)) \($0.incident ?? "-")") }
        return found.sorted()
    }

    func incidents() throws -> [Incident] { try store.incidents(CaseFilter()).sorted { $0.earliestFindingID < $1.earliestFindingID } }
}

extension RuleSet {
    static var withoutRegistration: RuleSet {
        var rules = RuleSet.standard
        rules.registration = .off
        return rules
    }
}
