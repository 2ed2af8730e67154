import OreFeatures
import OreLedger
import TestSupport
import Testing

@testable import OreReporting

@Suite("Chinese words for rows set aside")
struct SetAsideWordsTests {
    private static let today = Day(year: 2025, month: 4, day: 30) ?? Day(daysSince1970: 0)
    private static let cells = [
        "", "-1", "x", "1,234", "1,23,4", "1.23456", "9999999999", "5 lb", "3 m3", "2931-01", "2931-01-01", "2931", "2024-13", "05/06/2024",
        "2024年", "120 %", "999", "yes", "合计", String(repeating: "长", count: 300), "0.1234567891", "1e99",
    ]

    /// Every reason that rows give whose cells are one by one bad.
    private func faults() -> Set<LedgerRowFault> {
        var found = Set<LedgerRowFault>()
        for name in LedgerTemplate.kinds {
            guard let template = LedgerTemplate(named: name, isChinese: false) else { continue }
            // Templates of figures have both already.
            let headings = template.columns.map(\.heading) + (EntryKind(rawValue: name) == nil ? [] : ["unit", "withdrawn"])
            let good = template.columns.map(\.example) + Array(repeating: "", count: headings.count - template.columns.count)
            var rows = headings.indices.flatMap { place in
                Self.cells.map { cell in
                    var row = good
                    row[place] = cell
                    return row
                }
            }
            rows.append(good + ["more"])
            // Two cells that do not go together.
            for (first, second) in [
                ("from", "to"), ("paid", "paid_on"), ("month", "year"), ("longitude", "latitude"), ("tonnes", "re_export_tonnes"),
            ] {
                guard let a = headings.firstIndex(of: first), let b = headings.firstIndex(of: second) else { continue }
                for (left, right) in [
                    ("", "2024-01-01"), ("2030-01-01", "2024-01-01"), ("", ""), ("1", "2"), ("2024-03", "2023"), ("", "25"), ("115", ""),
                ] {
                    var row = good
                    (row[a], row[b]) = (left, right)
                    rows.append(row)
                }
            }
            found.formUnion(self.faults(of: rows, headings, name))
        }
        return found
    }

    private func faults(of rows: [[String]], _ headings: [String], _ name: String) -> [LedgerRowFault] {
        if let kind = EntryKind(rawValue: name) {
            let reader = EntryRowReader(EntryColumns(headings, above: [], kind, profile: nil), today: Self.today)
            return rows.compactMap { if case .fault(let fault, _, _) = reader.read($0) { fault } else { nil } }
        }
        guard let kind = FigureKind.allCases.first(where: { $0.profileKind.rawValue == name }) else { return [] }
        let table = LedgerColumns(headings, above: [], kind, profile: nil)
        let reader = LedgerRowReader(table)
        return rows.compactMap { if case .fault(let fault, _) = reader.read($0) { fault } else { nil } }
    }

    @Test("Every reason and every advice that the readers give has its Chinese words")
    func complete() {
        let found = faults()
        #expect(Set(found.map(\.what)).count > 40)
        for fault in found {
            for text in [fault.what, fault.next] {
                #expect(SetAsideWords.translated(text) != nil, "\(text)")
                #expect(!SetAsideWords.chinese(text).contains("$"), "\(text)")
            }
        }
    }

    @Test("Reasons as stores keep them are taken apart, whatever their cells hold; what is not known stays as it is")
    func kept() {
        let words = Language.chinese
        #expect(
            words.setAside(reason: "column t_reo: is negative; correct the report; a report of nothing is 0") == "列“t_reo”：为负数；请更正；没有产量填 0")
        #expect(
            words.setAside(reason: "column output (t: REO): \"a; b: c\" is not a figure; write digits with a point before decimals")
                == "列“output (t: REO)”：“a; b: c”不是数值；请写数字，小数点用“.”")
        #expect(
            words.setAside(
                reason: "contradicts another record of the same key (rows 8, 9); delete the wrong one, or give each the day it was received"
            )
                == "与同一记录的其他行矛盾（第 8, 9 行）；请删去错误的一行，或分别注明收到日期")
        #expect(
            words.setAside(
                reason:
                    "column own_spread: is empty: of such ground it is not documented how far mines lie apart; run orewatch ledger calibrate, or fill in one standard deviation of the natural logarithm"
            ) == "列“own_spread”：为空：该类用地各矿的离散程度没有文献值；请运行 orewatch ledger calibrate，或填写自然对数的一倍标准差")
        #expect(
            words.setAside(
                reason: "column own_spread: is stated for ground of which it is documented how far mines lie apart; leave the cell empty")
                == "列“own_spread”：该类用地各矿的离散程度已有文献值，不应填写；请留空")
        #expect(
            words.setAside(
                reason: "column own_spread: 0.05 is no spread of mines from 0.1 to 2; state one standard deviation of the natural logarithm"
            )
                == "列“own_spread”：0.05 不是 0.1 至 2 之间的各矿对数标准差；请填写自然对数的一倍标准差")
        #expect(words.setAside(reason: "self-intersection at 115, 25") == "self-intersection at 115, 25")
        #expect(Language.english.setAside(reason: "column a: is empty; fill in the cell") == "column a: is empty; fill in the cell")
    }
}
