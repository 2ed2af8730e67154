internal import OreFeatures
internal import OreLedger

/// The bytes of an entry: for each field of its kind a mark, 0 where it has no value, and the value; then whether it is withdrawn.
///
/// The number of fields stands before them. Fields that came later (``EntryField/isLater``) are written where one of them has a value: an entry
/// without has the bytes, and the key, that it had before there were any, and what was written then is read.
enum EntryCodec {
    static func bytes(_ entry: LedgerEntry) -> [UInt8] {
        var writer = RecordWriter()
        let fields = entry.kind.fields
        let isWhole = zip(fields, entry.values).contains { $0.0.isLater && $0.1 != nil }
        let values = zip(fields, entry.values).filter { isWhole || !$0.0.isLater }.map { $0.1 }
        writer.count(values.count)
        for value in values {
            guard let value else {
                writer.byte(0)
                continue
            }
            switch value {
            case .text(let text): writer.mark(1) { $0.text(text) }
            case .day(let day): writer.mark(2) { $0.signed(Int64(day.daysSince1970)) }
            case .month(let month): writer.mark(3) { $0.signed(Int64(month.number)) }
            case .year(let year): writer.mark(4) { $0.signed(Int64(year)) }
            case .tonnes(let tonnes): writer.mark(5) { $0.signed(tonnes.thousandths) }
            case .share(let share): writer.mark(6) { $0.signed(share.millionths) }
            case .amount(let amount): writer.mark(7) { $0.signed(amount) }
            case .degrees(let degrees): writer.mark(8) { $0.double(degrees) }
            case .count(let count): writer.mark(10) { $0.signed(Int64(count)) }
            case .flag(let flag): writer.mark(9) { $0.byte(flag ? 1 : 0) }
            }
        }
        writer.byte(entry.isWithdrawn ? 1 : 0)
        return writer.bytes
    }

    /// - Throws: ``StoreError/damagedRecord`` for bytes that no entry of the kind has.
    static func entry(_ kind: EntryKind, _ bytes: UnsafeRawBufferPointer) throws(StoreError) -> LedgerEntry {
        var reader = RecordReader(bytes)
        let (count, all) = (try reader.count(), kind.fields)
        let fields = count == all.count ? all : all.filter { !$0.isLater }
        guard count == fields.count else { throw .damagedRecord }
        var values: [String: EntryValue] = [:]
        for field in fields {
            guard let value = try value(&reader) else { continue }
            guard field.form.takes(value) else { throw .damagedRecord }
            values[field.name] = value
        }
        var entry = LedgerEntry(kind, values)
        entry.isWithdrawn = try flag(&reader)
        guard reader.isAtEnd, entry.missing.isEmpty else { throw .damagedRecord }
        return entry
    }

    private static func value(_ reader: inout RecordReader) throws(StoreError) -> EntryValue? {
        switch try reader.byte() {
        case 0: return nil
        case 1: return .text(try reader.text())
        case 2: return .day(Day(daysSince1970: try small(&reader)))
        case 3: return .month(CalendarMonth(number: Int(try small(&reader))))
        case 4: return .year(try small(&reader))
        case 5: return .tonnes(Tonnes(thousandths: try reader.signed()))
        case 6: return .share(Share(millionths: try reader.signed()))
        case 7: return .amount(try reader.signed())
        case 8: return .degrees(try reader.double())
        case 9: return .flag(try flag(&reader))
        case 10: return .count(try small(&reader))
        default: throw .damagedRecord
        }
    }

    private static func small(_ reader: inout RecordReader) throws(StoreError) -> Int32 {
        // Days and months of the years 1 to 9999, and little more: arithmetic with them never overflows.
        guard let value = Int32(exactly: try reader.signed()), (-800_000...3_000_000).contains(value) else { throw .damagedRecord }
        return value
    }

    private static func flag(_ reader: inout RecordReader) throws(StoreError) -> Bool {
        switch try reader.byte() {
        case 0: false
        case 1: true
        default: throw .damagedRecord
        }
    }
}

extension RecordWriter {
    fileprivate mutating func mark(_ mark: UInt8, _ write: (inout RecordWriter) -> Void) {
        byte(mark)
        write(&self)
    }
}

extension EntryField.Form {
    /// Whether a value is of the form, and within what it may say.
    fileprivate func takes(_ value: EntryValue) -> Bool {
        switch (self, value) {
        case (.subject, .text(let text)), (.text, .text(let text)): !text.isEmpty
        case (.word(let known), .text(let word)): known.contains(word)
        case (.words(let known), .text(let words)): words.split(separator: ";").allSatisfy { known.contains(String($0)) }
        case (.count, .count(let count)): EntryField.counts.contains(count)
        case (.tonnes, .tonnes(let tonnes)): (.zero...Tonnes.largestRecord).contains(tonnes)
        case (.share, .share(let share)): (.zero...Share.one).contains(share)
        case (.amount, .amount(let amount)): amount >= 0
        case (.degrees, .degrees(let degrees)): abs(degrees) <= 180
        case (.day, .day), (.month, .month), (.year, .year), (.flag, .flag): true
        default: false
        }
    }
}

extension LedgerEntry {
    /// The same number for the same key, whatever else an entry says: where it is looked for.
    var keyDigest: Int64 {
        var key = LedgerEntry(kind)
        for field in keyFields { key[field.name] = self[field.name] }
        return Int64(bitPattern: ContentHash.of(EntryCodec.bytes(key)))
    }
}
