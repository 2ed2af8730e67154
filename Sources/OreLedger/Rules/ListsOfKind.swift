internal import OreDetection
internal import OreFeatures

/// What a list of enterprises says of those on it, by the words of its name.
enum ListKind: Sendable, CaseIterable {
    /// `legitimate`, 合法.
    case legitimate
    /// `compliant`, 合规, 规范.
    case compliant

    private var words: [String] {
        switch self {
        case .legitimate: ["legitima", "合法"]
        case .compliant: ["complian", "合规", "规范"]
        }
    }

    /// A list of those who are *not* compliant is of no kind, like one that is named by its district or year.
    func isOf(_ list: String) -> Bool {
        let name = list.lowercased()
        let isDenied = words.contains { word in Self.denials.contains { name.contains($0 + word) } }
        return !isDenied && words.contains { name.contains($0) }
    }

    private static let denials = ["non", "non-", "non ", "not ", "il", "in", "不", "未", "非", "不符", "未符"]
}

/// The lists of one kind on a day, read together: a name on any of them is on them.
struct ListsOfKind: Sendable {
    /// Lists with any entry on the day, ascending; empty: no list of the kind is given for that day.
    let lists: [String]
    private let listings: [Listing]
    private let entries: EnterpriseList
    private let day: Day

    init(_ kind: ListKind, _ all: [Listing], _ context: EntryContext) {
        let day = context.day
        listings = all.filter { kind.isOf($0.list) }
        lists = Set(listings.filter { ($0.from ?? day) <= day && day <= ($0.to ?? day) }.map(\.list)).sorted()
        entries = EnterpriseList(listings.map { EnterpriseList.Entry(context.name($0.enterprise), from: $0.from, to: $0.to) })
        self.day = day
    }

    /// The rows that list any of these names on the day.
    func listings(of names: [String]) -> [Listing] { names.flatMap { entries.places(of: $0, on: day) }.map { listings[$0] } }

    func hasSimilar(to name: String) -> Bool {
        guard case .similar = entries.match(name, on: day) else { return false }
        return true
    }
}
