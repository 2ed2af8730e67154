import OreFeatures
import OreGeometry
import Testing

@testable import OreDetection

@Suite("Register audit: every planted defect, and nothing else")
struct RegisterPlantedTests {
    /// One licence or pair in a cell of its own for each kind of defect.
    private func planted() throws -> AuditBench {
        var bench = AuditBench()
        bench.settings.freezeDate = try days("2015-01-01")
        bench.settings.day = try days("2024-06-30")
        var cell = 0
        func next() -> (Double, Double) {
            defer { cell += 1 }
            return (Double(cell % 6) * 5000, Double(cell / 6) * 5000)
        }
        func pair(_ name: String, _ dx: Double, _ width: Double = 1000) throws {
            let (x, y) = next()
            try bench.licence(name + "1", AuditBench.box(x, y))
            try bench.licence(name + "2", AuditBench.box(x + dx, width == 1000 ? y : y + 100, width, width))
        }
        func one(_ name: String, _ edit: (inout AuditLicence) throws -> Void) throws {
            let (x, y) = next()
            var edited = AuditLicence(Licence(id: ""))
            try bench.licence(name, AuditBench.box(x, y)) { edited = $0 }
            _ = edited
            try edit(&edited)
            var copy = AuditRegister()
            copy.planes = bench.register.planes
            for row in 0..<bench.register.count - 1 {
                copy.append(bench.register.rows[row], row, of: bench.register.geometry, stated: bench.register.stated)
            }
            copy.append(edited, AuditBench.box(x, y))
            bench.register = copy
        }
        try pair("overlap", 400)
        try pair("contained", 300, 200)
        try pair("duplicate", 0)
        try pair("sliver", 999.7)
        try pair("gap", 1000.4)
        let (x, y) = next()
        for _ in 0..<2 { try bench.licence("row twice", AuditBench.box(x, y)) }
        let (u, v) = next()
        try bench.licence("reused", AuditBench.box(u, v))
        try bench.licence("reused", AuditBench.box(u + 2000, v)) { $0.licence.validTo = Day(year: 2029, month: 1, day: 1) }
        let (p, q) = next()
        for i in 0..<2 { try bench.licence("two blocks", AuditBench.box(p + Double(i) * 2000, q)) }
        try one("area") { $0.statedArea = 2_000_000 }
        try one("area stated well") { $0.statedArea = 1_000_050 }
        try one("ends") { ($0.licence.validFrom, $0.licence.validTo) = (try days("2012-01-01"), try days("2011-12-01")) }
        try one("granted late") { $0.grantedOn = try days("2010-03-01") }
        try one("enlarged early") { $0.enlargedOn = try days("2009-12-31") }
        try one("absurd") { $0.licence.validFrom = Day(year: 12, month: 1, day: 1) }
        try one("no end") { $0.licence.validTo = Day(year: 9999, month: 12, day: 31) }
        try one("future") { ($0.grantedOn, $0.licence.validFrom) = (try days("2014-01-01"), try days("2027-01-01")) }
        try one("unreadable") { $0.remarks = [IntakeRemark(.unreadableValue, reason: "column \"to\": \"31.02.2020\" is no day")] }
        try one("granted in freeze") { $0.licence.validFrom = try days("2015-01-01") }
        try one("enlarged in freeze") { $0.enlargedOn = try days("2018-05-05") }
        let forbidden = next()
        try bench.licence("in zone", AuditBench.box(forbidden.0, forbidden.1))
        try one("unlisted") { $0.licence.holder = "某某矿业" }
        try one("near name") { $0.licence.holder = "江西(赣州)稀土有限责任公司" }
        try one("other form of the name") { $0.licence.holder = " 江西(赣州) 稀土有限公司" }
        try one("table") { _ in }
        try one("untabled") { _ in }
        try one("repaired") { $0.remarks = [IntakeRemark(.repaired, reason: "the ring crosses itself")] }
        try one("no id") { $0.hasOwnID = false }
        try one("no holder") { $0.licence.holder = nil }
        try one("no dates") { ($0.licence.validFrom, $0.licence.validTo) = (nil, nil) }
        let extent = bench.register.geometry.coordinates.reduce(into: Envelope.empty) { $0.expand(toInclude: $1) }
        try bench.licence("unusable", nil) { $0.remarks = [IntakeRemark(.unusable, reason: "zero area")] }
        try bench.licence("no boundary", nil)
        try bench.licence("outside", AuditBench.box(-20_000, 0))
        bench.comparisons.tables = try tables(for: bench.register)
        let around = extent.expanded(by: 0.01)
        var zones = ZoneTable()
        let corners = [
            Coordinate(around.minX, around.minY), Coordinate(around.maxX, around.minY), Coordinate(around.maxX, around.maxY),
            Coordinate(around.minX, around.maxY), Coordinate(around.minX, around.minY),
        ]
        zones.append(Zone(id: "plan", kind: .plannedArea), .polygon(Polygon(exterior: Ring(corners))))
        zones.append(Zone(id: "reserve"), AuditBench.box(forbidden.0 + 900, forbidden.1 - 500, 1000, 2000))
        zones.append(Zone(id: "former", until: try days("2020-01-01")), AuditBench.box(0, 0))
        bench.comparisons.zones = zones
        bench.comparisons.enterprises = EnterpriseList([
            .init("江西〔赣州〕稀土有限公司", from: try days("2012-01-01")), .init("北方稀土", to: try days("2020-01-01")),
        ])
        return bench
    }

    private func tables(for register: AuditRegister) throws -> AuditRegister {
        var tables = AuditRegister()
        for row in 0..<register.count where register.rows[row].id != "untabled" {
            var licence = AuditLicence(Licence(id: register.rows[row].id), file: "tables.csv")
            licence.licence.holder = nil
            var geometry = register.geometry.geometry(at: row)
            if licence.id == "table", let envelope = geometry?.envelope {
                let shift = 2 / AuditBench.metric.metresPerUnitX
                let corners = [
                    Coordinate(envelope.minX, envelope.minY), Coordinate(envelope.maxX + shift, envelope.minY),
                    Coordinate(envelope.maxX, envelope.maxY), Coordinate(envelope.minX, envelope.maxY),
                    Coordinate(envelope.minX, envelope.minY),
                ]
                geometry = .polygon(Polygon(exterior: Ring(corners)))
            }
            tables.append(licence, geometry)
        }
        tables.append(AuditLicence(Licence(id: "only in tables"), file: "tables.csv"), AuditBench.box(0, -9000))
        return tables
    }

    @Test("One of each kind is found, once, and nothing else")
    func everyKind() throws {
        let outcome = try planted().run()
        for kind in DefectKind.allCases {
            let ids = outcome.defects.defects.filter { $0.kind == kind }.map(\.licenceIDs)
            #expect(ids.count == 1, "\(kind.rawValue): \(ids)")
        }
        #expect(outcome.accounts.map(\.check) == AuditCheck.allCases)
        let notRun = outcome.accounts.filter { !$0.ran }.map(\.check)
        #expect(notRun == [])
        let total = outcome.accounts.reduce(0) { $0 + $1.defects }
        #expect(total == DefectKind.allCases.count)
    }

    @Test("Each defect names its licence, has a place where there is a boundary, a quantity with a unit where one is measured")
    func facts() throws {
        let outcome = try planted().run()
        #expect(try outcome.only(.statedAreaDiffers).statedArea == 2_000_000)
        let computed = try outcome.only(.statedAreaDiffers).computedArea
        #expect(abs((computed ?? 0) - 1_000_000) < 500)
        #expect(try outcome.only(.endsBeforeBegins).quantity == 31)
        let granted = try outcome.only(.grantedAfterFreeze)
        #expect(granted.licenceIDs == ["granted in freeze"] && granted.quantity == 0)
        #expect(try outcome.only(.enlargedAfterFreeze).date == days("2018-05-05"))
        let zone = try outcome.only(.insideForbiddenZone)
        #expect(zone.zoneID == "reserve" && abs((zone.share ?? 0) - 0.1) < 1e-3 && abs((zone.width ?? 0) - 100) < 1)
        #expect(abs((zone.tolerance ?? 0) - 2.448 * 50.0.squareRoot()) < 1e-9)
        let outside = try outcome.only(.outsidePlannedArea)
        #expect(outside.licenceIDs == ["outside"] && outside.share == 1 && outside.width == nil)
        #expect(try outcome.only(.holderPossiblyListed).listedName == "江西〔赣州〕稀土有限公司")
        let distance = try outcome.only(.tableDiffers).quantity
        #expect(abs((distance ?? 0) - 2) < 0.01)
        #expect(try outcome.only(.missingInRegister).licenceIDs == ["only in tables"])
        #expect(try outcome.account(.identifiers).notes.count == 1)
        for defect in outcome.defects.defects where ![.unusableGeometry, .missingGeometry].contains(defect.kind) {
            #expect(defect.place != nil, "\(defect.kind)")
        }
        for defect in outcome.defects.defects { #expect((defect.quantity == nil) == (defect.unit == nil) && defect.severity > 0) }
        #expect(outcome.defects.geometry.count == outcome.defects.defects.count)
    }
}

@Suite("Register audit: what is not judged says so")
struct RegisterAccountTests {
    @Test("Checks without their input did not run, with the reason")
    func notRun() throws {
        var bench = AuditBench()
        try bench.licence("A", nil) { ($0.licence.holder, $0.licence.validFrom, $0.licence.validTo) = (nil, nil, nil) }
        let outcome = try bench.run()
        #expect(outcome.kinds == [:])
        for check in AuditCheck.allCases where check != .identifiers && check != .completeness {
            let account = try outcome.account(check)
            #expect(!account.ran && !account.notes.isEmpty, "\(check)")
        }
        #expect(
            try outcome.account(.completeness).notes == ["no licence has a boundary", "no licence has a holder", "no licence has dates"])
    }

    @Test("Positions against zones are not judged where a datum shift is unknown; areas still are")
    func ballpark() throws {
        var bench = AuditBench()
        try bench.licence("A", AuditBench.box(0, 0)) { $0.statedArea = 5 }
        bench.register.planes = [AuditPlane(name: "Xian 1980", isBallpark: true)]
        var zones = ZoneTable()
        zones.append(Zone(id: "plan", kind: .plannedArea), AuditBench.box(50_000, 0))
        zones.append(Zone(id: "reserve"), AuditBench.box(0, 0))
        bench.comparisons.zones = zones
        let outcome = try bench.run()
        #expect(outcome.kinds == [.statedAreaDiffers: 1])
        for check in [AuditCheck.plannedAreas, .forbiddenZones] {
            let account = try outcome.account(check)
            #expect(account.undecided == 1 && account.notes.count == 1)
        }
    }

    @Test("A tongue within the tolerance of both sides' errors is counted, not listed; sigmas that are stated replace the defaults")
    func withinTolerance() throws {
        var zones = ZoneTable()
        zones.append(Zone(id: "plan", kind: .plannedArea), AuditBench.box(0, 0, 1010, 1000))
        for (sigma, count) in [(5.0, 0), (0.1, 1)] {
            var bench = AuditBench()
            try bench.licence("A", AuditBench.box(20, 0)) { $0.licence.positionSigma = sigma }
            bench.settings.zoneSigma = sigma
            bench.comparisons.zones = zones
            let outcome = try bench.run()
            #expect(outcome.count(of: .outsidePlannedArea) == count)
            #expect(try outcome.account(.plannedAreas).withinTolerance == 1 - count)
        }
    }

    @Test("A zone that lies wholly inside a licence counts, though its corners lie on its own boundary")
    func zoneInside() throws {
        var bench = AuditBench()
        try bench.licence("A", AuditBench.box(0, 0))
        var zones = ZoneTable()
        zones.append(Zone(id: "well"), AuditBench.box(400, 400, 100, 100))
        bench.comparisons.zones = zones
        let defect = try bench.run().only(.insideForbiddenZone)
        #expect(abs((defect.area ?? 0) - 10_000) < 20 && abs((defect.width ?? 0) - 50) < 0.1)
    }

    @Test("Full width, half width, blanks and brackets do not make another name; a listed name of another time does")
    func names() throws {
        #expect(EnterpriseName("江西（赣州）稀土　有限公司") == EnterpriseName("江西(赣州)稀土有限公司"))
        #expect(EnterpriseName("ＡＢＣ Mining [Co]") == EnterpriseName("abc mining(co)"))
        #expect(EnterpriseName("甲矿业") != EnterpriseName("乙矿业"))
        let list = EnterpriseList([.init("赣州某某稀土矿业有限公司", to: try days("2012-01-01"))])
        #expect(list.nearest(to: EnterpriseName("赣州某某稀土矿业有限责任公司")) != nil)
        #expect(list.nearest(to: EnterpriseName("赣州某另稀土矿业有限公司")) != nil)
        #expect(list.nearest(to: EnterpriseName("龙南稀土有限公司")) == nil)
        var bench = AuditBench()
        bench.settings.day = try days("2013-01-01")
        bench.comparisons.enterprises = list
        try bench.licence("A", AuditBench.box(0, 0)) { $0.licence.holder = "赣州某某稀土矿业有限公司" }
        let defect = try bench.run().only(.holderNotListed)
        #expect(defect.detail?.contains("2012-01-01") == true)
    }

    @Test("Settings are read strictly, beside the rule set's own")
    func settings() throws {
        let yaml = """
            position_defaults: { licence_sigma_m: 2 }
            register_audit: { sliver_width_m: 0.5, earliest_year: 1950 }
            rules: { expansion_after_freeze: { freeze_date: 2012-01-01 } }
            """
        let settings = try AuditSettings(yaml: yaml, file: "r.yaml", ruleSet: RuleSet(yaml: yaml, file: "r.yaml"))
        #expect(settings.sliverWidth == 0.5 && settings.earliestYear == 1950 && settings.licenceSigma == 2)
        #expect(try settings.freezeDate == days("2012-01-01"))
        let typo = "register_audit: { sliver_width: 0.5 }"
        #expect(throws: InputError.self) { try AuditSettings(yaml: typo, file: "r.yaml", ruleSet: .standard) }
    }
}
