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
