internal import OreFeatures
internal import OreGeometry

extension BatchEvaluation {
    /// The part less everything that was observed to its last before `since`, and whether the place had been observed by then at all: by an
    /// earlier footprint that meets this one, or by a scene that covers the part without clouds.
    func newlyDisturbed(_ part: FootprintPart, since: Day) throws(TopologyError) -> (part: FootprintPart?, hasPrior: Bool) {
        guard rules.requiresPriorObservation, let history else { return (part, false) }
        let earlier = history.observations(meeting: envelope, before: since).filter { worker.meets(footprint, $0) }
        guard !earlier.isEmpty else { return (part, try history.hasClearView(of: part, before: since, using: worker)) }
        let fresh = try worker.subtract(earlier, from: part)
        return (rules.positionModel == .on ? fresh.flatMap(withoutMisregistration) : fresh, true)
    }

    /// The polygons of a difference between scenes that are wider than the scenes' misregistration.
    ///
    /// Two scenes never lie exactly on each other: an unchanged pit differs by a rim along its boundary, as wide as the shift between them.
    /// A polygon of mean width `2 area / perimeter` up to the tolerance of two such outlines is such a rim and accuses nobody. Growth by less
    /// than that along the whole boundary is not seen either; it is counted as below the threshold.
    private func withoutMisregistration(_ part: FootprintPart) -> FootprintPart? {
        let tolerance = registrationTolerance
        let metric = worker.metric(at: part.columns.envelope(of: part.index).center.y)
        var kept = GeometryColumns()
        let polygons = part.columns.polygons(at: part.index).filter { polygon in
            let length = polygon.rings.reduce(0) { $0 + metric.length(of: $1) }
            return length > 0 && 2 * worker.area.area(of: polygon) / length > tolerance
        }
        guard !polygons.isEmpty else { return nil }
        kept.append(polygons.count == 1 ? .polygon(polygons[0]) : .multiPolygon(MultiPolygon(polygons)))
        return FootprintPart(kept)
    }

    /// The distance between two outlines of one unchanged boundary that position errors explain with 95 % probability, metres: both scenes'
    /// errors are taken to be this footprint's.
    private var registrationTolerance: Double {
        let image = batch.positionSigma[row] ?? rules.defaultErrors.footprint
        let outline = batch.digitisingSigma[row] ?? rules.defaultErrors.digitising
        return rules.toleranceFactor * (2 * (image * image + outline * outline)).squareRoot()
    }
}

extension LocalMetric {
    /// Length of a ring in metres.
    fileprivate func length(of ring: Ring) -> Double {
        zip(ring.coordinates, ring.coordinates.dropFirst()).reduce(0) { $0 + distance($1.0, $1.1) }
    }
}
