import OreFeatures
import OreLedger
import TestSupport
import Testing

@Suite("Trees of links of several sources")
struct SubjectTreeTests {
    private func firm(_ number: Int) -> SubjectID { SubjectID(UInt32(number)) }
    private let day = Day(daysSince1970: 19_500)

    @Test("Of every circle the source that yields first is left out, however many there are; the others stay as they are")
    func circles() throws {
        let count = 300
        let stated = (0..<count).map { SubjectLink(firm(2 * $0), in: firm(2 * $0 + 1), .enterprise) }
        let inverted = stated.map { SubjectLink($0.parent, in: $0.member, .enterprise) }
        let apart = SubjectLink(firm(2 * count), in: firm(0), .enterprise)
        let (tree, isCircular) = try SubjectTree.yielding([inverted + [apart], stated])
        #expect(isCircular && tree.parent(of: apart.member, on: day) == firm(0))
        for link in stated { #expect(tree.holders(of: link.member, on: day) == [link.parent]) }
        #expect(try SubjectTree.yielding([[apart], stated]).isCircular == false)
    }

    @Test("A circle that was open already with another one loses nothing more")
    func shared() throws {
        let (first, last) = (Day(daysSince1970: 19_000), Day(daysSince1970: 20_000))
        let early = SubjectLink(firm(1), in: firm(2), .enterprise)
        let back = SubjectLink(firm(2), in: firm(1), .enterprise, to: first)
        let around = [
            SubjectLink(firm(2), in: firm(3), .enterprise, from: last), SubjectLink(firm(3), in: firm(1), .enterprise, from: last),
        ]
        let (tree, isCircular) = try SubjectTree.yielding([[early], [back] + around])
        #expect(isCircular && tree.parent(of: firm(2), on: first) == firm(1) && tree.holders(of: firm(2), on: last) == [firm(3), firm(1)])
        #expect(tree.parent(of: firm(1), on: day) == nil)
    }

    @Test("A circle of links that do not yield is refused with its members")
    func firmCircle() throws {
        let links = [SubjectLink(firm(1), in: firm(2), .enterprise), SubjectLink(firm(2), in: firm(1), .enterprise)]
        let other = [SubjectLink(firm(3), in: firm(4), .enterprise)]
        #expect(throws: LedgerFault.circularMembership([firm(1), firm(2)])) { try SubjectTree.yielding([other], firm: links) }
    }

    @Test("What is marked as doubtful is no link")
    func doubts() throws {
        let link = SubjectLink(firm(1), in: firm(2), .enterprise)
        #expect(try SubjectTree([], doubts: [link]).parent(of: firm(1), on: day) == nil)
        #expect(try SubjectTree([], doubts: [link]).holders.isEmpty)
    }
}
