import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("Tables of millions of rows")
struct LedgerTableParserTests {
    private var reports: LedgerTableLayout {
        var layout = LedgerTableLayout(.report, subject: 0, period: 1, amount: 2, columnCount: 4, line: LedgerLine(.mining))
        layout.stated = 3
        return layout
    }

    private func parse(_ text: String, _ layout: LedgerTableLayout, firstRow: UInt32 = 0) -> LedgerChunk {
        Array(text.utf8).withUnsafeBytes { LedgerTableParser(layout).parse($0, firstRow: firstRow) }
    }

    private func rows(_ chunk: LedgerChunk) -> [String] {
        (0..<chunk.records.count).map { i in
            let record = chunk.records[i]
            let stated = record.stated?.description ?? ""
            return "\(record.row) \(chunk.names[Int(record.subject.number)]) \(record.period) \(record.amount) \(stated) \(record.detail)"
        }
    }

    private func careful(_ chunk: LedgerChunk, _ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return chunk.careful.map { "\($0.row) " + String(decoding: bytes[$0.bytes], as: UTF8.self) }
    }

    @Test("Plain records are read, with their rows", arguments: ["\n", "\r\n"])
    func plain(end: String) {
        let text = ["L1,2020-02,20.030,2020-03-07", "L2,2020-02,7,", "", "赣州-1,2020-12,-0.5,2021-01-31", "L1,2021-01,1.25,2021-02-01"]
        for last in ["", end] {
            let chunk = parse(text.joined(separator: end) + last, reports, firstRow: 10)
            #expect(
                rows(chunk) == [
                    "10 L1 24241 20.030 2020-03-07 0", "11 L2 24241 7.000  0", "13 赣州-1 24251 -0.500 2021-01-31 0",
                    "14 L1 24252 1.250 2021-02-01 0",
                ])
            #expect(chunk.careful.isEmpty && chunk.rowCount == 4 && chunk.lineCount == 5 && chunk.names.count == 3)
        }
    }

    @Test(
        "Whatever is not plain is left to the careful path with its bytes, and the rows after it are read",
        arguments: [
            "\"L,1\",2020-02,1,2020-03-01", "\"L\n1\",2020-02,1,2020-03-01", "L1,2020-2,1,2020-03-01", "L1,2020-13,1,2020-03-01",
            "L1,2020-02,\"1,5\",2020-03-01", "L1,2020-02,１,2020-03-01", "L1,2020-02,1.2345,2020-03-01", "L1,2020-02,,2020-03-01",
            "L1,2020-02,1,2020-02-30", "L1,2020-02,1,1.3.2020", "L1,2020-02,1", "L1,2020-02,1,2020-03-01,x", " L1,2020-02,1,2020-03-01",
            "L1 ,2020-02,1,2020-03-01", "L1\u{3000},2020-02,1,2020-03-01", "\u{A0}L1,2020-02,1,2020-03-01", ",2020-02,1,2020-03-01",
            "L1,2020-02,1 t,2020-03-01", "L1,2020-02,1,\0\0\0\0\0\0\0\0\0\0",
        ])
    func careful(line: String) {
        let text = "L7,2020-01,3,2020-02-01\n" + line + "\nL8,2020-03,4,2020-04-01\n"
        let chunk = parse(text, reports)
        let next = 2 + line.count { $0 == "\n" }
        #expect(rows(chunk) == ["0 L7 24240 3.000 2020-02-01 0", "\(next) L8 24242 4.000 2020-04-01 0"])
        #expect(careful(chunk, text) == ["1 " + line + "\n"] && chunk.rowCount == 3)
    }

    @Test("Days that return after others are read the same")
    func days() {
        let days = ["2020-03-07", "2020-03-08", "2020-03-07", "2020-03-07", "2020-03-08", "1970-01-01", "2020-03-07"]
        let chunk = parse(days.map { "L1,2020-02,1,\($0)\n" }.joined(), reports)
        #expect((0..<chunk.records.count).map { chunk.records[$0].stated?.description } == days)
    }

    @Test("Quotas have years and batches, invoices days and numbers")
    func kinds() {
        var quota = LedgerTableLayout(.quota, subject: 0, period: 1, amount: 4, columnCount: 5, line: LedgerLine(.mining))
        (quota.detail, quota.stated) = (2, 3)
        let quotas = parse("L1,2020,2,2020-02-01,147.772\nL1,20,1,2020-02-01,1\nL1,2020,0,2020-02-01,1\nL1,0000,1,2020-02-01,1\n", quota)
        #expect(rows(quotas) == ["0 L1 2020 147.772 2020-02-01 2"] && quotas.careful.map(\.row) == [1, 2, 3])
        let invoice = LedgerTableLayout(.invoice, subject: 2, period: 0, amount: 1, columnCount: 3, line: LedgerLine(.mining))
        let day = Day(year: 2016, month: 1, day: 15)
        #expect(rows(parse("2016-01-15,26.285,L9\n", invoice)) == ["0 L9 \(day?.daysSince1970 ?? 0) 26.285  0"])
        // A field too many is no part of the last one.
        let more = parse("2016-01-15,26.285,L9,x\n", invoice)
        #expect(more.records.count == 0 && more.careful.count == 1)
    }

    @Test("Splitting a table between any of its records does not matter", arguments: [UInt64(1), 2, 3])
    func split(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let lines = (0..<300).map { _ in
            random.below(12) == 0
                ? "\"M\n\(random.below(9))\",2020-01,5,\n"
                : "L\(random.below(40)),20\(10 + random.below(15))-0\(1 + random.below(9)),\(random.below(1000)).\(random.below(1000)),\n"
        }
        let whole = parse(lines.joined(), reports)
        var (joined, carefully) = ([String](), [UInt32]())
        var start = 0
        while start < lines.count {
            let end = min(lines.count, start + 1 + random.below(60))
            let before = lines[..<start].joined().count { $0 == "\n" }
            let part = parse(lines[start..<end].joined(), reports, firstRow: UInt32(before))
            joined += rows(part)
            carefully += part.careful.map(\.row)
            start = end
        }
        #expect(joined == rows(whole) && carefully == whole.careful.map(\.row))
        #expect(joined.count + carefully.count == lines.count && !carefully.isEmpty)
    }

    @Test("Names keep their numbers, however many there are, and chunks get a ledger's numbers")
    func names() {
        let text = (0..<5000).map { "name-\($0 % 2500),2020-01,1,\n" }.joined()
        let chunk = parse(text, reports)
        #expect(chunk.names.count == 2500 && chunk.records.count == 5000)
        for i in stride(from: 0, to: 5000, by: 7) { #expect(chunk.names[Int(chunk.records.subjects[i].number)] == "name-\(i % 2500)") }
        var ledger = SubjectNames()
        _ = ledger.number(of: "somebody")
        let numbers = (0..<chunk.names.count).map { ledger.number(of: chunk.names[$0]) }
        let records = chunk.records(numbered: numbers)
        #expect(ledger.name(of: records.subjects[4999]) == "name-2499" && records.amounts == chunk.records.amounts)
    }

    @Test("Random bytes are read or left, never trapped on, and every row is accounted for")
    func hostile() {
        var random = SplitMix(seed: 17)
        let letters = Array("L12,-.\n\r\"\0 é,2020-01,5\n".utf8)
        for _ in 0..<3000 {
            let bytes = (0..<random.below(80)).map { _ in letters[random.below(letters.count)] }
            let chunk = bytes.withUnsafeBytes { LedgerTableParser(reports).parse($0, firstRow: 0) }
            #expect(chunk.records.count + chunk.careful.count == chunk.rowCount)
        }
    }
}
