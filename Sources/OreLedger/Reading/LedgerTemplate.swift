public import OreFeatures

/// An empty table to be filled in, whose headings ``LedgerColumns`` finds.
public struct LedgerTemplate: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        /// The name in profiles and schemas: `tonnes`, `received_at`.
        public var name: String
        public var heading: String
        /// Empty where a record need not say it.
        public var example: String
        public var meaning: String
        public var form: EntryField.Form
        public var isRequired: Bool
        /// Part of what tells records apart.
        public var isKey: Bool

        /// What profiles call it.
        public var attribute: Attribute? { Attribute(rawValue: name) }
    }

    /// As `ingest --as` calls it: `quotas`, `export-licences`.
    public let kind: String
    public let columns: [Column]

    /// A row with the example of every column.
    public var example: [String] { columns.map(\.example) }

    /// Every kind of record that has a template: quotas, reports, invoices, then the entries.
    public static let kinds = [FigureKind.quota, .report, .invoice].map(\.profileKind.rawValue) + EntryKind.allCases.map(\.rawValue)

    /// - Returns: `nil` for a word that is no kind of ``kinds``.
    public init?(named kind: String, isChinese: Bool) {
        if let figures = FigureKind.allCases.first(where: { $0.profileKind.rawValue == kind }) {
            self.init(figures, isChinese: isChinese)
        } else if let entries = EntryKind.allCases.first(where: { $0.rawValue == kind }) {
            self.init(entries, isChinese: isChinese)
        } else {
            return nil
        }
    }

    /// - Parameter isChinese: the language of headings, examples and meanings.
    public init(_ kind: FigureKind, isChinese: Bool) {
        self.kind = kind.profileKind.rawValue
        columns = Self.all(kind).map { row in
            Column(
                name: row.0.rawValue, heading: isChinese ? row.2 : row.1, example: isChinese ? row.4 ?? row.3 : row.3,
                meaning: isChinese ? row.6 : row.5, form: Self.form(row.0),
                isRequired: [.subject, .year, .month, .date, .tonnes].contains(row.0),
                isKey: ![.receivedAt, .issuedAt, .tonnes, .unit, .withdrawn, .grade].contains(row.0))
        }
    }

    /// - Parameter isChinese: the language of headings and meanings.
    public init(_ kind: EntryKind, isChinese: Bool) {
        self.kind = kind.rawValue
        columns = kind.fields.map { field in
            Column(
                name: field.name, heading: isChinese ? field.chinese : field.name, example: field.example,
                meaning: field.meaning(isChinese: isChinese), form: field.form, isRequired: field.isRequired, isKey: field.isKey)
        }
    }

    private static func form(_ attribute: Attribute) -> EntryField.Form {
        switch attribute {
        case .subject: .subject(.licence)
        case .year: .year
        case .month: .month
        case .date, .receivedAt, .issuedAt: .day
        case .tonnes: .tonnes
        case .stage: .word(Stage.allCases.map { "\($0)" })
        case .oreClass: .word(OreClass.allCases.map { "\($0)" })
        case .material: .word(MaterialKind.allCases.map { "\($0)" })
        case .unit: .word(["t", "kg", "kt", "万吨", "m3"])
        case .withdrawn: .flag
        case .grade: .share
        default: .text
        }
    }

    private typealias Entry = (Attribute, String, String, String, String?, String, String)

    private static func all(_ kind: FigureKind) -> [Entry] {
        let subject: Entry = (
            .subject, "licence_id", "许可证号", "C3600002024015210001234", nil, "the same text in every table", "各表一致"
        )
        let received: Entry = (
            .receivedAt, "received_at", "报送日期", "2024-04-08", nil, "the day of the first receipt, and of each correction", "首次收到或更正的日期"
        )
        let own: [Entry] =
            switch kind {
            case .quota:
                [
                    subject, (.year, "year", "年度", "2024", nil, "", ""),
                    (.batch, "batch", "批次", "1", "第一批", "a number, or total for the whole year; corrections repeat it", "批次，或“全年”"),
                    (.tonnes, "quota (t REO)", "开采指标（吨REO）", "412.000", nil, "deductions are negative", "核减填负数"),
                    (.issuedAt, "issued_at", "下达日期", "2024-02-06", nil, "", ""),
                ]
            case .report:
                [
                    subject, (.month, "month", "月份", "2024-03", nil, "", ""),
                    (.tonnes, "output (t REO)", "产量（吨REO）", "34.250", nil, "0 where nothing was mined", "未生产填 0"), received,
                ]
            case .invoice:
                [
                    subject, (.number, "invoice_number", "发票号码", "24362000000012345678", nil, "", ""),
                    (.date, "date", "开票日期", "2024-03-28", nil, "", ""),
                    (.tonnes, "sold (t REO)", "销售量（吨REO）", "30.000", nil, "returns are negative", "退货填负数"), received,
                ]
            }
        return own + (kind == .quota ? further : further + [grade])
    }

    private static let grade: Entry = (
        .grade, "grade", "精矿品位", "", nil, "of concentrate: its share of oxide, as 0.55 or 55 %", "精矿的氧化物品位，如 0.55 或 55 %"
    )

    /// What a figure is of: columns that may be left empty, or out.
    private static let further: [Entry] = [
        (.stage, "stage", "环节", "mining", "开采", "mining, separation or export; mining where it is empty", "可填开采、冶炼分离、出口；不填为开采"),
        (
            .oreClass, "ore_class", "稀土类型", "any", "稀土", "light, ionic, other, or any for all together, as where it is empty",
            "可填轻稀土、离子型、其他；不分类填稀土或不填"
        ),
        (
            .material, "material", "产品形态", "oxide", "氧化物", "oxide, ore, concentrate or volume; as the heading says where it is empty",
            "可填氧化物、原矿、精矿、体积；不填以表头为准"
        ),
        (.unit, "unit", "计量单位", "t", "吨", "t, kg, kt, 万吨 or m3; as the heading says where it is empty", "可填吨、千克、万吨、立方米；不填以表头为准"),
        (.withdrawn, "withdrawn", "作废", "no", "否", "yes takes the record back", "填“是”表示撤回该条记录"),
    ]
}

extension EntryField {
    /// What a cell of the column may hold, in a few words; empty where the heading says it.
    func meaning(isChinese: Bool) -> String {
        let need = isRequired ? "" : isChinese ? "可不填" : "may be empty"
        let form: (en: String, zh: String) =
            switch form {
            case .subject: ("the same text in every table", "各表一致")
            case .text, .year: ("", "")
            case .day: ("a day, as 2024-03-31", "日期，如 2024-03-31")
            case .month: ("a month, as 2024-03", "月份，如 2024-03")
            case .tonnes: ("tonnes, at most three decimals; a unit in the heading or the cell is read", "吨，最多三位小数；可在表头或单元格注明单位")
            case .share: ("a share, as 0.84 or 84 %", "比例，如 0.84 或 84 %")
            case .amount: ("at most three decimals", "最多三位小数")
            case .degrees: ("degrees, WGS 84", "度，WGS 84")
            case .flag: ("yes or no", "是或否")
            case .count: ("a whole number", "整数")
            case .words(let words):
                ("any of " + words.joined(separator: ", ") + ", apart by semicolons", "可填 " + words.joined(separator: "、") + "，以分号分隔")
            case .word(let words): ("one of " + words.joined(separator: ", "), "可填 " + words.joined(separator: "、"))
            }
        return [isChinese ? form.zh : form.en, need].filter { !$0.isEmpty }.joined(separator: isChinese ? "；" : "; ")
    }
}
