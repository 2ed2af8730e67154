internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// Names that figures of a store carry, with their numbers, and after them those that only its entries, registers and flows have.
struct StoredNames: Sendable {
    private var table: NameTable
    private var kinds: [SubjectID: SubjectKind] = [:]
    /// Of a name of which no entry says what it is.
    var figureKind = SubjectKind.licence

    /// Names from this number on have no figure.
    private let figureCount: Int

    init(_ ledger: StoredLedger) {
        table = ledger.names
        figureCount = table.count
    }

    var count: Int { table.count }

    /// In no order that means anything.
    var all: [SubjectID] { (0..<table.count).map { SubjectID(UInt32($0)) } }

    /// - Parameter kind: what it names, as far as the caller knows: the first that is no licence stands, since figures name everybody alike.
    mutating func number(of name: String, _ kind: SubjectKind) -> SubjectID {
        var name = name
        let subject = SubjectID(name.withUTF8 { table.number(of: UnsafeRawBufferPointer($0)) })
        if kind != .licence, kinds[subject] ?? .licence == .licence { kinds[subject] = kind }
        if kind == .licence, kinds[subject] == nil, Int(subject.number) >= figureCount { kinds[subject] = kind }
        return subject
    }

    /// `nil` for a name that nobody has.
    func subject(_ name: String) -> SubjectID? {
        var name = name
        return name.withUTF8 { table.known(UnsafeRawBufferPointer($0)) }.map { SubjectID($0) }
    }

    func name(of subject: SubjectID) -> String { Int(subject.number) < table.count ? table[Int(subject.number)] : "?\(subject.number)" }

    func kind(of subject: SubjectID) -> SubjectKind { kinds[subject] ?? figureKind }
}
