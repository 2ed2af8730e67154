/// The bytes of ordered records of one import: what a store keeps of them. The commit belongs to the import and is not among them.
///
/// Version, kind, count; runs of subjects (number of the next subject less the one before, how many records), and every other column packed. A
/// report takes about 9 bytes, an invoice 8.
public enum LedgerSegment {
    private static let version: UInt8 = 1
    /// No segment has more: what a damaged one may claim is bounded.
    public static let maximumCount = 1 << 22

    /// - Parameter records: ``LedgerRecords/ordered()``; otherwise runs of one record each, correct and large.
    /// - Throws: `LedgerFault.tooManyRecords`.
    public static func encode(_ records: LedgerRecords) throws(LedgerFault) -> [UInt8] {
        guard records.count <= maximumCount else { throw .tooManyRecords(records.count) }
        var bytes: [UInt8] = [version, records.kind.rawValue]
        bytes.reserveCapacity(64 + records.count * 10)
        append(UInt32(records.count), to: &bytes)
        appendRuns(records, &bytes)
        PackedColumn.append(records.periods.lazy.map { Int64($0) }, to: &bytes)
        PackedColumn.append(records.lines.lazy.map { Int64($0.code) }, to: &bytes)
        PackedColumn.append(records.details.lazy.map { Int64(bitPattern: $0) }, to: &bytes)
        PackedColumn.append(records.amounts, to: &bytes)
        // Not stated is one less than the earliest day, so that one gap does not widen the column.
        let missing = Int64(records.stated.lazy.filter { $0 != LedgerRecords.notStated }.min() ?? 1) - 1
        append(missing, to: &bytes)
        PackedColumn.append(records.stated.lazy.map { $0 == LedgerRecords.notStated ? missing : Int64($0) }, to: &bytes)
        PackedColumn.append(records.marks.lazy.map { Int64($0.rawValue) }, to: &bytes)
        PackedColumn.append(records.rows.lazy.map { Int64($0) }, to: &bytes)
        return bytes
    }

    /// - Parameters:
    ///   - commit: of the import, given to every record.
    ///   - wanted: subjects whose records are read, `nil` for all: the bytes of others are passed over.
    /// - Throws: `LedgerFault.damagedSegment` for bytes that ``encode(_:)`` did not write, as far as that can be seen.
    public static func decode(
        _ bytes: UnsafeRawBufferPointer, commit: Int32, of wanted: Set<SubjectID>? = nil
    ) throws(LedgerFault) -> LedgerRecords {
        guard bytes.count >= 10, bytes[0] == version, let kind = FigureKind(rawValue: bytes[1]) else { throw .damagedSegment }
        var position = 2
        guard let count = load(UInt32.self, bytes, &position), count <= maximumCount else { throw .damagedSegment }
        let number = Int(count)
        var records = LedgerRecords(kind)
        guard let (subjects, places) = runs(number, bytes, &position, wanted),
            let periods = column(number, places, bytes, &position, { Int32(truncatingIfNeeded: $0) }),
            let lines = column(number, places, bytes, &position, { LedgerLine(uncheckedCode: UInt8(truncatingIfNeeded: $0)) }),
            let details = column(number, places, bytes, &position, { UInt64(bitPattern: $0) }),
            let amounts = column(number, places, bytes, &position, { $0 }),
            let missing = load(Int64.self, bytes, &position),
            let stated = column(
                number, places, bytes, &position, { $0 == missing ? LedgerRecords.notStated : Int32(truncatingIfNeeded: $0) }),
            let marks = column(number, places, bytes, &position, { RecordMarks(rawValue: UInt8(truncatingIfNeeded: $0)) }),
            let rows = column(number, places, bytes, &position, { UInt32(truncatingIfNeeded: $0) }),
            position == bytes.count, lines.allSatisfy({ LedgerLine(code: $0.code) != nil })
        else { throw .damagedSegment }
        records.take(
            subjects: subjects, periods: periods, lines: lines, details: details, amounts: amounts, stated: stated, marks: marks,
            commit: commit, rows: rows)
        return records
    }

    /// What its records are of: hardly more than its header is read where they are all of one line.
    /// - Throws: `LedgerFault.damagedSegment`.
    public static func materials(_ bytes: UnsafeRawBufferPointer) throws(LedgerFault) -> Set<MaterialKind> {
        guard bytes.count >= 10, bytes[0] == version else { throw .damagedSegment }
        var position = 2
        guard let count = load(UInt32.self, bytes, &position), count <= maximumCount, let runs = load(UInt32.self, bytes, &position),
            (bytes.count - position) / 8 >= Int(runs)
        else { throw .damagedSegment }
        position += Int(runs) * 8
        _ = PackedColumn.skip(Int(count), in: bytes, at: &position)
        let start = position
        if let line = PackedColumn.skip(Int(count), in: bytes, at: &position) {
            guard let line = UInt8(exactly: line).flatMap(LedgerLine.init(code:)) else { throw .damagedSegment }
            return count > 0 ? [line.material] : []
        }
        position = start
        guard position <= bytes.count,
            let codes = PackedColumn.read(Int(count), from: bytes, at: &position, { UInt8(truncatingIfNeeded: $0) })
        else { throw .damagedSegment }
        return Set(Set(codes).compactMap { LedgerLine(code: $0)?.material })
    }

    // MARK: Subjects

    private static func appendRuns(_ records: LedgerRecords, _ bytes: inout [UInt8]) {
        var runs: [(subject: UInt32, count: UInt32)] = []
        for subject in records.subjects {
            if runs.last?.subject == subject.number { runs[runs.count - 1].count += 1 } else { runs.append((subject.number, 1)) }
        }
        append(UInt32(runs.count), to: &bytes)
        var before: UInt32 = 0
        for run in runs {
            append(run.subject &- before, to: &bytes)
            append(run.count, to: &bytes)
            before = run.subject
        }
    }

    /// The subject of each record, and the places of those that are wanted; `nil` for all.
    private static func runs(
        _ count: Int, _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ wanted: Set<SubjectID>?
    ) -> (subjects: [SubjectID], places: [Range<Int>]?)? {
        guard let number = load(UInt32.self, bytes, &position), (bytes.count - position) / 8 >= Int(number) else { return nil }
        var subjects: [SubjectID] = []
        if wanted == nil { subjects.reserveCapacity(min(count, maximumCount)) }
        var places: [Range<Int>] = []
        var (subject, place): (UInt32, Int) = (0, 0)
        for _ in 0..<number {
            guard let step = load(UInt32.self, bytes, &position), let length = load(UInt32.self, bytes, &position) else { return nil }
            guard Int(length) <= count - place else { return nil }
            subject &+= step
            if wanted?.contains(SubjectID(subject)) ?? true {
                subjects.append(contentsOf: repeatElement(SubjectID(subject), count: Int(length)))
                if wanted != nil { places.append(place..<place + Int(length)) }
            }
            place += Int(length)
        }
        return place == count ? (subjects, wanted == nil ? nil : places) : nil
    }

    @inline(__always)
    private static func column<Value>(
        _ count: Int, _ places: [Range<Int>]?, _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ make: (Int64) -> Value
    ) -> [Value]? {
        guard let places else { return PackedColumn.read(count, from: bytes, at: &position, make) }
        return PackedColumn.read(places, of: count, from: bytes, at: &position, make)
    }

    private static func append<T: FixedWidthInteger>(_ value: T, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, _ bytes: UnsafeRawBufferPointer, _ position: inout Int)
        -> T?
    {
        guard bytes.count - position >= MemoryLayout<T>.size else { return nil }
        defer { position += MemoryLayout<T>.size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }
}
