internal import OreGeometry
internal import OreReferencing
internal import Synchronization

/// Watches whether the positions of one file can be what its CRS says, batch by batch and in order.
///
/// A batch in lon/lat degrees whose box lies on the Earth needs no closer look, and PROJ is not opened for it: the limits of the CRS are asked
/// for when the first batch needs them.
final class RangeWatch: Sendable {
    /// What one batch showed.
    enum Sight: Sendable {
        case inRange(rows: Int)
        case examined(RangeCheck)
    }

    private static let earth = Envelope(minX: -180, minY: -90, maxX: 180, maxY: 90)
    private let reference: MonitoringReference
    private let known = Mutex<CoordinateLimits?>(nil)
    private let state = Mutex((check: RangeCheck?.none, rowsBefore: 0))

    init(_ reference: MonitoringReference) {
        self.reference = reference
    }

    /// Looks at a batch as it was read; on any worker.
    func look(at columns: GeometryColumns, box: Envelope) throws -> (sight: Sight, limits: CoordinateLimits?) {
        if reference.isMonitoringCRS && (box.isEmpty || Self.earth.contains(box)) { return (.inRange(rows: columns.count), nil) }
        let limits = try known.withLock { known in
            if let known { return known }
            let made = try reference.limits()
            known = made
            return made
        }
        var check = RangeCheck(limits)
        check.add(columns)
        return (.examined(check), limits)
    }

    /// Takes what a batch showed, in input order.
    func add(_ sight: Sight) {
        state.withLock { state in
            switch sight {
            case .inRange(let rows):
                if state.check == nil { state.rowsBefore += rows } else { state.check?.addInRange(rows: rows) }
            case .examined(let later):
                if state.check == nil {
                    var check = RangeCheck(later.limits)
                    check.addInRange(rows: state.rowsBefore)
                    state.check = check
                }
                state.check?.add(later)
            }
        }
    }

    /// Why the file is not what it claims; `nil` when it may be.
    var refusal: String? { state.withLock { $0.check?.message } }
}
