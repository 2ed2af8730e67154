import ArgumentParser
public import OreCases
public import OreDetection
import OreFeatures
import OreReporting

/// A word of a list as people type it: in any case, with `-` or a blank for `_`, or as tables show it in either language.
protocol WordArgument: ExpressibleByArgument, RawRepresentable, CaseIterable where RawValue == String {
    func name(in language: Language) -> String
}

extension WordArgument {
    public init?(argument: String) {
        func plain(_ text: String) -> String { text.lowercased().replacing("-", with: "_").replacing(" ", with: "_") }
        let word = plain(argument)
        let found = Self.allCases.first { known in
            word == known.rawValue || Language.allCases.contains { plain(known.name(in: $0)) == word }
        }
        guard let found else { return nil }
        self = found
    }
}

extension SuspectedRule: WordArgument {
    func name(in language: Language) -> String { language.name(of: self) }
}
extension Verdict: WordArgument {
    func name(in language: Language) -> String { language.name(of: self) }
}
extension Incident.State: WordArgument {
    func name(in language: Language) -> String { language.name(of: self) }
}
extension Incident.Certainty: WordArgument {
    func name(in language: Language) -> String { language.name(of: self) }
}

/// An area as people write it: `5000`, `0.5ha`, `15mu`, `2km2`; a bare number is square metres.
struct AreaText: ExpressibleByArgument {
    var squareMetres: Double

    init?(argument: String) {
        let text = argument.lowercased().filter { $0 != " " }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = Double(number), value.isFinite else { return nil }
        guard number.count < text.count else {
            squareMetres = value
            return
        }
        guard case .area(let unit) = MeasureUnit(name: String(text.dropFirst(number.count))) else { return nil }
        squareMetres = unit.squareMetres(value)
    }
}

/// How large.
struct AreaFilterOptions: ParsableArguments {
    @Option(name: .customLong("min-area"), help: "Square metres, or with a unit: 0.5ha, 15mu, 2km2.") var minimum: AreaText?
    @Option(name: .customLong("max-area"), help: "As --min-area.") var maximum: AreaText?

    /// - Parameter area: square metres; only asked for when it matters. What has none counts as 0.
    func admits(_ area: () -> Double?) -> Bool {
        if minimum == nil && maximum == nil { return true }
        let area = area() ?? 0
        return (minimum.map { area >= $0.squareMetres } ?? true) && (maximum.map { area <= $0.squareMetres } ?? true)
    }
}
