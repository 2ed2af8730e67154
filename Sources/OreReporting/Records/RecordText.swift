internal import OreFeatures
internal import OreLedger

extension RecordValue {
    var isNone: Bool {
        switch self {
        case .none: true
        case .number(let number): !number.isFinite
        case .list(let items): items.isEmpty
        case .numbers(let numbers): numbers.isEmpty
        default: false
        }
    }

    /// As files of text have it: a dot for decimals, no grouping, ISO days; empty for none.
    func plain(_ kind: RecordColumn.Kind) -> String {
        switch self {
        case .none: return ""
        case .text(let text): return text
        case .words(let words): return words.english
        case .integer(let number): return String(number)
        case .number(let number):
            guard number.isFinite else { return "" }
            var bytes = OreFeatures.JSONBytes(capacity: 32)
            bytes.append(number, decimals: kind.decimals)
            return bytes.text
        case .day(let day): return day.description
        case .tonnes(let tonnes): return tonnes.description
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let items): return items.joined(separator: ";")
        case .numbers(let numbers): return numbers.map { RecordValue.number($0).plain(kind) }.joined(separator: ";")
        }
    }

    /// As people read it.
    func readable(_ kind: RecordColumn.Kind, _ language: Language) -> String {
        switch self {
        case .integer(let number): QuantityText.count(number)
        case .number(let number) where kind == .area: QuantityText.squareMetres(number)
        case .number(let number): QuantityText.number(number, decimals: kind.decimals)
        case .tonnes(let tonnes): QuantityText.number(tonnes.rounded, decimals: kind.decimals)
        case .flag(let flag): language(flag ? .yes : .no)
        case .words(let words): words.text(language)
        case .list(let items): items.joined(separator: "; ")
        default: plain(kind)
        }
    }
}

extension RecordColumn.Kind {
    /// Decimals that files carry.
    var decimals: Int {
        switch self {
        case .number(let decimals), .numbers(let decimals): decimals
        case .area, .tonnes: 3
        case .length: 1
        default: 0
        }
    }

    var isNumeric: Bool {
        switch self {
        case .integer, .number, .area, .length, .tonnes: true
        default: false
        }
    }
}

extension Tonnes {
    /// For programs whose numbers are binary.
    var rounded: Double { Double(thousandths) / 1000 }
}
