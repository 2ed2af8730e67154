internal import OreFeatures
internal import OreLedger

/// Who belongs to whom by rows of quotas that name group, enterprise and mine, for the days of which no other record says it.
///
/// Such a row holds from the first to the last day of its quota's year: a year's figures are held against it whole. Of batches of one year that
/// name several holders the later issued holds from its day of issue on; where days do not tell them apart, whose the member was is guessed.
/// Records of members, registers and separators' own records come first: on their days a row says nothing, and where it says otherwise it makes
/// them doubtful.
struct QuotaLinks {
    /// On days of which nobody else speaks.
    private(set) var links: [SubjectLink] = []
    /// What others say, once more, on days of which rows of quotas say otherwise.
    private(set) var doubts: [SubjectLink] = []
    private var contradicted: Set<SubjectID> = []

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
        var isGuessed = false
    }

    /// - Parameter statements: of one member and year, at least one.
    private mutating func pieces(_ statements: [Statement]) -> [Piece] {
        let year = Int(statements[0].year)
        guard let first = Day(year: year, month: 1, day: 1)?.daysSince1970, let last = Day(lastOf: year)?.daysSince1970
        else { return [] }
        let ordered = statements.sorted { ($0.issuedOn, $0.parentName, $0.above.count) < ($1.issuedOn, $1.parentName, $1.above.count) }
        var pieces: [Piece] = []
        var before: Day?
        for statement in ordered {
            defer { before = statement.issued }
            guard let open = pieces.last else {
                pieces.append(Piece(statement: statement, days: first...last))
                continue
            }
            guard open.statement.parent != statement.parent else { continue }
            guard let issued = statement.issued, let earlier = before, earlier < issued, issued.daysSince1970 <= last else {
                contradicted.insert(statement.member)
                return [Piece(statement: statement, days: first...last, isGuessed: true)]
            }
            if issued.daysSince1970 > open.days.lowerBound {
                pieces[pieces.count - 1].days = open.days.lowerBound...(issued.daysSince1970 - 1)
                pieces.append(Piece(statement: statement, days: issued.daysSince1970...last))
            } else {
                // Both were issued before the year began: the later word counts.
                pieces[pieces.count - 1] = Piece(statement: statement, days: first...last)
            }
        }
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

        /// The days cut so that within a part the same links of a member hold.
        func parts(of days: ClosedRange<Int32>, _ member: SubjectID) -> [ClosedRange<Int32>] {
            var starts: Set<Int32> = [days.lowerBound]
            for link in links[member] ?? [] {
                if let from = link.from?.daysSince1970, days.contains(from) { starts.insert(from) }
                if let to = link.to?.daysSince1970, days.contains(to), to < days.upperBound { starts.insert(to + 1) }
            }
            let ordered = starts.sorted()
            return ordered.indices.map { i in ordered[i]...(i + 1 < ordered.count ? ordered[i + 1] - 1 : days.upperBound) }
        }

        /// Whether they say the same, or leave room for it: whom the row names is above, or who is above is among those whom the row names.
        func agree(with statement: Statement, _ parent: SubjectID, on days: ClosedRange<Int32>) -> Bool {
            if statement.above.contains(parent) { return true }
            return [days.lowerBound, days.upperBound].allSatisfy {
                tree.holders(of: statement.member, on: Day(daysSince1970: $0)).contains(statement.parent)
            }
        }
    }

    private mutating func take(_ piece: Piece, of member: SubjectID, beside others: Others) {
        for days in others.parts(of: piece.days, member) {
            let (from, to) = (Day(daysSince1970: days.lowerBound), Day(daysSince1970: days.upperBound))
            guard let parent = others.tree.parent(of: member, on: from) else {
                let statement = piece.statement
                var link = SubjectLink(member, in: statement.parent, statement.kind, from: from, to: to)
                link.isDoubtful = piece.isGuessed
                append(link)
                continue
            }
            guard piece.isGuessed || !others.agree(with: piece.statement, parent, on: days) else { continue }
            var doubt = SubjectLink(member, in: parent, others.tree.kind(of: parent) ?? .enterprise, from: from, to: to)
            doubt.isDoubtful = true
            doubts.append(doubt)
            contradicted.insert(member)
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
