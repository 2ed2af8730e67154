import Foundation
import OreFeatures
import OreGeometry
import Synchronization

/// Reads a file as detection does and prints the cost: `read-bench FILE [THREADS] [FIELD,FIELD]`.
@main
enum ReadBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            print("usage: read-bench FILE [THREADS] [FIELD,FIELD]")
            return
        }
        let threads = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1
        let fields = arguments.count > 3 ? arguments[3].split(separator: ",").map(String.init) : nil
        let start = ContinuousClock.now
        let source = try FeatureFile.open(arguments[1], options: ReadOptions(fields: fields))
        let positions = Mutex(0)
        let defects = Mutex(0)
        let summary = try source.process(
            threads: threads, progress: nil, makeWorker: {},
            map: { (_: inout Void, batch: FeatureBatch) in (batch.geometry.coordinates.count, batch.defects.count) },
            consume: { counts in
                positions.withLock { $0 += counts.0 }
                defects.withLock { $0 += counts.1 }
            })
        let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
        var usage = rusage()
        getrusage(0, &usage)  // this process
        let user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
        let system = Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
        let megabytes = Double(source.info.byteCount) / 1e6
        print("\(summary.featureCount) features, \(positions.withLock { $0 }) positions, \(defects.withLock { $0 }) defects")
        print("wall \(seconds) s (\(Int(megabytes / seconds)) MB/s), user \(user) s, system \(system) s, peak \(usage.ru_maxrss / 1024) MB")
        print("sha256 \(summary.sha256)")
    }
}
