internal import CPROJ

/// Owner of one PROJ context and of the messages PROJ writes about it: the only caller of `proj_context_destroy`.
///
/// PROJ objects keep a strong reference to their session, so the context outlives them.
final class ProjSession {
    /// `nil` only when memory ran out.
    let pointer: OpaquePointer?
    private let log = ProjLog()

    init() {
        pointer = proj_context_create()
        guard let pointer else { return }
        proj_context_set_enable_network(pointer, 0)
        proj_context_use_proj4_init_rules(pointer, 0)
        _ = proj_log_level(pointer, PJ_LOG_ERROR)
        proj_log_func(pointer, Unmanaged.passUnretained(log).toOpaque()) { log, _, text in
            guard let log, let text else { return }
            Unmanaged<ProjLog>.fromOpaque(log).takeUnretainedValue().append(String(cString: text))
        }
    }

    deinit {
        if let pointer { proj_context_destroy(pointer) }
    }

    func context() throws(ReferencingError) -> OpaquePointer {
        guard let pointer else { throw .contextUnavailable }
        return pointer
    }

    /// PROJ's messages since the last call, or the text of its error number, or a plain sentence.
    func takeMessage(number: Int32 = 0, otherwise fallback: String) -> String {
        let logged = log.take()
        if !logged.isEmpty { return logged }
        if number != 0, let pointer, let text = proj_context_errno_string(pointer, number) { return String(cString: text) }
        return fallback
    }
}

/// What PROJ said since the last question; bounded, because a batch can fail a million times with the same words.
private final class ProjLog {
    private var first = ""

    func append(_ line: String) {
        if first.isEmpty { first = String(line.prefix(300)) }
    }

    func take() -> String {
        defer { first = "" }
        return first
    }
}

/// Owner of one `PJ`: a CRS or an operation. The only caller of `proj_destroy`.
final class ProjObject {
    let session: ProjSession
    let pointer: OpaquePointer

    /// Takes over `pointer`; `nil` when there is none.
    init?(_ pointer: OpaquePointer?, of session: ProjSession) {
        guard let pointer else { return nil }
        self.pointer = pointer
        self.session = session
    }

    deinit { proj_destroy(pointer) }

    var name: String { text(proj_get_name(pointer)) ?? "unnamed" }

    var kind: PJ_TYPE { proj_get_type(pointer) }

    /// `EPSG:4490`, or `nil` when the object carries no authority.
    var identifier: String? {
        guard let authority = text(proj_get_id_auth_name(pointer, 0)), let code = text(proj_get_id_code(pointer, 0)) else { return nil }
        return "\(authority):\(code)"
    }

    /// A new object made from this one by a PROJ function of the form `f(context, object)`.
    func derived(_ make: (OpaquePointer?, OpaquePointer?) -> OpaquePointer?) -> ProjObject? {
        ProjObject(make(session.pointer, pointer), of: session)
    }
}

/// A C string as a value; `nil` stays `nil`.
func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
