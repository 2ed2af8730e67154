public import OreFeatures
public import OreLedger

/// A finding over figures as incidents see it: with the name of its subject.
public struct FiguresFinding: Sendable, Hashable {
    /// Stable: from rule, name and year.
    public var id: String
    /// Its name in the ledger.
    public var subject: String
    public var kind: SubjectKind
    public var finding: LedgerFinding

    public init(_ finding: LedgerFinding, subject: String, kind: SubjectKind) {
        (self.finding, self.subject, self.kind) = (finding, subject, kind)
        id = finding.id(naming: subject)
    }

    public var family: FiguresFamily { FiguresFamily(finding.rule) }

    /// Tonnes beyond what was allowed, or what the other side of a balance explains; `nil` for rules that state none.
    public var excess: Tonnes? {
        func values(_ kind: LedgerEvidence.Kind) -> [Tonnes] {
            finding.evidence.compactMap { entry in
                guard entry.kind == kind, case .tonnes(let value) = entry.value else { return nil }
                return value
            }
        }
        switch finding.rule {
        case .soldExceedsProduced: return values(.balance).min().flatMap { Tonnes.zero.subtracting($0) }
        case .productionWithoutQuota, .productionOutsideValidity, .productionAfterStopOrder:
            return values(.reported).reduce(.zero) { sum, value in sum?.adding(value) }
        default: return values(.excess).max()
        }
    }

    /// The first and the last day that it speaks of: of its months, or of its year.
    public var days: (first: Day?, last: Day?) {
        let first = finding.months.first ?? CalendarMonth(number: Int(finding.year) * 12)
        let last = finding.months.last ?? CalendarMonth(number: Int(finding.year) * 12 + 11)
        return (first.firstDay, last.lastDay)
    }
}
