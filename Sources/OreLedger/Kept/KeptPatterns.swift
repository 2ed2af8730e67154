internal import OreFeatures

/// What is kept for the patterns in a subject's figures; see ``ReportPatterns``. Nothing is, where that rule is not asked for.
struct KeptPatterns: Sendable, Hashable {
    /// See ``DigitTally``; ten counts a subject.
    private(set) var units: [UInt8] = []
    private(set) var digits: [UInt16] = []
    /// How many figures are equal to the last, up to it.
    private(set) var lengths: [Int32] = []
    /// By subject and month. The last of a subject may go on.
    private(set) var runs: [EqualRun] = []

    mutating func grow(by more: Int) {
        units += Array(repeating: DigitTally.none, count: more)
        digits += Array(repeating: 0, count: more * 10)
        lengths += Array(repeating: 0, count: more)
    }

    mutating func forget(_ place: Int) {
        (units[place], lengths[place]) = (DigitTally.none, 0)
        for i in place * 10..<place * 10 + 10 { digits[i] = 0 }
    }

    mutating func forgetRuns(of subjects: Set<SubjectID>) { runs.removeAll { subjects.contains($0.subject) } }

    func tally(_ place: Int) -> DigitTally {
        DigitTally(unit: units[place], counts: Array(digits[place * 10..<place * 10 + 10]))
    }

    /// Folds on over figures behind the last.
    /// - Parameter last: the figure before them; `nil`: none.
    mutating func take(
        _ figures: [(month: Int32, amount: Int64)], of subject: SubjectID, at place: Int, after last: (month: Int32, amount: Int64)?,
        least: Int, found: inout [EqualRun]
    ) {
        let before = last.map { EqualRun(subject: subject, month: $0.month, amount: $0.amount, length: lengths[place]) }
        var (walk, tally) = (EqualRunWalk(least: least, subject, after: before), tally(place))
        tally.settle(unitOf: figures.lazy.map(\.amount))
        for figure in figures {
            walk.take(month: figure.month, figure.amount)
            tally.count(figure.amount)
        }
        units[place] = tally.unit
        for (i, count) in tally.counts.enumerated() { digits[place * 10 + i] = count }
        lengths[place] = walk.current.length
        found += walk.ended()
    }

    /// A run that went on takes the place of what it was.
    mutating func add(_ found: [EqualRun], goingOn subjects: [SubjectID: Int32]) {
        runs.removeAll { subjects[$0.subject] == $0.month }
        guard !found.isEmpty else { return }
        runs += found
        runs.sort { ($0.subject, $0.month) < ($1.subject, $1.month) }
    }
}

extension KeptFigures {
    /// Runs and digits of new figures.
    mutating func foldPatterns(_ made: FigureSeries) {
        guard let rule = settings.reportPatterns else { return }
        var (found, ends): ([EqualRun], [SubjectID: Int32]) = ([], [:])
        for (i, subject) in made.subjects.enumerated() {
            let place = place(subject)
            let last = lastFigure(place)
            ends[subject] = last?.month
            patterns.take(
                made.rows(of: i).map { (made.periods[$0], made.amounts[$0]) }, of: subject, at: place, after: last, least: rule.equalRun,
                found: &found)
        }
        patterns.add(found, goingOn: ends)
    }

    /// What ``ReportPatterns`` finds.
    func patternRows() -> ReportPatterns.Result {
        var result = ReportPatterns.Result()
        guard let rule = settings.reportPatterns else { return result }
        var test = DigitTest(rule)
        var rest = patterns.runs[...]
        for place in 0..<count {
            let subject = subject(place)
            let own = rest.prefix { $0.subject == subject }
            rest = rest.dropFirst(own.count)
            guard let last = lastMonths(place, limit: 1).last else { continue }
            rule.add(Array(own), test.patterns(patterns.tally(place)), lastMonth: last, subject, to: &result)
        }
        return result
    }
}

// MARK: Bytes

extension KeptPatterns {
    func append(to bytes: inout [UInt8]) {
        PackedColumn.append(units.lazy.map { Int64($0) }, to: &bytes)
        for digit in 0..<10 { PackedColumn.append(units.indices.lazy.map { Int64(digits[$0 * 10 + digit]) }, to: &bytes) }
        PackedColumn.append(lengths.lazy.map { Int64($0) }, to: &bytes)
        PackedColumn.append(whole: Int64(runs.count), to: &bytes)
        PackedColumn.append(runs.lazy.map { Int64($0.subject.number) }, to: &bytes)
        PackedColumn.append(runs.lazy.map { Int64($0.month) }, to: &bytes)
        PackedColumn.append(runs.lazy.map(\.amount), to: &bytes)
        PackedColumn.append(runs.lazy.map { Int64($0.length) }, to: &bytes)
    }

    /// - Returns: `nil` for bytes that ``append(to:)`` did not write, as far as that can be seen.
    init?(_ count: Int, _ bytes: UnsafeRawBufferPointer, _ at: inout Int, isKnown: (SubjectID) -> Bool) {
        guard let units = PackedColumn.read(count, from: bytes, at: &at, { UInt8(truncatingIfNeeded: $0) }) else { return nil }
        self.units = units
        digits = Array(repeating: 0, count: count * 10)
        for digit in 0..<10 {
            guard let column = PackedColumn.read(count, from: bytes, at: &at, { UInt16(truncatingIfNeeded: $0) }) else { return nil }
            for (place, value) in column.enumerated() { digits[place * 10 + digit] = value }
        }
        guard let lengths = PackedColumn.read(count, from: bytes, at: &at, { Int32(truncatingIfNeeded: $0) }),
            let found = PackedColumn.whole(bytes, &at), (0...Int64(LedgerSegment.maximumCount)).contains(found),
            let subjects = PackedColumn.read(Int(found), from: bytes, at: &at, { SubjectID(UInt32(truncatingIfNeeded: $0)) }),
            let months = PackedColumn.read(Int(found), from: bytes, at: &at, { Int32(truncatingIfNeeded: $0) }),
            let amounts = PackedColumn.read(Int(found), from: bytes, at: &at, { $0 }),
            let runs = PackedColumn.read(Int(found), from: bytes, at: &at, { Int32(truncatingIfNeeded: $0) })
        else { return nil }
        let longest = Int32(KeptFigures.longestSpan * 12)
        guard lengths.allSatisfy({ (0...longest).contains($0) }), runs.allSatisfy({ (1...longest).contains($0) }),
            subjects.allSatisfy(isKnown),
            zip(months, runs).allSatisfy({ FigureKind.report.periods.contains($0) && FigureKind.report.periods.contains($0 - $1 + 1) })
        else { return nil }
        self.lengths = lengths
        self.runs = subjects.indices.map {
            EqualRun(subject: subjects[$0], month: months[$0], amount: amounts[$0], length: runs[$0])
        }
    }
}
