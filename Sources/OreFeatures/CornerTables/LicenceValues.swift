/// Elevation limits as licences state them: `由580米至400米标高`, `580~400`, `+580m～-50m`.
enum ElevationText {
    /// The two limits in metres, the lower first whichever way they are written; `nil` unless there are exactly two numbers.
    static func range(_ text: String) -> (low: Double, high: Double)? {
        let numbers = numbers(text)
        guard numbers.count == 2 else { return nil }
        return (min(numbers[0], numbers[1]), max(numbers[0], numbers[1]))
    }

    /// The signed numbers of a text. A hyphen behind a digit or a unit is a dash between two numbers, elsewhere a sign.
    static func numbers(_ text: String) -> [Double] {
        guard text.utf8.count <= 400 else { return [] }
        var numbers: [Double] = []
        var digits = ""
        var sign: Character?
        var previous: Character?
        for character in CornerText.plain(text) + " " {
            if character.isASCIIDigit || character == "." && !digits.isEmpty {
                digits.append(character)
            } else {
                if !digits.isEmpty, let value = CellNumber.value(Array(digits.utf8)), value.isFinite {
                    numbers.append(sign == "-" ? -value : value)
                    sign = nil
                }
                digits = ""
                let endsNumber = previous.map { $0.isASCIIDigit || "mM米高".contains($0) } ?? false
                sign = (character == "-" || character == "+") && !endsNumber ? character : nil
            }
            if !character.isWhitespace { previous = character }
        }
        return numbers
    }
}

/// An area with its unit.
enum AreaText {
    /// Square metres; `nil` when the text is no number, or neither it nor the heading states a unit.
    static func squareMetres(_ text: String, unit: String) -> Double? {
        let plain = CornerText.plain(text).filter { !$0.isWhitespace }
        let digits = plain.prefix { $0.isASCIIDigit || $0 == "." || $0 == "," }
        let behind = plain.dropFirst(digits.count).lowercased()
        guard let number = try? CoordinateText(String(digits)), case .number = number.form else { return nil }
        guard let unit = self.unit(behind.isEmpty ? unit : String(behind)) else { return nil }
        // A tenth of a millimetre by a metre: 1.2345 km2 is 1234500 m2, not 1234499.9999999998.
        return (unit.squareMetres(number.value) * 1e4).rounded() / 1e4
    }

    private static func unit(_ text: String) -> AreaUnit? {
        let word = text.lowercased().filter { !$0.isWhitespace }.replacing("单位:", with: "").replacing("单位", with: "")
        if case .area(let unit)? = MeasureUnit(name: word) { return unit }
        switch word {
        case "km^2", "sqkm", "squarekilometres", "squarekilometers", "k㎡", "㎢": return .squareKilometre
        case "sqm", "m^2", "㎡", "平米": return .squareMetre
        case "hm2", "hm²": return .hectare
        default: return nil
        }
    }
}

/// The two ends of a validity: `2010年12月5日至2020年12月5日`, `自2010-12-05至2020-12-05`.
enum ValidityText {
    static func days(_ text: String) -> [String] {
        guard text.utf8.count <= 400 else { return [] }
        return CornerText.plain(text).matches(of: /([12][0-9]{3})[年\-.\/]([0-9]{1,2})(?:[月\-.\/]([0-9]{1,2}))?/).map { match in
            func padded(_ text: Substring) -> String { text.count == 1 ? "0" + text : String(text) }
            return match.1 + "-" + padded(match.2) + (match.3.map { "-" + padded($0) } ?? "")
        }
    }
}

extension CornerLicence {
    /// The attributes under the default names of licences, those that have a value.
    func attributes() -> [(name: String, kind: CellKind, text: String)] {
        var result: [(name: String, kind: CellKind, text: String)] = []
        func text(_ name: String, _ field: LicenceField) {
            if let value = fields[field]?.text, !value.isEmpty { result.append((name, .string, value)) }
        }
        func number(_ name: String, _ value: Double?) {
            if let value { result.append((name, .number, FixedPoint.shortest(value))) }
        }
        text("licence_id", .licenceID)
        text("holder", .holder)
        text("name", .name)
        text("mineral", .mineral)
        text("method", .method)
        text("status", .status)
        text("capacity", .capacity)
        let days = fields[.validity].map { ValidityText.days($0.text) } ?? []
        func day(_ name: String, _ field: LicenceField, _ other: String?) {
            let own = fields[field].map { ValidityText.days($0.text).first ?? $0.text }
            if let value = own ?? other { result.append((name, .string, value)) }
        }
        day("valid_from", .validFrom, days.count == 2 ? days[0] : nil)
        day("valid_to", .validTo, days.count == 2 ? days[1] : nil)
        number("stated_area_m2", statedArea)
        let range = fields[.elevation].flatMap { ElevationText.range($0.text) }
        let (low, high) = (limit(.elevationLow) ?? range?.low, limit(.elevationHigh) ?? range?.high)
        number("elevation_from_m", low.map { min($0, high ?? $0) })
        number("elevation_to_m", high.map { max($0, low ?? $0) })
        return result
    }

    /// Square metres.
    var statedArea: Double? { fields[.area].flatMap { AreaText.squareMetres($0.text, unit: $0.unit) } }

    private func limit(_ field: LicenceField) -> Double? {
        guard let text = fields[field]?.text else { return nil }
        let numbers = ElevationText.numbers(text)
        return numbers.count == 1 ? numbers[0] : nil
    }

    static let attributeNames = [
        "licence_id", "holder", "name", "mineral", "method", "status", "capacity", "valid_from", "valid_to", "stated_area_m2",
        "elevation_from_m", "elevation_to_m",
    ]
}
