internal import OreDetection
internal import OreFeatures
public import OreLedger
internal import OreStorage

/// Which findings of a store are asked for.
public struct LedgerFindingFilter: Sendable, Hashable {
    public var rules: Set<LedgerRuleName> = []
    /// Names; empty for all.
    public var subjects: Set<String> = []
    public var years: Set<Int32> = []
    public var verdicts: Set<String> = []
    public var minimumSeverity = 0
    /// The heaviest so many.
    public var limit = 100

    public init() {}
}

extension StoredJudgement {
    /// The heaviest findings that a filter lets through, with their evidence and the rows that it came from.
    ///
    /// What is listed is judged once more from all figures of its subjects: evidence is not kept.
    /// - Returns: a report without inputs, and how many findings the filter let through.
    /// - Complexity: O(findings), and O(records) of the ranges of those listed.
    public func report(_ filter: LedgerFindingFilter) throws -> (report: LedgerReport, matching: Int, found: LedgerFindings) {
        let found = try findings()
        let chosen = found.chosen(filter, of: names)
        var report = try listed(chosen.marks, found)
        report.due = due
        report.rules = accounts(found)
        return (report, chosen.matching, found)
    }

    /// Every finding of some subjects, with its evidence: nobody else's figures are judged.
    /// - Returns: a report as ``report(_:)`` gives it; its accounts speak of these subjects.
    /// - Complexity: O(records) of their ranges; what everybody together shows comes from what is kept beside the store.
    func report(of subjects: Set<SubjectID>) throws -> LedgerReport {
        let seen = try evaluation.observed()
        let standing = try standing()
        var found = LedgerFindings(background: background(seen), standing: standing, observed: seen)
        let records = try ledger.records(of: subjects.filter { Int($0.number) < ledger.names.count })
        let rows = try rows(of: subjects, records, found.background)
        found.account = FigureAccount(rows)
        let held = try held(standing, of: subjects)
        let own = held.weighed(FindingGathering(standing).findings(rows))
        let byFlows = try soldByFlows(found.background, standing, of: subjects)
        found.beside = (scoped(held.findings) + judgedEntries.findings + byFlows).filter { subjects.contains($0.subject) }
        var report = try report(of: own + found.beside, subjects, records)
        (report.due, report.rules) = (due, accounts(found))
        return report
    }

    private func rows(
        of subjects: Set<SubjectID>, _ records: [FigureKind: LedgerRecords], _ background: LedgerBackground
    ) throws -> FigureFindings {
        let partition = try LedgerPartition(
            reports: records[.report] ?? LedgerRecords(.report), invoices: records[.invoice] ?? LedgerRecords(.invoice),
            quotas: records[.quota] ?? LedgerRecords(.quota), lines: lines)
        var rows = try rules.evaluate(partition, background.narrowed(to: subjects))
        rows.tellStoppedMonthsOnce(unless: settings.off)
        return rows
    }

    private func listed(_ marks: [FindingMark], _ found: LedgerFindings) throws -> LedgerReport {
        let subjects = Set(marks.map(\.subject))
        let records = try ledger.records(of: subjects)
        let rows = try rows(of: subjects, records, found.background)
        let wanted = Dictionary(marks.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let judged = (found.held.weighed(FindingGathering(found.standing).findings(rows)) + found.beside).compactMap { finding in
            wanted[FindingMark(finding)].map { ($0, finding) }
        }
        // Kept figures that are not those of the records, or rules that do not agree: neither may pass in silence.
        guard judged.count == wanted.count else { throw StoredJudgementFault(path: ledger.path) }
        return try report(of: judged.sorted { $0.0 < $1.0 }.map(\.1), subjects, records)
    }

    /// A report has names and numbers of its own.
    private func report(
        of findings: [LedgerFinding], _ subjects: Set<SubjectID>, _ records: [FigureKind: LedgerRecords]
    ) throws -> LedgerReport {
        var names = SubjectNames()
        var numbers = [SubjectID](repeating: SubjectID(0), count: self.names.count)
        for subject in subjects.sorted() { numbers[Int(subject.number)] = names.number(of: name(of: subject), kind: kind(of: subject)) }
        let (files, places) = try ledger.files()
        let renumbered = try FigureKind.allCases.map { kind in
            try (records[kind] ?? LedgerRecords(kind)).numbered(numbers).mappingCommits { places[$0] ?? 0 }.ordered()
        }
        let partition = try LedgerPartition(
            reports: renumbered[Int(FigureKind.report.rawValue)], invoices: renumbered[Int(FigureKind.invoice.rawValue)],
            quotas: renumbered[Int(FigureKind.quota.rawValue)], lines: lines)
        var report = LedgerReport(day: day, figures: partition)
        report.material = lines.material
        (report.names, report.files, report.records) = (names, files, renumbered)
        report.findings = findings.map { finding in
            var finding = finding
            finding.subject = numbers[Int(finding.subject.number)]
            if finding.scope == .mining { finding.scope = LedgerScope(lines.stage, lines.material) }
            for i in finding.evidence.indices {
                for j in finding.evidence[i].sources.indices {
                    finding.evidence[i].sources[j].file = places[finding.evidence[i].sources[j].commit] ?? 0
                }
            }
            return finding
        }
        return report
    }
}

/// Findings that their own figures do not bear out.
public struct StoredJudgementFault: Error, CustomStringConvertible {
    let path: String
    public var description: String {
        "\(path): findings kept beside the store are not those of its figures; remove \(path).ledger-* and run it again"
    }
}

extension LedgerFindings {
    /// The heaviest that a filter lets through: by severity, then name, rule and year.
    fileprivate func chosen(_ filter: LedgerFindingFilter, of names: StoredNames) -> (marks: [FindingMark], matching: Int) {
        let subjects = filter.subjects.isEmpty ? nil : Set(filter.subjects.compactMap(names.subject))
        // The heaviest are found by counting; only they are ordered by name.
        var bySeverity = [[FindingMark]](repeating: [], count: 256)
        var matching = 0
        for mark in marks.joined() {
            guard Int(mark.severity) >= filter.minimumSeverity, filter.rules.isEmpty || filter.rules.contains(mark.rule),
                filter.years.isEmpty || filter.years.contains(mark.year), subjects?.contains(mark.subject) ?? true,
                filter.verdicts.isEmpty || filter.verdicts.contains(mark.verdict.rawValue)
            else { continue }
            matching += 1
            bySeverity[Int(mark.severity)].append(mark)
        }
        var chosen: [FindingMark] = []
        for own in bySeverity.reversed() where chosen.count < filter.limit && !own.isEmpty {
            let named = own.map { (name: names.name(of: $0.subject), mark: $0) }.sorted {
                ($0.name, $0.mark.rule.rawValue, $0.mark.year) < ($1.name, $1.mark.rule.rawValue, $1.mark.year)
            }
            chosen += named.prefix(filter.limit - chosen.count).map(\.mark)
        }
        return (chosen, matching)
    }
}

extension LedgerBackground {
    /// What it says of some subjects.
    func narrowed(to subjects: Set<SubjectID>) -> LedgerBackground {
        var result = self
        if case .months(let spans) = duty { result.duty = .months(spans.filter { subjects.contains($0.key) }) }
        func own<Value>(_ all: [SubjectID: Value]) -> [SubjectID: Value] { all.filter { subjects.contains($0.key) } }
        (result.orders, result.reserves, result.taxes, result.land) = (own(orders), own(reserves), own(taxes), own(land))
        // Whether anything of the kind is known at all decides whether a rule is evaluated.
        (result.stock, result.permits) = (own(stock), own(permits))
        return result
    }
}
