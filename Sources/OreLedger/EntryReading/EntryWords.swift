internal import OreFeatures

/// The words of offices for the columns and the cells of entries, in English and Chinese.
enum EntryWords {
    /// Names of a field's column, the better one first; compared as ``LedgerHeading/name``. The first two are its own.
    static func columns(_ field: EntryField) -> [String] {
        [LedgerHeading(field.name).name, LedgerHeading(field.chinese).name] + further(field)
    }

    private static func further(_ field: EntryField) -> [String] {
        switch field.form {
        case .subject where field.name == "seller" || field.name == "buyer": byName[field.name] ?? []
        case .subject(.licence): LedgerWords.columns(.subject, of: .reports)
        case .subject(.facility): ["separator", "plant", "facilityname", "分离厂", "冶炼分离企业"] + LedgerWords.names
        case .subject: ["exporter", "出口企业", "经营单位"] + LedgerWords.names
        case .month: LedgerWords.columns(.month, of: .reports)
        case .year: LedgerWords.columns(.year, of: .quotas)
        default: byName[field.name] ?? Attribute(rawValue: field.name).map { LedgerWords.columns($0, of: .reports) } ?? []
        }
    }

    private static let byName: [String: [String]] = [
        "tonnes": [
            "tonnage", "t", "quantity", "weight", "netweight", "mass", "数量", "重量", "吨", "万吨", "kg", "库存", "库存量", "储量", "保有储量", "资源量", "回收量",
        ],
        "date": ["asof", "on", "day", "日期", "截止日期", "盘点日", "出口日期", "查获日期", "销售日期", "开票日期", "流转日期", "成交日期"],
        "from": ["validfrom", "since", "start", "startdate", "起始日期", "有效期起", "有效期始", "开始日期", "生效日期"],
        "to": ["validto", "until", "end", "enddate", "终止日期", "有效期止", "有效期至", "截止日期", "到期日期"],
        "tonnes_per_year": ["capacity", "capacitytonnes", "生产能力", "年产能", "产能", "生产规模", "设计生产规模", "处理能力", "设计能力"],
        "grade": ["品位", "地质品位", "入选品位", "平均品位"],
        "recovery": ["recoveryrate", "回采率", "回收率", "采矿回采率", "浸出率"],
        "flow": ["inout", "intakeoroutput", "进出", "投入产出", "收发"],
        "source": ["origin", "原料来源"],
        "longitude": ["lon", "x", "东经"], "latitude": ["lat", "y", "北纬"],
        "reporter": ["reportercountry", "reportingcountry", "报告国", "申报地"],
        "partner": ["partnercountry", "destination", "country", "贸易伙伴", "目的国", "伙伴"],
        "hs_code": ["hs", "commoditycode", "cmdcode", "tariffcode", "商品编码", "税则号", "税号", "海关商品编码"],
        "direction": ["tradeflow", "贸易方向", "流向"],
        "value": ["tradevalue", "valueusd", "amount", "货值"],
        "valuation": ["basis", "incoterm", "价格条件"],
        "number": ["no", "id", "declaration", "declarationnumber", "licencenumber", "licensenumber", "caseno", "编号", "证号", "案件编号"],
        "licence_number": ["exportlicence", "exportlicense", "licencenumber", "licensenumber", "许可证号"],
        "returned": ["issample", "sample", "退运", "样品"],
        "place": ["location", "where", "查获地点"],
        "paid": ["taxpaid", "amountpaid", "已缴", "实缴金额", "缴纳金额", "已缴税额"],
        "rate": ["taxrate", "税率", "单位税额"],
        "permit": ["kind", "permitkind", "permittype", "类型", "许可种类"],
        "seller": ["soldby", "from", "supplier", "卖方", "销方", "销售方名称", "销售单位", "售方", "供货方", "发货单位"],
        "buyer": ["boughtby", "to", "purchaser", "customer", "买方", "购方", "购买方名称", "购货单位", "购买单位", "采购方", "收货单位"],
        "product": ["productname", "goods", "产品", "品名", "货物名称"],
        "due_on": ["duedate", "due_date", "应缴日", "到期日", "期限"],
        "due": ["amountdue", "应缴", "应存金额"], "paid_on": ["paiddate", "缴款日期", "到账日期"],
        "done_on": ["completedon", "donedate", "验收日期"], "area_m2": ["area", "复垦面积"],
        "list": ["listname", "名单", "公告"], "member": ["child", "下属", "子公司"], "parent": ["group", "owner", "上级", "集团", "隶属"],
        "block": ["leachingblock", "pit", "矿块", "采区"], "signs": ["迹象"], "clear_views": ["views", "观测次数"],
        "member_kind": ["membertype"], "parent_kind": ["parenttype"],
    ]

    // MARK: Cells

    /// The word of a field that a cell means; `nil` for any other.
    /// - Parameter word: narrowed, in lower case.
    static func word(_ word: String, of field: EntryField, among known: [String]) -> String? {
        let plain = String(word.map { $0 == " " || $0 == "-" ? "_" : $0 })
        if known.contains(plain) { return plain }
        let meant: String? =
            switch field.name {
            case "stage": LedgerWords.stage(word).map { "\($0)" }
            case "ore_class": LedgerWords.oreClass(word).map { "\($0)" }
            case "material": LedgerWords.material(word).map { "\($0)" }
            default: synonyms[word]
            }
        return meant.flatMap { known.contains($0) ? $0 : nil }
    }

    private static let synonyms: [String: String] = [
        "in": "intake", "feed": "intake", "input": "intake", "流入": "intake", "入": "intake", "投入": "intake", "购入": "intake", "进料": "intake",
        "out": "output", "product": "output", "产出": "output", "出": "output", "流出": "output", "产品": "output",
        "self": "own", "自产": "own", "自有": "own", "purchased": "bought", "外购": "bought", "采购": "bought", "进口": "imported",
        "import": "imported", "回收": "recycled", "回收利用": "recycled", "secondary": "recycled", "来料加工": "tolled", "代加工": "tolled",
        "in situ": "in_situ", "原地浸矿": "in_situ", "原地浸出": "in_situ", "堆浸": "heap", "heap leaching": "heap", "池浸": "pool",
        "tank": "pool", "pool leaching": "pool", "hard rock": "hard_rock", "露天": "hard_rock", "露天开采": "hard_rock", "地下开采": "hard_rock",
        "离子相": "leachable", "浸取相": "leachable", "全相": "full", "m": "import", "imports": "import", "x": "export", "exports": "export",
        "到岸价": "cif", "离岸价": "fob", "排污": "discharge", "排污许可": "discharge", "排污许可证": "discharge", "环评": "impact_assessment",
        "环境影响评价": "impact_assessment", "eia": "impact_assessment", "取水": "water", "取水许可": "water", "安全": "safety", "安全生产": "safety",
        "安全生产许可证": "safety", "许可证": "licence", "采矿权": "licence", "采矿许可证": "licence", "矿山": "licence", "license": "licence",
        "mine": "licence",
        "企业": "enterprise", "公司": "enterprise", "company": "enterprise", "集团": "group", "分离企业": "facility", "分离厂": "facility",
        "plant": "facility",
        "行政区": "district", "县": "district", "区县": "district", "county": "district",
    ]

    /// `进口` stands for a direction in one table and for an origin in another.
    static func direction(_ word: String) -> String? {
        switch word {
        case "import", "imports", "m", "进口": "import"
        case "export", "exports", "x", "出口": "export"
        default: nil
        }
    }
}
