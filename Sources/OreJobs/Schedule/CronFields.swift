internal import OreFeatures

/// The five fields as sets of numbers.
struct CronFields: Sendable, Hashable {
    /// Bit n: the number n belongs to the field.
    private(set) var minutes: UInt64 = 0
    private(set) var hours: UInt64 = 0
    private(set) var days: UInt64 = 0
    private(set) var months: UInt64 = 0
    private(set) var weekdays: UInt64 = 0
    /// A day may fit either field of days.
    private(set) var eitherDay = false

    private static let nicknames = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]
    private static let monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    private static let dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    init(_ text: String) throws(CronError) {
        guard text.utf8.count <= 400 else { throw CronError(what: "the schedule is longer than 400 bytes", next: "") }
        var words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        if words.count == 1, words[0].hasPrefix("@") {
            guard let meaning = Self.nicknames[words[0]] else {
                throw CronError(
                    what: "no schedule is called \"\(words[0])\"",
                    next: NearestMatch.advice(for: words[0], among: Self.nicknames.keys.sorted()))
            }
            words = meaning.split(separator: " ").map(String.init)
        }
        guard words.count == 5 else {
            throw CronError(
                what: "the schedule \"\(text.prefix(80))\" has \(words.count) fields, not 5",
                next: "state minute hour day month weekday, such as \"30 2 * * *\"")
        }
        minutes = try Self.field(words[0], "minute", 0...59, [])
        hours = try Self.field(words[1], "hour", 0...23, [])
        days = try Self.field(words[2], "day", 1...31, [])
        months = try Self.field(words[3], "month", 1...12, Self.monthNames)
        weekdays = try Self.field(words[4], "weekday", 0...7, Self.dayNames)
        if weekdays & (1 << 7) != 0 { weekdays |= 1 }
        eitherDay = !words[2].hasPrefix("*") && !words[4].hasPrefix("*")
    }

    private static func field(_ text: String, _ name: String, _ range: ClosedRange<Int>, _ names: [String]) throws(CronError) -> UInt64 {
        func fault() -> CronError {
            CronError(
                what: "the \(name) cannot be \"\(text.prefix(40))\"",
                next: "use numbers from \(range.lowerBound) to \(range.upperBound), *, a-b, */n and lists of them")
        }
        func number(_ text: Substring) -> Int? {
            if let place = names.firstIndex(of: text.uppercased()) { return place + range.lowerBound }
            guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text) else {
                return nil
            }
            return range.contains(value) ? value : nil
        }
        var bits: UInt64 = 0
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            var step = 1
            if halves.count == 2 {
                guard let value = Int(halves[1]), (1...range.upperBound).contains(value), halves[1].utf8.count <= 3 else { throw fault() }
                step = value
            }
            var (low, high) = (range.lowerBound, range.upperBound)
            if halves[0] != "*" {
                let ends = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
                guard let first = number(ends[0]) else { throw fault() }
                low = first
                // A single number with a step runs to the end of the range, as everywhere else.
                high = ends.count == 1 ? (halves.count == 2 ? range.upperBound : first) : -1
                if ends.count == 2 {
                    guard let last = number(ends[1]), last >= first else { throw fault() }
                    high = last
                }
            }
            for value in stride(from: low, through: high, by: step) { bits |= 1 << UInt64(value) }
        }
        return bits
    }

    /// Whether any month has a day that fits.
    var everComes: Bool {
        if eitherDay { return true }
        return (1...12).contains { month in
            months & (1 << UInt64(month)) != 0
                && (1...Day.length(ofMonth: month, year: 2024)).contains { days & (1 << UInt64($0)) != 0 }
        }
    }

    private func fits(_ day: Day) -> Bool {
        let (_, month, number) = day.yearMonthDay
        guard months & (1 << UInt64(month)) != 0 else { return false }
        let byNumber = days & (1 << UInt64(number)) != 0
        // 1970-01-01 was a Thursday.
        let byWeekday = weekdays & (1 << UInt64((Int(day.daysSince1970) % 7 + 11) % 7)) != 0
        return eitherDay ? byNumber || byWeekday : byNumber && byWeekday
    }

    /// The first local minute (counted from 1970-01-01 00:00 on the local clock) that fits; `nil` beyond the year 9999.
    func next(atOrAfter minute: Int64) -> Int64? {
        var day = LocalClock.floorDivide(minute, 1440)
        var within = Int(minute - day * 1440)
        while day < 2_932_896 {
            if day >= -719_162, fits(Day(daysSince1970: Int32(day))), let found = nextMinute(from: within) {
                return day * 1440 + Int64(found)
            }
            day += 1
            within = 0
        }
        return nil
    }

    private func nextMinute(from minute: Int) -> Int? {
        var minute = minute
        while minute < 1440 {
            let hour = minute / 60
            if hours & (1 << UInt64(hour)) == 0 {
                minute = (hour + 1) * 60
            } else if minutes & (1 << UInt64(minute % 60)) != 0 {
                return minute
            } else {
                minute += 1
            }
        }
        return nil
    }
}
