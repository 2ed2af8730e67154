internal import OreFeatures
public import OreLedger

/// Reference tables for people and programs: every row with its source.
public enum ReferenceTableOutputs {
    /// The shipped tables, a line each: name, rows, how many of them are unverified.
    /// - Parameter tables: with their unverified rows.
    public static func list(_ tables: [ReferenceTable], style: TextStyle) -> [String] {
        let words = style.language
        guard !tables.isEmpty else { return [words(.noRecords)] }
        var text = TextTable([
            .init(words.pick(("table", "表"))), .init(words.pick(("rows", "行数")), .right),
            .init(words.pick(("unverified", "未核实")), .right), .init(words.pick(("columns", "列")), minimumWidth: 30),
        ])
        for table in tables {
            let unverified = table.rows.count { !$0.isVerified }
            text.append([table.name, String(table.rows.count), String(unverified), table.columns.joined(separator: ", ")])
        }
        return text.rendered(width: style.width, colour: style.colour).lines
    }

    /// The rows of one table; sources are cut, or left out, before figures are.
    public static func lines(_ table: ReferenceTable, style: TextStyle) -> [String] {
        let words = style.language
        guard !table.rows.isEmpty else { return [words(.noRecords)] }
        let isNumeric = table.columns.indices.map { column in
            table.rows.allSatisfy { $0.cells[column].isEmpty || Double($0.cells[column]) != nil }
        }
        var text = TextTable(
            table.columns.enumerated().map { place, column in
                let isLong = column == "source" || column == "note"
                return .init(
                    column, isNumeric[place] ? .right : .left, minimumWidth: isLong ? 20 : isNumeric[place] ? nil : 8,
                    expendability: column == "note" ? 2 : isLong ? 1 : 0)
            })
        for row in table.rows { text.append(row.cells) }
        let rendering = text.rendered(width: style.width, colour: style.colour)
        var lines = rendering.lines
        if !rendering.hidden.isEmpty { lines.append(words(.accountColumnsHidden, words.list(rendering.hidden))) }
        return lines
    }

    /// What was left out; `nil` when nothing was.
    public static func remark(_ table: ReferenceTable, language words: Language) -> String? {
        guard table.leftOut > 0 else { return nil }
        return words.pick(
            (
                "\(table.name): unverified rows left out: \(table.leftOut); --unverified shows them",
                "\(table.name)：未显示 \(table.leftOut) 行未核实的数据，加 --unverified 可显示"
            ))
    }

    /// RFC 4180, the columns of the table.
    public static func csv(_ table: ReferenceTable) -> [UInt8] {
        var rows = CSVRow()
        for column in table.columns { rows.append(column) }
        rows.end()
        for row in table.rows {
            for cell in row.cells { rows.append(cell) }
            rows.end()
        }
        return rows.bytes.bytes
    }

    /// `{"table": ..., "left_out": 0, "rows": [{column: text, ...}]}`: figures are texts, exact.
    public static func json(_ table: ReferenceTable) -> [UInt8] {
        var json = JSONBytes(capacity: 1 << 14)
        json.raw("{\"table\":")
        json.string(table.name)
        json.raw(",\"left_out\":")
        json.integer(table.leftOut)
        json.raw(",\"rows\":")
        json.array(table.rows) { json, row in
            for (place, column) in table.columns.enumerated() {
                json.raw(place == 0 ? "{" : ",")
                json.string(column)
                json.raw(":")
                json.string(row.cells[place])
            }
            json.raw("}")
        }
        json.raw("}\n")
        return json.bytes
    }
}
