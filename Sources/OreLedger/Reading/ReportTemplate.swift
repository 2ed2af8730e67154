public import OreFeatures

extension LedgerTemplate {
    /// The table of reports of one stage and material: the material stands in the heading of the figures, the stage in a column where it is not mining.
    /// - Parameter isChinese: the language of headings, examples and meanings.
    public init(reportsOf lines: LineSelection, isChinese: Bool) {
        let whole = LedgerTemplate(.report, isChinese: isChinese)
        kind = whole.kind
        columns = whole.columns.compactMap { column -> Column? in
            var column = column
            switch column.attribute {
            case .subject, .month, .receivedAt: break
            case .tonnes: column.heading = Self.output(lines.material, isChinese)
            case .stage where lines.stage != .mining: column.example = Self.word(lines.stage, isChinese)
            default: return nil
            }
            return column
        }
    }

    /// Its rows with names, month and stage filled in.
    public func rows(of names: [String], month: CalendarMonth) -> [[String]] {
        names.map { name in
            columns.map { column in
                switch column.attribute {
                case .subject: name
                case .month: month.description
                case .stage: column.example
                default: ""
                }
            }
        }
    }

    private static func output(_ material: MaterialKind, _ isChinese: Bool) -> String {
        switch material {
        case .oxide: isChinese ? "产量（吨REO）" : "output (t REO)"
        case .ore: isChinese ? "产量（吨原矿）" : "output (t ore)"
        case .concentrate: isChinese ? "产量（吨精矿）" : "output (t concentrate)"
        case .volume: isChinese ? "产量（立方米）" : "output (m3)"
        }
    }

    private static func word(_ stage: Stage, _ isChinese: Bool) -> String {
        switch stage {
        case .mining: isChinese ? "开采" : "mining"
        case .separation: isChinese ? "冶炼分离" : "separation"
        case .export: isChinese ? "出口" : "export"
        }
    }
}
