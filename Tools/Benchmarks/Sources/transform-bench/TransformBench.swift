import OreGeometry
import OreReferencing

/// Task T2: random points, lon 109.5-112.5, lat 23-28, EPSG:4326 -> EPSG:4524 and back.
/// Usage: `transform-bench [points] [threads] [repetitions]`, or `transform-bench --gcj [points]` for the offsets of web maps.
@main
enum TransformBench {
    static func main() async throws {
        if CommandLine.arguments.contains("--gcj") {
            return WebMapBench.run(points: CommandLine.arguments.dropFirst().compactMap { Int($0) }.first ?? 1_000_000)
        }
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let points = arguments.first ?? 10_000_000
        let threads = arguments.dropFirst().first ?? 2
        let repetitions = arguments.dropFirst(2).first ?? 5
        print("PROJ \(ReferencingContext.projVersion), \(points) points, \(threads) threads")
        for repetition in 1...repetitions {
            let shares = (0..<threads).map { share in points * (share + 1) / threads - points * share / threads }
            let results = await withTaskGroup(of: Share?.self) { group in
                for (seed, count) in shares.enumerated() { group.addTask { Share(count: count, seed: UInt64(seed + 1)) } }
                var results: [Share] = []
                for await share in group { if let share { results.append(share) } }
                return results
            }
            let forward = results.map(\.forward).max() ?? .zero
            let back = results.map(\.back).max() ?? .zero
            let drift = results.map(\.drift).max() ?? .nan
            let perPoint = Double(threads) / Double(points) * 1e9
            print(
                "run \(repetition): forward \(forward) (\(forward / .seconds(1) * perPoint) ns per point and thread), back \(back)"
                    + " (\(back / .seconds(1) * perPoint) ns); largest round trip drift \(drift) degrees")
        }
    }
}

/// The work of one thread: its own context, its own points.
struct Share: Sendable {
    var forward: Duration
    var back: Duration
    var drift: Double

    init?(count: Int, seed: UInt64) {
        let context = ReferencingContext()
        guard let degrees = try? context.crs("EPSG:4326"), let zone = try? context.crs("EPSG:4524"),
            let there = try? context.transform(from: degrees, to: zone), let home = try? context.transform(from: zone, to: degrees)
        else { return nil }
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        let original = (0..<count).map { _ in Coordinate(109.5 + 3 * random(), 23 + 5 * random()) }
        var positions = original
        positions[0] = original[0]
        let clock = ContinuousClock()
        do {
            forward = try clock.measure { try there.apply(to: &positions) }
            back = try clock.measure { try home.apply(to: &positions) }
        } catch {
            return nil
        }
        drift = zip(original, positions).reduce(0) { max($0, abs($1.0.x - $1.1.x), abs($1.0.y - $1.1.y)) }
    }
}
