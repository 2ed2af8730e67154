internal import OreFeatures

extension KeptFigures {
    /// The subjects of a delivery that speaks of what is folded already: corrections, withdrawals, reports of earlier months, sales of months that
    /// are not open any more, and figures in a smaller unit than all before. They have to be folded anew from all of their records.
    /// - Parameters:
    ///   - reports: of this partition, in any order; also those of a line that is not added up.
    /// - Complexity: O(records).
    public func contested(reports: LedgerRecords, invoices: LedgerRecords) -> Set<SubjectID> {
        var found: Set<SubjectID> = []
        for row in 0..<reports.count where settings.lines.contains(reports.lines[row]) {
            let (place, month) = (place(reports.subjects[row]), reports.periods[row])
            guard place < count else { continue }
            if month <= lastReport[place] || Int(month) - Int(settings.leadMonths) <= Int(cut[place]) {
                found.insert(reports.subjects[row])
            }
            // Digits were counted at a unit that does not hold any more.
            if settings.reportPatterns != nil, DigitTally.lowers(patterns.units[place], reports.amounts[row]) {
                found.insert(reports.subjects[row])
            }
        }
        var months = PeriodOfDay(.invoice, .month)
        for row in 0..<invoices.count where settings.lines.contains(invoices.lines[row]) {
            let (place, day) = (place(invoices.subjects[row]), invoices.periods[row])
            guard place < count else { continue }
            // An invoice without a number corrects none: it only adds to its month.
            if invoices.details[row] != 0, day <= lastInvoice[place] { found.insert(invoices.subjects[row]) }
            if months.period(day) <= cut[place] { found.insert(invoices.subjects[row]) }
        }
        return found
    }

    /// Forgets the reports and sales of subjects, so that all of them can be folded anew.
    public mutating func forget(_ subjects: Set<SubjectID>) {
        for subject in subjects where place(subject) < count {
            let place = place(subject)
            for year in years.indices { years[year].clear(place) }
            (lastReport[place], lastInvoice[place], cut[place]) = (Self.none, Self.none, Self.none)
            (stock[place], openMarks[place], undated[place]) = (0, 0, 0)
            for i in 0..<settings.openMonths { openSales[place * settings.openMonths + i] = 0 }
            for i in 0..<settings.reportImplausible.window { recent[place * settings.reportImplausible.window + i] = 0 }
            patterns.forget(place)
        }
        jumps.removeAll { subjects.contains($0.subject) }
        patterns.forgetRuns(of: subjects)
    }

    /// Folds on over records of which none is ``contested(reports:invoices:)``. From nothing it is the fold of the whole.
    /// - Throws: `LedgerFault` for sums that leave their range.
    /// - Complexity: O(records · window).
    public mutating func advance(reports: LedgerRecords, invoices: LedgerRecords) throws(LedgerFault) {
        note(reports, in: \.lastReport)
        note(invoices, in: \.lastInvoice)
        let made = try FigureSeries(reports, of: settings.lines, by: .month)
        let sold = try FigureSeries(invoices, of: settings.lines, by: .month)
        for series in [made, sold] {
            if let low = series.periods.min(), let high = series.periods.max() { reach(years: low / 12...high / 12) }
        }
        judgeFigures(made)
        foldPatterns(made)
        try judgeStock(made, sold)
        try add(made)
    }

    /// The quotas of the whole partition, in the place of those before.
    public mutating func replaceQuotas(_ records: LedgerRecords) throws(LedgerFault) {
        for year in years.indices {
            years[year].quotas = Array(repeating: 0, count: count)
            years[year].quotaMarks = Array(repeating: 0, count: count)
        }
        let quotas = try FigureSeries(records, of: settings.lines, by: .year)
        if let last = quotas.subjects.last { reach(place: place(last)) }
        if let low = quotas.periods.min(), let high = quotas.periods.max() { reach(years: low...high) }
        for (i, subject) in quotas.subjects.enumerated() {
            let place = place(subject)
            for row in quotas.rows(of: i) {
                let year = Int(quotas.periods[row] - firstYear)
                years[year].quotas[place] = quotas.amounts[row]
                years[year].quotaMarks[place] = quotas.isTotal(row) ? 3 : 1
            }
        }
    }

    // MARK: Steps

    private mutating func note(_ records: LedgerRecords, in last: WritableKeyPath<KeptFigures, [Int32]>) {
        guard let highest = records.subjects.max() else { return }
        reach(place: place(highest))
        var column = self[keyPath: last]
        for row in 0..<records.count where settings.lines.contains(records.lines[row]) {
            let place = place(records.subjects[row])
            column[place] = max(column[place], records.periods[row])
        }
        self[keyPath: last] = column
    }

    /// The place of a month's year, and its bit.
    private func bit(_ month: CalendarMonth) -> (year: Int, bit: UInt16) {
        (month.number / 12 - Int(firstYear), 1 << UInt16(month.number % 12))
    }

    /// Lateness and jumps of new figures.
    private mutating func judgeFigures(_ made: FigureSeries) {
        for row in settings.reportLate.months(of: made).rows {
            let (year, bit) = bit(row.month)
            years[year].late[place(row.subject)] |= bit
        }
        // Most figures are not above what came before, which is told without a median; few are looked at closely.
        var (asked, earlier) = (FigureSeries(.month), FigureSeries(.month))
        for (i, subject) in made.subjects.enumerated() {
            let (place, rows) = (place(subject), made.rows(of: i))
            guard mayJump(made.amounts[rows], place) else { continue }
            forEachLastFigure(place) { earlier.appendMonth($0, of: subject, $1) }
            for row in rows { asked.appendMonth(made.periods[row], of: subject, made.amounts[row]) }
        }
        let found = settings.reportImplausible.jumps(in: asked, after: earlier)
        guard !found.isEmpty else { return }
        jumps += found
        jumps.sort { ($0.subject, $0.month.number) < ($1.subject, $1.month.number) }
    }

    private func mayJump(_ amounts: ArraySlice<Int64>, _ place: Int) -> Bool {
        let window = settings.reportImplausible.window
        guard amounts.count <= window, let highest = amounts.max() else { return true }
        return settings.reportImplausible.mayBeAbove(highest, recent[place * window..<(place + 1) * window], amounts)
    }

    /// Months sold short, from the first open one on; what was produced and sold up to the new cut goes into the stock.
    private mutating func judgeStock(_ made: FigureSeries, _ sold: FigureSeries) throws(LedgerFault) {
        var (produced, sales) = (FigureSeries(.month), FigureSeries(.month))
        var opening: [SubjectID: Tonnes] = [:]
        let touched = SubjectID.union(made.subjects, sold.subjects)
        var (m, s) = (0, 0)
        for subject in touched {
            let place = place(subject)
            let cut = cut[place]
            let hasMade = m < made.subjects.count && made.subjects[m] == subject
            let hasSold = s < sold.subjects.count && sold.subjects[s] == subject
            if cut != Self.none { forEachLastFigure(place, after: cut) { produced.appendMonth($0, of: subject, $1) } }
            if hasMade { for row in made.rows(of: m) { produced.appendMonth(made.periods[row], of: subject, made.amounts[row]) } }
            try appendSales(sold, hasSold ? sold.rows(of: s) : 0..<0, place, to: &sales)
            if stock[place] != 0 { opening[subject] = Tonnes(thousandths: stock[place]) }
            if hasMade { m += 1 }
            if hasSold { s += 1 }
            clearShort(place, after: cut)
        }
        let rule = SoldExceedsProduced(leadMonths: settings.leadMonths)
        for row in try rule.shortfalls(produced: produced, sold: sales, opening: opening).rows {
            let (year, bit) = bit(row.month)
            years[year].short[place(row.subject)] |= bit
        }
        try close(touched, produced, sales)
    }

    /// The sales of a subject's open months and further ones.
    private func appendSales(_ sold: FigureSeries, _ rows: Range<Int>, _ place: Int, to sales: inout FigureSeries) throws(LedgerFault) {
        let subject = subject(place)
        guard openMarks[place] != 0 else {
            for row in rows { sales.appendMonth(sold.periods[row], of: subject, sold.amounts[row]) }
            return
        }
        let first = place * settings.openMonths
        let open = (0..<settings.openMonths).filter { openMarks[place] >> UInt16($0) & 1 != 0 }.map {
            (month: cut[place] + 1 + Int32($0), amount: openSales[first + $0])
        }
        sales.appendRun(of: subject, try merged(open, rows.map { (sold.periods[$0], sold.amounts[$0]) }, subject))
    }

    /// Two runs of months as one, sums where they meet.
    private func merged(
        _ a: [(month: Int32, amount: Int64)], _ b: [(month: Int32, amount: Int64)], _ subject: SubjectID
    ) throws(LedgerFault) -> [(month: Int32, amount: Int64)] {
        guard !a.isEmpty, !b.isEmpty else { return a.isEmpty ? b : a }
        var result: [(month: Int32, amount: Int64)] = []
        for entry in (a + b).sorted(by: { $0.month < $1.month }) {
            guard result.last?.month == entry.month else {
                result.append(entry)
                continue
            }
            result[result.count - 1].amount = try sum(result[result.count - 1].amount, entry.amount, subject, entry.month)
        }
        return result
    }

    private mutating func clearShort(_ place: Int, after cut: Int32) {
        guard cut != Self.none else { return }
        for year in years.indices {
            let first = (firstYear + Int32(year)) * 12
            guard first + 11 > cut else { continue }
            let kept = max(0, Int(cut) - Int(first) + 1)
            years[year].short[place] &= UInt16(truncatingIfNeeded: (1 << kept) - 1)
        }
    }

    private mutating func close(_ subjects: [SubjectID], _ produced: FigureSeries, _ sales: FigureSeries) throws(LedgerFault) {
        let open = settings.openMonths
        var (m, s) = (0, 0)
        for subject in subjects {
            let place = place(subject)
            let own = m < produced.subjects.count && produced.subjects[m] == subject ? produced.rows(of: m) : 0..<0
            let sold = s < sales.subjects.count && sales.subjects[s] == subject ? sales.rows(of: s) : 0..<0
            if !own.isEmpty { m += 1 }
            if !sold.isEmpty { s += 1 }
            var last = cut[place] == Self.none ? Self.none : cut[place] + Int32(open)
            if let row = own.last { last = max(last, produced.periods[row]) }
            if let row = sold.last { last = max(last, sales.periods[row]) }
            guard last != Self.none else { continue }
            let cut = last - Int32(open)
            for row in own where produced.periods[row] <= cut {
                stock[place] = try sum(stock[place], produced.amounts[row], subject, produced.periods[row])
            }
            openMarks[place] = 0
            for i in 0..<open { openSales[place * open + i] = 0 }
            for row in sold {
                let month = sales.periods[row]
                if month <= cut {
                    let (rest, isTooLarge) = stock[place].subtractingReportingOverflow(sales.amounts[row])
                    guard !isTooLarge else { throw .sumTooLarge(subject: subject, month: CalendarMonth(number: Int(month))) }
                    stock[place] = rest
                } else {
                    openSales[place * open + Int(month - cut) - 1] = sales.amounts[row]
                    openMarks[place] |= 1 << UInt16(month - cut - 1)
                }
            }
            self.cut[place] = cut
        }
    }

    /// New figures into sums, marks and the last ones.
    private mutating func add(_ made: FigureSeries) throws(LedgerFault) {
        guard let low = made.periods.min(), let high = made.periods.max() else { return }
        let due = settings.reportLate.due.table(low...high)
        let window = settings.reportImplausible.window
        for (i, subject) in made.subjects.enumerated() {
            let (place, rows) = (place(subject), made.rows(of: i))
            for row in rows {
                let month = made.periods[row]
                let (year, bit) = (Int(month / 12 - firstYear), UInt16(1) << UInt16(month % 12))
                years[year].reported[place] |= bit
                if made.amounts[row] <= 0 { years[year].idle[place] |= bit }
                years[year].sums[place] = try sum(years[year].sums[place], made.amounts[row], subject, month)
                if made.firstStated[row] == LedgerRecords.notStated, due[Int(month - low)] != nil { undated[place] += 1 }
            }
            let more = made.amounts[rows].suffix(window)
            let (first, kept) = (place * window, window - more.count)
            if kept > 0 { for slot in 0..<kept { recent[first + slot] = recent[first + slot + more.count] } }
            for (slot, amount) in more.enumerated() { recent[first + kept + slot] = amount }
        }
    }

    private func sum(_ a: Int64, _ b: Int64, _ subject: SubjectID, _ month: Int32) throws(LedgerFault) -> Int64 {
        let (value, isTooLarge) = a.addingReportingOverflow(b)
        guard !isTooLarge else { throw .sumTooLarge(subject: subject, month: CalendarMonth(number: Int(month))) }
        return value
    }
}

extension KeptFigures {
    /// Takes in what was delivered since.
    /// - Parameters:
    ///   - reports: those that are new, of this partition.
    ///   - everything: all reports and invoices of some subjects, the new ones among them; asked for at most once.
    /// - Throws: `LedgerFault`, and what `everything` throws. What is left then is of no use.
    /// - Complexity: O(new records · window), and O(all records) of the subjects that are contested.
    public mutating func update(
        reports: LedgerRecords, invoices: LedgerRecords,
        everything: (Set<SubjectID>) throws -> (reports: LedgerRecords, invoices: LedgerRecords)
    ) throws {
        let contested = contested(reports: reports, invoices: invoices)
        guard !contested.isEmpty else { return try advance(reports: reports, invoices: invoices) }
        let whole = try everything(contested)
        forget(contested)
        var (made, sold) = (reports.without(contested), invoices.without(contested))
        made.append(contentsOf: whole.reports)
        sold.append(contentsOf: whole.invoices)
        try advance(reports: made, invoices: sold)
    }
}

extension LedgerRecords {
    /// Those of other subjects, in their order.
    func without(_ subjects: Set<SubjectID>) -> LedgerRecords {
        picked((0..<count).filter { !subjects.contains(self.subjects[$0]) }.map { UInt32($0) })
    }
}
