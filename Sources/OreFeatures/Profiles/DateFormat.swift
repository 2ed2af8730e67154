/// The ways a date or a period is written, with the names that a profile's `format` takes.
///
/// A timestamp gives the day **as written**: its clock and zone are checked for form and then ignored, because registers date by the
/// calendar of their office. Only counts of seconds (`epoch-s`, `epoch-ms`) have no written day; they give the day in UTC.
public enum DateFormat: String, Sendable, Hashable, CaseIterable {
    /// Any form below that can be read one way only: `iso`, `yyyy/mm/dd`, `yyyymmdd`, `chinese`, `javascript`, `year-quarter`, `year-month`,
    /// `year`. A day such as 05/06/2024 is refused as ambiguous.
    case auto
    /// `2025-06-30`, alone or with a clock: `2025-06-30T23:59:59.5-05:00`, `2025-06-30 00:00:00Z`.
    case iso
    /// `2025/6/30`; also with points or hyphens; a clock may follow.
    case yearMonthDay = "yyyy/mm/dd"
    /// `30/06/2025`, `30.6.2025`, `30-06-2025`; a clock may follow.
    case dayMonthYear = "dd/mm/yyyy"
    /// `06/30/2025`; a clock may follow.
    case monthDayYear = "mm/dd/yyyy"
    /// `20250630`
    case compactDay = "yyyymmdd"
    /// `2024年3月5日`; `2024年3月` and `2024年` are periods.
    case chinese
    /// `Tue Dec 30 2025 00:00:00 GMT-0500 (hora estándar de Perú)`: the weekday has to fit.
    case javascript
    /// Words, English or Spanish: `Sep 08, 2025`, `8 September 2025`, `March 2024` (a period).
    case words
    /// Seconds since 1970-01-01T00:00Z.
    case epochSeconds = "epoch-s"
    /// Milliseconds since 1970-01-01T00:00Z.
    case epochMilliseconds = "epoch-ms"
    /// Days as Excel counts them: 1 is 1900-01-01, 60 does not exist, 45838 is 2025-06-30; a fraction is the clock.
    case excel
    /// Days since 1904-01-01, as Excel on the old Macintosh counts them.
    case excel1904 = "excel-1904"
    /// `2018`: the whole year.
    case year
    /// `2025-Q2`, `2025Q2`, `2025 Q2`.
    case yearQuarter = "year-quarter"
    /// `202502` is the second quarter of 2025, `202200` the whole year 2022.
    case codedQuarter = "coded-quarter"
    /// `2025-06`, `2025/6`: the whole month.
    case yearMonth = "year-month"
    /// `202506`: the whole month.
    case compactMonth = "yyyymm"
    /// Prose that may hold dates: "First published July 8, 2016 and last updated May 8, 2025", "9-10 2024", "3/2024, 9/2024". The period from the
    /// earliest to the latest of them; no date when there is none.
    case freeText = "free-text"

    /// For messages: "a day as dd/mm/yyyy".
    public var expectation: String {
        switch self {
        case .auto: "a date (2025-06-30) or a period (2025, 2025-Q2, 2025-06)"
        case .iso: "a day as 2025-06-30, with or without a clock"
        case .yearMonthDay, .dayMonthYear, .monthDayYear, .compactDay: "a day as \(rawValue)"
        case .chinese: "a day as 2024年3月5日"
        case .javascript: "a day as \"Tue Dec 30 2025 00:00:00 GMT-0500\""
        case .words: "a day as \"Sep 08, 2025\""
        case .epochSeconds: "a count of seconds since 1970"
        case .epochMilliseconds: "a count of milliseconds since 1970"
        case .excel, .excel1904: "a day number of Excel"
        case .year: "a year as 2018"
        case .yearQuarter: "a quarter as 2025-Q2"
        case .codedQuarter: "a year with a quarter as 202502, or 202500 for the whole year"
        case .yearMonth: "a month as 2025-06"
        case .compactMonth: "a month as 202506"
        case .freeText: "text with dates"
        }
    }
}

/// What came of reading a date.
public enum DateReading: Hashable, Sendable {
    case period(ObservationPeriod)
    /// Free text without any date in it.
    case undated
    /// Two forms read it, differently: the profile has to say which.
    case ambiguous(DateFormat, DateFormat)
    case unreadable
}
