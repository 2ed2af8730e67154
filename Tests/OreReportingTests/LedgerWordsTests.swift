import OreDetection
import OreFeatures
import Testing

@testable import OreLedger
@testable import OreReporting

@Suite("Words for findings over figures and entries")
struct LedgerWordsTests {
    private static let languages = [Language.english, Language.chinese]

    @Test("Every rule, reason, skip and note has its own words in both languages, and no rule accuses")
    func names() {
        for language in Self.languages {
            #expect(Set(LedgerRuleName.allCases.map(language.name(of:))).count == LedgerRuleName.allCases.count)
            #expect(Set(LedgerRuleName.allCases.map(language.formula(of:))).count == LedgerRuleName.allCases.count)
            #expect(Set(LedgerReason.allCases.map { language.name(of: $0) }).count == LedgerReason.allCases.count)
            #expect(Set(LedgerSkip.allCases.map { language.name(of: $0) }).count == LedgerSkip.allCases.count)
            for rule in LedgerRuleName.allCases {
                #expect(!language.name(of: rule).contains("_") && !language.formula(of: rule).isEmpty)
                #expect(!language.name(of: rule).lowercased().contains("illegal") && !language.name(of: rule).contains("非法"))
            }
        }
        for rule in LedgerRuleName.allCases { #expect(Language.english.name(of: rule) != Language.chinese.name(of: rule)) }
        #expect(Language.english.text(.notJudged(3, .fewYears)) == "not judged, fewer than two whole years before: 3")
        #expect(Language.english.text(.noEntries(.exportLicences)) == "no records of export-licences were given")
    }

    private func finding(_ rule: LedgerRuleName, _ evidence: [LedgerEvidence]) -> LedgerFinding {
        var finding = LedgerFinding(rule, SubjectID(0), year: 2024)
        finding.evidence = evidence
        return finding
    }

    private func t(_ value: Int64) -> LedgerEvidence.Value { .tonnes(Tonnes(thousandths: value)) }

    @Test("A line of evidence has the figures and what they are held against")
    func lines() throws {
        let month = try #require(CalendarMonth(year: 2024, month: 3))
        let day = try #require(Day(year: 2024, month: 3, day: 31))
        func line(_ rule: LedgerRuleName, _ evidence: [LedgerEvidence], months: [CalendarMonth] = [], probability: Double? = nil) -> String
        {
            var finding = finding(rule, evidence)
            (finding.months, finding.probability) = (months, probability)
            return Language.english.evidence(finding, .oxide)
        }
        #expect(
            line(.separationExceedsFeed, [.init(.intake, t(5000)), .init(.output, t(7000)), .init(.balance, t(-2000))])
                == "feed 5.000 t, output 7.000 t: short by up to 2.000 t")
        #expect(
            line(
                .separationExceedsFeed,
                [.init(.intake, t(5000)), .init(.flows, t(1000)), .init(.output, t(7000)), .init(.balance, t(-1000))])
                == "feed 5.000 t, flows to it 1.000 t, output 7.000 t: short by up to 1.000 t")
        var undocumented = finding(.separationExceedsFeed, [.init(.intake, t(5000)), .init(.flows, t(3000)), .init(.excess, t(2000))])
        undocumented.scope = .flows
        #expect(
            Language.english.evidence(undocumented, .oxide) == "product flows: bought 5.000 t, flows to it 3.000 t: 2.000 t above")
        #expect(
            line(
                .quotaOverrunProjected,
                [
                    .init(.reported, t(1000)), .init(.limit, t(2000)),
                    .init(.projected, .range(Tonnes(thousandths: 1500), Tonnes(thousandths: 2500))),
                ], probability: 0.42)
                == "1.000 t so far, quota known 2.000 t; the year may come to 1.500 to 2.500 t: chance of passing 42 %")
        #expect(
            line(.recoveryLow, [.init(.recovery, .share(.percent(60))), .init(.legalRecovery, .share(.percent(67)))])
                == "recovery 60 %, minimum 67 %")
        #expect(
            line(.highGrading, [.init(.grade, .share(Share(millionths: 961))), .init(.reserveGrade, .share(Share(millionths: 800)))])
                == "grade mined 0.0961 %, of the reserve 0.08 %")
        #expect(
            line(
                .operatingWithoutPermit,
                [
                    .init(.permit, .text("discharge"), month: month), .init(.reported, t(1), month: month),
                    .init(.permitEnd, .day(day), month: month),
                ], months: [month])
                == "discharge: 2024-03, last permit until 2024-03-31")
        #expect(
            line(.depositShort, [.init(.amountDue, .text("5.000")), .init(.due, .day(day))]) == "due 5.000 by 2024-03-31: paid not stated")
        #expect(line(.restorationOverdue, [.init(.due, .day(day)), .init(.area, .number(12_000))]) == "due 2024-03-31, 12,000 m²")
        #expect(
            line(
                .reportImplausible,
                [
                    .init(.reported, t(9000), month: month), .init(.median, t(2000), month: month), .init(.figures, .number(60)),
                    .init(.chance, .number(0.00002)),
                ], months: [month])
                == "2024-03: 9.000 t, usual 2.000 t, last digits of 60 figures, chance < 0.0001")
        #expect(
            line(.holderNotListed, [.init(.holder, .text("A")), .init(.listed, .text("B"))]) == "A is not listed on the day; listed: B")
        #expect(
            line(.holderNotListed, [.init(.holder, .text("A")), .init(.list, .text("Compliant")), .init(.listed, .text("A"))])
                == "A is not listed on the day by: Compliant; listed: A")
        #expect(line(.bannedProcess, [.init(.sign, .text("heap"), month: month)]) == "heap 2024-03")
        for rule in LedgerRuleName.allCases where rule != .reportMissing {
            let text = Language.chinese.evidence(finding(rule, [.init(.due, .day(day)), .init(.amountDue, .text("1"))]), .oxide)
            #expect(!text.contains("nil") && !text.contains("Optional"))
        }
    }
}
