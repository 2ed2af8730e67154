internal import Foundation
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing
internal import Synchronization

/// A file whose CRS is known, read as evidence for where another layer lies: its geometries in WGS 84 lon/lat, and nothing else.
struct ContextLayer: Sendable {
    let name: String
    let features: GeometryColumns

    /// Positions beyond are not read: evidence does not grow with them.
    static let maximumPositions = 3_000_000

    /// - Throws: ``InputError`` for a file that cannot be read or does not state its CRS.
    init(
        file: String, options: ReadOptions = ReadOptions(), crs: String? = nil, profile: DeclaredCRS? = nil, side: Side? = nil, threads: Int
    ) throws {
        var options = options
        options.allowsNoGeometry = true
        let source = try FeatureFile.open(file, options: options)
        let reference = try MonitoringReference(info: source.info, override: crs, profile: profile, side: side)
        let gathered = Mutex(GeometryColumns())
        let check = try Mutex(RangeCheck(reference.limits()))
        _ = try source.process(
            threads: threads, progress: nil,
            makeWorker: { try ContextTransform(reference) },
            map: { (worker: inout ContextTransform, batch: FeatureBatch) in (worker.bring(batch.geometry), batch.geometry) },
            consume: { images, original in
                check.withLock { $0.add(original) }
                gathered.withLock { all in
                    for row in 0..<images.count where all.coordinates.count < Self.maximumPositions && images.kinds[row] != nil {
                        all.append(row, of: images)
                    }
                }
            })
        if let message = check.withLock({ $0.message }) {
            throw InputError.refused(file: file, place: InputPlace(), what: message, next: "only a layer that lies right can be evidence")
        }
        name = URL(filePath: file).lastPathComponent
        features = gathered.withLock { $0 }
    }

    /// `nil` when the file has no positions.
    var places: KnownPlaces? { KnownPlaces(name: name, features: features) }
}

/// Brings batches into the monitoring CRS, as evidence: a feature with a position that has no image is left out.
private struct ContextTransform {
    private let transform: CoordinateTransform?

    init(_ reference: MonitoringReference) throws {
        guard !reference.isMonitoringCRS, reference.operation != nil else {
            transform = nil
            return
        }
        let context = ReferencingContext()
        transform = try context.transform(from: context.crs(reference.declared.definition), to: context.crs(reference.target), area: nil)
    }

    func bring(_ columns: GeometryColumns) -> GeometryColumns {
        var images = columns
        if let transform { images.coordinates = transform.transformedByPROJ(columns.coordinates) }
        guard !images.coordinates.allSatisfy(\.isFinite) else { return images }
        var sound = GeometryColumns()
        for row in 0..<images.count where images.coordinates[images.positions(of: row)].allSatisfy(\.isFinite) {
            sound.append(row, of: images)
        }
        return sound
    }
}
