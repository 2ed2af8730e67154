public import OreCases
internal import OreFeatures

/// The suspected area by month as bars in a terminal.
public enum GrowthPlot {
    /// - Parameters:
    ///   - title: the incident's handle or the licence.
    ///   - height: rows of the bars.
    ///   - style: a width of `nil` is taken as 80 columns. Months that do not fit are put together; a bar shows the last of them.
    /// - Returns: title, bars with their scale, axis, rate and acceleration; one line that says so when nothing is dated.
    public static func lines(_ series: GrowthSeries, title: String, height: Int = 10, style: TextStyle) -> [String] {
        let words = style.language
        let months = series.months()
        guard let first = months.first, let last = months.last else { return [words(.noDatedSighting)] }
        let top = months.reduce(0) { max($0, $1.area) }
        let labels = [top, top / 2, 0].map { QuantityText.hectares($0) + " " + words(.hectares) }
        let margin = labels.reduce(0) { max($0, DisplayWidth.of($1)) } + 2
        let bars = columns(months, fitting: max(12, (style.width ?? 80) - margin - 2))
        var lines = [SafeText.forTerminal(title) + "  " + words(.areaByMonth), ""]
        let rows = max(2, height)
        for row in 0..<rows {
            let label = row == 0 ? labels[0] : row == rows / 2 ? labels[1] : ""
            let cells = bars.map { cell($0, row: rows - 1 - row, rows: rows, top: top) }
            lines.append(trimmed(padded(label, margin - 1) + "│" + cells.joined()))
        }
        lines.append(padded(labels[2], margin - 1) + "└" + String(repeating: "─", count: bars.count))
        let (from, to) = (first.month.description, last.month.description)
        let gap = max(1, bars.count - from.count - to.count)
        lines.append(String(repeating: " ", count: margin) + from + (months.count > 1 ? String(repeating: " ", count: gap) + to : ""))
        if months.contains(where: { !$0.isObserved }) { lines.append(words(.areaByMonthNote)) }
        if let rate = series.ratePerYear() {
            var text = IncidentFacts.growthText(rate, words)
            if let acceleration = series.acceleration() {
                text += "; \(words(.acceleration)) " + IncidentTable.growth(acceleration) + " \(words(.hectaresPerYear))²"
            }
            lines.append(text)
        }
        return lines
    }

    /// Bars of one or more columns each; months are put together when they do not fit.
    private static func columns(_ months: [GrowthSeries.Month], fitting width: Int) -> [GrowthSeries.Month] {
        if months.count <= width {
            let repeats = max(1, min(4, width / months.count))
            return months.flatMap { Array(repeating: $0, count: repeats) }
        }
        let step = (months.count + width - 1) / width
        return stride(from: 0, to: months.count, by: step).map { start in
            let group = months[start..<min(start + step, months.count)]
            var bar = group[group.endIndex - 1]
            bar.isObserved = group.contains(where: \.isObserved)
            return bar
        }
    }

    /// Eighths of a row, from below.
    private static func cell(_ month: GrowthSeries.Month, row: Int, rows: Int, top: Double) -> String {
        guard top > 0, month.area > 0 else { return " " }
        let eighths = max(1, Int((month.area / top * Double(rows * 8)).rounded())) - row * 8
        if eighths <= 0 { return " " }
        if !month.isObserved { return "░" }
        return ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"][min(8, eighths) - 1]
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - DisplayWidth.of(text))) + text
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
