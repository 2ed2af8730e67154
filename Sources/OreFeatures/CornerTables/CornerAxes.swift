internal import OreGeometry

/// Which of a table's two coordinates is the easting or longitude, and how that was decided.
///
/// National tables write X for the northing (7 digits) and Y for the easting (8 digits with the zone's number in front, 6 without); other tables
/// write x for the easting. The digits decide wherever only one reading is possible, and a stated order that contradicts them is refused; the
/// stated order decides where they leave it open, then Chinese headings; anything else is refused.
struct CornerAxes {
    var firstIsX: Bool
    var evidence: String

    /// - Parameter values: of the two columns, row for row; not empty.
    /// - Parameter order: which of the two columns somebody stated to come first.
    /// - Throws: what cannot be decided or contradicts itself, as words.
    init(
        _ values: [Coordinate], document: CornerDocument, notation: CornerNotation, order: AxisOrder? = nil
    ) throws(CornerAxesFault) {
        let (a, b) = (document.roles.first, document.roles.second)
        let (firsts, seconds) = (values.map(\.x), values.map(\.y))
        switch (a, b) {
        case (.x, .y), (.y, .x): self = try Self.lettered(firsts, seconds, document, notation, order)
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

    /// For headings that are X and Y, in either order.
    private static func lettered(
        _ firsts: [Double], _ seconds: [Double], _ document: CornerDocument, _ notation: CornerNotation, _ order: AxisOrder?
    ) throws(CornerAxesFault) -> CornerAxes {
        let headings = document.headings
        guard let found = decided(firsts, seconds, headings, notation) else {
            if let order {
                return CornerAxes(firstIsX: order == .eastingNorthing, evidence: "as stated: \(notation.words(order))")
            }
            let national = document.roles.first == .x ? headings.first : headings.second
            if !notation.isAngle, isNational(national), fits(firsts, seconds) {
                return CornerAxes(
                    firstIsX: document.roles.first != .x, evidence: "by the Chinese heading \"\(national)\", which means the northing")
            }
            throw open(firsts, seconds, headings, notation)
        }
        if let order, found.firstIsX != (order == .eastingNorthing) {
            throw CornerAxesFault(
                what: "the order \(notation.words(order)) is stated, but \(found.evidence)", next: "leave --axis-order (axis_order) away")
        }
        return found
    }

    /// What the digits say; `nil` where they allow both readings or none.
    private static func decided(
        _ firsts: [Double], _ seconds: [Double], _ headings: (first: String, second: String), _ notation: CornerNotation
    ) -> CornerAxes? {
        if notation.isAngle {
            let (wideFirst, wideSecond) = (firsts.contains { $0.magnitude > 90 }, seconds.contains { $0.magnitude > 90 })
            guard wideFirst != wideSecond else { return nil }
            return CornerAxes(
                firstIsX: wideFirst, evidence: "\"\(wideFirst ? headings.first : headings.second)\" is longitude: its degrees exceed 90")
        }
        let northingFirst = isNorthing(firsts) && isEasting(seconds)
        guard northingFirst != (isEasting(firsts) && isNorthing(seconds)) else { return nil }
        let (northing, easting) = northingFirst ? headings : (headings.second, headings.first)
        let hasZone = (northingFirst ? seconds : firsts).allSatisfy { NationalGrid.zone(ofEasting: $0) != nil }
        let digits = hasZone ? "8 digits with the zone's number" : "6 digits"
        return CornerAxes(
            firstIsX: !northingFirst,
            evidence: "by their digits: \"\(northing)\" is the northing, \"\(easting)\" the easting, \(digits)")
    }

    /// Both readings are possible.
    private static func fits(_ firsts: [Double], _ seconds: [Double]) -> Bool {
        isNorthing(firsts) && isEasting(seconds) && isEasting(firsts) && isNorthing(seconds)
    }

    private static func open(
        _ firsts: [Double], _ seconds: [Double], _ headings: (first: String, second: String), _ notation: CornerNotation
    ) -> CornerAxesFault {
        let orders = "state --axis-order \(notation.words(.northingEasting)) or \(notation.words(.eastingNorthing))"
        if notation.isAngle {
            return CornerAxesFault(
                what: "neither \"\(headings.first)\" nor \"\(headings.second)\" can be told to be the longitude by its degrees",
                next: orders + ", or name the columns 经度/纬度 or longitude/latitude")
        }
        let example = "(\(firsts.first ?? 0), \(seconds.first ?? 0))"
        return CornerAxesFault(
            what: "the digits do not tell which of \"\(headings.first)\" and \"\(headings.second)\" is the easting \(example)",
            next: orders + ", or name the columns in a profile: geometry: { corner: COLUMN, x: COLUMN, y: COLUMN }")
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

extension CornerNotation {
    /// The word for an order of axes: of degrees or of metres.
    fileprivate func words(_ order: AxisOrder) -> String {
        switch (order, isAngle) {
        case (.northingEasting, true): "latitude-longitude"
        case (.eastingNorthing, true): "longitude-latitude"
        case (_, false): order.rawValue
        }
    }
}
