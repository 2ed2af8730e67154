import OreDetection
import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Rules over entries")
struct EntryRuleTests {
    private let plant = SubjectID(1)

    // MARK: Separation

    private func flow(
        _ month: String, _ flow: SeparationFigure.Flow, _ value: Double, _ origin: SeparationFigure.Origin? = .own, row: UInt32 = 1
    ) -> SeparationFigure {
        SeparationFigure(
            facility: plant, month: Given.month(month), flow: flow, origin: origin, oreClass: .any, tonnes: Given.tonnes(value),
            source: EntrySource(file: 0, row: row))
    }

    @Test("Output up to the whole of the feed is no finding, a kilogram more is; feed of every origin counts")
    func separation() throws {
        let rule = SeparationExceedsFeed()
        let even = [flow("2024-01", .intake, 60), flow("2024-02", .intake, 40, .imported), flow("2024-02", .output, 100)]
        #expect(rule.findings(even, recycled: []).findings.isEmpty)
        let over = even + [flow("2024-02", .output, 0.001, row: 9)]
        let found = try #require(rule.findings(over, recycled: []).findings.first)
        #expect(found.value(.balance) == .tonnes(Given.tonnes(-0.001)) && found.months == [Given.month("2024-02")])
        #expect(found.verdict == .possible && found.reasons == [.feedIncomplete])
        #expect(found.evidence.first { $0.kind == .intake }?.sources.map(\.row) == [1, 1, 1, 9])
        // Lawful: recycled feed, tolled feed, feed of an earlier month.
        let recycled = RecycledFigure(facility: plant, month: Given.month("2024-01"), tonnes: Given.tonnes(0.001))
        #expect(rule.findings(over, recycled: [recycled]).findings.isEmpty)
        #expect(rule.findings(over + [flow("2024-01", .intake, 1, .tolled)], recycled: []).findings.isEmpty)
        // Both tables state the same recycled feed: once.
        let both = [flow("2024-01", .intake, 5, .recycled), flow("2024-01", .output, 6)]
        #expect(
            rule.findings(both, recycled: [RecycledFigure(facility: plant, month: Given.month("2024-01"), tonnes: Given.tonnes(5))])
                .findings.count == 1)
        var best = rule
        best.bestYield = [.any: .percent(94)]
        #expect(best.findings([flow("2024-01", .intake, 100), flow("2024-01", .output, 94)], recycled: []).findings.isEmpty)
        #expect(best.findings([flow("2024-01", .intake, 100), flow("2024-01", .output, 94.001)], recycled: []).findings.count == 1)
    }

    @Test("Only a stock that was counted and whole feed since make it strong; a plant without any intake is not judged")
    func separationCeiling() throws {
        var rows: [SeparationFigure] = []
        for month in Given.months(2023, Array(repeating: 10, count: 12)) + Given.months(2024, [10, 10, 10]) {
            rows += [flow(month.1, .intake, 10), flow(month.1, .output, month.1 == "2024-03" ? 12 : 10)]
        }
        func found(_ counted: [(String, Double)], _ rows: [SeparationFigure]) -> [LedgerFinding] {
            let stock = counted.map {
                StockFigure(subject: plant, day: Given.day($0.0), line: LedgerLine(.separation), tonnes: Given.tonnes($0.1))
            }
            return SeparationExceedsFeed().findings(rows, recycled: [], stock: stock).findings
        }
        // Feed of before the first month explains it, however long its months go on.
        #expect(found([], rows).map(\.verdict) == [.possible] && found([("2022-12-31", 2)], rows).isEmpty)
        let strong = try #require(found([("2022-12-31", 1.5)], rows).first)
        #expect(strong.verdict == .strong && strong.year == 2024 && strong.value(.balance) == .tonnes(Given.tonnes(-0.5)))
        // Counted within February, with what February took in; never below the books.
        #expect(found([("2024-02-10", 1.999)], rows).isEmpty && found([("2024-02-29", 1.999)], rows).map(\.verdict) == [.strong])
        let gap = rows.filter { $0.month != Given.month("2023-05") || $0.flow == .output }
        #expect(!found([("2022-12-31", 1.5)], gap).isEmpty && found([("2022-12-31", 1.5)], gap).allSatisfy { $0.verdict == .possible })
        let blind = SeparationExceedsFeed().findings([flow("2024-01", .output, 5)], recycled: [])
        #expect(blind.findings.isEmpty && blind.skipped == [.nothingBeside: 1])
    }

    @Test("What a separator and a mine of one name have in stock are two figures: their stages tell them apart")
    func stockOfSeparator() {
        var names = SubjectNames()
        let day = EntryValue.day(Given.day("2023-12-31"))
        let entries = book(
            &names,
            [
                (.stock, ["licence_id": .text("North"), "date": day, "stage": .text("separation"), "tonnes": .tonnes(Given.tonnes(5))]),
                (.stock, ["licence_id": .text("North"), "date": day, "tonnes": .tonnes(Given.tonnes(7))]),
            ])
        let subject = SubjectID(0)
        #expect(entries.stock.map(\.subject) == [subject, subject] && names.kind(of: subject) == .facility)
        func taken(_ stage: Stage) -> [Tonnes] {
            (StockTaking.bySubject(entries.stock, of: LineSelection(stage))[subject] ?? []).map(\.tonnes)
        }
        #expect(taken(.separation) == [Given.tonnes(5)] && taken(.mining) == [Given.tonnes(7)])
    }

    @Test("Random plants: the rule agrees with a plain sum over days, in any order of rows")
    func separationOracle() {
        for seed in 0..<40 as Range<UInt64> {
            var random = SplitMix(seed: seed)
            var rows: [SeparationFigure] = []
            for month in Given.months(2022, Array(repeating: 0, count: 12)) + Given.months(2023, Array(repeating: 0, count: 12)) {
                for _ in 0..<random.below(3) {
                    rows.append(flow(month.1, random.below(2) == 0 ? .intake : .output, Double(random.below(50))))
                }
            }
            rows.append(flow("2022-01", .intake, 20))
            var years = Set<Int32>()
            for number in Given.month("2022-01").number...Given.month("2023-12").number
            where rows.contains(where: { $0.month.number == number }) {
                let upTo = rows.filter { $0.month.number <= number }
                let feed = upTo.filter { $0.flow == .intake }.reduce(0) { $0 + $1.tonnes.thousandths }
                let output = upTo.filter { $0.flow == .output }.reduce(0) { $0 + $1.tonnes.thousandths }
                if output > feed { years.insert(Int32(number / 12)) }
            }
            let found = SeparationExceedsFeed().findings(rows, recycled: []).findings
            #expect(Set(found.map(\.year)) == years, "seed \(seed)")
            rows.shuffle(using: &random)
            #expect(SeparationExceedsFeed().findings(rows, recycled: []).findings == found)
        }
    }

    // MARK: Export

    private func sent(
        _ number: String, _ day: String, _ value: Double, _ licence: String? = nil, code: String = "284690", returned: Bool = false
    ) -> ExportRecord {
        ExportRecord(
            number: number, enterprise: plant, day: Given.day(day), code: code, partner: "JP", licence: licence,
            tonnes: Given.tonnes(value),
            isReturned: returned)
    }

    private func licence(
        _ number: String, _ from: String, _ to: String?, _ value: Double, code: String = "284690", of: SubjectID = SubjectID(1)
    ) -> ExportLicence {
        ExportLicence(number: number, enterprise: of, code: code, from: Given.day(from), to: to.map(Given.day), tonnes: Given.tonnes(value))
    }

    @Test("Exports take from the licences of their exporter, code and day; what is left over has none")
    func export() throws {
        let rule = ExportWithoutLicence()
        let control = [ExportControl(code: "2846", from: Given.day("2010-01-01"))]
        func over(_ exports: [ExportRecord], _ licences: [ExportLicence]) -> Tonnes? {
            guard case .tonnes(let value) = rule.findings(exports, licences: licences, controls: control).findings.first?.value(.excess)
            else { return nil }
            return value
        }
        let first = licence("L1", "2024-01-01", "2024-06-30", 40)
        #expect(over([sent("1", "2024-06-30", 40)], [first]) == nil)
        #expect(over([sent("1", "2024-06-30", 40.001)], [first]) == Given.tonnes(0.001))
        #expect(over([sent("1", "2024-07-01", 5)], [first]) == Given.tonnes(5))
        #expect(over([sent("1", "2024-05-01", 5, code: "284610")], [first]) == Given.tonnes(5))
        #expect(over([sent("1", "2024-05-01", 5)], [licence("L1", "2024-01-01", nil, 40, of: SubjectID(2))]) == Given.tonnes(5))
        // The licence that ends first is used up first, so that the later export still has one.
        let second = licence("L2", "2024-01-01", "2024-12-31", 40)
        #expect(over([sent("1", "2024-03-01", 40), sent("2", "2024-09-01", 40)], [second, first]) == nil)
        let early = licence("Z", "2024-01-01", "2024-06-30", 40)
        #expect(over([sent("1", "2024-03-01", 40), sent("2", "2024-09-01", 40)], [second, early]) == nil)
        // One that is named is taken, though another would have left more for later.
        #expect(over([sent("1", "2024-02-01", 40, "L2"), sent("2", "2024-09-01", 40)], [first, second]) == Given.tonnes(40))
        // One that is named is not used up by others.
        #expect(over([sent("1", "2024-02-01", 40), sent("2", "2024-03-01", 40, "L1")], [first, second]) == nil)
    }

    @Test("Goods sent back and codes that are not controlled are no exports to license; without a list of codes nothing is strong")
    func exportLookAlikes() {
        let rule = ExportWithoutLicence()
        let control = [ExportControl(code: "2846", from: Given.day("2024-01-01"))]
        let lawful = rule.findings(
            [sent("1", "2024-02-01", 5, returned: true), sent("2", "2024-02-01", 5, code: "280530"), sent("3", "2023-12-31", 5)],
            licences: [],
            controls: control)
        #expect(lawful.findings.isEmpty && lawful.skipped == [.returnedGoods: 1, .notControlled: 2])
        #expect(rule.findings([sent("1", "2024-01-01", 5)], licences: [], controls: control).findings.map(\.verdict) == [.strong])
        let unknown = rule.findings([sent("1", "2024-01-01", 5)], licences: [], controls: []).findings
        #expect(unknown.map(\.verdict) == [.possible] && unknown.first?.reasons == [.controlUnknown])
    }

    // MARK: Recovery and grade

    private func mined(
        _ year: Int32, recovery: Int? = nil, grade: Int64? = nil, _ method: MiningMethod? = .inSitu,
        _ basis: RecoveryFigure.Basis? = .leachable
    ) -> RecoveryFigure {
        RecoveryFigure(
            subject: plant, year: year, grade: grade.map { Share(millionths: $0) }, recovery: recovery.map { .percent($0) }, method: method,
            basis: basis)
    }

    @Test(
        "Recovery is held against the minimum of its method and basis, the lower where the basis is not stated",
        arguments: [
            (MiningMethod?.some(.inSitu), RecoveryFigure.Basis?.some(.leachable), 84), (.inSitu, .full, 67), (.inSitu, nil, 67),
            (.heap, .leachable, 87), (.heap, .full, 70), (.pool, nil, 75), (.hardRock, .full, 75), (nil, nil, 67),
        ])
    func recovery(method: MiningMethod?, basis: RecoveryFigure.Basis?, minimum: Int) {
        let rule = RecoveryLow()
        let rows = [
            mined(2022, recovery: 99), mined(2023, recovery: minimum, method, basis), mined(2024, recovery: minimum - 1, method, basis),
        ]
        let result = rule.findings(rows)
        #expect(result.findings.map(\.year) == [2024] && result.findings.allSatisfy { $0.verdict == .possible })
        #expect(result.findings.first?.value(.legalRecovery) == .share(.percent(minimum)))
        // The first year on record is not judged.
        let first = rule.findings([mined(2024, recovery: minimum - 1, method, basis)])
        #expect(first.findings.isEmpty && first.skipped == [.firstYear: 1])
    }

    @Test("Ore 1.2 times as rich as the reserve is let pass; a reserve restated by the next year accuses nobody")
    func highGrading() {
        let rule = HighGrading()
        func reserve(_ day: String, _ grade: Int64?) -> ReserveFigure {
            ReserveFigure(
                subject: plant, day: Given.day(day), tonnes: Given.tonnes(1000), grade: grade.map { Share(millionths: $0) }, recovery: nil)
        }
        func found(_ grade: Int64, _ reserves: [ReserveFigure]) -> Int {
            rule.findings([mined(2022, grade: grade)], reserves: reserves).findings.count
        }
        #expect(rule.findings([mined(2022, grade: 961)], reserves: [reserve("2020-12-31", 800)]).findings.map(\.verdict) == [.possible])
        #expect(found(960, [reserve("2020-12-31", 800)]) == 0 && found(961, [reserve("2020-12-31", 800)]) == 1)
        #expect(found(961, [reserve("2020-12-31", 800), reserve("2023-06-30", 1000)]) == 0)
        #expect(found(961, [reserve("2020-12-31", 800), reserve("2024-01-01", 1000)]) == 1)
        #expect(found(961, [reserve("2018-12-31", 1000), reserve("2020-12-31", 800)]) == 1)
        #expect(
            rule.findings([mined(2022, grade: 5000), mined(2023, recovery: 80)], reserves: [reserve("2020-01-01", nil)]).skipped == [
                .nothingBeside: 2
            ])
    }

    // MARK: Duties

    @Test("A deposit is short when less than was due is paid by the day; late but whole is not short")
    func deposit() {
        func row(_ due: String, _ amount: Int64, paid: Int64?, on: String? = nil) -> Deposit {
            Deposit(subject: plant, dueOn: Given.day(due), due: amount, paid: paid, paidOn: on.map(Given.day))
        }
        func verdicts(_ rows: [Deposit]) -> [Verdict] { DepositShort().findings(rows, on: Given.day("2024-07-01")).findings.map(\.verdict) }
        #expect(verdicts([row("2024-06-30", 500_000, paid: 500_000), row("2024-07-01", 500_000, paid: 0)]).isEmpty)
        #expect(verdicts([row("2024-06-30", 500_000, paid: 499_999)]) == [.strong])
        #expect(verdicts([row("2024-01-31", 500_000, paid: 500_000, on: "2024-06-30")]).isEmpty)
        #expect(verdicts([row("2024-01-31", 500_000, paid: 500_000, on: "2024-07-02")]) == [.strong])
        #expect(verdicts([row("2024-01-31", 500_000, paid: nil)]) == [.possible])
        // Two of a year are one finding, and what is certain of one is certain of it.
        #expect(verdicts([row("2024-01-31", 500_000, paid: nil), row("2024-02-29", 1, paid: 0)]) == [.strong])
        #expect(verdicts([row("2023-01-31", 5, paid: 0), row("2024-02-29", 1, paid: 0)]) == [.strong, .strong])
    }

    @Test("Restoration is overdue from the day after it was due until it is done")
    func restoration() {
        func found(_ due: String, done: String?) -> Int {
            let row = RestorationObligation(
                subject: plant, number: "R-1", dueOn: Given.day(due), doneOn: done.map(Given.day), area: 12_000_000)
            return RestorationOverdue().findings([row], on: Given.day("2024-12-31")).findings.count
        }
        #expect(found("2024-12-31", done: nil) == 0 && found("2024-12-30", done: nil) == 1)
        #expect(found("2023-01-01", done: "2024-12-31") == 0 && found("2023-01-01", done: "2025-01-01") == 1)
    }

    // MARK: Listings

    private func book(_ names: inout SubjectNames, _ rows: [(EntryKind, [String: EntryValue])]) -> EntryBook {
        EntryBook(rows.map { LedgerEntry($0.0, $0.1) }) { names.number(of: $0, kind: $1) }
    }

    private func listing(_ name: String, to: String? = nil) -> (EntryKind, [String: EntryValue]) {
        var values: [String: EntryValue] = ["list": .text("legitimate"), "name": .text(name)]
        if let to { values["to"] = .day(Given.day(to)) }
        return (.listings, values)
    }

    private func member(_ member: String, _ kind: String, of parent: String, _ parentKind: String) -> (EntryKind, [String: EntryValue]) {
        (.members, ["member": .text(member), "member_kind": .text(kind), "parent": .text(parent), "parent_kind": .text(parentKind)])
    }

    @Test("A holder on no list of the day is told of; a similar name makes it possible, a listed parent clears it")
    func holder() {
        var names = SubjectNames()
        let entries = book(
            &names,
            [
                listing("East Mining Co., Ltd."), listing("West Mining Ltd"), listing("Gone Ltd", to: "2020-12-31"), listing("Big Group"),
                member("L-1", "licence", of: "east  MINING co., ltd.", "enterprise"),
                member("L-2", "licence", of: "West Mining Limited", "enterprise"),
                member("L-3", "licence", of: "Gone Ltd", "enterprise"), member("L-4", "licence", of: "Nobody Knows Mine", "enterprise"),
                member("L-5", "licence", of: "Small Mine of Big", "enterprise"),
                member("Small Mine of Big", "enterprise", of: "Big Group", "group"),
            ])
        let known = names
        let context = EntryContext(day: Given.day("2024-05-01")) { known.name(of: $0) }
        let found = HolderNotListed().findings(entries, context).findings
        let verdicts = Dictionary(uniqueKeysWithValues: found.map { (known.name(of: $0.subject), $0.verdict) })
        #expect(verdicts == ["West Mining Limited": .possible, "Gone Ltd": .strong, "Nobody Knows Mine": .strong])
        #expect(found.allSatisfy { $0.year == 2024 })
        // Whoever held it before, or will hold it after, is not asked for.
        var (past, holders) = (context, [LicenceHolder]())
        let (licence, gone) = (names.number(of: "L-4"), names.number(of: "Nobody Knows Mine", kind: .enterprise))
        holders.append(LicenceHolder(licence, held: gone, to: Given.day("2024-04-30")))
        holders.append(LicenceHolder(licence, held: gone, from: Given.day("2024-05-02")))
        past.holders = holders
        #expect(HolderNotListed().findings(entries, past).skipped == [.noHolder: 1])
        past.holders = [LicenceHolder(licence, held: gone, from: Given.day("2024-05-01"), to: Given.day("2024-05-01"))]
        #expect(HolderNotListed().findings(entries, past).findings.map(\.subject) == [gone])
        let nobody = book(&names, [listing("A")])
        let all = names
        let later = EntryContext(day: Given.day("2024-05-01")) { all.name(of: $0) }
        #expect(HolderNotListed().findings(nobody, later).skipped == [.noHolder: 1])
    }

    @Test("A listed parent by a doubtful link, or until the year before ended, makes it possible and clears nobody")
    func holderOfDoubt() throws {
        var names = SubjectNames()
        let entries = book(
            &names, [listing("Big Group"), member("L-1", "licence", of: "Firm A", "enterprise")])
        let (firm, group) = (names.number(of: "Firm A", kind: .enterprise), names.number(of: "Big Group", kind: .group))
        let licence = names.number(of: "L-1")
        let known = names
        func found(_ change: (inout SubjectLink) -> Void) throws -> [Verdict] {
            var link = SubjectLink(firm, in: group, .group, from: Given.day("2023-01-01"), to: Given.day("2024-12-31"))
            change(&link)
            var context = EntryContext(day: Given.day("2024-05-01")) { known.name(of: $0) }
            context.tree = try SubjectTree([SubjectLink(licence, in: firm, .enterprise), link])
            return HolderNotListed().findings(entries, context).findings.map { finding in
                #expect((finding.verdict == .possible) == (finding.reasons == [.membershipUncertain]))
                return finding.verdict
            }
        }
        #expect(try found { _ in }.isEmpty)
        #expect(try found { $0.isDoubtful = true } == [.possible])
        #expect(try found { $0.to = Given.day("2023-12-31") } == [.possible])
        #expect(try found { $0.to = Given.day("2023-12-30") } == [.strong])
    }

    @Test("Of legitimate and compliant enterprises each is held against its own lists of the day; other lists are read together")
    func listsByKind() throws {
        func found(_ lists: [(list: String, name: String, to: String?)]) throws -> [String] {
            var names = SubjectNames()
            let rows = lists.map { row -> (EntryKind, [String: EntryValue]) in
                var values: [String: EntryValue] = ["list": .text(row.list), "name": .text(row.name)]
                if let to = row.to { values["to"] = .day(Given.day(to)) }
                return (.listings, values)
            }
            let members = [
                member("L-1", "licence", of: "Old Mine Ltd", "enterprise"), member("Old Mine Ltd", "enterprise", of: "G", "group"),
            ]
            let entries = book(&names, rows + members)
            let known = names
            let context = EntryContext(day: Given.day("2024-05-01")) { known.name(of: $0) }
            return HolderNotListed().findings(entries, context).findings.map { finding in
                let list = if case .text(let name)? = finding.value(.list) { name } else { "any" }
                return "\(finding.verdict) \(finding.reasons.map(\.rawValue)) \(list)"
            }
        }
        let (legal, own) = ("List of legitimate enterprises", "OLD mine ltd")
        let possible = "possible [\"on_other_list\"] "
        #expect(try found([(legal, own, nil), ("Compliant", "Else", nil)]) == [possible + "Compliant"])
        #expect(try found([("合法企业名单", own, nil), ("合规 B", "Else", nil), ("合规 A", "Else", nil)]) == [possible + "合规 A, 合规 B"])
        #expect(try found([("Compliant", own, nil), (legal, "Else", nil)]) == [possible + legal])
        #expect(
            try found([(legal, own, nil), ("Compliant", "Old Mine Limited", nil)])
                == ["possible [\"on_other_list\", \"similar_name\"] Compliant"])
        #expect(try found([(legal, own, nil), ("Compliant", own, "2024-04-30"), ("Compliant", "Else", nil)]) == [possible + "Compliant"])
        // On both; by whom it belongs to; no list of the day; lists that say no kind, or another one.
        #expect(try found([(legal, own, nil), ("Compliant A", "Else", nil), ("Compliant B", own, nil)]).isEmpty)
        #expect(try found([(legal, own, nil), ("Compliant", "G", nil)]).isEmpty)
        #expect(try found([(legal, own, nil), ("Compliant", own, "2024-04-30")]).isEmpty)
        #expect(try found([(legal, own, nil), ("East", "Else", nil), ("Non-compliant", "Else", nil), ("不合规", "Else", nil)]).isEmpty)
        #expect(try found([("East", own, nil), ("Compliant", "Else", nil)]).isEmpty)
        // On none it is as strong as before, whatever the kinds.
        #expect(try found([(legal, "Else", nil), ("Compliant", "Else", nil)]) == ["strong [] any"])
    }

    // MARK: Processes

    @Test("Heaps and tanks on ion-adsorption ore and monazite alone are at most possible; collection pools say nothing")
    func process() {
        func found(_ sign: ProcessSighting.Sign, _ deposit: DepositType = .ionic) -> EntryRuleResult {
            BannedProcess().findings(
                [ProcessSighting(plant, day: Given.day("2024-05-01"), sign: sign, deposit: deposit)], on: Given.day("2024-12-31"))
        }
        for sign in [ProcessSighting.Sign.heap, .tank, .monaziteAlone] { #expect(found(sign).findings.map(\.verdict) == [.possible]) }
        #expect(found(.collectionPool).findings.isEmpty && found(.collectionPool).skipped == [.lawfulProcess: 1])
        #expect(found(.heap, .rock).findings.isEmpty && found(.monaziteAlone, .rock).findings.count == 1)
        let later = ProcessSighting(plant, day: Given.day("2025-01-01"), sign: .heap)
        #expect(BannedProcess().findings([later], on: Given.day("2024-12-31")) == EntryRuleResult())
    }

    @Test("Every rule says whether it ran, and what it needs where it did not")
    func account() {
        let result = EntryRules().evaluate(EntryBook(), EntryContext(day: Given.day("2024-01-01")) { _ in "" }) { _, _ in SubjectID(0) }
        #expect(result.findings.isEmpty && result.rules.count == 9 && result.rules.allSatisfy { !$0.ran && !$0.notes.isEmpty })
        #expect(result.rules.first { $0.rule == .highGrading }?.notes == [.noEntries(.recoveries), .noEntries(.reserves)])
        var names = SubjectNames()
        let entries = book(
            &names, [(.obligations, ["licence_id": .text("A"), "number": .text("1"), "due_on": .day(Given.day("2023-01-01"))])])
        let known = names
        let one = EntryRules().evaluate(entries, EntryContext(day: Given.day("2024-01-01")) { known.name(of: $0) }) {
            names.number(of: $0, kind: $1)
        }
        #expect(one.findings.map(\.rule) == [.restorationOverdue] && one.rules.filter(\.ran).map(\.rule) == [.restorationOverdue])
    }
}
