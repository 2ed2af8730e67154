public import OreFeatures

/// Production in a month on no day of which a permit that it needs was in force.
///
/// Formula: figure > 0 for a month, and no permit of the kind covers any of its days. Ceiling: strong; possible where no permit of the kind is on record
/// for the subject at all (others have one), or its last one ended within `renewalDays`. Not judged, and counted: months that a permit covers in
/// part, and gaps of at most `renewalDays` that a later permit closed: the renewal had been accepted. Source: DOMAIN 1, 2.
public struct OperatingWithoutPermit: Sendable, Hashable {
    /// Permits that a mine needs.
    public var kinds: [Permit.Kind] = [.discharge, .impactAssessment]
    public var renewalDays: Int32 = 183

    public init() {}

    public enum Standing: Sendable, Hashable {
        /// Permits of the kind are on record, and none covers the month.
        case lapsed
        /// The last one ended lately.
        case renewalMayBePending
        case notOnRecord
    }

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var month: CalendarMonth
        public var amount: Tonnes
        public var kind: Permit.Kind
        public var standing: Standing
        /// The last day of the permit before; `nil`: none before.
        public var ended: Day?
        public var sources: [EntrySource]
    }

    public struct Result: Sendable, Hashable {
        /// By subject, then kind, then month.
        public var rows: [Row] = []
        public var skipped: [LedgerSkip: Int] = [:]
        public init() {}
    }

    /// - Parameters:
    ///   - reports: by month.
    ///   - permits: of everybody, by subject: a kind that nobody has is not judged.
    ///   - known: the kinds that somebody has; `nil`: those of `permits`. A partition does not see the others' permits.
    public func months(of reports: FigureSeries, permits: [SubjectID: [Permit]], known: Set<Permit.Kind>? = nil) -> Result {
        var result = Result()
        let known = known ?? Set(permits.values.joined().map(\.kind))
        for (place, subject) in reports.subjects.enumerated() {
            for kind in kinds where known.contains(kind) {
                let own = (permits[subject] ?? []).filter { $0.kind == kind }.sorted { $0.from < $1.from }
                for row in reports.rows(of: place) where reports.amounts[row] > 0 {
                    let month = CalendarMonth(number: Int(reports.periods[row]))
                    judge(subject, month, Tonnes(thousandths: reports.amounts[row]), kind, own, &result)
                }
            }
        }
        return result
    }

    private func judge(
        _ subject: SubjectID, _ month: CalendarMonth, _ amount: Tonnes, _ kind: Permit.Kind, _ permits: [Permit], _ result: inout Result
    ) {
        guard let first = month.firstDay, let last = month.lastDay else { return }
        if permits.contains(where: { $0.from <= last && ($0.to ?? last) >= first }) {
            if !permits.contains(where: { $0.from <= first && ($0.to ?? last) >= last }) { result.skipped[.partMonth, default: 0] += 1 }
            return
        }
        let before = permits.last { $0.from <= first }
        let ended = permits.filter { $0.from <= first }.compactMap(\.to).max()
        let next = permits.first { $0.from > last }
        if let ended, let next, next.from.daysSince1970 - ended.daysSince1970 <= renewalDays {
            result.skipped[.renewed, default: 0] += 1
            return
        }
        let isRecent = ended.map { last.daysSince1970 - $0.daysSince1970 <= renewalDays } ?? false
        let standing: Standing = permits.isEmpty ? .notOnRecord : isRecent && next == nil ? .renewalMayBePending : .lapsed
        result.rows.append(
            Row(
                subject: subject, month: month, amount: amount, kind: kind, standing: standing, ended: ended,
                sources: [before, next].compactMap { $0?.source }))
    }
}
