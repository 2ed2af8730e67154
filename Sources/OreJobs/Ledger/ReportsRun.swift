internal import OreDetection
public import OreFeatures
public import OreLedger
internal import OreStorage

/// Who has to report for which month by when, by the register of a store; without a register, whoever reported at all.
public struct ReportsRun: Sendable {
    let directory: LedgerDirectory
    public var material = MaterialKind.oxide
    public let day: Day
    public let due: DueRules
    private let register: [SubjectID: ForceSpans]
    /// Licences of the register of which the store has no record at all are expected to report too: of a register of other minerals they are not.
    public var includesUnheardOf = false

    /// - Parameter day: what had been received by it, and what is late on it.
    /// - Throws: `StoreError`.
    public init(_ directory: LedgerDirectory, on day: Day, due: DueRules) throws {
        (self.directory, self.day, self.due) = (directory, day, due)
        let own = LedgerRegister(directory.licences, names: directory.ledger.names)
        var spans: [SubjectID: ForceSpans] = [:]
        for (name, force) in own.force { if let subject = directory.subject(name) { spans[subject] = force } }
        register = spans
    }

    public var hasRegister: Bool { !register.isEmpty }

    /// Licences in force in a month of which no record was ever delivered.
    public func unheardOf(_ month: CalendarMonth) -> Int {
        guard case .months(let open) = ReportingDuty(of: register, within: month...month) else { return 0 }
        return open.count { !$0.value.isEmpty && !isKnown($0.key) }
    }

    private func isKnown(_ subject: SubjectID) -> Bool { Int(subject.number) < directory.ledger.names.count }

    /// The last month that is over; its report is the next that falls due, or the last that did.
    public var lastMonth: CalendarMonth { CalendarMonth(number: CalendarMonth(day).number - 1) }

    /// From the first month that anybody reported to the last one that is over.
    /// - Returns: `nil` where nobody reported anything.
    public func months() throws -> ClosedRange<CalendarMonth>? {
        var first: Int32?
        try sweep().forEach([.report]) { _, _, series in first = [first, series.periods.min()].compactMap(\.self).min() }
        guard let first else { return nil }
        let low = CalendarMonth(number: Int(first))
        return low <= lastMonth ? low...lastMonth : nil
    }

    /// Every report that is expected of those months, and those that came without being expected.
    /// - Parameter isWanted: the others are not held in memory.
    /// - Returns: in no order that means anything.
    /// - Complexity: O(reports + licences · months).
    public func expected(
        _ months: ClosedRange<CalendarMonth>, where isWanted: (ExpectedReport) -> Bool = { _ in true }
    ) throws -> [ExpectedReport] {
        do {
            let calendar = ReportCalendar(due: due, on: day)
            guard hasRegister else {
                var rows: [ExpectedReport] = []
                try sweep().forEach([.report]) { _, _, series in
                    rows += calendar.expected(of: series, months: months, duty: .whoeverReports).filter(isWanted)
                }
                return rows
            }
            let duty = try directory.ledger.reportingMaterials().narrowed(ReportingDuty(of: register, within: months), to: material)
            guard case .months(var open) = duty else { return [] }
            if !includesUnheardOf { open = open.filter { isKnown($0.key) } }
            var rows: [ExpectedReport] = []
            try sweep().forEach([.report]) { _, _, series in
                var own: [SubjectID: [ClosedRange<Int32>]] = [:]
                for subject in series.subjects { own[subject] = open.removeValue(forKey: subject) ?? [] }
                rows += calendar.expected(of: series, months: months, duty: .months(own)).filter(isWanted)
            }
            // Who never reported is in no range of figures.
            return rows + calendar.expected(of: FigureSeries(.month), months: months, duty: .months(open)).filter(isWanted)
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    private func sweep() -> LedgerSweep {
        var sweep = LedgerSweep(directory)
        (sweep.material, sweep.day) = (material, day)
        return sweep
    }
}
