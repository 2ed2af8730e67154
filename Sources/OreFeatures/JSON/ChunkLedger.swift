internal import Foundation

/// Where the features of a file stand, settled chunk by chunk in order: what makes a guess in the next chunk true or false.
///
/// - Proof of `@unchecked Sendable`: `state` is only touched between `lock` and `unlock` of `changed`;
///   nothing of it leaves but copies of values.
final class ChunkLedger: @unchecked Sendable {
    /// Everything before a place is read.
    struct Position: Sendable {
        /// Where the next feature starts, or that there is none.
        var stop: ElementReader.Stop
        var features = 0
        /// Line feeds before the place.
        var lineFeeds = 0
        var droppedZ = false
    }

    private struct State {
        var position: Position
        /// The chunk that may be settled now.
        var turn = 0
        var failure: (any Error)?
    }

    private var state: State
    private let changed = NSCondition()

    init(_ position: Position) { state = State(position: position) }

    /// Where chunk `number` starts, if every chunk before it is settled already.
    func position(ifSettledBefore number: Int) -> Position? {
        changed.withLock { state.turn == number ? state.position : nil }
    }

    /// Waits until the chunks before `number` are settled.
    /// - Throws: the error of a chunk before it.
    func position(before number: Int) throws -> Position {
        changed.lock()
        defer { changed.unlock() }
        while state.turn < number, state.failure == nil { changed.wait() }
        if let failure = state.failure { throw failure }
        return state.position
    }

    func settle(_ number: Int, at position: Position) {
        changed.withLock {
            state.position = position
            state.turn = number + 1
            changed.broadcast()
        }
    }

    /// Lets everyone who waits go with this error.
    func fail(_ error: any Error) {
        changed.withLock {
            if state.failure == nil { state.failure = error }
            changed.broadcast()
        }
    }

    var final: Position { changed.withLock { state.position } }
}
