internal import OreFeatures

/// A row that is no part of the ledger, with the place, the reason and what next.
public struct SetAsideRow: Sendable, Hashable {
    /// Base name of the file.
    public var file: String
    public var row: Int
    public var column: String
    public var reason: String
    public var next: String
    /// Whom it names; empty where that cannot be read.
    public var name: String

    public init(file: String, row: Int, column: String, reason: String, next: String, name: String) {
        (self.file, self.row, self.column, self.reason, self.next, self.name) = (file, row, column, reason, next, name)
    }
}

/// What only the records of a whole file show: the same twice, two that contradict each other.
public struct LedgerScreen: Sendable {
    /// The records that stand in the ledger, by subject, period, line and detail.
    public private(set) var kept: LedgerRecords
    /// Records that said the same as another.
    public private(set) var repeated = 0
    /// Rows of `records` that are set aside: its subject, its row, and why; the column is the one of the figures.
    public private(set) var faults: [(subject: SubjectID, row: UInt32, fault: LedgerRowFault)] = []

    /// - Parameter records: of one file.
    /// - Throws: `LedgerFault.tooManyRecords`.
    /// - Complexity: O(n) for n records in order; see ``RecordOrder``.
    public init(_ records: LedgerRecords) throws(LedgerFault) {
        let ordered = try records.numberingBatches().ordered()
        var rows: [UInt32] = []
        rows.reserveCapacity(ordered.count)
        var start = 0
        kept = LedgerRecords(records.kind)
        while start < ordered.count {
            var end = start + 1
            while end < ordered.count, ordered.isSameKey(start, end) { end += 1 }
            if end - start == 1 || ordered.kind.standsAloneWithoutDetail && ordered.details[start] == 0 {
                rows.append(contentsOf: (start..<end).map { UInt32($0) })
            } else {
                settle(ordered, start..<end, &rows)
            }
            start = end
        }
        kept = rows.count == ordered.count ? ordered : ordered.gathered(rows[...])
    }

    /// Records of one key, by the day they were stated: of one day they are the same, or contradict each other. Of several days the later one
    /// corrects the earlier.
    private mutating func settle(_ records: LedgerRecords, _ range: Range<Int>, _ rows: inout [UInt32]) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, records.stated[end] == records.stated[start] { end += 1 }
            let isOne = (start..<end).allSatisfy {
                records.amounts[$0] == records.amounts[start] && records.marks[$0] == records.marks[start]
            }
            if isOne {
                rows.append(UInt32(start))
                repeated += end - start - 1
            } else {
                let others = (start..<end).map { String(records.rows[$0]) }.joined(separator: ", ")
                for row in start..<end { faults.append((records.subjects[row], records.rows[row], .contradicting(rows: others))) }
            }
            start = end
        }
    }
}

extension LedgerRecords {
    /// Batches without a number are told apart by the day of their issue.
    public func numberingBatches() -> LedgerRecords {
        guard kind == .quota, details.contains(0) else { return self }
        return mappingDetails { detail, stated, marks in Self.batch(detail, stated, marks) }
    }

    fileprivate static func batch(_ detail: UInt64, _ stated: Int32, _ marks: RecordMarks) -> UInt64 {
        guard detail == 0, stated != notStated, !marks.contains(.total) else { return detail }
        return 1 << 62 | UInt64(UInt32(bitPattern: stated))
    }

    // MARK: Mines below whom is read

    /// Numbers of batches and days of issue leave these bits alone, numbers of texts have another one.
    private static let ofPart: UInt64 = 3 << 61

    private static func isOfPart(_ detail: UInt64) -> Bool { detail >> 61 == 3 }

    /// A number of the detail that a part would have by itself, and one of the names below its subject.
    fileprivate static func detail(of own: UInt64, ofPart names: String) -> UInt64 {
        ofPart | number(ofDetail: own) << 32 | mixed(names) >> 32
    }

    /// All bits depend on all of the text: some of them are used.
    private static func mixed(_ text: String) -> UInt64 {
        let number = LedgerText.number(of: text)
        return (number ^ number >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }

    /// Of 29 bits: of a quota the batch.
    private static func number(ofDetail detail: UInt64) -> UInt64 {
        isOfPart(detail) ? detail >> 32 & (1 << 29 - 1) : mixed(String(detail)) >> 35
    }

    /// What is stated mine by mine, and what is stated for their holder himself.
    public struct Parted: Sendable {
        /// Without what is stated mine by mine where it is stated for the holder, too.
        public var kept: LedgerRecords
        /// What is stated for holders themselves; empty where nothing is left out, like the others.
        var own: LedgerRecords
        /// All that is stated mine by mine below holders of whom something is left out, each mine under a number of its own.
        var parts: LedgerRecords
        /// Below whom each of those mines is.
        var holders: [SubjectID] = []
    }

    /// Tells apart what is stated mine by mine where it is stated for their holder himself, too: of a stage, a period and a batch that stands for all
    /// below it, as in accounts; a total stands for every batch. Invoices are each a record of its own.
    /// - Complexity: O(n), a pass where no record is of a mine below its subject.
    public func partedByHolder() throws(LedgerFault) -> Parted {
        let none = LedgerRecords(kind)
        guard kind != .invoice, details.contains(where: Self.isOfPart) else { return Parted(kept: self, own: none, parts: none) }
        struct Place: Hashable {
            var (subject, period): (SubjectID, Int32)
            var (stage, material): (Stage, MaterialKind)
            /// `nil`: all.
            var batch: UInt64?
        }
        let all = try ordered()
        func place(_ row: Int, isWhole: Bool = false) -> Place {
            Place(
                subject: all.subjects[row], period: all.periods[row], stage: all.lines[row].stage, material: all.lines[row].material,
                batch: isWhole ? nil : Self.number(ofDetail: all.details[row]))
        }
        var stated: Set<Place> = []
        for row in 0..<all.count where !Self.isOfPart(all.details[row]) && !all.marks[row].contains(.withdrawn) {
            if row + 1 < all.count, all.isSameKey(row, row + 1) { continue }
            stated.insert(place(row, isWhole: all.marks[row].contains(.total)))
        }
        guard !stated.isEmpty else { return Parted(kept: all, own: none, parts: none) }
        func isStated(_ row: Int) -> Bool { stated.contains(place(row)) || stated.contains(place(row, isWhole: true)) }
        var (kept, own, parts): ([UInt32], [UInt32], [Int]) = ([], [], [])
        var partly: Set<SubjectID> = []
        for row in 0..<all.count {
            let isPart = Self.isOfPart(all.details[row])
            if isPart { parts.append(row) } else { own.append(UInt32(row)) }
            if !isPart || !isStated(row) { kept.append(UInt32(row)) } else { partly.insert(all.subjects[row]) }
        }
        guard !partly.isEmpty else { return Parted(kept: all, own: none, parts: none) }
        var parted = Parted(kept: all.picked(kept), own: all.picked(own), parts: none)
        struct Mine: Hashable {
            var holder: SubjectID
            var name: UInt32
        }
        var numbers: [Mine: SubjectID] = [:]
        for row in parts where partly.contains(all.subjects[row]) {
            let mine = Mine(holder: all.subjects[row], name: UInt32(truncatingIfNeeded: all.details[row]))
            var record = all[row]
            if let number = numbers[mine] {
                record.subject = number
            } else {
                record.subject = SubjectID(UInt32(numbers.count))
                numbers[mine] = record.subject
                parted.holders.append(mine.holder)
            }
            record.detail = Self.number(ofDetail: all.details[row])
            parted.parts.append(record)
        }
        return parted
    }
}

extension LedgerRow {
    /// The same row as one of some mines below its subject: what another mine's row says is another record, whatever else is equal. An invoice
    /// without a number is a record of its own anyway.
    func told(of mines: [String], _ kind: FigureKind) -> LedgerRow {
        guard mines.contains(where: { !$0.isEmpty }), kind != .invoice || detail != 0 else { return self }
        let day = stated?.daysSince1970 ?? LedgerRecords.notStated
        let own = kind == .quota ? LedgerRecords.batch(detail, day, marks) : detail
        var row = self
        row.detail = LedgerRecords.detail(of: own, ofPart: mines.joined(separator: "\u{1F}"))
        return row
    }
}
