internal import OreFeatures
internal import OreLedger

/// Who belongs to whom by rows of quotas that name group, enterprise and mine, for the days of which no other record says it.
///
/// Such a row holds from the first to the last day of its quota's year: a year's figures are held against it whole. Of batches of one year that
/// name several holders the later issued holds from its day of issue on; where days do not tell them apart, whose the member was is guessed.
/// Records of members, registers and separators' own records come first: on their days a row says nothing, and where it says otherwise it makes
/// them doubtful. So is a row itself where one of them says since when, or until when, its member belonged to whom it names.
struct QuotaLinks {
    /// On days of which nobody else speaks.
    private(set) var links: [SubjectLink] = []
    /// What is said, once more, on days of which rows of quotas say otherwise: marks, no links.
    private(set) var doubts: [SubjectLink] = []
    private var contradicted: Set<SubjectID> = []
    private var supposed: [Supposed] = []

    /// Of how many rows of quotas and other records, or each other, contradict themselves.
    var contradictions: Int { contradicted.count }

    /// Nobody belongs to anybody by quotas.
    static let none = QuotaLinks()

    private init() {}

    /// - Parameters:
    ///   - entries: those that stand; of other kinds they are passed over.
    ///   - sources: what others say, those that yield first come first.
    ///   - number: the ledger's number of a name.
    /// - Complexity: O(entries log entries), and a tree of the other links; nothing where no row of a quota names holders.
    init(_ entries: some Sequence<LedgerEntry>, beside sources: [[SubjectLink]], _ number: (String, SubjectKind) -> SubjectID) {
        var statements: [SubjectID: [Statement]] = [:]
        for entry in entries where entry.kind == .quotaMembers {
            for statement in Statement.all(entry, number) { statements[statement.member, default: []].append(statement) }
        }
        guard !statements.isEmpty else { return }
        let others = Others(sources)
        for (member, own) in statements.sorted(by: { $0.key < $1.key }) {
            for (_, year) in Dictionary(grouping: own, by: \.year).sorted(by: { $0.key < $1.key }) {
                for piece in pieces(year) { take(piece, of: member, beside: others) }
            }
        }
        settle(statements)
    }

    // MARK: Statements

    /// What one row says of one of those whom it names.
    private struct Statement {
        var member: SubjectID
        var parent: SubjectID
        var kind: SubjectKind
        /// Tells parents apart in the same way whatever their numbers.
        var parentName: String
        /// Everybody above, the parent first.
        var above: [SubjectID]
        var year: Int32
        var issued: Day?
        /// Not stated: before all days.
        var issuedOn: Int32 { issued?.daysSince1970 ?? .min }

        /// Both as one where one leaves room for the other: whom this names is above whom that names, too. `nil` where they contradict each other.
        func joined(_ other: Statement) -> Statement? {
            guard above.contains(other.parent) || other.above.contains(parent) else { return nil }
            let (nearer, further) = above.contains(other.parent) ? (self, other) : (other, self)
            var both = nearer
            both.above += further.above.filter { !nearer.above.contains($0) }
            return both
        }

        static func all(_ entry: LedgerEntry, _ number: (String, SubjectKind) -> SubjectID) -> [Statement] {
            func text(_ name: String) -> String? { if case .text(let text)? = entry[name] { text } else { nil } }
            guard let member = text("member"), case .year(let year)? = entry["year"] else { return [] }
            let lowest = SubjectKind.allCases.first { "\($0)" == text("member_kind") } ?? .licence
            var chain: [(name: String, kind: SubjectKind)] = [(member, lowest)]
            if let enterprise = text("enterprise") { chain.append((enterprise, .enterprise)) }
            if let group = text("group") { chain.append((group, .group)) }
            let numbers = chain.map { number($0.name, $0.kind) }
            return chain.indices.dropFirst().map { i in
                Statement(
                    member: numbers[i - 1], parent: numbers[i], kind: chain[i].kind, parentName: chain[i].name, above: Array(numbers[i...]),
                    year: year, issued: entry.received)
            }
        }
    }

    /// Days of a year on which one statement holds.
    private struct Piece {
        var statement: Statement
        var days: ClosedRange<Int32>
        /// When the first row that says it was issued.
        var openedOn: Int32
        var isGuessed = false
    }

    /// - Parameter statements: of one member and year, at least one.
    private mutating func pieces(_ statements: [Statement]) -> [Piece] {
        let year = Int(statements[0].year)
        guard let first = Day(year: year, month: 1, day: 1)?.daysSince1970, let last = Day(lastOf: year)?.daysSince1970
        else { return [] }
        // Of one day those that name most first: the others leave room for them.
        let ordered = statements.sorted { ($0.issuedOn, -$0.above.count, $0.parentName) < ($1.issuedOn, -$1.above.count, $1.parentName) }
        var pieces: [Piece] = []
        var before = Int32.min
        var isUndated = false
        for statement in ordered {
            let issued = statement.issuedOn
            defer { before = issued }
            guard var open = pieces.popLast() else {
                pieces.append(Piece(statement: statement, days: first...last, openedOn: issued))
                continue
            }
            // A later word ends a guess, whatever it says.
            if let both = open.statement.joined(statement), !open.isGuessed || issued == before {
                open.statement = both
                pieces.append(open)
                continue
            }
            let isContradiction = before == .min || issued == before || issued > last
            if isContradiction { contradicted.insert(statement.member) }
            if before == .min { isUndated = true }
            if issued == open.openedOn || issued <= open.days.lowerBound || issued > last {
                // Nothing tells its days from those of the other one; or both were issued before them, and the later word counts.
                pieces.append(Piece(statement: statement, days: open.days, openedOn: issued, isGuessed: isContradiction))
            } else {
                open.days = open.days.lowerBound...(issued - 1)
                pieces += [open, Piece(statement: statement, days: issued...last, openedOn: issued, isGuessed: isContradiction)]
            }
        }
        // A row without a day may have come at any time of the year.
        if isUndated { for i in pieces.indices { pieces[i].isGuessed = true } }
        return pieces
    }

    // MARK: Beside other records

    /// What others say.
    private struct Others {
        let tree: SubjectTree
        let links: [SubjectID: [SubjectLink]]

        init(_ sources: [[SubjectLink]]) {
            let holding = sources.map { $0.filter { $0.parentKind != .district } }
            tree = (try? SubjectTree.yielding(holding).tree) ?? .empty
            links = Dictionary(grouping: holding.joined(), by: \.member)
        }

        /// The days cut so that within a part the same holders are above a member.
        func parts(of days: ClosedRange<Int32>, _ member: SubjectID) -> [ClosedRange<Int32>] {
            var starts: Set<Int32> = [days.lowerBound]
            for link in tree.everyone(above: [member]).flatMap({ links[$0] ?? [] }) {
                if let from = link.from?.daysSince1970, days.contains(from) { starts.insert(from) }
                if let to = link.to?.daysSince1970, days.contains(to), to < days.upperBound { starts.insert(to + 1) }
            }
            let ordered = starts.sorted()
            return ordered.indices.map { i in ordered[i]...(i + 1 < ordered.count ? ordered[i + 1] - 1 : days.upperBound) }
        }

        /// Whether they say the same, or leave room for it: whom the row names is above, or who is above is among those whom the row names.
        func agree(with statement: Statement, on day: Day) -> Bool {
            let above = tree.holders(of: statement.member, on: day)
            return above.contains(statement.parent) || above.first.map { statement.above.contains($0) } ?? false
        }

        /// Whether a link of the member begins or ends within the days, or the last one before them, or the next one behind them, is with whom the
        /// row names: such a record says until when, or since when. Who came from somebody else, or goes there, may have been anywhere between.
        func areBound(_ statement: Statement, _ days: ClosedRange<Int32>) -> Bool {
            let own = links[statement.member] ?? []
            let (starts, ends) = (own.compactMap { $0.from?.daysSince1970 }, own.compactMap { $0.to?.daysSince1970 })
            if (starts + ends).contains(where: { days.contains($0) }) { return true }
            let beside = [ends.filter { $0 < days.lowerBound }.max(), starts.filter { $0 > days.upperBound }.min()].compactMap(\.self)
            return beside.contains { agree(with: statement, on: Day(daysSince1970: $0)) }
        }
    }

    /// A row names the group of somebody whom others put below a firm of which they know no group.
    private struct Supposed {
        var firm: SubjectID
        var group: SubjectID
        var year: Int32
        var days: ClosedRange<Int32>
        /// What others say of whom the row names.
        var link: SubjectLink
    }

    private mutating func take(_ piece: Piece, of member: SubjectID, beside others: Others) {
        let (statement, isBound) = (piece.statement, others.areBound(piece.statement, piece.days))
        for days in others.parts(of: piece.days, member) {
            let (from, to) = (Day(daysSince1970: days.lowerBound), Day(daysSince1970: days.upperBound))
            let above = others.tree.holders(of: member, on: from)
            guard let parent = above.first, let top = above.last else {
                var link = SubjectLink(member, in: statement.parent, statement.kind, from: from, to: to)
                link.isDoubtful = piece.isGuessed || isBound
                if isBound { contradicted.insert(member) }
                append(link)
                continue
            }
            guard piece.isGuessed || !others.agree(with: statement, on: from) else { continue }
            let link = SubjectLink(member, in: parent, others.tree.kind(of: parent) ?? .enterprise, from: from, to: to)
            if !piece.isGuessed, statement.kind == .group, others.tree.kind(of: top) != .group {
                supposed.append(Supposed(firm: top, group: statement.parent, year: statement.year, days: days, link: link))
            } else {
                doubt(link)
            }
        }
    }

    private mutating func doubt(_ link: SubjectLink) {
        var link = link
        link.isDoubtful = true
        doubts.append(link)
        contradicted.insert(link.member)
    }

    /// Puts a firm into the one group that rows of a year name of whoever is below it: no more than likely, since no row says it of the firm. Where they
    /// name several groups, or the firm is a group itself, they contradict the others.
    private mutating func settle(_ statements: [SubjectID: [Statement]]) {
        let groups = Set(statements.values.joined().filter { $0.kind == .group }.map(\.parent))
        for (firm, own) in Dictionary(grouping: supposed, by: \.firm).sorted(by: { $0.key < $1.key }) {
            for (year, all) in Dictionary(grouping: own, by: \.year).sorted(by: { $0.key < $1.key }) {
                let stated = Set((statements[firm] ?? []).filter { $0.year == year }.map(\.parent))
                let named = stated.union(all.map(\.group))
                guard let group = named.first, named.count == 1, !groups.contains(firm) else {
                    for one in all { doubt(one.link) }
                    continue
                }
                // Another row says it of the firm itself.
                guard stated.isEmpty else { continue }
                for days in Self.spans(all.map(\.days)) {
                    let (from, to) = (Day(daysSince1970: days.lowerBound), Day(daysSince1970: days.upperBound))
                    var link = SubjectLink(firm, in: group, .group, from: from, to: to)
                    link.isDoubtful = true
                    append(link)
                }
            }
        }
        supposed = []
    }

    /// The same days, each once.
    private static func spans(_ days: [ClosedRange<Int32>]) -> [ClosedRange<Int32>] {
        days.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: [ClosedRange<Int32>]()) { spans, next in
            if let last = spans.last, next.lowerBound <= last.upperBound + 1 {
                spans[spans.count - 1] = last.lowerBound...max(last.upperBound, next.upperBound)
            } else {
                spans.append(next)
            }
        }
    }

    /// Years that follow each other are one span.
    private mutating func append(_ link: SubjectLink) {
        guard let before = links.last, before.member == link.member, before.parent == link.parent, before.parentKind == link.parentKind,
            before.isDoubtful == link.isDoubtful, let end = before.to, let start = link.from,
            end.daysSince1970 + 1 == start.daysSince1970
        else { return links.append(link) }
        links[links.count - 1].to = link.to
    }
}
