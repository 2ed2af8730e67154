internal import Foundation
public import OreLedger

/// Kept figures of a store's partitions, in a file beside it: `watch.db.ledger-` and a number made from their settings.
///
/// A cache: it is never part of a transaction, a backup or a check, and is not flushed. What is missing, damaged, of other settings or of records
/// that are not the store's is not there, and is made again from the records.
public struct KeptLedger: Sendable {
    /// What was kept of one partition, and of which records it was made.
    struct Entry: Sendable {
        /// Segments known from it or earlier were seen, and
        var commit: Int
        /// this is their hash.
        var seen: UInt64
        var digest: UInt64
        var bytes: Range<Int>
    }

    private static let magic: UInt64 = 0x3130_5450_454B_524F
    /// How many files of a store are left: of other lines, thresholds or due days.
    private static let mostFiles = 4

    private let data: Data
    private let entries: [SubjectRange: Entry]
    private let settings: KeptSettings

    /// What is kept of a store; nothing where nothing can be read.
    public init(besideStoreAt path: String, _ settings: KeptSettings) {
        self.settings = settings
        let file = URL(filePath: Self.path(path, settings))
        guard let data = try? Data(contentsOf: file, options: .alwaysMapped),
            let entries = data.withUnsafeBytes({ Self.entries($0, settings) })
        else {
            (self.data, entries) = (Data(), [:])
            return
        }
        (self.data, self.entries) = (data, entries)
    }

    /// The kept figures of a range, and the commit up to which they are; `nil` where there are none of the records that the ledger has.
    public func figures(_ range: SubjectRange, of ledger: StoredLedger) -> (figures: KeptFigures, commit: Int)? {
        guard let entry = entries[range], entry.commit <= ledger.commit, ledger.seen(range, through: entry.commit) == entry.seen else {
            return nil
        }
        let figures: KeptFigures? = data.withUnsafeBytes { bytes in
            let own = UnsafeRawBufferPointer(rebasing: bytes[entry.bytes])
            return ContentHash.of(own) == entry.digest ? KeptFigures(own, settings, of: range) : nil
        }
        return figures.map { ($0, entry.commit) }
    }

    /// Puts what was kept of every partition in the place of the file; does nothing where that cannot be written.
    public static func save(_ parts: [(figures: KeptFigures, bytes: [UInt8])], of ledger: StoredLedger, _ settings: KeptSettings) {
        var head: [UInt8] = []
        let text = Array(settings.text.utf8)
        append(magic, &head)
        append(UInt64(text.count), &head)
        head += text
        append(UInt64(parts.count), &head)
        for part in parts {
            append(UInt64(part.figures.range.index), &head)
            append(UInt64(ledger.commit), &head)
            append(ledger.seen(part.figures.range, through: ledger.commit), &head)
            append(ContentHash.of(part.bytes), &head)
            append(UInt64(part.bytes.count), &head)
        }
        let path = path(ledger.path, settings)
        let draft = path + ".\(UInt32.random(in: 0...UInt32.max))"
        guard FileManager.default.createFile(atPath: draft, contents: nil), let file = FileHandle(forWritingAtPath: draft) else { return }
        do {
            try file.write(contentsOf: head)
            for part in parts { try file.write(contentsOf: part.bytes) }
            try file.close()
            guard rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
        }
        removeOldest(ledger.path)
    }

    // MARK: Files

    static func path(_ store: String, _ settings: KeptSettings) -> String {
        store + ".ledger-" + String(ContentHash.of(settings.text), radix: 16)
    }

    private static func removeOldest(_ store: String) {
        let file = URL(filePath: store)
        let folder = file.deletingLastPathComponent()
        let prefix = file.lastPathComponent + ".ledger-"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasPrefix(prefix) }
        guard names.count > mostFiles else { return }
        let dated = names.map { name -> (Date, String) in
            let path = folder.appending(path: name).path
            return ((try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date) ?? .distantPast, path)
        }
        for (_, path) in dated.sorted(by: { $0 > $1 }).dropFirst(mostFiles) { try? FileManager.default.removeItem(atPath: path) }
    }

    // MARK: Bytes

    private static func append(_ value: UInt64, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func entries(_ bytes: UnsafeRawBufferPointer, _ settings: KeptSettings) -> [SubjectRange: Entry]? {
        var at = 0
        func next() -> UInt64? {
            guard bytes.count - at >= 8 else { return nil }
            defer { at += 8 }
            return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        }
        guard next() == magic, let length = next().flatMap({ Int(exactly: $0) }), length <= bytes.count - at,
            bytes[at..<at + length].elementsEqual(settings.text.utf8)
        else { return nil }
        at += length
        guard let count = next().flatMap({ Int(exactly: $0) }), count <= (bytes.count - at) / 40 else { return nil }
        var (entries, lengths): ([(SubjectRange, Entry)], [Int]) = ([], [])
        for _ in 0..<count {
            guard let range = next().flatMap({ UInt32(exactly: $0) }), let commit = next().flatMap({ Int(exactly: $0) }), let seen = next(),
                let digest = next(), let length = next().flatMap({ Int(exactly: $0) })
            else { return nil }
            entries.append((SubjectRange(index: range), Entry(commit: commit, seen: seen, digest: digest, bytes: 0..<0)))
            lengths.append(length)
        }
        for i in entries.indices {
            guard lengths[i] <= bytes.count - at else { return nil }
            entries[i].1.bytes = at..<at + lengths[i]
            at += lengths[i]
        }
        return Dictionary(entries, uniquingKeysWith: { first, _ in first })
    }
}
