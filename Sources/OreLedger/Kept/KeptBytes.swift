internal import OreFeatures

/// The bytes of kept figures. Whoever stores them proves that they are what was written; what cannot be read is none, and folded anew.
extension KeptFigures {
    /// Count, first year, number of years, number of jumps; the columns of the years; those of the subjects; the jumps; the patterns.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + count * 180)
        for number in [Int64(count), Int64(firstYear), Int64(years.count), Int64(jumps.count)] {
            PackedColumn.append(whole: number, to: &bytes)
        }
        for year in years {
            for masks in [year.reported, year.idle, year.late, year.short] { PackedColumn.append(masks.lazy.map { Int64($0) }, to: &bytes) }
            PackedColumn.append(year.sums, to: &bytes)
            PackedColumn.append(year.quotas, to: &bytes)
            PackedColumn.append(year.quotaMarks.lazy.map { Int64($0) }, to: &bytes)
        }
        for column in [lastReport, lastInvoice, cut, undated] { PackedColumn.append(column.lazy.map { Int64($0) }, to: &bytes) }
        PackedColumn.append(stock, to: &bytes)
        PackedColumn.append(openMarks.lazy.map { Int64($0) }, to: &bytes)
        Self.append(openSales, strides: settings.openMonths, count, &bytes)
        Self.append(recent, strides: settings.reportImplausible.window, count, &bytes)
        PackedColumn.append(jumps.lazy.map { Int64($0.subject.number) }, to: &bytes)
        PackedColumn.append(jumps.lazy.map { Int64($0.month.number) }, to: &bytes)
        PackedColumn.append(jumps.lazy.map { $0.amount.thousandths }, to: &bytes)
        PackedColumn.append(jumps.lazy.map { $0.median.thousandths }, to: &bytes)
        PackedColumn.append(jumps.lazy.map { Int64($0.reports) }, to: &bytes)
        patterns.append(to: &bytes)
        return bytes
    }

    /// - Returns: `nil` for bytes that ``encoded()`` did not write, as far as that can be seen.
    public init?(_ bytes: UnsafeRawBufferPointer, _ settings: KeptSettings, of range: SubjectRange) {
        self.init(settings, of: range)
        var at = 0
        guard let count = PackedColumn.whole(bytes, &at), let first = PackedColumn.whole(bytes, &at),
            let spans = PackedColumn.whole(bytes, &at), let found = PackedColumn.whole(bytes, &at),
            (0...Int64(SubjectRange.size)).contains(count), (0...Int64(Self.longestSpan)).contains(spans), (0...9999).contains(first),
            (0...Int64(LedgerSegment.maximumCount)).contains(found)
        else { return nil }
        self.count = Int(count)
        firstYear = Int32(first)
        for _ in 0..<spans {
            guard let year = Self.year(Int(count), bytes, &at) else { return nil }
            years.append(year)
        }
        guard readColumns(bytes, &at), readJumps(Int(found), bytes, &at),
            let patterns = KeptPatterns(Int(count), bytes, &at, isKnown: { range.numbers.contains($0.number) && place($0) < Int(count) }),
            at == bytes.count
        else { return nil }
        self.patterns = patterns
    }

    private static func append(_ values: [Int64], strides: Int, _ count: Int, _ bytes: inout [UInt8]) {
        for i in 0..<strides { PackedColumn.append((0..<count).lazy.map { values[$0 * strides + i] }, to: &bytes) }
    }

    private static func year(_ count: Int, _ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> KeptYear? {
        func masks(_ at: inout Int) -> [UInt16]? {
            PackedColumn.read(count, from: bytes, at: &at) { UInt16(truncatingIfNeeded: $0) & 0xFFF }
        }
        var year = KeptYear(count: 0)
        guard let reported = masks(&at), let idle = masks(&at), let late = masks(&at), let short = masks(&at),
            let sums = PackedColumn.read(count, from: bytes, at: &at, { $0 }),
            let quotas = PackedColumn.read(count, from: bytes, at: &at, { $0 }),
            let marks = PackedColumn.read(count, from: bytes, at: &at, { UInt8(truncatingIfNeeded: $0) })
        else { return nil }
        (year.reported, year.idle, year.late, year.short) = (reported, idle, late, short)
        (year.sums, year.quotas, year.quotaMarks) = (sums, quotas, marks)
        return year
    }

    private mutating func readColumns(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Bool {
        func numbers(_ at: inout Int) -> [Int32]? { PackedColumn.read(count, from: bytes, at: &at) { Int32(truncatingIfNeeded: $0) } }
        guard let reports = numbers(&at), let invoices = numbers(&at), let cuts = numbers(&at), let undated = numbers(&at),
            let stock = PackedColumn.read(count, from: bytes, at: &at, { $0 }),
            let marks = PackedColumn.read(count, from: bytes, at: &at, { UInt16(truncatingIfNeeded: $0) }),
            let sales = Self.rows(settings.openMonths, count, bytes, &at),
            let recent = Self.rows(settings.reportImplausible.window, count, bytes, &at)
        else { return false }
        guard cuts.allSatisfy({ $0 == Self.none || (-60...130_000).contains($0) }) else { return false }
        (lastReport, lastInvoice, cut, self.undated, self.stock) = (reports, invoices, cuts, undated, stock)
        (openMarks, openSales, self.recent) = (marks, sales, recent)
        return true
    }

    private static func rows(_ strides: Int, _ count: Int, _ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> [Int64]? {
        var result = [Int64](repeating: 0, count: strides * count)
        for i in 0..<strides {
            guard let column = PackedColumn.read(count, from: bytes, at: &at, { $0 }) else { return nil }
            for (place, value) in column.enumerated() { result[place * strides + i] = value }
        }
        return result
    }

    private mutating func readJumps(_ found: Int, _ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Bool {
        guard let subjects = PackedColumn.read(found, from: bytes, at: &at, { SubjectID(UInt32(truncatingIfNeeded: $0)) }),
            let months = PackedColumn.read(found, from: bytes, at: &at, { CalendarMonth(number: Int($0)) }),
            let amounts = PackedColumn.read(found, from: bytes, at: &at, { Tonnes(thousandths: $0) }),
            let medians = PackedColumn.read(found, from: bytes, at: &at, { Tonnes(thousandths: $0) }),
            let reports = PackedColumn.read(found, from: bytes, at: &at, { Int($0) })
        else { return false }
        guard subjects.allSatisfy({ range.numbers.contains($0.number) && place($0) < count }),
            months.allSatisfy({ FigureKind.report.periods.contains(Int32(clamping: $0.number)) })
        else { return false }
        jumps = subjects.indices.map {
            ReportImplausible.Row(
                subject: subjects[$0], month: months[$0], amount: amounts[$0], median: medians[$0], reports: reports[$0])
        }
        return true
    }
}

extension PackedColumn {
    /// One number, in nine bytes.
    static func append(whole value: Int64, to bytes: inout [UInt8]) { append(CollectionOfOne(value), to: &bytes) }

    static func whole(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Int64? { read(1, from: bytes, at: &at, { $0 })?.first }
}
