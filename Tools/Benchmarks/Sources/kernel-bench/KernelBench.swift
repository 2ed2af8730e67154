import Foundation
import OreGeometry

/// Times the geometry of detection alone, on one thread: proof, index, overlay, area, depth.
///
///     swift run -c release --package-path Tools/Benchmarks kernel-bench DIRECTORY [--check]
///
/// DIRECTORY holds footprints.geojson, licences.geojson and zones.geojson, one feature a line. `--check` compares every overlay that the
/// kernel decided itself with the topology engine, and every area with GeographicLib's.
@main
enum KernelBench {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let directory = arguments.first else {
            print("usage: kernel-bench DIRECTORY [--check]")
            return
        }
        let footprints = try Layer(directory + "/footprints.geojson")
        let licences = try Layer(directory + "/licences.geojson")
        let zones = try Layer(directory + "/zones.geojson")
        let positions = footprints.columns.coordinates.count
        print("footprints \(footprints.columns.count), \(positions) positions")
        print("licences \(licences.columns.count), zones \(zones.columns.count)")

        let proof = SimplicityProof()
        var sound: [Int] = []
        measure("simplicity proof", per: positions, "position") {
            sound = (0..<footprints.columns.count).filter { proof.proves($0, in: footprints.columns) }
        }
        print("  unproven footprints: \(footprints.columns.count - sound.count)")
        var masks: [PreparedPolygon] = []
        measure("prepare licences", per: licences.columns.coordinates.count, "position") {
            masks = (0..<licences.columns.count).map { PreparedPolygon(licences.columns, $0, proof: proof) }
        }
        print("  unproven licences: \(masks.filter { !$0.isProvenSimple }.count)")
        var areas: [PreparedPolygon] = []
        measure("prepare zones", per: zones.columns.coordinates.count, "position") {
            areas = (0..<zones.columns.count).map { PreparedPolygon(zones.columns, $0, proof: proof) }
        }
        var tree = PackedRTree([])
        measure("index licences", per: masks.count, "box") { tree = PackedRTree(masks.map(\.envelope)) }
        print("  unproven zones: \(areas.filter { !$0.isProvenSimple }.count)")
        let zoneTree = PackedRTree(areas.map(\.envelope))
        var envelopes: [Envelope] = []
        measure("envelopes", per: positions, "position") {
            envelopes = (0..<footprints.columns.count).map { footprints.columns.envelope(of: $0) }
        }
        var boxes = 0
        var found: [UInt32] = []
        measure("query", per: envelopes.count, "footprint") {
            for envelope in envelopes {
                found.removeAll(keepingCapacity: true)
                tree.query(envelope, into: &found)
                boxes += found.count
            }
        }
        print("  boxes met: \(boxes)")
        let measureArea = EllipsoidalArea(.wgs84)
        var total = 0.0
        measure("ellipsoidal area", per: positions, "position") {
            for i in 0..<footprints.columns.count { total += measureArea.area(of: i, in: footprints.columns) }
        }
        print("  total \(total) m2")

        let kernel = OverlayKernel(engine: TopologyEngine())
        var pairs: [(footprint: Int, masks: [PreparedPolygon])] = []
        for i in sound {
            found.removeAll(keepingCapacity: true)
            tree.query(envelopes[i], into: &found)
            let day = footprints.observed[i]
            let candidates = found.sorted().map(Int.init).filter { licences.from[$0] <= day && day <= licences.to[$0] }
            let near = candidates.filter { kernel.intersects(i, in: footprints.columns, masks[$0]) }
            if !near.isEmpty { pairs.append((i, near.map { masks[$0] })) }
        }
        let count = pairs.reduce(0) { $0 + $1.masks.count }
        print("  pairs that intersect in date: \(count), footprints \(pairs.count)")
        var parts: [(pair: Int, part: GeometryColumns)] = []
        var covered = 0
        var whole = 0
        try measure("differences", per: count, "pair") {
            for (p, pair) in pairs.enumerated() {
                switch try kernel.difference(of: pair.footprint, in: footprints.columns, minus: pair.masks) {
                case .empty: covered += 1
                case .whole: whole += 1
                case .part(let part): parts.append((p, part))
                }
            }
        }
        print("  covered \(covered), whole \(whole), parts \(parts.count), by the engine \(kernel.engineOverlays)")
        var outside = 0.0
        measure("areas of parts", per: parts.count, "part") { for (_, part) in parts { outside += measureArea.area(of: 0, in: part) } }
        print("  outside \(outside) m2")
        let metric = LocalMetric(.wgs84, latitude: 26)
        var deepest = 0.0
        measure("depth of parts", per: parts.count, "part") {
            for (p, part) in parts { deepest = max(deepest, metric.maximumDepth(of: 0, in: part, from: pairs[p].masks)) }
        }
        measure("label points", per: parts.count, "part") { for (_, part) in parts { _ = LocalMetric.interiorPoint(of: 0, in: part) } }
        let before = kernel.engineOverlays
        var zonePairs = 0
        var inZone = 0.0
        var zoneParts: [(footprint: Int, zone: Int, part: GeometryColumns)] = []
        try measure("zone intersections", per: sound.count, "footprint") {
            for i in sound {
                found.removeAll(keepingCapacity: true)
                zoneTree.query(envelopes[i], into: &found)
                for zone in found {
                    switch try kernel.intersection(of: i, in: footprints.columns, with: areas[Int(zone)]) {
                    case .empty: break
                    case .whole: inZone += measureArea.area(of: i, in: footprints.columns)
                    case .part(let part):
                        zonePairs += 1
                        inZone += measureArea.area(of: 0, in: part)
                        zoneParts.append((i, Int(zone), part))
                    }
                }
            }
        }
        print("  cut \(zonePairs), by the engine \(kernel.engineOverlays - before), inside \(inZone) m2")
        if arguments.contains("--check") {
            let judge = TopologyEngine()
            let proven = Set(sound)
            let doubted = (0..<footprints.columns.count).filter { !proven.contains($0) }
            print("  unproven but valid: \(doubted.filter { judge.validity(of: $0, in: footprints.columns) == nil }.count)")
            print("  proven but invalid: \(sound.filter { judge.validity(of: $0, in: footprints.columns) != nil }.count)")
            try check(footprints.columns, pairs, parts)
            let engine = TopologyEngine()
            var worst = 0.0
            for (footprint, zone, part) in zoneParts {
                guard let shape = footprints.columns.geometry(at: footprint), let mine = part.geometry(at: 0) else { continue }
                let other = try engine.intersection(shape, areas[zone].geometry)
                worst = max(worst, abs(measureArea.area(of: mine) - measureArea.area(of: other)))
                if engine.validity(of: mine) != nil { print("  invalid zone part of footprint \(footprint)") }
            }
            print("  zones against the engine: worst difference \(worst) m2")
        }
    }

    /// Compares with the topology engine, whose differences take minutes.
    static func check(
        _ footprints: GeometryColumns, _ pairs: [(footprint: Int, masks: [PreparedPolygon])], _ parts: [(pair: Int, part: GeometryColumns)]
    ) throws {
        let engine = TopologyEngine()
        let area = EllipsoidalArea(.wgs84)
        let byPair = Dictionary(uniqueKeysWithValues: parts.map { ($0.pair, $0.part) })
        var worst = 0.0
        var invalid = 0
        for (p, pair) in pairs.enumerated() {
            guard let shape = footprints.geometry(at: pair.footprint) else { continue }
            let union = try engine.unaryUnion(pair.masks.map(\.geometry))
            let other = area.area(of: try engine.difference(shape, union))
            let mine = byPair[p].map { area.area(of: 0, in: $0) } ?? 0
            if abs(mine - other) > max(1e-3, 1e-9 * other) { print("  footprint \(pair.footprint): \(mine) here, \(other) by the engine") }
            worst = max(worst, abs(mine - other))
            if let part = byPair[p], engine.validity(of: 0, in: part) != nil { invalid += 1 }
        }
        print("  differences against the engine: worst \(worst) m2, invalid \(invalid)")
    }

    /// Processor time of the process, so that a busy machine disturbs less.
    static func processorTime() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func measure(_ name: String, per count: Int, _ unit: String, _ body: () throws -> Void) rethrows {
        let start = processorTime()
        try body()
        let seconds = Double(processorTime() - start) * 1e-9
        let each = seconds * 1e9 / Double(max(1, count))
        print(String(format: "%-22@ %8.1f ms  %9.1f ns a %@", name as NSString, seconds * 1000, each, unit as NSString))
    }
}
