internal import Foundation

/// Words around a layer that may name its CRS or its country: file name, headings, values of the first features.
///
/// A zone, a code or a datum is believed from the name and the headings only; a country also from values.
public struct TextHints: Sendable, Hashable {
    /// What a CRS gains from the words, and which they were.
    struct Support: Hashable {
        var factor: Double
        var words: String
    }

    /// Words that were found, as tokens in lower case without accents.
    private let tokens: Set<String>
    private let compactName: String
    private let zones: [ZoneHint]
    private let codes: Set<String>
    private let isChinese: Bool

    fileprivate struct ZoneHint: Hashable {
        var number: Int
        /// "N", "S" or nothing.
        var hemisphere: String
        var words: String
    }

    public static let none = TextHints(name: "")

    /// - Parameters:
    ///   - name: the file's name (without its folder), layer name, headings.
    ///   - values: a few values of the first features.
    public init(name: String, headings: [String] = [], values: [String] = []) {
        let near = Self.folded(([name] + headings).joined(separator: " ").prefixed(20_000))
        let far = Self.folded(values.joined(separator: " ").prefixed(50_000))
        let nearTokens = Self.tokens(near)
        tokens = Set(nearTokens + Self.tokens(far))
        compactName = Self.aliases(near.filter { $0.isLetter || $0.isNumber })
        zones = Self.zones(nearTokens)
        codes = Self.codes(nearTokens)
        isChinese = (near + far).unicodeScalars.lazy.filter { (0x4E00...0x9FFF).contains($0.value) }.prefix(4).count == 4
    }

    /// Factors: a code in the name 1,000; its zone 100; its datum 20; one of its n countries 1 + 10/n. The product; `nil` when nothing speaks
    /// for the CRS.
    func support(for entry: CatalogueEntry) -> Support? {
        guard !tokens.isEmpty || isChinese else { return nil }
        var factor = 1.0
        var words: [String] = []
        if codes.contains(entry.code) {
            factor *= 1_000
            words.append(entry.code)
        }
        if let zone = zones.first(where: { $0.names(entry.name) }) {
            factor *= 100
            words.append(zone.words)
        }
        let datum = entry.datumName.lowercased().filter { $0.isLetter || $0.isNumber }
        if datum.count >= 5, compactName.contains(datum) {
            factor *= 20
            words.append(String(entry.datumName))
        }
        let countries = Self.countries(entry.areaName)
        if let country = countries.first(where: { tokens.contains(Self.folded(String($0))) }) {
            factor *= 1 + 10 / Double(countries.count)
            words.append(String(country))
        } else if isChinese, countries.contains("China") {
            factor *= 1 + 10 / Double(countries.count)
            words.append("Chinese text")
        }
        return words.isEmpty ? nil : Support(factor: factor, words: words.joined(separator: ", "))
    }

    private static func folded(_ text: some StringProtocol) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: Locale(identifier: "en_US_POSIX"))
    }

    /// Runs of letters and digits.
    private static func tokens(_ text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// Other spellings of datum names, brought to EPSG's without spaces.
    private static func aliases(_ text: String) -> String {
        var text = text
        for (spelling, name) in [
            ("西安80", "xian1980"), ("1980西安", "xian1980"), ("西安1980", "xian1980"), ("xian80", "xian1980"), ("北京54", "beijing1954"),
            ("1954北京", "beijing1954"), ("北京1954", "beijing1954"), ("beijing54", "beijing1954"), ("国家2000", "cgcs2000"),
            ("2000国家", "cgcs2000"), ("大地2000", "cgcs2000"), ("wgs1984", "wgs84"),
        ] where text.contains(spelling) { text += " " + name }
        return text
    }

    /// `utm17s`, `utm 17 s`, `zone 38`, `z38`, `38带`.
    private static func zones(_ tokens: [String]) -> [ZoneHint] {
        var result: [ZoneHint] = []
        for (i, token) in tokens.enumerated() {
            var rest = token[...]
            var isAnnounced = i > 0 && ["utm", "zone", "zona", "fuseau", "mga", "gk"].contains(tokens[i - 1])
            for word in ["utm", "zone", "zona", "mga", "gk", "z"]
            where rest.hasPrefix(word) && rest.dropFirst(word.count).first?.isNumber == true {
                rest = rest.dropFirst(word.count)
                isAnnounced = true
                break
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits), (1...60).contains(number), digits.count <= 2 else { continue }
            let after = rest.dropFirst(digits.count)
            if after.hasPrefix("带") || after.hasPrefix("度带") && number != 3 && number != 6 {
                result.append(ZoneHint(number: number, hemisphere: "", words: token))
            } else if isAnnounced, ["", "n", "s"].contains(after) {
                let next = after.isEmpty && i + 1 < tokens.count && ["n", "s"].contains(tokens[i + 1]) ? tokens[i + 1] : String(after)
                result.append(ZoneHint(number: number, hemisphere: next.uppercased(), words: token))
            }
        }
        return result
    }

    /// `epsg:32717`, `epsg_32717`, `epsg32717`, `srid 32717`.
    private static func codes(_ tokens: [String]) -> Set<String> {
        var result: Set<String> = []
        for (i, token) in tokens.enumerated() {
            for word in ["epsg", "srid"] {
                let digits = token.hasPrefix(word) ? String(token.dropFirst(word.count)) : (i > 0 && tokens[i - 1] == word ? token : "")
                if (4...5).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }) { result.insert("EPSG:" + digits) }
            }
        }
        return result
    }

    /// Capitalised words of EPSG's description of an area, but for those that name no country.
    private static func countries(_ area: String) -> [Substring] {
        area.split { !$0.isLetter }.filter { word in
            word.count >= 4 && word.first?.isUppercase == true
                && ![
                    "Between", "Onshore", "Offshore", "World", "Includes", "North", "South", "East", "West", "Northern", "Southern",
                    "Eastern",
                    "Western", "Island", "Islands", "Republic", "States", "United", "Democratic", "Gulf", "Ocean", "Area", "Provinces",
                    "Province", "City", "Central", "State", "Arab", "People", "Federal", "Bank", "Territory", "Zone", "Saint", "Kingdom",
                ].contains(String(word))
        }
    }
}

extension TextHints.ZoneHint {
    /// The name ends in this zone: `... zone 17S`, `... zone 38`.
    fileprivate func names(_ crs: String) -> Bool {
        guard let range = crs.firstRange(of: "zone ") else { return false }
        let zone = crs[range.upperBound...].prefix { $0.isNumber || $0 == "N" || $0 == "S" }
        return hemisphere.isEmpty ? zone.prefix { $0.isNumber } == String(number) : zone == "\(number)\(hemisphere)"
    }
}

extension String {
    fileprivate func prefixed(_ count: Int) -> String { utf8.count <= count ? self : String(prefix(count)) }
}
