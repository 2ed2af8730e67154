public import OreFeatures

/// What has to be known of a line of an account.
public enum AccountNote: String, Sendable, Hashable, CaseIterable {
    /// Stock is not stated, or not of every member: what lies in the unexplained remainder may be stock.
    case stockNotStated = "stock_not_stated"
    /// Sales are not stated: no remainder can be made.
    case salesNotStated = "sales_not_stated"
    /// What is stated for the subject itself stands; the sum of its members is another one.
    case membersDiffer = "members_differ"
    /// Records of another material were passed over.
    case otherMaterial = "other_material"
    /// Some months of the year have no report.
    case monthsWithoutReport = "months_without_report"
    /// The land of some members cannot be assessed: the line speaks of the others alone.
    case landPartlyAssessed = "land_partly_assessed"
}

/// The account of a subject and a year: lines of figures, each with its tree down to the rows of files.
public struct Account: Sendable, Hashable {
    public var subject: SubjectID
    public var year: Int32
    public var material: MaterialKind
    /// One for each line, in the order of ``AccountItem``; lines of separation and export only where anything is stated.
    public var figures: [LedgerFigure]
    public var notes: [AccountNote] = []

    /// `nil` for a line that the account does not have.
    public subscript(item: AccountItem) -> LedgerFigure? { figures.first { $0.item == item } }

    /// Amounts by member, of lines that are sums over them; empty for a subject without members.
    public func byMember(_ item: AccountItem) -> [SubjectID: Tonnes] {
        var sums: [SubjectID: Tonnes] = [:]
        func gather(_ figure: LedgerFigure) {
            if case .parts(.sumOfMembers, let parts) = figure.source {
                for part in parts {
                    guard let amount = part.figure.amount.exact else { continue }
                    // The parts add up to a sum that is in range, but for those of both signs.
                    sums[part.figure.subject] = sums[part.figure.subject, default: .zero].adding(amount) ?? amount
                }
            } else {
                for part in figure.parts { gather(part.figure) }
            }
        }
        if let figure = self[item] { gather(figure) }
        return sums
    }
}

/// What the land of a subject can have given in a year.
public enum AccountLand: Sendable, Hashable {
    /// 90 % of what is possible lies between both; with what it was made of.
    case between(Tonnes, Tonnes, estimator: LandEstimator)
    case notAssessable(AccountGap)
}

/// Makes accounts. A pure function of figures and memberships: the order of either does not matter.
///
/// Of one line and month, what is stated for a subject itself stands; without that the sum of its members does, each month by who was a member
/// on its last day, each year by who was on 31 December. Hence sums of licences, enterprises, groups and districts agree.
public struct AccountMaker: Sendable {
    public let book: AccountBook
    public let tree: SubjectTree
    /// By subject, then year.
    public let land: [SubjectID: [Int32: AccountLand]]

    public init(_ book: AccountBook, _ tree: SubjectTree, land: [SubjectID: [Int32: AccountLand]] = [:]) {
        (self.book, self.tree, self.land) = (book, tree, land)
    }

    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(rows of the year below the subject).
    public func account(of subject: SubjectID, year: Int32) throws(LedgerFault) -> Account {
        var account = Account(subject: subject, year: year, material: book.material, figures: [])
        let (quota, reported) = (try figure(.quota, subject, year), try figure(.reported, subject, year))
        let sold = try figure(.sold, subject, year)
        let (opening, closing) = (try stock(.openingStock, subject, year), try stock(.closingStock, subject, year))
        let land = try self.land(subject, year)
        account.figures = [
            quota, reported, try difference(.overQuota, .reportedLessQuota, reported, quota), sold, opening, closing,
            try unexplained(reported, sold, opening, closing), land, try difference(.beyondLand, .reportedLessLand, reported, land),
        ]
        let (intake, output) = (try figure(.separationIntake, subject, year), try figure(.separationOutput, subject, year))
        var further = [
            try figure(.separationQuota, subject, year), try figure(.separationReported, subject, year), intake, output,
        ]
        if intake.gap == nil, output.gap == nil { further.append(try difference(.separationLoss, .intakeLessOutput, intake, output)) }
        let others: [AccountItem] = [
            .separationSold, .recycled, .exportQuota, .exportReported, .exported, .exportSold, .flowsSold, .flowsBought,
        ]
        for item in others {
            further.append(try figure(item, subject, year))
        }
        account.figures += further.filter { $0.gap == nil }
        account.notes = try notes(account)
        return account
    }

    private func notes(_ account: Account) throws(LedgerFault) -> [AccountNote] {
        var notes: [AccountNote] = []
        if account[.sold]?.gap != nil {
            notes.append(.salesNotStated)
        } else if [AccountItem.openingStock, .closingStock].contains(where: { account[$0]?.hasGap ?? true }) {
            notes.append(.stockNotStated)
        }
        if let reported = account[.reported], reported.gap == nil, reported.parts.count < 12 { notes.append(.monthsWithoutReport) }
        if let land = account[.land], land.gap == nil, land.hasGap { notes.append(.landPartlyAssessed) }
        if try membersDiffer(account) { notes.append(.membersDiffer) }
        if book.ofOtherMaterial > 0 { notes.append(.otherMaterial) }
        return notes
    }

    // MARK: Lines

    /// A line of a year that rows state: quotas by the year, others by its months.
    /// - Returns: missing where nothing is stated.
    public func figure(_ item: AccountItem, _ subject: SubjectID, _ year: Int32) throws(LedgerFault) -> LedgerFigure {
        let missing = LedgerFigure(item, subject, .year(year), .missing(.notStated))
        if item.isYearly {
            guard let day = Day(lastOf: year) else { return missing }
            return try cell(item, subject, year, .year(year), day) ?? missing
        }
        var months: [FigurePart<AccountItem>] = []
        for month in Int(year) * 12..<Int(year) * 12 + 12 {
            if let figure = try self.figure(item, subject, CalendarMonth(number: month)) { months.append(FigurePart(figure)) }
        }
        return months.isEmpty ? missing : try LedgerFigure(item, subject, .year(year), .sumOfMonths, months)
    }

    /// A line of a month; `nil` where nothing is stated, and for yearly lines.
    public func figure(_ item: AccountItem, _ subject: SubjectID, _ month: CalendarMonth) throws(LedgerFault) -> LedgerFigure? {
        guard !item.isYearly, let day = month.lastDay else { return nil }
        return try cell(item, subject, Int32(truncatingIfNeeded: month.number), .month(month), day)
    }

    private func cell(
        _ item: AccountItem, _ subject: SubjectID, _ key: Int32, _ span: FigureSpan, _ day: Day
    ) throws(LedgerFault) -> LedgerFigure? {
        if let rows = book.rows(item, subject, key) { return try LedgerFigure(item, subject, span, rows: rows) }
        return try sumOfMembers(item, subject, key, span, day)
    }

    private func sumOfMembers(
        _ item: AccountItem, _ subject: SubjectID, _ key: Int32, _ span: FigureSpan, _ day: Day
    ) throws(LedgerFault) -> LedgerFigure? {
        var parts: [FigurePart<AccountItem>] = []
        if tree.kind(of: subject) == .district {
            for member in tree.everyone(below: subject).sorted() where member != subject && tree.district(of: member, on: day) == subject {
                // A holder that states the line for itself stands for those below it, in its own district.
                guard !tree.holders(of: member, on: day).contains(where: { book.rows(item, $0, key) != nil }),
                    let rows = book.rows(item, member, key)
                else { continue }
                parts.append(FigurePart(try LedgerFigure(item, member, span, rows: rows)))
            }
        } else {
            for member in tree.members(of: subject, on: day) {
                if let figure = try cell(item, member, key, span, day) { parts.append(FigurePart(figure)) }
            }
        }
        return parts.isEmpty ? nil : try LedgerFigure(item, subject, span, .sumOfMembers, parts)
    }

    /// Something is stated for the subject itself, and its members state something else.
    private func membersDiffer(_ account: Account) throws(LedgerFault) -> Bool {
        guard tree.kind(of: account.subject) != nil, let day = Day(lastOf: account.year) else { return false }
        for item in [AccountItem.quota, .reported, .sold] {
            guard let figure = account[item], figure.gap == nil else { continue }
            for own in item.isYearly ? [figure] : figure.parts.map(\.figure) {
                guard case .rows = own.source else { continue }
                let (key, last): (Int32, Day?) =
                    if case .month(let month) = own.span { (Int32(truncatingIfNeeded: month.number), month.lastDay) } else {
                        (account.year, day)
                    }
                guard let last, let sum = try sumOfMembers(item, account.subject, key, own.span, last) else { continue }
                if sum.amount != own.amount { return true }
            }
        }
        return false
    }

    // MARK: Stock

    /// The stock taken nearest to the year's beginning or end, at most a month from it.
    private func stock(_ item: AccountItem, _ subject: SubjectID, _ year: Int32) throws(LedgerFault) -> LedgerFigure {
        let last = Day(lastOf: item == .openingStock ? year - 1 : year)
        guard let last else { return LedgerFigure(item, subject, .year(year), .missing(.notStated)) }
        return try stock(item, subject, on: last)
    }

    private func stock(_ item: AccountItem, _ subject: SubjectID, on last: Day) throws(LedgerFault) -> LedgerFigure {
        func distance(_ day: Int32) -> Int { abs(Int(day) - Int(last.daysSince1970)) }
        let days = book.stockDays(of: subject).filter { distance($0) <= 31 }
        if let day = days.min(by: { (distance($0), $0) < (distance($1), $1) }), let rows = book.rows(.closingStock, subject, day) {
            return try LedgerFigure(item, subject, .day(last), rows: rows)
        }
        var parts: [FigurePart<AccountItem>] = []
        for member in tree.kind(of: subject) == .district ? districtMembers(of: subject, on: last) : tree.members(of: subject, on: last) {
            parts.append(FigurePart(try stock(item, member, on: last)))
        }
        guard parts.contains(where: { $0.figure.gap == nil }) else {
            return LedgerFigure(item, subject, .day(last), .missing(.notStated))
        }
        return try LedgerFigure(item, subject, .day(last), .sumOfMembers, parts)
    }

    /// Of a district, those whose holder is not of it: what these have below them comes with them.
    private func districtMembers(of district: SubjectID, on day: Day) -> [SubjectID] {
        tree.everyone(below: district).sorted().filter { member in
            guard member != district, tree.district(of: member, on: day) == district else { return false }
            return !tree.holders(of: member, on: day).contains { tree.district(of: $0, on: day) == district }
        }
    }

    // MARK: What follows from other lines

    private func difference(
        _ item: AccountItem, _ formula: FigureFormula, _ a: LedgerFigure, _ b: LedgerFigure
    ) throws(LedgerFault) -> LedgerFigure {
        guard let gap = a.gap ?? b.gap else {
            return try LedgerFigure(item, a.subject, a.span, formula, [FigurePart(a), FigurePart(b, isSubtracted: true)])
        }
        return LedgerFigure(item, a.subject, a.span, .missing(gap))
    }

    private func unexplained(
        _ reported: LedgerFigure, _ sold: LedgerFigure, _ opening: LedgerFigure, _ closing: LedgerFigure
    ) throws(LedgerFault) -> LedgerFigure {
        guard sold.gap == nil, reported.gap == nil else {
            return LedgerFigure(.unexplained, reported.subject, reported.span, .missing(.notStated))
        }
        return try LedgerFigure(
            .unexplained, reported.subject, reported.span, .massBalance,
            [FigurePart(opening), FigurePart(reported), FigurePart(sold, isSubtracted: true), FigurePart(closing, isSubtracted: true)])
    }

    private func land(_ subject: SubjectID, _ year: Int32) throws(LedgerFault) -> LedgerFigure {
        let span = FigureSpan.year(year)
        guard book.material == .oxide else { return LedgerFigure(.land, subject, span, .missing(.otherMaterial)) }
        switch land[subject]?[year] {
        case .between(let low, let high, let estimator)?:
            return LedgerFigure(.land, subject, span, .between(low, high), from: .estimate(estimator))
        case .notAssessable(let gap)?: return LedgerFigure(.land, subject, span, .missing(gap))
        case nil: break
        }
        guard tree.kind(of: subject) != nil, let day = Day(lastOf: year) else {
            return LedgerFigure(.land, subject, span, .missing(.noObservation))
        }
        var parts: [FigurePart<AccountItem>] = []
        let members = tree.kind(of: subject) == .district ? districtMembers(of: subject, on: day) : tree.members(of: subject, on: day)
        for member in members { parts.append(FigurePart(try land(member, year))) }
        guard parts.contains(where: { $0.figure.gap == nil }) else {
            return LedgerFigure(.land, subject, span, .missing(parts.first?.figure.gap ?? .noObservation))
        }
        return try LedgerFigure(.land, subject, span, .sumOfMembers, parts)
    }
}
