/// The number formats of a workbook's cells, as far as they change what a number means.
struct WorkbookFormats {
    enum Meaning: Hashable {
        case number
        case date
        /// Hours, minutes and seconds beyond a day (`[h]:mm:ss`), in which angles are typed as `115:12:34.5`.
        case elapsed
    }

    private var meanings: [Meaning] = []
    private let isFrom1904: Bool

    init(styles: [UInt8]?, isFrom1904: Bool, path: String) throws(InputError) {
        self.isFrom1904 = isFrom1904
        guard let styles else { return }
        var codes: [Int: String] = [:]
        var isCellFormats = false
        var meanings: [Meaning] = []
        try WorkbookPart.read(styles, path, "xl/styles.xml") { event, attributes in
            switch event {
            case .start("numFmt"):
                if let id = attributes["numFmtId"].flatMap({ Int($0) }), codes.count < 10_000 { codes[id] = attributes["formatCode"] }
            case .start("cellXfs"): isCellFormats = true
            case .end("cellXfs"): isCellFormats = false
            case .start("xf") where isCellFormats && meanings.count < 65_536:
                let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
                meanings.append(codes[id].map(Self.meaning) ?? Self.builtIn(id))
            default: return
            }
        }
        self.meanings = meanings
    }

    /// The formats without a code of their own (ECMA-376 part 1, 18.8.30), the Chinese ones included.
    private static func builtIn(_ id: Int) -> Meaning {
        switch id {
        case 14...17, 22, 27...31, 36, 50...54, 57, 58: .date
        case 46: .elapsed
        default: .number
        }
    }

    /// A date has a year, or a month and a day, outside quotes and brackets.
    static func meaning(_ code: String) -> Meaning {
        if code.utf8.count > 300 { return .number }
        let lower = code.lowercased()
        if lower.contains("[h") { return .elapsed }
        var plain = ""
        var isQuoted = false
        var isEscaped = false
        var depth = 0
        for character in lower {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                if character == "\"" { isQuoted = false }
            } else {
                switch character {
                case "\"": isQuoted = true
                case "\\", "_", "*": isEscaped = true
                case "[": depth += 1
                case "]": depth -= 1
                default: if depth == 0 { plain.append(character) }
                }
            }
        }
        return plain.contains("y") || plain.contains("m") && plain.contains("d") ? .date : .number
    }

    /// A number as its cell shows it, as far as it matters: days as ISO 8601, elapsed hours as `d:mm:ss`, numbers by their shortest digits.
    func text(_ raw: String, style: Int) -> String {
        guard let value = CellNumber.value(Array(raw.utf8)), value.isFinite else { return raw }
        switch style < meanings.count && style >= 0 ? meanings[style] : .number {
        case .date:
            // Serial 60 is the 29 February 1900 that never was; earlier serials are one day off.
            let days = Int(max(-1e6, min(1e7, value.rounded(.down)))) + (isFrom1904 ? 1462 : 0)
            guard days >= 61, days <= 2_958_465 else { return FixedPoint.shortest(value) }
            return Day(daysSince1970: Int32(days - 25_569)).description
        case .elapsed:
            guard value >= 0, value < 16 else { return FixedPoint.shortest(value) }
            // A day's fraction keeps a hundred-thousandth of a second over 360 hours.
            let units = Int((value * 86_400 * 1e5).rounded())
            let (seconds, rest) = (units / 100_000 % 60, units % 100_000)
            let fraction = String(String(100_000 + rest).dropFirst())
            return "\(units / 360_000_000):\(units / 6_000_000 % 60):\(seconds).\(fraction)"
        case .number: return value.magnitude < 1e15 ? FixedPoint.shortest(value) : raw
        }
    }
}
