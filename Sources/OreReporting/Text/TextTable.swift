/// A table for a terminal: columns aligned by display width, fitted to the width of the terminal.
///
/// When the table is too wide, columns that are empty in every row are left out first; then columns that may shrink are cut (with an ellipsis)
/// down to their minimum, widest first; then whole columns are left out, least important first. What was left out can be read from ``Rendering/hidden``.
public struct TextTable: Sendable {
    public enum Alignment: Sendable, Hashable { case left, right }

    public struct Column: Sendable, Hashable {
        public var title: String
        public var alignment: Alignment
        /// Cells are cut to no less than this; `nil` for columns that are never cut (numbers).
        public var minimumWidth: Int?
        /// The column with the largest value is left out first; 0 is never left out.
        public var expendability: Int

        public init(_ title: String, _ alignment: Alignment = .left, minimumWidth: Int? = nil, expendability: Int = 0) {
            self.title = title
            self.alignment = alignment
            self.minimumWidth = minimumWidth
            self.expendability = expendability
        }
    }

    public struct Rendering: Sendable, Hashable {
        /// Heading, rule, rows; without new lines at their ends and without trailing blanks.
        public var lines: [String]
        /// Titles of the columns that were left out.
        public var hidden: [String]
    }

    public var columns: [Column]
    public private(set) var rows: [[String]] = []
    /// The ANSI style of each row, for instance `"31"`; empty for none.
    private var styles: [String] = []

    public init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Appends a row with one cell per column; missing cells are empty. Control characters are replaced.
    public mutating func append(_ cells: [String], style: String = "") {
        rows.append(columns.indices.map { $0 < cells.count ? SafeText.forTerminal(cells[$0]) : "" })
        styles.append(style)
    }

    /// - Parameters:
    ///   - width: of the terminal in columns; `nil` leaves the table as wide as it is.
    ///   - colour: whether ANSI styles may be used (never when `NO_COLOR` is set or the output is no terminal).
    public func rendered(width: Int?, colour: Bool) -> Rendering {
        var shown = Array(columns.indices)
        var widths = columns.indices.map(naturalWidth)
        if let width {
            if total(shown, widths) > width {
                shown.removeAll { column in columns[column].expendability > 0 && rows.allSatisfy { $0[column].isEmpty } }
            }
            while total(shown, widths) > width {
                shrink(&widths, shown, by: total(shown, widths) - width)
                guard total(shown, widths) > width else { break }
                guard
                    let victim = shown.filter({ columns[$0].expendability > 0 }).max(by: {
                        columns[$0].expendability < columns[$1].expendability
                    })
                else { break }
                shown.removeAll { $0 == victim }
                widths = columns.indices.map(naturalWidth)
            }
        }
        var lines = [
            line(columns.map(\.title), shown, widths), shown.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  "),
        ]
        if colour { lines[0] = "\u{1B}[1m" + lines[0] + "\u{1B}[0m" }
        for (row, style) in zip(rows, styles) {
            let text = line(row, shown, widths)
            lines.append(colour && !style.isEmpty ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text)
        }
        return Rendering(lines: lines, hidden: columns.indices.filter { !shown.contains($0) }.map { columns[$0].title })
    }

    private func naturalWidth(_ column: Int) -> Int {
        rows.reduce(DisplayWidth.of(columns[column].title)) { max($0, DisplayWidth.of($1[column])) }
    }

    private func total(_ shown: [Int], _ widths: [Int]) -> Int { shown.reduce(2 * max(0, shown.count - 1)) { $0 + widths[$1] } }

    /// Takes the excess from the widest column that may shrink, a column at a time.
    private func shrink(_ widths: inout [Int], _ shown: [Int], by excess: Int) {
        for _ in 0..<excess {
            let candidates = shown.filter { widths[$0] > columns[$0].minimumWidth ?? .max }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
        }
    }

    private func line(_ cells: [String], _ shown: [Int], _ widths: [Int]) -> String {
        var text = ""
        for (place, column) in shown.enumerated() {
            let cell = DisplayWidth.fitted(cells[column], to: widths[column])
            let blanks = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell)))
            text += (place > 0 ? "  " : "") + (columns[column].alignment == .right ? blanks + cell : cell + blanks)
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}
