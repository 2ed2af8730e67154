internal import OreFeatures

/// The words of offices for columns, classes, stages and batches, in English and Chinese.
enum LedgerWords {
    /// Names of columns, the better one first; compared as ``LedgerHeading/name``.
    static func columns(_ attribute: Attribute, of kind: ProfileKind) -> [String] {
        switch attribute {
        case .subject: (kind == .invoices ? sellers : []) + licences + mines + holders + groups
        case .month: months
        case .year: ["year", "quotayear", "年度", "年份", "年", "指标年度", "所属年度"]
        case .date: ["date", "invoicedate", "soldon", "saledate", "day", "日期", "开票日期", "发票日期", "交易日期", "销售日期", "出库日期"]
        case .tonnes: tonnes(kind)
        case .unit: ["unit", "unitofmeasure", "计量单位", "单位"]
        case .receivedAt:
            [
                "receivedat", "received", "receivedon", "reportedon", "reportedat", "submitted", "submittedon", "submittedat", "接收日期",
                "收到日期", "报送日期", "上报日期", "填报日期", "提交日期", "报送时间", "上报时间", "提交时间",
            ]
        case .issuedAt: ["issuedat", "issued", "issuedon", "issuedate", "下达日期", "印发日期", "发布日期", "文件日期", "下达时间"]
        case .batch: ["batch", "批次", "指标批次"]
        case .number: ["number", "invoice", "invoiceno", "invoicenumber", "发票号码", "发票号", "票号", "单号", "编号"]
        case .stage: ["stage", "环节", "阶段"]
        case .oreClass: ["oreclass", "class", "oretype", "类别", "品种", "稀土类型", "矿种", "矿产品类型"]
        case .material: ["material", "product", "产品", "产品形态"]
        case .grade:
            [
                "grade", "concentrategrade", "reograde", "gradereo", "oxidegrade", "品位", "精矿品位", "折氧化物品位", "稀土氧化物品位", "氧化物品位", "含量",
                "氧化物含量",
            ]
        case .withdrawn: ["withdrawn", "cancelled", "作废", "撤回", "是否作废"]
        default: []
        }
    }

    /// Of persons who sell: before any other name in an invoice.
    private static let sellers = ["seller", "soldby", "销售方", "销方", "销方名称", "销售方名称", "销售单位", "卖方"]
    private static let licences = [
        "licenceid", "licenseid", "licence", "license", "licenceno", "licenseno", "licencenumber", "licensenumber", "许可证号", "采矿许可证号",
        "采矿许可证", "采矿证号", "证号", "subject",
    ]
    private static let mines = ["mine", "minename", "minesite", "矿山名称", "矿山", "矿区", "矿区名称", "采场"]
    private static let holders = [
        "enterprise", "company", "holder", "name", "producer", "operator", "country", "企业名称", "企业", "单位名称", "矿山企业", "采矿权人", "填报单位", "生产企业",
        "开采企业", "名称", "单位",
    ]
    private static let groups = ["group", "groupname", "parentgroup", "集团", "集团名称", "稀土集团", "大型稀土集团", "所属集团"]
    static let names = holders + mines
    private static let months = [
        "month", "reportmonth", "reportingmonth", "yearmonth", "period", "月份", "月", "年月", "报告月份", "所属月份", "统计月份", "报告期", "统计期", "期间", "所属期",
    ]

    private static func tonnes(_ kind: ProfileKind) -> [String] {
        let common = ["tonnes", "tonnage", "t", "quantity", "weight", "mass", "数量", "重量", "吨", "万吨", "kg", "volume"]
        return switch kind {
        case .quotas:
            [
                "quota", "miningquota", "quotatonnes", "开采指标", "开采总量控制指标", "总量控制指标", "开采控制指标", "控制指标", "指标", "指标量", "指标数量", "配额", "下达指标",
                "amount",
            ] + common
        case .invoices: ["sold", "sales", "soldtonnes", "销售量", "销量", "销售数量", "交易数量"] + common
        default:
            [
                "output", "production", "produced", "reported", "reportedtonnes", "产量", "实际产量", "开采量", "本月产量", "当月产量", "月产量", "报告产量", "生产量",
                "amount",
            ] + common
        }
    }

    static func level(_ column: String) -> SubjectLevel {
        licences.contains(column) ? .licence : mines.contains(column) ? .mine : groups.contains(column) ? .group : .holder
    }
    /// Whether a column names enterprises for certain: what stands below `name` or `单位` may be the mine's.
    static func namesEnterprise(_ column: String) -> Bool {
        ["enterprise", "company", "holder", "企业名称", "企业", "矿山企业", "采矿权人", "生产企业", "开采企业"].contains(column)
    }
    static func namesSeller(_ column: String) -> Bool { sellers.contains(column) }

    // MARK: Cells

    /// Rows that add others up: read as figures they would be a subject of their own.
    static func isTotalRow(_ name: String) -> Bool {
        ["合计", "总计", "小计", "共计", "total", "sum", "subtotal", "grand total"].contains(name.lowercased().filter { $0 != "\u{3000}" })
    }

    static func material(_ word: String) -> MaterialKind? {
        switch word {
        case "reo", "oxide", "氧化物", "稀土氧化物", "折氧化物": .oxide
        case "ore", "原矿", "矿石": .ore
        case "concentrate", "concentrates", "精矿": .concentrate
        case "volume", "体积": .volume
        default: nil
        }
    }

    static func stage(_ word: String) -> Stage? {
        switch word {
        case "mining", "mined", "开采", "矿产品", "矿山开采": .mining
        case "separation", "smelting", "smelting separation", "smelting and separation", "冶炼分离", "冶炼", "分离": .separation
        case "export", "exports", "出口": .export
        default: nil
        }
    }

    static func oreClass(_ word: String) -> OreClass? {
        switch word {
        case "any", "all", "total", "合计", "稀土", "rare earths", "rare earth": .any
        case "light", "rock", "轻稀土", "轻", "岩矿型", "岩矿型稀土", "岩矿": .light
        case "ionic", "ion adsorption", "ion-adsorption", "medium and heavy", "medium_heavy", "heavy", "中重稀土", "中重", "离子型", "离子型稀土": .ionic
        case "other", "其他": .other
        default: nil
        }
    }

    /// The number of a batch, and whether it is the total of the year.
    static func batch(_ word: String) -> (detail: UInt64, isTotal: Bool) {
        switch word {
        case "full", "total", "whole year", "year", "全年", "合计", "总量", "全年总量": (0, true)
        case "first", "1st", "第一批", "第1批", "一": (1, false)
        case "second", "2nd", "第二批", "第2批", "二": (2, false)
        case "third", "3rd", "第三批", "第3批", "三": (3, false)
        default: (detail(word), false)
        }
    }

    /// Of a number of up to nine digits itself, of anything else a number made from its text; 0 for an empty one.
    static func detail(_ word: String) -> UInt64 {
        if word.isEmpty { return 0 }
        if word.utf8.count <= 9, word.utf8.allSatisfy({ $0 &- 48 < 10 }), let number = UInt64(word), number > 0 { return number }
        return LedgerText.number(of: word)
    }

    /// `nil` for a word that says neither.
    static func isTrue(_ word: String) -> Bool? {
        switch word {
        case "", "no", "false", "0", "否", "n": false
        case "yes", "true", "1", "是", "y", "作废", "撤回", "withdrawn": true
        default: nil
        }
    }
}
