internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// The columns of a register defect, in the order in which every format carries them. The raw value is the published name.
public enum DefectField: String, Sendable, Hashable, CaseIterable {
    case id, kind, check, severity
    case licenceIDs = "licence_ids"
    case holders
    case isSameHolder = "same_holder"
    case quantity, unit, tolerance
    case area = "area_m2"
    case width = "width_m"
    case length = "length_m"
    case share
    case statedArea = "stated_area_km2"
    case computedArea = "computed_area_km2"
    case isInForceTogether = "in_force_together"
    case commonFrom = "common_from"
    case commonTo = "common_to"
    case commonDays = "common_days"
    case zoneID = "zone_id"
    case date
    case listedName = "listed_name"
    case files
    case place
    case message
    case messageInChinese = "message_zh"
}

/// The value of one field of one defect.
enum DefectValue: Hashable {
    case none
    case text(String)
    case integer(Int)
    case number(Double, decimals: Int)
    case flag(Bool)
    case day(Day)
    case texts([String])
    case position(Coordinate)
}

extension DefectField {
    func value(of defect: RegisterDefect) -> DefectValue {
        switch self {
        case .id: .text(defect.id)
        case .kind: .text(defect.kind.rawValue)
        case .check: .text(defect.kind.check.rawValue)
        case .severity: .integer(defect.severity)
        case .licenceIDs: .texts(defect.licenceIDs)
        case .holders: .texts(defect.holders)
        case .isSameHolder: defect.isSameHolder.map { .flag($0) } ?? .none
        case .quantity: Self.number(defect.quantity, 3)
        case .unit: Self.text(defect.unit?.rawValue)
        case .tolerance: Self.number(defect.tolerance, 3)
        case .area: Self.number(defect.area, 3)
        case .width: Self.number(defect.width, 3)
        case .length: Self.number(defect.length, 3)
        case .share: Self.number(defect.share, 6)
        case .statedArea: Self.number(defect.statedArea.map { $0 / 1e6 }, 4)
        case .computedArea: Self.number(defect.computedArea.map { $0 / 1e6 }, 4)
        case .isInForceTogether: defect.isInForceTogether.map { .flag($0) } ?? .none
        case .commonFrom: defect.commonFrom.map { .day($0) } ?? .none
        case .commonTo: defect.commonTo.map { .day($0) } ?? .none
        case .commonDays: defect.commonDays.map { .integer($0) } ?? .none
        case .zoneID: Self.text(defect.zoneID)
        case .date: defect.date.map { .day($0) } ?? .none
        case .listedName: Self.text(defect.listedName)
        case .files: .texts(defect.files)
        case .place: defect.place.map { .position($0) } ?? .none
        case .message: .text(Language.english.message(of: defect))
        case .messageInChinese: .text(Language.chinese.message(of: defect))
        }
    }

    private static func text(_ value: String?) -> DefectValue { value.map { .text($0) } ?? .none }

    private static func number(_ value: Double?, _ decimals: Int) -> DefectValue {
        value.map { $0.isFinite ? .number($0, decimals: decimals) : .none } ?? .none
    }
}

extension DefectValue {
    /// As one text: lists joined by semicolons, nothing for no value.
    var text: String {
        switch self {
        case .none: return ""
        case .text(let text): return text
        case .integer(let value): return String(value)
        case .flag(let flag): return flag ? "true" : "false"
        case .day(let day): return day.description
        case .texts(let texts): return texts.joined(separator: ";")
        case .number, .position:
            var json = JSONBytes(capacity: 64)
            if case .number(let value, let decimals) = self { json.number(value, decimals: decimals) }
            if case .position(let c) = self {
                json.number(c.x, decimals: 7)
                json.raw(";")
                json.number(c.y, decimals: 7)
            }
            return json.text
        }
    }

    func append(to json: inout JSONBytes) {
        switch self {
        case .none: json.null()
        case .text(let text): json.string(text)
        case .integer(let value): json.integer(value)
        case .number(let value, let decimals): json.number(value, decimals: decimals)
        case .flag(let flag): json.bool(flag)
        case .day(let day): json.day(day)
        case .texts(let texts): json.strings(texts)
        case .position(let c): json.array([c.x, c.y]) { $0.number($1, decimals: 7) }
        }
    }
}
