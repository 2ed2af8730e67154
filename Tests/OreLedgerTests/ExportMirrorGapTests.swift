import OreDetection
import OreFeatures
import Testing

@testable import OreLedger

@Suite("Mirror gaps of exports")
struct ExportMirrorGapTests {
    private func exported(
        _ year: Int32, _ value: Double, month: String? = nil, to: String = "JP", code: String = "284690", worth: Int64? = nil
    ) -> TradeFigure {
        TradeFigure(
            reporter: "CN", partner: to, code: code, month: month.map(Given.month), year: year, direction: .exported,
            tonnes: Given.tonnes(value), value: worth, valuation: worth == nil ? nil : .fob, reExported: nil, source: EntrySource(row: 1))
    }

    private func imported(
        _ year: Int32, _ value: Double, month: String? = nil, by: String = "JP", code: String = "284690", again: Double? = nil,
        worth: Int64? = nil
    ) -> TradeFigure {
        TradeFigure(
            reporter: by, partner: "CN", code: code, month: month.map(Given.month), year: year, direction: .imported,
            tonnes: Given.tonnes(value), value: worth, valuation: worth == nil ? nil : .cif, reExported: again.map(Given.tonnes),
            source: EntrySource(row: 2))
    }

    private func findings(_ rows: [TradeFigure]) -> EntryRuleResult {
        ExportMirrorGap().findings(rows) { name, kind in
            #expect(kind == .flow)
            return SubjectID(name == "CN 284690" ? 7 : 8)
        }
    }

    private func share(_ finding: LedgerFinding?, _ kind: LedgerEvidence.Kind = .gapShare) -> Int64? {
        guard case .share(let share) = finding?.value(kind) else { return nil }
        return share.millionths
    }

    @Test("The white paper's gaps of 2006 to 2008, and both readings of 2011, come out of records that encode them")
    func whitePaper() {
        var rows: [TradeFigure] = []
        for (year, sent, above) in [(2006, 57_400.0, 0.35), (2007, 49_000.0, 0.59), (2008, 34_600.0, 0.36)] as [(Int32, Double, Double)] {
            rows += [exported(year, sent * 0.6), exported(year, sent * 0.4, to: "US")]
            rows += [imported(year, sent * (1 + above) * 0.7), imported(year, sent * (1 + above) * 0.3, by: "US")]
        }
        let found = findings(rows).findings
        #expect(found.map(\.year) == [2006, 2007, 2008] && found.map { share($0) } == [350_000, 590_000, 360_000])
        #expect(found.allSatisfy { $0.verdict == .possible && $0.reasons == [.flowOnly] && $0.subject == SubjectID(7) })
        // 1.2 times the exports, or 120 % above them.
        for (imports, above) in [(120.0, Int64(200_000)), (220.0, 1_200_000)] {
            #expect(share(findings([exported(2011, 100), imported(2011, imports)]).findings.first) == above)
        }
    }

    @Test("Every gap of the reference table comes out of trade records that encode it, both readings of 2011 too")
    func referenceTable() throws {
        let rows = try ReferenceTable(named: "white-paper").rows.filter { $0.text("figure") == "partners' imports above own exports" }
        #expect(rows.count == 5 && Set(rows.map { $0.text("reading") }).count == 3)
        for row in rows {
            let (year, above) = (try row.integer("year"), try row.share("value"))
            let sent = Given.tonnes(49_000)
            let taken = try #require(sent.multiplied(by: above)?.lowerBound.adding(sent))
            func trade(_ reporter: String, _ partner: String, _ direction: String, _ part: Int64) throws -> LedgerEntry {
                let tonnes = Tonnes(thousandths: (direction == "export" ? sent : taken).thousandths * part / 4)
                return LedgerEntry(
                    .trade,
                    [
                        "reporter": .text(reporter), "partner": .text(partner), "hs_code": .text("284690"), "year": .year(Int32(year)),
                        "direction": .text(direction), "tonnes": .tonnes(tonnes),
                    ])
            }
            let entries = try [
                trade("CN", "JP", "export", 3), trade("CN", "US", "export", 1), trade("JP", "CN", "import", 2),
                trade("US", "CN", "import", 2),
            ]
            let book = EntryBook(entries.standing()) { _, _ in SubjectID(0) }
            let found = ExportMirrorGap().findings(book.trade) { name, _ in SubjectID(name == "CN 284690" ? 7 : 8) }.findings
            #expect(found.map(\.year) == [Int32(year)] && share(found.first) == above.millionths, "\(year) \(row.text("reading"))")
            #expect(found.first?.verdict == .possible && found.first?.subject == SubjectID(7))
        }
    }

    @Test("What left in autumn and arrived in spring is no gap, whatever the lag of up to three months")
    func lag() {
        func rows(lag: Int) -> [TradeFigure] {
            var rows: [TradeFigure] = []
            for i in 0..<36 {
                let month = CalendarMonth(number: Given.month("2006-01").number + i)
                // Trade that grows fast: without the lag it would look like a gap.
                let value = 100.0 + Double(i * i)
                rows.append(exported(Int32(month.year), value, month: "\(month)"))
                let arrived = CalendarMonth(number: month.number + lag)
                rows.append(imported(Int32(arrived.year), value * 1.04, month: "\(arrived)"))
            }
            return rows
        }
        for lag in 0...3 { #expect(findings(rows(lag: lag)).findings.filter { $0.year <= 2008 }.isEmpty, "\(lag)") }
        // Falling trade: goods of the better year before arrive late.
        let yearly = [exported(2007, 1000), exported(2008, 500), imported(2008, 500 * 0.75 + 1000 * 0.25)]
        #expect(findings(yearly).findings.isEmpty)
        #expect(findings(yearly.dropFirst() + []).findings.count == 1)
    }

    @Test("Hong Kong's re-exports are not counted twice; five of a hundred are let pass; one side alone is not judged")
    func lookAlikes() {
        let twice = [exported(2008, 100, to: "HK"), imported(2008, 100, by: "HK"), imported(2008, 80)]
        #expect(findings(twice).findings.count == 1)
        let once = [exported(2008, 100, to: "HK"), imported(2008, 100, by: "HK", again: 80), imported(2008, 80)]
        #expect(findings(once).findings.isEmpty)
        #expect(findings([exported(2008, 100), imported(2008, 105)]).findings.isEmpty)
        #expect(findings([exported(2008, 100), imported(2008, 105.001)]).findings.count == 1)
        // A code that was renamed: each side has the old or the new one alone.
        let renamed = findings([exported(2008, 100, code: "284690"), imported(2008, 100, code: "28469090")])
        #expect(renamed.findings.isEmpty && renamed.skipped == [.oneSided: 2])
    }

    @Test("Values are set off by cif and fob, and stand beside the tonnes")
    func values() {
        let rows = [exported(2008, 100, worth: 1_000_000), imported(2008, 150, worth: 1_650_000)]
        let found = findings(rows).findings.first
        #expect(share(found, .valueGapLow) == 500_000 && share(found, .valueGapHigh) == 650_000)
        #expect(share(findings([exported(2008, 100), imported(2008, 150)]).findings.first, .valueGapLow) == nil)
        #expect(found?.evidence.first { $0.kind == .partnerImports }?.sources == [EntrySource(row: 2)])
        // Half of the goods were sent on: half of their value was.
        let half = [exported(2008, 100, worth: 1_000_000), imported(2008, 300, again: 150, worth: 3_300_000)]
        #expect(share(findings(half).findings.first, .valueGapLow) == 500_000)
    }
}
