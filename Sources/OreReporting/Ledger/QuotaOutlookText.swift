internal import OreFeatures
public import OreLedger

/// What a year may come to: in words for a terminal, and a row a month for files.
public enum QuotaOutlookText {
    /// Names and headings have the unit of the material.
    public static func columns(_ lines: LineSelection) -> [RecordColumn] {
        let figures = FigureColumns(lines.material)
        return [
            RecordColumn("name", .text, "name", "名称"),
            RecordColumn("month", .text, "month", "月份"),
            figures.column("reported", "reported", "上报"),
            figures.column("sum", "since January", "当年累计"),
            RecordColumn("season_percent", .number(decimals: 2), "season %", "季节占比 %"),
            figures.column("expected_sum", "expected", "预计累计"),
            figures.column("quota", "quota", "指标"),
            figures.column("year_end_low", "year's end, low", "年末下限", isBare: true),
            figures.column("year_end_median", "median", "年末中值", isBare: true),
            figures.column("year_end_high", "high", "年末上限", isBare: true),
            RecordColumn("probability", .number(decimals: 4), "chance to pass", "超指标概率"),
            RecordColumn("verdict", .text, "verdict", "判断"),
            RecordColumn("not_projected", .text, "not projected", "未预测原因"),
            RecordColumn("stage", .text, "stage", "环节").hidden,
            RecordColumn("material", .text, "material", "产品形态").hidden,
        ]
    }

    /// Twelve.
    public static func records(_ outlook: QuotaOutlook, _ lines: LineSelection, name: String) -> [Record] {
        let (standing, projection) = (outlook.standing, outlook.standing.projection)
        return outlook.months.map { month in
            Record([
                .text(name), .text(month.month.description), QuotaRecords.tonnes(month.reported), QuotaRecords.tonnes(month.sum),
                RecordValue(month.season.map { Double($0.millionths) / 10_000 }), QuotaRecords.tonnes(month.expected),
                QuotaRecords.tonnes(standing.quota), QuotaRecords.tonnes(projection?.low), QuotaRecords.tonnes(projection?.median),
                QuotaRecords.tonnes(projection?.high), RecordValue(projection?.probability), .text(standing.verdict.rawValue),
                RecordValue(standing.gap?.rawValue), .text("\(lines.stage)"), .text("\(lines.material)"),
            ])
        }
    }

    public static func lines(_ outlook: QuotaOutlook, _ lines: LineSelection, name: String, style: TextStyle) -> [String] {
        let (words, standing) = (style.language, outlook.standing)
        let unit = words.unit(of: lines.material)
        var text = [SafeText.forTerminal(name) + " · \(standing.year)" + (words.name(of: lines).map { " · " + $0 } ?? "")]
        func quantity(_ value: Tonnes) -> String { LedgerQuantity.grouped(value) + (lines.material == .oxide ? "" : " " + unit) }
        let quota = standing.quota.map(quantity) ?? words.name(of: QuotaStanding.Gap.noQuota)
        text.append(words.pick(("quota known: ", "已知指标：")) + quota + (standing.isTotal ? words.pick((" (stated total)", "（全年总量）")) : ""))
        let reported = standing.reported.map(quantity) ?? words.name(of: QuotaStanding.Gap.notReported)
        let share = standing.share.map { " = " + QuantityText.number(Double($0.millionths) / 10_000, decimals: 1) + " %" } ?? ""
        text.append(words.sum(of: standing.item, months: standing.months) + reported + share)
        if let projection = standing.projection {
            let (low, high) = (quantity(projection.low), quantity(projection.high))
            text.append(
                words.pick(("the year may come to \(low) to \(high) (90 %), median ", "全年预计 \(low) 至 \(high)（90 %），中值 "))
                    + quantity(projection.median))
            text.append(
                words.pick(("chance to pass the quota known: ", "超过已知指标的概率：")) + QuantityText.probability(projection.probability)
                    + words.pick((" (from \(projection.years) years before)", "（依据此前 \(projection.years) 个年度）")))
        } else if let gap = standing.gap {
            text.append(words.pick(("not projected: ", "未预测：")) + words.name(of: gap))
        }
        text.append(words.pick(("verdict: ", "判断：")) + words.name(of: standing.verdict))
        return text + [""] + table(outlook, style) + past(outlook, style)
    }

    private static func table(_ outlook: QuotaOutlook, _ style: TextStyle) -> [String] {
        let words = style.language
        var table = TextTable([
            .init(words.pick(("month", "月份"))), .init(words.pick(("reported", "上报")), .right),
            .init(words.pick(("since January", "当年累计")), .right),
            .init(words.pick(("season %", "季节占比 %")), .right), .init(words.pick(("expected by its end", "预计累计")), .right),
        ])
        for month in outlook.months {
            table.append([
                month.month.description, month.reported.map(LedgerQuantity.grouped) ?? "–",
                month.reported == nil ? "" : LedgerQuantity.grouped(month.sum),
                month.season.map { QuantityText.number(Double($0.millionths) / 10_000, decimals: 1) } ?? "",
                month.expected.map(LedgerQuantity.grouped) ?? "",
            ])
        }
        return table.rendered(width: style.width, colour: style.colour).lines
    }

    private static func past(_ outlook: QuotaOutlook, _ style: TextStyle) -> [String] {
        let words = style.language
        guard !outlook.past.isEmpty else { return [] }
        return ["", words.pick(("whole years before, and what of each fell into the same months:", "此前完整年度，及其同期占比："))]
            + outlook.past.map {
                "  \($0.year)  \(LedgerQuantity.grouped($0.sum))  "
                    + QuantityText.number(Double($0.share.millionths) / 10_000, decimals: 1) + " %"
            }
    }
}
