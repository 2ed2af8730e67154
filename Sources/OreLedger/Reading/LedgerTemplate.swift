public import OreFeatures

/// An empty table to be filled in, whose headings ``LedgerColumns`` finds.
public struct LedgerTemplate: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        public var attribute: Attribute
        public var heading: String
        public var example: String
        public var meaning: String
    }

    public let kind: FigureKind
    public let columns: [Column]

    /// - Parameter isChinese: the language of headings, examples and meanings.
    public init(_ kind: FigureKind, isChinese: Bool) {
        self.kind = kind
        columns = Self.all(kind).map { row in
            Column(
                attribute: row.0, heading: isChinese ? row.2 : row.1, example: isChinese ? row.4 ?? row.3 : row.3,
                meaning: isChinese ? row.6 : row.5)
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
