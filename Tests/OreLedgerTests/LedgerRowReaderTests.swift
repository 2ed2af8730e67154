import OreFeatures
import OreLedger
import Testing

@Suite("Rows of figures as offices write them")
struct LedgerRowReaderTests {
    /// March 2024.
    private static let march: Int32 = 2024 * 12 + 2

    private func reader(
        _ headings: [String], _ kind: FigureKind = .report, above: [String] = [], rows: [[String]] = [], profile: Profile? = nil
    ) -> LedgerRowReader {
        var reader = LedgerRowReader(LedgerColumns(headings, above: above, kind, profile: profile, sample: rows))
        reader.observe(rows)
        return reader
    }

    private func record(_ reading: LedgerRowReading) -> LedgerRow? { if case .record(let row) = reading { row } else { nil } }
    private func fault(_ reading: LedgerRowReading) -> LedgerRowFault? { if case .fault(let fault, _) = reading { fault } else { nil } }

    @Test(
        "A heading gives its words, its unit and its material, wherever they stand",
        arguments: [
            ("产量（万吨）", "产量", FigureUnit.tenThousandTonnes, MaterialKind?.none), ("mining_quota_t_reo", "miningquota", .tonne, .oxide),
            ("Output [kg]", "output", .kilogram, nil), ("开采指标（吨REO）", "开采指标", .tonne, .oxide), ("精矿产量(t)", "产量", .tonne, .concentrate),
            ("ｏｕｔｐｕｔ（ｍ3）", "output", .cubicMetre, nil), ("world_mine_kt", "worldmine", .kilotonne, nil), ("tonnes", "tonnes", .tonne, nil),
        ] as [(String, String, FigureUnit, MaterialKind?)])
    func headings(_ text: String, _ name: String, _ unit: FigureUnit, _ material: MaterialKind?) {
        let heading = LedgerHeading(text)
        #expect(heading.name == name && heading.unit == unit && heading.material == material)
    }

    @Test(
        "A month is the same in every usual notation",
        arguments: [
            "2024-03", "202403", "2024/3", "2024.3", "2024年3月", "2024年03月份", "２０２４年３月", "Mar 2024", "March 2024", "03/2024", "2024-03-31",
            "2024/3/1", "20240315",
        ])
    func months(_ text: String) {
        let row = record(reader(["licence_id", "month", "tonnes"]).read(["A", text, "1"]))
        #expect(row?.period == Self.march)
    }

    @Test(
        "What is no month of one year is refused: other lengths, month 13, a day that can be read two ways",
        arguments: [
            "2024", "2024-Q1", "2024-13", "3", "05/06/2024", "later", "",
        ])
    func noMonths(_ text: String) {
        #expect(fault(reader(["licence_id", "month", "tonnes"]).read(["A", text, "1"]))?.column == "month")
    }

    @Test("A row of a quota says whose its subject is, and nothing of anybody else")
    func holders() throws {
        let plain = reader(["集团", "单位名称", "采矿权人", "年度", "批次", "指标"], .quota)
        let other = try #require(record(plain.read(["甲集团", "丙矿", "乙公司", "2023", "1", "55"])))
        #expect(other.name == "丙矿" && other.members == nil)
        let own = try #require(record(plain.read(["甲集团", "乙公司", "乙公司", "2023", "1", "55"])))
        #expect(own.name == "乙公司" && own.members?["member"] == .text("乙公司") && own.members?["group"] == .text("甲集团"))
    }

    @Test("Concentrate of a stated grade is the oxide in it, to the smaller kilogram; without a grade nothing is guessed")
    func grades() {
        let plain = reader(["licence_id", "month", "output (t concentrate)", "grade"])
        let row = record(plain.read(["A", "2024-03", "60", "55.25 %"]))
        #expect(row?.amount == 33_150 && row?.line == LedgerLine(.mining, .any, .oxide) && row?.marks == .byGrade)
        #expect(record(plain.read(["A", "2024-03", "0.001", "0.9999"]))?.amount == 0)
        #expect(record(plain.read(["A", "2024-03", "0", ""]))?.line.material == .oxide)
        for grade in ["", "55.25", "-0.1", "110 %", "rich"] {
            #expect(fault(plain.read(["A", "2024-03", "60", grade]))?.column == "grade", "\(grade)")
        }
        let percent = reader(["企业名称", "月份", "精矿产量（吨）", "品位（％）"])
        #expect(record(percent.read(["甲", "2024年3月", "60", "55.25"]))?.amount == 33_150)
        // Each row says what it is of.
        let rows = reader(["licence_id", "month", "output", "material", "grade"])
        #expect(record(rows.read(["A", "2024-03", "60", "concentrate", "0.5"]))?.amount == 30_000)
        #expect(record(rows.read(["A", "2024-03", "60", "oxide", ""]))?.amount == 60_000)
        #expect(record(rows.read(["A", "2024-03", "60", "ore", "0.001"]))?.line.material == .ore)
        #expect(
            record(reader(["licence_id", "month", "output (t concentrate)"]).read(["A", "2024-03", "60"]))?.line.material == .concentrate)
        #expect(LedgerColumns(["licence_id", "month", "output (t REO)", "grade"], above: [], .report, profile: nil).unused == ["grade"])
    }

    @Test("A quota names the nearest to the ground that its row fills in: mine, enterprise, group")
    func levels() {
        let quotas = reader(["集团", "企业", "矿山", "年度", "指标"], .quota)
        func name(_ cells: [String]) -> String? { record(quotas.read(cells + ["2024", "10"]))?.name }
        #expect(name(["甲集团", "乙公司", "丙矿"]) == "丙矿")
        #expect(name(["甲集团", "乙公司", ""]) == "乙公司")
        #expect(name(["甲集团", "", ""]) == "甲集团")
        #expect(fault(quotas.read(["", "", "", "2024", "10"])) != nil)
        #expect(quotas.read(["甲集团", "合计", "", "2024", "10"]) == .skipped)
        #expect(record(reader(["集团", "年度", "指标"], .quota).read(["甲集团", "2024", "10"]))?.name == "甲集团")
        // A report without its mine is one of nobody.
        #expect(fault(reader(["企业", "矿山", "月份", "产量"]).read(["乙公司", "", "2024-03", "1"])) != nil)
    }

    @Test("A quota's row that names several levels says who belongs to whom, under the key of the quota; others say nothing")
    func holdersOfQuotas() throws {
        func members(_ headings: [String], _ cells: [String], _ kind: FigureKind = .quota) -> LedgerEntry? {
            record(reader(headings, kind).read(cells))?.members
        }
        let headings = ["集团", "企业", "矿山", "年度", "批次", "指标", "下达日期"]
        let whole = try #require(members(headings, ["甲集团", "乙公司", "丙矿", "2024", "2", "10", "2024-03-01"]))
        #expect(whole["member"] == .text("丙矿") && whole["enterprise"] == .text("乙公司") && whole["group"] == .text("甲集团"))
        #expect(whole["year"] == .year(2024) && whole["batch"] == .text("2") && whole.received == Day(year: 2024, month: 3, day: 1))
        #expect(whole["member_kind"] == .text("licence") && !whole.isWithdrawn && whole.missing.isEmpty)
        let above = try #require(members(headings, ["甲集团", "乙公司", "", "2024", "2", "10", "2024-03-01"]))
        #expect(above["member"] == .text("乙公司") && above["enterprise"] == nil && above["group"] == .text("甲集团"))
        // Whoever names nobody above says so.
        #expect(members(headings, ["甲集团", "", "", "2024", "2", "10", ""])?.isWithdrawn == true)
        let licences = try #require(members(["licence_id", "enterprise", "year", "quota"], ["L1", "Firm", "2024", "10"]))
        #expect(licences["member"] == .text("L1") && licences["enterprise"] == .text("Firm") && licences["batch"] == nil)
        #expect(members(["licence_id", "name", "year", "quota"], ["L1", "Firm", "2024", "10"]) == nil)
        #expect(members(["licence_id", "year", "quota"], ["L1", "2024", "10"]) == nil)
        #expect(members(["licence_id", "enterprise", "month", "output"], ["L1", "Firm", "2024-01", "10"], .report) == nil)
        #expect(fault(reader(headings, .quota).read(["丙矿", "乙公司", "丙矿", "2024", "2", "10", ""])) != nil)
        // Nobody holds himself.
        let same = try #require(members(headings, ["甲", "甲", "丙矿", "2024", "2", "10", ""]))
        #expect(same["enterprise"] == .text("甲") && same["group"] == nil)
    }

    @Test("A month alone takes the year of its row, or of the title; one that contradicts its year is refused")
    func years() {
        let both = reader(["企业名称", "年份", "月份", "产量"])
        #expect(record(both.read(["甲", "2024年", "3月", "1"]))?.period == Self.march)
        #expect(fault(both.read(["甲", "2023", "2024-03", "1"])) != nil)
        let titled = reader(["企业名称", "月份", "产量"], above: ["2024年稀土开采月报表", "单位：万吨"])
        let row = record(titled.read(["甲", "3", "1.5"]))
        #expect(row?.period == Self.march && row?.amount == 15_000_000)
    }

    @Test("The column shows which sign stands before decimals, and whether the day comes first")
    func evidence() {
        let headings = ["licence_id", "month", "tonnes", "received_at"]
        let comma = reader(headings, rows: [["A", "2024-01", "12,5", "25/01/2024"], ["A", "2024-02", "1.234", "05/02/2024"]])
        let row = record(comma.read(["A", "2024-02", "1.234", "05/02/2024"]))
        #expect(row?.amount == 1_234_000 && row?.stated == Day(year: 2024, month: 2, day: 5))
        let point = reader(headings, rows: [["A", "2024-01", "12.5", ""]])
        #expect(record(point.read(["A", "2024-02", "1,234", ""]))?.amount == 1_234_000)
        #expect(fault(reader(headings).read(["A", "2024-02", "1,234", ""]))?.column == "tonnes")
        #expect(fault(reader(headings).read(["A", "2024-02", "1", "05/02/2024"]))?.column == "received_at")
    }

    @Test("A unit stands in the cell, else in its column, else in the heading; 单位 is one of units where its cells are")
    func units() {
        let headings = ["单位", "月份", "产量（吨）", "计量单位"]
        #expect(record(reader(headings).read(["甲", "2024-01", "2", "kg"]))?.amount == 2)
        #expect(record(reader(headings).read(["甲", "2024-01", "3万吨", "kg"]))?.amount == 30_000_000)
        let named = reader(["企业", "月份", "产量", "单位"], rows: [["甲", "2024-01", "2", "万吨"]])
        let row = record(named.read(["甲", "2024-01", "2", "万吨"]))
        #expect(row?.name == "甲" && row?.amount == 20_000_000)
        #expect(fault(named.read(["甲", "2024-01", "2", "箱"]))?.column == "单位")
    }

    @Test(
        "Negative, missing, absurd and nameless figures are refused with their column; totals are passed over; returns and deductions stand"
    )
    func figures() {
        let reports = reader(["licence_id", "month", "tonnes"])
        for bad in ["-3", "", "abc", "1e12", "1.2345"] {
            #expect(fault(reports.read(["A", "2024-01", bad]))?.column == "tonnes", "\(bad)")
        }
        #expect(fault(reports.read(["", "2024-01", "1"]))?.column == "licence_id")
        #expect(fault(reports.read(["A", "2024-01", "1", "234"]))?.column == "column 4")
        #expect(reports.read(["合 计", "2024-01", "1"]) != .skipped && reports.read(["合计", "2024-01", "1"]) == .skipped)
        let quotas = reader(["licence_id", "year", "batch", "quota"], .quota)
        #expect(record(quotas.read(["A", "2024年度", "第二批", "-3"]))?.detail == 2)
        #expect(record(quotas.read(["A", "2024", "全年", "3"]))?.marks == .total)
        let invoices = reader(["seller", "licence_id", "date", "sold"], .invoice)
        #expect(record(invoices.read(["乙", "A", "2024-01-05", "-3"]))?.name == "乙")
    }

    @Test(
        "Fifteen digits of a workbook's figure count",
        arguments: [
            ("0.30000000000000004", "0.300000000000000"), ("30.599999999999998", "30.6000000000000"), ("1.5", "1.5"),
            ("999999.9999999999", "1000000.000000000"),
        ])
    func fifteen(_ text: String, _ shown: String) throws {
        #expect(FigureReader.fifteenDigits(text) == shown)
        #expect(throws: Never.self) { try FigureReader().thousandths(shown) }
    }

    @Test("A profile names columns, constants and words; a word that it does not list is refused")
    func profile() throws {
        let profile = try Profile(
            yaml: """
                name: office
                kind: reports
                fields:
                  subject: { constant: China }
                  month: { from: When, format: mm/dd/yyyy }
                  tonnes: Output
                  unit: { constant: kt }
                  withdrawn: { from: State, values: { ok: no, void: yes } }
                """, file: "office.yaml")
        let reader = reader(["When", "Output", "State"], profile: profile)
        let row = record(reader.read(["03/31/2024", "1.5", "void"]))
        #expect(row?.name == "China" && row?.amount == 1_500_000 && row?.marks == .withdrawn && row?.period == Self.march)
        #expect(fault(reader.read(["03/31/2024", "1.5", "draft"]))?.column == "State")
    }

    @Test("The headings of templates are read, in both languages", arguments: FigureKind.allCases, [false, true])
    func templates(_ kind: FigureKind, _ isChinese: Bool) {
        let template = LedgerTemplate(kind, isChinese: isChinese)
        let headings = template.columns.map(\.heading)
        #expect(LedgerColumns.isHeading(headings, kind, profile: nil))
        let columns = LedgerColumns(headings, above: [], kind, profile: nil)
        for column in template.columns { #expect(Attribute(rawValue: column.name).map(columns.heading) == column.heading) }
        #expect(record(LedgerRowReader(columns).read(template.columns.map(\.example))) != nil)
        #expect(columns.material == .oxide && columns.unit == .tonne)
    }

    @Test("Templates have a column for all that the reader takes, but for another way to tell the period; some may be left out")
    func templatesAreWhole() {
        for kind in FigureKind.allCases {
            let template = LedgerTemplate(kind, isChinese: false)
            let other: Set<Attribute> = kind == .report ? [.year] : kind == .invoice ? [.month] : []
            #expect(Set(template.columns.compactMap(\.attribute)) == Set(kind.profileKind.attributes).subtracting(other), "\(kind)")
            let needed = template.columns.filter(\.isRequired)
            let row = record(reader(needed.map(\.heading), kind).read(needed.map(\.example)))
            #expect(row?.line == LedgerLine(.mining) && row?.marks.isEmpty == true, "\(kind)")
        }
    }

    @Test("A template's columns say stage, class, material, unit and withdrawal of a row, in both languages", arguments: [false, true])
    func furtherColumns(_ isChinese: Bool) {
        let template = LedgerTemplate(.report, isChinese: isChinese)
        func read(_ stage: String, _ oreClass: String, _ material: String, _ unit: String, _ withdrawn: String) -> LedgerRow? {
            let cells: [Attribute: String] = [
                .stage: stage, .oreClass: oreClass, .material: material, .unit: unit, .withdrawn: withdrawn, .tonnes: "34",
                .grade: stage.isEmpty ? "" : "50 %",
            ]
            let row = template.columns.map { column in column.attribute.flatMap { cells[$0] } ?? column.example }
            return record(reader(template.columns.map(\.heading)).read(row))
        }
        let words = isChinese ? ["冶炼分离", "离子型", "精矿", "千克", "是"] : ["separation", "ionic", "concentrate", "kg", "yes"]
        let row = read(words[0], words[1], words[2], words[3], words[4])
        #expect(row?.line == LedgerLine(.separation, .ionic, .oxide) && row?.marks == [.withdrawn, .byGrade] && row?.amount == 17)
        #expect(read("", "", "", "", "")?.line == LedgerLine(.mining))
        // Cubic metres are of no oxide, whatever the heading says.
        #expect(read("", "", "", "m3", "")?.line == LedgerLine(.mining, .any, .volume))
        #expect(read("", "", isChinese ? "体积" : "volume", "m3", "")?.line == LedgerLine(.mining, .any, .volume))
        #expect(read("", "", isChinese ? "氧化物" : "oxide", "m3", "") == nil)
        #expect(read("", "", isChinese ? "体积" : "volume", "", "") == nil)
    }

    @Test("A table of reports of a stage and material says both, and is read so", arguments: Stage.allCases, MaterialKind.allCases)
    func reportTemplates(_ stage: Stage, _ material: MaterialKind) throws {
        let month = try #require(CalendarMonth(year: 2024, month: 3))
        for isChinese in [false, true] {
            let template = LedgerTemplate(reportsOf: LineSelection(stage, nil, material), isChinese: isChinese)
            var row = try #require(template.rows(of: ["N-1"], month: month).first)
            let place = try #require(template.columns.firstIndex { $0.attribute == .tonnes })
            row[place] = "7.5"
            let read = record(reader(template.columns.map(\.heading)).read(row))
            #expect(read?.line == LedgerLine(stage, .any, material) && read?.amount == 7500 && read?.name == "N-1")
        }
    }
}
