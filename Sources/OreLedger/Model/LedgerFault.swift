public import OreFeatures

/// Why figures cannot be added up.
public enum LedgerFault: Error, Hashable, Sendable {
    /// The sum of a subject's figures leaves the range of ``Tonnes`` in that month: a record has another unit than it says.
    case sumTooLarge(subject: SubjectID, month: CalendarMonth)
    /// More records at once than can be numbered; split them by subject.
    case tooManyRecords(Int)
    /// A month, year or day outside the years 1 to 9999.
    case impossiblePeriod(Int32)
    /// Subjects each of which belongs to the next, and the last to the first.
    case circularMembership([SubjectID])
    /// Stored bytes that are not what was written.
    case damagedSegment
}
