/// Blocks of columns side by side, as annexes of licences have them to save paper: `点号 X Y 点号 X Y`. Every block has the same columns; columns
/// before the first and behind the last belong to all. The document goes on from the foot of one block to the head of the next.
struct CornerBlocks: Hashable {
    /// The first column of each block.
    let starts: [Int]
    /// Columns of each.
    let width: Int

    /// - Parameters:
    ///   - keys: what each column is, equal for equal columns; empty for columns without a heading.
    ///   - core: corner and coordinates of the first block.
    /// - Returns: `nil` unless all of the core comes again, at the same distance.
    init?(keys: [String], core: [Int]) {
        guard let first = core.min(), let last = core.max() else { return nil }
        let places = core.map { column in keys.indices.filter { keys[$0] == keys[column] } }
        guard let count = places.first?.count, count > 1, places.allSatisfy({ $0.count == count }) else { return nil }
        let step = places[0][1] - places[0][0]
        guard last - first < step,
            places.allSatisfy({ place in place.indices.dropFirst().allSatisfy { place[$0] - place[$0 - 1] == step } })
        else { return nil }
        func repeats(_ column: Int) -> Bool {
            (1..<count).allSatisfy { column + $0 * step < keys.count && keys[column + $0 * step] == keys[column] }
        }
        var start = first
        while start > 0, last - (start - 1) < step, !keys[start - 1].isEmpty, repeats(start - 1) { start -= 1 }
        var end = last
        while end + 1 - start < step, end + 1 < keys.count, !keys[end + 1].isEmpty, repeats(end + 1) { end += 1 }
        // Between two blocks nothing may stand that is not in all of them.
        for gap in (end + 1)..<max(end + 1, start + step) where (0..<count - 1).contains(where: { !keys[gap + $0 * step].isEmpty }) {
            return nil
        }
        starts = (0..<count).map { start + $0 * step }
        width = end + 1 - start
    }

    /// Columns of the second block and those behind it.
    var later: Set<Int> { Set(starts.dropFirst().flatMap { $0..<$0 + width }) }

    /// A row as the given block has it: its cells under the columns of the first, the other blocks empty.
    func row(_ row: GridRow, block: Int) -> GridRow {
        var result = row
        result.text = nil
        for column in later where column < result.cells.count { result.cells[column] = "" }
        for offset in 0..<width where starts[0] + offset < result.cells.count {
            let from = starts[block] + offset
            result.cells[starts[0] + offset] = from < row.cells.count ? row.cells[from] : ""
        }
        result.copied = Set(
            row.copied.compactMap { column in
                if (starts[block]..<starts[block] + width).contains(column) { return column - starts[block] + starts[0] }
                return starts.contains { ($0..<$0 + width).contains(column) } ? nil : column
            })
        return result
    }

    /// The cells of an aligned line by its words, bars between blocks left out; the last blocks may be empty. `nil` when the words fill no
    /// number of blocks, or other columns stand beside them.
    func cells(_ words: [String], columns: Int) -> [String]? {
        let words = words.filter { $0 != "|" && $0 != "｜" }
        guard starts[0] == 0, starts[starts.count - 1] + width == columns, !words.isEmpty, words.count % width == 0,
            words.count <= width * starts.count
        else { return nil }
        var cells = [String](repeating: "", count: columns)
        for (i, word) in words.enumerated() { cells[starts[i / width] + i % width] = word }
        return cells
    }
}

/// The rows of the later blocks, held back until the first block ends.
struct CornerBlockRows {
    private var rows: [[GridRow]] = []
    /// The licence that a shared column named last.
    private var key = ""

    /// - Parameter row: of all blocks.
    /// - Returns: the row of the first block; `nil` when it is empty.
    /// - Throws: `refused` for a corner with one coordinate.
    mutating func take(_ row: GridRow, _ blocks: CornerBlocks, _ layout: CornerLayout, _ faults: CornerFaults) throws(InputError)
        -> GridRow?
    {
        if rows.isEmpty { rows = blocks.starts.map { _ in [] } }
        var shared: Int?
        if let column = layout.keyColumn, !(blocks.starts[0]..<blocks.starts[0] + blocks.width).contains(column) { shared = column }
        if let shared, shared < row.cells.count, !row.cells[shared].isEmpty { key = row.cells[shared] }
        for block in blocks.starts.indices {
            var part = blocks.row(row, block: block)
            let cells = (blocks.starts[0]..<blocks.starts[0] + blocks.width).map { $0 < part.cells.count ? part.cells[$0] : "" }
            if cells.allSatisfy(\.isEmpty) { continue }
            if let (first, second) = layout.coordinateColumns, part.cells[first].isEmpty != part.cells[second].isEmpty {
                throw faults.refused(
                    row.line, layout.headings[part.cells[first].isEmpty ? first : second],
                    "a corner of block \(block + 1) has only one coordinate", "fill the cell")
            }
            if block > 0, let shared, shared < part.cells.count, part.cells[shared].isEmpty { part.cells[shared] = key }
            rows[block].append(part)
        }
        return rows[0].last.flatMap { $0.line == row.line ? $0 : nil }
    }

    /// Hands out the rows of the later blocks, one block after the other, and forgets them.
    /// - Throws: `refused` for blocks that number the same corners.
    mutating func drain(_ blocks: CornerBlocks, _ layout: CornerLayout, _ faults: CornerFaults) throws(InputError) -> [GridRow] {
        defer { (rows, key) = ([], "") }
        guard let first = rows.first else { return [] }
        let isTold = [layout.ring, layout.keyColumn].contains { column in
            column.map { (blocks.starts[0]..<blocks.starts[0] + blocks.width).contains($0) } ?? false
        }
        if let corner = layout.corner, !isTold {
            func labels(_ rows: [GridRow]) -> [String] { rows.map { corner < $0.cells.count ? $0.cells[corner] : "" } }
            for block in rows.dropFirst()
            where block.count > 1 && labels(block) == labels(first) && labels(block).contains(where: { !$0.isEmpty }) {
                throw faults.refused(
                    block[0].line, layout.headings[corner], "blocks side by side number the same corners: other rings, or another CRS",
                    "leave one block, or write them one below the other with a column of rings (圈号)")
            }
        }
        return rows.dropFirst().flatMap { $0 }
    }
}
