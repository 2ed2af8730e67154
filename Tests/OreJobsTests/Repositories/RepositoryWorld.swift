import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreStorage
import TestSupport
import Testing

typealias WatchRepositories = RegisterRepository & FootprintRepository & CaseRepository & RunRepository

/// Makes a store that holds what a world delivered and judged. Whatever keeps a watch's records gives one, and the whole suite runs on it.
protocol RepositoryFactory: Sendable, CustomTestStringConvertible {
    func repository(holding world: RepositoryWorld) throws -> any WatchRepositories
}

struct SQLiteRepositories: RepositoryFactory {
    var testDescription: String { "SQLite" }

    func repository(holding world: RepositoryWorld) throws -> any WatchRepositories { try store(holding: world).store }

    func store(holding world: RepositoryWorld) throws -> WatchedStore {
        let watched = try WatchedStore(rules: .withoutRegistration)
        for step in world.steps {
            switch step {
            case .deliver(let side, let name, let features, let day): try watched.ingest(side, features, name: name, asOf: day)
            case .run: try watched.run()
            }
        }
        return watched
    }
}

enum Repositories {
    /// Every kind of store that there is.
    static let all: [any RepositoryFactory] = [SQLiteRepositories()]
}

/// What happened to a store, in order.
struct RepositoryWorld {
    enum Step {
        case deliver(Side, name: String, [String], asOf: Day?)
        case run
    }

    private(set) var steps: [Step] = []
    static let districts = ["East", "West", "Łódź"]

    /// A register that changes, zones and districts, three scenes of which one has something wrong, and a run after each.
    init(seed: UInt64) {
        var random = SplitMix(state: seed)
        func licence(_ i: Int, holder: String) -> String {
            let properties = """
                "licence_id":"L\(i)","holder":"\(holder)","group":"G\(i % 2)","valid_from":"2020-01-01"\
                \(i % 3 == 0 ? #","valid_to":"2024-06-30""# : ""),"position_sigma_m":1
                """
            return WatchSample.feature(properties, i % 5 * 9, i / 5 * 10, 4 + i % 3, 5)
        }
        let licences = (0..<10).map { licence($0, holder: "H\($0 % 3)") }
        deliver(.licences, "register.geojson", licences)
        deliver(
            .zones, "zones.geojson",
            (0..<3).map { i in
                WatchSample.feature(#""zone_id":"Z\#(i)","name":"Reserve \#(i)","since":"2022-01-01""#, i * 14, 3, 9, 9)
            })
        deliver(
            .districts, "districts.geojson",
            Self.districts.enumerated().map { i, name in
                WatchSample.feature(#""district_id":"D\#(i)","name":"\#(name)""#, -5 + i * 18, -5, 18, 40)
            })
        for (i, day) in ["2024-03-01", "2024-09-01", "2025-03-01"].enumerated() {
            var scene = WatchSample.scene("S\(i)", on: day, &random, count: 24)
            if i == 1 {
                let point = #"[115,25]"#
                scene.append(
                    #"{"type":"Feature","properties":{"footprint_id":"bad","scene_id":"S1","observed_at":"2024-09-01"},"#
                        + #""geometry":{"type":"Polygon","coordinates":[[\#(point),\#(point),\#(point),\#(point)]]}}"#)
            }
            deliver(.footprints, "S\(i).geojson", scene)
            steps.append(.run)
            if i == 1 {
                deliver(.licences, "register.geojson", [licence(0, holder: "New")] + licences.dropFirst().dropLast())
                steps.append(.run)
            }
        }
    }

    private mutating func deliver(_ side: Side, _ name: String, _ features: [String]) {
        steps.append(.deliver(side, name: name, features, asOf: nil))
    }
}
