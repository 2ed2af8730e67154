/// Units of area that registers use.
public enum AreaUnit: String, Sendable, Hashable, CaseIterable {
    case squareMetre = "m2"
    case hectare = "ha"
    /// The Chinese mu: 1 hectare is 15 mu, so 1 mu is 2000/3 m2.
    case mu
    case squareKilometre = "km2"

    /// An area in this unit, in square metres.
    public func squareMetres(_ value: Double) -> Double {
        switch self {
        case .squareMetre: value
        case .hectare: value * 10_000
        case .mu: value * 2000 / 3
        case .squareKilometre: value * 1_000_000
        }
    }

    /// An area in square metres, in this unit.
    public func value(ofSquareMetres area: Double) -> Double {
        switch self {
        case .squareMetre: area
        case .hectare: area / 10_000
        case .mu: area * 3 / 2000
        case .squareKilometre: area / 1_000_000
        }
    }
}

/// Units of length.
public enum LengthUnit: String, Sendable, Hashable, CaseIterable {
    case metre = "m"
    case kilometre = "km"

    /// A length in this unit, in metres.
    public func metres(_ value: Double) -> Double { self == .metre ? value : value * 1000 }
}

/// The unit of a column of numbers; its values are turned into square metres or metres.
public enum MeasureUnit: Sendable, Hashable {
    case area(AreaUnit)
    case length(LengthUnit)

    public static let names = AreaUnit.allCases.map(\.rawValue) + LengthUnit.allCases.map(\.rawValue)

    private static let otherNames: [String: MeasureUnit] = [
        "m²": .area(.squareMetre), "平方米": .area(.squareMetre), "hectare": .area(.hectare), "hectares": .area(.hectare),
        "公顷": .area(.hectare),
        "亩": .area(.mu), "km²": .area(.squareKilometre), "平方公里": .area(.squareKilometre), "平方千米": .area(.squareKilometre),
        "米": .length(.metre), "公里": .length(.kilometre), "千米": .length(.kilometre),
    ]

    /// `nil` for an unknown name.
    public init?(name: String) {
        if let area = AreaUnit(rawValue: name) {
            self = .area(area)
        } else if let length = LengthUnit(rawValue: name) {
            self = .length(length)
        } else if let other = Self.otherNames[name] {
            self = other
        } else {
            return nil
        }
    }

    /// The value in square metres or metres.
    public func base(_ value: Double) -> Double {
        switch self {
        case .area(let unit): unit.squareMetres(value)
        case .length(let unit): unit.metres(value)
        }
    }
}
