/// Records of a JSON text as a table: an array of objects, or such an array under its name in an object.
///
/// A member is a column, and its value is read as the cell of a table would be: texts and numbers as written, `true` as yes, `null` as empty.
struct RecordsJSON {
    /// Names of members in the order in which they first occur.
    private(set) var headings: [String] = []
    /// Each with the number of its record, from 1.
    private(set) var rows: [OfficeTable.Row] = []

    private static let mostColumns = 256

    /// - Parameters:
    ///   - list: the name of the array where an object is at the top.
    /// - Throws: ``InputError``: no JSON, no array of that name, a record that is no object, a member that is no single value.
    init(_ bytes: [UInt8], file: String, list: String?) throws(InputError) {
        if let fault = JSONGrammar.validate(bytes) {
            throw .refused(file: file, place: fault.place, what: fault.what, next: "correct the JSON")
        }
        let top: JSONValue
        switch JSONValue.parse(bytes) {
        case .success(let value): top = value
        case .failure(let fault):
            throw .refused(file: file, place: InputPlace(byte: fault.at), what: fault.what, next: "write records as flat objects")
        }
        var places: [String: Int] = [:]
        for (place, element) in try Self.records(top, file, list).enumerated() {
            func refused(_ column: String?, _ what: String, _ next: String) -> InputError {
                .refused(file: file, place: InputPlace(feature: place, column: column), what: what, next: next)
            }
            guard case .object(let members) = element else {
                throw refused(nil, "the record is no object", "write { \"name\": value, ... }")
            }
            var cells = [String](repeating: "", count: headings.count)
            for member in members {
                guard let cell = member.value.cell else {
                    throw refused(member.name, "the value is a list or an object", "write one text or number")
                }
                let column = places[member.name] ?? headings.count
                if column == headings.count {
                    guard column < Self.mostColumns else {
                        throw refused(member.name, "more than \(Self.mostColumns) columns", "leave some out")
                    }
                    places[member.name] = column
                    headings.append(member.name)
                    cells.append("")
                }
                cells[column] = cell
            }
            if cells.contains(where: { !$0.isEmpty }) { rows.append(OfficeTable.Row(line: place + 1, cells: cells)) }
        }
        for i in rows.indices { rows[i].cells += [String](repeating: "", count: headings.count - rows[i].cells.count) }
    }

    private static func records(_ top: JSONValue, _ file: String, _ list: String?) throws(InputError) -> [JSONValue] {
        switch top {
        case .array(let elements): return elements
        case .object(let members):
            if let list, case .array(let elements)? = top[list] { return elements }
            let names = members.prefix(12).map { "\"\($0.name.prefix(40))\"" }.joined(separator: ", ")
            throw .refused(
                file: file, place: InputPlace(), what: "the object has no list \"\(list ?? "records")\"",
                next: names.isEmpty ? "it is empty" : "it has \(names)")
        default: throw .refused(file: file, place: InputPlace(), what: "this is no list of records", next: "write [ { ... }, ... ]")
        }
    }
}

extension JSONValue {
    /// The whole of a text that is JSON.
    fileprivate static func parse(_ text: [UInt8]) -> Result<JSONValue, JSONFault> {
        let padded = text + [UInt8](repeating: 0, count: JSONScanner.padding)
        let mark = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return padded.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return .failure(JSONFault(kind: .noDocument, at: 0)) }
            var scanner = JSONScanner(base: base, count: text.count, at: mark, isFinal: true)
            do throws(JSONFault) { return .success(try JSONValue(&scanner)) } catch { return .failure(error) }
        }
    }

    /// As a table would have it; `nil` for lists and objects.
    fileprivate var cell: String? {
        switch self {
        case .string(let text): CornerText.trimmed(text)
        case .number(let text): text
        case .bool(let flag): flag ? "yes" : "no"
        case .null: ""
        case .array, .object: nil
        }
    }
}
