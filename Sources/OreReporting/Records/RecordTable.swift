internal import OreFeatures

/// Records for a terminal.
public enum RecordTable {
    /// The list as a table that fits the terminal; one line that says so when it is empty.
    /// - Parameters:
    ///   - isCut: there are more records than the list has; a line under the table says so.
    public static func lines(_ list: RecordList, style: TextStyle, isCut: Bool = false) throws -> [String] {
        let words = style.language
        let columns = try shown(list)
        var table = TextTable(columns.flatMap { headings(list.columns[$0], words) })
        var count = 0
        try list.forEach { record in
            count += 1
            table.append(columns.flatMap { cells(record.values[$0], list.columns[$0].kind, words) })
        }
        guard count > 0 else { return [words(.noRecords)] }
        let rendering = table.rendered(width: style.width, colour: style.colour)
        var lines = rendering.lines
        if isCut { lines.append(words(.recordsCut, QuantityText.count(count))) }
        if !rendering.hidden.isEmpty { lines.append(words(.accountColumnsHidden, words.list(rendering.hidden))) }
        return lines
    }

    /// Places of the columns that a table of the list has.
    private static func shown(_ list: RecordList) throws -> [Int] {
        let shown = list.columns.indices.filter { list.columns[$0].isShown }
        var unstated = shown.filter { list.columns[$0].isOptional }
        guard !unstated.isEmpty else { return shown }
        try list.forEach { record in unstated.removeAll { !record.values[$0].isNone } }
        return shown.filter { !unstated.contains($0) }
    }

    /// One record, a value a line, without the empty ones: what `show` prints.
    public static func card(_ record: Record, columns: [RecordColumn], style: TextStyle) -> [String] {
        let words = style.language
        let shown = columns.indices.filter { $0 < record.values.count && !record.values[$0].isNone }
        let headings = shown.map { columns[$0].heading.text(words) }
        let width = headings.map { DisplayWidth.of($0) }.max() ?? 0
        return zip(shown, headings).map { index, heading in
            let value = record.values[index]
            let text: String
            if case .number(let area) = value, columns[index].kind == .area {
                text = QuantityText.area(area, words)
            } else {
                text = value.readable(columns[index].kind, words) + (columns[index].kind == .length ? " " + words(.metres) : "")
            }
            let label = heading + String(repeating: " ", count: width - DisplayWidth.of(heading))
            return (style.colour ? "\u{1B}[1m\(label)\u{1B}[0m" : label) + "  " + SafeText.forTerminal(text)
        }
    }

    private static func headings(_ column: RecordColumn, _ words: Language) -> [TextTable.Column] {
        let heading = column.heading.text(words)
        guard column.kind == .area else {
            let unit = column.kind == .length ? " m" : ""
            return [
                .init(
                    heading + unit, column.kind.isNumeric ? .right : .left, minimumWidth: column.minimumWidth,
                    expendability: column.expendability)
            ]
        }
        return [
            .init(heading + " " + words(.squareMetres), .right, expendability: column.expendability),
            .init(words(.hectares), .right, expendability: column.expendability + 10),
            .init(words(.mu), .right, expendability: column.expendability + 11),
        ]
    }

    private static func cells(_ value: RecordValue, _ kind: RecordColumn.Kind, _ words: Language) -> [String] {
        guard kind == .area else { return [value.isNone ? "" : value.readable(kind, words)] }
        guard case .number(let area) = value, area.isFinite else { return ["", "", ""] }
        return [QuantityText.squareMetres(area), QuantityText.hectares(area), QuantityText.mu(area)]
    }
}
