internal import OreFeatures

/// Less won of a deposit in a year than the law asks for.
///
/// Formula: recovery stated < the minimum of its method and basis: 84 % of the leachable and 67 % of the full phase in situ, 87 and 70 % in heaps; 75 %
/// for others, the norm of the trade (DOMAIN 4). A basis that is not stated takes the lower. Ceiling: possible: the holder's own accounting.
/// Not judged: the first year that a subject states (wetting the ground takes months), and rows without a recovery.
public struct RecoveryLow: Sendable, Hashable {
    public struct Minimum: Sendable, Hashable {
        public var leachable: Share
        public var full: Share
        public init(leachable: Share, full: Share) { (self.leachable, self.full) = (leachable, full) }
    }

    public var minima: [MiningMethod: Minimum] = [
        .inSitu: Minimum(leachable: .percent(84), full: .percent(67)), .heap: Minimum(leachable: .percent(87), full: .percent(70)),
    ]
    public var norm = Share.percent(75)

    public init() {}

    /// What a row is held against.
    public func minimum(_ row: RecoveryFigure) -> Share {
        guard let method = row.method else { return min(norm, minima.values.map(\.full).min() ?? norm) }
        guard let minimum = minima[method] else { return norm }
        return row.basis == .leachable ? minimum.leachable : minimum.full
    }

    /// By subject and year.
    public func findings(_ rows: [RecoveryFigure]) -> EntryRuleResult {
        var result = EntryRuleResult()
        for (_, rows) in Dictionary(grouping: rows, by: \.subject).sorted(by: { $0.key < $1.key }) {
            let first = rows.map(\.year).min()
            for row in rows.sorted(by: { $0.year < $1.year }) {
                guard let recovery = row.recovery else {
                    result.skip(.nothingBeside)
                    continue
                }
                let minimum = minimum(row)
                guard recovery < minimum else { continue }
                guard row.year != first else {
                    result.skip(.firstYear)
                    continue
                }
                var finding = LedgerFinding(.recoveryLow, row.subject, year: row.year)
                finding.weaken(.ownAccounting)
                finding.evidence = [
                    LedgerEvidence(.recovery, .share(recovery), sources: [row.source]), LedgerEvidence(.legalRecovery, .share(minimum)),
                ]
                if let method = row.method { finding.evidence.append(LedgerEvidence(.method, .text(method.rawValue))) }
                finding.severity = LedgerSeverity.weighed(
                    LedgerSeverity.of(excess: minimum.millionths - recovery.millionths, over: recovery.millionths), finding.verdict)
                result.findings.append(finding)
            }
        }
        return result
    }
}

/// Richer ore taken than the reserve has: the easy part first, the rest left behind.
///
/// Formula: grade mined in a year > the reserve's grade · 1.2 (a choice). Of the reserve's grades the highest of those stated last before the year, in it, and in the
/// next, so that a reserve restated since accuses nobody. Source: the white paper's "rich and easy" (DOMAIN 1). Ceiling: possible.
/// Not judged: rows without a grade, and subjects whose reserve states none.
public struct HighGrading: Sendable, Hashable {
    public var factor = Share(millionths: 1_200_000)

    public init() {}

    /// By subject and year.
    public func findings(_ rows: [RecoveryFigure], reserves: [ReserveFigure]) -> EntryRuleResult {
        var result = EntryRuleResult()
        let graded = Dictionary(grouping: reserves.filter { $0.grade != nil }, by: \.subject)
        for row in rows.sorted(by: { ($0.subject, $0.year) < ($1.subject, $1.year) }) {
            guard let grade = row.grade, let reserve = Self.reserve(graded[row.subject] ?? [], row.year), let held = reserve.grade else {
                result.skip(.nothingBeside)
                continue
            }
            guard Int128(grade.millionths) * 1_000_000 > Int128(held.millionths) * Int128(factor.millionths) else { continue }
            var finding = LedgerFinding(.highGrading, row.subject, year: row.year)
            finding.weaken(.reserveMayBeRestated)
            finding.evidence = [
                LedgerEvidence(.grade, .share(grade), sources: [row.source]),
                LedgerEvidence(.reserveGrade, .share(held), sources: [reserve.source]),
            ]
            finding.severity = LedgerSeverity.weighed(
                LedgerSeverity.of(excess: grade.millionths - held.millionths, over: held.millionths), finding.verdict)
            result.findings.append(finding)
        }
        return result
    }

    private static func reserve(_ reserves: [ReserveFigure], _ year: Int32) -> ReserveFigure? {
        func yearOf(_ reserve: ReserveFigure) -> Int32 { Int32(reserve.day.yearMonthDay.year) }
        let before = reserves.filter { yearOf($0) < year }.max { $0.day < $1.day }
        let near = reserves.filter { (year...year + 1).contains(yearOf($0)) }
        return (near + [before].compactMap(\.self)).max { ($0.grade ?? .zero, $0.day) < ($1.grade ?? .zero, $1.day) }
    }
}
