internal import Synchronization

/// Says once, to all who look, that work has to end. Looking costs one load.
public final class StopFlag: Sendable {
    private let value = Atomic(false)

    public init() {}

    public var isSet: Bool { value.load(ordering: .acquiring) }

    public func set() { value.store(true, ordering: .releasing) }

    /// - Throws: `CancellationError` once it is set.
    public func check() throws { if isSet { throw CancellationError() } }
}
