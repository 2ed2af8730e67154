public import OreCases
internal import OreDetection

/// Stored findings as records: the published columns of a finding in their order, then its scene and its incident.
public enum FindingRecords {
    public static let columns: [RecordColumn] =
        FindingField.allCases.map(column) + [
            RecordColumn("scene_id", .text, "scene", "影像", minimumWidth: 8, expendability: 6),
            RecordColumn("incident", .text, "incident", "事件", expendability: 2),
        ]

    public static func record(_ stored: StoredFinding) -> Record {
        let values = FindingField.allCases.map { value($0.value(of: stored.finding)) }
        return Record(
            values + [.text(stored.scene), RecordValue(stored.incident)], geometry: stored.geometry, point: stored.finding.labelPoint)
    }

    private static func column(_ field: FindingField) -> RecordColumn {
        let name = field.rawValue
        return switch field {
        case .id: RecordColumn(name, .text, "finding", "编号", minimumWidth: 8, expendability: 12)
        case .rule: RecordColumn(name, .text, "rule", "规则")
        case .verdict: RecordColumn(name, .text, "verdict", "判定", expendability: 1)
        case .probability: RecordColumn(name, .number(decimals: 4), "probability", "概率", expendability: 9)
        case .severity: RecordColumn(name, .integer, "severity", "严重度")
        case .footprintID: RecordColumn(name, .text, "footprint", "图斑", minimumWidth: 10)
        case .observedAt: RecordColumn(name, .text, "observed", "观测日期", expendability: 10)
        case .observedFrom: RecordColumn(name, .text, "from", "自", isShown: false)
        case .observedTo: RecordColumn(name, .text, "to", "至", expendability: 3)
        case .area: RecordColumn(name, .area, "area", "面积", expendability: 1)
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
