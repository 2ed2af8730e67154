import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

/// Mines that change hands, two separators of one firm, and land: records of every kind that a balance adds up.
private struct BalanceWorld {
    static let mines = (0..<8).map { SubjectID($0) }
    static let plants = [SubjectID(20), SubjectID(21)]
    static let enterprises = (100..<103).map { SubjectID($0) }
    static let districts = [SubjectID(300), SubjectID(301)]
    let ledger: LedgerWorld
    let tree: SubjectTree
    let entries: EntryBook

    static func kind(_ subject: SubjectID) -> SubjectKind {
        switch subject.number {
        case 20..<30: .facility
        case 100..<200: .enterprise
        case 300..<400: .district
        default: .licence
        }
    }

    init(_ seed: UInt64) throws {
        var (ledger, random) = (LedgerWorld(seed: seed, subjects: 8, years: 2020...2021), SplitMix(seed: seed &+ 5))
        var links: [SubjectLink] = []
        for mine in Self.mines {
            let sold = Day(daysSince1970: 18_300 + Int32(random.below(700)))
            let before = Day(daysSince1970: sold.daysSince1970 - 9)
            links.append(SubjectLink(mine, in: Self.enterprises[random.below(3)], .enterprise, to: before))
            links.append(SubjectLink(mine, in: Self.enterprises[random.below(3)], .enterprise, from: sold))
            if random.below(5) > 0 { links.append(SubjectLink(mine, in: Self.districts[random.below(2)], .district)) }
        }
        for plant in Self.plants {
            links.append(SubjectLink(plant, in: Self.enterprises[0], .enterprise))
            links.append(SubjectLink(plant, in: Self.districts[0], .district))
        }
        // A holder and a district state some months themselves: theirs stand for those below them.
        for (subject, month) in [(Self.enterprises[1], 24_243), (Self.districts[1], 24_250)] as [(SubjectID, Int32)] {
            var record = LedgerRecord(subject, period: month, line: LedgerWorld.line, amount: Tonnes(thousandths: 700_001))
            record.row = 9999
            ledger.reports.append(record)
        }
        let number: (String, SubjectKind) -> SubjectID = { name, _ in SubjectID(UInt32(name) ?? 0) }
        (self.ledger, tree) = (ledger, try SubjectTree(links))
        entries = EntryBook(Self.entries(&random), number: number)
    }

    private static func entries(_ random: inout SplitMix) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        func tonnes(_ most: Int) -> EntryValue { .tonnes(Tonnes(thousandths: Int64(1 + random.below(most)))) }
        for month in 2020 * 12..<2022 * 12 {
            let own = CalendarMonth(number: month)
            for plant in plants.map({ EntryValue.text(String($0.number)) }) where random.below(6) > 0 {
                for (flow, source) in [("intake", "own"), ("intake", "imported"), ("intake", "recycled"), ("output", "own")] {
                    entries.append(
                        LedgerEntry(
                            .separation,
                            [
                                "facility": plant, "month": .month(own), "flow": .text(flow), "source": .text(source),
                                "tonnes": tonnes(90_000),
                            ]))
                }
            }
            guard let day = own.lastDay.map({ EntryValue.day($0) }), random.below(3) > 0 else { continue }
            entries.append(
                LedgerEntry(
                    .exports,
                    [
                        "number": .text("E\(month)"), "enterprise": .text("10\(random.below(3))"), "date": day, "hs_code": .text("284690"),
                        "tonnes": tonnes(50_000),
                    ]))
            var seized: [String: EntryValue] = ["number": .text("S\(month)"), "date": day, "tonnes": tonnes(9000)]
            seized["enterprise"] = random.maybe(EntryValue.text("101"))
            seized["district"] = random.maybe(EntryValue.text("301"))
            entries.append(LedgerEntry(.seizures, seized))
        }
        for year in 2019...2021 {
            guard let day = Day(lastOf: year) else { continue }
            for (stage, names) in [("mining", ["0", "1", "2", "3"]), ("separation", ["20", "21"])] {
                for name in names where random.below(8) > 0 {
                    entries.append(
                        LedgerEntry(
                            .stock, ["licence_id": .text(name), "date": .day(day), "stage": .text(stage), "tonnes": tonnes(70_000)]))
                }
            }
        }
        return entries
    }

    var records: [LedgerRecords] {
        [
            LedgerWorld.records(.quota, ledger.quotas), LedgerWorld.records(.report, ledger.reports),
            LedgerWorld.records(.invoice, ledger.invoices),
        ]
    }

    /// As a store makes it: what holders state is noted first.
    func book(_ level: FigureLevel, following unit: LevelSums.Unit, _ year: Int32) throws -> BalanceBook {
        var book = BalanceBook(level, in: tree) { Self.kind($0) }
        book.follow(unit, year: year)
        for own in records {
            guard let fact = BalanceFact(own.kind, .mining) else { continue }
            book.note(fact, try FigureSeries(own, of: LedgerWorld.lines))
        }
        for own in records {
            guard let fact = BalanceFact(own.kind, .mining) else { continue }
            try book.add(fact, try FigureSeries(own, of: LedgerWorld.lines))
        }
        try book.add(entries)
        return book
    }

    /// The balance of a region and its trees.
    func trace(
        _ level: FigureLevel, _ unit: LevelSums.Unit, _ year: Int32, limit: Int?, naming named: Set<String> = [],
        name: (SubjectID) -> String = { "S\($0.number)" }
    ) throws -> BalanceTrace {
        let book = try book(level, following: unit, year)
        var figures = try book.figures(of: unit, year: year)
        if level == .all {
            var sum = LandSum()
            sum.interval = YieldInterval(low: Tonnes(thousandths: 5), median: Tonnes(thousandths: 1400), high: Tonnes(thousandths: 9001))
            figures.land = BalanceLand(area: 1000, sites: 1, sum: sum)
        }
        let balance = try Balance(figures)
        let head: SubjectID = if case .of(let subject) = unit { subject } else { .everybody }
        let tracer = try BalanceTracer(balance, book, of: head, limit: limit, naming: named, name: name)
        var accounts = AccountBook()
        for own in records { try accounts.add(own, of: tracer.subjects) }
        let names = Dictionary(uniqueKeysWithValues: tracer.subjects.union([head]).map { ($0, name($0)) })
        return BalanceTrace(balance, try tracer.figures(accounts, entries), names: FigureNames(names, files: [:]))
    }
}

@Suite("Balances traced back")
struct BalanceTraceTests {
    private static let regions: [(FigureLevel, [LevelSums.Unit])] = [
        (.all, [.everybody]), (.enterprise, BalanceWorld.enterprises.map { LevelSums.Unit.of($0) }),
        (.district, BalanceWorld.districts.map { LevelSums.Unit.of($0) }),
    ]

    private func amount(_ amount: BalanceAmount) -> FigureAmount {
        amount.isExact ? .exact(amount.central) : .between(amount.low, amount.high)
    }

    @Test(
        "Every line of a balance is, to the thousandth, what it is traced to: of every region and year, however few are told one by one",
        arguments: [1, 2, 3, 4] as [UInt64])
    func law(_ seed: UInt64) throws {
        let world = try BalanceWorld(seed)
        var told: Set<BalanceItem> = []
        for (level, units) in Self.regions {
            for unit in units {
                for year in [2020, 2021] as [Int32] {
                    for limit in [nil, 3, 1, 0] as [Int?] {
                        let trace = try world.trace(level, unit, year, limit: limit)
                        #expect(trace.figures.map(\.item) == BalanceItem.allCases.map { .line($0) })
                        for (line, figure) in zip(trace.balance.lines, trace.figures) {
                            let place = "\(level) \(unit) \(year) \(String(describing: limit)) \(line.item)"
                            guard let own = line.amount else {
                                #expect(figure.gap != nil, "\(place)")
                                continue
                            }
                            told.insert(line.item)
                            #expect(figure.amount == amount(own) && figure.middle == own.central, "\(place)")
                            if line.fact != nil, line.basis == .stated { #expect(figure.parts.count <= (limit ?? 1000) + 1, "\(place)") }
                            guard limit == nil, own.isExact else { continue }
                            let rows = figure.rows.reduce(Int64(0)) { $0 + ($1.isSubtracted ? -1 : 1) * $1.row.amount.thousandths }
                            #expect(rows == own.central.thousandths, "\(place)")
                            if line.basis == .stated { #expect(!figure.rows.isEmpty, "\(place)") }
                        }
                    }
                }
            }
        }
        // What is used at home needs invoices of separators.
        #expect(told == Set(BalanceItem.allCases).subtracting([.used]))
    }

    @Test("Whoever is named is told with months and rows beside the largest, and the others are one sum that a path may name")
    func named() throws {
        let world = try BalanceWorld(7)
        let all = try world.trace(.all, .everybody, 2021, limit: nil)
        let ranked = try #require(all[.reported]).parts.map(\.figure)
        #expect(ranked.count > 3)
        for (a, b) in zip(ranked, ranked.dropFirst()) { #expect((a.amount.exact ?? .zero) >= (b.amount.exact ?? .zero)) }
        let last = try #require(ranked.last)
        let name = "S\(last.subject.number)"
        let trace = try world.trace(.all, .everybody, 2021, limit: 1, naming: [name])
        let parts = try #require(trace[.reported]).parts.map(\.figure)
        #expect(parts.count == 3 && parts[0] == ranked[0] && parts[1] == last && parts[2].source == .others(ranked.count - 2))
        #expect(trace.figure(at: "mined/reported/\(name)").figure == last)
        let month = try #require(last.parts.first?.figure)
        #expect(trace.figure(at: "reported/\(name)/\(month.span)").figure == month && !month.rows.isEmpty)
        #expect(trace.figure(at: "reported/others").figure == parts[2])
        let unknown = trace.figure(at: "reported/Nobody")
        #expect(unknown.figure == nil && unknown.unknown == "Nobody" && unknown.known == ["S\(ranked[0].subject.number)", name, "others"])
        #expect(trace.figure(at: "minde").known == BalanceItem.allCases.map(\.rawValue))
    }

    @Test("A path finds names with slashes of their own, of two the longer one, and whoever it names is told however little he adds")
    func slashes() throws {
        let world = try BalanceWorld(7)
        // One name is what others begin with.
        func name(_ subject: SubjectID) -> String { subject == BalanceWorld.mines[0] ? "850" : "850/\(subject.number)/2010" }
        let all = try world.trace(.all, .everybody, 2021, limit: nil, name: name)
        let figures = try #require(all[.reported]).parts.map(\.figure)
        #expect(figures.count > 3)
        for figure in figures {
            let path = "mined/reported/" + name(figure.subject)
            let few = try world.trace(.all, .everybody, 2021, limit: 0, naming: FigureNames.names(in: path), name: name)
            let month = try #require(figure.parts.first?.figure)
            for trace in [all, few] {
                #expect(trace.figure(at: path).figure == figure && trace.figure(at: "/\(path)/").figure == figure, "\(path)")
                #expect(trace.figure(at: "\(path)/\(month.span)").figure == month, "\(path)")
                let unknown = trace.figure(at: path + "/2021-13")
                #expect(unknown.figure == nil && unknown.unknown == "2021-13" && unknown.known.contains(month.span.description))
            }
        }
        #expect(all.figure(at: "reported/851/1/2010/2021-01").unknown == "851/1/2010")
        #expect(all.figure(at: "").known == BalanceItem.allCases.map(\.rawValue))
    }

    @Test("What is not stated is missing, with nothing below it; a remainder keeps its terms without a figure in its tree")
    func gaps() throws {
        let trace = try BalanceWorld(2).trace(.all, .everybody, 2021, limit: 2)
        let used = try #require(trace[.used])
        #expect(used.gap == .notStated && used.parts.isEmpty)
        let rest = try #require(trace[.unaccounted])
        #expect(rest.parts.map(\.figure.item) == [.line(.separated), .line(.used), .line(.exported), .line(.productStockAdded)])
        #expect(rest.parts.map(\.isSubtracted) == [false, true, true, true] && rest.gap == nil && rest.hasGap)
        let earlier = try BalanceWorld(2).trace(.all, .everybody, 1999, limit: 2)
        #expect(earlier[.reported]?.gap == .notStated && earlier[.untraced]?.rows.isEmpty == true)
    }
}
