internal import Foundation

/// Numbers for people. Independent of the machine's locale, so that a report is the same everywhere.
enum QuantityText {
    /// Square metres of one mu: 10,000 / 15.
    static let squareMetresPerMu = 10_000.0 / 15

    /// With a comma every three digits and exactly `decimals` decimals.
    static func number(_ value: Double, decimals: Int = 0) -> String {
        guard value.isFinite else { return "–" }
        let plain = String(format: "%.\(decimals)f", abs(value))
        let pieces = plain.split(separator: ".", omittingEmptySubsequences: false)
        var grouped = ""
        for (index, digit) in pieces[0].enumerated() {
            if index > 0 && (pieces[0].count - index).isMultiple(of: 3) { grouped.append(",") }
            grouped.append(digit)
        }
        let isZero = plain.allSatisfy { $0 == "0" || $0 == "." }
        return (value < 0 && !isZero ? "−" : "") + grouped + (pieces.count > 1 ? "." + pieces[1] : "")
    }

    static func count(_ value: Int) -> String { number(Double(value)) }

    static func squareMetres(_ area: Double) -> String { number(area, decimals: area < 10 ? 2 : 0) }

    /// Hectares with as many decimals as the size deserves.
    static func hectares(_ area: Double) -> String { number(area / 10_000, decimals: area < 1_000_000 ? 2 : 1) }

    static func mu(_ area: Double) -> String { number(area / squareMetresPerMu, decimals: area < 66_667 ? 2 : 1) }

    /// "12,345 m² = 1.23 ha = 18.52 mu".
    static func area(_ area: Double, _ language: Language) -> String {
        language == .english
            ? "\(squareMetres(area)) m² = \(hectares(area)) ha = \(mu(area)) mu"
            : "\(squareMetres(area)) 平方米 = \(hectares(area)) 公顷 = \(mu(area)) 亩"
    }

    /// Metres up to 10 km, kilometres beyond.
    static func distance(_ metres: Double, _ language: Language) -> String {
        if metres < 10_000 { return "\(number(metres, decimals: metres < 100 ? 1 : 0)) \(language(.metres))" }
        return "\(number(metres / 1000, decimals: 1)) \(language(.kilometres))"
    }

    static func probability(_ value: Double) -> String { String(format: "%.2f", value) }
}
