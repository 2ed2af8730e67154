import Synchronization

/// A number that closures on several threads share.
final class Tally: Sendable {
    private let number = Atomic(0)
    var value: Int { number.load(ordering: .acquiring) }
    func increment() { number.add(1, ordering: .acquiringAndReleasing) }
}
