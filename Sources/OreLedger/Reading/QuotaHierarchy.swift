internal import OreFeatures

/// The columns of a table of quotas that say who belongs to whom: mines or licences, their enterprise, its group; two of these at least.
struct QuotaHierarchy: Sendable, Hashable {
    /// The better column first.
    var mines: [Int] = []
    var enterprise: Int?
    var group: Int?

    /// `nil` where fewer than two levels have a column.
    init?(mines: [Int], enterprise: Int?, group: Int?) {
        (self.mines, self.enterprise, self.group) = (mines, enterprise, group)
        guard [!mines.isEmpty, enterprise != nil, group != nil].count(where: { $0 }) > 1 else { return nil }
    }

    var columns: [Int] { mines + [enterprise, group].compactMap(\.self) }

    /// What one row fills in, from the ground up.
    struct Names: Sendable, Hashable {
        var member: String
        var kind: SubjectKind
        var enterprise: String?
        var group: String?

        /// The same from a name on; `nil` where it is none of these.
        func from(_ name: String) -> Names? {
            if name == member { return self }
            if name == enterprise { return Names(member: name, kind: .enterprise, group: group) }
            return name == group ? Names(member: name, kind: .group) : nil
        }

        /// Somebody above himself.
        var isCircular: Bool { group == member && enterprise != nil }
    }

    /// - Returns: `nil` for a row that fills in none of the columns. A name that stands at two levels is of the lower one alone: who
    ///   belongs to himself says nothing.
    func names(_ cells: [String]) -> Names? {
        func name(_ column: Int?) -> String? {
            guard let column, column < cells.count, !cells[column].isEmpty else { return nil }
            let word = LedgerText.narrowed(cells[column])
            return word.isEmpty || LedgerWords.isTotalRow(word) ? nil : cells[column]
        }
        let levels: [(name: String?, kind: SubjectKind)] = [
            (mines.lazy.compactMap { name($0) }.first, .licence), (name(enterprise), .enterprise), (name(group), .group),
        ]
        guard let lowest = levels.first(where: { $0.name != nil }), let member = lowest.name else { return nil }
        var names = Names(member: member, kind: lowest.kind)
        if lowest.kind == .licence, let own = levels[1].name, own != member { names.enterprise = own }
        if lowest.kind != .group, let own = levels[2].name, own != names.enterprise, own != member || names.enterprise != nil {
            names.group = own
        }
        return names
    }
}

extension LedgerRow {
    /// Who belongs to whom by the row of a quota, under its key; withdrawn where the row takes its quota back, or names nobody above.
    /// - Parameter names: of the row; `nil`: its table says nothing of it, though one that brought the quota may have done so.
    func statement(of names: QuotaHierarchy.Names?) -> LedgerEntry {
        var entry = LedgerEntry(.quotaMembers)
        entry["member"] = .text(names?.member ?? name)
        entry["member_kind"] = names.map { EntryValue.text("\($0.kind)") }
        entry["year"] = .year(period)
        entry["stage"] = .text("\(line.stage)")
        entry["ore_class"] = .text("\(line.oreClass)")
        entry["material"] = .text("\(line.material)")
        entry["batch"] = batch.map(EntryValue.text)
        entry["enterprise"] = names?.enterprise.map(EntryValue.text)
        entry["group"] = names?.group.map(EntryValue.text)
        entry["received_at"] = stated.map(EntryValue.day)
        entry.isWithdrawn = marks.contains(.withdrawn) || entry.namesNobodyAbove
        return entry
    }

    /// What tells the batches of a year apart: the number, or the day of issue; see `LedgerRecords.numberingBatches()`.
    private var batch: String? {
        if detail != 0 { return String(detail) }
        return marks.contains(.total) ? nil : stated.map { "\($0)" }
    }
}

extension LedgerEntry {
    /// Of a quota's row: it says of nobody whom he belongs to.
    var namesNobodyAbove: Bool { self["enterprise"] == nil && self["group"] == nil }
}

extension Sequence<LedgerEntry> {
    /// Of what rows of quotas say of their holders, what has to be kept. A row that takes back what another says, or names nobody above, counts
    /// in whatever order they come: it may be here before the other is. That a group has nobody above goes without saying.
    /// - Parameter known: with the same keys at least.
    public func sayingSomething(beside known: [LedgerEntry]) -> [LedgerEntry] {
        let said = Set((known + filter { !$0.namesNobodyAbove }).map(\.key))
        return filter { !$0.namesNobodyAbove || $0["member_kind"] != .text("\(SubjectKind.group)") || said.contains($0.key) }
    }
}
