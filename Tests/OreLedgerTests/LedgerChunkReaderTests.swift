import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("Parts of tables of figures")
struct LedgerChunkReaderTests {
    private static let today = Day(year: 2025, month: 4, day: 30) ?? Day(daysSince1970: 0)

    private func columns(_ headings: String, _ kind: FigureKind) -> LedgerColumns {
        LedgerColumns(headings.split(separator: ",").map(String.init), above: [], kind, profile: nil)
    }

    private func read(
        _ text: String, _ headings: String, _ kind: FigureKind = .report, evidence: ColumnEvidence? = nil
    ) throws -> LedgerChunkReader.Output {
        let reader = LedgerChunkReader(columns(headings, kind), separator: UInt8(ascii: ","), evidence: evidence, today: Self.today)
        return try Array(text.utf8).withUnsafeBytes { try reader.read($0) }
    }

    private func evidence(_ text: String, _ headings: String) throws -> ColumnEvidence {
        let reader = LedgerChunkReader(columns(headings, .report), separator: UInt8(ascii: ","), evidence: nil, today: Self.today)
        return try Array(text.utf8).withUnsafeBytes { try reader.evidence($0) }
    }

    private func lines(_ output: LedgerChunkReader.Output) -> [String] {
        let records = (0..<output.chunk.records.count).map { i in
            let record = output.chunk.records[i]
            let name = output.chunk.names[Int(record.subject.number)]
            return "\(record.row) \(name) \(record.period) \(record.amount) \(record.stated?.description ?? "") \(record.marks.rawValue)"
        }
        return (records + output.faults.map { "\($0.row) \($0.words) [\($0.identifier ?? "")]" }).sorted()
    }

    private static let heading = "licence_id,month,output,received_at"

    @Test("Whom a figure that is awaited is of: the longest name that is known, whatever blanks it or its period has")
    func awaited() {
        let known = ["A", "A B", "C 2023"]
        func subject(_ text: String) -> String? { LineFault.subject(ofIdentifier: text) { known.contains($0) ? $0 : nil } }
        #expect(known.allSatisfy { subject(LineFault.identifier(subject: $0, period: "2023-05")) == $0 })
        #expect(subject("A B FY 2023") == "A B" && subject("A FY 2023") == "A" && subject("A") == "A")
        #expect(subject("B 2023") == nil && subject("") == nil)
    }

    @Test(
        "Plain rows and odd ones give the records and faults that the careful reader gives, with their lines",
        arguments: [1, 2, 3, 4] as [UInt64])
    func sameAsCareful(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let odd = [
            "合计,2024-01,9,", "Total,2024-01,9,", ",2024-01,1,", "A,2024-01,-1,", "A,2025-05,1,", "A,2024-13,1,", "A,2024-01,１２．５,2024/2/5",
            "A,2024年1月,3 kg,20240205", "\"A, B\",2024-01,1,2024-02-05", ",,,", "", "\"two\nlines\",2024-01,1,", "A,2024-01,1e12,",
            "A,2024-01",
            "A,2024-01,1,2024-02-05,x", "　甲　,2024-01,1,", "A,2024-01,1.2345,",
        ]
        let rows = (0..<200).map { i in
            random.below(4) == 0
                ? odd[random.below(odd.count)] : "L\(random.below(9)),2024-0\(1 + random.below(9)),\(random.below(99)).5,2024-12-01"
        }
        let text = rows.joined(separator: "\n") + "\n"
        let output = try read(text, Self.heading)
        // A comma in the evidence sends every row to the careful reader, a point does not.
        let carefully = LedgerChunkReader(
            columns(Self.heading + ",unit", .report), separator: UInt8(ascii: ","), evidence: ColumnEvidence(), today: Self.today)
        #expect(carefully.isCareful && !output.asksColumn)
        let all = try OfficeTable.rows(ofText: Array(text.utf8), separator: UInt8(ascii: ","))
        let reader = LedgerRowReader(columns(Self.heading, .report))
        var (kept, skipped, faulty) = ([String](), 0, Set<Int>())
        for row in all where row.cells.contains(where: { !$0.isEmpty }) {
            switch reader.read(row.cells) {
            case .skipped: skipped += 1
            case .fault: faulty.insert(row.line)
            case .record(let record) where record.period > 2025 * 12 + 3: faulty.insert(row.line)
            case .record(let record): kept.append("\(row.line) \(record.name) \(record.period) \(record.amount)")
            }
        }
        let own = (0..<output.chunk.records.count).map { i in
            let record = output.chunk.records[i]
            return "\(record.row) \(output.chunk.names[Int(record.subject.number)]) \(record.period) \(record.amount.thousandths)"
        }
        #expect(own.sorted() == kept.sorted() && output.skipped == skipped && Set(output.faults.map { Int($0.row) }) == faulty)
        #expect(output.read == kept.count + skipped + faulty.count)
        #expect(output.chunk.lineCount == text.count { $0 == "\n" })
    }

    @Test("Months and days that have not come are set aside, the quota of the next year is not", arguments: ["2025-05", "2025年5月"])
    func future(month: String) throws {
        let output = try read("A,\(month),1,\nA,2025-04,1,\n", Self.heading)
        #expect(output.chunk.records.rows == [1] && output.faults.map(\.row) == [0])
        #expect(output.faults.first?.words == "column month: speaks of a month that has not come; correct the month")
        #expect(output.faults.first?.identifier == "A 2025-05")
        let invoices = try read("A,2025-05-01,1\nA,2025-04-30,1\n", "seller,date,sold", .invoice)
        #expect(invoices.faults.map(\.row) == [0] && invoices.chunk.records.rows == [1])
        let quotas = try read("A,2026,1\nA,2027,1\n", "licence_id,year,quota", .quota)
        #expect(quotas.faults.map(\.row) == [1] && quotas.chunk.records.rows == [0])
    }

    @Test("What depends on the whole column is asked for, and read with it: commas, days that can be read two ways")
    func column() throws {
        for row in ["A,2024-01,\"1,234\",", "A,2024-01,\"12,5\",", "A,2024-01,1.234.567,", "A,2024-01,1,05/06/2024"] {
            #expect(try read("B,2024-01,1,\n" + row + "\n", Self.heading).asksColumn, "\(row)")
        }
        #expect(try !read("A,2024-01,1,25/01/2024\nA,2024-01,x,\n", Self.heading).asksColumn)
        let comma = "A,2024-01,\"12,5\",25/01/2024\nB,2024-02,1.234,05/02/2024\n"
        let shown = try evidence(comma, Self.heading)
        #expect(shown.notation == .comma && shown.dayFirst == true)
        #expect(
            try lines(read(comma, Self.heading, evidence: shown)) == [
                "0 A 24288 12.500 2024-01-25 0", "1 B 24289 1234.000 2024-02-05 0",
            ])
    }

    @Test(
        "A carriage return alone ends no record, in the middle or at the end of a part, read plainly or carefully",
        arguments: [
            "A\rB,2024-01,1,\n\"C\",2024-02,2,\r,x", "A,2024-01,1,\r", "A,2024-01,1,\rB,2024-01,1,", "\r\nA\r,2024-01,\"1\",\rx",
            "A,2024-01,1,\nB,2024-01,\r1", "\"A\",2024-01,1,\rB,2024-02,1,",
        ])
    func loneReturn(text: String) throws {
        let whole = try read(text + "\n", Self.heading)
        let cut = try read(text, Self.heading)
        #expect(lines(cut) == lines(whole) && cut.read == whole.read && cut.read <= text.utf8.count { $0 == 10 } + 1)
        // A comma before decimals sends every row to the careful reader.
        let shown = try evidence("A,2024-01,\"1,5\",\n", Self.heading)
        let (carefully, cutCarefully) = (
            try read(text + "\n", Self.heading, evidence: shown), try read(text, Self.heading, evidence: shown)
        )
        #expect(lines(carefully) == lines(whole) && lines(cutCarefully) == lines(whole))
        #expect(carefully.read == whole.read && cutCarefully.read == whole.read)
    }

    @Test("Hostile bytes are records, faults or nothing, and every line is counted")
    func hostile() throws {
        var random = SplitMix(seed: 23)
        let letters = Array("L12,-.\n\r\" é,2020-01,5\n".utf8)
        for _ in 0..<2000 {
            let bytes = (0..<random.below(90)).map { _ in letters[random.below(letters.count)] }
            let text = String(decoding: bytes, as: UTF8.self)
            for headings in [Self.heading, Self.heading + ",unit"] {
                guard let output = try? read(text, headings) else { continue }
                #expect(output.read <= text.utf8.count { $0 == 10 } + 1)
                #expect(output.faults.allSatisfy { !$0.fault.what.isEmpty })
            }
        }
    }
}
