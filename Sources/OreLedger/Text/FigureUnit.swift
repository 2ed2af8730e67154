/// How a column or a cell was written; conversions to thousandths of a tonne or of a cubic metre are exact or refused.
public enum FigureUnit: String, Sendable, Hashable, CaseIterable {
    case tonne = "t"
    case kilogram = "kg"
    case kilotonne = "kt"
    case tenThousandTonnes = "10^4 t"
    case cubicMetre = "m3"
    case tenThousandCubicMetres = "10^4 m3"

    public enum Dimension: Sendable, Hashable {
        case mass, volume
    }

    public var dimension: Dimension {
        switch self {
        case .tonne, .kilogram, .kilotonne, .tenThousandTonnes: .mass
        case .cubicMetre, .tenThousandCubicMetres: .volume
        }
    }

    /// One of it is 10^`power` thousandths.
    var power: Int {
        switch self {
        case .kilogram: 0
        case .tonne, .cubicMetre: 3
        case .kilotonne: 6
        case .tenThousandTonnes, .tenThousandCubicMetres: 7
        }
    }

    private static let words: [String: FigureUnit] = [
        "t": .tonne, "吨": .tonne, "公吨": .tonne, "tonne": .tonne, "tonnes": .tonne,
        "kg": .kilogram, "千克": .kilogram, "公斤": .kilogram,
        "kt": .kilotonne, "千吨": .kilotonne,
        "万吨": .tenThousandTonnes, "万t": .tenThousandTonnes, "10^4t": .tenThousandTonnes, "10⁴t": .tenThousandTonnes,
        "×10^4t": .tenThousandTonnes, "×10⁴t": .tenThousandTonnes, "10^4吨": .tenThousandTonnes, "10⁴吨": .tenThousandTonnes,
        "m3": .cubicMetre, "m³": .cubicMetre, "立方米": .cubicMetre, "方": .cubicMetre,
        "万m3": .tenThousandCubicMetres, "万m³": .tenThousandCubicMetres, "万立方米": .tenThousandCubicMetres, "万方": .tenThousandCubicMetres,
        "10^4m3": .tenThousandCubicMetres, "10⁴m³": .tenThousandCubicMetres, "×10^4m3": .tenThousandCubicMetres,
        "×10⁴m³": .tenThousandCubicMetres,
    ]

    /// Blanks do not count; of Latin letters the case does not either, but for `Mt` and `mt`, which mean several things and are unknown.
    public init?(word: String) {
        let word = word.filter { !$0.isWhitespace }.lowercased()
        guard let unit = Self.words[word] else { return nil }
        self = unit
    }
}

/// Which sign stands before the decimals.
public enum DecimalNotation: Sendable, Hashable {
    /// `1,234.5`
    case point
    /// `1.234,5`
    case comma
    /// Nobody said: a point stands before decimals, as programs write; a lone comma before exactly three digits is ambiguous.
    case unsettled
}

/// Why a text is no figure.
public enum FigureFault: Error, Hashable, Sendable {
    case empty
    case notANumber
    /// Could be grouping or decimals.
    case ambiguousSeparator
    /// Groups of digits that are not of three, or of two kinds of separators.
    case brokenGroups
    /// Something other than zeros behind the last thousandth: nothing is rounded away.
    case tooFine
    /// Beyond ``Tonnes/largestRecord``.
    case tooLarge
    case unknownUnit(String)
    /// Cubic metres where tonnes are wanted, or the other way round.
    case wrongDimension(FigureUnit)
}
