public import OreFeatures

/// What was counted in stock, as a balance by months takes it.
public struct StockTaking: Sendable, Hashable {
    /// It counts after the last day of this month.
    public var month: Int32
    public var tonnes: Tonnes
    /// Within the month: all that was produced in it is added, and nothing that was sold, in favour of the holder.
    public var isWithinMonth: Bool

    /// Of a day: the first of a month belongs to the month before it.
    public init(_ day: Day, _ tonnes: Tonnes) {
        let month = CalendarMonth(day)
        let isFirst = month.firstDay == day
        self.month = Int32(month.number) - (isFirst ? 1 : 0)
        self.tonnes = tonnes
        isWithinMonth = !isFirst && month.lastDay != day
    }

    /// Of the lines asked for, by subject and day; what was counted of several classes on a day is added up.
    public static func bySubject(_ figures: [StockFigure], of lines: LineSelection) -> [SubjectID: [StockTaking]] {
        Dictionary(grouping: figures.filter { lines.contains($0.line) }, by: \.subject).mapValues { rows in
            Dictionary(grouping: rows, by: \.day).sorted { $0.key < $1.key }.map { day, rows in
                StockTaking(day, Tonnes(thousandths: Int64(clamping: rows.reduce(Int128(0)) { $0 + Int128($1.tonnes.thousandths) })))
            }
        }
    }
}
