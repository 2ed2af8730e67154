/// Whom figures speak of.
public enum SubjectKind: UInt8, Sendable, Hashable, CaseIterable {
    case licence, enterprise, group, district, facility
    /// Trade under one code from one country: `CN 284690`. Of nobody.
    case flow
}

/// The number of a subject within one ledger, given on first sight; no meaning beyond it, and no order that a reader should see.
@frozen
public struct SubjectID: Hashable, Comparable, Sendable {
    public let number: UInt32

    @inlinable
    public init(_ number: UInt32) { self.number = number }

    @inlinable
    public static func < (a: SubjectID, b: SubjectID) -> Bool { a.number < b.number }

    /// Each of both once, ascending.
    /// - Parameters:
    ///   - a: ascending, each once; `b` too.
    static func union(_ a: [SubjectID], _ b: [SubjectID]) -> [SubjectID] {
        var result: [SubjectID] = []
        result.reserveCapacity(max(a.count, b.count))
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            let next = min(a[i], b[j])
            result.append(next)
            if a[i] == next { i += 1 }
            if b[j] == next { j += 1 }
        }
        return result + a[i...] + b[j...]
    }
}

extension SubjectID {
    /// Numbers that no ledger gives, for what trees of figures name beside its subjects: everybody together, and somebody whom a record does not name.
    public static let everybody = SubjectID(UInt32.max)
    public static let nobody = SubjectID(UInt32.max - 1)

    /// A place without a licence: a mine of its own, told apart from the ledger's subjects by counting down.
    public static func place(_ number: Int) -> SubjectID { SubjectID(UInt32.max - 2 - UInt32(truncatingIfNeeded: number)) }
}

/// Names of subjects and their numbers, both ways. Names are told apart as texts, whatever they are names of; whoever reads them trims them.
public struct SubjectNames: Sendable {
    private var numbers: [String: SubjectID] = [:]
    private var names: [(text: String, kind: SubjectKind)] = []

    public init() {}

    public var count: Int { names.count }

    /// The number of a name; a new one where it was not seen before.
    /// - Parameter kind: what it names, as far as the caller knows: the first that is no licence stands, since figures name everybody alike.
    public mutating func number(of text: String, kind: SubjectKind = .licence) -> SubjectID {
        if let known = numbers[text] {
            if names[Int(known.number)].kind == .licence { names[Int(known.number)].kind = kind }
            return known
        }
        let number = SubjectID(UInt32(names.count))
        numbers[text] = number
        names.append((text, kind))
        return number
    }

    /// `nil` for a name that was never seen.
    public func known(_ text: String) -> SubjectID? { numbers[text] }

    /// - Precondition: the number came from here.
    public func name(of subject: SubjectID) -> String { names[Int(subject.number)].text }
    /// - Precondition: the number came from here.
    public func kind(of subject: SubjectID) -> SubjectKind { names[Int(subject.number)].kind }
}
