/// The survey exchange text: a section `[属性描述]` of `key=value`, a section `[地块坐标]` of parcels, each a header that ends in `@` and rows
/// `J1,1,X,Y` of corner, ring, northing and easting.
///
/// The header of a parcel: count of corners, area in hectares, parcel number, name, geometry type, map sheet, use, code, `@`. Ring 1 is the
/// exterior; further rings are holes or parts by where they lie.
enum SurveyText {
    static let attributes = "[属性描述]"
    static let parcels = "[地块坐标]"

    static func isSurveyText(_ head: String) -> Bool { head.contains(parcels) }

    /// - Throws: `refused` with the line for what is in neither form, a unit other than the metre, and a projection that is not Gauss-Krüger.
    static func document(_ text: [UInt8], _ faults: CornerFaults) throws(InputError) -> CornerDocument {
        var reader = SurveyReader(faults: faults)
        var line = 0
        for slice in text.split(separator: CSVBytes.lineFeed, omittingEmptySubsequences: false) {
            line += 1
            let words = CornerText.trimmed(String(decoding: slice, as: UTF8.self))
            if !words.isEmpty { try reader.take(words, line) }
        }
        return try reader.finish()
    }
}

private struct SurveyReader {
    private enum Section { case none, attributes, parcels, other }

    private var document = CornerDocument()
    private let faults: CornerFaults
    private var section = Section.none
    private static let headerNames = ["corner count", "area", "parcel", "name", "geometry type", "图幅号", "地类", "编码"]

    init(faults: CornerFaults) {
        self.faults = faults
        document.headings = ("X", "Y")
        document.roles = (.northing, .easting)
    }

    mutating func take(_ words: String, _ line: Int) throws(InputError) {
        if words.hasPrefix("["), words.hasSuffix("]") {
            section = words == SurveyText.attributes ? .attributes : words == SurveyText.parcels ? .parcels : .other
            if section == .other { document.remarks.append("section \(words.prefix(40)) was not read") }
            return
        }
        switch section {
        case .attributes: try attribute(words, line)
        case .parcels: try words.hasSuffix("@") ? header(words, line) : corner(words, line)
        case .none: throw faults.refused(line, nil, "text stands before \(SurveyText.attributes)", "begin with that section")
        case .other: return
        }
    }

    mutating func finish() throws(InputError) -> CornerDocument {
        for licence in document.licences {
            guard let stated = licence.statedCorners else { continue }
            // With or without the corners that close each ring by repeating its first.
            let rings = Dictionary(grouping: licence.rows, by: \.ring).values
            let closing = rings.count { $0.count > 3 && $0.first?.first == $0.last?.first && $0.first?.second == $0.last?.second }
            if stated != licence.rows.count, stated != licence.rows.count - closing {
                throw faults.refused(
                    licence.line, nil, "the parcel's header states \(stated) corners, \(licence.rows.count) follow",
                    "correct the count, or look for a missing row"
                )
            }
        }
        return document
    }

    // MARK: Attributes

    private mutating func attribute(_ words: String, _ line: Int) throws(InputError) {
        guard let equals = words.firstIndex(of: "=") else { throw faults.refused(line, nil, "no \"=\" in an attribute", "write key=value") }
        let key = CornerText.trimmed(words[..<equals])
        let value = CornerText.trimmed(words[words.index(after: equals)...])
        guard !value.isEmpty else { return }
        switch key {
        case "坐标系":
            document.crs.take(value, isStatement: true)
        case "几度分带":
            guard let width = Int(CornerText.plain(value).filter(\.isASCIIDigit)), width == 3 || width == 6 else {
                throw faults.refused(
                    line, key, "zones of \"\(value.prefix(20))\" degrees", "the national grids have zones of 3 and of 6 degrees")
            }
            document.crs.width = width
        case "带号":
            guard let zone = Int(CornerText.plain(value)), NationalGrid.width(ofZone: zone) != nil else {
                throw faults.refused(
                    line, key, "there is no zone \"\(value.prefix(20))\"", "zones are 25 to 45 (3 degrees) and 13 to 23 (6 degrees)")
            }
            document.crs.zone = zone
        case "投影类型":
            let isKnown = ["高斯", "gauss"].contains { value.lowercased().contains($0) }
            if !isKnown {
                throw faults.refused(
                    line, key, "the projection \"\(value.prefix(40))\" is not Gauss-Krüger", "convert the coordinates first")
            }
        case "计量单位":
            guard ["米", "m", "metre", "meter"].contains(CornerText.plain(value).lowercased()) else {
                throw faults.refused(line, key, "the unit \"\(value.prefix(20))\" is not the metre", "convert the coordinates to metres")
            }
        case "转换参数":
            if value.contains(where: { $0 != "," && $0 != "，" && $0 != "0" && $0 != "." }) {
                document.remarks.append("the file's transformation parameters (转换参数) were not applied")
            }
        default: return
        }
    }

    // MARK: Parcels

    private mutating func header(_ words: String, _ line: Int) throws(InputError) {
        let parts = fields(String(words.dropLast()))
        guard parts.count >= 3, let count = Int(CornerText.plain(parts[0])), (0...CornerLimits.rows).contains(count) else {
            throw faults.refused(
                line, nil, "this is not the header of a parcel", "write count, area in ha, number, name, type, sheet, use, code, @")
        }
        var licence = CornerLicence(line: line, key: parts[2].isEmpty ? nil : parts[2])
        licence.statedCorners = count
        if !parts[2].isEmpty { licence.fields[.licenceID] = (parts[2], "") }
        if !parts[1].isEmpty { licence.fields[.area] = (parts[1], "ha") }
        if parts.count > 3, !parts[3].isEmpty { licence.fields[.name] = (parts[3], "") }
        if parts.count > 4, !["", "面", "polygon"].contains(parts[4].lowercased()) {
            throw faults.refused(
                line, nil, "a parcel of type \"\(parts[4].prefix(20))\"", "only surfaces (面) have an area; convert the others apart")
        }
        for (i, name) in Self.headerNames.enumerated().dropFirst(5) where i < parts.count && !parts[i].isEmpty {
            licence.others[name] = parts[i]
            if !document.otherHeadings.contains(name) { document.otherHeadings.append(name) }
        }
        if let key = licence.key, document.licences.contains(where: { $0.key == key }) {
            document.remarks.append("parcel \(key.prefix(40)) stands in the file more than once")
        }
        document.licences.append(licence)
    }

    private func fields(_ words: String) -> [String] {
        words.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "，" }.map { CornerText.trimmed($0) }
    }

    private mutating func corner(_ words: String, _ line: Int) throws(InputError) {
        let parts = fields(words)
        guard parts.count == 4 else {
            throw faults.refused(line, nil, "\(parts.count) values where corner, ring, X, Y are expected", "write rows as J1,1,X,Y")
        }
        guard !document.licences.isEmpty else {
            throw faults.refused(line, nil, "a corner stands before the first parcel", "a header that ends in @ begins each parcel")
        }
        document.cornerCount += 1
        guard document.cornerCount <= CornerLimits.rows else { throw faults.refused(line, nil, "too many corners", "split the file") }
        document.licences[document.licences.count - 1].rows.append(
            CornerRow(line: line, label: parts[0], first: parts[2], second: parts[3], ring: parts[1]))
    }
}
