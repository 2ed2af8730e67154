import OreFeatures
import OreLedger
import Testing

@Suite("What delivered entries mean to those that are known")
struct EntryMergeTests {
    private func stock(_ name: String, _ tonnes: Int, received: String? = nil, row: UInt32 = 1, commit: Int32 = 0) -> LedgerEntry {
        var entry = LedgerEntry(.stock, ["licence_id": .text(name), "date": .day(day("2024-01-31"))])
        entry["tonnes"] = .tonnes(Tonnes(thousandths: Int64(tonnes) * 1000))
        if let received { entry["received_at"] = .day(day(received)) }
        (entry.row, entry.commit) = (row, commit)
        return entry
    }

    private func day(_ text: String) -> Day {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return Day(year: parts[0], month: parts[1], day: parts[2]) ?? Day(daysSince1970: 0)
    }

    private func link(_ member: String, _ parent: String, from: String? = nil, to: String? = nil, row: UInt32 = 1) -> LedgerEntry {
        var entry = LedgerEntry(.members, ["member": .text(member), "parent": .text(parent)])
        if let from { entry["from"] = .day(day(from)) }
        if let to { entry["to"] = .day(day(to)) }
        entry.row = row
        return entry
    }

    @Test("New, changed and unchanged by key; equal ones once, two that differ on one day aside; the sums add up")
    func counts() {
        let known = [stock("A", 1, commit: 1), stock("B", 1, commit: 1)]
        let new = [
            stock("A", 1, row: 2), stock("B", 2, row: 3), stock("C", 1, row: 4), stock("C", 1, row: 5), stock("D", 1, row: 6),
            stock("D", 2, row: 7),
        ]
        let merge = EntryMerge(new, known: known)
        #expect(merge.stored == 1 && merge.changed == 1 && merge.unchanged == 2 && merge.conflicting.map(\.row) == [6, 7])
        #expect(merge.stored + merge.changed + merge.unchanged + merge.conflicting.count == new.count)
        #expect(merge.kept.map(\.row) == [3, 4])
    }

    @Test("A correction of a correction stands by the day it was received, in any order of commits; a withdrawal takes the key back")
    func corrections() {
        let (first, second, third) = (
            stock("A", 1, received: "2024-02-01"), stock("A", 2, received: "2024-03-01"), stock("A", 3, received: "2024-04-01")
        )
        for order in [[first, second, third], [third, first, second], [second, third, first]] {
            var all: [LedgerEntry] = []
            for (i, entry) in order.enumerated() {
                let merge = EntryMerge([entry], known: all)
                #expect(merge.stored == (i == 0 ? 1 : 0) && merge.changed == (i == 0 ? 0 : 1))
                all += merge.kept.map {
                    var own = $0; own.commit = Int32(i + 1); return own
                }
                #expect(EntryMerge([entry], known: all).unchanged == 1)
            }
            #expect(all.standing().first?["tonnes"]?.text == "3.000")
            var gone = stock("A", 3, received: "2024-05-01", commit: 9)
            gone.isWithdrawn = true
            #expect((all + [gone]).standing().isEmpty)
            // Said again after it was taken back: it stands.
            #expect((all + [gone, stock("A", 4, received: "2024-06-01", commit: 10)]).standing().count == 1)
        }
    }

    @Test("Links that return to their start are set aside with the chain; on days that do not meet they stand")
    func circles() {
        let known = [link("A", "B"), link("B", "C")]
        let merge = EntryMerge([link("C", "A", row: 4), link("D", "A", row: 5)], known: known)
        #expect(merge.kept.map(\.row) == [5] && merge.stored == 1)
        #expect(merge.circular.count == 1 && Set(merge.circular.first?.chain ?? []) == ["A", "B", "C"])
        let within = EntryMerge([link("X", "Y", row: 2), link("Y", "X", row: 3)], known: [])
        #expect(within.kept.isEmpty && within.circular.count == 2)
        let apart = EntryMerge(
            [link("A", "B", from: "2020-01-01", to: "2020-12-31"), link("B", "A", from: "2021-01-01")], known: [])
        #expect(apart.kept.count == 2 && apart.circular.isEmpty)
    }
}
