/// Dates in words and in prose.
enum DateProse {
    private static let months: [[String]] = [
        ["january", "enero"], ["february", "febrero"], ["march", "marzo"], ["april", "abril"], ["may", "mayo"], ["june", "junio"],
        ["july", "julio"], ["august", "agosto"], ["september", "septiembre", "setiembre", "sept"], ["october", "octubre"],
        ["november", "noviembre"], ["december", "diciembre"],
    ]

    /// The month that a word names, in full or by its first three letters, English or Spanish.
    static func month(_ word: String) -> Int? {
        guard word.count >= 3 else { return nil }
        return months.firstIndex { names in names.contains { $0 == word || $0.prefix(3) == word } }.map { $0 + 1 }
    }

    private enum Token: Hashable {
        case number(Int, digits: Int)
        case month(Int)
        case mark(UInt8)
        case other
    }

    /// `Sep 08, 2025`, `8 September 2025`, `28 de enero de 2020`, `March 2024`, and nothing else.
    static func single(_ text: [UInt8]) -> ObservationPeriod? {
        let tokens = tokens(text).filter { $0 != .mark(UInt8(ascii: ",")) && $0 != .mark(UInt8(ascii: ".")) }
        switch tokens.count {
        case 2:
            guard case .month(let m) = tokens[0], case .number(let y, 4) = tokens[1] else { return nil }
            return DateParser.months(y, m, m)
        case 3:
            guard case .number(let y, 4) = tokens[2] else { return nil }
            return dayAndMonth(tokens[0], tokens[1]).flatMap { d, m in Day(year: y, month: m, day: d).map { ObservationPeriod($0) } }
        default: return nil
        }
    }

    private static func dayAndMonth(_ a: Token, _ b: Token) -> (Int, Int)? {
        switch (a, b) {
        case (.month(let m), .number(let d, 1...2)), (.number(let d, 1...2), .month(let m)): (d, m)
        default: nil
        }
    }

    /// From the earliest to the latest date of a prose text; `nil` when it holds none. Addresses of web pages are passed over.
    static func period(in text: [UInt8]) -> ObservationPeriod? {
        let words = String(decoding: text, as: UTF8.self).split(separator: " ").filter { !$0.contains("://") && !$0.hasPrefix("www.") }
        let tokens = tokens(Array(words.joined(separator: " ").utf8))
        var found: ObservationPeriod?
        for (i, token) in tokens.enumerated() {
            guard case .number(let y, 4) = token, (1900...2100).contains(y) else { continue }
            guard let period = date(withYearAt: i, y, tokens) else { continue }
            found = found.map { ObservationPeriod(from: min($0.from, period.from), to: max($0.to, period.to)) } ?? period
        }
        return found
    }

    /// What stands around a year: a month, a day and a month, a span of months, or nothing.
    private static func date(withYearAt i: Int, _ y: Int, _ tokens: [Token]) -> ObservationPeriod? {
        func at(_ k: Int) -> Token { tokens.indices.contains(k) ? tokens[k] : .other }
        let comma = at(i - 1) == .mark(UInt8(ascii: ",")) ? 1 : 0
        if let (d, m) = dayAndMonth(at(i - 2 - comma), at(i - 1 - comma)), let day = Day(year: y, month: m, day: d) {
            return ObservationPeriod(day)
        }
        if case .month(let m) = at(i - 1 - comma) { return DateParser.months(y, m, m) }
        if let period = numeric(i, y, tokens, at) { return period }
        return DateParser.year(y)
    }

    /// `2025-02-07`, `3/2024`, `9-10 2024`; `4/5/2024` has two readings, its month is left open.
    private static func numeric(_ i: Int, _ y: Int, _ tokens: [Token], _ at: (Int) -> Token) -> ObservationPeriod? {
        let (slash, hyphen) = (Token.mark(UInt8(ascii: "/")), Token.mark(UInt8(ascii: "-")))
        if case .number(let m, 2) = at(i + 2), case .number(let d, 2) = at(i + 4), at(i + 1) == hyphen, at(i + 3) == hyphen,
            let day = Day(year: y, month: m, day: d)
        {
            return ObservationPeriod(day)
        }
        if case .number(let last, 1...2) = at(i - 1), at(i - 2) == hyphen, case .number(let first, 1...2) = at(i - 3) {
            return DateParser.months(y, first, last)
        }
        guard at(i - 1) == slash, case .number(let m, 1...2) = at(i - 2) else { return nil }
        guard at(i - 3) == slash || at(i - 3) == hyphen, case .number(let first, 1...2) = at(i - 4) else {
            return DateParser.months(y, m, m)
        }
        if at(i - 3) == hyphen { return DateParser.months(y, first, m) }
        let (a, b) = (Day(year: y, month: first, day: m), Day(year: y, month: m, day: first))
        switch (a, b) {
        case (let a?, let b?): return ObservationPeriod(from: min(a, b), to: max(a, b))
        case (let day?, nil), (nil, let day?): return ObservationPeriod(day)
        default: return nil
        }
    }

    private static func tokens(_ text: [UInt8]) -> [Token] {
        var result: [Token] = []
        var s = DateScanner(text)
        while let next = s.next {
            if next == 32 {
                s.skipBlanks()
            } else if next &- 48 < 10 {
                let start = s.position
                if let value = s.number(1, 9) {
                    result.append(.number(value, digits: s.position - start))
                } else {
                    s.skipDigits(); result.append(.other)
                }
            } else if (next | 0x20) &- 97 < 26 {
                let word = s.word()
                if word != "de" { result.append(month(word).map { .month($0) } ?? .other) }
            } else {
                _ = s.take(next)
                result.append(.mark(next))
            }
        }
        return result
    }
}
