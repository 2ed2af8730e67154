public import OreFeatures

/// A sign of how ore is worked, seen on the ground of a subject.
public struct ProcessSighting: Sendable, Hashable {
    public enum Sign: String, Sendable, Hashable, CaseIterable {
        case heap, tank
        /// Only monazite is mined.
        case monaziteAlone = "monazite_alone"
        /// Lawful in situ: it says nothing.
        case collectionPool = "collection_pool"
    }

    public var subject: SubjectID
    public var day: Day
    public var sign: Sign
    public var deposit: DepositType
    public var source: EntrySource
    /// The id of the footprint that shows it; `nil`: a survey says so.
    public var footprint: String?

    public init(_ subject: SubjectID, day: Day, sign: Sign, deposit: DepositType = .ionic, source: EntrySource = EntrySource()) {
        (self.subject, self.day, self.sign, self.deposit, self.source) = (subject, day, sign, deposit, source)
    }
}

extension ProcessSighting {
    /// Of a year that is not over it is told on the day that is asked of.
    func told(on day: Day) -> ProcessSighting {
        var own = self
        if self.day.yearMonthDay.year == day.yearMonthDay.year { own.day = min(self.day, day) }
        return own
    }
}

/// Heaps or tanks on ion-adsorption ore, or monazite mined alone: processes that are banned (DOMAIN 1).
///
/// Ceiling: possible: a sign is not the process. Kept out: collection pools, which are lawful in situ, and heaps and tanks on rock.
public struct BannedProcess: Sendable, Hashable {
    public init() {}

    /// By subject and year.
    public func findings(_ sightings: [ProcessSighting], on day: Day) -> EntryRuleResult {
        var result = EntryRuleResult()
        let known = sightings.filter { $0.day <= day }
        let rows = Set(known).sorted {
            let (a, b) = ($0.source, $1.source)
            return ($0.subject, $0.day, $0.sign.rawValue, $0.footprint ?? "", a.commit, UInt32(a.row))
                < ($1.subject, $1.day, $1.sign.rawValue, $1.footprint ?? "", b.commit, UInt32(b.row))
        }
        for row in rows {
            guard row.sign == .monaziteAlone || (row.sign != .collectionPool && row.deposit == .ionic) else {
                result.skip(.lawfulProcess)
                continue
            }
            var finding = LedgerFinding(.bannedProcess, row.subject, year: Int32(row.day.yearMonthDay.year))
            finding.weaken(.signOnly)
            let sources = row.footprint == nil ? [row.source] : []
            finding.evidence = [LedgerEvidence(.sign, .text(row.sign.rawValue), month: CalendarMonth(row.day), sources: sources)]
            if let footprint = row.footprint {
                finding.evidence.append(LedgerEvidence(.footprint, .text(footprint), month: CalendarMonth(row.day)))
            }
            finding.severity = LedgerSeverity.weighed(40, finding.verdict)
            result.merge(finding)
        }
        return result
    }
}
