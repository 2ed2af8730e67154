/// The kinds of records beside quotas, reports and invoices, by the names of `ingest --as`: few of each beside figures, so that they are
/// kept as rows. Of ``quotaMembers`` there is one for each row of a quota that names holders.
public enum EntryKind: String, Sendable, Hashable, CaseIterable {
    /// What lay in stock on a day.
    case stock
    /// What a separator took in and put out in a month.
    case separation
    /// Licensed capacity per year, from a day on.
    case capacities
    /// What a deposit holds, and what it should give.
    case reserves
    /// What a year's mining took of it.
    case recoveries
    /// Separators as places.
    case facilities
    /// What a country reports of its trade with another.
    case trade
    /// What an exporter sent abroad.
    case exports
    case exportLicences = "export-licences"
    /// Codes that need a licence to leave the country, and from when to when.
    case exportControls = "export-controls"
    case seizures
    /// Resource tax paid.
    case taxes
    /// Secondary feed.
    case recycled
    case permits
    case deposits
    /// Restoration to be done.
    case obligations
    /// Who stands on a published list.
    case listings
    /// Who belongs to whom.
    case members
    /// What a survey says of a mine's ground in a year, and of how it is worked.
    case land
    /// What trusted reports make of the yield of a district's ground.
    case yields
    /// Records of product flows: who sold what to whom.
    case flows
    /// Who belongs to whom by the rows of quotas that name group, enterprise and mine: read from those tables, never delivered by itself.
    case quotaMembers = "quota-members"

    /// Those that are delivered by themselves.
    public static let allCases: [EntryKind] = [
        .stock, .separation, .capacities, .reserves, .recoveries, .facilities, .trade, .exports, .exportLicences, .exportControls,
        .seizures, .taxes, .recycled, .permits, .deposits, .obligations, .listings, .members, .land, .yields, .flows,
    ]

    /// The columns of its tables, in their order.
    public var fields: [EntryField] { Self.fieldsByKind[self] ?? ownFields }

    /// Made once: every value of an entry is found through them.
    private static let fieldsByKind: [EntryKind: [EntryField]] = Dictionary(
        uniqueKeysWithValues: (allCases + [.quotaMembers]).map { ($0, $0.ownFields) })

    private var ownFields: [EntryField] {
        switch self {
        case .stock:
            [
                Self.licence, .init("date", .day, .key, zh: "盘点日期", example: "2023-12-31"), Self.stage, Self.oreClass,
                .init("tonnes", .tonnes, .required, zh: "库存量（吨REO）", example: "12.500"),
            ] + Self.receipt
        case .separation:
            [
                Self.facility, Self.monthKey,
                .init("flow", .word(["intake", "output"]), .key, zh: "流向", example: "intake"),
                .init("source", .word(["own", "bought", "imported", "recycled", "tolled"]), .optionalKey, zh: "来源", example: "bought"),
                Self.oreClass, .init("tonnes", .tonnes, .required, zh: "数量（吨REO）", example: "120.000"),
            ] + Self.receipt
        case .capacities:
            [
                Self.licence, .init("from", .day, .key, zh: "起始日期", example: "2021-01-01"),
                .init("tonnes_per_year", .tonnes, .required, zh: "年生产能力（吨）", example: "500.000"), Self.material,
            ]
        case .reserves:
            [
                Self.licence, .init("date", .day, .key, zh: "核实日期", example: "2020-12-31"),
                .init("tonnes", .tonnes, .required, zh: "保有储量（吨REO）", example: "8200.000"),
                .init("grade", .share, zh: "平均品位", example: "0.08 %"),
                .init("recovery", .share, zh: "设计回采率", example: "84 %"),
            ]
        case .recoveries:
            [
                Self.licence, .init("year", .year, .key, zh: "年度", example: "2024"),
                .init("grade", .share, zh: "入采品位", example: "0.10 %"),
                .init("recovery", .share, zh: "实际回采率", example: "81 %"),
                .init("method", .word(["in_situ", "heap", "pool", "hard_rock"]), zh: "开采方法", example: "in_situ"),
                .init("basis", .word(["leachable", "full"]), zh: "计算口径", example: "leachable"),
            ]
        case .facilities:
            [
                Self.facility, .init("enterprise", .subject(.enterprise), zh: "企业名称", example: "Example Separation Ltd"),
                .init("longitude", .degrees, zh: "经度", example: "114.95"),
                .init("latitude", .degrees, zh: "纬度", example: "25.85"),
                .init("tonnes_per_year", .tonnes, zh: "年处理能力（吨REO）", example: "2000.000"),
                .init("from", .day, .optionalKey, zh: "投产日期", example: "2015-06-01"),
                .init("to", .day, zh: "停产日期"),
            ]
        default: furtherFields
        }
    }

    private var furtherFields: [EntryField] {
        switch self {
        case .trade:
            [
                .init("reporter", .text, .key, zh: "申报国", example: "CN"),
                .init("partner", .text, .key, zh: "伙伴国", example: "JP"),
                .init("hs_code", .text, .key, zh: "海关编码", example: "284690"),
                .init("month", .month, .optionalKey, zh: "月份", example: "2008-03"),
                .init("year", .year, .optionalKey, zh: "年度"),
                .init("direction", .word(["import", "export"]), .key, zh: "进出口", example: "export"),
                .init("tonnes", .tonnes, .required, zh: "数量（吨）", example: "310.000"),
                .init("value", .amount, zh: "金额"),
                .init("valuation", .word(["cif", "fob"]), zh: "计价", example: "fob"),
                .init("re_export_tonnes", .tonnes, zh: "其中转口（吨）"),
            ] + Self.receipt
        case .exports:
            [
                .init("number", .text, .key, zh: "报关单号", example: "E-2024-0001"), Self.enterprise,
                .init("date", .day, .required, zh: "出口日期", example: "2024-05-02"), Self.code,
                .init("partner", .text, zh: "目的国", example: "JP"),
                .init("licence_number", .text, zh: "出口许可证号", example: "24-AA-0001"),
                .init("tonnes", .tonnes, .required, zh: "数量（吨）", example: "18.000"),
                .init("returned", .flag, zh: "退运或样品", example: "no"),
            ]
        case .exportLicences:
            [
                .init("number", .text, .key, zh: "出口许可证号", example: "24-AA-0001"), Self.enterprise, Self.code,
                .init("from", .day, .required, zh: "有效期起", example: "2024-01-01"),
                .init("to", .day, zh: "有效期止", example: "2024-06-30"),
                .init("tonnes", .tonnes, .required, zh: "数量（吨）", example: "40.000"),
            ]
        case .exportControls:
            [
                .init("hs_code", .text, .key, zh: "海关编码", example: "284690"),
                .init("from", .day, .optionalKey, zh: "实施日期", example: "2015-01-01"),
                .init("to", .day, zh: "终止日期"),
            ]
        case .seizures:
            [
                .init("number", .text, .key, zh: "案号", example: "S-2011-08"),
                .init("date", .day, .required, zh: "日期", example: "2011-08-15"),
                .init("hs_code", .text, zh: "海关编码"),
                .init("tonnes", .tonnes, .required, zh: "数量（吨）", example: "96.000"),
                .init("place", .text, zh: "地点"), .init("enterprise", .subject(.enterprise), zh: "涉案企业"),
                .init("district", .subject(.district), zh: "查获地区"),
            ]
        case .taxes:
            [
                Self.licence, Self.monthKey, .init("paid", .amount, .required, zh: "已缴资源税（元）", example: "120000.00"),
                .init("rate", .amount, .required, zh: "税率（元/吨）", example: "30.00"), Self.material,
            ] + Self.receipt
        case .recycled:
            [Self.facility, Self.monthKey, .init("tonnes", .tonnes, .required, zh: "回收利用量（吨REO）", example: "3.200")] + Self.receipt
        case .permits:
            [
                Self.licence,
                .init("permit", .word(["discharge", "impact_assessment", "water", "safety"]), .key, zh: "许可类型", example: "discharge"),
                .init("number", .text, .optionalKey, zh: "编号", example: "P-0001"),
                .init("from", .day, .required, zh: "有效期起", example: "2022-01-01"),
                .init("to", .day, zh: "有效期止", example: "2026-12-31"),
            ]
        case .deposits:
            [
                Self.licence, .init("due_on", .day, .key, zh: "应缴日期", example: "2024-06-30"),
                .init("due", .amount, .required, zh: "应缴金额（元）", example: "500000.00"),
                .init("paid", .amount, zh: "已缴金额（元）", example: "500000.00"),
                .init("paid_on", .day, zh: "缴纳日期", example: "2024-06-21"),
            ]
        case .obligations:
            [
                Self.licence, .init("number", .text, .key, zh: "编号", example: "R-7"),
                .init("due_on", .day, .required, zh: "应完成日期", example: "2024-12-31"),
                .init("done_on", .day, zh: "完成日期"),
                .init("area_m2", .amount, zh: "面积（平方米）", example: "12000"),
            ]
        case .listings:
            [
                .init("list", .text, .key, zh: "名录", example: "legitimate enterprises"),
                .init("name", .subject(.enterprise), .key, zh: "企业名称", example: "Example Mining Ltd"),
                .init("from", .day, .optionalKey, zh: "列入日期", example: "2011-11-01"),
                .init("to", .day, zh: "移出日期"),
            ]
        case .land:
            [
                Self.licence, .init("year", .year, .key, zh: "年度", example: "2024"),
                .init("block", .text, .optionalKey, zh: "采区或矿块", example: "B-12"),
                .init("area_m2", .amount, zh: "浸采面积（平方米）", example: "12000"),
                .init("area_sigma_m2", .amount, zh: "面积误差（平方米）", example: "400"),
                .init("method", .word(["in_situ", "heap", "pool", "hard_rock"]), zh: "开采方法", example: "in_situ"),
                .init("deposit", .word(["ionic", "rock"]), zh: "矿床类型", example: "ionic"),
                .init("district", .text, zh: "所在县区", example: "North County"),
                .init("clear_views", .count, zh: "无云观测次数", example: "7"),
                .init("working_seen", .flag, zh: "见开采活动", example: "yes"),
                .init("block_known", .flag, zh: "矿块已核定", example: "yes"),
                .init("underground", .flag, zh: "地下开采", example: "no"),
                .init("signs", .words(["heap", "tank", "monazite_alone", "collection_pool"]), zh: "工艺迹象", example: "collection_pool"),
            ] + Self.receipt
        case .yields:
            [
                .init("district", .text, .optionalKey, zh: "所在县区", example: "North County"),
                .init("method", .word(["in_situ", "heap", "pool", "hard_rock"]), .key, zh: "开采方法", example: "hard_rock"),
                .init("deposit", .word(["ionic", "rock"]), .key, zh: "矿床类型", example: "rock"),
                .init("tonnes_per_hectare", .tonnes, .required, zh: "每公顷产量（吨REO）", example: "2400.000"),
                .init("spread", .share, .required, zh: "对数标准差", example: "0.21"),
                // Of ground of which nothing is documented, and may well be above 1.
                .init("own_spread", .amount, zh: "各矿对数标准差", example: "0.73", isLater: true),
                .init("mines", .count, zh: "矿山数", example: "12"),
                .init("note", .text, zh: "依据", example: "trusted reports as known at commit 57"),
            ] + Self.receipt
        case .flows: flowFields
        case .quotaMembers: quotaMemberFields
        default:
            [
                .init("member", .text, .key, zh: "成员", example: "C3600002024015210001234"),
                .init("member_kind", .word(["licence", "enterprise", "group", "facility"]), .optionalKey, zh: "成员类型", example: "licence"),
                .init("parent", .text, .key, zh: "所属", example: "Example Mining Ltd"),
                .init("parent_kind", .word(["enterprise", "group", "district"]), .optionalKey, zh: "所属类型", example: "enterprise"),
                .init("from", .day, .optionalKey, zh: "起始日期", example: "2015-01-01"),
                .init("to", .day, zh: "终止日期"),
            ]
        }
    }

    /// Without a number, seller, buyer, day and tonnes together tell a flow apart; see ``LedgerEntry/key``.
    private var flowFields: [EntryField] {
        [
            .init("number", .text, .optionalKey, zh: "流向记录编号", example: "F-2024-03-0001"),
            .init("date", .day, .key, zh: "交易日期", example: "2024-03-18"),
            // Mines, firms and separators alike: what they are is told by other records.
            .init("seller", .subject(.licence), .key, zh: "销售方", example: "C3600002024015210001234"),
            .init("buyer", .subject(.licence), .key, zh: "购买方", example: "North Separation Plant"),
            .init("product", .text, zh: "产品名称", example: "mixed rare earth carbonate"),
            .init("stage", .word(["mining", "separation", "export"]), zh: "环节", example: "mining"),
            .init("ore_class", .word(["any", "light", "ionic", "other"]), zh: "稀土类型", example: "ionic"), Self.material,
            .init("tonnes", .tonnes, .key, zh: "数量（吨REO）", example: "30.000"),
            .init("value", .amount, zh: "金额", example: "5400000.00"),
        ] + Self.receipt
    }

    /// Under the key of the quota, so that whatever corrects or takes back that row does the same to what it says of its holders.
    private var quotaMemberFields: [EntryField] {
        [
            // The nearest to the ground that the row names.
            .init("member", .subject(.licence), .key, zh: "成员"),
            .init("member_kind", .word(["licence", "enterprise", "group"]), zh: "成员类型"),
            .init("year", .year, .key, zh: "年度"), Self.stage, Self.oreClass,
            .init("material", .word(["oxide", "ore", "concentrate", "volume"]), .optionalKey, zh: "产品形态"),
            .init("batch", .text, .optionalKey, zh: "批次"),
            .init("enterprise", .subject(.enterprise), zh: "企业"), .init("group", .subject(.group), zh: "集团"),
            .init("received_at", .day, zh: "下达日期"),
        ]
    }

    private static let licence = EntryField("licence_id", .subject(.licence), .key, zh: "许可证号", example: "C3600002024015210001234")
    private static let facility = EntryField("facility", .subject(.facility), .key, zh: "分离企业", example: "North Separation Plant")
    private static let enterprise = EntryField("enterprise", .subject(.enterprise), .required, zh: "企业名称", example: "Example Trading Ltd")
    private static let monthKey = EntryField("month", .month, .key, zh: "月份", example: "2024-03")
    private static let code = EntryField("hs_code", .text, .required, zh: "海关编码", example: "284690")
    private static let stage = EntryField("stage", .word(["mining", "separation", "export"]), .optionalKey, zh: "环节", example: "mining")
    private static let oreClass = EntryField(
        "ore_class", .word(["any", "light", "ionic", "other"]), .optionalKey, zh: "稀土类型", example: "ionic")
    private static let material = EntryField("material", .word(["oxide", "ore", "concentrate", "volume"]), zh: "产品形态", example: "oxide")
    private static let receipt = [EntryField("received_at", .day, zh: "报送日期", example: "2024-04-08")]
}
