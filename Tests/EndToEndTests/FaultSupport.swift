import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreStorage
import TestSupport
import Testing

/// A small world in files, and stores made of it by the real program.
struct FaultWorld {
    let folder: TemporaryFolder
    let licences: String
    let footprints: [String]

    init(footprintsPerFile: Int = 300, files: Int = 3) throws {
        let folder = try TemporaryFolder()
        var random = SplitMix(seed: 7)
        self.folder = folder
        licences = try folder.file(
            "licences.geojson",
            Self.collection(
                (0..<200).map { i in
                    Self.feature(
                        #""licence_id":"L\#(i)","valid_from":"2020-01-01","valid_to":"2030-12-31","position_sigma_m":1"#,
                        x: 114 + Double(i % 20) * 0.02, y: 25 + Double(i / 20) * 0.02, size: 0.012)
                }))
        footprints = try (0..<files).map { n in
            try folder.file(
                "footprints-\(n).geojson",
                Self.collection(
                    (0..<footprintsPerFile).map { i in
                        Self.feature(
                            #""footprint_id":"F\#(n)-\#(i)","scene_id":"S\#(n)","observed_at":"2025-0\#(n + 1)-15","position_sigma_m":1"#,
                            x: 114 + random.unit() * 0.4, y: 25 + random.unit() * 0.2, size: 0.0008 + random.unit() * 0.001)
                    }))
        }
    }

    static func collection(_ features: [String]) -> String {
        #"{"type":"FeatureCollection","features":["# + "\n" + features.joined(separator: ",\n") + "\n]}"
    }

    static func feature(_ properties: String, x: Double, y: Double, size: Double) -> String {
        func at(_ dx: Double, _ dy: Double) -> String { String(format: "[%.7f,%.7f]", x + dx * size, y + dy * size) }
        let ring = [at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0)].joined(separator: ",")
        return #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":"Polygon","coordinates":[[\#(ring)]]}}"#
    }

    func path(_ name: String) -> String { folder.path(name) }

    static func ingest(_ store: String, _ kind: String, _ files: [String], _ more: [String] = []) -> [String] {
        ["ingest", "--quiet", "--store", store, "--as", kind] + more + files
    }

    /// Everything ingested and judged, undisturbed.
    func whole(_ name: String) throws -> String {
        let store = path(name)
        try run(Self.ingest(store, "licences", [licences]))
        try run(Self.ingest(store, "footprints", footprints))
        try run(["run", "--quiet", "--store", store])
        return store
    }
}

/// What a store says, whatever the numbers of its rows and commits: equal for stores that hold the same.
struct StoreContents: Equatable {
    var licences: [String]
    var footprints: [String]
    var findings: [String]
    var incidents: [Incident]

    init(_ path: String) throws {
        let store = try Store(path: path, mode: .readOnly)
        licences = try store.licences(asOf: nil).rows.map { "\($0)" }
        let shapes = try store.footprintShapes(meeting: Envelope(minX: -180, minY: -90, maxX: 180, maxY: 90))
        footprints = shapes.ids.indices.map { shapes.ids[$0] + "\(String(describing: shapes.geometry.geometry(at: $0)))" }.sorted()
        var found: [String] = []
        try store.forEachFinding(CaseFilter()) {
            found.append("\($0.finding) \($0.scene) \($0.incident ?? "") \(String(describing: $0.geometry))")
        }
        findings = found.sorted()
        incidents = try store.incidents(CaseFilter())
        try store.close()
    }
}

/// What the machine lets a test do.
enum Machine {
    static let rounds = Int(ProcessInfo.processInfo.environment["OREWATCH_FAULT_ROUNDS"] ?? "") ?? 12

    /// May this process mount file systems that nobody else sees?
    static let canMount = (try? shell("unshare -m true && unshare -m sh -c 'mount -t tmpfs -o size=64k none /mnt'").exitCode) == 0
    static let canTrace = (try? shell("strace -o /dev/null true").exitCode) == 0
    static let mountSkip: Comment = "needs root and unshare to mount a small file system"
    static let traceSkip: Comment = "needs strace"

    static func shell(_ script: String) throws -> RunningProgram.Ended { try RunningProgram("/bin/sh", ["-c", script]).ended() }
}

/// The store is sound by its own account.
func expectSound(_ store: String, _ location: SourceLocation = #_sourceLocation) throws {
    let outcome = try orewatch.run(["store", "check", "--store", store])
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.standardError)", sourceLocation: location)
}
