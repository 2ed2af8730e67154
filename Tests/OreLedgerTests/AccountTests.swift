import OreFeatures
import OreLedger
import TestSupport
import Testing

/// A world of mines that change hands, with the naive sums beside it.
private struct MemberWorld {
    var ledger: LedgerWorld
    var links: [SubjectLink] = []
    let mines: [SubjectID]
    let enterprises = (100..<104).map { SubjectID($0) }
    let groups = (200..<202).map { SubjectID($0) }
    let districts = (300..<303).map { SubjectID($0) }
    static let years: ClosedRange<Int32> = 2019...2022

    init(seed: UInt64) throws {
        ledger = LedgerWorld(seed: seed)
        for i in ledger.quotas.indices { ledger.quotas[i].row = UInt32(i) }
        mines = (0..<12).map { SubjectID($0) }
        var random = SplitMix(seed: seed &+ 1)
        for mine in mines {
            // From one enterprise to another on a day within the years; some months have no holder.
            let sold = Day(daysSince1970: 18_000 + Int32(random.below(1400)))
            let gap = Int32(random.below(60))
            links.append(
                SubjectLink(mine, in: enterprises[random.below(4)], .enterprise, to: Day(daysSince1970: sold.daysSince1970 - 1 - gap)))
            links.append(SubjectLink(mine, in: enterprises[random.below(4)], .enterprise, from: sold))
            links.append(SubjectLink(mine, in: districts[random.below(3)], .district))
        }
        for enterprise in enterprises { links.append(SubjectLink(enterprise, in: groups[random.below(2)], .group)) }
    }

    func maker(shuffled seed: UInt64? = nil) throws -> AccountMaker {
        var random = seed.map { SplitMix(seed: $0) }
        func rows(_ rows: [LedgerRecord]) -> [LedgerRecord] {
            var rows = rows
            if random != nil { for i in rows.indices.dropLast() { rows.swapAt(i, i + (random?.below(rows.count - i) ?? 0)) } }
            return rows
        }
        var book = AccountBook()
        try book.add(LedgerWorld.records(.report, rows(ledger.reports)))
        try book.add(LedgerWorld.records(.quota, rows(ledger.quotas)))
        try book.add(LedgerWorld.records(.invoice, rows(ledger.invoices)))
        return AccountMaker(book, try SubjectTree(seed == nil ? links : links.reversed()))
    }
}

private func total(_ figure: LedgerFigure) -> Int64 { figure.amount.exact?.thousandths ?? 0 }

@Suite("Accounts")
struct AccountTests {
    @Test("Figures of every subject, month and year are those of the series that rules fold over", arguments: [1, 2, 3] as [UInt64])
    func series(_ seed: UInt64) throws {
        let world = try MemberWorld(seed: seed)
        let (maker, partition) = (try world.maker(), try world.ledger.partition())
        for (item, series) in [(AccountItem.reported, partition.reports), (.sold, partition.sold)] {
            for (place, subject) in series.subjects.enumerated() {
                for row in series.rows(of: place) {
                    let month = CalendarMonth(number: Int(series.periods[row]))
                    #expect(try maker.figure(item, subject, month)?.amount == .exact(Tonnes(thousandths: series.amounts[row])))
                }
            }
        }
        for (place, subject) in partition.quotas.subjects.enumerated() {
            for row in partition.quotas.rows(of: place) {
                let figure = try maker.figure(.quota, subject, partition.quotas.periods[row])
                #expect(figure.amount == .exact(Tonnes(thousandths: partition.quotas.amounts[row])))
            }
        }
    }

    @Test("Corrections, withdrawals, stated totals and later commits count as in the series")
    func versions() throws {
        let (a, line) = (SubjectID(0), LedgerLine(.mining))
        func record(_ period: Int32, _ amount: Int64, _ row: UInt32, _ change: (inout LedgerRecord) -> Void = { _ in }) -> LedgerRecord {
            var record = LedgerRecord(a, period: period, line: line, amount: Tonnes(thousandths: amount))
            record.row = row
            change(&record)
            return record
        }
        let quotas = [
            record(2020, 100, 1) { $0.detail = 1 }, record(2020, 60, 2) { $0.detail = 2 },
            record(2020, 175, 3) { ($0.detail, $0.marks) = (9, .total) },
            record(2021, 50, 4) { $0.detail = 1 }, record(2021, 70, 5) { ($0.detail, $0.commit) = (2, 8) },
            record(2022, 10, 6) { $0.detail = 1 }, record(2022, 10, 7) { ($0.detail, $0.marks, $0.commit) = (1, .withdrawn, 2) },
        ]
        let reports = [record(24_250, 7, 1), record(24_250, 9, 2) { $0.commit = 3 }, record(24_250, 11, 3) { $0.commit = 9 }]
        for commit in [nil, 0, 2, 5, 8] as [Int32?] {
            var book = AccountBook()
            try book.add(LedgerWorld.records(.quota, quotas), asOf: commit)
            try book.add(LedgerWorld.records(.report, reports), asOf: commit)
            let maker = AccountMaker(book, try SubjectTree())
            let series = try FigureSeries(LedgerWorld.records(.quota, quotas), of: LedgerWorld.lines, asOf: commit)
            let expected = Dictionary(uniqueKeysWithValues: series.periods.indices.map { (series.periods[$0], series.amounts[$0]) })
            for year in 2020...2022 as ClosedRange<Int32> {
                #expect(try maker.figure(.quota, a, year).amount.exact?.thousandths == expected[year], "\(year) at \(commit ?? -1)")
            }
            let months = try FigureSeries(LedgerWorld.records(.report, reports), of: LedgerWorld.lines, asOf: commit)
            #expect(try maker.figure(.reported, a, CalendarMonth(number: 24_250))?.amount.exact?.thousandths == months.amounts.first)
        }
    }

    @Test(
        "Sums of licences are those of enterprises, groups and districts, each month by who was a member then",
        arguments: [4, 5, 6] as [UInt64])
    func levels(_ seed: UInt64) throws {
        let world = try MemberWorld(seed: seed)
        let maker = try world.maker()
        for year in MemberWorld.years {
            for item in [AccountItem.quota, .reported, .sold] {
                func sum(_ subjects: [SubjectID]) throws -> Int64 {
                    try subjects.reduce(0) { $0 + total(try maker.figure(item, $1, year)) }
                }
                let all = try sum(world.mines)
                #expect(try sum(world.districts) == all)
                #expect(try sum(world.groups) == (try sum(world.enterprises)))
                // Naive: every month of a mine to whoever held it on its last day.
                var held: Int64 = 0
                for mine in world.mines {
                    for month in Int(year) * 12..<Int(year) * 12 + 12 where item != .quota {
                        let month = CalendarMonth(number: month)
                        let day = try #require(month.lastDay)
                        guard world.links.contains(where: { $0.member == mine && $0.parentKind == .enterprise && $0.holds(on: day) }) else {
                            continue
                        }
                        held += total(try maker.figure(item, mine, month) ?? LedgerFigure(item, mine, .month(month), .exact(.zero)))
                    }
                }
                if item != .quota { #expect(try sum(world.enterprises) == held) }
            }
        }
    }

    @Test("Every figure of an account is the sum of its rows, each named once; the order of rows and members does not matter")
    func rows() throws {
        let world = try MemberWorld(seed: 7)
        let (maker, other) = (try world.maker(), try world.maker(shuffled: 99))
        for subject in world.mines + world.enterprises + world.groups + world.districts {
            for year in MemberWorld.years {
                let account = try maker.account(of: subject, year: year)
                #expect(try other.account(of: subject, year: year).figures.map(\.amount) == account.figures.map(\.amount))
                for figure in account.figures {
                    guard case .exact(let amount) = figure.amount else { continue }
                    let rows = figure.rows
                    #expect(rows.reduce(Int64(0)) { $0 + ($1.isSubtracted ? -1 : 1) * $1.row.amount.thousandths } == amount.thousandths)
                    #expect(Set(rows.map { "\($0.row.kind) \($0.row.row) \($0.row.span)" }).count == Set(rows.map(\.row)).count)
                }
            }
        }
    }

    @Test("What is stated for a holder stands for its members, and the account says where they differ")
    func stated() throws {
        let (mine, other, firm) = (SubjectID(0), SubjectID(1), SubjectID(2))
        func report(_ subject: SubjectID, _ month: Int32, _ amount: Int64) -> LedgerRecord {
            LedgerRecord(subject, period: month, line: LedgerLine(.mining), amount: Tonnes(thousandths: amount))
        }
        let january = Int32(2024 * 12)
        var book = AccountBook()
        try book.add(
            LedgerWorld.records(
                .report, [report(mine, january, 10), report(other, january, 20), report(firm, january, 40), report(mine, january + 1, 5)]))
        let district = SubjectID(3)
        let tree = try SubjectTree([
            SubjectLink(mine, in: firm, .enterprise), SubjectLink(other, in: firm, .enterprise), SubjectLink(mine, in: district, .district),
            SubjectLink(firm, in: district, .district),
        ])
        let maker = AccountMaker(book, tree)
        let account = try maker.account(of: firm, year: 2024)
        #expect(account[.reported]?.amount == .exact(Tonnes(thousandths: 45)))
        #expect(account.notes.contains(.membersDiffer) && account.notes.contains(.monthsWithoutReport))
        // The firm is of the district, and stands for its mines there: nothing counts twice.
        #expect(try maker.figure(.reported, district, 2024).amount == .exact(Tonnes(thousandths: 45)))
    }

    @Test("The remainder is what no line explains; without stock or sales the account says so")
    func remainder() throws {
        let mine = SubjectID(0)
        var book = AccountBook()
        let report = LedgerRecord(mine, period: 2024 * 12, line: LedgerLine(.mining), amount: Tonnes(thousandths: 100_000))
        try book.add(LedgerWorld.records(.report, [report]))
        #expect(try AccountMaker(book, try SubjectTree()).account(of: mine, year: 2024)[.unexplained]?.gap == .notStated)
        let day = try #require(Day(year: 2024, month: 5, day: 5))
        try book.add(
            LedgerWorld.records(
                .invoice, [LedgerRecord(mine, period: day.daysSince1970, line: LedgerLine(.mining), amount: Tonnes(thousandths: 70_000))]))
        var account = try AccountMaker(book, try SubjectTree()).account(of: mine, year: 2024)
        #expect(account[.unexplained]?.amount == .exact(Tonnes(thousandths: 30_000)) && account.notes.contains(.stockNotStated))
        func stock(_ year: Int, _ month: Int, _ tonnes: Int64) throws -> LedgerEntry {
            let day = try #require(Day(year: year, month: month, day: month == 1 ? 3 : 31))
            return LedgerEntry(
                .stock,
                [
                    "licence_id": .text("A"), "date": .day(day),
                    "tonnes": .tonnes(Tonnes(thousandths: tonnes)),
                ])
        }
        book.add(EntryBook([try stock(2024, 1, 5000), try stock(2024, 12, 25_000)]) { _, _ in mine })
        account = try AccountMaker(book, try SubjectTree()).account(of: mine, year: 2024)
        #expect(account[.unexplained]?.amount == .exact(Tonnes(thousandths: 10_000)) && !account.notes.contains(.stockNotStated))
        #expect(account[.land]?.gap == .noObservation && account[.beyondLand]?.gap == .noObservation)
    }
}

extension SubjectLink {
    fileprivate func holds(on day: Day) -> Bool { from.map { $0 <= day } ?? true && to.map { day <= $0 } ?? true }
}
