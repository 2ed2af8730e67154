extension LocalMetric {
    /// A position well inside polygon `index`, for a label: the middle of the widest span of three horizontal lines through the polygon.
    /// - Returns: a position whose location is the interior by exact test; `nil` when the geometry has no interior or is too thin to hold a
    ///   representable position on any of the lines.
    /// - Complexity: O(n) for each line.
    public static func interiorPoint(of index: Int, in columns: GeometryColumns) -> Coordinate? {
        guard columns.kinds[index]?.isPolygonal == true else { return nil }
        let envelope = columns.envelope(of: index)
        guard !envelope.isEmpty else { return nil }
        return columns.coordinates.withUnsafeBufferPointer { coordinates in
            let best = [0.5, 0.3, 0.7].compactMap { widestSpan(index, columns, coordinates, envelope, share: $0) }
                .max { $0.width < $1.width }
            if let best { return best.middle }
            // Thin or low shapes: more lines, the first that serves.
            return (1..<64).lazy
                .compactMap { widestSpan(index, columns, coordinates, envelope, share: Double($0) / 64 + 0.003) }
                .first?.middle
        }
    }

    /// The widest span inside the polygon on one horizontal line, when its middle is certainly interior.
    private static func widestSpan(
        _ index: Int, _ columns: GeometryColumns, _ coordinates: UnsafeBufferPointer<Coordinate>, _ envelope: Envelope, share: Double
    ) -> (middle: Coordinate, width: Double)? {
        let y = envelope.minY + (envelope.maxY - envelope.minY) * share
        var crossings: [Double] = []
        for ring in columns.rings(of: index) {
            for i in columns.positions(ofRing: ring).dropLast() {
                let (a, b) = (coordinates[i], coordinates[i + 1])
                guard (a.y > y) != (b.y > y) else { continue }
                crossings.append(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x))
            }
        }
        crossings.sort()
        var best: (middle: Coordinate, width: Double)?
        for i in stride(from: 0, to: crossings.count - 1, by: 2) where crossings[i + 1] - crossings[i] > best?.width ?? 0 {
            best = (Coordinate((crossings[i] + crossings[i + 1]) / 2, y), crossings[i + 1] - crossings[i])
        }
        guard let best, columns.location(of: best.middle, in: index, coordinates) == .interior else { return nil }
        return best
    }
}
