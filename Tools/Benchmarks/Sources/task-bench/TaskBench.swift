import Dispatch
import Foundation
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import Synchronization

/// Library calls of the benchmark tasks. Prints one JSON line with the seconds of the part that the task defines.
@main
enum TaskBench {
    static let threads = 2

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            FileHandle.standardError.write(Data("usage: task-bench T1 FILE | T4 FOLDER | T5 FOLDER\n".utf8))
            exit(64)
        }
        switch arguments[1] {
        case "T1": try readAndRepair(arguments[2])
        case "T4": try growth(arguments[2])
        case "T5": try incremental(arguments[2])
        default: exit(64)
        }
    }

    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let time = try clock.measure(body)
        return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }

    /// T1: one file to geometries and attributes in memory, invalid ones repaired.
    static func readAndRepair(_ path: String) throws {
        var layer: Layer?
        let time = try seconds { layer = try Layer(reading: SideInput(.footprints, files: [path]), threads: threads) }
        let repaired = layer?.inputs.first?.repaired ?? 0
        print("{\"T1\":\(time),\"features\":\(layer?.count ?? 0),\"repaired\":\(repaired)}")
    }

    /// T4: per licence and observation, the area of the union of footprints inside it.
    static func growth(_ folder: String) throws {
        let licences = try Layer(reading: SideInput(.licences, files: [folder + "/licences.geojson"]), threads: threads).licences()
        let batches = try Layer(reading: SideInput(.footprints, files: [folder + "/footprints.geojson"]), threads: threads).footprints()
        let results = Mutex((rows: 0, area: 0.0))
        let time = seconds {
            var geometry = GeometryColumns()
            var observed: [ObservationPeriod?] = []
            for batch in batches {
                for row in 0..<batch.count { geometry.append(row, of: batch.geometry) }
                observed += batch.observed
            }
            let (all, periods) = (geometry, observed)
            let tree = PackedRTree((0..<all.count).map { all.envelope(of: $0) })
            let next = Atomic(0)
            DispatchQueue.concurrentPerform(iterations: threads) { _ in
                let growth = LicenceGrowth()
                let proof = SimplicityProof()
                while true {
                    let first = next.wrappingAdd(64, ordering: .relaxed).oldValue
                    if first >= licences.count { break }
                    var (rows, area) = (0, 0.0)
                    for licence in first..<min(first + 64, licences.count) where licences.isSpatial(licence) {
                        let boundary = PreparedPolygon(licences.geometry, licence, proof: proof)
                        let found = try? growth.rows(
                            of: licence, boundary: boundary, footprints: all, observed: periods, index: tree)
                        for row in found ?? [] { (rows, area) = (rows + 1, area + row.area) }
                    }
                    results.withLock { $0 = ($0.rows + rows, $0.area + area) }
                }
            }
        }
        let (rows, area) = results.withLock { $0 }
        print("{\"T4\":\(time),\"T4_rows\":\(rows),\"T4_area\":\(area)}")
    }

    /// T5: licences and zones loaded and indexed; the time from a file of new footprints to findings in memory, median of 7.
    static func incremental(_ folder: String) throws {
        var request = DetectionRequest(footprints: SideInput(.footprints, files: [folder + "/incremental.geojson"]))
        request.licences = SideInput(.licences, files: [folder + "/licences.geojson"])
        request.zones = SideInput(.zones, files: [folder + "/zones.geojson"])
        request.ruleSet = try RuleSet.named(ProcessInfo.processInfo.environment["OREWATCH_RULES"] ?? "t3-rules.yaml")
        request.threads = threads
        request.isQuiet = true
        let loaded = try DetectionRun(request).load()
        var times: [Double] = []
        var findings = 0
        for _ in 0..<7 {
            let sink = Collector()
            times.append(try seconds { _ = try loaded.detect(into: sink) })
            findings = sink.count
        }
        print("{\"T5_median_s\":\(times.sorted()[3]),\"T5_findings\":\(findings)}")
    }
}

/// Keeps findings in memory.
final class Collector: FindingSink {
    private let found = Mutex([FindingBatch]())
    var wantsFootprints: Bool { false }
    var count: Int { found.withLock { $0.reduce(0) { $0 + $1.findings.count } } }
    func prepare(_ batch: DetectedBatch) -> FindingBatch { batch.findings }
    func receive(_ prepared: FindingBatch) { found.withLock { $0.append(prepared) } }
}
