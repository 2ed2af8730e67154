internal import OreDetection
public import OreGeometry

/// The footprints behind findings, for drawing: each kept once however many findings it has.
public struct FootprintShapes: Sendable {
    public var geometry = GeometryColumns()
    /// Geometry of each finding's footprint.
    public var indexOfFinding: [Int] = []

    init() {}

    /// - Parameter findings: those of `batch`, consecutive per footprint.
    init(of findings: FindingBatch, in batch: FootprintBatch) {
        var row = 0
        var last: String?
        for finding in findings.findings {
            if finding.footprintID != last {
                while row < batch.count && batch.id(of: row) != finding.footprintID { row += 1 }
                last = finding.footprintID
                if row < batch.count { geometry.append(row, of: batch.geometry) } else { geometry.append(nil) }
            }
            indexOfFinding.append(geometry.count - 1)
        }
    }
}
