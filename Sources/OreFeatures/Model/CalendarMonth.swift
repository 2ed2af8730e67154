/// A month of the proleptic Gregorian calendar: `2025-06`.
@frozen
public struct CalendarMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Months since January of year 0.
    public let number: Int

    @inlinable
    public init(number: Int) { self.number = number }

    /// The month of a day.
    public init(_ day: Day) {
        let parts = day.yearMonthDay
        number = parts.year * 12 + parts.month - 1
    }

    /// `nil` when there is no such month or the year is outside 1...9999.
    @inlinable
    public init?(year: Int, month: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        number = year * 12 + month - 1
    }

    @inlinable
    public var year: Int { number / 12 }
    /// 1...12.
    @inlinable
    public var month: Int { number % 12 + 1 }
    @inlinable
    public var next: CalendarMonth { CalendarMonth(number: number + 1) }

    /// `nil` outside the years 1...9999.
    public var firstDay: Day? { Day(year: year, month: month, day: 1) }
    /// `nil` outside the years 1...9999.
    public var lastDay: Day? { Day(year: year, month: month, day: Day.length(ofMonth: month, year: year)) }

    public var description: String { firstDay.map { String($0.description.prefix(7)) } ?? "" }

    @inlinable
    public static func < (a: CalendarMonth, b: CalendarMonth) -> Bool { a.number < b.number }
}
