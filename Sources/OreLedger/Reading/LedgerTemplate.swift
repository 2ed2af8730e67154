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

    /// Every kind of record that has a template: quotas, reports, invoices, then the entries.
    public static let kinds = [FigureKind.quota, .report, .invoice].map(\.profileKind.rawValue) + EntryKind.allCases.map(\.rawValue)

    /// - Returns: `nil` for a word that is no kind of ``kinds``.
    public init?(named kind: String, isChinese: Bool) {
        if let figures = FigureKind.allCases.first(where: { $0.profileKind.rawValue == kind }) {
            self.init(figures, isChinese: isChinese)
        } else if let entries = EntryKind(rawValue: kind) {
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
                isRequired: ![.receivedAt, .issuedAt, .batch, .number].contains(row.0),
                isKey: ![.receivedAt, .issuedAt, .tonnes].contains(row.0))
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
        switch kind {
        case .quota:
            return [
                subject, (.year, "year", "年度", "2024", nil, "", ""),
                (.batch, "batch", "批次", "1", "第一批", "a number, or total for the whole year; corrections repeat it", "批次，或“全年”"),
                (.tonnes, "quota (t REO)", "开采指标（吨REO）", "412.000", nil, "deductions are negative", "核减填负数"),
                (.issuedAt, "issued_at", "下达日期", "2024-02-06", nil, "", ""),
            ]
        case .report:
            return [
                subject, (.month, "month", "月份", "2024-03", nil, "", ""),
                (.tonnes, "output (t REO)", "产量（吨REO）", "34.250", nil, "0 where nothing was mined", "未生产填 0"), received,
            ]
        case .invoice:
            return [
                subject, (.number, "invoice_number", "发票号码", "24362000000012345678", nil, "", ""),
                (.date, "date", "开票日期", "2024-03-28", nil, "", ""),
                (.tonnes, "sold (t REO)", "销售量（吨REO）", "30.000", nil, "returns are negative", "退货填负数"),
            ]
        }
    }
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
