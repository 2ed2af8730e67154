/// Months and days of the generator, counted without a calendar library: the truth must not rest on the code under test.
enum LedgerCalendar {
    static func day(_ year: Int, _ month: Int, _ day: Int) -> String { "\(year)-\(two(month))-\(two(day))" }

    static func month(_ year: Int, _ month: Int) -> String { "\(year)-\(two(month))" }

    static func length(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The day that comes `days` after the first of the month (0: the first).
    static func after(_ year: Int, _ month: Int, days: Int) -> String {
        var (year, month, rest) = (year, month, days)
        while true {
            if month > 12 { (year, month) = (year + 1, month - 12) }
            let length = length(year, month)
            if rest < length { return day(year, month, rest + 1) }
            rest -= length
            month += 1
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Kilograms as tonnes with three decimals.
func tonnesText(_ kilograms: Int) -> String {
    let (whole, rest) = abs(kilograms).quotientAndRemainder(dividingBy: 1000)
    let digits = String(rest)
    return (kilograms < 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
}
