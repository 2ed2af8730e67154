internal import OreGeometry
internal import Yams

extension Profile {
    /// Reads a profile's text.
    /// - Parameter file: for messages.
    /// - Throws: `InputError.badConfiguration` with the line: no YAML, an unknown key or word (with the nearest known one), a missing `name` or
    ///   `kind`, a mapping without a source.
    public init(yaml text: String, file: String) throws(InputError) {
        var yaml = try StrictYAML(text: text, file: file)
        guard let name = try yaml.text("name") else {
            throw .badConfiguration(file: file, place: InputPlace(line: 1), what: "the profile has no \"name\"", next: "")
        }
        let kinds = ProfileKind.allCases.map(\.rawValue)
        guard let kind = try yaml.word("kind", known: kinds, { ProfileKind(rawValue: $0) }) else {
            throw .badConfiguration(
                file: file, place: InputPlace(line: 1), what: "the profile has no \"kind\"", next: "one of " + kinds.joined(separator: ", ")
            )
        }
        self.init(name: name, kind: kind, file: file)
        description = try yaml.text("description") ?? ""
        attribution = try yaml.text("attribution")
        licence = try yaml.text("licence")
        source = try yaml.text("source")
        try readFormat(&yaml)
        if let node = yaml.take("geometry") { try readGeometry(node, yaml) }
        if let node = yaml.take("fields") { try readFields(node, yaml) }
        if let node = yaml.take("extra") { try readExtra(node, yaml) }
        if let node = yaml.take("filters") { try readFilters(node, yaml) }
        if kind == .footprints, let node = yaml.take("scenes") { try readScenes(node, yaml) }
        try yaml.finish()
    }

    private mutating func readScenes(_ node: Node, _ parent: StrictYAML) throws(InputError) {
        var yaml = try StrictYAML(node, file: file, what: "\"scenes\"")
        let words = SceneContent.allCases.map(\.rawValue)
        sceneContent = try yaml.word("content", known: words) { SceneContent(rawValue: $0) }
        try yaml.finish()
    }

    private mutating func readFormat(_ yaml: inout StrictYAML) throws(InputError) {
        crs = try yaml.text("crs")
        axisOrder = try yaml.word("axis_order", known: AxisOrder.words) { AxisOrder(word: $0) }
        datumLinks = try yaml.texts("datum_links").map { SettingsText.path($0, from: file) }
        if let word = try yaml.text("encoding") { encoding = try TextEncoding.option(word, file: file) }
        layer = try yaml.text("layer")
        let separators: [String: UInt8] = [
            ",": 44, "comma": 44, "\t": 9, "tab": 9, ";": 59, "semicolon": 59, "|": 124, "bar": 124, "pipe": 124,
        ]
        separator = try yaml.word("separator", known: ["comma", "tab", "semicolon", "bar"]) { separators[$0] }
    }

    private mutating func readGeometry(_ node: Node, _ parent: StrictYAML) throws(InputError) {
        if node.scalar?.string == "none" {
            hasNoGeometry = true
            return
        }
        var yaml = try StrictYAML(node, file: file, what: "\"geometry\"")
        wktColumn = try yaml.text("wkt")
        xColumn = try yaml.text("x")
        yColumn = try yaml.text("y")
        cornerColumn = try yaml.text("corner")
        ringColumn = try yaml.text("ring")
        if (xColumn == nil) != (yColumn == nil) { throw yaml.fault(node, "\"geometry\" needs both x and y") }
        if cornerColumn != nil && xColumn == nil { throw yaml.fault(node, "\"geometry\" of corners needs x and y") }
        if ringColumn != nil && cornerColumn == nil { throw yaml.fault(node, "\"geometry\" with rings needs the column of corners") }
        if let kinds = yaml.take("kinds") { geometryKinds = try readKinds(kinds, yaml) }
        try yaml.finish()
    }

    private func readKinds(_ node: Node, _ yaml: StrictYAML) throws(InputError) -> Set<GeometryKind> {
        let words: [String: Set<GeometryKind>] = [
            "polygon": [.polygon, .multiPolygon], "line": [.lineString, .multiLineString], "point": [.point, .multiPoint],
        ]
        var result: Set<GeometryKind> = []
        for word in try yaml.texts(node, "kinds") {
            guard let kinds = words[word] else {
                throw yaml.fault(node, "\"kinds\" cannot be \"\(word)\"", NearestMatch.advice(for: word, among: words.keys.sorted()))
            }
            result.formUnion(kinds)
        }
        return result
    }

    private mutating func readFields(_ node: Node, _ parent: StrictYAML) throws(InputError) {
        var yaml = try StrictYAML(node, file: file, what: "\"fields\"")
        for attribute in kind.attributes {
            if let node = yaml.take(attribute.rawValue) {
                fields[attribute] = try mapping(node, attribute.rawValue, type: attribute.valueType)
            }
        }
        try yaml.finish()
    }

    private mutating func readExtra(_ node: Node, _ parent: StrictYAML) throws(InputError) {
        var yaml = try StrictYAML(node, file: file, what: "\"extra\"")
        for key in yaml.keys { if let node = yaml.take(key) { extra[key] = try mapping(node, key, type: nil) } }
    }

    /// A column's name alone, or a mapping of keys. `type` is nil for columns of the profile's own, which may be dates or numbers.
    private func mapping(_ node: Node, _ name: String, type: Attribute.ValueType?) throws(InputError) -> FieldMapping {
        if let column = node.scalar?.string, !column.isEmpty { return FieldMapping(columns: [column]) }
        var yaml = try StrictYAML(node, file: file, what: "\"\(name)\"")
        var result = FieldMapping()
        if let from = yaml.take("from") { result.columns = try yaml.texts(from, "from") }
        result.constant = try yaml.text("constant")
        result.template = try template(&yaml)
        let formats = DateFormat.allCases.map(\.rawValue)
        result.format = try yaml.word("format", known: formats) { DateFormat(rawValue: $0) }
        result.unit = try yaml.word("unit", known: MeasureUnit.names) { MeasureUnit(name: $0) }
        if let values = yaml.take("values") { result.values = try valueMap(values) }
        let policies = FieldMapping.Unlisted.allCases.map(\.rawValue)
        result.unlisted = try yaml.word("unlisted", known: policies) { FieldMapping.Unlisted(rawValue: $0) } ?? .refuse
        result.defaultValue = try yaml.text("default")
        result.isRequired = try yaml.flag("required")
        result.isOptional = try yaml.flag("optional")
        try yaml.finish()
        try check(result, node, name, yaml, type: type)
        return result
    }

    private func template(_ yaml: inout StrictYAML) throws(InputError) -> Template? {
        guard let node = yaml.take("template"), let pattern = try yaml.scalar(node, "template") else { return nil }
        if let template = Template(pattern) { return template }
        throw yaml.fault(node, "the template \"\(pattern)\" has a brace without partner", "columns stand in braces, as in \"{year}-{row}\"")
    }

    private func valueMap(_ node: Node) throws(InputError) -> [String: String] {
        var yaml = try StrictYAML(node, file: file, what: "\"values\"")
        var result: [String: String] = [:]
        for key in yaml.keys { result[key] = try yaml.text(key) ?? "" }
        return result
    }

    private func check(
        _ mapping: FieldMapping, _ node: Node, _ name: String, _ yaml: StrictYAML, type: Attribute.ValueType?
    ) throws(InputError) {
        let sources = (mapping.columns.isEmpty ? 0 : 1) + (mapping.template == nil ? 0 : 1) + (mapping.constant == nil ? 0 : 1)
        if sources != 1 { throw yaml.fault(node, "\"\(name)\" needs exactly one of from, template, constant") }
        if mapping.format != nil, type == .text || type == .number {
            throw yaml.fault(node, "\"\(name)\" is no date: it takes no \"format\"")
        }
        if mapping.unit != nil, let type, type != .number { throw yaml.fault(node, "\"\(name)\" is no measure: it takes no \"unit\"") }
    }

    private mutating func readFilters(_ node: Node, _ parent: StrictYAML) throws(InputError) {
        guard case .sequence(let items) = node else { throw parent.fault(node, "\"filters\" has to be a list") }
        for item in items {
            var yaml = try StrictYAML(item, file: file, what: "a filter")
            let column = try yaml.text("column")
            let kept = yaml.take("equals"), dropped = yaml.take("not")
            try yaml.finish()
            guard let column, let values = kept ?? dropped, (kept == nil) != (dropped == nil) else {
                throw yaml.fault(item, "a filter needs \"column\" and either \"equals\" or \"not\"")
            }
            filters.append(RowFilter(column: column, values: try yaml.texts(values, "filters"), keepsListed: kept != nil))
        }
    }
}
