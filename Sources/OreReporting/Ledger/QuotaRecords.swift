internal import OreFeatures
public import OreLedger

/// Quotas as lists of records: how they stand, and their batches.
public enum QuotaRecords {
    /// Names and headings have the unit of the material; that of tonnes of oxide is `t`.
    public static func columns(_ lines: LineSelection) -> [RecordColumn] {
        let figures = FigureColumns(lines.material)
        let figuresOf = RecordColumn("figures_of", .text, "figures of", "数据来源", expendability: 4)
        return [
            RecordColumn("name", .text, "name", "名称", minimumWidth: 10),
            RecordColumn("kind", .text, "kind", "类别", expendability: 5),
            RecordColumn("year", .text, "year", "年度").hidden,
            figures.column("quota", "quota", "指标"),
            RecordColumn("quota_is_total", .flag, "stated total", "全年总量").hidden,
            figures.column("reported", "reported", "上报"),
            RecordColumn("months", .integer, "months", "月数", expendability: 4),
            RecordColumn("used_percent", .number(decimals: 1), "used %", "使用率 %"),
            figures.column("left", "left", "余量", expendability: 3),
            figures.column("year_end_low", "year's end, low", "年末下限", expendability: 2, isBare: true),
            figures.column("year_end_median", "median", "年末中值", expendability: 6, isBare: true).hidden,
            figures.column("year_end_high", "high", "年末上限", expendability: 2, isBare: true),
            RecordColumn("probability", .number(decimals: 4), "chance to pass", "超指标概率"),
            RecordColumn("verdict", .text, "verdict", "判断"),
            RecordColumn("not_projected", .text, "not projected", "未预测原因", expendability: 1),
            RecordColumn("stage", .text, "stage", "环节").hidden,
            RecordColumn("material", .text, "material", "产品形态").hidden,
            lines.stage == .mining ? figuresOf.hidden : figuresOf,
        ]
    }

    /// - Parameter isReadable: words for people; names of values otherwise.
    public static func record(
        _ row: QuotaStanding, _ lines: LineSelection, name: String, kind: SubjectKind, _ words: Language, isReadable: Bool
    ) -> Record {
        let projection = row.projection
        let figuresOf = isReadable ? words.source(of: row.item) : source(of: row.item)
        return Record([
            .text(name), .text(isReadable ? words.name(of: kind) : "\(kind)"), .text(String(row.year)), tonnes(row.quota),
            row.quota == nil ? .none : .flag(row.isTotal), tonnes(row.reported), .integer(row.months),
            RecordValue(row.share.map { Double($0.millionths) / 10_000 }), tonnes(row.left), tonnes(projection?.low),
            tonnes(projection?.median), tonnes(projection?.high), RecordValue(projection?.probability),
            .text(isReadable ? words.name(of: row.verdict) : row.verdict.rawValue),
            RecordValue(row.gap.map { isReadable ? words.name(of: $0) : $0.rawValue }), .text("\(lines.stage)"), .text("\(lines.material)"),
            RecordValue(row.reported.map { _ in figuresOf }),
        ])
    }

    /// Which records say it, as `ingest --as` calls them.
    private static func source(of item: AccountItem) -> String {
        switch item {
        case .separationOutput: EntryKind.separation.rawValue
        case .exported: EntryKind.exports.rawValue
        default: "reports"
        }
    }

    public static func batchColumns(_ material: MaterialKind) -> [RecordColumn] {
        [
            RecordColumn("name", .text, "name", "名称", minimumWidth: 10),
            RecordColumn("year", .text, "year", "年度"),
            RecordColumn("batch", .text, "batch", "批次"),
            RecordColumn("issued_at", .day, "issued", "下达日期"),
            RecordColumn("stage", .text, "stage", "环节", expendability: 3),
            RecordColumn("ore_class", .text, "class", "类别", expendability: 2),
            FigureColumns(material).amount,
            RecordColumn("counted", .flag, "counted", "计入", expendability: 4),
            RecordColumn("group", .text, "group", "集团", minimumWidth: 8, expendability: 1),
            RecordColumn("file", .text, "file", "文件", minimumWidth: 10, expendability: 5),
            RecordColumn("row", .integer, "row", "行", expendability: 5),
        ]
    }

    public static func record(_ batch: QuotaBatch, name: String, owner: String?, file: String, _ words: Language, isReadable: Bool)
        -> Record
    {
        let number = batch.isTotal ? words.pick(("total", "全年")) : batch.number.map(String.init) ?? words.pick(("named", "其他"))
        return Record([
            .text(name), .text(String(batch.year)),
            .text(isReadable ? number : batch.isTotal ? "total" : batch.number.map(String.init) ?? ""),
            RecordValue(batch.issued), .text(isReadable ? words.name(of: batch.line.stage) : "\(batch.line.stage)"),
            .text(isReadable ? words.name(of: batch.line.oreClass) : "\(batch.line.oreClass)"), tonnes(batch.amount),
            .flag(batch.isCounted),
            RecordValue(owner), .text(file), .integer(Int(batch.row)),
        ])
    }

    static func tonnes(_ value: Tonnes?) -> RecordValue { RecordValue(value.map { Double($0.thousandths) / 1000 }) }

    /// `mining, ionic: 120.000 t in 3 batches` by class, then by group; only what counts.
    public static func totals(
        _ batches: [QuotaBatch], _ material: MaterialKind, owner: (QuotaBatch) -> String?, _ words: Language
    ) -> [String] {
        let counted = batches.filter(\.isCounted)
        func lines(_ key: (QuotaBatch) -> String) -> [String] {
            Dictionary(grouping: counted, by: key).sorted { $0.key < $1.key }.map { key, own in
                let sum = Tonnes(thousandths: own.reduce(Int64(0)) { $0.addingReportingOverflow($1.amount.thousandths).partialValue })
                let number = own.count
                return "  " + key + ": " + LedgerQuantity.text(sum, material, words)
                    + words.pick((" in \(number) \(number == 1 ? "batch" : "batches")", "，\(number) 批"))
            }
        }
        let byClass = lines { "\($0.year) " + words.list([words.name(of: $0.line.stage), words.name(of: $0.line.oreClass)]) }
        let byGroup = lines {
            "\($0.year) " + words.list([owner($0) ?? words.pick(("of no group", "不属任何集团")), words.name(of: $0.line.stage)])
        }
        return [words.pick(("Totals by class:", "按类别合计："))] + byClass + [words.pick(("Totals by group:", "按集团合计："))] + byGroup
    }
}

/// Reports as lists of records: who has to report what by when.
public enum ReportRecords {
    public static let columns: [RecordColumn] = [
        RecordColumn("name", .text, "name", "名称", minimumWidth: 10),
        RecordColumn("holder", .text, "holder", "权利人", minimumWidth: 8, expendability: 1),
        RecordColumn("month", .text, "month", "月份"),
        RecordColumn("due", .day, "due", "截止日期"),
        RecordColumn("state", .text, "state", "状态"),
        RecordColumn("received_at", .day, "received", "收到日期"),
        RecordColumn("days", .integer, "days late", "逾期天数"),
        RecordColumn("stage", .text, "stage", "环节").hidden,
        RecordColumn("material", .text, "material", "产品形态").hidden,
    ]

    public static func record(
        _ report: ExpectedReport, _ lines: LineSelection, name: String, holder: String?, _ words: Language, isReadable: Bool
    ) -> Record {
        Record([
            .text(name), RecordValue(holder), .text(report.month.description), .day(report.due),
            .text(isReadable ? words.name(of: report.state) : report.state.rawValue), RecordValue(report.received),
            report.state == .received ? .none : .integer(report.days), .text("\(lines.stage)"), .text("\(lines.material)"),
        ])
    }
}

extension Language {
    func name(of verdict: QuotaStanding.Verdict) -> String {
        switch verdict {
        case .above: pick(("above the quota known", "超过已知指标"))
        case .mayPass: pick(("may pass it", "可能超指标"))
        case .within: pick(("within", "指标内"))
        case .noQuota: pick(("no quota known", "无已知指标"))
        case .notReported: pick(("nothing reported", "无上报"))
        }
    }

    func name(of gap: QuotaStanding.Gap) -> String {
        switch gap {
        case .yearOver: pick(("the year is over", "年度已结束"))
        case .noQuota: pick(("no quota", "无指标"))
        case .notReported: pick(("nothing reported", "无上报"))
        case .alreadyAbove: pick(("passed already", "已超过"))
        case .fewYears: pick(("fewer than two whole years before", "此前不足两个完整年度"))
        }
    }

    func name(of state: ExpectedReport.State) -> String {
        switch state {
        case .received: pick(("received", "已收到"))
        case .receivedLate: pick(("received late", "迟报"))
        case .open: pick(("open", "未到期"))
        case .missing: pick(("missing", "未报"))
        }
    }

    public func name(of stage: Stage) -> String {
        switch stage {
        case .mining: pick(("mining", "开采"))
        case .separation: pick(("separation", "冶炼分离"))
        case .export: pick(("export", "出口"))
        }
    }

    func name(of oreClass: OreClass) -> String {
        switch oreClass {
        case .any: pick(("all classes", "不分类"))
        case .light: pick(("light", "岩矿型（轻）"))
        case .ionic: pick(("ionic", "离子型"))
        case .other: pick(("other", "其他"))
        }
    }
}
