/// Finds the corner table of a workbook.
///
/// The first visible sheet with the heading of a corner table is read, or the one that `--layer` names. What is hidden is not read: rows,
/// columns and sheets that nobody sees are skipped and named. A merged cell's value stands in each of its cells; a formula counts with the value
/// that was saved with it; a formula without one and an error such as `#REF!` refuse the workbook.
enum CornerWorkbook {
    static func isWorkbook(_ archive: ZipArchive) -> Bool { archive.members.contains { $0.name == Workbook.mainPart } }

    static func source(_ file: PlainFile, archive: ZipArchive, options: ReadOptions) throws(InputError) -> CornerTableSource {
        let workbook = try Workbook(path: file.path, archive: archive)
        let (entry, sheet, layers) = try choose(workbook, options)
        let faults = CornerFaults(file: file.path, sheet: entry.name)
        if let fault = sheet.fault {
            throw faults.refused(fault.row, nil, "cell \(fault.cell) holds \(fault.what)", fault.next)
        }
        var scanner = CornerScanner(columns: options.corners, faults)
        for row in sheet.rows { try scanner.take(row) }
        var info = SourceInfo(path: file.path, format: .cornerWorkbook, byteCount: file.byteCount)
        info.layers = layers
        let sha256 = try InputError.wrapping(file.path) { try file.open().finish() }
        return try CornerTableSource(
            try scanner.finish(), info: info, sha256: sha256, options: options, remarks: remarks(workbook, entry, sheet, layers, options))
    }

    private static func choose(
        _ workbook: Workbook, _ options: ReadOptions
    ) throws(InputError) -> (Workbook.SheetEntry, WorkbookSheet, [String]) {
        if let layer = options.layer {
            guard let entry = workbook.sheets.first(where: { $0.name == layer }) else {
                let names = workbook.sheets.map(\.name)
                throw .refused(
                    file: workbook.path, place: InputPlace(), what: "there is no sheet \"\(layer)\"",
                    next: NearestMatch.advice(for: layer, among: names))
            }
            let sheet = try workbook.sheet(entry)
            guard try hasTable(sheet, options, workbook.path) else { throw none(workbook, "sheet \"\(layer)\" holds no corner table") }
            return (entry, sheet, [layer])
        }
        var found: (Workbook.SheetEntry, WorkbookSheet)?
        var layers: [String] = []
        for entry in workbook.sheets where !entry.isHidden {
            let sheet = try workbook.sheet(entry)
            guard try hasTable(sheet, options, workbook.path) else { continue }
            layers.append(entry.name)
            if found == nil { found = (entry, sheet) }
        }
        guard let found else { throw none(workbook, "no visible sheet holds a corner table") }
        return (found.0, found.1, layers)
    }

    private static func none(_ workbook: Workbook, _ what: String) -> InputError {
        let names = workbook.sheets.prefix(5).map(\.name).joined(separator: ", ")
        return .refused(
            file: workbook.path, place: InputPlace(), what: what + " (sheets: \(names))",
            next: "a heading has to name the corner's number and two coordinates; save other tables as CSV")
    }

    private static func hasTable(_ sheet: WorkbookSheet, _ options: ReadOptions, _ path: String) throws(InputError) -> Bool {
        for row in sheet.rows.prefix(CornerTableText.headRows) where row.cells.count > 1 && !row.isHidden {
            if try CornerLayout(row, columns: options.corners, CornerFaults(file: path)) != nil { return true }
        }
        return false
    }

    private static func remarks(
        _ workbook: Workbook, _ entry: Workbook.SheetEntry, _ sheet: WorkbookSheet, _ layers: [String], _ options: ReadOptions
    ) -> [String] {
        var remarks: [String] = []
        func count(_ number: Int, _ one: String, _ many: String) -> String { "\(number) \(number == 1 ? one : many)" }
        if !sheet.hiddenRows.isEmpty {
            remarks.append("skipped \(count(sheet.hiddenRows.count, "hidden row", "hidden rows")) (\(Self.runs(sheet.hiddenRows)))")
        }
        if !sheet.hiddenColumns.isEmpty {
            let letters = sheet.hiddenColumns.prefix(8).map(ColumnLetters.of).joined(separator: ", ")
            remarks.append("skipped \(count(sheet.hiddenColumns.count, "hidden column", "hidden columns")) (\(letters))")
        }
        let hidden = workbook.sheets.filter { $0.isHidden && $0.name != entry.name }
        if !hidden.isEmpty { remarks.append("skipped hidden sheets: " + hidden.prefix(5).map(\.name).joined(separator: ", ")) }
        if layers.count > 1 {
            remarks.append(
                "skipped sheets with corner tables of their own: " + layers.dropFirst().prefix(5).joined(separator: ", ")
                    + " (--layer names one)")
        }
        if !sheet.formulas.isEmpty {
            let cells = sheet.formulas.prefix(3).joined(separator: ", ") + (sheet.formulas.count > 3 ? ", ..." : "")
            remarks.append("\(count(sheet.formulas.count, "formula", "formulas")) counted with the saved value (\(cells))")
        }
        if sheet.mergedRanges > 0 {
            remarks.append("\(count(sheet.mergedRanges, "merged range", "merged ranges")): the value stands in each cell")
        }
        return remarks
    }

    /// `3, 7-10`.
    static func runs(_ numbers: [Int]) -> String {
        var runs: [(Int, Int)] = []
        for number in numbers {
            if let last = runs.last, last.1 + 1 == number { runs[runs.count - 1].1 = number } else { runs.append((number, number)) }
        }
        return runs.prefix(8).map { $0 == $1 ? "\($0)" : "\($0)-\($1)" }.joined(separator: ", ") + (runs.count > 8 ? ", ..." : "")
    }
}
