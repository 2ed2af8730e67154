public import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger

/// Stored findings as records: the published columns of a finding in their order, then its scene and its incident, then what only findings
/// over figures have: whose, of which year, and the figures. What a finding has not is null.
public enum FindingRecords {
    public static let columns: [RecordColumn] =
        FindingField.allCases.map(column) + [
            RecordColumn("scene_id", .text, "scene", "影像", minimumWidth: 8, expendability: 6, isOptional: true),
            RecordColumn("incident", .text, "incident", "事件", expendability: 2),
            RecordColumn("subject", .text, "subject", "主体", minimumWidth: 8, isOptional: true),
            RecordColumn("subject_kind", .text, "kind of subject", "主体类型", isShown: false),
            RecordColumn("year", .text, "year", "年度", isOptional: true),
            RecordColumn("months", .list, "months", "月份", isShown: false),
            RecordColumn("scope", .text, "records", "记录范围", isShown: false),
            RecordColumn("excess_t", .tonnes, "beyond t", "超出 吨", expendability: 8, isOptional: true),
            RecordColumn("evidence", .text, "evidence", "依据", minimumWidth: 24, expendability: 11, isOptional: true),
        ]

    public static func record(_ suspicion: StoredSuspicion) -> Record {
        switch suspicion {
        case .land(let stored): record(stored)
        case .figures(let stored): record(stored)
        }
    }

    public static func record(_ stored: StoredFinding) -> Record {
        let values = FindingField.allCases.map { value($0.value(of: stored.finding)) }
        let own = values + [.text(stored.scene), RecordValue(stored.incident)]
        let rest = [RecordValue](repeating: .none, count: columns.count - own.count)
        return Record(own + rest, geometry: stored.geometry, point: stored.finding.labelPoint)
    }

    /// A finding over figures has no outline; its point lies inside one of its subject's licences, where a register says so.
    public static func record(_ stored: StoredFiguresFinding) -> Record {
        let values = FindingField.allCases.map { value($0, of: stored) }
        let own: [RecordValue] = [.none, RecordValue(stored.incident)] + figures(stored.figures)
        return Record(values + own, point: stored.place.labelPoint)
    }

    /// What people read under a finding over figures: how it is made, and why its verdict is not stronger. Lines without new lines.
    public static func basis(of figures: FiguresFinding, language words: Language) -> [String] {
        let finding = figures.finding
        var lines = [words.pick(("Formula", "计算方法")), "  " + words.formula(of: finding.rule)]
        guard !finding.reasons.isEmpty else { return lines }
        lines += ["", words.heading(.reasons)]
        return lines + finding.reasons.map { "  " + words.name(of: $0) }
    }

    private static func value(_ field: FindingField, of stored: StoredFiguresFinding) -> RecordValue {
        let (figures, place) = (stored.figures, stored.place)
        return switch field {
        case .id: .text(figures.id)
        case .rule: .text(figures.finding.rule.rawValue)
        case .verdict: .text(figures.finding.verdict.rawValue)
        case .probability: RecordValue(figures.finding.probability)
        case .reasons: .list(figures.finding.reasons.map(\.rawValue))
        case .severity: .integer(figures.finding.severity)
        case .observedFrom: RecordValue(figures.days.first?.description)
        case .observedTo: RecordValue(figures.days.last?.description)
        case .licenceIDs: .list(place.licenceIDs)
        case .otherLicenceIDs: .list([])
        case .holder: RecordValue(place.holder)
        case .district: RecordValue(place.district)
        case .labelPoint: place.labelPoint.map { .numbers([$0.x, $0.y]) } ?? .none
        case .footprintID, .observedAt, .footprintClass, .confidence, .nearestLicenceID, .nearestLicenceMetres, .zoneID, .area,
            .footprintArea, .outsideArea, .outsideAreaBeyondTolerance, .outsideAreaInterval, .maximumDepth, .tolerance:
            .none
        }
    }

    /// Values of the columns behind the incident.
    private static func figures(_ figures: FiguresFinding) -> [RecordValue] {
        let finding = figures.finding
        let evidence = Heading(Language.english.evidence(of: figures), Language.chinese.evidence(of: figures))
        return [
            .text(figures.subject), .text("\(figures.kind)"), .text(String(finding.year)), .list(finding.months.map(\.description)),
            .text(finding.scope.rawValue), RecordValue(figures.excess),
            evidence.english.isEmpty ? .none : .words(evidence),
        ]
    }

    private static func column(_ field: FindingField) -> RecordColumn {
        let name = field.rawValue
        return switch field {
        case .id: RecordColumn(name, .text, "finding", "编号", minimumWidth: 8, expendability: 12)
        case .rule: RecordColumn(name, .text, "rule", "规则")
        case .verdict: RecordColumn(name, .text, "verdict", "判定", expendability: 1)
        case .probability: RecordColumn(name, .number(decimals: 4), "probability", "概率", expendability: 9)
        case .severity: RecordColumn(name, .integer, "severity", "严重度")
        case .footprintID: RecordColumn(name, .text, "footprint", "图斑", minimumWidth: 10, isOptional: true)
        case .observedAt: RecordColumn(name, .text, "observed", "观测日期", expendability: 10)
        case .observedFrom: RecordColumn(name, .text, "from", "自", isShown: false)
        case .observedTo: RecordColumn(name, .text, "to", "至", expendability: 3)
        case .area: RecordColumn(name, .area, "area", "面积", expendability: 1, isOptional: true)
        case .holder: RecordColumn(name, .text, "holder", "权利人", minimumWidth: 8, expendability: 7)
        case .district: RecordColumn(name, .text, "district", "行政区", minimumWidth: 6, expendability: 5)
        case .licenceIDs: RecordColumn(name, .list, "licences", "许可证", minimumWidth: 8, expendability: 4)
        case .reasons, .otherLicenceIDs: RecordColumn(name, .list, name, name, isShown: false)
        case .outsideAreaInterval: RecordColumn(name, .numbers(decimals: 3), name, name, isShown: false)
        case .labelPoint: RecordColumn(name, .numbers(decimals: 7), name, name, isShown: false)
        case .footprintArea, .outsideArea, .outsideAreaBeyondTolerance, .nearestLicenceMetres, .maximumDepth, .tolerance:
            RecordColumn(name, .number(decimals: 3), name, name, isShown: false)
        case .confidence: RecordColumn(name, .number(decimals: 6), name, name, isShown: false)
        case .footprintClass, .nearestLicenceID, .zoneID: RecordColumn(name, .text, name, name, isShown: false)
        }
    }

    private static func value(_ value: FieldValue) -> RecordValue {
        switch value {
        case .none: .none
        case .text(let text): .text(text)
        case .integer(let number): .integer(number)
        case .number(let number, _): .number(number)
        case .texts(let items): .list(items)
        case .numbers(let numbers, _): .numbers(numbers)
        }
    }
}
