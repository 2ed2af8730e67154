internal import OreFeatures

/// How many records of each kind and year are known, how many of them stand, and what those add up to.
public struct LedgerTally: Sendable {
    public struct Key: Sendable, Hashable, Comparable {
        /// As `ingest --as` calls it.
        public var kind: String
        /// `nil` for records of no year.
        public var year: Int32?
        /// `mining`, `separation ionic ore`; `intake`, `export`; empty for records of one line only.
        public var line: String

        public static func < (a: Key, b: Key) -> Bool {
            (a.kind, a.year ?? .min, a.line) < (b.kind, b.year ?? .min, b.line)
        }
    }

    public struct Count: Sendable, Hashable {
        public var subjects = 0
        /// Superseded ones and withdrawals too.
        public var records = 0
        public var standing = 0
        /// Of those that stand; of quotas a stated total in the place of its parts. `nil`: they do not add up to anything.
        public var tonnes: Tonnes?
    }

    public private(set) var counts: [Key: Count] = [:]

    public init() {}

    /// Adds every known record of some subjects.
    /// - Parameter records: of each subject all or none, in any order.
    /// - Throws: `LedgerFault`: a sum that is out of range.
    /// - Complexity: O(n log n); O(n) where they lie in order.
    public mutating func add(_ records: LedgerRecords) throws(LedgerFault) {
        let history = try RecordHistory(records)
        let own = history.records
        var seen: [Key: SubjectID] = [:]
        for row in 0..<own.count {
            let key = Key(kind: "\(own.kind)s", year: own.kind.year(ofPeriod: own.periods[row]), line: own.lines[row].words)
            var count = counts[key] ?? Count(tonnes: .zero)
            count.records += 1
            if history.states[row] == .stands {
                count.standing += 1
                guard let sum = count.tonnes?.adding(Tonnes(thousandths: own.amounts[row])) else {
                    throw .sumTooLarge(subject: own.subjects[row], month: CalendarMonth(number: Int(key.year ?? 0) * 12))
                }
                count.tonnes = sum
                if seen.updateValue(own.subjects[row], forKey: key) != own.subjects[row] { count.subjects += 1 }
            }
            counts[key] = count
        }
    }

    /// Adds entries: every known one, in any order.
    public mutating func add(_ entries: [LedgerEntry]) {
        var subjects: [Key: Set<String>] = [:]
        for history in entries.histories() {
            let entry = history.entry
            let key = Key(kind: entry.kind.rawValue, year: entry.yearSpokenOf, line: entry.flow)
            var count = counts[key] ?? Count(tonnes: entry.kind.addsUp ? .zero : nil)
            count.records += 1
            if history.state == .stands {
                count.standing += 1
                // Each is at most 10^9 t: so many rows that the sum is out of range cannot be read.
                if let own = entry.tonnes("tonnes") { count.tonnes = count.tonnes?.adding(own) }
                subjects[key, default: []].formUnion(entry.subjectNames.prefix(1))
                count.subjects = subjects[key]?.count ?? 0
            }
            counts[key] = count
        }
    }

    /// By kind, year and line.
    public var rows: [(key: Key, count: Count)] { counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
}

extension FigureKind {
    /// The year that a period lies in.
    public func year(ofPeriod period: Int32) -> Int32 {
        switch self {
        case .report: period / 12
        case .quota: period
        case .invoice: Int32(Day(daysSince1970: period).yearMonthDay.year)
        }
    }
}

extension LedgerLine {
    /// `mining`, `separation ionic`, `mining ore`: what is not told apart, and oxide, go without saying.
    public var words: String {
        (["\(stage)"] + (oreClass == .any ? [] : ["\(oreClass)"]) + (material == .oxide ? [] : ["\(material)"])).joined(separator: " ")
    }
}

extension LedgerEntry {
    /// The year of the first month, year or day that it states.
    public var yearSpokenOf: Int32? {
        values.lazy.compactMap { value -> Int32? in
            switch value {
            case .year(let year): year
            case .month(let month): Int32(month.year)
            case .day(let day): Int32(day.yearMonthDay.year)
            default: nil
            }
        }.first
    }

    /// Which way its tonnes went; empty where there is one way only.
    var flow: String { text("flow") ?? text("direction") ?? "" }
}

extension EntryKind {
    /// Whether the tonnes of its entries of a year are a sum of something.
    var addsUp: Bool {
        switch self {
        case .separation, .trade, .exports, .exportLicences, .seizures, .recycled: true
        default: false
        }
    }
}
