import OreDetection
import OreFeatures
import OreGeometry
import OreLedger
import Testing

@testable import OreCases

@Suite("Incidents from findings over figures")
struct FiguresIncidentTests {
    private func finding(
        _ rule: LedgerRuleName, _ subject: String, _ year: Int32, verdict: Verdict = .strong, excess: Int64? = nil, severity: Int = 40,
        kind: SubjectKind = .licence
    ) -> FiguresFinding {
        var finding = LedgerFinding(rule, SubjectID(0), year: year, verdict: verdict)
        finding.severity = severity
        if let excess { finding.evidence.append(LedgerEvidence(.excess, .tonnes(Tonnes(thousandths: excess)))) }
        return FiguresFinding(finding, subject: subject, kind: kind)
    }

    @Test("Findings of one subject and family in years that follow each other are one incident; others are apart")
    func grouping() {
        let findings = [
            finding(.quotaOverrun, "A", 2019), finding(.capacityExceeded, "A", 2020), finding(.quotaOverrun, "A", 2022),
            finding(.reportLate, "A", 2020), finding(.quotaOverrun, "B", 2020), finding(.quotaOverrun, "A", 2019, kind: .enterprise),
        ]
        let incidents = FiguresIncidents().incidents(of: findings)
        let years = incidents.compactMap(\.subject).map { "\($0.name) \($0.kind) \($0.family) \($0.years)" }
        #expect(
            years == [
                "A licence reporting 2020...2020", "A licence tonnes 2019...2020", "A licence tonnes 2022...2022",
                "A enterprise tonnes 2019...2019", "B licence tonnes 2020...2020",
            ])
        #expect(incidents[1].rules == [.figures(.quotaOverrun), .figures(.capacityExceeded)])
        #expect(incidents[1].certainty == .confirmed && incidents[2].certainty == .provisional)
    }

    @Test("The order of findings does not matter, and the handle of every member leads to the incident")
    func order() {
        let findings = (2015...2021).map { finding($0 % 2 == 0 ? .quotaOverrun : .soldExceedsProduced, "A", $0) }
        let incidents = FiguresIncidents().incidents(of: findings)
        for _ in 0..<5 { #expect(FiguresIncidents().incidents(of: findings.shuffled()) == incidents) }
        #expect(incidents.count == 1 && incidents[0].handle == IncidentHandle(findingID: findings[0].id).description)
        #expect(Set(incidents[0].aliases + [incidents[0].handle]) == Set(findings.map { IncidentHandle(findingID: $0.id).description }))
        // A year that comes later than others renames nothing.
        #expect(FiguresIncidents().incidents(of: findings + [finding(.quotaOverrun, "A", 2022)])[0].handle == incidents[0].handle)
    }

    @Test("Tonnes beyond are of each year the most that a rule states, and rank as the ground that gives them")
    func excess() throws {
        let incident = FiguresIncidents().incidents(of: [
            finding(.quotaOverrun, "A", 2019, excess: 10_000), finding(.capacityExceeded, "A", 2019, excess: 26_000),
            finding(.quotaOverrun, "A", 2020, excess: 26_000), finding(.reportLate, "A", 2019),
        ])
        let tonnes = try #require(incident.first { $0.subject?.family == .tonnes })
        #expect(tonnes.subject?.excess == Tonnes(thousandths: 52_000))
        #expect(abs(tonnes.extent - 10_000) < 1e-9 && tonnes.area == 0)
        let rank = try #require(IncidentRank(tonnes, shares: ConfirmedShares()))
        // A hectare, strong without a probability, seen in two years, a quarter of visits confirmed.
        #expect(abs(rank.expectedArea - 10_000 * 0.9 * 0.25) < 1e-6)
        #expect(rank.factors.contains(.tonnes(Tonnes(thousandths: 52_000), area: tonnes.extent)))
        #expect(abs(IncidentRank.areaBeforeShare(tonnes) * 0.25 - rank.expectedArea) < 1e-9)
        let late = try #require(incident.first { $0.subject?.family == .reporting })
        #expect(late.subject?.excess == nil && IncidentRank(late, shares: ConfirmedShares())?.expectedArea == 0)
    }

    @Test("Sums that leave the range fall back to the largest year, without a trap")
    func hugeSums() {
        let incident = FiguresIncidents().incidents(of: (2015...2018).map { finding(.quotaOverrun, "A", $0, excess: .max - 5) })
        #expect(incident[0].subject?.excess == Tonnes(thousandths: .max - 5))
    }

    @Test("What suspects nothing is left out")
    func consistent() {
        #expect(FiguresIncidents().incidents(of: [finding(.quotaOverrun, "A", 2019, verdict: .consistent)]).isEmpty)
        #expect(FiguresIncidents().incidents(of: []).isEmpty)
    }

    @Test("A dismissed one returns when the tonnes beyond have grown past the factor")
    func returning() {
        let builder = FiguresIncidents()
        let first = finding(.quotaOverrun, "A", 2019, excess: 10_000)
        let incident = builder.incidents(of: [first])[0]
        let dismissal = Decision(handle: incident.handle, kind: .dismiss, actor: "li", time: "", commit: 1, areaThen: incident.extent)
        let book = DecisionBook([dismissal])
        #expect(builder.incidents(of: [first], decisions: book)[0].state == .dismissed)
        let more = finding(.quotaOverrun, "A", 2020, excess: 90_000)
        #expect(builder.incidents(of: [first, more], decisions: book)[0].state == .returned)
        // Under the handle of a later member the decision holds as well.
        let other = Decision(
            handle: IncidentHandle(findingID: more.id).description, kind: .confirm, actor: "li", time: "", commit: 2)
        #expect(builder.incidents(of: [first, more], decisions: DecisionBook([dismissal, other]))[0].state == .confirmed)
    }

    @Test("What a register says of the subject is in the incident")
    func register() {
        var place = FiguresIncidents.Place()
        (place.licenceIDs, place.holder, place.group, place.district) = (["L2", "L1"], "H", "G", "D")
        place.envelope = Envelope(minX: 1, minY: 2, maxX: 3, maxY: 4)
        place.labelPoint = Coordinate(2, 3)
        let incident = FiguresIncidents().incidents(of: [finding(.quotaOverrun, "A", 2019)]) { name, kind in
            name == "A" && kind == .licence ? place : nil
        }[0]
        #expect(incident.licenceIDs == ["L1", "L2"] && incident.judgedLicenceCount == 2 && incident.holder == "H")
        #expect(incident.group == "G" && incident.district == "D" && incident.envelope == place.envelope)
        #expect(incident.labelPoint == place.labelPoint)
    }
}
