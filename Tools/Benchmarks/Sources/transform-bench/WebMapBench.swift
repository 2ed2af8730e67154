import OreGeometry
import OreReferencing

/// Random positions over the whole area of the web-map offsets: forward, back, and how far each comes back from where it was.
enum WebMapBench {
    static func run(points: Int) {
        var state: UInt64 = 20_251_122
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        let area = WebMapOffset.area
        let positions = (0..<points).map { _ in Coordinate(area.minX + area.width * random(), area.minY + area.height * random()) }
        let clock = ContinuousClock()
        for offset in WebMapOffset.allCases {
            var images = positions
            let forward = clock.measure { for i in images.indices { images[i] = offset.image(of: images[i]) } }
            let offsets = zip(positions, images).map { LocalMetric(.wgs84, latitude: $0.y).distance($0, $1) }
            let back = clock.measure { for i in images.indices { images[i] = offset.original(of: images[i]) } }
            let drift = zip(positions, images).reduce(0.0) { max($0, LocalMetric(.wgs84, latitude: $1.0.y).distance($1.0, $1.1)) }
            let each = 1e9 / Double(max(points, 1))
            print(
                "\(offset.rawValue), \(points) points: offsets \(offsets.min() ?? 0) to \(offsets.max() ?? 0) m; forward \(forward / .seconds(1) * each) ns, "
                    + "back \(back / .seconds(1) * each) ns per point; largest round trip error \(drift) m")
        }
    }
}
