/// What a document says of its coordinate system, in words, gathered from titles, remarks, headings and the attribute section of survey text.
struct CRSWords {
    private(set) var datum: NationalGrid.Datum?
    /// 3 or 6 degrees.
    var width: Int?
    var zone: Int?
    /// Degrees east.
    var meridian: Int?
    /// A definition as it stands: `EPSG:4526`, `GCJ-02`.
    private(set) var definition: String?
    /// Something said twice and differently.
    private(set) var contradiction: String?
    /// A statement that is not understood: `独立坐标系`.
    private(set) var unknown: String?
    private(set) var evidence: [String] = []

    /// A column says the same in every row.
    private var last = ""

    /// Looks for the names of datums, zones and codes in a text.
    /// - Parameter isStatement: the text is the value of a key such as 坐标系; one that is not understood is then remembered.
    mutating func take(_ text: String, isStatement: Bool = false) {
        guard text.utf8.count <= 4000, !text.isEmpty, text != last else { return }
        last = text
        let plain = CornerText.plain(text).lowercased().filter { !$0.isWhitespace }
        guard plain.contains(where: { !$0.isASCIIDigit && $0 != "." }) || isStatement else { return }
        let before = (datum, definition, width, zone, meridian)
        if let found = Self.datum(plain, isStatement: isStatement) { set(found) }
        if plain.contains("epsg"), let match = plain.firstMatch(of: /epsg:{1,2}([0-9]{4,6})/) { set(definition: "EPSG:\(match.1)") }
        if isStatement, definition == nil, datum == nil, (4...6).contains(plain.count), let code = Int(plain) {
            set(definition: "EPSG:\(code)")
        }
        if plain.contains("gcj-02") || plain.contains("gcj02") || plain.contains("火星坐标") { set(definition: "GCJ-02") }
        if plain.contains("bd-09") || plain.contains("bd09") || plain.contains("百度坐标") { set(definition: "BD-09") }
        if isStatement || datum != nil, plain.contains(where: { "36三六".contains($0) }),
            let match = plain.firstMatch(of: /([36三六])(?:度|°|-?degree)(?:分带|带|zone|gauss)?/)
        {
            set(width: match.1 == "3" || match.1 == "三" ? 3 : 6)
        }
        if plain.contains("带") || plain.contains("zone"),
            let match = plain.firstMatch(of: /(?:带号|zone(?:no\.?)?)[:=为]?([0-9]{2})(?![0-9])|第?([0-9]{2})(?:号带|带)/),
            let text = match.1 ?? match.2
        {
            if let number = Int(text) { set(zone: number) }
        }
        if plain.contains("中央") || plain.contains("meridian"),
            let match = plain.firstMatch(of: /(?:中央(?:子午线|经线)|centralmeridian)[:=为]?(?:东经)?([0-9]{2,3})(?![0-9])/),
            let degrees = Int(match.1)
        {
            set(meridian: degrees)
        }
        if before != (datum, definition, width, zone, meridian) {
            if evidence.count < 4 { evidence.append(String(CornerText.trimmed(text).prefix(60))) }
        } else if isStatement, datum == nil, definition == nil {
            unknown = String(text.prefix(60))
        }
    }

    private static func datum(_ plain: String, isStatement: Bool) -> NationalGrid.Datum? {
        let names: [(NationalGrid.Datum, [String])] = [
            (
                .cgcs2000,
                ["cgcs2000", "2000国家大地", "国家2000", "国家大地坐标系2000", "2000坐标系", "china2000", "chinageodeticcoordinatesystem2000", "2000大地"]
            ),
            (.xian1980, ["西安80", "80西安", "1980西安", "西安1980", "80国家大地", "1980国家大地", "xian1980", "xian80", "80坐标系"]),
            (.newBeijing, ["新北京", "newbeijing", "新1954"]),
            (.beijing1954, ["北京54", "54北京", "1954北京", "1954年北京", "北京1954", "beijing1954", "beijing54", "54坐标系", "54国家大地"]),
            (.wgs84, ["wgs84", "wgs-84", "wgs1984"]),
        ]
        var found: Set<NationalGrid.Datum> = []
        for (datum, words) in names where words.contains(where: plain.contains) { found.insert(datum) }
        if found.contains(.newBeijing) { found.remove(.beijing1954) }
        if found.isEmpty, isStatement {
            for (word, datum) in [
                ("2000", NationalGrid.Datum.cgcs2000), ("80", .xian1980), ("1980", .xian1980), ("54", .beijing1954), ("1954", .beijing1954),
            ]
            where plain == word { return datum }
        }
        // A conversion note names two; that is no statement of one.
        return found.count == 1 ? found.first : nil
    }

    private mutating func set(_ found: NationalGrid.Datum) {
        if let datum, datum != found { contradiction = contradiction ?? "\(datum.rawValue) and \(found.rawValue)" }
        datum = datum ?? found
    }

    private mutating func set(definition found: String) {
        if let definition, definition != found { contradiction = contradiction ?? "\(definition) and \(found)" }
        definition = definition ?? found
    }

    private mutating func set(width found: Int) {
        if let width, width != found { contradiction = contradiction ?? "zones of 3 and of 6 degrees" }
        width = width ?? found
    }

    private mutating func set(zone found: Int) {
        if let zone, zone != found { contradiction = contradiction ?? "zones \(zone) and \(found)" }
        zone = zone ?? found
    }

    private mutating func set(meridian found: Int) {
        if let meridian, meridian != found { contradiction = contradiction ?? "central meridians \(meridian) and \(found)" }
        meridian = meridian ?? found
    }
}

extension CRSWords {
    /// The CRS that the words and the coordinates together name; `nil` when they leave the datum or the zone open.
    /// - Parameters:
    ///   - prefixes: the zones that 8-digit eastings begin with; empty for plain eastings and for degrees.
    /// - Throws: the contradiction between words, or between words and eastings.
    func declared(isAngle: Bool, prefixes: Set<Int>) throws(CRSContradiction) -> DeclaredCRS? {
        if let contradiction { throw CRSContradiction(what: "the file names \(contradiction)") }
        if prefixes.count > 1 {
            let zones = prefixes.sorted().map(String.init).joined(separator: " and ")
            throw CRSContradiction(what: "eastings of zones \(zones) stand in one table")
        }
        let prefix = prefixes.first
        if let prefix {
            if let zone, zone != prefix { throw CRSContradiction(what: "the file says zone \(zone), its eastings begin with \(prefix)") }
            if let width, width != NationalGrid.width(ofZone: prefix) {
                throw CRSContradiction(
                    what: "the file says zones of \(width) degrees, its eastings begin with \(prefix), a zone of the other width")
            }
            if let meridian, NationalGrid.zone(ofMeridian: meridian, width: NationalGrid.width(ofZone: prefix)) != prefix {
                throw CRSContradiction(what: "the file says central meridian \(meridian), its eastings begin with zone \(prefix)")
            }
        }
        if let zone, let width, let own = NationalGrid.width(ofZone: zone), own != width {
            throw CRSContradiction(what: "the file says zone \(zone) and zones of \(width) degrees, which has no such zone")
        }
        let words = evidence.map { "\"\($0)\"" }.joined(separator: ", ")
        if let definition {
            if let prefix, definition.hasPrefix("EPSG:"), let code = Int(definition.dropFirst(5)),
                NationalGrid.width(ofZone: prefix) != nil,
                let other = NationalGrid.zone(ofPrefixedCode: code), other != prefix
            {
                throw CRSContradiction(what: "the file says \(definition), zone \(other), its eastings begin with \(prefix)")
            }
            return DeclaredCRS(definition: definition, evidence: "the words \(words)")
        }
        guard let datum else { return nil }
        if isAngle { return DeclaredCRS(definition: "EPSG:\(datum.geographicCode)", evidence: "the words \(words)") }
        guard let number = prefix ?? zone ?? meridian.flatMap({ NationalGrid.zone(ofMeridian: $0, width: width) }) else { return nil }
        guard let code = NationalGrid.code(datum, zone: number, isPrefixed: prefix != nil) else { return nil }
        let how = prefix.map { "eastings that begin with \($0)" } ?? "eastings without zone number"
        return DeclaredCRS(definition: "EPSG:\(code)", evidence: "the words \(words) and \(how)")
    }
}

/// Words of a file that contradict each other or its coordinates.
struct CRSContradiction: Error {
    var what: String
}

extension NationalGrid {
    /// The zone of a code whose eastings carry its number; `nil` for other codes.
    static func zone(ofPrefixedCode code: Int) -> Int? {
        for datum in Datum.allCases {
            for zone in Array(sixDegreeZones) + Array(threeDegreeZones) where self.code(datum, zone: zone, isPrefixed: true) == code {
                return zone
            }
        }
        return nil
    }
}
