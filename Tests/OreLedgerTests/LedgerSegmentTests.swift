import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("Stored records")
struct LedgerSegmentTests {
    private func decode(_ bytes: [UInt8], commit: Int32 = 4) throws -> LedgerRecords {
        try bytes.withUnsafeBytes { try LedgerSegment.decode($0, commit: commit) }
    }

    private func rows(_ records: LedgerRecords) -> [LedgerRecord] { (0..<records.count).map { records[$0] } }

    /// Records whose columns need `bits` each, some of them nothing.
    private func random(_ seed: UInt64, _ count: Int, bits: UInt64) -> LedgerRecords {
        var random = SplitMix(seed: seed)
        let codes = (0...UInt8.max).compactMap { LedgerLine(code: $0) }
        var records = LedgerRecords(FigureKind.allCases[Int(seed % 3)])
        let mask: UInt64 = bits == 64 ? .max : (1 << bits) - 1
        for _ in 0..<count {
            var record = LedgerRecord(
                SubjectID(UInt32(truncatingIfNeeded: random.next() & mask)), period: Int32(truncatingIfNeeded: random.next() & mask),
                line: codes[bits == 0 ? 3 : random.below(codes.count)], amount: Tonnes(thousandths: Int64(bitPattern: random.next() & mask))
            )
            record.detail = random.next() & mask
            record.stated = random.maybe(Day(daysSince1970: Int32(random.below(1 << 15)) - 400))
            record.marks = RecordMarks(rawValue: UInt8(random.below(4)))
            (record.row, record.commit) = (UInt32(truncatingIfNeeded: random.next() & mask), 4)
            records.append(record)
        }
        return records
    }

    @Test("Records come back as they were, whatever the range of their columns", arguments: [UInt64(0), 5, 8, 12, 16, 20, 24, 31, 33, 64])
    func roundTrip(bits: UInt64) throws {
        for seed in UInt64(1)...6 {
            let records = random(seed * 100 + bits, 1 + Int(seed) * 37, bits: bits)
            #expect(rows(try decode(LedgerSegment.encode(records))) == rows(records))
            let ordered = try records.ordered()
            #expect(rows(try decode(LedgerSegment.encode(ordered))) == rows(ordered))
        }
        #expect(try decode(LedgerSegment.encode(LedgerRecords(.quota))).count == 0)
    }

    @Test("The commit is that of the import")
    func commit() throws {
        let records = try decode(LedgerSegment.encode(random(3, 5, bits: 8)), commit: 77)
        #expect(records.commits == [77, 77, 77, 77, 77])
    }

    @Test("A month of reports takes 9 to 10 bytes a row")
    func size() throws {
        let world = LedgerWorld(seed: 9, subjects: 200, years: 2011...2020)
        let records = try LedgerWorld.records(.report, world.reports).ordered()
        let bytes = try LedgerSegment.encode(records)
        #expect(bytes.count < records.count * 10)
    }

    @Test("Damaged bytes are an error or other records, never a trap")
    func damage() throws {
        let sound = try LedgerSegment.encode(try random(5, 60, bits: 20).ordered())
        for length in 0..<sound.count { #expect(throws: LedgerFault.damagedSegment) { try decode(Array(sound[..<length])) } }
        #expect(throws: LedgerFault.damagedSegment) { try decode(sound + [0]) }
        var random = SplitMix(seed: 8)
        for _ in 0..<4000 {
            var bytes = sound
            for _ in 0..<1 + random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            _ = try? decode(bytes)
        }
        // One record: its line is the smallest of the second packed column.
        var line = try LedgerSegment.encode(self.random(1, 1, bits: 0))
        #expect(LedgerLine(code: line[28]) != nil && LedgerLine(code: 3) == nil)
        line[28] = 3
        #expect(throws: LedgerFault.damagedSegment) { try decode(line) }
        var many = sound
        many.replaceSubrange(2..<6, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: LedgerFault.damagedSegment) { try decode(many) }
    }
}
