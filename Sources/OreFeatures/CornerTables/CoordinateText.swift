/// One coordinate as a cell holds it.
///
/// Numbers keep their text, because only the column as a whole tells decimal degrees, packed degrees and metres apart. Degrees, minutes and
/// seconds are read in every usual spelling: `115°12′34.567″`, `115-12-34.567`, `115:12:34.567`, `115 12 34.567`, `115度12分34.567秒`, with
/// `N S E W` or 东经 西经 北纬 南纬 before or behind.
struct CoordinateText: Hashable {
    /// How the parts of an angle are told apart.
    enum Style: String, Hashable {
        case marks = "115°12′34.567″"
        case chinese = "115度12分34.567秒"
        case colons = "115:12:34.567"
        case hyphens = "115-12-34.567"
        case blanks = "115 12 34.567"
    }

    enum Form: Hashable {
        /// A number without marks; `digits` before its decimal point, leading zeros included.
        case number(digits: String)
        /// One number with a degree sign.
        case degrees
        case sexagesimal(Style)
    }

    var form: Form
    /// The number, or the angle in degrees; the hemisphere is in it as a sign.
    var value: Double
    /// `N`, `S`, `E` or `W`.
    var hemisphere: Character?

    enum Fault: Error, Hashable {
        case unreadable
        /// Minutes or seconds of 60 or more, and which.
        case sixty(String)
        case ambiguousComma
    }

    init(form: Form, value: Double, hemisphere: Character? = nil) {
        self.form = form
        self.value = value
        self.hemisphere = hemisphere
    }

    /// Longer cells are no coordinates.
    static let longest = 64

    /// - Throws: ``Fault`` for a text that is no coordinate; an empty one included.
    init(_ text: some StringProtocol) throws(Fault) {
        guard text.utf8.count <= 4 * Self.longest else { throw .unreadable }
        var rest = CornerText.plain(text).uppercased()
        guard rest.count <= Self.longest else { throw .unreadable }
        hemisphere = Self.takeHemisphere(&rest)
        var isNegative = false
        if let first = rest.first, first == "-" || first == "+" {
            isNegative = first == "-"
            rest.removeFirst()
        }
        if hemisphere != nil && isNegative { throw .unreadable }
        for unit in ["M", "米"] where rest.hasSuffix(unit) && rest.dropLast().allSatisfy({ $0.isASCII && !$0.isLetter }) {
            rest.removeLast()
        }
        (form, value) = try Self.read(CornerText.trimmed(rest))
        if isNegative || hemisphere == "S" || hemisphere == "W" { value = -value }
    }

    private static func takeHemisphere(_ text: inout String) -> Character? {
        for (word, letter) in [("东经", "E"), ("西经", "W"), ("北纬", "N"), ("南纬", "S"), ("E", "E"), ("W", "W"), ("N", "N"), ("S", "S")]
            as [(String, Character)]
        {
            if text.hasPrefix(word) {
                text = CornerText.trimmed(text.dropFirst(word.count).drop { $0 == ":" })
                return letter
            }
            if text.hasSuffix(word) {
                text = CornerText.trimmed(text.dropLast(word.count))
                return letter
            }
        }
        return nil
    }

    private static func read(_ text: String) throws(Fault) -> (Form, Double) {
        let parts = Parts(text)
        guard let parts, let first = parts.numbers.first else { throw .unreadable }
        if parts.numbers.count == 1, parts.marks.isEmpty {
            let number = try decimal(first)
            return (.number(digits: String(number.prefix { $0 != "." })), try double(number))
        }
        guard let style = parts.style else { throw .unreadable }
        if parts.numbers.count == 1 {
            guard style == .marks || style == .chinese else { throw .unreadable }
            return (.degrees, try double(decimal(first)))
        }
        return (.sexagesimal(style), try angle(parts.numbers))
    }

    private static func angle(_ numbers: [String]) throws(Fault) -> Double {
        // No angle has thousands of minutes or seconds: a comma in the last part marks its decimals.
        let last = numbers[numbers.count - 1].replacing(",", with: ".", maxReplacements: 1)
        guard !last.contains(",") else { throw .unreadable }
        guard numbers.dropLast().allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }) else { throw .unreadable }
        let minutes = try double(numbers.count == 2 ? last : numbers[1])
        let seconds = numbers.count == 3 ? try double(last) : 0
        if minutes >= 60 { throw .sixty("\(numbers[1]) minutes") }
        if seconds >= 60 { throw .sixty("\(last) seconds") }
        return Self.degrees(try double(numbers[0]), minutes, seconds)
    }

    /// One rounding, however the parts are spelled: the same angle in two notations is the same number.
    static func degrees(_ degrees: Double, _ minutes: Double, _ seconds: Double) -> Double {
        (degrees * 3600 + minutes * 60 + seconds) / 3600
    }

    private static func double(_ text: String) throws(Fault) -> Double {
        guard text.utf8.count <= 40, let value = CellNumber.value(Array(text.utf8)), value.isFinite else { throw .unreadable }
        return value
    }

    /// A decimal comma made a point, thousands separators taken out; `1,234` can be either and is a fault.
    private static func decimal(_ text: String) throws(Fault) -> String {
        let commas = text.count { $0 == "," }
        if commas == 0 { return text }
        let groups = text.split(separator: ",", omittingEmptySubsequences: false)
        let whole = groups[0]
        let inner = groups.dropFirst().map { $0.prefix { $0 != "." } }
        let isGrouped =
            (1...3).contains(whole.count) && inner.allSatisfy { $0.count == 3 } && !groups.dropLast().contains { $0.contains(".") }
        if isGrouped, commas > 1 || text.contains(".") { return text.replacing(",", with: "") }
        guard commas == 1, !text.contains(".") else { throw .unreadable }
        if isGrouped { throw .ambiguousComma }
        return text.replacing(",", with: ".")
    }
}

/// The numbers of a coordinate and the marks between and behind them.
private struct Parts {
    var numbers: [String] = []
    var marks: [Character] = []

    init?(_ text: String) {
        var number = ""
        var sawBlank = false
        for character in text {
            if character.isASCIIDigit || character == "." || character == "," {
                if sawBlank && number.isEmpty && marks.count < numbers.count { marks.append(" ") }
                sawBlank = false
                number.append(character)
            } else {
                if !number.isEmpty {
                    numbers.append(number)
                    number = ""
                }
                guard !numbers.isEmpty, numbers.count <= 3 else { return nil }
                if character == " " {
                    sawBlank = true
                } else {
                    sawBlank = false
                    guard "°'\"度分秒:-".contains(character) else { return nil }
                    marks.append(character)
                }
            }
        }
        if !number.isEmpty { numbers.append(number) }
        guard (1...3).contains(numbers.count), marks.count == numbers.count || marks.count == numbers.count - 1 else { return nil }
        guard numbers.allSatisfy({ $0.first != "." && $0.first != "," && $0.last != "." && $0.last != "," && $0.count { $0 == "." } <= 1 })
        else { return nil }
    }

    var style: CoordinateText.Style? {
        func fits(_ pattern: [Character]) -> Bool { marks.elementsEqual(pattern.prefix(marks.count)) }
        if fits(["°", "'", "\""]) { return .marks }
        if fits(["度", "分", "秒"]) { return .chinese }
        guard marks.count == numbers.count - 1 else { return nil }
        if fits([":", ":"]) { return .colons }
        if fits(["-", "-"]) { return .hyphens }
        if fits([" ", " "]) { return .blanks }
        return nil
    }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}
