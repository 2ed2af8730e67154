internal import OreFeatures

/// Which records make the figures of some subjects, as ``FigureSeries`` counts them: of one key the record that stands, stated totals in the
/// place of their parts.
struct StandingRows {
    private let records: LedgerRecords
    private let commit: Int32
    private let material: MaterialKind

    /// - Parameter records: in order.
    init(_ records: LedgerRecords, asOf commit: Int32?, material: MaterialKind) {
        (self.records, self.commit, self.material) = (records, commit ?? .max, material)
    }

    /// Calls `body` with each subject, stage and period that has a figure, and the records that it is the sum of.
    func forEach(_ body: (SubjectID, Stage, _ period: Int32, _ rows: [Int]) throws(LedgerFault) -> Void) throws(LedgerFault) {
        var row = 0
        while row < records.count {
            let (subject, period) = (records.subjects[row], records.periods[row])
            var end = row + 1
            while end < records.count, records.subjects[end] == subject, records.periods[end] == period { end += 1 }
            for stage in Stage.allCases {
                if let counted = counted(row..<end, LineSelection(stage, nil, material)) { try body(subject, stage, period, counted) }
            }
            row = end
        }
    }

    /// Every record that stands, batches for which a total stands too; none that is withdrawn.
    var all: [Int] {
        var (found, next) = ([Int](), 0)
        while next < records.count {
            let first = next
            for stage in Stage.allCases {
                next = first
                if let row = standing(first..<records.count, &next, LineSelection(stage, nil, material)),
                    !records.marks[row].contains(.withdrawn)
                {
                    found.append(row)
                }
            }
        }
        return found
    }

    private struct OfLine {
        var code: UInt8
        var parts: [Int] = []
        var totals: [Int] = []
        var counted: [Int] { totals.isEmpty ? parts : totals }
    }

    /// - Returns: `nil` when none stands.
    private func counted(_ rows: Range<Int>, _ lines: LineSelection) -> [Int]? {
        var own: [OfLine] = []
        var next = rows.lowerBound
        while next < rows.upperBound {
            guard let row = standing(rows, &next, lines), !records.marks[row].contains(.withdrawn) else { continue }
            let code = records.lines[row].code
            if own.last?.code != code { own.append(OfLine(code: code)) }
            if records.marks[row].contains(.total) { own[own.count - 1].totals.append(row) } else { own[own.count - 1].parts.append(row) }
        }
        guard !own.isEmpty else { return nil }
        // A total of all classes stands for the classes.
        if let all = own.last(where: { !$0.totals.isEmpty && LedgerLine(uncheckedCode: $0.code).oreClass == .any }) { return all.totals }
        return own.flatMap(\.counted)
    }

    /// Passes over the records of the next key; the one of it that stands.
    private func standing(_ rows: Range<Int>, _ next: inout Int, _ lines: LineSelection) -> Int? {
        let first = next
        let isAlone = records.kind.standsAloneWithoutDetail && records.details[first] == 0
        var found: Int?
        repeat {
            guard records.isSameKey(first, next) else { break }
            if records.commits[next] <= commit, lines.contains(records.lines[next]) { found = next }
            next += 1
        } while next < rows.upperBound && !isAlone
        return found
    }
}
