/// Reads the rows of a table, with whatever prose stands around it, into licences and corners.
struct CornerScanner {
    private(set) var document = CornerDocument()
    private let faults: CornerFaults
    private let columns: CornerColumns?
    private var layout: CornerLayout?
    private var current: Int?
    private var places: [String: Int] = [:]
    private var ringTitle: (ring: String, isHole: Bool?)?
    private var unusedLines = 0
    /// The licence that a hidden row above names.
    private var hiddenKey: String?
    /// What blocks to the right hold back.
    private var blockRows = CornerBlockRows()

    init(columns: CornerColumns?, _ faults: CornerFaults) {
        self.columns = columns
        self.faults = faults
        document.sheet = faults.sheet
    }

    /// Whether a heading was met.
    var hasTable: Bool { layout != nil }

    mutating func take(_ row: GridRow) throws(InputError) {
        if row.cells.allSatisfy(\.isEmpty) { return }
        if row.isHidden { return passOver(row) }
        if let found = try CornerLayout(row, columns: columns, faults) {
            try endBlocks()
            return try begin(found, row)
        }
        guard let layout else { return prose(row) }
        if let blocks = layout.blocks {
            if let whole = corners(row, layout, blocks) {
                if let first = try blockRows.take(whole, blocks, layout, faults) { try takeRow(first, layout) }
                return
            }
            try endBlocks()
        }
        try takeRow(row, layout)
    }

    private mutating func takeRow(_ row: GridRow, _ layout: CornerLayout) throws(InputError) {
        if let cell = layout.corners { return try takeRegisterRow(row, layout, cell) }
        guard let (first, second) = layout.coordinateColumns else { return }
        guard let cells = try aligned(row, layout) else { return prose(row) }
        func cell(_ column: Int?) -> String { column.map { $0 < cells.count ? cells[$0] : "" } ?? "" }
        for column in [layout.corner, first, second].compactMap({ $0 }) where row.copied.contains(column) && looksLikeCorner(cells, layout)
        {
            throw faults.refused(
                row.line, layout.headings[column], "a merged cell stands in a column of the corners",
                "write each corner's values into its own row")
        }
        // One text across all columns, as a merged cell gives it.
        if row.text == nil, cells.count(where: { !$0.isEmpty }) > 1, Set(cells.filter { !$0.isEmpty }).count == 1,
            !looksLikeCorner(cells, layout)
        {
            return prose(GridRow(line: row.line, cells: [cells.first { !$0.isEmpty } ?? ""]))
        }
        switch (cell(first).isEmpty, cell(second).isEmpty) {
        case (false, false): try takeCorner(row.line, cells, layout)
        case (true, true):
            if !cell(layout.corner).isEmpty, cells.count(where: { !$0.isEmpty }) > 1 {
                throw faults.refused(row.line, layout.headings[first], "corner \(cell(layout.corner)) has no coordinates", "fill the cells")
            }
            prose(row)
        case (let isFirst, _):
            // A title in one cell that happens to stand in a coordinate's column is no corner.
            if cells.count(where: { !$0.isEmpty }) == 1 { return prose(row) }
            throw faults.refused(
                row.line, layout.headings[isFirst ? first : second], "the corner has only one coordinate", "fill the cell")
        }
    }

    /// A hidden row that names a licence: rows below that name none would fall to the licence before it.
    private mutating func passOver(_ row: GridRow) {
        guard let column = layout?.keyColumn, column < row.cells.count, !row.cells[column].isEmpty else { return }
        hiddenKey = row.cells[column]
    }

    /// - Throws: `refused` for what blocks to the right hold.
    mutating func finish() throws(InputError) -> CornerDocument {
        try endBlocks()
        if unusedLines > 0 { document.remarks.append("\(unusedLines) lines beside the table were not used") }
        return document
    }

    // MARK: Blocks side by side

    /// A row with a corner in some block, its cells under the columns of the whole table; `nil` for prose.
    private func corners(_ row: GridRow, _ layout: CornerLayout, _ blocks: CornerBlocks) -> GridRow? {
        var candidates = [row.cells]
        if let text = row.text {
            let (wide, words) = (CornerGrid.wideCells(text), CornerGrid.words(text))
            let count = layout.headings.count
            candidates = [wide, words].filter { $0.count == count } + [wide, words].compactMap { blocks.cells($0, columns: count) }
        }
        for cells in candidates {
            var whole = row
            whole.cells = cells
            let holdsCorner = blocks.starts.indices.contains { block in
                let part = blocks.row(whole, block: block).cells
                return part.count > max(layout.first ?? 0, layout.second ?? 0) && looksLikeCorner(part, layout)
            }
            if holdsCorner { return whole }
        }
        return nil
    }

    /// The first block has ended: those to its right go on.
    private mutating func endBlocks() throws(InputError) {
        guard let layout, let blocks = layout.blocks else { return }
        for row in try blockRows.drain(blocks, layout, faults) { try takeRow(row, layout) }
    }

    // MARK: Headings

    private mutating func begin(_ found: CornerLayout, _ row: GridRow) throws(InputError) {
        if let layout, layout.corners == nil, found.corners == nil, layout.roles != found.roles {
            throw faults.refused(
                row.line, nil, "a second table in this file has other coordinate columns than the first", "give one file each")
        }
        document.crs.take(row.cells.joined(separator: " "))
        if layout == nil {
            for column in found.others { document.otherHeadings.append(found.headings[column]) }
            for entry in found.fields { document.fieldHeadings[found.headings[entry.column]] = entry.field }
            if let blocks = found.blocks {
                document.remarks.append("\(blocks.starts.count) blocks side by side were read one after the other, left to right")
            }
            if let unused = found.unusedPair { document.remarks.append("the coordinates in \(unused) were not used") }
        }
        if let (first, second) = found.coordinateColumns {
            document.headings = (found.headings[first], found.headings[second])
            document.roles = found.roles
        }
        ringTitle = nil
        layout = found
    }

    // MARK: Corners

    /// The cells of a row under the table's columns; `nil` for a line of prose.
    private func aligned(_ row: GridRow, _ layout: CornerLayout) throws(InputError) -> [String]? {
        guard let text = row.text else { return row.cells }
        let count = layout.headings.count
        let words = CornerGrid.words(text)
        for cells in [row.cells, CornerGrid.wideCells(text), words] where cells.count == count && looksLikeCorner(cells, layout) {
            return cells
        }
        // Degrees, minutes and seconds apart by single blanks are three words each.
        if words.count == count + 4, let joined = joinedAngles(words, layout), looksLikeCorner(joined, layout) { return joined }
        let core = layout.core
        for candidate in [words, joinedCore(words, core.count)] where candidate.count == core.count {
            var cells = [String](repeating: "", count: count)
            for (column, word) in zip(core, candidate) { cells[column] = word }
            if looksLikeCorner(cells, layout) { return cells }
        }
        let isNumbered = words.first.map { CornerText.plain($0).wholeMatch(of: /[A-Za-z]{0,3}[0-9]{1,6}/) != nil } ?? false
        if isNumbered, words.count >= 3, words.dropFirst().contains(where: { $0.first?.isNumber == true }) {
            throw faults.refused(
                row.line, nil, "\(words.count) values do not fit the \(count) columns of the table",
                "separate the columns by tabs or commas")
        }
        return nil
    }

    private func joinedAngles(_ words: [String], _ layout: CornerLayout) -> [String]? {
        guard let (first, second) = layout.coordinateColumns else { return nil }
        var cells: [String] = []
        var rest = words[...]
        for column in layout.headings.indices {
            let count = column == first || column == second ? 3 : 1
            cells.append(rest.prefix(count).joined(separator: " "))
            rest = rest.dropFirst(count)
        }
        return cells
    }

    private func joinedCore(_ words: [String], _ count: Int) -> [String] {
        guard words.count == count + 4 else { return [] }
        let head = words.prefix(count - 2)
        let tail = words.dropFirst(count - 2)
        return head + [tail.prefix(3).joined(separator: " "), tail.dropFirst(3).joined(separator: " ")]
    }

    /// Both coordinates begin with a digit, a sign or a hemisphere.
    private func looksLikeCorner(_ cells: [String], _ layout: CornerLayout) -> Bool {
        guard let (first, second) = layout.coordinateColumns, max(first, second) < cells.count else { return false }
        func isNumeric(_ cell: String) -> Bool {
            let plain = CornerText.plain(cell).uppercased()
            return plain.contains { $0.isASCIIDigit } && plain.first.map { $0.isASCIIDigit || "+-NSEW东西南北.".contains($0) } == true
        }
        return isNumeric(cells[first]) && isNumeric(cells[second])
    }

    private mutating func takeCorner(_ line: Int, _ cells: [String], _ layout: CornerLayout) throws(InputError) {
        func cell(_ column: Int?) -> String { column.map { $0 < cells.count ? cells[$0] : "" } ?? "" }
        let licence = try licence(line, cells, layout)
        document.cornerCount += 1
        guard document.cornerCount <= CornerLimits.rows else {
            throw faults.refused(line, nil, "more than \(CornerLimits.rows) corners", "split the table")
        }
        var ring = cell(layout.ring).isEmpty ? ringTitle?.ring : cell(layout.ring)
        if layout.fields.contains(where: { $0.field == .licenceID }), !cell(layout.parcel).isEmpty {
            ring = cell(layout.parcel) + "/" + (ring ?? "")
        }
        let row = CornerRow(
            line: line, label: cell(layout.corner), first: cell(layout.first), second: cell(layout.second), ring: ring,
            isHole: CornerProse.isHole(cell(layout.ringKind)) ?? ringTitle?.isHole)
        document.licences[licence].rows.append(row)
        if let column = layout.crs { document.crs.take(cell(column), isStatement: true) }
    }

    /// The licence of a row: the one its identifier names, else the one of the row before.
    private mutating func licence(_ line: Int, _ cells: [String], _ layout: CornerLayout) throws(InputError) -> Int {
        func cell(_ column: Int?) -> String { column.map { $0 < cells.count ? cells[$0] : "" } ?? "" }
        let identifier = layout.keyColumn
        let key = cell(identifier)
        if key.isEmpty, let hiddenKey, current.map({ document.licences[$0].key != hiddenKey }) ?? true {
            throw faults.refused(
                line, nil, "the row that names licence \(hiddenKey.prefix(40)) is hidden", "unhide it, or hide all rows of the licence")
        }
        hiddenKey = nil
        let index = key.isEmpty ? current ?? open(nil, line) : open(key, line)
        if key.isEmpty, current == nil, identifier != nil {
            throw faults.refused(
                line, identifier.map { layout.headings[$0] }, "the first corner names no licence",
                "write its number in the first row of each")
        }
        current = index
        if document.licences[index].fields[.licenceID] == nil, !key.isEmpty { document.licences[index].fields[.licenceID] = (key, "") }
        for entry in layout.fields where !cell(entry.column).isEmpty {
            try set(entry.field, cell(entry.column), entry.unit, index, line, isCell: true)
            if document.licences[index].others[layout.headings[entry.column]] == nil {
                document.licences[index].others[layout.headings[entry.column]] = cell(entry.column)
            }
        }
        for column in layout.others where !cell(column).isEmpty && document.licences[index].others[layout.headings[column]] == nil {
            document.licences[index].others[layout.headings[column]] = cell(column)
        }
        return index
    }

    private mutating func open(_ key: String?, _ line: Int) -> Int {
        if let key, let known = places[key] { return known }
        // Prose before the table belongs to its first licence, whatever names that one.
        if let current, document.licences[current].rows.isEmpty, document.licences[current].key == nil {
            document.licences[current].key = key
            if let key { places[key] = current }
            return current
        }
        document.licences.append(CornerLicence(line: line, key: key))
        if let key { places[key] = document.licences.count - 1 }
        ringTitle = nil
        return document.licences.count - 1
    }

    private mutating func set(
        _ field: LicenceField, _ text: String, _ unit: String, _ licence: Int, _ line: Int, isCell: Bool
    ) throws(InputError) {
        guard let known = document.licences[licence].fields[field] else {
            document.licences[licence].fields[field] = (text, unit)
            return
        }
        if isCell, known.text != text, field == .area {
            throw faults.refused(
                line, nil, "licence \(document.licences[licence].key ?? "") states two areas: \(known.text) and \(text)",
                "leave one; the area of a ring is not the area of the licence")
        }
    }

    // MARK: One row a licence

    private mutating func takeRegisterRow(_ row: GridRow, _ layout: CornerLayout, _ column: Int) throws(InputError) {
        guard row.text == nil, column < row.cells.count else { return prose(row) }
        if row.cells.count(where: { !$0.isEmpty }) == 1, row.cells[column].isEmpty { return prose(row) }
        current = nil
        let licence = try licence(row.line, row.cells, layout)
        guard document.licences[licence].rows.isEmpty else {
            throw faults.refused(
                row.line, layout.headings[column], "licence \(document.licences[licence].key ?? "") stands in two rows",
                "write all its rings into one cell, or one row for each corner")
        }
        if row.cells[column].isEmpty { return }
        let corners = try CornerCell.corners(row.cells[column], line: row.line, heading: layout.headings[column], faults)
        document.cornerCount += corners.rows.count
        guard document.cornerCount <= CornerLimits.rows else {
            throw faults.refused(row.line, nil, "more than \(CornerLimits.rows) corners", "split the table")
        }
        document.licences[licence].rows = corners.rows
        if let elevation = corners.elevation { try set(.elevation, elevation, "", licence, row.line, isCell: false) }
        document.headings = (layout.headings[column], layout.headings[column])
    }

    // MARK: Prose

    private mutating func prose(_ row: GridRow) {
        let text = row.text ?? row.cells.filter { !$0.isEmpty }.joined(separator: "  ")
        document.crs.take(text)
        if let title = CornerProse.ringTitle(text) {
            ringTitle = title
            return
        }
        var pairs = CornerProse.pairs(text)
        if pairs.isEmpty, row.text == nil { pairs = cellPairs(row.cells) }
        if pairs.isEmpty { unusedLines += 1 }
        for pair in pairs { take(pair, line: row.line) }
    }

    private mutating func take(_ pair: (role: CornerRole, value: String, unit: String), line: Int) {
        switch pair.role {
        case .attribute(.licenceID):
            // A new number in the prose begins a new licence, unless the table names its licences itself.
            let isNew = current.map { document.licences[$0].fields[.licenceID]?.text != pair.value } ?? true
            if isNew { current = open(pair.value, line) }
            if let current { document.licences[current].fields[.licenceID] = (pair.value, "") }
        case .attribute(let field):
            let index = current ?? open(nil, line)
            current = index
            if document.licences[index].fields[field] == nil { document.licences[index].fields[field] = (pair.value, pair.unit) }
        case .ring: ringTitle = (pair.value, nil)
        case .crs: document.crs.take(pair.value, isStatement: true)
        default: unusedLines += 1
        }
    }

    /// Keys and values in neighbouring cells, as forms have them.
    private func cellPairs(_ cells: [String]) -> [(role: CornerRole, value: String, unit: String)] {
        var pairs: [(role: CornerRole, value: String, unit: String)] = []
        let filled = cells.filter { !$0.isEmpty }
        var i = 0
        while i + 1 < filled.count {
            if case (.attribute(let field), let unit)? = CornerHeadings.role(filled[i]), CornerHeadings.role(filled[i + 1]) == nil {
                pairs.append((.attribute(field), filled[i + 1], unit))
                i += 1
            }
            i += 1
        }
        return pairs
    }
}

extension CornerLayout {
    /// The column that tells the licences apart.
    var keyColumn: Int? { fields.first { $0.field == .licenceID }.map(\.column) ?? parcel }

    var coordinateColumns: (first: Int, second: Int)? { first.flatMap { a in second.map { (a, $0) } } }
}
