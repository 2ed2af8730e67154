public import Foundation

/// Why a schedule cannot be.
public struct CronError: Error, Hashable, Sendable {
    public var what: String
    public var next: String
}

/// Local times at which something runs: the five fields of cron (POSIX crontab), read in a time zone.
///
/// - Fields: minute 0-59, hour 0-23, day of month 1-31, month 1-12 or JAN-DEC, day of week 0-7 (0 and 7: Sunday) or SUN-SAT. Each is `*`, a number,
///   a range `a-b`, either with a step `/n`, or a list of these. `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly` stand for their usual fields.
/// - Days: when both day fields are restricted (neither begins with `*`), a day that fits either of them counts, as POSIX says.
/// - Time zones: each local time that fits stands for exactly one instant. A local time that does not exist (the clock went forward) stands for the
///   first instant after the gap; several such times are one instant, hence one run. A local time that comes twice (the clock went back) stands for
///   its first occurrence. So `30 2 * * *` runs once on every day, and `*/15 * * * *` pauses while an hour is repeated.
public struct CronSchedule: Sendable, Hashable {
    /// As it was written.
    public let text: String
    /// IANA name.
    public let timeZone: String
    let fields: CronFields

    /// - Throws: ``CronError`` for text that is no schedule, a zone that does not exist, and days that never come (30 February).
    public init(_ text: String, timeZone: String = "UTC") throws(CronError) {
        self.text = text
        self.timeZone = timeZone
        guard Self.zone(timeZone) != nil else {
            throw CronError(what: "no time zone is called \"\(timeZone.prefix(80))\"", next: "state an IANA name such as Asia/Shanghai")
        }
        fields = try CronFields(text)
        guard fields.everComes else {
            throw CronError(what: "the schedule \"\(text.prefix(80))\" never comes", next: "no such day in these months")
        }
    }

    static func zone(_ name: String) -> TimeZone? {
        if name == "UTC" || name == "Etc/UTC" { return TimeZone(secondsFromGMT: 0) }
        return name.utf8.count <= 64 ? TimeZone(identifier: name) : nil
    }

    /// The first instant that the schedule names strictly after `instant`; `nil` only beyond the year 9999.
    ///
    /// Cost: microseconds when it comes within days; a walk over the days of at most eight years for 29 February.
    public func next(after instant: Date) -> Date? {
        guard let zone = Self.zone(timeZone) else { return nil }
        let clock = LocalClock(zone)
        let start = Int64(instant.timeIntervalSince1970.rounded(.down))
        // Local times before the instant can stand for instants after it only around a change of the clock: begin a day and a bit earlier then.
        var local = start + clock.offset(at: start)
        if clock.changes(around: start) { local -= 26 * 3600 }
        var minute = LocalClock.floorDivide(local, 60)
        while let found = fields.next(atOrAfter: minute) {
            if let result = clock.instant(ofLocal: found * 60), result > start { return Date(timeIntervalSince1970: Double(result)) }
            minute = found + 1
        }
        return nil
    }

    /// The next instants, for people: `jobs next`.
    public func next(_ count: Int, after instant: Date) -> [Date] {
        var result: [Date] = []
        var last = instant
        while result.count < count, let next = next(after: last) {
            result.append(next)
            last = next
        }
        return result
    }
}
