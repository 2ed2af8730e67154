/// A calendar day (proleptic Gregorian), as days since 1970-01-01. Dates in registers and scenes are days, without clock or zone.
@frozen
public struct Day: Hashable, Comparable, Sendable {
    public var daysSince1970: Int32

    @inlinable
    public init(daysSince1970: Int32) {
        self.daysSince1970 = daysSince1970
    }

    /// `nil` when there is no such day (month 13, 30 February) or the year is outside 1...9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        guard (1...Day.length(ofMonth: month, year: year)).contains(day) else { return nil }
        // Howard Hinnant's days_from_civil: years start in March, so that the leap day is the last of its year.
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// 31 December: the day on which it is decided whose the figures of a year are. `nil` outside of 1...9999.
    public init?(lastOf year: some BinaryInteger) { self.init(year: Int(clamping: year), month: 12, day: 31) }

    /// - Parameter time: ISO 8601: what stands behind its tenth character is not looked at.
    public init?(ofTime time: String) {
        let parts = time.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    public static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public var yearMonthDay: (year: Int, month: Int, day: Int) {
        let z = Int(daysSince1970) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let m = (5 * dayOfYear + 2) / 153
        let month = m < 10 ? m + 3 : m - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
    }

    @inlinable
    public static func < (a: Day, b: Day) -> Bool { a.daysSince1970 < b.daysSince1970 }
}

extension Day: CustomStringConvertible {
    /// ISO 8601, `2025-06-30`.
    public var description: String {
        let (y, m, d) = yearMonthDay
        func padded(_ n: Int, _ width: Int) -> String { String(repeating: "0", count: max(0, width - String(n).count)) + String(n) }
        return padded(y, 4) + "-" + padded(m, 2) + "-" + padded(d, 2)
    }
}

/// When something was observed: one day, or a period given with less precision (2018; 2025-Q2; 2025-06). Both ends inclusive.
@frozen
public struct ObservationPeriod: Hashable, Sendable {
    public var from: Day
    public var to: Day

    @inlinable
    public init(from: Day, to: Day) {
        self.from = from
        self.to = to
    }

    @inlinable
    public init(_ day: Day) { self.init(from: day, to: day) }

    @inlinable
    public var isSingleDay: Bool { from == to }
}
