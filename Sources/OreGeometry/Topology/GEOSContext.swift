internal import CGEOS

/// One reentrant GEOS context: the only caller of its finish function. Not `Sendable`; every worker has its own.
///
/// GEOS reports a failure through a callback and a null or sentinel result; ``takeMessage()`` gives the text of the last failure once.
final class GEOSContext {
    let handle: GEOSContextHandle_t?
    private let slot = MessageSlot()

    private final class MessageSlot {
        var text: String?
    }

    init() {
        handle = GEOS_init_r()
        // The slot outlives the context: both die with this object, and `deinit` finishes the context first.
        GEOSContext_setErrorMessageHandler_r(
            handle,
            { message, slot in
                guard let message, let slot else { return }
                Unmanaged<MessageSlot>.fromOpaque(slot).takeUnretainedValue().text = String(cString: message)
            }, Unmanaged.passUnretained(slot).toOpaque())
    }

    deinit { GEOS_finish_r(handle) }

    /// The message of the last failed call; clears it.
    func takeMessage() -> String {
        defer { slot.text = nil }
        return slot.text ?? "no message"
    }
}

/// An owned GEOS geometry, freed with its last use. Never outlives its context, which it holds.
struct GEOSHandle: ~Copyable {
    let context: GEOSContext
    private var owned: OpaquePointer?

    init(_ pointer: OpaquePointer, in context: GEOSContext) {
        self.context = context
        owned = pointer
    }

    deinit {
        if let owned { GEOSGeom_destroy_r(context.handle, owned) }
    }

    /// For calls that only look at the geometry; `nil` after ``take()``. Read it where the handle is borrowed for the whole call (a borrowing
    /// parameter, or ``look(_:)``): a pointer alone keeps nothing alive.
    var pointer: OpaquePointer? { owned }

    /// Calls `body` with the geometry, which lives at least as long as the call.
    borrowing func look<R>(_ body: (OpaquePointer?) -> R) -> R { body(owned) }

    /// Calls `body` with this geometry and another, which both live at least as long as the call.
    borrowing func look<R>(with other: borrowing GEOSHandle, _ body: (OpaquePointer?, OpaquePointer?) -> R) -> R {
        body(owned, other.owned)
    }

    /// Hands the geometry to a C call that takes ownership.
    mutating func take() -> OpaquePointer? {
        defer { owned = nil }
        return owned
    }
}
