internal import OreFeatures

/// The figures that accounts are made of: of each line, subject and period the rows that add up to it. Of the subjects that were asked for only.
public struct AccountBook: Sendable {
    /// What masses are of; records of another material are passed over and counted.
    public let material: MaterialKind
    /// By subject, then period: the year of yearly lines, the number of a month, days of stock since 1970.
    private var cells: [AccountItem: [SubjectID: [Int32: [SourceRow]]]] = [:]
    /// Records of another material.
    public private(set) var ofOtherMaterial = 0

    /// Of one class of ore alone; `nil`: of all.
    public let oreClass: OreClass?

    public init(material: MaterialKind = .oxide, oreClass: OreClass? = nil) { (self.material, self.oreClass) = (material, oreClass) }

    /// The material that most records are of, oxide among equals; `nil` for none.
    public static func material(of records: [LedgerRecords], among subjects: Set<SubjectID>) -> MaterialKind? {
        var counts: [MaterialKind: Int] = [:]
        for records in records {
            for row in 0..<records.count where subjects.contains(records.subjects[row]) {
                counts[records.lines[row].material, default: 0] += 1
            }
        }
        return counts.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
    }

    /// Adds what is known at a commit of quotas, reports or invoices.
    /// - Parameters:
    ///   - records: every one of those subjects, in any order; each kind once for a subject.
    ///   - subjects: `nil`: all.
    /// - Throws: `LedgerFault`.
    /// - Complexity: O(records), and O(n log n) for the n of those subjects.
    public mutating func add(
        _ records: LedgerRecords, of subjects: Set<SubjectID>? = nil, asOf commit: Int32? = nil
    ) throws(LedgerFault) {
        var own = records
        if let subjects {
            own = records.picked((0..<records.count).filter { subjects.contains(records.subjects[$0]) }.map { UInt32($0) })
        }
        if let oreClass { own = own.picked((0..<own.count).filter { own.lines[$0].oreClass == oreClass }.map { UInt32($0) }) }
        own = try own.ordered()
        ofOtherMaterial += own.lines.count { $0.material != material }
        try StandingRows(own, asOf: commit, material: material).forEach { subject, stage, period, rows throws(LedgerFault) in
            let item = AccountItem(own.kind, stage)
            let (key, span) = Self.place(period, own.kind)
            cells[item, default: [:]][subject, default: [:]][key, default: []] += rows.map { row in
                var source = SourceRow(
                    kind: own.kind.plural, commit: own.commits[row], row: own.rows[row], amount: Tonnes(thousandths: own.amounts[row]),
                    span: span, stated: own[row].stated)
                source.isByGrade = own.marks[row].contains(.byGrade)
                return source
            }
        }
    }

    private static func place(_ period: Int32, _ kind: FigureKind) -> (key: Int32, FigureSpan) {
        switch kind {
        case .quota: (period, .year(period))
        case .report: (period, .month(CalendarMonth(number: Int(period))))
        case .invoice:
            (Int32(truncatingIfNeeded: CalendarMonth(Day(daysSince1970: period)).number), .day(Day(daysSince1970: period)))
        }
    }

    /// Adds the other records that stand: stock, product flows, separation, recycled feed, exports.
    public mutating func add(_ book: EntryBook) {
        for figure in book.stock {
            guard figure.line.stage == .mining, figure.line.material == material else {
                ofOtherMaterial += figure.line.material == material ? 0 : 1
                continue
            }
            take(.closingStock, figure.subject, figure.day.daysSince1970, figure.source, "stock", figure.tonnes, .day(figure.day))
        }
        for flow in book.flows {
            guard flow.line.material == material else {
                ofOtherMaterial += 1
                continue
            }
            let month = Self.key(CalendarMonth(flow.day))
            take(.flowsSold, flow.seller, month, flow.source, "flows", flow.tonnes, .day(flow.day))
            take(.flowsBought, flow.buyer, month, flow.source, "flows", flow.tonnes, .day(flow.day))
        }
        guard material == .oxide else { return }
        for figure in book.separation {
            let item = figure.flow == .intake ? AccountItem.separationIntake : .separationOutput
            take(item, figure.facility, Self.key(figure.month), figure.source, "separation", figure.tonnes, .month(figure.month))
        }
        for figure in book.recycled {
            take(.recycled, figure.facility, Self.key(figure.month), figure.source, "recycled", figure.tonnes, .month(figure.month))
        }
        for record in book.exports where !record.isReturned {
            take(
                .exported, record.enterprise, Self.key(CalendarMonth(record.day)), record.source, "exports", record.tonnes, .day(record.day)
            )
        }
    }

    private static func key(_ month: CalendarMonth) -> Int32 { Int32(truncatingIfNeeded: month.number) }

    private mutating func take(
        _ item: AccountItem, _ subject: SubjectID, _ key: Int32, _ source: EntrySource, _ kind: String, _ amount: Tonnes, _ span: FigureSpan
    ) {
        cells[item, default: [:]][subject, default: [:]][key, default: []].append(
            SourceRow(kind: kind, commit: source.commit, row: source.row, amount: amount, span: span))
    }

    // MARK: Reading

    /// What is stated for a subject itself; `nil` when nothing is. A row of 0 is a statement.
    func rows(_ item: AccountItem, _ subject: SubjectID, _ key: Int32) -> [SourceRow]? { cells[item]?[subject]?[key] }

    /// Days on which stock was taken, ascending.
    func stockDays(of subject: SubjectID) -> [Int32] { cells[.closingStock]?[subject]?.keys.sorted() ?? [] }

    /// Everybody with a figure of that line.
    func subjects(with item: AccountItem) -> Set<SubjectID> { Set((cells[item] ?? [:]).keys) }

    /// The periods of which a subject states a line, ascending.
    func keys(_ item: AccountItem, _ subject: SubjectID) -> [Int32] { cells[item]?[subject]?.keys.sorted() ?? [] }

    /// Of whom quotas for mining are known, and for which years.
    public var yearsOfQuota: [SubjectID: Set<Int32>] { (cells[.quota] ?? [:]).mapValues { Set($0.keys) } }

    /// Everybody with any figure.
    public var subjects: Set<SubjectID> { Set(cells.values.flatMap(\.keys)) }

    /// Years of which anything is stated, ascending.
    public var years: [Int32] {
        var years: Set<Int32> = []
        for (item, own) in cells {
            for key in own.values.lazy.flatMap(\.keys) {
                if item.isYearly {
                    years.insert(key)
                } else if item == .closingStock {
                    years.insert(Int32(Day(daysSince1970: key).yearMonthDay.year))
                } else {
                    years.insert(key / 12)
                }
            }
        }
        return years.sorted()
    }
}

extension FigureKind {
    /// `quotas`, `reports`, `invoices`.
    var plural: String { "\(self)s" }
}

extension EntryBook {
    /// With stock, separation, recycled feed, exports and land of some subjects alone, and the flows of which they are a side; every other kind stays
    /// whole.
    /// - Complexity: O(entries).
    public func only(_ subjects: Set<SubjectID>) -> EntryBook {
        var book = self
        book.keep { subjects.contains($0) }
        return book
    }
}
