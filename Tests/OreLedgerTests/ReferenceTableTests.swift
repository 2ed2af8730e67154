import Foundation
import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("Reference tables")
struct ReferenceTableTests {
    private struct Key: Hashable { var year: Int, stage: String }

    private func sums(_ name: String, unverified: Bool = false, where isMeant: (ReferenceTable.Row) -> Bool = { _ in true }) throws
        -> [Key: Tonnes]
    {
        var sums: [Key: Tonnes] = [:]
        for row in try ReferenceTable(named: name, includingUnverified: unverified).rows where isMeant(row) {
            let key = Key(year: try row.integer("year"), stage: row.text("stage"))
            let sum: Tonnes = try #require(try row.tonnes("quota").adding(sums[key] ?? .zero))
            sums[key] = sum
        }
        return sums
    }

    @Test("The quotas of 2016 to 2024 are the sums of their classes")
    func quotaTotals() throws {
        let classes = try sums("rare-earth-quotas")
        let totals = try sums("rare-earth-quota-totals") { $0.text("stage") == "mining" }
        #expect(Set(totals.keys.map(\.year)) == Set(2016...2024))
        #expect(classes == totals)
        for row in try ReferenceTable(named: "rare-earth-quotas").rows { #expect(["light", "ionic"].contains(row.text("ore_class"))) }
    }

    @Test("The batches of the years of which all are known are the totals", arguments: [2022, 2023, 2024])
    func batches(year: Int) throws {
        let totals = try sums("rare-earth-quota-totals") { $0.text("year") == "\(year)" }
        let batches = try sums("rare-earth-quota-batches") { $0.text("year") == "\(year)" }
        #expect(!totals.isEmpty && batches == totals)
    }

    @Test("Every row of every table has a source, a status and readable figures", arguments: ReferenceTable.shippedNames)
    func rows(name: String) throws {
        let table = try ReferenceTable(named: name, includingUnverified: true)
        #expect(!table.rows.isEmpty && table.leftOut == 0)
        for row in table.rows {
            #expect(!row.source.isEmpty)
            #expect(["verified", "unverified"].contains(row.text("status")))
            for column in ["quota", "capacity"] where table.columns.contains(column) { #expect(try row.tonnes(column) > .zero) }
            for column in ["yield", "recovery"] where table.columns.contains(column) {
                #expect((Share.zero...Share.one).contains(try row.share(column)))
            }
        }
        #expect(Set(table.rows.map(\.cells)).count == table.rows.count)
    }

    @Test("Figures that nobody has checked are left out unless asked for")
    func unverified() throws {
        let all = try ReferenceTable(named: "rare-earth-quota-totals", includingUnverified: true)
        let checked = try ReferenceTable(named: "rare-earth-quota-totals")
        let doubtful = all.rows.filter { $0.text("year") == "2019" && $0.text("stage") == "separation" }
        #expect(doubtful.count == 1 && doubtful.allSatisfy { !$0.isVerified })
        #expect(checked.rows.allSatisfy(\.isVerified) && checked.leftOut == 1 && checked.rows.count + 1 == all.rows.count)
    }

    @Test("Both readings of the gap of 2011 are carried")
    func readings() throws {
        let table = try ReferenceTable(named: "white-paper")
        let gaps = try table.rows.filter { $0.text("figure").hasPrefix("partners'") && $0.text("year") == "2011" }.map {
            (try $0.share("value"), $0.text("reading").isEmpty)
        }
        #expect(gaps.map(\.0) == [.percent(20), .percent(120)] && gaps.allSatisfy { !$0.1 })
    }

    @Test("An unknown table is refused with the nearest name")
    func unknown() throws {
        let error = #expect(throws: InputError.self) { try ReferenceTable(named: "rare-earth-quota") }
        #expect("\(try #require(error))".contains("rare-earth-quotas"))
    }

    @Test(
        "A table with a row that has no source, no status or no figure is refused with its place",
        arguments: [
            ("quota,source,status\n1,,verified\n", "source"), ("quota,source,status\n1,x,perhaps\n", "status"),
            ("quota,source,status\n1.23456,x,verified\n", "quota"), ("quota,source,status\n1 t,x,verified\n", "quota"),
        ])
    func faults(text: String, column: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("own.csv", text)
        let error = #expect(throws: InputError.self) { for row in try ReferenceTable(named: path).rows { _ = try row.tonnes("quota") } }
        #expect("\(try #require(error))".contains("own.csv: line 2, column \"\(column)\""))
    }
}
