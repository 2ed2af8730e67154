import OreFeatures
import OreLedger
import TestSupport
import Testing

@testable import OreStorage

@Suite("Bytes of the ledger's entries")
struct EntryCodecTests {
    private func sample(_ kind: EntryKind, _ random: inout SplitMix) -> LedgerEntry {
        var reader = EntryRowReader(
            EntryColumns(kind.fields.map(\.name), above: [], kind, profile: nil), today: .init(daysSince1970: 20_000))
        reader.observe([])
        guard case .entry(var entry) = reader.read(kind.fields.map(\.example)) else { return LedgerEntry(kind) }
        for field in kind.fields where !field.isRequired && random.below(3) == 0 { entry[field.name] = nil }
        entry.isWithdrawn = random.below(4) == 0
        return entry
    }

    @Test("An entry comes back as it was, and its key is told by nothing else", arguments: EntryKind.allCases)
    func roundTrip(_ kind: EntryKind) throws {
        var random = SplitMix(seed: 5)
        for _ in 0..<20 {
            var entry = sample(kind, &random)
            let bytes = EntryCodec.bytes(entry)
            #expect(try bytes.withUnsafeBytes { try EntryCodec.entry(kind, $0) } == entry)
            let key = entry.keyDigest
            for field in kind.fields where !field.isKey { entry[field.name] = nil }
            #expect(entry.keyDigest == key)
        }
    }

    @Test("What was stored before a field came is read; an entry without a value of it keeps its bytes, one with it the key")
    func former() throws {
        var entry = LedgerEntry(
            .yields,
            [
                "method": .text("heap"), "deposit": .text("ionic"), "tonnes_per_hectare": .tonnes(Tonnes(thousandths: 58_250)),
                "spread": .share(.percent(21)), "mines": .count(12),
            ])
        // District, method, deposit, tonnes a hectare, spread, mines, note, received_at; not withdrawn.
        var writer = RecordWriter()
        writer.count(8)
        writer.byte(0)
        for word in ["heap", "ionic"] {
            writer.byte(1)
            writer.text(word)
        }
        let numbers: [(UInt8, Int64)] = [(5, 58_250), (6, 210_000), (10, 12)]
        for (mark, number) in numbers {
            writer.byte(mark)
            writer.signed(number)
        }
        for _ in 0..<3 { writer.byte(0) }
        let bytes = writer.bytes
        #expect(EntryCodec.bytes(entry) == bytes)
        #expect(try bytes.withUnsafeBytes { try EntryCodec.entry(.yields, $0) } == entry)
        let key = entry.keyDigest
        entry["own_spread"] = .amount(730)
        let whole = EntryCodec.bytes(entry)
        #expect(whole.count > bytes.count && entry.keyDigest == key)
        #expect(try whole.withUnsafeBytes { try EntryCodec.entry(.yields, $0) } == entry)
    }

    @Test("Any bytes are an entry that can be used, or damaged", arguments: EntryKind.allCases)
    func damage(_ kind: EntryKind) {
        var random = SplitMix(seed: 77)
        for _ in 0..<2000 {
            var bytes = EntryCodec.bytes(sample(kind, &random))
            for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            if random.below(4) == 0 { bytes.removeLast(random.below(bytes.count)) }
            do {
                let entry = try bytes.withUnsafeBytes { try EntryCodec.entry(kind, $0) }
                #expect(entry.missing.isEmpty && !entry.values.isEmpty)
                #expect(!entry.identifier.isEmpty && EntryBook([entry], number: { _, _ in SubjectID(0) }).members.count <= 1)
            } catch {
                #expect("\(error)" == "\(StoreError.damagedRecord)")
            }
        }
    }
}
