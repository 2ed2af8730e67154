/// Events of many licences, row for row: a list kept beside the register.
public struct LicenceEventTable: Sendable, Hashable {
    /// One event of one licence.
    public struct Row: Sendable, Hashable {
        public var licenceID: String
        public var event: LicenceEvent

        public init(licenceID: String, event: LicenceEvent) {
            self.licenceID = licenceID
            self.event = event
        }
    }

    public private(set) var rows: [Row] = []

    public init() {}

    public var count: Int { rows.count }

    public mutating func append(_ row: Row) { rows.append(row) }

    /// The events of each licence, in the order of the table.
    public var byLicence: [String: [LicenceEvent]] {
        rows.reduce(into: [:]) { $0[$1.licenceID, default: []].append($1.event) }
    }
}

extension LicenceTable {
    /// Adds events to the rows that carry their licence's id, behind those already there.
    /// - Returns: ids of the events that no row carries, sorted; nothing became of those events.
    public mutating func add(_ events: LicenceEventTable) -> [String] {
        var open = events.byLicence
        var used: Set<String> = []
        for row in 0..<count {
            guard let found = open[rows[row].id] else { continue }
            addEvents(found, toRow: row)
            used.insert(rows[row].id)
        }
        for id in used { open[id] = nil }
        return open.keys.sorted()
    }
}
