internal import OreDetection
public import OreFeatures
public import OreLedger
internal import OreStorage

/// Who has to report for which month by when: of mining by the register of a store, of separation by the records of facilities; without either,
/// whoever reported at all.
public struct ReportsRun: Sendable {
    let directory: LedgerDirectory
    public let material: MaterialKind
    public let stage: Stage
    public let day: Day
    public let due: DueRules
    private let register: [SubjectID: ForceSpans]
    private let facilities: [SubjectID: [FacilityRecord]]
    /// Of stages behind mining.
    private let stageReports: StageReports?
    /// Licences of the register of which the store has no record at all are expected to report too: of a register of other minerals they are not.
    /// Of separation, facilities of which it has no monthly record.
    public var includesUnheardOf = false

    /// - Parameter day: what had been received by it, and what is late on it.
    /// - Throws: `StoreError`; a refusal for sums that leave their range.
    public init(
        _ directory: LedgerDirectory, on day: Day, due: DueRules, stage: Stage = .mining, material: MaterialKind = .oxide
    ) throws {
        (self.directory, self.day, self.due, self.stage, self.material) = (directory, day, due, stage, material)
        let own = LedgerRegister(directory.licences, names: directory.ledger.names)
        var spans: [SubjectID: ForceSpans] = [:]
        for (name, force) in own.force { if let subject = directory.subject(name) { spans[subject] = force } }
        register = spans
        facilities = stage == .separation ? StageReports.facilities(of: directory) : [:]
        do {
            stageReports = stage == .mining ? nil : try StageReports(directory, LineSelection(stage, nil, material), facilities, on: day)
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    /// Of mining the register of licences, of separation the records of facilities.
    public var hasRegister: Bool { stage == .mining ? !register.isEmpty : !facilities.isEmpty }

    /// Licences in force, or facilities in operation, in a month of which no record was ever delivered.
    public func unheardOf(_ month: CalendarMonth) throws -> Int {
        if let stageReports { return stageReports.unheardOf(month) }
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
        if let stageReports {
            first = stageReports.series.periods.min()
        } else {
            try sweep().forEach([.report]) { _, _, series in first = [first, series.periods.min()].compactMap(\.self).min() }
        }
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
            if let own = stageReports {
                let duty = own.duty(months, includesUnheardOf: includesUnheardOf)
                return calendar.expected(of: own.series, months: months, duty: duty).filter(isWanted)
            }
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
