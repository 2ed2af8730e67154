import Foundation
import OreDetection
import OreFeatures
import OreGeometry

@testable import OreReporting

/// A small made-up district, the same in every run: licences, zones, footprints and findings that look like the real thing.
enum Sample {
    static let origin = Coordinate(115.02, 24.74)

    struct Generator {
        var state: UInt64
        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53)
        }
        mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * next() }
        mutating func pick<T>(_ values: [T]) -> T { values[min(values.count - 1, Int(next() * Double(values.count)))] }
    }

    /// An irregular ring around a centre; radius in metres.
    static func blob(_ center: Coordinate, _ radius: Double, corners: Int, _ random: inout Generator) -> [Coordinate] {
        var ring: [Coordinate] = []
        for corner in 0..<corners {
            let angle = Double(corner) / Double(corners) * 2 * .pi
            let r = radius * random.between(0.7, 1.2)
            ring.append(
                Coordinate(
                    center.x + r * cos(angle) / (111_320 * cos(center.y * .pi / 180)), center.y + r * sin(angle) / 110_600))
        }
        return ring + [ring[0]]
    }

    static func polygon(_ ring: [Coordinate]) -> Geometry { .polygon(Polygon(exterior: Ring(ring))) }

    static func square(_ x: Double, _ y: Double, _ side: Double) -> [Coordinate] {
        [Coordinate(x, y), Coordinate(x + side, y), Coordinate(x + side, y + side), Coordinate(x, y + side), Coordinate(x, y)]
    }

    static func finding(_ id: String, _ rule: RuleName = .unlicensed, _ verdict: Verdict = .possible, area: Double = 12_345.6) -> Finding {
        Finding(id: id, rule: rule, verdict: verdict, footprintID: "F-" + id, area: area, footprintArea: area * 1.5)
    }

    /// A finding with every field filled.
    static func fullFinding() -> Finding {
        var finding = finding("full", .outOfBoundary, .strong)
        finding.probability = 0.98765
        finding.reasons = [.defaultPositionError, .dateWithinPeriod]
        finding.severity = 71
        finding.observedAt = Day(year: 2025, month: 6, day: 30)
        finding.observedFrom = Day(year: 2025, month: 4, day: 1)
        finding.observedTo = Day(year: 2025, month: 6, day: 30)
        finding.footprintClass = "open_pit"
        finding.confidence = 0.87
        finding.licenceIDs = ["L-1", "L,2"]
        finding.otherLicenceIDs = ["L-3"]
        finding.nearestLicenceID = "L-1"
        finding.nearestLicenceMetres = 0
        finding.holder = "赣州某某稀土 \"有限\" 公司"
        finding.zoneID = "Z-1"
        finding.district = "龙南市"
        finding.outsideArea = 12_345.6
        finding.outsideAreaBeyondTolerance = 10_000
        finding.outsideAreaInterval = 9_000...13_000
        finding.maximumDepthMetres = 87.25
        finding.toleranceMetres = 15
        finding.labelPoint = Coordinate(115.123456789, 24.987654321)
        return finding
    }

    /// A run whose second scene and whose old sheet are displaced.
    static func registeredRun() -> RunRecord {
        var run = run()
        var audit = RegistrationAudit()
        audit.scenes = [
            RegistrationAudit.Scene(
                id: "S-1", status: .withinBudget, mines: 40, shareAtBoundary: 0.61,
                shift: ShiftEstimate(east: 2.5, north: -1, varianceEast: 0.04, varianceNorth: 0.09), budgetSigma: 3.3),
            RegistrationAudit.Scene(
                id: "S-2", status: .beyondBudget, mines: 12, shareAtBoundary: 0.4,
                shift: ShiftEstimate(east: 46, north: -20.3, varianceEast: 0.36, varianceNorth: 0.25), budgetSigma: 3.3),
        ]
        audit.groups = [
            RegistrationAudit.DisplacedGroup(
                kind: .sheet, name: "old.csv", licences: 6, mines: 9,
                shift: ShiftEstimate(east: -55, north: 30, varianceEast: 1, varianceNorth: 1), budgetSigma: 1, longitude: 115, latitude: 25)
        ]
        run.registration = audit
        return run
    }

    static func run() -> RunRecord {
        var run = RunRecord(ruleSetName: "default", ruleSetSHA256: String(repeating: "ab", count: 32))
        run.rules = [
            RunRule(rule: .unlicensed, ran: true, findings: 40, belowThreshold: 3),
            RunRule(rule: .outOfBoundary, ran: true, findings: 25, belowThreshold: 11),
            RunRule(rule: .outsideValidity, ran: true, note: "2 licences have no dates", findings: 9),
            RunRule(rule: .protectedZone, ran: true, findings: 6),
            RunRule(rule: .outsidePlannedArea, ran: false, note: "no zones of kind planned_area were given"),
            RunRule(rule: .expansionAfterFreeze, ran: false, note: "the rule set names no freeze date"),
        ]
        var licences = RunInput(side: "licences", name: "licences.gpkg")
        licences.sha256 = String(repeating: "0123456789abcdef", count: 4)
        (licences.format, licences.encoding, licences.crs) = ("GeoPackage", "UTF-8", "EPSG:4527")
        (licences.statedDate, licences.extent) = ("2025-06-01", Envelope(minX: 114.9, minY: 24.6, maxX: 115.3, maxY: 24.95))
        (licences.read, licences.stored, licences.repaired, licences.quarantined, licences.skipped) = (62, 60, 3, 1, 1)
        var footprints = RunInput(side: "footprints", name: "图斑_2025Q2.geojson")
        footprints.sha256 = String(repeating: "fedcba9876543210", count: 4)
        (footprints.format, footprints.encoding, footprints.crs) = ("GeoJSON", "UTF-8", "OGC:CRS84")
        (footprints.attribution, footprints.licence) = ("Contains modified Copernicus Sentinel data 2025", "CC BY 4.0")
        (footprints.read, footprints.stored, footprints.repaired, footprints.quarantined) = (1_204, 1_203, 12, 1)
        run.inputs = [licences, footprints]
        run.operations = [
            RunOperation(
                side: "licences", from: "EPSG:4527", to: "EPSG:4490", name: "Inverse of 3-degree Gauss-Kruger zone 39", accuracyMetres: 0,
                isBallpark: false, acceptedNull: nil),
            RunOperation(
                side: "footprints", from: "OGC:CRS84", to: "EPSG:4490", name: "Ballpark geographic offset from WGS 84 to CGCS2000",
                accuracyMetres: nil, isBallpark: true, acceptedNull: "CGCS2000 - WGS 84, sigma 0.1 m"),
        ]
        run.monitoringCRS = "EPSG:4490 (CGCS2000)"
        (run.projVersion, run.geosVersion) = ("9.1.1", "3.11.1")
        (run.footprintsExamined, run.footprintsCovered) = (1_203, 1_123)
        run.defects = [
            RunDefect(
                side: "licences", file: "licences.gpkg", place: InputPlace(feature: 17, identifier: "TZ-ML-0017"), outcome: .repaired,
                reason: "ring crossed itself at 115.1042 24.7713; area changed by 0.02 %"),
            RunDefect(
                side: "footprints", file: "图斑_2025Q2.geojson", place: InputPlace(feature: 903, line: 905), outcome: .quarantined,
                reason: "zero-area ring <script>alert(1)</script>"),
        ]
        return run
    }
}
