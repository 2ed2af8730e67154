public import OreDetection
public import OreFeatures

/// Why a verdict over figures is not stronger.
public enum LedgerReason: String, Sendable, Hashable, CaseIterable {
    /// More quota may be given for the year.
    case laterBatchUnknown = "later_batch_unknown"
    /// What was in stock before the first month is not stated.
    case openingStockUnknown = "opening_stock_unknown"
    /// No register says who has to report for which months.
    case noRegister = "no_register"
    /// The register was delivered before the month ended: a renewal may be missing from it.
    case registerOlder = "register_older"
    /// The figures differ by about a thousand or ten thousand: kilograms, or 10^4 t, taken for tonnes.
    case unitSuspected = "unit_suspected"
    /// The figures themselves are the only ground.
    case patternOnly = "pattern_only"
    /// A row that names the subject was set aside: what it said is not in the sums.
    case recordSetAside = "record_set_aside"
    /// The licence does not say which material its capacity is of.
    case capacityMaterialNotStated = "capacity_material_not_stated"
    /// The year is not over: what is said of it is projected.
    case yearNotOver = "year_not_over"
    /// Feed of some months, or of before, is not stated.
    case feedIncomplete = "feed_incomplete"
    /// Sellers recorded fewer flows than the separator says it bought.
    case feedNotDocumented = "feed_not_documented"
    /// Nobody said which codes need a licence on which days.
    case controlUnknown = "control_unknown"
    /// The figures speak of a flow between countries, of nobody's goods.
    case flowOnly = "flow_only"
    /// Tonnes from land are an interval of exhausted ground, never proof against one mine.
    case landOnly = "land_only"
    /// Nothing was seen: work below clouds, trees or ground does not show.
    case viewsOnly = "views_only"
    /// A recovery or a grade is what the holder's own accounting says.
    case ownAccounting = "own_accounting"
    /// A reserve may have been restated since.
    case reserveMayBeRestated = "reserve_may_be_restated"
    /// Arrears, or another rate, would explain it.
    case otherRateOrArrears = "other_rate_or_arrears"
    /// A term ended lately: an application for its renewal may lie with the office.
    case renewalMayBePending = "renewal_may_be_pending"
    /// No permit of the kind is on record at all: the records may lack it.
    case permitNotOnRecord = "permit_not_on_record"
    /// What was paid is not stated.
    case paymentNotStated = "payment_not_stated"
    /// A similar name is on the list.
    case similarName = "similar_name"
    /// It is on a list of another kind: legitimate, not compliant, or the other way round.
    case onOtherList = "on_other_list"
    /// A sign of a process, not the process.
    case signOnly = "sign_only"
    /// What was sent abroad is weighed as goods; the quota may be of the oxide in them.
    case goodsWeight = "goods_weight"
    /// Who belonged to whom in that year is told by a register of another year, or changed within the year.
    case membershipUncertain = "membership_uncertain"
    /// The members' own quotas may stand beside their holder's: together they are more, or some are for a class of ore that its own is not.
    case ownQuotas = "own_quotas"
    /// Some of what was put out came from imported or recycled feed: whether the quota counts it depends on the time and on the office.
    case otherFeed = "other_feed"
    /// Reports and records of the same year say different sums.
    case recordsDisagree = "records_disagree"
}

/// One figure or day that a finding rests on.
public struct LedgerEvidence: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Sum of what was reported.
        case reported
        /// Quota or capacity.
        case limit
        /// Reported less the limit.
        case excess
        case median
        /// Produced and opening stock less sold, below zero.
        case balance
        case received, due
        case lastInForce = "last_in_force"
        case order
        /// What the year may come to, 5 to 95 %.
        case projected
        case intake, output, recycled
        /// By the records of product flows.
        case flows
        /// The most that a separation can yield.
        case yield
        /// Sent abroad.
        case exported
        /// Of licences on their days.
        case licensed
        /// Taken in by partners, less what they sent on.
        case partnerImports = "partner_imports"
        /// Partners' imports less own exports, over all lags.
        case gap
        /// The gap over the own exports: without lag; lowest and highest.
        case gapShare = "gap_share"
        case gapShareLow = "gap_share_low"
        case gapShareHigh = "gap_share_high"
        /// The same of values, cif and fob set off.
        case valueGapLow = "value_gap_low"
        case valueGapHigh = "value_gap_high"
        case clearViews = "clear_views"
        /// Told from land, 5 to 95 %.
        case land
        case method
        case recovery
        case legalRecovery = "legal_recovery"
        case grade
        case reserveGrade = "reserve_grade"
        /// What can be won of the reserve.
        case reserve
        /// Since the reserve was stated.
        case produced
        /// What taxes paid speak of.
        case implied
        case permit
        case permitEnd = "permit_end"
        /// Of the currency.
        case amountDue = "amount_due"
        case amountPaid = "amount_paid"
        /// m².
        case area
        case holder
        /// That the holder is not on, by name; without it: any.
        case list
        case listed
        case sign
        /// Its id: what shows the sign before it.
        case footprint
        case code
        /// Equal figures in a row.
        case run
        /// How likely a pattern is by chance.
        case chance
        /// How many figures a pattern is of.
        case figures
        /// Of them, round.
        case round
        /// Of how many members a sum is.
        case members
    }
    public enum Value: Sendable, Hashable {
        case tonnes(Tonnes)
        case day(Day)
        /// A share, a grade, a recovery.
        case share(Share)
        /// A count, a ratio, a probability.
        case number(Double)
        /// From ... to: where only bounds are known.
        case range(Tonnes, Tonnes)
        /// A code, a name.
        case text(String)
    }

    public var kind: Kind
    public var value: Value
    /// The month that it speaks of; `nil`: the year.
    public var month: CalendarMonth?
    /// The entries it was made from; empty for figures of reports, quotas and invoices, which are found by subject and period.
    public var sources: [EntrySource] = []

    public init(_ kind: Kind, _ value: Value, month: CalendarMonth? = nil, sources: [EntrySource] = []) {
        (self.kind, self.value, self.month, self.sources) = (kind, value, month, sources)
    }
}

/// A suspicion that rests on figures: a rule, a subject, a year and its months.
public struct LedgerFinding: Sendable, Hashable {
    public var rule: LedgerRuleName
    public var subject: SubjectID
    public var year: Int32
    /// Of which records a rule that holds for several kinds speaks.
    public var scope = LedgerScope.mining
    public var verdict: Verdict
    /// Only of rules that model one; a sum is a sum.
    public var probability: Double?
    public var reasons: [LedgerReason] = []
    /// 0...100: see ``LedgerSeverity``.
    public var severity = 0
    /// Ascending; empty where the rule speaks of the year as a whole.
    public var months: [CalendarMonth] = []
    public var evidence: [LedgerEvidence] = []

    public init(_ rule: LedgerRuleName, _ subject: SubjectID, year: Int32, verdict: Verdict = .strong) {
        (self.rule, self.subject, self.year, self.verdict) = (rule, subject, year, verdict)
    }

    /// `rule:subject:year`, and `:separation` or another scope but mining; `%` and `:` of the name escaped; stable whatever the numbers of subjects are.
    public func id(_ names: SubjectNames) -> String { id(naming: names.name(of: subject)) }

    /// The id of a finding whose subject has that name.
    public func id(naming name: String) -> String {
        // Hardly any name has one of them.
        let isPlain = !name.utf8.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: ":") }
        let name = isPlain ? name : name.replacing("%", with: "%25").replacing(":", with: "%3A")
        return "\(rule.rawValue):\(name):\(year)" + (scope == .mining ? "" : ":\(scope.rawValue)")
    }

    /// The reason holds, and the verdict is at most `possible`.
    public mutating func weaken(_ reason: LedgerReason) {
        if !reasons.contains(reason) { reasons.append(reason) }
        if verdict == .strong { verdict = .possible }
    }
}

/// How much a finding weighs among others, 0 to 100: 100 · s / (s + 1) for an excess of `s` times the limit (or the median); months / 12 of a
/// ceiling for months: late 30, missing 60, sold 80, outside validity 90, without a permit 90, after an order 100; patterns of figures and process signs 40;
/// a holder not listed 70; what is overdue 50 · years / (years + 1); a projection 100 · probability; halved when only `possible`.
public enum LedgerSeverity {
    /// - Returns: 50 for an excess as large as the limit, 100 without any limit.
    static func of(excess: Int64, over limit: Int64) -> Int {
        guard excess > 0 else { return 0 }
        guard limit > 0 else { return 100 }
        return Int((Int128(excess) * 100) / (Int128(excess) + Int128(limit)))
    }

    static func of(months: Int, ceiling: Int) -> Int { min(12, months) * ceiling / 12 }

    static func weighed(_ severity: Int, _ verdict: Verdict) -> Int { verdict == .strong ? severity : severity / 2 }
}
