internal import OreGeometry

/// A geometry blob of a foreign file, read into columns or told as a defect of its row.
enum GeoPackageGeometry {
    enum Outcome {
        case read(droppedZ: Bool)
        /// The row has a geometry without parts.
        case defect(FeatureDefect)
    }

    static func append(_ blob: UnsafeRawBufferPointer, column: String, to columns: inout GeometryColumns) -> Outcome {
        do {
            let traits = try columns.append(geoPackageBlob: blob)
            return .read(droppedZ: traits.hasZ || traits.hasM)
        } catch {
            columns.closeGeometry(nil)
            if error.reason == .nonFinite { return .defect(.nonFiniteCoordinate) }
            return .defect(.badValue(column: column, value: error.description, expected: "a GeoPackage geometry"))
        }
    }
}
