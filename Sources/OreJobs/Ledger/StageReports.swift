internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// What separators and exporters reported by the month, and when it was first received: reports of the stage, and of separation the records of separators
/// too, since either tells the month.
struct StageReports {
    /// By month; amounts of records are left out.
    let series: FigureSeries
    private let facilities: [SubjectID: [FacilityRecord]]

    /// - Parameters:
    ///   - facilities: by whom they speak of; see ``facilities(of:)``.
    ///   - day: what had been received by it.
    init(
        _ directory: LedgerDirectory, _ lines: LineSelection, _ facilities: [SubjectID: [FacilityRecord]], on day: Day
    ) throws {
        self.facilities = facilities
        var records = try LedgerSweep(directory).records(.report, of: lines)
        if lines.stage == .separation, lines.material == .oxide {
            for receipt in directory.monthlyReceipts(on: day) where receipt.scope == .separation {
                var record = LedgerRecord(
                    receipt.subject, period: Int32(truncatingIfNeeded: receipt.month.number), line: LedgerLine(.separation), amount: .zero)
                record.stated = receipt.received
                records.append(record)
            }
        }
        series = try FigureSeries(records.known(on: day), of: lines)
    }

    /// What records say of when separators operate.
    static func facilities(of directory: LedgerDirectory) -> [SubjectID: [FacilityRecord]] {
        Dictionary(grouping: directory.book.facilities, by: \.facility)
    }

    /// Of whom a record says when it operates, the months in which it does; of everybody else each month.
    /// - Parameter includesUnheardOf: facilities without any monthly record too.
    func duty(_ months: ClosedRange<CalendarMonth>, includesUnheardOf: Bool) -> ReportingDuty {
        guard !facilities.isEmpty else { return .whoeverReports }
        let all = Int32(truncatingIfNeeded: months.lowerBound.number)...Int32(truncatingIfNeeded: months.upperBound.number)
        var spans: [SubjectID: [ClosedRange<Int32>]] = [:]
        for (place, subject) in series.subjects.enumerated() {
            let first = series.rows(of: place).first.map { CalendarMonth(number: Int(series.periods[$0])) }
            spans[subject] = facilities[subject].map { $0.monthsOfOperation(within: all, from: first) } ?? [all]
        }
        if includesUnheardOf { for (facility, own) in unheardOf(all) { spans[facility] = own } }
        return .months(spans)
    }

    /// Facilities in operation in a month of which no monthly record was ever delivered.
    func unheardOf(_ month: CalendarMonth) -> Int {
        let number = Int32(truncatingIfNeeded: month.number)
        return unheardOf(number...number).count { !$0.value.isEmpty }
    }

    private func unheardOf(_ months: ClosedRange<Int32>) -> [SubjectID: [ClosedRange<Int32>]] {
        facilities.filter { series.index(of: $0.key) == nil }.mapValues { $0.monthsOfOperation(within: months, from: nil) }
    }
}
