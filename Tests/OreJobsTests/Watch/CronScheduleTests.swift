import Foundation
import OreJobs
import Testing

private func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

private func next(_ cron: String, _ zone: String, after: String, count: Int = 1) throws -> [String] {
    try CronSchedule(cron, timeZone: zone).next(count, after: try instant(after)).map { $0.formatted(.iso8601) }
}

@Suite("Cron schedules")
struct CronScheduleTests {
    @Test(
        "Fields mean what crontab says",
        arguments: [
            ("30 2 * * *", "2026-11-22T02:29:59Z", "2026-11-22T02:30:00Z"), ("30 2 * * *", "2026-11-22T02:30:00Z", "2026-11-23T02:30:00Z"),
            ("*/15 * * * *", "2026-11-22T23:46:00Z", "2026-11-23T00:00:00Z"),
            ("5-10/2,40 3 * * *", "2026-01-01T03:09:30Z", "2026-01-01T03:40:00Z"),
            ("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("0 6 * * MON-FRI", "2026-11-20T06:00:00Z", "2026-11-23T06:00:00Z"),
            ("0 6 13 * FRI", "2026-11-14T00:00:00Z", "2026-11-20T06:00:00Z"),
            ("0 6 13 * *", "2026-11-14T00:00:00Z", "2026-12-13T06:00:00Z"),
            ("0 6 */2 * 7", "2026-11-20T06:00:00Z", "2026-11-29T06:00:00Z"), ("@weekly", "2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"),
            ("0 0 31 dec *", "2026-11-22T00:00:00Z", "2026-12-31T00:00:00Z"),
            ("10/20 * * * *", "2026-11-22T00:10:00Z", "2026-11-22T00:30:00Z"),
            ("0 0 1 1 *", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z"), ("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"),
        ])
    func fields(cron: String, after: String, expected: String) throws {
        #expect(try next(cron, "UTC", after: after) == [expected])
    }

    @Test("A local time that does not exist runs at the first instant after the gap, once")
    func gap() throws {
        // Berlin, 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC.
        #expect(
            try next("30 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", count: 2) == [
                "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z",
            ])
        #expect(
            try next("*/20 2,3 * * *", "Europe/Berlin", after: "2026-03-29T00:00:00Z", count: 2) == [
                "2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z",
            ])
        // Half an hour on Lord Howe Island: 02:00 becomes 02:30 at 15:30 UTC.
        #expect(try next("10 2 * * *", "Australia/Lord_Howe", after: "2026-10-03T00:00:00Z") == ["2026-10-03T15:30:00Z"])
        // Midnight is missing in Asuncion's past and Cairo's present: the day's run is not lost.
        #expect(try next("0 0 * * *", "Africa/Cairo", after: "2026-04-23T12:00:00Z") == ["2026-04-23T22:00:00Z"])
        // Samoa had no 30 December 2011 at all.
        #expect(try next("0 12 30 12 *", "Pacific/Apia", after: "2011-12-29T00:00:00Z") == ["2011-12-30T10:00:00Z"])
    }

    @Test("A local time that comes twice runs at its first occurrence, once")
    func fold() throws {
        // Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC.
        #expect(
            try next("30 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z", count: 2) == [
                "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z",
            ])
        #expect(
            try next("0 * * * *", "Europe/Berlin", after: "2026-10-24T22:30:00Z", count: 4)
                == ["2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z", "2026-10-25T03:00:00Z"])
        #expect(try next("30 1 * * *", "America/New_York", after: "2026-11-01T05:30:00Z") == ["2026-11-02T06:30:00Z"])
    }

    @Test(
        "Over twenty years every zone runs a daily job once a local day, later each time",
        arguments: [
            "Europe/Berlin", "America/Sao_Paulo", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Shanghai", "Pacific/Apia",
            "America/Lima",
        ])
    func daily(zone: String) throws {
        for cron in ["30 2 * * *", "0 0 * * *", "59 23 * * *"] {
            let schedule = try CronSchedule(cron, timeZone: zone)
            let calendar = Calendar.gregorian(zone)
            var last = try instant("2009-12-31T12:00:00Z")
            var days: Set<DateComponents> = []
            var runs = 0
            while let next = schedule.next(after: last), next < (try instant("2030-01-02T00:00:00Z")) {
                #expect(next > last)
                last = next
                runs += 1
                days.insert(calendar.dateComponents([.year, .month, .day], from: next))
            }
            // Samoa skipped one day of the calendar; its run came at the first instant of the next day, beside or as that day's own.
            #expect(
                abs(days.count - 7306) <= 2 && (0...1).contains(runs - days.count), "\(zone) \(cron): \(runs) runs on \(days.count) days")
        }
    }

    @Test(
        "What is no schedule is refused with what to write",
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *", "5-1 * * * *",
            "a * * * *",
            "1,,2 * * * *", "* * 30 2 *", "* * 31 4,6 *", "@dayly", "1-2-3 * * * *", "-1 * * * *", "*/99999999999999999999 * * * *",
            "1/ * * * *",
        ])
    func refused(text: String) {
        #expect(throws: CronError.self) { try CronSchedule(text) }
    }

    @Test("No text makes the reader of schedules fail otherwise than with a reason")
    func fuzz() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789*/-, ,@JANfri\u{9}é7")
        for _ in 0..<20_000 {
            let text = String((0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "*" })
            guard let schedule = try? CronSchedule(text) else { continue }
            #expect(schedule.next(after: Date(timeIntervalSince1970: 1_790_000_000)) != nil, "\(text)")
        }
    }

    @Test("Zones have to exist")
    func zones() {
        #expect(throws: CronError.self) { try CronSchedule("0 0 * * *", timeZone: "Asia/Shanghei") }
    }
}

extension Calendar {
    fileprivate static func gregorian(_ zone: String) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        if let zone = TimeZone(identifier: zone) { calendar.timeZone = zone }
        return calendar
    }
}
