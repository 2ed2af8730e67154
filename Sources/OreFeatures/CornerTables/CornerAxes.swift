internal import OreGeometry

/// Which of a table's two coordinates is the easting or longitude, and how that was decided.
///
/// National tables write X for the northing (7 digits) and Y for the easting (8 digits with the zone's number in front, 6 without); other tables
/// write x for the easting. The digits decide wherever only one reading is possible; Chinese headings decide where both are; anything else is
/// refused.
struct CornerAxes {
    var firstIsX: Bool
    var evidence: String

    /// - Parameter values: of the two columns, row for row; not empty.
    /// - Throws: what cannot be decided or contradicts itself, as words.
    init(_ values: [Coordinate], document: CornerDocument, notation: CornerNotation) throws(CornerAxesFault) {
        let (a, b) = (document.roles.first, document.roles.second)
        let (firsts, seconds) = (values.map(\.x), values.map(\.y))
        switch (a, b) {
        case (.x, .y): self = try Self.lettered(firsts, seconds, document.headings, notation)
        case (.y, .x):
            let swapped = try Self.lettered(seconds, firsts, (document.headings.second, document.headings.first), notation)
            self = CornerAxes(firstIsX: !swapped.firstIsX, evidence: swapped.evidence)
        default:
            firstIsX = a == .easting || a == .longitude
            evidence = "headings \"\(document.headings.first)\" and \"\(document.headings.second)\""
            try check(firsts, seconds, document.headings, notation)
        }
    }

    private init(firstIsX: Bool, evidence: String) {
        self.firstIsX = firstIsX
        self.evidence = evidence
    }

    private static func lettered(
        _ xs: [Double], _ ys: [Double], _ headings: (first: String, second: String), _ notation: CornerNotation
    ) throws(CornerAxesFault) -> CornerAxes {
        if notation.isAngle {
            let (wideX, wideY) = (xs.contains { $0.magnitude > 90 }, ys.contains { $0.magnitude > 90 })
            if wideX != wideY {
                return CornerAxes(
                    firstIsX: wideX, evidence: "\"\(wideX ? headings.first : headings.second)\" is longitude: its degrees exceed 90")
            }
            throw CornerAxesFault(
                what: "neither \"\(headings.first)\" nor \"\(headings.second)\" can be told to be the longitude by its degrees",
                next: "name the columns 经度/纬度 or longitude/latitude")
        }
        let northingFirst = isNorthing(xs) && isEasting(ys)
        let eastingFirst = isEasting(xs) && isNorthing(ys)
        func words(_ northing: String, _ easting: String, _ eastings: [Double]) -> String {
            let digits = eastings.allSatisfy { NationalGrid.zone(ofEasting: $0) != nil } ? "8 digits with the zone's number" : "6 digits"
            return "by their digits: \"\(northing)\" is the northing, \"\(easting)\" the easting, \(digits)"
        }
        switch (northingFirst, eastingFirst) {
        case (true, false): return CornerAxes(firstIsX: false, evidence: words(headings.first, headings.second, ys))
        case (false, true): return CornerAxes(firstIsX: true, evidence: words(headings.second, headings.first, xs))
        case (true, true) where isNational(headings.first):
            return CornerAxes(firstIsX: false, evidence: "by the Chinese heading \"\(headings.first)\", which means the northing")
        case (true, true), (false, false):
            let example = "(\(xs.first ?? 0), \(ys.first ?? 0))"
            throw CornerAxesFault(
                what: "the digits do not tell which of \"\(headings.first)\" and \"\(headings.second)\" is the easting \(example)",
                next: "name the columns easting and northing, or say so in a profile: geometry: { corner: COLUMN, x: COLUMN, y: COLUMN }")
        }
    }

    /// A heading in Chinese characters.
    private static func isNational(_ heading: String) -> Bool { heading.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }

    private static func isEasting(_ values: [Double]) -> Bool {
        values.allSatisfy { NationalGrid.zone(ofEasting: $0) != nil } || values.allSatisfy { (100_000..<1_000_000).contains($0) }
    }

    private static func isNorthing(_ values: [Double]) -> Bool { values.allSatisfy { (0...10_002_000).contains($0) } }

    private func check(
        _ firsts: [Double], _ seconds: [Double], _ headings: (first: String, second: String), _ notation: CornerNotation
    ) throws(CornerAxesFault) {
        let (xs, ys) = firstIsX ? (firsts, seconds) : (seconds, firsts)
        let (x, y) = firstIsX ? (headings.first, headings.second) : (headings.second, headings.first)
        let isSwapped: Bool
        if notation.isAngle {
            isSwapped = ys.contains { $0.magnitude > 90 }
        } else {
            isSwapped =
                ys.allSatisfy { NationalGrid.zone(ofEasting: $0) != nil } && !xs.allSatisfy { NationalGrid.zone(ofEasting: $0) != nil }
        }
        guard isSwapped else { return }
        throw CornerAxesFault(
            what:
                "the values of \"\(y)\" look like \(notation.isAngle ? "longitudes" : "eastings with a zone's number"), those of \"\(x)\" do not",
            next: "exchange the two headings")
    }
}

/// What cannot be decided about the axes, and what to do.
struct CornerAxesFault: Error {
    var what: String
    var next: String
}
