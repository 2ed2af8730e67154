/// The cells of one sheet, as texts, with what a reader has to be told about them.
struct WorkbookSheet {
    private(set) var rows: [GridRow] = []
    private(set) var hiddenRows: [Int] = []
    private(set) var hiddenColumns: [Int] = []
    private(set) var mergedRanges = 0
    /// Cells whose value a formula gave, by reference.
    private(set) var formulas: [String] = []
    /// The first cell that holds no value that can be used: row, reference and why.
    private(set) var fault: (row: Int, cell: String, what: String, next: String)?
    private var cellCount = 0

    private struct Cell {
        var column = 0
        var type = "n"
        var style = 0
        var value: String?
        var hasFormula = false
        var text = RichText()
    }

    init(_ bytes: [UInt8], strings: [String], formats: WorkbookFormats) throws(XMLReader.Fault) {
        var reader = XMLReader(bytes)
        var row: GridRow?
        var cell: Cell?
        var isValue = false
        var isHidden = false
        var merges: [(top: Int, left: Int, bottom: Int, right: Int)] = []
        var hidden: Set<Int> = []
        while true {
            let event = try reader.next()
            switch event {
            case .finished:
                fill(merges, hidden: hidden)
                hiddenColumns = hidden.sorted()
                return
            case .start("col"):
                let (low, high) = (Self.int(reader.attributes["min"]), Self.int(reader.attributes["max"]))
                guard Self.isTrue(reader.attributes["hidden"]) || reader.attributes["width"] == "0", let low, let high, low >= 1,
                    low <= high
                else { break }
                hidden.formUnion((low - 1)...min(high - 1, CornerLimits.columns))
            case .start("row"):
                let line = Self.int(reader.attributes["r"]) ?? (rows.last?.line ?? 0) + 1
                guard line > (rows.last?.line ?? 0), line <= CornerLimits.rows else {
                    throw XMLReader.Fault(byte: reader.position, what: "rows out of order")
                }
                isHidden = Self.isTrue(reader.attributes["hidden"]) || reader.attributes["ht"] == "0"
                row = GridRow(line: line, cells: [], isHidden: isHidden)
            case .end("row"):
                if let row {
                    rows.append(row)
                    if isHidden { hiddenRows.append(row.line) }
                }
                row = nil
            case .start("c"):
                guard row != nil else { break }
                var made = Cell()
                made.column = reader.attributes["r"].flatMap(Self.column) ?? row?.cells.count ?? 0
                made.type = reader.attributes["t"] ?? "n"
                made.style = Self.int(reader.attributes["s"]) ?? 0
                cell = made
            case .start("f"): cell?.hasFormula = true
            case .start("v"): isValue = true
            case .end("v"):
                isValue = false
                if cell?.value == nil { cell?.value = "" }
            case .text(let words) where isValue:
                let known = cell?.value ?? ""
                cell?.value = known + words.prefix(CornerLimits.cellLength)
            case .end("c"):
                if let made = cell { try close(made, &row, strings, formats, reader.position) }
                cell = nil
            case .start("mergeCell"):
                mergedRanges += 1
                if let range = reader.attributes["ref"].flatMap(Self.range), merges.count < 100_000 { merges.append(range) }
            default: if cell != nil { cell?.text.take(event) }
            }
        }
    }

    private mutating func close(
        _ cell: Cell, _ row: inout GridRow?, _ strings: [String], _ formats: WorkbookFormats, _ byte: Int
    ) throws(XMLReader.Fault) {
        guard let line = row?.line, cell.column < CornerLimits.columns else { return }
        cellCount += 1
        guard cellCount <= CornerLimits.cells else { throw XMLReader.Fault(byte: byte, what: "more than \(CornerLimits.cells) cells") }
        let reference = ColumnLetters.of(cell.column) + String(line)
        if cell.hasFormula, row?.isHidden == false {
            if cell.value == nil || cell.value?.isEmpty == true && cell.type != "str" {
                note(line, reference, "a formula without its value", "open and save the workbook, so that its values are computed")
            }
            formulas.append(reference)
        }
        let raw = cell.value ?? ""
        let text: String
        switch cell.type {
        case "s":
            guard let index = Int(raw), strings.indices.contains(index) else {
                throw XMLReader.Fault(byte: byte, what: "\(reference) has no string")
            }
            text = strings[index]
        case "inlineStr": text = cell.text.value
        case "str": text = raw
        case "b": text = raw == "1" ? "true" : "false"
        case "d": text = String(raw.prefix { $0 != "T" })
        case "e":
            text = raw
            if row?.isHidden == false { note(line, reference, "the error \(raw.prefix(20))", "correct the cell") }
        default: text = raw.isEmpty ? "" : formats.text(raw, style: cell.style)
        }
        while (row?.cells.count ?? 0) <= cell.column { row?.cells.append("") }
        row?.cells[cell.column] = CornerText.trimmed(text)
    }

    private mutating func note(_ row: Int, _ cell: String, _ what: String, _ next: String) {
        if fault == nil { fault = (row, cell, what, next) }
    }

    // MARK: Merged and hidden cells

    /// Gives every cell of a merged range the value of its first, and empties what is hidden.
    private mutating func fill(_ merges: [(top: Int, left: Int, bottom: Int, right: Int)], hidden: Set<Int>) {
        var places: [Int: Int] = [:]
        for (i, row) in rows.enumerated() { places[row.line] = i }
        var budget = CornerLimits.cells
        for merge in merges {
            guard let top = places[merge.top], merge.left < rows[top].cells.count, !rows[top].cells[merge.left].isEmpty else { continue }
            let value = rows[top].cells[merge.left]
            for i in top..<rows.count where rows[i].line <= merge.bottom {
                for column in merge.left...min(merge.right, CornerLimits.columns - 1) where i != top || column != merge.left {
                    budget -= 1
                    guard budget > 0 else { return }
                    while rows[i].cells.count <= column { rows[i].cells.append("") }
                    rows[i].cells[column] = value
                    if i != top { rows[i].copied.insert(column) }
                }
                if rows[i].line == merge.bottom { break }
            }
        }
        guard !hidden.isEmpty else { return }
        for i in rows.indices { for column in hidden where column < rows[i].cells.count { rows[i].cells[column] = "" } }
    }

    // MARK: References

    private static func int(_ text: String?) -> Int? { text.flatMap { $0.utf8.count <= 9 ? Int($0) : nil } }

    private static func isTrue(_ text: String?) -> Bool { text == "1" || text == "true" }

    /// `AB12` is column 27, from 0.
    static func column(_ reference: String) -> Int? {
        var column = 0
        for byte in reference.utf8.prefix(3) {
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) else { break }
            column = column * 26 + Int(byte) - 64
        }
        return column == 0 ? nil : column - 1
    }

    private static func range(_ text: String) -> (top: Int, left: Int, bottom: Int, right: Int)? {
        let ends = text.split(separator: ":")
        guard ends.count == 2, let left = column(String(ends[0])), let right = column(String(ends[1])), left <= right else { return nil }
        func line(_ end: Substring) -> Int? { int(String(end.drop { $0.isLetter })) }
        guard let top = line(ends[0]), let bottom = line(ends[1]), top <= bottom else { return nil }
        return (top, left, bottom, right)
    }
}
