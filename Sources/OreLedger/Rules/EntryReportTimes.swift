internal import OreDetection
public import OreFeatures

/// When a month's records of one kind were first received from whom they speak of.
public struct MonthlyReceipt: Sendable, Hashable {
    public var scope: LedgerScope
    public var subject: SubjectID
    public var month: CalendarMonth
    /// `nil`: some record of the month does not say it.
    public var received: Day?
    public var source: EntrySource
}

/// Lateness and absence of the monthly records that separators, recyclers and payers of tax deliver; reports of production are judged with their figures
/// (``ReportLate``, ``ReportMissing``).
///
/// Formulas: the first record of a month received after its due day; no record of a month that is due, among those of which anybody has one and while the
/// facility is in operation. Nothing is late of a kind without a due rule. Ceiling: strong; possible where no record of the facility says when it operates.
public struct EntryReportTimes: Sendable, Hashable {
    public var due: DueCalendar

    public init(due: DueCalendar) { self.due = due }

    /// By rule, kind, subject and year.
    /// - Parameter facilities: when separators operate.
    /// - Complexity: O(n log n) for n receipts; O(subjects · months) for what is missing.
    public func findings(_ receipts: [MonthlyReceipt], _ facilities: [FacilityRecord], on day: Day) -> [LedgerFinding] {
        var result: [LedgerFinding] = []
        for scope in DueCalendar.kinds where scope != .mining && !due.of(scope).rules.isEmpty {
            let own = receipts.filter { $0.scope == scope }.sorted { ($0.subject, $0.month) < ($1.subject, $1.month) }
            result += late(own, scope) + missing(own, scope, facilities, day)
        }
        return result
    }

    private func late(_ receipts: [MonthlyReceipt], _ scope: LedgerScope) -> [LedgerFinding] {
        var result: [LedgerFinding] = []
        for receipt in receipts {
            guard let received = receipt.received, let last = due.of(scope).due(for: receipt.month), received > last else { continue }
            Self.add(receipt.month, to: &result, .reportLate, scope, receipt.subject) {
                [
                    LedgerEvidence(.received, .day(received), month: receipt.month, sources: [receipt.source]),
                    LedgerEvidence(.due, .day(last), month: receipt.month),
                ]
            }
        }
        for i in result.indices { result[i].severity = LedgerSeverity.of(months: result[i].months.count, ceiling: 30) }
        return result
    }

    private func missing(
        _ receipts: [MonthlyReceipt], _ scope: LedgerScope, _ facilities: [FacilityRecord], _ day: Day
    ) -> [LedgerFinding] {
        guard let low = receipts.map(\.month).min(), let high = receipts.map(\.month).max() else { return [] }
        let months = (low.number...high.number).map { CalendarMonth(number: $0) }.filter {
            due.of(scope).due(for: $0).map { $0 < day } ?? false
        }
        let operating = Dictionary(grouping: facilities, by: \.facility)
        var result: [LedgerFinding] = []
        for (subject, own) in Dictionary(grouping: receipts, by: \.subject).sorted(by: { $0.key < $1.key }) {
            let there = Set(own.map(\.month))
            let spans = operating[subject].map { $0.spansOfOperation(from: there.min()?.firstDay) }
            for month in months where !there.contains(month) {
                guard let first = month.firstDay, let last = month.lastDay else { continue }
                // A month in part is none that has to be told of.
                if let spans, !spans.contains(where: { $0.from <= first && last <= ($0.to ?? last) }) { continue }
                Self.add(month, to: &result, .reportMissing, scope, subject) { [] }
            }
        }
        for i in result.indices {
            // Since when it operates nobody says.
            if operating[result[i].subject]?.allSatisfy({ $0.from == nil }) ?? true { result[i].weaken(.noRegister) }
            let severity = LedgerSeverity.of(months: result[i].months.count, ceiling: 60)
            result[i].severity = LedgerSeverity.weighed(severity, result[i].verdict)
        }
        return result
    }

    private static func add(
        _ month: CalendarMonth, to result: inout [LedgerFinding], _ rule: LedgerRuleName, _ scope: LedgerScope, _ subject: SubjectID,
        _ evidence: () -> [LedgerEvidence]
    ) {
        let year = Int32(month.year)
        if result.last.map({ $0.subject != subject || $0.year != year }) ?? true {
            var finding = LedgerFinding(rule, subject, year: year)
            finding.scope = scope
            result.append(finding)
        }
        result[result.count - 1].months.append(month)
        result[result.count - 1].evidence += evidence()
    }
}

extension Sequence<LedgerEntry> {
    /// The first receipt of each kind, subject and month: a correction does not make a record late, and a further record of the month does not either.
    /// - Parameters:
    ///   - day: what was received later had not been.
    ///   - number: the ledger's number of a name.
    public func monthlyReceipts(on day: Day, number: (String, SubjectKind) -> SubjectID) -> [MonthlyReceipt] {
        var first: [ReceiptKey: MonthlyReceipt] = [:]
        for entry in self {
            guard let scope = entry.kind.reportScope, !entry.isWithdrawn, let month = entry.month("month") else { continue }
            guard let name = entry.text("facility") ?? entry.text("licence_id"), entry.received.map({ $0 <= day }) ?? true else { continue }
            let subject = number(name, entry.kind == .taxes ? .licence : .facility)
            let own = MonthlyReceipt(
                scope: scope, subject: subject, month: month, received: entry.received,
                source: EntrySource(file: entry.file, row: entry.row, commit: entry.commit))
            let key = ReceiptKey(scope: scope, subject: subject, month: month)
            guard let known = first[key] else {
                first[key] = own
                continue
            }
            if let before = known.received, own.received.map({ $0 < before }) ?? true { first[key] = own }
        }
        return Array(first.values)
    }
}

private struct ReceiptKey: Hashable {
    var scope: LedgerScope
    var subject: SubjectID
    var month: CalendarMonth
}

extension EntryKind {
    /// Of records that are delivered month by month with the day of their receipt.
    fileprivate var reportScope: LedgerScope? {
        switch self {
        case .separation: .separation
        case .recycled: .recycled
        case .taxes: .taxes
        default: nil
        }
    }
}
