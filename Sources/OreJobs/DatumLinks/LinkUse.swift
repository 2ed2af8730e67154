public import OreReferencing

/// Which datum links were given, and which of them moved a feature.
public struct LinkUse: Sendable, Hashable {
    private var given: [String] = []
    private var used: Set<String> = []

    public init() {}

    /// - Parameters:
    ///   - given: every link that could have been used.
    ///   - used: those that were.
    public init(given: [DatumLink], used: [DatumLink]) {
        self.given = given.map(\.name)
        self.used = Set(used.map(\.name))
    }

    static func += (a: inout LinkUse, b: LinkUse) {
        a.given += b.given.filter { !a.given.contains($0) }
        a.used.formUnion(b.used)
    }

    /// `link NAME was not needed by any input`, for standard error: one line, or none when every link was used.
    public var notes: [String] {
        let names = given.filter { !used.contains($0) }
        switch names.count {
        case 0: return []
        case 1: return ["link \(names[0]) was not needed by any input"]
        default:
            let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
            return ["links \(names.prefix(5).joined(separator: ", "))\(rest) were not needed by any input"]
        }
    }
}
