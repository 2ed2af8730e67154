internal import OreFeatures

/// Reads the values of entries as offices write them, to the digit or not at all.
struct EntryValueReader: Sendable {
    var notation = DecimalNotation.unsettled
    var dayFirst: Bool?
    var isWorkbook = false
    static let longestText = 500

    /// Why a cell is no value of its field: what it is, and what next.
    struct Fault: Error {
        var what: String
        var next: String
        init(_ what: String, _ next: String) { (self.what, self.next) = (what, next) }
    }

    /// - Parameters:
    ///   - text: not empty.
    ///   - unit: of figures that name none.
    ///   - year: of the row or the table's title, for a month alone.
    ///   - percent: the heading says that shares are percentages.
    func value(
        _ text: String, of field: EntryField, format: DateFormat?, unit: FigureUnit, year: Int?, isPercent: Bool
    ) throws(Fault) -> EntryValue {
        switch field.form {
        case .subject, .text: return .text(try bounded(text))
        case .day:
            guard let day = LedgerPeriod.day(text, format, dayFirst: dayFirst) else {
                throw no(text, "a day that can be read one way only", "write it as 2024-03-31")
            }
            return .day(day)
        case .month:
            guard let month = LedgerPeriod.month(text, format, year: year, dayFirst: dayFirst) else {
                throw no(text, "a month of a year", "write it as 2024-03")
            }
            return .month(month)
        case .year:
            guard let year = LedgerPeriod.year(text) else { throw no(text, "a year", "write it as 2024") }
            return .year(Int32(year))
        case .tonnes: return .tonnes(Tonnes(thousandths: try notNegative(try tonnes(text, unit), text)))
        case .share: return .share(try share(text, isPercent))
        case .amount: return .amount(try notNegative(try amount(text), text))
        case .degrees: return .degrees(try degrees(text, isLatitude: field.name == "latitude"))
        case .count: return .count(try count(text))
        case .flag:
            // In how many views working was seen is an answer, too.
            if field.name == "working_seen", let times = try? count(text) { return .flag(times > 0) }
            guard let flag = LedgerWords.isTrue(plain(text)) else { throw no(text, "yes or no", "write yes, no, 是 or 否") }
            return .flag(flag)
        case .word(let known):
            let word = plain(text)
            let meant =
                field.name == "direction" ? EntryWords.direction(word) : EntryWords.word(word, of: field, among: known)
            guard let meant else {
                throw no(text, "a word for the \(field.name.replacing("_", with: " "))", "write one of " + known.joined(separator: ", "))
            }
            return .text(meant)
        case .words(let known):
            let words = text.split(whereSeparator: { $0 == ";" || $0 == "；" }).map { LedgerText.narrowed(String($0)).lowercased() }
            for word in words where !known.contains(word) {
                throw Fault("\"\(word.prefix(40))\" is not known", "write " + known.joined(separator: ", ") + ", apart by semicolons")
            }
            guard !words.isEmpty else { throw Fault("names nothing", "leave the cell empty") }
            return .text(Set(words).sorted().joined(separator: ";"))
        }
    }

    private func count(_ text: String) throws(Fault) -> Int32 {
        guard let count = Int32(LedgerText.narrowed(text)), EntryField.counts.contains(count) else {
            throw no(text, "a whole number from 0 to \(EntryField.counts.upperBound)", "correct it")
        }
        return count
    }

    private func plain(_ text: String) -> String { LedgerText.narrowed(text).lowercased() }

    private func no(_ text: String, _ wanted: String, _ next: String) -> Fault { Fault("\"\(text.prefix(40))\" is not \(wanted)", next) }

    private func bounded(_ text: String) throws(Fault) -> String {
        guard text.utf8.count <= Self.longestText else { throw Fault("is a text of \(text.utf8.count) bytes", "shorten it") }
        return text
    }

    private func notNegative(_ value: Int64, _ text: String) throws(Fault) -> Int64 {
        guard value >= 0 else { throw Fault("\"\(text.prefix(40))\" is negative", "correct the record; nothing is 0") }
        return value
    }

    // MARK: Figures

    private func tonnes(_ text: String, _ unit: FigureUnit) throws(Fault) -> Int64 {
        try figure(text) { text throws(FigureFault) in try FigureReader(unit: unit, notation: notation).thousandths(text) }
    }

    private func figure(_ text: String, _ read: (String) throws(FigureFault) -> Int64) throws(Fault) -> Int64 {
        do throws(FigureFault) {
            return try read(text)
        } catch {
            guard isWorkbook, error == .tooFine else { throw Fault(error, text) }
        }
        do throws(FigureFault) { return try read(FigureReader.fifteenDigits(text)) } catch { throw Fault(error, text) }
    }

    /// Money and areas, up to 10^12: `120 000,50`, `12.5万元`, `12000 m2`.
    private func amount(_ text: String) throws(Fault) -> Int64 {
        try figure(text) { text throws(FigureFault) in
            let parts = FigureText(text)
            guard !parts.number.isEmpty else { throw parts.rest.isEmpty ? .empty : .notANumber }
            let power: Int
            switch LedgerText.narrowed(parts.rest).lowercased() {
            case "", "元", "yuan", "cny", "rmb", "usd", "eur", "美元", "m2", "m²", "平方米", "元/吨": power = 3
            case "万元", "万美元", "万": power = 7
            case "亿元", "亿": power = 11
            case "ha", "公顷": power = 7
            default: throw .unknownUnit(parts.rest)
            }
            return try DecimalNumber(parts.number, notation).scaled(by: power, limit: 1_000_000_000_000_000)
        }
    }

    /// `0.84`, `84 %`, `800 ppm`.
    func share(_ text: String, _ isPercent: Bool) throws(Fault) -> Share {
        let value = try figure(text) { text throws(FigureFault) in
            let parts = FigureText(text)
            guard !parts.number.isEmpty else { throw parts.rest.isEmpty ? .empty : .notANumber }
            let power: Int
            switch LedgerText.narrowed(parts.rest).lowercased() {
            case "": power = isPercent ? 4 : 6
            case "%", "percent": power = 4
            case "‰": power = 3
            case "ppm", "g/t": power = 0
            default: throw .unknownUnit(parts.rest)
            }
            return try DecimalNumber(parts.number, notation).scaled(by: power)
        }
        guard (0...1_000_000).contains(value) else {
            throw Fault("\"\(text.prefix(40))\" is no share between 0 and 1", "write 0.84 or 84 %")
        }
        return Share(millionths: value)
    }

    private func degrees(_ text: String, isLatitude: Bool) throws(Fault) -> Double {
        var plain = LedgerText.narrowed(text)
        if plain.hasSuffix("°") { plain.removeLast() }
        if notation == .comma { plain = plain.replacing(",", with: ".") }
        guard let value = Double(plain), value.isFinite else { throw no(text, "a number of degrees", "write it as 114.95") }
        guard abs(value) <= (isLatitude ? 90 : 180) else { throw no(text, "on the globe", "write degrees, WGS 84") }
        return value
    }
}

extension EntryValueReader.Fault {
    init(_ why: FigureFault, _ text: String) {
        let words = "\"\(text.prefix(40))\""
        switch why {
        case .empty: self.init("is empty", "write 0 where there was nothing")
        case .notANumber: self.init("\(words) is not a figure", "write digits with a point before decimals")
        case .ambiguousSeparator: self.init("\(words) can be read two ways", "write 1234 or 1.234 without doubt")
        case .brokenGroups:
            self.init("\(words) has groups of digits that are not of three", "write digits with a point before decimals")
        case .tooFine: self.init("\(words) has more decimals than can be kept", "round it to three decimals of a tonne")
        case .tooLarge: self.init("\(words) is more than can be true", "check its unit")
        case .unknownUnit(let unit): self.init("\(words) has the unit \"\(unit.prefix(20))\"", "leave the unit out, or name a usual one")
        case .wrongDimension: self.init("\(words) mixes tonnes and cubic metres", "state one of the two in the whole table")
        }
    }
}
