internal import OreFeatures

/// Months, years and days as offices write them.
enum LedgerPeriod {
    /// `2024-03`, `202403`, `2024/3`, `2024年3月`, `Mar 2024`, `03/2024`, any day of the month, or the month alone beside a year.
    /// - Parameters:
    ///   - format: the one that a profile states; `nil` tries them.
    ///   - year: of the row or the table's title, for a month alone.
    static func month(_ text: String, _ format: DateFormat?, year: Int?, dayFirst: Bool?) -> CalendarMonth? {
        var text = LedgerText.narrowed(text)
        if text.hasSuffix("份") { text.removeLast() }
        if format == nil, let year, let month = monthAlone(text) { return CalendarMonth(year: year, month: month) }
        if format == nil, let month = monthFirst(text) { return month }
        guard let period = period(text, format, dayFirst: dayFirst) else { return nil }
        let (first, last) = (CalendarMonth(period.from), CalendarMonth(period.to))
        return first == last ? first : nil
    }

    /// `2024`, `2024年`, `2024年度`.
    static func year(_ text: String) -> Int? {
        var text = LedgerText.narrowed(text)
        for suffix in ["度", "年"] where text.hasSuffix(suffix) { text.removeLast() }
        guard text.utf8.count == 4, text.utf8.allSatisfy({ $0 &- 48 < 10 }), let year = Int(text), year >= 1 else { return nil }
        return year
    }

    /// One day, not a month or a year.
    static func day(_ text: String, _ format: DateFormat?, dayFirst: Bool?) -> Day? {
        guard let period = period(LedgerText.narrowed(text), format, dayFirst: dayFirst), period.isSingleDay else { return nil }
        return period.from
    }

    /// Of a column whose days can be read two ways: whether some of them can only be day first, some only month first.
    static func order(_ text: String) -> (dayFirst: Bool, monthFirst: Bool) {
        let bytes = Array(LedgerText.narrowed(text).utf8)
        func isDay(_ format: DateFormat) -> Bool { if case .period = DateParser.read(bytes, as: format) { true } else { false } }
        return (isDay(.dayMonthYear), isDay(.monthDayYear))
    }

    private static func period(_ text: String, _ format: DateFormat?, dayFirst: Bool?) -> ObservationPeriod? {
        let bytes = Array(text.utf8)
        if let format {
            if case .period(let period) = DateParser.read(bytes, as: format) { return period }
            return nil
        }
        switch DateParser.read(bytes, as: .auto) {
        case .period(let period): return period
        case .ambiguous:
            guard let dayFirst, case .period(let period) = DateParser.read(bytes, as: dayFirst ? .dayMonthYear : .monthDayYear) else {
                return nil
            }
            return period
        case .undated, .unreadable: break
        }
        for format in [DateFormat.compactMonth, .words] {
            if case .period(let period) = DateParser.read(bytes, as: format) { return period }
        }
        return nil
    }

    /// `3`, `03`, `3月`, `Mar`.
    private static func monthAlone(_ text: String) -> Int? {
        var text = text
        if text.hasSuffix("月") { text.removeLast() }
        if (1...2).contains(text.utf8.count), let month = Int(text), (1...12).contains(month) { return month }
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard text.utf8.count >= 3, text.allSatisfy(\.isLetter) else { return nil }
        return names.firstIndex(of: String(text.lowercased().prefix(3))).map { $0 + 1 }
    }

    /// `03/2024`, `3.2024`.
    private static func monthFirst(_ text: String) -> CalendarMonth? {
        let parts = text.split(omittingEmptySubsequences: false) { "/.-".contains($0) }
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 4, let month = Int(parts[0]),
            let year = Int(parts[1])
        else { return nil }
        return CalendarMonth(year: year, month: month)
    }
}
