internal import OreFeatures
internal import OreGeometry

/// The licences at and around one footprint, as its findings tell of them.
struct LicenceSurroundings {
    /// In force on the day and touching, by index.
    var inForce: [Int] = []
    /// Touching, not in force or, without a date, not known to be.
    var others: [Int] = []
    /// In force on the day; 0 m when it touches. Without a date: any that is ever in force.
    var nearest: (licence: Int, metres: Double)?
    /// A touching licence began or ended inside the observation period.
    var changesWithinPeriod = false
    /// A licence of unknown datum shift lies within reach.
    var isNearBallpark = false
}

extension BatchEvaluation {
    /// Found once per footprint, when its first finding is made.
    mutating func findSurroundings() -> LicenceSurroundings {
        if let surroundings { return surroundings }
        var found = LicenceSurroundings()
        found.inForce = touching(inForce)
        found.others = touching(notInForce + dateDependent).sorted()
        if let period, !period.isSingleDay {
            let spans = index.licences.spans
            found.changesWithinPeriod = (found.inForce + found.others).contains { spans[$0].changes(within: period) }
        }
        found.nearest = found.inForce.first.map { ($0, 0) } ?? nearestLicence()
        found.isNearBallpark = isNearBallpark()
        surroundings = found
        return found
    }

    private func nearestLicence() -> (licence: Int, metres: Double)? {
        let metric = worker.metric(at: envelope.center.y)
        let (licences, row, geometry, day) = (index.licences, row, batch.geometry, period?.to)
        let (unitsX, unitsY) = (metric.metresPerUnitX, metric.metresPerUnitY)
        let nearest = licences.polygons.tree.nearest(to: envelope, unitsX: unitsX, unitsY: unitsY) { licence, best in
            let counts = day.map { licences.isInForce(licence, on: $0) } ?? !licences.terms[licence].isNever
            guard counts else { return .infinity }
            return metric.distance(from: row, in: geometry, to: licences.polygons.prepared[licence], below: best)
        }
        return nearest.flatMap { $0.distance.isFinite ? ($0.item, $0.distance) : nil }
    }

    private func isNearBallpark() -> Bool {
        if batch.isBallpark(row) { return true }
        guard !index.licences.ballpark.isEmpty else { return false }
        let metric = worker.metric(at: envelope.center.y)
        let (x, y) = (rules.ballparkReach / metric.metresPerUnitX, rules.ballparkReach / metric.metresPerUnitY)
        let reach = Envelope(minX: envelope.minX - x, minY: envelope.minY - y, maxX: envelope.maxX + x, maxY: envelope.maxY + y)
        return index.licences.polygons.candidates(reach).contains { licence in
            index.licences.rows[licence].isBallpark
                && metric.distance(from: row, in: batch.geometry, to: index.licences.polygons.prepared[licence]) <= rules.ballparkReach
        }
    }
}
