public import OreDetection
public import OreFeatures

/// Something that happened on a day, or from a day on.
public struct DossierEntry: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The term of a licence as its register states it.
        case term
        case granted, renewed
        case renewalAccepted = "renewal_accepted"
        case suspended, resumed, stopped, expired, cancelled
        case boundaryChanged = "boundary_changed"
        case capacityChanged = "capacity_changed"
        /// A batch of quota, or the total of the year, on the day of issue.
        case quota
        case stock, reserve, capacity, permit
        case depositDue = "deposit_due"
        case depositPaid = "deposit_paid"
        case restorationDue = "restoration_due"
        case restorationDone = "restoration_done"
        case exported
        case exportLicence = "export_licence"
        case seized
        case listed
        /// Became a member, or got a member.
        case member
        /// A suspected place was first seen.
        case incident
        /// The first day that suspected figures speak of.
        case figures
        /// A person's judgement of an incident.
        case inspection
    }

    public var kind: Kind
    public var day: Day
    /// Last day of what holds for a time.
    public var until: Day?
    /// Whom it concerns; the dossier's subject or one below it.
    public var subject: String
    public var amount: Tonnes?
    /// Square metres.
    public var area: Double?
    /// A number, a handle, a note, a name.
    public var text: String?
    /// The row it was read from; `nil` for registers and incidents.
    public var source: EntrySource?

    public init(_ kind: Kind, on day: Day, until: Day? = nil, _ subject: String) {
        (self.kind, self.day, self.until, self.subject) = (kind, day, until, subject)
    }
}

/// A licence as a dossier tells of it.
public struct DossierLicence: Sendable, Hashable {
    public var id: String
    public var holder: String?
    public var group: String?
    public var mineral: String?
    public var method: String?
    public var capacity: String?
    public var validFrom: Day?
    public var validTo: Day?
    /// Days in force, as days since 1970.
    public var spans: [ClosedRange<Int32>] = []
    /// Days under an order to stop.
    public var orders: [ClosedRange<Int32>] = []
    /// Square metres of its outline; `nil` where it is not spatial.
    public var area: Double?

    public init(id: String) { self.id = id }
}

/// What is under suspicion of a subject: a place on its land, or its figures.
public struct DossierIncident: Sendable, Hashable {
    public var handle: String
    public var rules: [RuleName]
    /// Those over figures.
    public var figureRules: [LedgerRuleName]
    public var verdict: Verdict
    public var state: String
    /// Square metres; 0 where only figures are suspected.
    public var area: Double
    public var firstSeen: Day?
    public var lastSeen: Day?
    public var licences: [String]

    public init(
        handle: String, rules: [RuleName], figureRules: [LedgerRuleName] = [], verdict: Verdict, state: String, area: Double,
        firstSeen: Day?, lastSeen: Day?,
        licences: [String]
    ) {
        (self.handle, self.rules, self.figureRules, self.verdict, self.state, self.area) = (
            handle, rules, figureRules, verdict, state, area
        )
        (self.firstSeen, self.lastSeen, self.licences) = (firstSeen, lastSeen, licences)
    }
}

/// The area that was observed worked, after an observation.
public struct ObservedArea: Sendable, Hashable {
    public var day: Day
    /// Square metres.
    public var area: Double

    public init(_ day: Day, _ area: Double) { (self.day, self.area) = (day, area) }
}

/// Everything that is known of a licence, an enterprise, a group or a district, on one page.
public struct Dossier: Sendable {
    public static let schemaVersion = "1.0.0"

    /// Lines of one year, for the comparison of years.
    public struct Year: Sendable, Hashable {
        public var year: Int32
        public var quota: FigureAmount
        public var reported: FigureAmount
        public var sold: FigureAmount
    }

    public struct Month: Sendable, Hashable {
        public var month: CalendarMonth
        /// `nil`: no report.
        public var reported: Tonnes?
        public var sold: Tonnes?
    }

    public struct Member: Sendable, Hashable {
        public var name: String
        public var quota: Tonnes?
        public var reported: Tonnes?
        public var sold: Tonnes?
    }

    public var name: String
    public var kind: SubjectKind
    /// What was known at this commit.
    public var commit: Int
    public var account: Account
    public var years: [Year] = []
    /// From the first month with a figure to the last.
    public var months: [Month] = []
    /// Who contributed to the account's year, by name; empty for a licence.
    public var members: [Member] = []
    public var licences: [DossierLicence] = []
    /// By day.
    public var timeline: [DossierEntry] = []
    public var findings: [LedgerFinding] = []
    public var rules: [LedgerRuleAccount] = []
    public var incidents: [DossierIncident] = []
    public var areas: [ObservedArea] = []
    /// Names of everybody in it.
    public var names: [SubjectID: String] = [:]
    /// The file that each commit brought.
    public var files: [Int32: String] = [:]

    public init(name: String, kind: SubjectKind, commit: Int, account: Account) {
        (self.name, self.kind, self.commit, self.account) = (name, kind, commit, account)
    }

    public var year: Int32 { account.year }
    /// What the trees of its figures name.
    public var figureNames: FigureNames { FigureNames(names, files: files) }
    public func name(of subject: SubjectID) -> String { figureNames.name(of: subject) }
    public func file(of commit: Int32) -> String { figureNames.file(of: commit) }
}

extension Dossier {
    /// Fills years, months and members from the figures.
    /// - Parameter names: of everybody.
    /// - Throws: `LedgerFault.sumTooLarge`.
    public mutating func fill(_ maker: AccountMaker) throws(LedgerFault) {
        let subject = account.subject
        years = []
        months = []
        for year in maker.book.years {
            let own = Year(
                year: year, quota: try maker.figure(.quota, subject, year).amount,
                reported: try maker.figure(.reported, subject, year).amount,
                sold: try maker.figure(.sold, subject, year).amount)
            guard own.quota.exact != nil || own.reported.exact != nil || own.sold.exact != nil else { continue }
            years.append(own)
            for number in Int(year) * 12..<Int(year) * 12 + 12 {
                let month = CalendarMonth(number: number)
                months.append(
                    Month(
                        month: month, reported: try maker.figure(.reported, subject, month)?.amount.exact,
                        sold: try maker.figure(.sold, subject, month)?.amount.exact))
            }
        }
        while let last = months.last, last.reported == nil, last.sold == nil { months.removeLast() }
        let first = months.firstIndex { $0.reported != nil || $0.sold != nil } ?? months.endIndex
        months.removeFirst(first)
        let (quotas, reports, sales) = (account.byMember(.quota), account.byMember(.reported), account.byMember(.sold))
        members = Set(quotas.keys).union(reports.keys).union(sales.keys).map { member in
            Member(name: name(of: member), quota: quotas[member], reported: reports[member], sold: sales[member])
        }.sorted { $0.name < $1.name }
        timeline.sort { ($0.day, $0.kind.rawValue, $0.subject, $0.text ?? "") < ($1.day, $1.kind.rawValue, $1.subject, $1.text ?? "") }
    }

    /// The figure that a path names: a line (`reported`), then periods, lines or members (`reported/2024-03/L-1`).
    /// - Returns: `nil` with what could be named in the place of the first unknown part.
    public func figure(at path: String) -> (figure: LedgerFigure?, unknown: String, known: [String]) {
        figureNames.figure(at: path, among: account.figures)
    }
}
