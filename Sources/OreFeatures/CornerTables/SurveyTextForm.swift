public import OreGeometry

/// Writes the survey exchange text: the attribute section of one national grid, then a parcel for each feature.
///
/// Corners are northing and easting with three decimals; each ring is closed by its first corner; corners count on through the rings of a parcel.
public struct SurveyTextForm: Sendable {
    private let datum: String
    private let zone: Int
    private let width: Int

    /// - Parameter code: the EPSG code of a national grid; `nil` is made for any other, which the text has no words for.
    public init?(code: Int) {
        let words: [(NationalGrid.Datum, String)] = [
            (.cgcs2000, "2000国家大地坐标系"), (.xian1980, "80国家大地坐标系"), (.beijing1954, "54国家大地坐标系"), (.newBeijing, "新北京54坐标系"),
        ]
        for (datum, word) in words {
            for zone in Array(NationalGrid.sixDegreeZones) + Array(NationalGrid.threeDegreeZones) {
                let codes = [true, false].map { NationalGrid.code(datum, zone: zone, isPrefixed: $0) }
                guard codes.contains(code), let width = NationalGrid.width(ofZone: zone) else { continue }
                (self.datum, self.zone, self.width) = (word, zone, width)
                return
            }
        }
        return nil
    }

    public var head: String {
        let lines = [
            SurveyText.attributes, "格式版本号=1.01版本", "坐标系=\(datum)", "几度分带=\(width)", "投影类型=高斯克吕格", "计量单位=米", "带号=\(zone)", "精度=0.001",
            "转换参数=,,,,,,", SurveyText.parcels,
        ]
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// One parcel. Commas and the `@` that the form itself uses become blanks in names.
    public func parcel(of index: Int, in columns: GeometryColumns, identifier: String, name: String, squareMetres: Double?) -> String {
        func word(_ text: String) -> String {
            CornerText.trimmed(String(text.map { ",，@\r\n".contains($0) || $0.isNewline ? " " : $0 }))
        }
        var rows: [String] = []
        var number = 0
        for (ring, range) in columns.rings(of: index).enumerated() {
            let positions = columns.positions(ofRing: range)
            let first = number + 1
            for i in positions {
                let isClosing = i == positions.upperBound - 1
                if !isClosing { number += 1 }
                let c = columns.coordinates[i]
                rows.append("J\(isClosing ? first : number),\(ring + 1),\(CornerTableForm.fixed(c.y, 3)),\(CornerTableForm.fixed(c.x, 3))")
            }
        }
        let area = squareMetres.map { CornerTableForm.fixed($0 / 1e4, 4) } ?? ""
        return (["\(rows.count),\(area),\(word(identifier)),\(word(name)),面,,,,@"] + rows).joined(separator: "\r\n") + "\r\n"
    }
}
