import OreFeatures
import OreGeometry
import Testing

@testable import OreDetection

/// A register in metres around 115 E, 25 N, put together by hand.
struct AuditBench {
    static let metric = LocalMetric(.cgcs2000, latitude: 25)
    var register = AuditRegister()
    var settings = AuditSettings()
    var comparisons = AuditComparisons()

    static func ring(_ corners: [(Double, Double)]) -> Ring {
        let positions = corners.map { Coordinate(115 + $0.0 / metric.metresPerUnitX, 25 + $0.1 / metric.metresPerUnitY) }
        return Ring(positions + [positions[0]])
    }

    static func box(_ x: Double, _ y: Double, _ width: Double = 1000, _ height: Double = 1000) -> Geometry {
        .polygon(Polygon(exterior: ring([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])))
    }

    static let holder = "江西（赣州）稀土有限公司"

    mutating func licence(_ id: String, _ geometry: Geometry?, _ edit: (inout AuditLicence) -> Void = { _ in }) throws {
        var row = AuditLicence(Licence(id: id, validFrom: try days("2010-01-01"), validTo: try days("2030-01-01")), file: "register.csv")
        row.licence.holder = Self.holder
        edit(&row)
        register.append(row, geometry)
    }

    func run(threads: Int = 2) throws -> AuditOutcome {
        var audit = RegisterAudit(register, settings: settings)
        audit.comparisons = comparisons
        return try audit.run(threads: threads)
    }
}

/// From metres east and north of 115 E, 25 N.
@Sendable private func toDegrees(_ columns: inout GeometryColumns) throws {
    for i in columns.coordinates.indices {
        let c = columns.coordinates[i]
        columns.coordinates[i] = Coordinate(115 + c.x / AuditBench.metric.metresPerUnitX, 25 + c.y / AuditBench.metric.metresPerUnitY)
    }
}

extension AuditOutcome {
    var kinds: [DefectKind: Int] { Dictionary(grouping: defects.defects, by: \.kind).mapValues(\.count) }
    func only(_ kind: DefectKind) throws -> RegisterDefect { try #require(defects.defects.first { $0.kind == kind }) }
    func account(_ check: AuditCheck) throws -> AuditAccount { try #require(accounts.first { $0.check == check }) }
}

@Suite("Register audit: licences against each other")
struct RegisterPairTests {
    private func pair(_ second: Geometry, _ edit: (inout AuditLicence) -> Void = { _ in }) throws -> AuditOutcome {
        var bench = AuditBench()
        try bench.licence("A", AuditBench.box(0, 0))
        try bench.licence("B", second, edit)
        return try bench.run()
    }

    @Test("An overlap states its area, its width, both licences and the days of common force")
    func overlap() throws {
        let outcome = try pair(AuditBench.box(600, 0)) { row in
            row.licence.validFrom = Day(year: 2020, month: 1, day: 1)
            row.licence.validTo = nil
        }
        #expect(outcome.kinds == [.overlap: 1])
        let defect = try outcome.only(.overlap)
        #expect(defect.licenceIDs == ["A", "B"] && defect.isSameHolder == true && defect.isInForceTogether == true)
        #expect(abs((defect.area ?? 0) / 400_000 - 1) < 1e-3)
        #expect(abs((defect.width ?? 0) - 400) < 1 && abs((defect.share ?? 0) - 0.4) < 1e-3)
        let common = (try days("2020-01-01"), try days("2030-01-01"))
        #expect(defect.commonFrom == common.0 && defect.commonTo == common.1 && defect.commonDays == 3654)
        let place = try #require(defect.place)
        #expect(AuditBench.box(600, 0, 400).envelope.contains(place))
    }

    @Test("Licences that are never in force together still overlap, with half the weight")
    func neverTogether() throws {
        let together = try pair(AuditBench.box(600, 0)).only(.overlap)
        let apart = try pair(AuditBench.box(600, 0)) {
            $0.licence.validFrom = Day(year: 2031, month: 1, day: 1); $0.licence.validTo = nil
        }
        .only(.overlap)
        #expect(apart.isInForceTogether == false && apart.commonDays == 0 && apart.severity < together.severity)
    }

    @Test(
        "What two neighbours are depends on how far their boundaries lie apart",
        arguments: [
            (500.0, DefectKind.overlap as DefectKind?), (998.9, .overlap), (999.2, .sliverOverlap), (999.9, .sliverOverlap), (999.96, nil),
            (1000, nil), (1000.04, nil), (1000.1, .boundaryGap), (1000.9, .boundaryGap), (1001.1, nil),
        ])
    func distance(_ x: Double, _ kind: DefectKind?) throws {
        let outcome = try pair(AuditBench.box(x, 0))
        #expect(outcome.kinds == (kind.map { [$0: 1] } ?? [:]))
        guard let kind else { return }
        let width = try #require(try outcome.only(kind).width)
        // The bench places in metres of latitude 25, the audit measures with those of the pair's middle.
        #expect(abs(width - abs(x - 1000)) < 0.002 + 1e-4 * width)
    }

    @Test("A licence inside another, the same boundary twice, and the same within rounding")
    func containment() throws {
        #expect(try pair(AuditBench.box(200, 200, 300, 300)).kinds == [.contained: 1])
        #expect(try pair(AuditBench.box(200, 200, 300, 300)).only(.contained).licenceIDs == ["B", "A"])
        #expect(try pair(AuditBench.box(-500, -500, 2000, 2000)).only(.contained).licenceIDs == ["A", "B"])
        #expect(try pair(AuditBench.box(0, 0)).kinds == [.duplicateGeometry: 1])
        #expect(try pair(AuditBench.box(0.02, -0.02)).kinds == [.duplicateGeometry: 1])
        // Inside but for a hair that sticks out.
        #expect(try pair(AuditBench.box(500, 200, 500.03, 300)).kinds == [.contained: 1])
    }

    @Test("A wedge between neighbours is a gap; a third licence that fills it is none; a gap shorter than the least length is none")
    func gaps() throws {
        let wedge = Geometry.polygon(
            Polygon(exterior: AuditBench.ring([(1000, 0), (2000, 0), (2000, 1000), (1000.8, 1000)])))
        let gap = try pair(wedge).only(.boundaryGap)
        #expect(abs((gap.width ?? 0) - 0.8) < 0.01 && abs((gap.area ?? 0) - 400) < 2)
        var bench = AuditBench()
        try bench.licence("A", AuditBench.box(0, 0))
        try bench.licence("B", AuditBench.box(1000.5, 0))
        try bench.licence("C", AuditBench.box(1000, 0, 0.5))
        #expect(try bench.run().kinds == [:])
        #expect(try pair(AuditBench.box(1000.5, 0, 8, 8)).kinds == [:])
    }

    @Test("A clean mosaic has no defect: edges shared exactly, corners on the middle of edges, and corners rounded to a centimetre")
    func mosaic() throws {
        for jitter in [0.0, 0.01] {
            var bench = AuditBench()
            var state: UInt64 = 20_250_630
            func noise() -> Double {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return (Double(state >> 11) / Double(1 << 53) * 2 - 1) * jitter
            }
            for row in 0..<8 {
                for column in 0..<8 {
                    let (x, y) = (Double(column) * 700 + (row % 2 == 0 ? 0 : 350), Double(row) * 450)
                    let corners = [(x, y), (x + 700, y), (x + 700, y + 450), (x, y + 450)].map { ($0.0 + noise(), $0.1 + noise()) }
                    try bench.licence("L\(row)-\(column)", .polygon(Polygon(exterior: AuditBench.ring(corners))))
                }
            }
            let outcome = try bench.run()
            #expect(outcome.kinds == [:], "jitter \(jitter)")
            #expect(try outcome.account(.overlaps).examined > 150)
        }
    }

    @Test("The defects do not depend on the number of threads")
    func threads() throws {
        var bench = AuditBench()
        for i in 0..<200 { try bench.licence("L\(i % 150)", AuditBench.box(Double(i % 20) * 700, Double(i / 20) * 999.5)) }
        let one = try bench.run(threads: 1)
        for threads in [2, 5] {
            let more = try bench.run(threads: threads)
            #expect(more.defects.defects == one.defects.defects && more.accounts == one.accounts)
            #expect(more.defects.geometry.coordinates == one.defects.geometry.coordinates)
        }
        #expect(Set(one.defects.defects.map(\.id)).count == one.defects.defects.count)
    }

    @Test("Licences of one projected plane are compared in it; areas and places come out in the monitoring CRS")
    func projected() throws {
        var register = AuditRegister()
        register.planes = [AuditPlane(name: "local metres", isGeographic: false)]
        for (id, x) in [("A", 0.0), ("B", 999.0), ("C", 1998.5)] {
            var stated = GeometryColumns()
            stated.append(
                .polygon(
                    Polygon(exterior: Ring([(x, 0), (x + 1000, 0), (x + 1000, 900), (x, 900), (x, 0)].map { Coordinate($0.0, $0.1) }))))
            var degrees = stated
            try toDegrees(&degrees)
            register.append(AuditLicence(Licence(id: id, validFrom: try days("2010-01-01")), plane: 0), 0, of: degrees, stated: stated)
        }
        let outcome = try RegisterAudit(register).run(threads: 2) { [toDegrees] }
        #expect(outcome.kinds == [.overlap: 1, .sliverOverlap: 1])
        let overlap = try outcome.only(.overlap)
        #expect(overlap.width == 1 && abs((overlap.area ?? 0) - 900) < 1)
        #expect(abs((overlap.place?.x ?? 0) - 115.0099) < 1e-3)
    }

    @Test("Licences of different systems are not compared where a datum shift is unknown, and the account says how many")
    func ballpark() throws {
        var bench = AuditBench()
        try bench.licence("A", AuditBench.box(0, 0))
        bench.register.planes.append(AuditPlane(name: "Xian 1980", isBallpark: true))
        try bench.licence("B", AuditBench.box(500, 0)) { $0.plane = 1 }
        try bench.licence("C", AuditBench.box(700, 0)) { $0.plane = 1 }
        let outcome = try bench.run()
        #expect(outcome.kinds == [.overlap: 1])
        #expect(try outcome.only(.overlap).licenceIDs == ["B", "C"])
        #expect(try outcome.account(.overlaps).undecided == 2)
    }
}
