/// What the entries of a delivery mean to those that are known.
///
/// Entries of one key received on one day: where the delivery has two that differ, both are set aside; of equal ones one is kept. One that says
/// what the latest known one of that day says is unchanged; anything else under a known key has changed; the rest is new.
public struct EntryMerge: Sendable {
    /// Those to be kept, in the order of their rows.
    public private(set) var kept: [LedgerEntry] = []
    public private(set) var stored = 0
    public private(set) var changed = 0
    public private(set) var unchanged = 0
    /// Two or more of one key that differ.
    public private(set) var conflicting: [LedgerEntry] = []
    /// Links of a chain that returns to its start, each with the chain.
    public private(set) var circular: [(entry: LedgerEntry, chain: [String])] = []

    /// - Parameters:
    ///   - new: of one file and one kind, in the order of its rows.
    ///   - known: of the same kind, with the same keys at least; of members all.
    /// - Complexity: O(n log n).
    public init(_ new: [LedgerEntry], known: [LedgerEntry] = []) {
        let knownOf = Dictionary(grouping: known, by: \.key)
        var isKnown: Set<[EntryValue?]> = []
        for (key, group) in Dictionary(grouping: new, by: \.key) {
            let own = knownOf[key] ?? []
            if !own.isEmpty { isKnown.insert(key) }
            for day in Dictionary(grouping: group, by: \.received).values { judge(day, own) }
        }
        kept.sort { $0.row < $1.row }
        conflicting.sort { $0.row < $1.row }
        if new.first?.kind == .members { dropCircles(known) }
        changed = kept.count { isKnown.contains($0.key) }
        stored = kept.count - changed
    }

    private mutating func judge(_ group: [LedgerEntry], _ known: [LedgerEntry]) {
        guard let first = group.first else { return }
        guard group.allSatisfy({ $0.saysTheSame(as: first) }) else { return conflicting += group }
        unchanged += group.count - 1
        let latest = known.filter { $0.received == first.received }.max { ($0.commit, $0.file, $0.row) < ($1.commit, $1.file, $1.row) }
        if let latest, latest.saysTheSame(as: first) { unchanged += 1 } else { kept.append(first) }
    }

    /// Takes the new links out of every chain that returns to its start.
    private mutating func dropCircles(_ known: [LedgerEntry]) {
        while let chain = Self.circle(known + kept.map { $0.broughtLast() }) {
            let links = Set(zip(chain, chain.dropFirst() + chain.prefix(1)).map { [$0, $1] })
            let isLink: (LedgerEntry) -> Bool = { links.contains([$0.text("member") ?? "", $0.text("parent") ?? ""]) }
            let found = kept.filter(isLink)
            // One that was known before is not mended here.
            guard !found.isEmpty else { return }
            circular += found.map { ($0, chain) }
            kept.removeAll(where: isLink)
        }
    }

    /// - Returns: names each of which belongs to the next, and the last to the first; `nil` when nobody belongs to himself.
    static func circle(_ entries: [LedgerEntry]) -> [String]? {
        var numbers: [String: SubjectID] = [:]
        var names: [String] = []
        func number(_ name: String) -> SubjectID {
            if let known = numbers[name] { return known }
            numbers[name] = SubjectID(UInt32(names.count))
            names.append(name)
            return SubjectID(UInt32(names.count - 1))
        }
        let rows = entries.standing().compactMap { entry -> Membership.Row? in
            guard let member = entry.text("member"), let parent = entry.text("parent") else { return nil }
            return Membership.Row(number(member), in: number(parent), from: entry.day("from"), to: entry.day("to"))
        }
        do {
            _ = try Membership(rows)
            return nil
        } catch {
            guard case .circularMembership(let chain) = error else { return nil }
            return chain.map { names[Int($0.number)] }
        }
    }
}

extension LedgerEntry {
    /// Whether everything but its source is the same.
    func saysTheSame(as other: LedgerEntry) -> Bool { values == other.values && isWithdrawn == other.isWithdrawn }

    fileprivate func broughtLast() -> LedgerEntry {
        var own = self
        (own.commit, own.file) = (.max, .max)
        return own
    }

    /// Its key in words, as quarantine names it: `N-1 2023-12-31 mining`.
    public var identifier: String { key.compactMap { $0?.text }.joined(separator: " ") }
}

extension EntryValue {
    /// As tables write it, and as it is read back the same.
    public var text: String {
        switch self {
        case .text(let text): text
        case .day(let day): "\(day)"
        case .month(let month): "\(month)"
        case .year(let year): String(year)
        case .tonnes(let tonnes): tonnes.description
        case .share(let share): Self.decimal(share.millionths, 6)
        case .amount(let amount): Self.decimal(amount, 3)
        case .degrees(let degrees): "\(degrees)"
        case .count(let count): String(count)
        case .flag(let flag): flag ? "yes" : "no"
        }
    }

    private static func decimal(_ value: Int64, _ decimals: Int) -> String {
        let power = (0..<decimals).reduce(UInt64(1)) { result, _ in result * 10 }
        let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: power)
        var digits = String(rest + power).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return (value < 0 ? "-" : "") + String(whole) + (digits.isEmpty ? "" : "." + digits)
    }
}

extension LedgerEntry {
    /// Whom it speaks of: in fields of subjects, and of members those who belong and those to whom.
    public var subjectNames: [String] {
        zip(kind.fields, values).compactMap { field, value in
            guard case .text(let text)? = value else { return nil }
            if case .subject = field.form { return text }
            return kind == .members && (field.name == "member" || field.name == "parent") ? text : nil
        }
    }
}
