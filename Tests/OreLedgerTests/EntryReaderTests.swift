import OreFeatures
import OreLedger
import Testing

@Suite("Entries of the ledger as offices write them")
struct EntryReaderTests {
    private static let today = Day(year: 2025, month: 6, day: 30) ?? Day(daysSince1970: 0)

    private func reader(
        _ kind: EntryKind, _ headings: [String], above: [String] = [], rows: [[String]] = [], profile: Profile? = nil
    ) -> EntryRowReader {
        var reader = EntryRowReader(EntryColumns(headings, above: above, kind, profile: profile), today: Self.today)
        reader.observe(rows)
        return reader
    }

    private func entry(_ reading: EntryRowReading) -> LedgerEntry? { if case .entry(let entry) = reading { entry } else { nil } }
    private func fault(_ reading: EntryRowReading) -> LedgerRowFault? { if case .fault(let fault, _, _) = reading { fault } else { nil } }

    @Test(
        "The fields' own names and Chinese words are read, with their examples, for every kind", arguments: EntryKind.allCases,
        [false, true])
    func everyKind(_ kind: EntryKind, _ isChinese: Bool) throws {
        let headings = kind.fields.map { isChinese ? $0.chinese : $0.name }
        #expect(EntryColumns.isHeading(headings, kind, profile: nil))
        let reader = reader(kind, headings)
        #expect(reader.columns.unused.isEmpty)
        let reading = reader.read(kind.fields.map(\.example))
        let read = entry(reading)
        let entry = try #require(read, "\(reading)")
        for field in kind.fields { #expect((entry[field.name] == nil) == field.example.isEmpty, "\(field.name)") }
        // What is written is read back the same.
        let again = self.entry(self.reader(kind, headings).read(entry.values.map { $0?.text ?? "" }))
        #expect(again == entry)
    }

    @Test("Profiles and kinds of records name the same fields", arguments: EntryKind.allCases)
    func attributes(_ kind: EntryKind) {
        #expect(kind.profileKind.rawValue == kind.rawValue && kind.profileKind.isOfLedger && kind.profileKind.isTabular)
        #expect(kind.profileKind.attributes.map(\.rawValue) == kind.fields.map(\.name) + ["unit", "withdrawn"])
    }

    @Test(
        "Units, shares, full-width digits, decimal commas and money are read to the digit",
        arguments: [
            ("12,5", "12.500"), ("１２．５", "12.500"), ("3.2万吨", "32000.000"), ("500 kg", "0.500"), ("1 234,5", "1234.500"),
        ])
    func figures(_ text: String, _ tonnes: String) {
        let row = ["A", "2024-01-31", text]
        #expect(entry(reader(.stock, ["licence_id", "date", "tonnes"]).read(row))?["tonnes"]?.text == tonnes)
    }

    @Test("A share is one of one, per cent or parts in a million; the heading may say that it is per cent")
    func shares() {
        let plain = reader(.reserves, ["许可证号", "核实日期", "储量（万吨）", "品位", "回采率"])
        let entry = entry(plain.read(["甲", "2020-12-31", "1.5", "800ppm", "84 %"]))
        #expect(entry?["tonnes"]?.text == "15000.000" && entry?["grade"]?.text == "0.0008" && entry?["recovery"]?.text == "0.84")
        #expect(fault(plain.read(["甲", "2020-12-31", "1", "", "84"]))?.column == "回采率")
        let percent = reader(.reserves, ["许可证号", "核实日期", "储量", "平均品位（%）"])
        #expect(self.entry(percent.read(["甲", "2020-12-31", "1", "0.08"]))?["grade"]?.text == "0.0008")
    }

    @Test("A unit of the column, the heading or the title; cubic metres only where a record can say so")
    func units() {
        let headings = ["licence_id", "from", "capacity", "unit"]
        #expect(entry(reader(.capacities, headings).read(["A", "2021-01-01", "3", "万吨"]))?["tonnes_per_year"]?.text == "30000.000")
        let quarry = entry(reader(.capacities, headings).read(["A", "2021-01-01", "3", "m3"]))
        #expect(quarry?["material"] == .text("volume") && quarry?["tonnes_per_year"]?.text == "3.000")
        #expect(fault(reader(.stock, ["licence_id", "date", "tonnes", "unit"]).read(["A", "2024-01-31", "3", "m3"]))?.column == "tonnes")
        let titled = reader(.capacities, ["licence_id", "from", "生产能力（吨REO）"], above: ["单位：万吨"])
        #expect(entry(titled.read(["A", "2021-01-01", "3"]))?["material"] == .text("oxide"))
        #expect(
            entry(reader(.stock, ["licence_id", "date", "tonnes"], above: ["单位：kg"]).read(["A", "2024-01-31", "3"]))?["tonnes"]?.text
                == "3.000")
    }

    @Test(
        "What cannot be is refused with its column: negative, absurd, missing, in the future, before it begins, off the globe, of no known word",
        arguments: [
            (EntryKind.stock, ["licence_id", "date", "tonnes"], ["A", "2024-01-31", "-3"], "tonnes"),
            (.stock, ["licence_id", "date", "tonnes"], ["A", "2024-01-31", "1e12"], "tonnes"),
            (.stock, ["licence_id", "date", "tonnes"], ["A", "2024-01-31", ""], "tonnes"),
            (.stock, ["licence_id", "date", "tonnes"], ["", "2024-01-31", "1"], "licence_id"),
            (.stock, ["licence_id", "date", "tonnes"], ["A", "2025-07-01", "1"], "date"),
            (.stock, ["licence_id", "date", "tonnes"], ["A", "05/06/2024", "1"], "date"),
            (.stock, ["licence_id", "date", "tonnes"], ["A", "2024-01-31", "1,234"], "tonnes"),
            (.stock, ["licence_id", "date", "tonnes", "stage"], ["A", "2024-01-31", "1", "baking"], "stage"),
            (.recycled, ["facility", "month", "tonnes"], ["F", "2025-07", "1"], "month"),
            (.recoveries, ["licence_id", "year", "grade"], ["A", "2026", "1 %"], "year"),
            (.permits, ["licence_id", "permit", "from", "to"], ["A", "water", "2024-02-01", "2024-01-31"], "to"),
            (.facilities, ["facility", "longitude", "latitude"], ["F", "114.9", "95"], "latitude"),
            (.facilities, ["facility", "longitude", "latitude"], ["F", "114.9", ""], "latitude"),
            (
                .trade, ["reporter", "partner", "hs_code", "direction", "tonnes", "month", "year"],
                ["CN", "JP", "1", "export", "1", "", ""], "month"
            ),
            (
                .trade, ["reporter", "partner", "hs_code", "direction", "tonnes", "month", "year"],
                ["CN", "JP", "1", "出口", "1", "2024-03", "2023"], "month"
            ),
            (
                .trade, ["reporter", "partner", "hs_code", "direction", "tonnes", "year", "re_export_tonnes"],
                ["HK", "JP", "1", "export", "1", "2023", "2"], "re_export_tonnes"
            ),
            (.members, ["member", "parent"], ["A", "A"], "parent"),
            (.deposits, ["licence_id", "due_on", "due", "paid"], ["A", "2024-06-30", "1", "-1"], "paid"),
            (
                .yields, ["method", "deposit", "tonnes_per_hectare", "spread"], ["heap", "ionic", "58250", "0.2"], "tonnes_per_hectare"
            ),
            (.yields, ["method", "deposit", "tonnes_per_hectare", "spread"], ["heap", "ionic", "58.25", "2"], "spread"),
            // What sets mines apart is documented, or has to be stated.
            (
                .yields, ["method", "deposit", "tonnes_per_hectare", "spread", "own_spread"], ["heap", "ionic", "58.25", "0.2", "0.5"],
                "own_spread"
            ),
            (.yields, ["method", "deposit", "tonnes_per_hectare", "spread"], ["hard_rock", "rock", "2400", "0.2"], "own_spread"),
            (
                .yields, ["method", "deposit", "tonnes_per_hectare", "spread", "own_spread"], ["hard_rock", "rock", "2400", "0.2", "2.5"],
                "own_spread"
            ),
            (
                .yields, ["method", "deposit", "tonnes_per_hectare", "spread", "own_spread"],
                ["hard_rock", "rock", "2400", "0.2", "0.099"],
                "own_spread"
            ),
            (
                .yields, ["method", "deposit", "tonnes_per_hectare", "spread", "own_spread"],
                ["hard_rock", "rock", "2000000", "0.2", "0.5"],
                "tonnes_per_hectare"
            ),
            (.flows, ["date", "seller", "buyer", "tonnes"], ["2024-03-18", "A", "A", "3"], "buyer"),
        ] as [(EntryKind, [String], [String], String)])
    func refused(_ kind: EntryKind, _ headings: [String], _ cells: [String], _ column: String) {
        let reading = reader(kind, headings).read(cells)
        #expect(fault(reading)?.column == column, "\(reading)")
    }

    @Test("What lies ahead may be said of what is due or granted; totals are passed over; a withdrawal is an entry")
    func allowed() {
        #expect(entry(reader(.permits, ["licence_id", "permit", "from", "to"]).read(["A", "排污许可证", "2026-01-01", "2030-01-01"])) != nil)
        #expect(reader(.stock, ["licence_id", "date", "tonnes"]).read(["合计", "2024-01-31", "9"]) == .skipped)
        #expect(entry(reader(.stock, ["licence_id", "date", "tonnes", "作废"]).read(["A", "2024-01-31", "9", "是"]))?.isWithdrawn == true)
        #expect(fault(reader(.stock, ["licence_id", "date", "tonnes", "作废"]).read(["A", "2024-01-31", "9", "?"]))?.column == "作废")
        // Of rock a record has to say how far mines lie apart; one that takes such a record back need not.
        let yields = reader(.yields, ["method", "deposit", "tonnes_per_hectare", "spread", "withdrawn"])
        #expect(entry(yields.read(["hard_rock", "rock", "2400", "0.2", "yes"]))?.isWithdrawn == true)
    }

    @Test("The column shows the decimal sign and the order of day and month")
    func evidence() {
        let rows = [["A", "25/01/2024", "12,5"], ["A", "05/02/2024", "1.234"]]
        let read = entry(reader(.stock, ["licence_id", "date", "tonnes"], rows: rows).read(rows[1]))
        #expect(read?["tonnes"]?.text == "1234.000" && read?["date"]?.text == "2024-02-05")
    }

    @Test("A profile names columns, constants and words; its filters leave rows out")
    func profile() throws {
        let profile = try Profile(
            yaml: """
                name: customs
                kind: trade
                fields:
                  reporter: { constant: CN }
                  partner: Country
                  hs_code: { constant: "284690" }
                  direction: { from: Flow, values: { A: export, B: import } }
                  year: Year
                  tonnes: Net
                  unit: { constant: kg }
                filters:
                  - { column: Country, not: World }
                """, file: "customs.yaml")
        let reader = reader(.trade, ["Country", "Flow", "Year", "Net"], profile: profile)
        let read = entry(reader.read(["JP", "A", "2008", "2500"]))
        #expect(read?["tonnes"]?.text == "2.500" && read?["direction"] == .text("export") && read?["reporter"] == .text("CN"))
        #expect(reader.read(["World", "A", "2008", "2500"]) == .skipped)
        #expect(fault(reader.read(["JP", "C", "2008", "2500"]))?.column == "Flow")
        #expect(EntryColumns.isHeading(["Country", "Flow", "Year", "Net"], .trade, profile: profile))
        #expect(!EntryColumns.isHeading(["Country", "Flow", "Year"], .trade, profile: profile))
    }

    @Test("A table that does not say what an entry needs is none, and the reason names the field")
    func missing() {
        #expect(!EntryColumns.isHeading(["licence_id", "tonnes"], .stock, profile: nil))
        #expect(EntryColumns(["licence_id", "tonnes"], above: [], .stock, profile: nil).missing == "the date (date, 盘点日期)")
    }
}
