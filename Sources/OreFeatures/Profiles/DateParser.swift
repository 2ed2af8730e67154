/// Reads days and periods in the forms of ``DateFormat``.
public enum DateParser {
    /// Reads one value.
    /// - Parameter text: UTF-8; blanks around it are ignored.
    /// - Returns: a day as a period of one day; `unreadable` for anything that is not wholly in the format, an empty text included.
    /// - Complexity: constant for an ISO day, linear otherwise.
    public static func read(_ text: some RandomAccessCollection<UInt8>, as format: DateFormat) -> DateReading {
        if format == .iso || format == .auto, let day = plainISODay(text) { return .period(ObservationPeriod(day)) }
        let trimmed = trim(Array(text))
        guard !trimmed.isEmpty, trimmed.count <= 4096 else { return .unreadable }
        switch format {
        case .freeText: return DateProse.period(in: trimmed).map { .period($0) } ?? .undated
        case .auto: return automatic(trimmed)
        default: return period(trimmed, format).map { .period($0) } ?? .unreadable
        }
    }

    /// Blanks, tabs and the no-break space that spreadsheets leave.
    static func trim(_ bytes: [UInt8]) -> [UInt8] {
        var slice = bytes[...]
        while let first = slice.first {
            if first <= 32 { slice.removeFirst() } else if slice.starts(with: [0xC2, 0xA0]) { slice.removeFirst(2) } else { break }
        }
        while let last = slice.last {
            if last <= 32 { slice.removeLast() } else if slice.suffix(2) == [0xC2, 0xA0] { slice.removeLast(2) } else { break }
        }
        return Array(slice)
    }

    /// `2025-06-30` and nothing else.
    @inline(__always)
    static func plainISODay(_ text: some RandomAccessCollection<UInt8>) -> Day? {
        guard text.count == 10 else { return nil }
        var (values, groups, index) = ((0, 0, 0), 0, 0)
        for byte in text {
            if index == 4 || index == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
                groups += 1
            } else {
                let digit = Int(byte &- 48)
                guard digit < 10 else { return nil }
                switch groups {
                case 0: values.0 = values.0 * 10 + digit
                case 1: values.1 = values.1 * 10 + digit
                default: values.2 = values.2 * 10 + digit
                }
            }
            index += 1
        }
        return Day(year: values.0, month: values.1, day: values.2)
    }

    private static func automatic(_ text: [UInt8]) -> DateReading {
        for format in [DateFormat.iso, .yearMonthDay, .compactDay, .chinese, .javascript, .yearQuarter, .yearMonth, .year] {
            if let period = period(text, format) { return .period(period) }
        }
        let dayFirst = period(text, .dayMonthYear) != nil
        let monthFirst = period(text, .monthDayYear) != nil
        return dayFirst || monthFirst ? .ambiguous(.dayMonthYear, .monthDayYear) : .unreadable
    }

    private static func period(_ text: [UInt8], _ format: DateFormat) -> ObservationPeriod? {
        var scanner = DateScanner(text)
        switch format {
        case .iso, .yearMonthDay, .dayMonthYear, .monthDayYear, .compactDay, .javascript:
            return day(&scanner, format).map { ObservationPeriod($0) }
        case .epochSeconds, .epochMilliseconds, .excel, .excel1904: return counted(text, format).map { ObservationPeriod($0) }
        case .chinese: return chinese(text)
        case .words: return DateProse.single(text)
        case .year, .yearQuarter, .codedQuarter, .yearMonth, .compactMonth: return span(&scanner, format)
        case .auto, .freeText: return nil
        }
    }

    private static func day(_ s: inout DateScanner, _ format: DateFormat) -> Day? {
        switch format {
        case .iso:
            guard let y = s.fixed(4), s.take(UInt8(ascii: "-")), let m = s.fixed(2), s.take(UInt8(ascii: "-")), let d = s.fixed(2),
                s.clock()
            else { return nil }
            return Day(year: y, month: m, day: d)
        case .compactDay:
            guard let y = s.fixed(4), let m = s.fixed(2), let d = s.fixed(2), s.isAtEnd else { return nil }
            return Day(year: y, month: m, day: d)
        case .yearMonthDay:
            guard let (y, m, d) = threeNumbers(&s, (4, 2, 2)) else { return nil }
            return Day(year: y, month: m, day: d)
        case .dayMonthYear:
            guard let (d, m, y) = threeNumbers(&s, (2, 2, 4)) else { return nil }
            return Day(year: y, month: m, day: d)
        case .monthDayYear:
            guard let (m, d, y) = threeNumbers(&s, (2, 2, 4)) else { return nil }
            return Day(year: y, month: m, day: d)
        default: return javascript(&s)
        }
    }

    /// Three numbers with the same separator between them, then perhaps a clock. A width of 4 is exact, one of 2 may be 1.
    private static func threeNumbers(_ s: inout DateScanner, _ widths: (Int, Int, Int)) -> (Int, Int, Int)? {
        func least(_ width: Int) -> Int { width == 4 ? 4 : 1 }
        guard let a = s.number(least(widths.0), widths.0), let mark = s.take(oneOf: Array("/-.".utf8)) else { return nil }
        guard let b = s.number(least(widths.1), widths.1), s.take(mark), let c = s.number(least(widths.2), widths.2) else { return nil }
        return s.clock() ? (a, b, c) : nil
    }

    /// `Date.prototype.toString` of ECMAScript: weekday, month, day, year, clock, offset, the zone's name in the writer's language.
    private static func javascript(_ s: inout DateScanner) -> Day? {
        let weekday = s.word()
        guard let wanted = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"].firstIndex(of: weekday), s.take(32) else { return nil }
        guard let month = DateProse.month(s.word()), s.take(32), let d = s.fixed(2), s.take(32), let y = s.fixed(4) else { return nil }
        guard let day = Day(year: y, month: month, day: d), (Int(day.daysSince1970) % 7 + 7) % 7 == wanted else { return nil }
        if s.isAtEnd { return day }
        guard s.take(32), let h = s.fixed(2), h < 24, s.take(UInt8(ascii: ":")), let m = s.fixed(2), m < 60, s.take(UInt8(ascii: ":"))
        else {
            return nil
        }
        guard let seconds = s.fixed(2), seconds < 60, s.take(" GMT"), s.take(UInt8(ascii: "+")) || s.take(UInt8(ascii: "-")) else {
            return nil
        }
        guard s.fixed(4) != nil else { return nil }
        return s.isAtEnd || s.take(" (") ? day : nil
    }

    private static func counted(_ text: [UInt8], _ format: DateFormat) -> Day? {
        guard let value = CellNumber.value(text), abs(value) < 4e14 else { return nil }
        let days: Double
        switch format {
        case .epochSeconds, .epochMilliseconds:
            guard value == value.rounded() else { return nil }
            days = (value / (format == .epochSeconds ? 86_400 : 86_400_000)).rounded(.down)
        case .excel1904: days = value.rounded(.down) - 24_107
        default:
            let serial = value.rounded(.down)
            guard serial >= 1, serial != 60 else { return nil }
            days = serial - (serial < 60 ? 25_568 : 25_569)
        }
        guard days >= -719_162, days <= 2_932_896 else { return nil }
        return Day(daysSince1970: Int32(days))
    }

    private static func chinese(_ text: [UInt8]) -> ObservationPeriod? {
        var s = DateScanner(text.filter { $0 != 32 })
        guard let y = s.fixed(4), s.take("年") else { return nil }
        if s.isAtEnd { return year(y) }
        guard let m = s.number(1, 2), s.take("月") else { return nil }
        if s.isAtEnd { return months(y, m, m) }
        guard let d = s.number(1, 2), s.take("日") || s.take("号"), s.isAtEnd else { return nil }
        return Day(year: y, month: m, day: d).map { ObservationPeriod($0) }
    }

    private static func span(_ s: inout DateScanner, _ format: DateFormat) -> ObservationPeriod? {
        guard let y = s.fixed(4) else { return nil }
        switch format {
        case .year: return s.isAtEnd ? year(y) : nil
        case .yearQuarter:
            _ = s.take(UInt8(ascii: "-")) || s.take(32)
            guard s.take(UInt8(ascii: "Q")) || s.take(UInt8(ascii: "q")), let q = s.fixed(1), s.isAtEnd else { return nil }
            return quarter(y, q)
        case .codedQuarter:
            guard let q = s.fixed(2), s.isAtEnd else { return nil }
            return q == 0 ? year(y) : quarter(y, q)
        case .compactMonth:
            guard let m = s.fixed(2), s.isAtEnd else { return nil }
            return months(y, m, m)
        default:
            guard s.take(oneOf: Array("-/.".utf8)) != nil, let m = s.number(1, 2), s.isAtEnd else { return nil }
            return months(y, m, m)
        }
    }

    static func year(_ y: Int) -> ObservationPeriod? { months(y, 1, 12) }

    private static func quarter(_ y: Int, _ q: Int) -> ObservationPeriod? {
        (1...4).contains(q) ? months(y, q * 3 - 2, q * 3) : nil
    }

    /// From the first day of one month to the last day of another, in one year.
    static func months(_ y: Int, _ first: Int, _ last: Int) -> ObservationPeriod? {
        guard (1...12).contains(last), let from = Day(year: y, month: first, day: 1) else { return nil }
        guard let to = Day(year: y, month: last, day: Day.length(ofMonth: last, year: y)), from <= to else { return nil }
        return ObservationPeriod(from: from, to: to)
    }
}
