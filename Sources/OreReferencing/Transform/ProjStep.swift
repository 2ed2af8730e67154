internal import CPROJ
internal import OreGeometry

/// One operation of PROJ, with the own transverse Mercator series in its place where that is proven against it.
final class ProjStep: TransformStep {
    private let object: ProjObject
    private var series: TransverseMercator?
    let isIdentity: Bool
    let isAffine: Bool

    var usesSeries: Bool { series != nil }

    /// - Parameters:
    ///   - object: normalised to longitude/easting first.
    ///   - definition: its pipeline.
    init(_ object: ProjObject, definition: String, source: CoordinateReferenceSystem, target: CoordinateReferenceSystem) {
        self.object = object
        isIdentity = definition == "+proj=noop"
        isAffine = PipelineStep.steps(of: definition).allSatisfy(\.isAffine)
        series = provenSeries(definition, source, target)
    }

    func run(_ coordinates: inout [Coordinate]) -> [TransformFailure] {
        guard let series else {
            let original = coordinates
            runReference(&coordinates)
            return coordinates.indices.filter { !coordinates[$0].isFinite }.map { ($0, original[$0]) }
        }
        let outside = coordinates.withUnsafeMutableBufferPointer { series.apply(to: $0) }
        guard !outside.isEmpty else { return [] }
        var rest = outside.map(\.original)
        runReference(&rest)
        for (place, image) in zip(outside, rest) { coordinates[place.index] = image }
        return zip(outside, rest).filter { !$0.1.isFinite }.map(\.0)
    }

    /// Runs PROJ itself.
    func runReference(_ coordinates: inout [Coordinate]) {
        coordinates.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let (count, stride) = (buffer.count, MemoryLayout<Coordinate>.stride)
            base.withMemoryRebound(to: Double.self, capacity: 2 * count) { x in
                _ = proj_trans_generic(object.pointer, PJ_FWD, x, stride, count, x + 1, stride, count, nil, 0, 0, nil, 0, 0)
            }
        }
    }

    /// The series for this pipeline, when PROJ's own answers agree with it to 1e-7 m at positions over the zone. PROJ is the authority: on any
    /// disagreement (another algorithm, an unforeseen parameter) it keeps the work.
    private func provenSeries(
        _ definition: String, _ source: CoordinateReferenceSystem, _ target: CoordinateReferenceSystem
    ) -> TransverseMercator? {
        let projected = source.isGeographic ? target : source
        guard source.isGeographic != target.isGeographic, projected.ellipsoid.flattening > 0,
            let (parameters, direction) = TransverseMercatorParameters.read(definition)
        else { return nil }
        let forward = TransverseMercator(parameters, projected.ellipsoid, .forward)
        let inverse = TransverseMercator(parameters, projected.ellipsoid, .inverse)
        var degrees: [Coordinate] = []
        for latitude in stride(from: -84.0, through: 84, by: 12) {
            for offset in [-4.9, -3, -1.5, -0.1, 0.7, 2.2, 4.4] where (parameters.centralMeridian + offset).magnitude < 180 {
                degrees.append(Coordinate(parameters.centralMeridian + offset, latitude))
            }
        }
        var metres = degrees
        guard metres.withUnsafeMutableBufferPointer({ forward.apply(to: $0).isEmpty }) else { return nil }
        var answers = direction == .forward ? degrees : metres
        let (expected, unit) = direction == .forward ? (metres, 1.0) : (degrees, 111_000.0)
        runReference(&answers)
        let agrees = zip(answers, expected).allSatisfy { a, e in
            (a.x - e.x).magnitude * unit <= 1e-7 && (a.y - e.y).magnitude * unit <= 1e-7
        }
        return agrees ? (direction == .forward ? forward : inverse) : nil
    }

    /// PROJ's words for the last failure.
    func takeMessage() -> String? {
        let number = proj_errno(object.pointer)
        _ = proj_errno_reset(object.pointer)
        let message = object.session.takeMessage(number: number, otherwise: "")
        return message.isEmpty ? nil : message
    }
}
