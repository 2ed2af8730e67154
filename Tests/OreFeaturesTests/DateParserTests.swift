import TestSupport
import Testing

@testable import OreFeatures

@Suite("Dates and periods")
struct DateParserTests {
    @Test(
        "A day is read in its format",
        arguments: [
            ("2025-06-30", DateFormat.iso, "2025-06-30"), ("2025-06-30T23:59:59-05:00", .iso, "2025-06-30"),
            ("2025-06-30 00:00:00", .iso, "2025-06-30"),
            ("2025-06-30T24:00Z", .iso, "2025-06-30"), ("2025-06-30T01:02:03.456+0800", .iso, "2025-06-30"),
            (" 2024-02-29\u{A0}", .iso, "2024-02-29"),
            ("2025/6/3", .yearMonthDay, "2025-06-03"), ("2025.06.30", .yearMonthDay, "2025-06-30"),
            ("30/06/2025", .dayMonthYear, "2025-06-30"),
            ("3.6.2025", .dayMonthYear, "2025-06-03"), ("05/06/2024", .dayMonthYear, "2024-06-05"),
            ("05/06/2024", .monthDayYear, "2024-05-06"),
            ("12/30/2025 00:00", .monthDayYear, "2025-12-30"), ("20250630", .compactDay, "2025-06-30"),
            ("2024年3月5日", .chinese, "2024-03-05"),
            ("2024 年 12 月 5 号", .chinese, "2024-12-05"),
            ("Tue Dec 30 2025 00:00:00 GMT-0500 (hora estándar de Perú)", .javascript, "2025-12-30"),
            ("Mon Feb 15 1993 23:30:00 GMT-0400 (hora de verano de Perú)", .javascript, "1993-02-15"),
            ("Wed Dec 31 2025", .javascript, "2025-12-31"),
            ("Sep 08, 2025", .words, "2025-09-08"), ("8 September 2025", .words, "2025-09-08"),
            ("28 de enero de 2020", .words, "2020-01-28"),
            ("0", .epochMilliseconds, "1970-01-01"), ("-1", .epochMilliseconds, "1969-12-31"),
            ("1767070800000", .epochMilliseconds, "2025-12-30"),
            ("1767070800", .epochSeconds, "2025-12-30"), ("45838", .excel, "2025-06-30"), ("45838.99", .excel, "2025-06-30"),
            ("1", .excel, "1900-01-01"),
            ("59", .excel, "1900-02-28"), ("61", .excel, "1900-03-01"), ("0", .excel1904, "1904-01-01"),
            ("44376", .excel1904, "2025-06-30"),
            ("2025-06-30", .auto, "2025-06-30"), ("2025/06/30", .auto, "2025-06-30"), ("20250630", .auto, "2025-06-30"),
            ("Tue Dec 30 2025 00:00:00 GMT-0500 (PET)", .auto, "2025-12-30"),
        ] as [(String, DateFormat, String)])
    func days(_ text: String, _ format: DateFormat, _ day: String) {
        guard case .period(let period) = DateParser.read(Array(text.utf8), as: format) else {
            Issue.record("\"\(text)\" was not read as \(format.rawValue)")
            return
        }
        #expect(period.isSingleDay)
        #expect(period.from.description == day)
    }

    @Test(
        "A period has its first and its last day",
        arguments: [
            ("2018", DateFormat.year, "2018-01-01", "2018-12-31"), ("2025-Q2", .yearQuarter, "2025-04-01", "2025-06-30"),
            ("2025q4", .yearQuarter, "2025-10-01", "2025-12-31"), ("202502", .codedQuarter, "2025-04-01", "2025-06-30"),
            ("202503", .codedQuarter, "2025-07-01", "2025-09-30"), ("202200", .codedQuarter, "2022-01-01", "2022-12-31"),
            ("2025-06", .yearMonth, "2025-06-01", "2025-06-30"), ("2024/2", .yearMonth, "2024-02-01", "2024-02-29"),
            ("202506", .compactMonth, "2025-06-01", "2025-06-30"), ("2024年3月", .chinese, "2024-03-01", "2024-03-31"),
            ("March 2024", .words, "2024-03-01", "2024-03-31"), ("2025-Q2", .auto, "2025-04-01", "2025-06-30"),
            ("2018", .auto, "2018-01-01", "2018-12-31"),
            ("2025-06", .auto, "2025-06-01", "2025-06-30"),
            ("9-10 2024", .freeText, "2024-09-01", "2024-10-31"), ("12/2021, 12/2024", .freeText, "2021-12-01", "2024-12-31"),
            ("9/2020 and 4/2025", .freeText, "2020-09-01", "2025-04-30"), ("2025-02-07 00:00:00", .freeText, "2025-02-07", "2025-02-07"),
            ("15 Dec 2024 (from QSpatial mining leases page)", .freeText, "2024-12-15", "2024-12-15"),
            ("Feb 28, 2025 (from creation data metadata of the pdf referenced)", .freeText, "2025-02-28", "2025-02-28"),
            ("First published July 8, 2016 and last updated May 8, 2025", .freeText, "2016-07-08", "2025-05-08"),
            ("Somewhere between July 2016 and May 2025.", .freeText, "2016-07-01", "2025-05-31"),
            ("January 28 2020 (date doc uploaded to doc88.com)", .freeText, "2020-01-28", "2020-01-28"),
            ("2011", .freeText, "2011-01-01", "2011-12-31"),
        ] as [(String, DateFormat, String, String)])
    func periods(_ text: String, _ format: DateFormat, _ from: String, _ to: String) {
        guard case .period(let period) = DateParser.read(Array(text.utf8), as: format) else {
            Issue.record("\"\(text)\" was not read as \(format.rawValue)")
            return
        }
        #expect(period.from.description == from)
        #expect(period.to.description == to)
    }

    @Test(
        "What is not wholly in the format is not read",
        arguments: [
            ("2025-02-30", DateFormat.iso), ("2025-13-01", .iso), ("2025-6-30", .iso), ("2025-06-30x", .iso), ("2025-06-30T25:00", .iso),
            ("2025-06-30T10", .iso), ("0000-01-01", .iso), ("", .iso), (" ", .iso), ("31/06/2025", .dayMonthYear),
            ("30/06.2025", .dayMonthYear),
            ("30/06/25", .dayMonthYear), ("30/06/2025", .monthDayYear), ("2025063", .compactDay), ("20250631", .compactDay),
            ("2024年13月1日", .chinese),
            ("2024年2月30日", .chinese), ("Wed Dec 30 2025 00:00:00 GMT-0500 (PET)", .javascript), ("Tue Dec 30 2025 00:00:00", .javascript),
            ("Tue Dez 30 2025", .javascript), ("1.5", .epochMilliseconds), ("1e300", .epochMilliseconds), ("nan", .epochSeconds),
            ("60", .excel),
            ("0", .excel), ("3000000", .excel), ("20255", .year), ("18", .year), ("2025-Q5", .yearQuarter), ("202505", .codedQuarter),
            ("202513", .compactMonth), ("2025-00", .yearMonth), ("next week", .auto), ("soon", .words), ("2025-06-31", .auto),
            ("20251331", .auto),
        ] as [(String, DateFormat)])
    func unreadable(_ text: String, _ format: DateFormat) {
        #expect(DateParser.read(Array(text.utf8), as: format) == .unreadable)
    }

    @Test("A day that may be a month is never guessed")
    func ambiguous() {
        #expect(DateParser.read(Array("05/06/2024".utf8), as: .auto) == .ambiguous(.dayMonthYear, .monthDayYear))
        #expect(DateParser.read(Array("31/12/2024".utf8), as: .auto) == .ambiguous(.dayMonthYear, .monthDayYear))
    }

    @Test("Prose without a date is undated, web addresses and numbers included")
    func undated() {
        for text in [
            "No source date information found", "Unclear - according to https://web.archive.org/web/2019/https://x.org/2020/y", "page 12",
            "x99",
        ] {
            #expect(DateParser.read(Array(text.utf8), as: .freeText) == .undated)
        }
    }

    @Test("Every day of 200 years survives being written and read")
    func roundTrip() {
        for n in Int32(-36_524)...36_525 {
            let day = Day(daysSince1970: n)
            #expect(DateParser.plainISODay(Array(day.description.utf8)) == day)
        }
    }

    @Test("Mutated dates never crash and never give an impossible period", arguments: [UInt64(11), 12])
    func mutation(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let originals = [
            "2025-06-30T23:59:59-05:00", "Tue Dec 30 2025 00:00:00 GMT-0500 (x)", "2024年3月5日", "9-10 2024, 3/4/2024", "202502", "45838.5",
        ]
        for _ in 0..<4000 {
            let bytes = random.mutated(Array(originals[random.below(originals.count)].utf8))
            for format in DateFormat.allCases {
                if case .period(let period) = DateParser.read(bytes, as: format) {
                    #expect(period.from <= period.to, "seed \(seed): \(bytes) as \(format)")
                }
            }
        }
    }
}
