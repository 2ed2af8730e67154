import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("Membership through time")
struct MembershipTests {
    private func subject(_ number: Int) -> SubjectID { SubjectID(UInt32(number)) }
    private func day(_ year: Int, _ month: Int, _ day: Int) throws -> Day { try #require(Day(year: year, month: month, day: day)) }

    @Test("The parent is the one of the day; of two at once the later one")
    func parent() throws {
        let membership = try Membership([
            .init(subject(1), in: subject(10), to: day(2019, 6, 30)), .init(subject(1), in: subject(11), from: day(2019, 7, 1)),
            .init(subject(10), in: subject(20)), .init(subject(11), in: subject(21), from: day(2020, 1, 1)),
            .init(subject(1), in: subject(12), from: day(2021, 1, 1), to: day(2021, 1, 31)),
        ])
        #expect(try membership.chain(of: subject(1), on: day(2019, 6, 30)) == [subject(10), subject(20)])
        #expect(try membership.chain(of: subject(1), on: day(2019, 7, 1)) == [subject(11)])
        #expect(try membership.chain(of: subject(1), on: day(2020, 1, 1)) == [subject(11), subject(21)])
        #expect(try membership.parent(of: subject(1), on: day(2021, 1, 15)) == subject(12))
        #expect(try membership.parent(of: subject(1), on: day(2021, 2, 1)) == subject(11))
        #expect(try membership.parent(of: subject(99), on: day(2021, 2, 1)) == nil)
    }

    @Test("A circle is refused with its members; one whose links never hold together is none")
    func circle() throws {
        #expect(throws: LedgerFault.circularMembership([subject(1)])) { try Membership([.init(subject(1), in: subject(1))]) }
        #expect(throws: LedgerFault.circularMembership([subject(1), subject(2), subject(3)])) {
            try Membership([
                .init(subject(3), in: subject(1), from: day(2020, 1, 1)), .init(subject(2), in: subject(3), from: day(2018, 1, 1)),
                .init(subject(1), in: subject(2), from: day(2020, 1, 1), to: day(2020, 1, 1)),
            ])
        }
        let apart = try Membership([
            .init(subject(1), in: subject(2), to: day(2019, 12, 31)), .init(subject(2), in: subject(1), from: day(2020, 1, 1)),
        ])
        #expect(try apart.chain(of: subject(1), on: day(2020, 1, 1)).isEmpty)
        // What stood in its way ends, and it closes.
        #expect(throws: LedgerFault.self) {
            try Membership([
                .init(subject(1), in: subject(2)), .init(subject(1), in: subject(3), from: day(2010, 1, 1), to: day(2012, 12, 31)),
                .init(subject(2), in: subject(1), from: day(2011, 1, 1)),
            ])
        }
        // Below a circle there is an end, too.
        #expect(throws: LedgerFault.self) {
            try Membership([.init(subject(0), in: subject(1)), .init(subject(1), in: subject(2)), .init(subject(2), in: subject(1))])
        }
    }

    @Test("Figures of a group are the sums of who was in it in each month", arguments: [UInt64(1), 2, 3])
    func rollUp(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let world = LedgerWorld(seed: seed)
        var rows: [Membership.Row] = []
        for licence in 0..<12 where licence != 5 {
            let change = Day(daysSince1970: Int32(18_000 + random.below(900)))
            rows.append(.init(subject(licence), in: subject(100 + random.below(3)), to: Day(daysSince1970: change.daysSince1970 - 1)))
            rows.append(.init(subject(licence), in: subject(100 + random.below(3)), from: change))
        }
        for enterprise in 100..<102 { rows.append(.init(subject(enterprise), in: subject(200))) }
        let membership = try Membership(rows)
        let licences = try world.partition().reports
        for levels in 1...2 {
            var expected: [[Int64]: (Int64, Int32?)] = [:]
            var without = 0
            for report in world.reports {
                let last = try #require(CalendarMonth(number: Int(report.period)).lastDay)
                var parent: SubjectID? = report.subject
                for _ in 0..<levels { parent = parent.flatMap { at in rows.first { $0.member == at && holds($0, last) }?.parent } }
                guard let parent else {
                    without += 1
                    continue
                }
                let key = [Int64(parent.number), Int64(report.period)]
                let before = expected[key]
                let stated = try #require(report.stated).daysSince1970
                expected[key] = ((before?.0 ?? 0) + report.amount.thousandths, max(before?.1 ?? .min, stated))
            }
            let (series, left) = try licences.rolledUp(by: membership, levels: levels)
            #expect(left == without && without > 0)
            let found = LedgerWorld.rows(series)
            #expect(found.count == expected.count && !found.isEmpty)
            for row in found { #expect(expected[[row[0], row[1]]].map { [$0.0, Int64($0.1 ?? 0)] } == [row[2], row[3]]) }
        }
    }

    private func holds(_ row: Membership.Row, _ day: Day) -> Bool { row.from.map { $0 <= day } ?? true && row.to.map { day <= $0 } ?? true }
}
