import OreLedger
import Testing

@Suite("Exact masses")
struct TonnesTests {
    private func tonnes(_ thousandths: Int64) -> Tonnes { Tonnes(thousandths: thousandths) }

    @Test("Sums and differences are exact, or say that they leave the range")
    func arithmetic() {
        #expect(tonnes(1).adding(tonnes(2)) == tonnes(3) && tonnes(1).subtracting(tonnes(2)) == tonnes(-1))
        #expect(tonnes(.max).adding(tonnes(1)) == nil && tonnes(.min).subtracting(tonnes(1)) == nil)
        #expect(Tonnes(5) == tonnes(5000) && Tonnes(.max) == nil)
        // A tenth ten times is one: no binary float.
        #expect((0..<10).reduce(Tonnes?.some(.zero)) { sum, _ in sum?.adding(tonnes(100)) } == Tonnes(1))
    }

    @Test("A product lies between its bounds, which are one where it comes out even")
    func product() {
        #expect(tonnes(1000).multiplied(by: .percent(50)) == tonnes(500)...tonnes(500))
        #expect(tonnes(1001).multiplied(by: .percent(50)) == tonnes(500)...tonnes(501))
        #expect(tonnes(-1001).multiplied(by: .percent(50)) == tonnes(-501)...tonnes(-500))
        #expect(tonnes(.max).multiplied(by: Share(millionths: 2_000_000)) == nil)
    }

    @Test("Oxide of a concentrate and of an ore, by named conversions")
    func conversions() {
        #expect(Mass<Concentrate>(tonnes(10_000)).oxide(grade: .percent(92)) == Mass(tonnes(9200))...Mass(tonnes(9200)))
        let won = Mass<Ore>(tonnes(1_000_000)).oxide(grade: Share(millionths: 800), recovery: .percent(75))
        #expect(won == Mass(tonnes(600))...Mass(tonnes(600)))
        let rounded = Mass<Ore>(tonnes(1_001)).oxide(grade: .percent(50), recovery: .percent(50))
        #expect(rounded == Mass(tonnes(250))...Mass(tonnes(251)))
        #expect(Mass<Ore>(tonnes(1)).oxide(grade: .percent(101)) == nil && Mass<Ore>(tonnes(1)).oxide(grade: .percent(-1)) == nil)
        #expect(Volume(thousandths: 2000).mass(density: Share(millionths: 1_550_000)) == Mass(tonnes(3100))...Mass(tonnes(3100)))
    }

    @Test("Figures are written with three decimals", arguments: [(0, "0.000"), (5, "0.005"), (-5, "-0.005"), (-1_234_500, "-1234.500")])
    func text(thousandths: Int64, text: String) {
        #expect(tonnes(thousandths).description == text)
    }

    @Test("Every line has a code of its own and comes back from it; codes that no line has are none")
    func lines() {
        var seen: Set<UInt8> = []
        for stage in Stage.allCases {
            for oreClass in OreClass.allCases {
                for material in MaterialKind.allCases {
                    let line = LedgerLine(stage, oreClass, material)
                    #expect(seen.insert(line.code).inserted && LedgerLine(code: line.code) == line)
                    #expect(line.stage == stage && line.oreClass == oreClass && line.material == material)
                    #expect(LineSelection(stage, nil, material).contains(line) && LineSelection(stage, oreClass, material).contains(line))
                }
            }
        }
        #expect((0...UInt8.max).count { LedgerLine(code: $0) != nil } == seen.count)
    }

    @Test("Names get a number once")
    func names() {
        var names = SubjectNames()
        let first = names.number(of: "L1")
        #expect(names.number(of: "L2") != first && names.number(of: "L1") == first && names.count == 2)
        #expect(names.known("L3") == nil && names.known("L1") == first && names.kind(of: first) == .licence)
        // Figures name everybody alike; who knows better says what a name is of.
        #expect(names.number(of: "L1", kind: .enterprise) == first && names.number(of: "L1", kind: .facility) == first)
        #expect(names.name(of: first) == "L1" && names.kind(of: first) == .enterprise)
    }
}
