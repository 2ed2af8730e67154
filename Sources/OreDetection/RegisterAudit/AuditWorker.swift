internal import Dispatch
public import OreGeometry
internal import Synchronization

/// Takes geometries from the plane of their file into the monitoring CRS; `nil` where that is the same.
public typealias PlaneTransform = (inout GeometryColumns) throws -> Void

/// The tools of one thread of an audit. Not shared.
final class AuditWorker {
    let engine: TopologyEngine
    let kernel: OverlayKernel
    let area = EllipsoidalArea(.cgcs2000)
    private let transforms: [PlaneTransform?]

    /// - Parameter transforms: one for each plane of the register.
    init(transforms: [PlaneTransform?]) {
        engine = TopologyEngine()
        kernel = OverlayKernel(engine: engine)
        self.transforms = transforms
    }

    /// Geometry of a plane as lon/lat of the monitoring CRS.
    func monitored(_ columns: GeometryColumns, plane: Int) throws -> GeometryColumns {
        guard plane < transforms.count, let transform = transforms[plane] else { return columns }
        var result = columns
        try transform(&result)
        return result
    }
}

/// Runs the same work over many items on several threads, the results in the order of the items whatever the number of threads.
struct AuditCrew: Sendable {
    let threads: Int
    let makeTransforms: @Sendable () throws -> [PlaneTransform?]

    /// - Throws: the error of the first item that has one.
    func map<Output: Sendable>(
        _ count: Int, chunk: Int = 64, _ body: @Sendable (AuditWorker, Int) throws -> Output
    ) throws -> [Output] {
        let chunks = (count + chunk - 1) / chunk
        let results = Mutex([Result<[Output], any Error>?](repeating: nil, count: chunks))
        let next = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, chunks))) { _ in
            let worker = Result { AuditWorker(transforms: try makeTransforms()) }
            while true {
                let taken = next.withLock { value in
                    defer { value += 1 }
                    return value
                }
                guard taken < chunks else { return }
                let outcome = Result {
                    let worker = try worker.get()
                    return try (taken * chunk..<min((taken + 1) * chunk, count)).map { try body(worker, $0) }
                }
                results.withLock { $0[taken] = outcome }
            }
        }
        return try results.withLock { $0 }.flatMap { try $0?.get() ?? [] }
    }
}
