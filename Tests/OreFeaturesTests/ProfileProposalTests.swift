import Testing

@testable import OreFeatures

@Suite("Proposed profiles")
struct ProfileProposalTests {
    private func column(_ name: String, _ cells: [String]) -> AttributeColumn {
        var column = AttributeColumn(name: name)
        for cell in cells { column.append(.string, cell) }
        return column
    }

    @Test("Identifier, dates with their format, holder and mineral are found by name and cells, and the text is a profile")
    func register() throws {
        let proposal = ProfileProposal(columns: [
            column("许可证号", ["C36001", "C36002"]), column("采矿权人", ["甲", "甲"]), column("矿种", ["稀土", "稀土"]),
            column("有效期起", ["2020年1月2日", "2021年3月4日"]), column("有效期止", ["2030/1/2", "2031/3/4"]),
        ])
        let profile = try Profile(yaml: proposal.yaml(name: "a \"b\": c\n", crs: "EPSG:4490"), file: "p")
        #expect(profile.name == "a \"b\": c\n")
        #expect(profile.kind == .licences)
        #expect(profile.crs == "EPSG:4490")
        #expect(profile.fields[.licenceID]?.columns == ["许可证号"])
        #expect(profile.fields[.holder]?.columns == ["采矿权人"])
        #expect(profile.fields[.validFrom]?.format == .chinese)
        #expect(profile.fields[.validTo]?.format == .yearMonthDay)
    }

    @Test("Days and months that the sample cannot tell apart are remarked on; one that it can are not")
    func ambiguous() {
        let open = ProfileProposal(columns: [column("start", ["05/06/2024", "01/02/2024"])], kind: .licences)
        #expect(open.fields.first?.reason == "every sampled day also reads as mm/dd/yyyy: check")
        let american = ProfileProposal(columns: [column("start", ["05/06/2024", "01/22/2024"])], kind: .licences)
        #expect(american.fields.first?.format == .monthDayYear)
    }

    @Test("Without an identifier column the position is proposed")
    func noIdentifier() throws {
        let proposal = ProfileProposal(columns: [column("year", ["201800", "201800"]), column("Mined area (ha)", ["1", "1"])])
        #expect(proposal.kind == .footprints)
        let profile = try Profile(yaml: proposal.yaml(name: "x"), file: "p")
        #expect(profile.fields[.footprintID]?.template == Template("{row}"))
        #expect(profile.fields[.period]?.format == .codedQuarter)
    }
}
