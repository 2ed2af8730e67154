internal import OreFeatures
internal import OreLedger

/// The records of every kind as JSON Schema: what `ledger template KIND` has columns for, made from the fields that the reader declares.
public enum LedgerRecordSchema {
    /// `$defs` has a definition for each kind, named as `ingest --as` calls it; a document is an object with kinds and their records.
    public static func bytes() -> [UInt8] {
        let kinds = LedgerTemplate.kinds.compactMap { LedgerTemplate(named: $0, isChinese: false) }
        var json = JSONBytes(capacity: 1 << 15)
        json.raw("{\n \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n \"$id\": \"ledger-records-1.schema.json\",\n")
        json.raw(" \"title\": \"Orewatch ledger records\",\n \"description\": ")
        json.string(
            "Records of the ledger by kind, as tables give them: a row is an object, a column a property, an empty cell a property left out. "
                + "Figures are texts, exact. x-heading-zh is the heading in Chinese; x-key marks what tells records apart: a later one with the "
                + "same key corrects the earlier.")
        json.raw(",\n \"type\": \"object\",\n \"additionalProperties\": false,\n \"properties\": {")
        for (place, template) in kinds.enumerated() {
            json.raw(place == 0 ? "\n  " : ",\n  ")
            json.string(template.kind)
            json.raw(": {\"type\": \"array\", \"items\": {\"$ref\": ")
            json.string("#/$defs/" + template.kind)
            json.raw("}}")
        }
        json.raw("\n },\n \"$defs\": {")
        for (place, template) in kinds.enumerated() {
            json.raw(place == 0 ? "\n  " : ",\n  ")
            json.string(template.kind)
            definition(template, &json)
        }
        json.raw("\n },\n \"examples\": [{")
        for (place, template) in kinds.enumerated() {
            json.raw(place == 0 ? "" : ", ")
            json.string(template.kind)
            json.raw(": [")
            example(template, &json)
            json.raw("]")
        }
        json.raw("}]\n}\n")
        return json.bytes
    }

    private static func definition(_ template: LedgerTemplate, _ json: inout JSONBytes) {
        let chinese = LedgerTemplate(named: template.kind, isChinese: true)?.columns ?? []
        json.raw(": {\n   \"type\": \"object\",\n   \"additionalProperties\": false,\n   \"required\": ")
        json.array(template.columns.filter(\.isRequired)) { $0.string($1.name) }
        json.raw(",\n   \"properties\": {")
        for (place, column) in template.columns.enumerated() {
            json.raw(place == 0 ? "\n    " : ",\n    ")
            json.string(column.name)
            json.raw(": {")
            shape(column.form, &json)
            if column.isKey { json.raw(", \"x-key\": true") }
            if place < chinese.count {
                json.raw(", \"x-heading-zh\": ")
                json.string(chinese[place].heading)
            }
            json.raw("}")
        }
        json.raw("\n   },\n   \"examples\": [")
        example(template, &json)
        json.raw("]\n  }")
    }

    private static func example(_ template: LedgerTemplate, _ json: inout JSONBytes) {
        json.raw("{")
        for (place, column) in template.columns.filter({ !$0.example.isEmpty }).enumerated() {
            json.raw(place == 0 ? "" : ", ")
            json.string(column.name)
            json.raw(": ")
            json.string(column.example)
        }
        json.raw("}")
    }

    private static func shape(_ form: EntryField.Form, _ json: inout JSONBytes) {
        func text(_ pattern: String) {
            json.raw("\"type\": \"string\", \"pattern\": ")
            json.string(pattern)
        }
        switch form {
        case .subject, .text: json.raw("\"type\": \"string\", \"minLength\": 1, \"maxLength\": 500")
        case .day: text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        case .month: text("^[0-9]{4}-[0-9]{2}$")
        case .year: text("^[0-9]{4}$")
        case .tonnes: text("^-?[0-9]{1,10}(\\.[0-9]{1,3})?( ?(t|kg|kt|m3))?$")
        case .amount: text("^[0-9]{1,13}(\\.[0-9]{1,3})?$")
        case .share: text("^[0-9]+(\\.[0-9]+)?( ?%)?$")
        case .degrees: text("^-?[0-9]{1,3}(\\.[0-9]+)?$")
        case .flag: json.raw("\"enum\": [\"yes\", \"no\"]")
        case .count: text("^[0-9]{1,5}$")
        case .words(let words):
            let one = "(" + words.joined(separator: "|") + ")"
            text("^\(one)(;\(one))*$")
        case .word(let words):
            json.raw("\"enum\": ")
            json.array(words) { $0.string($1) }
        }
    }
}
