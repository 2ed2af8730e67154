public import OreFeatures

/// A dated list of legitimate enterprises: names, each with the days on which it is on the list.
public struct EnterpriseList: Sendable {
    public struct Entry: Sendable, Hashable {
        public var name: String
        /// Both inclusive; open where `nil`.
        public var from: Day?
        public var to: Day?

        public init(_ name: String, from: Day? = nil, to: Day? = nil) {
            self.name = name
            self.from = from
            self.to = to
        }
    }

    public let entries: [Entry]
    private let byKey: [String: [Int]]
    private let byCore: [String: [Int]]
    private let letters: [[Unicode.Scalar]]

    public init(_ entries: [Entry]) {
        self.entries = entries
        let names = entries.map { EnterpriseName($0.name) }
        byKey = Dictionary(grouping: entries.indices) { names[$0].key }
        byCore = Dictionary(grouping: entries.indices) { names[$0].core }
        letters = names.map { Array($0.core.unicodeScalars) }
    }

    /// The entries whose name is the holder's, after normalisation.
    func entries(named holder: EnterpriseName) -> [Entry] { (byKey[holder.key] ?? []).map { entries[$0] } }

    /// The entry whose name is most like the holder's: the same without brackets and legal form, or a few characters away.
    /// - Complexity: O(list) with a quick bound, O(length²) for the few that pass it.
    func nearest(to holder: EnterpriseName) -> Entry? {
        if let same = byCore[holder.core]?.first { return entries[same] }
        let own = Array(holder.core.unicodeScalars)
        var best: (distance: Int, entry: Int)?
        for (i, other) in letters.enumerated() {
            let allowed = Swift.min(own.count, other.count) >= 10 ? 2 : Swift.min(own.count, other.count) >= 5 ? 1 : 0
            guard allowed > 0, abs(own.count - other.count) <= allowed else { continue }
            let distance = Self.distance(own, other, limit: allowed)
            if distance <= allowed, distance < best?.distance ?? .max { best = (distance, i) }
        }
        return best.map { entries[$0.entry] }
    }

    /// What the list says of a name on a day.
    public enum Match: Sendable, Hashable {
        case listed
        /// Under this name, but not on that day.
        case onOtherDays(String)
        /// Perhaps the same.
        case similar(String)
        case absent
    }

    /// - Complexity: O(1) for a name that is listed, else O(list).
    public func match(_ holder: String, on day: Day) -> Match {
        let name = EnterpriseName(holder)
        let entries = entries(named: name)
        if entries.contains(where: { ($0.from ?? day) <= day && day <= ($0.to ?? day) }) { return .listed }
        if let entry = entries.first { return .onOtherDays(entry.name) }
        return nearest(to: name).map { .similar($0.name) } ?? .absent
    }

    /// Places of the entries of that name that hold on the day, ascending.
    /// - Complexity: O(entries of the name).
    public func places(of name: String, on day: Day) -> [Int] {
        (byKey[EnterpriseName(name).key] ?? []).filter { (entries[$0].from ?? day) <= day && day <= (entries[$0].to ?? day) }
    }

    /// Levenshtein's distance, given up beyond `limit`.
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            var least = row[0]
            for (j, y) in b.enumerated() {
                let substituted = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(substituted, Swift.min(row[j], row[j + 1]) + 1)
                least = Swift.min(least, row[j + 1])
            }
            if least > limit { return limit + 1 }
        }
        return row[b.count]
    }
}

extension EnterpriseName {
    /// The key without brackets and without the legal form: names that agree in it are possibly the same.
    var core: String {
        var text = key.filter { $0.isLetter || $0.isNumber }
        let forms = [
            "有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "总公司", "分公司", "公司", "集团", "companylimited", "coltd", "limited", "ltd", "inc",
            "llc", "ltda", "corporation", "corp", "sac", "sa",
        ]
        while let form = forms.first(where: { text.hasSuffix($0) && text.count > $0.count + 1 }) { text.removeLast(form.count) }
        return text
    }
}

/// Holders against the list.
struct EnterpriseCheck: Sendable {
    let statements: StatementChecks
    let list: EnterpriseList?

    /// With a day of the audit, licences in force on it are held against the list of that day; without one, every licence must have a holder
    /// that was on the list on some day of its term.
    func run() -> (DefectBatch, AuditAccount) {
        let (register, settings) = (statements.register, statements.settings)
        guard let list else { return (DefectBatch(), AuditAccount(.enterprises, ran: false, notes: ["no list of enterprises was given"])) }
        guard register.rows.contains(where: { $0.licence.holder != nil }) else {
            return (DefectBatch(), AuditAccount(.enterprises, ran: false, notes: ["no licence has a holder"]))
        }
        var account = AuditAccount(.enterprises)
        var batch = DefectBatch()
        var remembered: [String: EnterpriseList.Entry?] = [:]
        for (row, licence) in register.rows.enumerated() {
            let force = licence.spans(settings.licences)
            guard let holder = licence.licence.holder, settings.day.map({ force.contains($0) }) ?? true else { continue }
            account.examined += 1
            let name = EnterpriseName(holder)
            let entries = list.entries(named: name)
            if entries.contains(where: { Self.covers($0, force, on: settings.day) }) { continue }
            var defect = statements.defect(.holderNotListed, row)
            if let entry = entries.first {
                let (from, to) = (entry.from?.description ?? "", entry.to?.description ?? "")
                defect.detail = "listed \(from) – \(to)"
                defect.listedName = entry.name
            } else {
                let near = remembered[name.key] ?? list.nearest(to: name)
                remembered[name.key] = near
                if let near {
                    defect = statements.defect(.holderPossiblyListed, row)
                    defect.listedName = near.name
                }
            }
            defect.date = settings.day
            statements.append(defect, row, to: &batch)
        }
        if let day = settings.day { account.notes.append("licences in force on \(day) against the list of that day") }
        return (batch, account)
    }

    private static func covers(_ entry: EnterpriseList.Entry, _ force: ForceSpans, on day: Day?) -> Bool {
        let from = entry.from?.daysSince1970 ?? .min
        let to = entry.to?.daysSince1970 ?? .max
        guard from <= to else { return false }
        if let day { return day.daysSince1970 >= from && day.daysSince1970 <= to }
        return force.spans.contains { $0.overlaps(from...to) }
    }
}
