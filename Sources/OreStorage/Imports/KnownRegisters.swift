internal import GRDB
internal import OreCases

/// The current records of one kind, by register: what a delivery is compared with.
struct KnownRegisters {
    struct Name: Hashable {
        var key: String
        var ordinal: Int
        init(_ key: String, _ ordinal: Int) { (self.key, self.ordinal) = (key, ordinal) }
    }

    struct Row {
        var id: Int64
        var content: Int64
    }

    /// Which register a delivery belongs to, and whether what it does not name has vanished.
    struct Choice {
        var name: String
        var isWhole: Bool
        var notes: [String] = []
    }

    private let kind: RecordKind
    private var registers: [String: [Name: Row]] = [:]

    init(_ db: Database, kind: RecordKind) throws {
        self.kind = kind
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT dataset, key, ordinal, id, content FROM register_rows
                WHERE kind = ? AND known_from IS NOT NULL AND known_to IS NULL AND vanished = 0
                """, arguments: [kind.rawValue])
        while let row = try rows.next() {
            registers[try row.value(0), default: [:]][Name(try row.value(1), try row.value(2))] = Row(
                id: try row.value(3), content: try row.value(4))
        }
    }

    func rows(of dataset: String) -> [Name: Row] { registers[dataset] ?? [:] }

    /// A register is delivered anew by a file that names at least half of its records; of several such, the one with most records in common.
    /// Events and scenes only ever add.
    func dataset(for keys: Set<String>, _ request: ImportRequest) -> Choice {
        let onlyAdds = kind == .licenceEvents || kind == .scenes
        if let name = request.dataset {
            return choice(name, keys, request, onlyAdds: onlyAdds)
        }
        let shared = registers.map { (name: $0.key, count: Set($0.value.keys.lazy.map(\.key)).intersection(keys).count) }
        if let best = shared.filter({ $0.count > 0 }).max(by: { ($0.count, $1.name) < ($1.count, $0.name) }) {
            return choice(best.name, keys, request, onlyAdds: onlyAdds)
        }
        let base = onlyAdds ? kind.rawValue : request.profile ?? request.file
        if onlyAdds { return Choice(name: base, isWhole: false) }
        var name = base
        var n = 2
        while registers[name] != nil {
            name = "\(base) (\(n))"
            n += 1
        }
        return Choice(name: name, isWhole: request.scope == .whole)
    }

    private func choice(_ name: String, _ keys: Set<String>, _ request: ImportRequest, onlyAdds: Bool) -> Choice {
        guard !onlyAdds, let rows = registers[name], !rows.isEmpty else { return Choice(name: name, isWhole: false) }
        switch request.scope {
        case .whole: return Choice(name: name, isWhole: true)
        case .part: return Choice(name: name, isWhole: false)
        case .auto: break
        }
        let known = Set(rows.keys.lazy.map(\.key))
        let shared = known.intersection(keys).count
        if 2 * shared >= known.count { return Choice(name: name, isWhole: true) }
        return Choice(
            name: name, isWhole: false,
            notes: [
                "\(shared) of the \(known.count) \(kind.rawValue) of the register \"\(name)\" are in this file, which is taken as a part of it; "
                    + "state --delivery whole if it replaces the register"
            ])
    }
}
