internal import OreDetection
internal import OreFeatures

/// Verdict and severity of findings that are a set of months.
struct MonthJudge {
    let standing: LedgerStanding

    init(_ standing: LedgerStanding) { self.standing = standing }

    /// - Parameters:
    ///   - ceiling: severity of twelve months; see ``LedgerSeverity``.
    ///   - isWeak: for a reason of the rule itself.
    func mark(
        _ rule: LedgerRuleName, _ subject: SubjectID, _ year: Int32, _ months: UInt16, ceiling: Int, isWeak: Bool = false
    ) -> FindingMark {
        let verdict = isWeak || standing.incomplete.contains(subject) ? Verdict.possible : .strong
        let severity = LedgerSeverity.of(months: months.nonzeroBitCount, ceiling: ceiling)
        return FindingMark(
            rule, subject, year, months: months, verdict: verdict, severity: LedgerSeverity.weighed(severity, verdict))
    }
}

/// Months by year, as bits.
struct YearMasks {
    /// Ascending.
    private(set) var years: [(year: Int32, months: UInt16)] = []

    /// - Parameter months: ascending.
    init(_ months: [Int32]) {
        for month in months {
            if years.last?.year != month / 12 { years.append((month / 12, 0)) }
            years[years.count - 1].months |= 1 << UInt16(month % 12)
        }
    }

    var isEmpty: Bool { years.isEmpty }

    /// Those that are also in one of the spans.
    func within(_ spans: [ClosedRange<Int32>]) -> YearMasks {
        var result = self
        for i in years.indices {
            let first = years[i].year * 12
            var mask: UInt16 = 0
            for span in spans where span.upperBound >= first && span.lowerBound <= first + 11 {
                for month in max(0, span.lowerBound - first)...min(11, span.upperBound - first) { mask |= 1 << UInt16(month) }
            }
            result.years[i].months &= mask
        }
        result.years.removeAll { $0.months == 0 }
        return result
    }
}

/// The months of a year for which a due rule holds.
struct DueMask {
    private(set) var months: UInt16 = 0

    init(_ due: DueRules, year: Int32) {
        for (month, day) in due.table(year * 12...year * 12 + 11).enumerated() where day != nil { months |= 1 << UInt16(month) }
    }
}
