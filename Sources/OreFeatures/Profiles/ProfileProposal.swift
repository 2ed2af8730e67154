/// A profile guessed from a file's columns, as a beginning for a person: `orewatch inspect` prints it.
///
/// Columns are matched by the words in their names (English, Spanish, Portuguese, French, Chinese), and by what their cells look like: dates by the
/// format that reads all of them, identifiers by being there and different in every sampled feature. Nothing is used without being looked at.
public struct ProfileProposal: Sendable, Hashable {
    public var kind: ProfileKind
    /// One line per attribute: the column, and why.
    public var fields: [Field]

    public struct Field: Sendable, Hashable {
        public var attribute: Attribute
        public var column: String
        public var format: DateFormat?
        public var reason: String
    }

    /// Words in a column's name, by the attribute that they speak for; the first word that fits wins.
    private static let words: [(Attribute, [String])] = [
        (.licenceID, ["licence_id", "license_code", "licence", "license", "许可证", "codigou", "codigo", "processo", "title_no", "permit"]),
        (.footprintID, ["footprint_id", "det_id", "detection"]), (.zoneID, ["zone_id", "cnuc", "wdpa"]),
        (.districtID, ["district_id", "adcode", "gid_", "adm_id", "行政区划代码"]),
        (.holder, ["holder", "owner", "titular", "采矿权人", "矿业权人", "company", "operator"]),
        (.mineral, ["mineral", "commodit", "substanc", "矿种"]), (.status, ["status", "fase", "estado", "状态"]),
        (.method, ["method", "开采方式"]), (.validFrom, ["valid_from", "start", "granted", "fec_denu", "有效期起", "issue", "desde"]),
        (.validTo, ["valid_to", "expir", "end_date", "有效期止", "hasta"]), (.since, ["since", "anocriacao", "created", "status_yr", "创建"]),
        (.observedAt, ["observed_at", "acquired", "acquisition", "image_date", "影像"]), (.observedFrom, ["observed_from"]),
        (.observedTo, ["observed_to"]), (.period, ["period", "year", "quarter", "年份", "时相"]),
        (.confidence, ["confidence", "score", "probab"]),
        (.sceneID, ["scene"]), (.classification, ["class", "landuse", "地类"]), (.authority, ["authority", "administ", "主管"]),
        (.name, ["name", "nome", "nombre", "nom", "名称", "concesion"]),
    ]

    /// - Parameters:
    ///   - columns: sampled cells; a few hundred features are enough.
    ///   - kind: what the file is to be; `nil` decides by the names, licences when they say nothing.
    public init(columns: [AttributeColumn], kind: ProfileKind? = nil) {
        let looks = columns.map { ColumnLook($0) }
        let kind = kind ?? Self.kind(of: looks)
        self.kind = kind
        fields = []
        var free = looks
        for (attribute, words) in Self.words where kind.attributes.contains(attribute) {
            guard let i = Self.match(attribute, words, free) else { continue }
            let date = attribute.isDate ? free[i].date : nil
            let reason = date?.remark ?? "by its name" + (date.map { " and cells (\($0.format.rawValue))" } ?? "")
            fields.append(Field(attribute: attribute, column: free[i].name, format: date?.format, reason: reason))
            free.remove(at: i)
        }
        if !fields.contains(where: { $0.attribute == kind.identifier }), let id = free.first(where: \.isID) {
            let field = Field(attribute: kind.identifier, column: id.name, reason: "different in every feature looked at")
            fields.insert(field, at: 0)
        }
    }

    private static func match(_ attribute: Attribute, _ words: [String], _ looks: [ColumnLook]) -> Int? {
        for word in words {
            let found = looks.firstIndex { look in
                guard look.name.lowercased().contains(word), look.filled > 0 else { return false }
                if attribute.isDate { return look.date != nil }
                if attribute.valueType == .number { return look.allNumbers }
                return true
            }
            if let found { return found }
        }
        return nil
    }

    private static func kind(of looks: [ColumnLook]) -> ProfileKind {
        func says(_ words: [String]) -> Bool { looks.contains { look in words.contains { look.name.lowercased().contains($0) } } }
        if says(["zone_id", "cnuc", "wdpa", "anocriacao", "protected"]) { return .zones }
        if says(["adcode", "gid_", "district_id", "adm_id", "行政区划"]) { return .districts }
        if says(["footprint", "confidence", "mined area", "observed_", "detection", "det_id", "landuse", "scene"]) { return .footprints }
        return .licences
    }

    /// The proposal as the text of a profile, to be saved and corrected.
    public func yaml(name: String, crs: String? = nil) -> String {
        var lines = ["# Proposed from the file's columns: check every line.", "name: \(Self.quoted(name))", "kind: \(kind.rawValue)"]
        if let crs { lines.append("crs: \(Self.quoted(crs))") }
        lines.append("fields:")
        if !fields.contains(where: { $0.attribute == kind.identifier }) {
            lines.append("  \(kind.identifier.rawValue): { template: \"{row}\" }  # no column is different in every feature")
        }
        for field in fields {
            let format = field.format.map { ", format: \($0.rawValue)" } ?? ""
            lines.append("  \(field.attribute.rawValue): { from: \(Self.quoted(field.column))\(format) }  # \(field.reason)")
        }
        if kind == .footprints { lines.append("# scenes: { content: change }  # if the file holds only what was new in its period") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Double quotes around everything, with backslash escapes: right for any text.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                let hex = String(scalar.value, radix: 16)
                result += "\\x" + (hex.count < 2 ? "0" : "") + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension Attribute {
    /// Whether a profile gives a date format for it.
    var isDate: Bool { valueType == .firstDay || valueType == .lastDay || valueType == .period }
}
