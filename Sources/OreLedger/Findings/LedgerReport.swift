public import OreFeatures

/// One file of a check: what was taken from it. read = used + quarantined + repeated + skipped.
public struct LedgerInput: Sendable, Hashable {
    /// `quotas`, `reports`, `invoices`, `licences`, `licence-events`.
    public var side: String
    /// Base name.
    public var name: String
    public var sha256 = ""
    /// "text, GB18030", "workbook, sheet 产量".
    public var format = ""
    public var profile: String?
    /// What was read from which heading, in the order of the attributes.
    public var columns: [String] = []
    public var read = 0
    public var used = 0
    public var quarantined = 0
    /// The same said again.
    public var repeated = 0
    /// Rows of totals, and rows that a profile leaves out.
    public var skipped = 0
    /// Headings of columns that are not read.
    public var unread: [String] = []
    /// Of those used: stated after the day of the check, or of a time after it.
    public var later = 0

    public init(side: String, name: String) { (self.side, self.name) = (side, name) }
}

/// What a reader of the findings has to know of how a rule was evaluated.
public enum LedgerNote: Sendable, Hashable {
    case noDueRule
    case undatedReports(Int)
    case noInvoices
    case noLicences
    case noEvents
    case noCapacities
    case unreadCapacities(Int)
    case noSharedName
    case otherMaterial
    case noRegisterForDuty
    case pendingFigures(Int)
    case tooRecent(Int)
    case partlyInForce(Int)
    case otherStages(Int)
    case noQuotas
    /// No records of that kind.
    case noEntries(EntryKind)
    case notJudged(Int, LedgerSkip)
    /// No observations of land, or none of its process.
    case noObservations
    /// Every year of which there are reports is over.
    case noOpenYear
    /// Licences of a register of which no figure, quota or other record came.
    case withoutRecords(Int)
    /// Not among the rules that were asked for.
    case notAsked
    /// Holders of the register, or of rows of quotas, belong to each other in a circle: they do not say whose mines are whose.
    case circularMembers
    /// Of so many rows of quotas say otherwise than other records, or than each other, to whom and for how long they belong.
    case otherHolders(Int)
    /// The rule file switched it off.
    case switchedOff
    /// What the rule file sets otherwise than documented, as `key=value`.
    case thresholds([String])
}

/// Why something was not judged, though it was looked at.
public enum LedgerSkip: String, Sendable, Hashable, CaseIterable {
    /// Fewer than two whole years before.
    case fewYears = "few_years"
    case noQuotaYet = "no_quota_yet"
    /// Fewer figures than a test needs.
    case fewFigures = "few_figures"
    /// One of two sides has no record.
    case oneSided = "one_sided"
    /// No intake, no reserve, no grade beside it.
    case nothingBeside = "nothing_beside"
    case otherMaterial = "other_material"
    case notAssessable = "not_assessable"
    /// Not enough clear views.
    case fewViews = "few_views"
    /// The first year of which there is a record.
    case firstYear = "first_year"
    /// A renewal or a correction closed it.
    case renewed
    /// A month that is partly covered.
    case partMonth = "part_month"
    case returnedGoods = "returned_goods"
    /// Its code needs no licence on its day.
    case notControlled = "not_controlled"
    /// A lawful process.
    case lawfulProcess = "lawful_process"
    /// Nobody is known to hold it.
    case noHolder = "no_holder"
    /// Flows of some months, numbers of flows or rows that were set aside may be missing.
    case flowsIncomplete = "flows_incomplete"
}

public struct LedgerRuleAccount: Sendable, Hashable {
    public var rule: LedgerRuleName
    public var ran: Bool
    public var notes: [LedgerNote]

    public init(_ rule: LedgerRuleName, ran: Bool, notes: [LedgerNote] = []) { (self.rule, self.ran, self.notes) = (rule, ran, notes) }
}

/// Everything that a check of the ledger found, for whoever writes it down.
public struct LedgerReport: Sendable {
    public static let schemaVersion = "1.0.0"

    /// What was known on this day counts.
    public var day: Day
    public var due: DueCalendar?
    public var inputs: [LedgerInput] = []
    public var rules: [LedgerRuleAccount] = []
    /// By severity, then name, rule and year.
    public var findings: [LedgerFinding] = []
    public var setAside: [SetAsideRow] = []
    public var names = SubjectNames()
    /// The figures that were judged.
    public var figures: LedgerPartition
    /// The material of the figures.
    public var material = MaterialKind.oxide
    /// The records behind them in order, each with its row and its file (the commit is the place in `files`).
    public var records: [LedgerRecords] = []
    /// Base names.
    public var files: [String] = []

    public init(day: Day, figures: LedgerPartition) { (self.day, self.figures) = (day, figures) }

    public func name(of finding: LedgerFinding) -> String { names.name(of: finding.subject) }

    /// The rows of the files that a finding rests on, ascending within each file.
    /// - Complexity: O(log n + rows).
    public func sources(of finding: LedgerFinding) -> [(file: String, rows: [Int])] {
        var found: [Int32: Set<Int>] = [:]
        for records in records where Self.kinds(finding.rule).contains(records.kind) {
            var row = Self.first(finding.subject, in: records)
            while row < records.count, records.subjects[row] == finding.subject {
                if Self.isOf(finding, records.periods[row], records.kind), Self.isOf(finding, records.lines[row], records.kind) {
                    found[records.commits[row], default: []].insert(Int(records.rows[row]))
                }
                row += 1
            }
        }
        for source in finding.evidence.flatMap(\.sources) { found[source.file, default: []].insert(Int(source.row)) }
        return found.filter { files.indices.contains(Int($0.key)) }.sorted { $0.key < $1.key }
            .map { (files[Int($0.key)], $0.value.sorted()) }
    }

    private static func kinds(_ rule: LedgerRuleName) -> Set<FigureKind> {
        switch rule {
        case .quotaOverrun, .productionWithoutQuota, .quotaOverrunProjected: [.report, .quota]
        case .soldExceedsProduced: [.report, .invoice]
        case .capacityExceeded, .reportMissing, .reportLate, .reportImplausible, .productionOutsideValidity, .productionAfterStopOrder,
            .ghostProduction, .outputExceedsLand, .landExceedsOutput, .exhaustion, .taxImpliedGap, .operatingWithoutPermit:
            [.report]
        case .separationExceedsFeed, .exportWithoutLicence, .exportMirrorGap, .recoveryLow, .highGrading, .depositShort,
            .restorationOverdue, .holderNotListed, .bannedProcess:
            []
        }
    }

    /// Of one class of ore the reports of it; of quotas all, since what is given without a class may be used for any.
    private static func isOf(_ finding: LedgerFinding, _ line: LedgerLine, _ kind: FigureKind) -> Bool {
        guard kind != .quota, let oreClass = finding.scope.oreClass else { return true }
        return line.oreClass == oreClass
    }

    private static func isOf(_ finding: LedgerFinding, _ period: Int32, _ kind: FigureKind) -> Bool {
        if finding.rule == .soldExceedsProduced {
            // A balance is of everything up to its month; of production one month more.
            guard let last = finding.months.last else { return false }
            let month = kind == .report ? Int(period) - 1 : CalendarMonth(Day(daysSince1970: period)).number
            return month <= last.number
        }
        switch kind {
        case .quota: return period == finding.year
        case .report:
            if finding.months.isEmpty { return period / 12 == finding.year }
            return finding.months.contains(CalendarMonth(number: Int(period)))
        case .invoice: return CalendarMonth(Day(daysSince1970: period)).year == Int(finding.year)
        }
    }

    private static func first(_ subject: SubjectID, in records: LedgerRecords) -> Int {
        var (low, high) = (0, records.count)
        while low < high {
            let middle = (low + high) / 2
            if records.subjects[middle] < subject { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
