internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// The figures of a store, a range of subjects at a time: what sums over many subjects are made of.
struct LedgerSweep {
    let directory: LedgerDirectory
    var material = MaterialKind.oxide
    /// What had been received by that day; `nil`: everything.
    var day: Day?
    /// Records of other years are not looked at.
    var years: ClosedRange<Int32>?

    init(_ directory: LedgerDirectory) { self.directory = directory }

    /// The records of a kind and a range.
    func records(_ kind: FigureKind, _ range: SubjectRange) throws -> LedgerRecords {
        narrowed(try directory.ledger.records(kind, range))
    }

    /// Calls `body` with the figures of each range, kind and stage that has any.
    /// - Complexity: O(records): one range in memory at a time.
    func forEach(
        _ kinds: [FigureKind] = FigureKind.allCases, _ stages: [Stage] = [.mining],
        _ body: (FigureKind, Stage, FigureSeries) throws -> Void
    ) throws {
        for range in directory.ledger.ranges {
            for kind in kinds { try forEach(kind, stages, try records(kind, range), body) }
        }
    }

    /// The same of some subjects alone.
    func forEach(
        of subjects: Set<SubjectID>, _ kinds: [FigureKind] = FigureKind.allCases, _ stages: [Stage] = [.mining],
        _ body: (FigureKind, Stage, FigureSeries) throws -> Void
    ) throws {
        let known = subjects.filter { Int($0.number) < directory.ledger.names.count }
        guard !known.isEmpty else { return }
        let all = try directory.ledger.records(of: known)
        for kind in kinds { try forEach(kind, stages, narrowed(all[kind] ?? LedgerRecords(kind)), body) }
    }

    private func forEach(
        _ kind: FigureKind, _ stages: [Stage], _ records: LedgerRecords, _ body: (FigureKind, Stage, FigureSeries) throws -> Void
    ) throws {
        guard records.count > 0 else { return }
        let codes = Set(records.lines)
        for stage in stages where codes.contains(where: { $0.stage == stage && $0.material == material }) {
            try body(kind, stage, try FigureSeries(records, of: LineSelection(stage, nil, material)))
        }
    }

    private func narrowed(_ records: LedgerRecords) -> LedgerRecords {
        let records = day.map { records.known(on: $0) } ?? records
        guard let years else { return records }
        let rows = (0..<records.count).filter { years.contains(records.kind.year(of: records.periods[$0])) }
        return rows.count == records.count ? records : records.picked(rows.map { UInt32($0) })
    }
}

extension FigureKind {
    /// The year of a period.
    fileprivate func year(of period: Int32) -> Int32 {
        switch self {
        case .report: period / 12
        case .quota: period
        case .invoice: Int32(Day(daysSince1970: period).yearMonthDay.year)
        }
    }
}

extension InputError {
    /// Figures whose sum leaves its range.
    static func sums(_ fault: LedgerFault, of directory: LedgerDirectory) -> InputError {
        var what = "\(fault)"
        if case .sumTooLarge(let subject, let month) = fault {
            what = "figures of \"\(directory.name(of: subject))\" around \(month) cannot be added up"
        }
        return .refused(file: "ledger", place: InputPlace(), what: what, next: "check the units of its files")
    }
}
