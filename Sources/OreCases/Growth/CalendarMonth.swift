public import OreFeatures

/// A month of the proleptic Gregorian calendar: `2025-06`.
public struct CalendarMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Months since January of year 0.
    public let number: Int

    public init(number: Int) { self.number = number }

    /// The month of a day.
    public init(_ day: Day) {
        let parts = day.yearMonthDay
        number = parts.year * 12 + parts.month - 1
    }

    public var year: Int { number / 12 }
    /// 1...12.
    public var month: Int { number % 12 + 1 }
    public var next: CalendarMonth { CalendarMonth(number: number + 1) }
    public var description: String { Day(year: year, month: month, day: 1).map { String($0.description.prefix(7)) } ?? "" }

    public static func < (a: CalendarMonth, b: CalendarMonth) -> Bool { a.number < b.number }
}
