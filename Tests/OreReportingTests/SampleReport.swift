import Foundation
import OreDetection
import OreFeatures
import OreGeometry

@testable import OreReporting

extension Sample {
    /// A whole report: about eighty findings in a district of sixty licences and three zones.
    static func report(_ language: Language, findings count: Int = 80, licences licenceCount: Int = 60) -> ReportContent {
        var random = Generator(state: 20_250_630)
        let licences = (0..<licenceCount).map { licence($0, &random) }
        let zones = (0..<3).map { index in
            let center = Coordinate(origin.x + 0.1 * Double(index), origin.y + 0.16 - 0.1 * Double(index % 2))
            return ContextArea(
                id: "Z-\(index + 1)", geometry: polygon(blob(center, 4200, corners: 30, &random)),
                label: ["东江源保护区", "Dongjiang headwaters", "桃江饮用水源"][index], validity: "2017-01-01 –")
        }
        let cards = (0..<count).map { card($0, licences, zones, &random) }
        var content = ReportContent(run: run(), findings: cards.map(\.finding), cards: cards, language: language)
        for licence in licences { content.licences.append(licence.geometry) }
        for zone in zones { content.zones.append(zone.geometry) }
        return content
    }

    private static func licence(_ index: Int, _ random: inout Generator) -> ContextArea {
        let center = Coordinate(origin.x + random.between(-0.1, 0.25), origin.y + random.between(-0.1, 0.2))
        let year = 2008 + Int(random.between(0, 15))
        let name = random.pick(["赣州稀土龙南", "Ganzhou Rare Earth", "中稀寻乌", "Southern RE Group"])
        return ContextArea(
            id: String(format: "TZ-ML-%04d", index + 1), geometry: polygon(blob(center, random.between(350, 1100), corners: 9, &random)),
            label: "\(name)\(index % 9 + 1)", validity: "\(year)-03-01 – \(year + 15)-02-28", isInForce: index % 4 != 0)
    }

    private static func card(_ index: Int, _ licences: [ContextArea], _ zones: [ContextArea], _ random: inout Generator) -> FindingCard {
        let rules: [RuleName] = [.unlicensed, .outOfBoundary, .outsideValidity, .protectedZone, .unlicensed, .outOfBoundary]
        let rule = index == 11 ? .expansionAfterFreeze : index == 12 ? .outsidePlannedArea : rules[index % rules.count]
        let licence = licences[Int(random.between(0, Double(licences.count)))]
        let corner = licence.geometry.polygons[0].exterior.coordinates[2]
        let nearby =
            rule == .unlicensed ? Coordinate(corner.x + random.between(0.002, 0.03), corner.y + random.between(-0.02, 0.02)) : corner
        let center = rule == .protectedZone ? zones[index % 3].geometry.envelope.center : nearby
        let radius = random.between(40, 320)
        let ring = blob(center, radius, corners: 26, &random)
        let part = rule == .outOfBoundary ? ring.filter { $0.y >= center.y - 0.0004 } : ring
        let closed = part.first == part.last ? part : part + [part[0]]
        let area = radius * radius * 2.6 * (rule == .outOfBoundary ? 0.6 : 1)
        let verdict = random.pick([Verdict.strong, .possible, .possible, .undecidable])
        var finding = Finding(
            id: "\(rule.rawValue)-\(index)", rule: rule, verdict: verdict, footprintID: "AMW-2025Q2-\(4000 + index * 7)", area: area,
            footprintArea: radius * radius * 2.6)
        fill(&finding, index, licence, center, &random)
        return FindingCard(
            finding: finding, geometry: polygon(closed), footprint: polygon(ring),
            licences: Array(licences.filter { isNear($0, center) }) + [licence],
            zone: rule == .protectedZone ? zones[index % 3] : nil,
            projected: ProjectedPosition(
                crs: "EPSG:4527, CGCS2000 / 3-degree Gauss-Kruger zone 39",
                easting: String(format: "%.2f", Double(39_300_000 + index * 131)),
                northing: "2737123.45"))
    }

    private static func isNear(_ licence: ContextArea, _ c: Coordinate) -> Bool {
        licence.geometry.envelope.expanded(by: 0.004).contains(c)
    }

    private static func fill(
        _ finding: inout Finding, _ index: Int, _ licence: ContextArea, _ center: Coordinate, _ random: inout Generator
    ) {
        finding.severity = Int(random.between(5, 99))
        finding.observedAt = index % 5 == 0 ? nil : Day(year: 2025, month: 1 + index % 6, day: 14)
        finding.observedFrom = Day(year: 2025, month: 4, day: 1)
        finding.observedTo = Day(year: 2025, month: 6, day: 30)
        finding.footprintClass = "open_pit"
        finding.confidence = random.between(0.5, 1)
        finding.district = random.pick(["龙南市", "Dingnan", "寻乌县"])
        finding.labelPoint = center
        finding.outsideArea = finding.area
        finding.toleranceMetres = random.between(8, 30)
        finding.maximumDepthMetres = random.between(20, 300)
        finding.outsideAreaInterval = (finding.area * 0.8)...(finding.area * 1.1)
        if finding.verdict == .possible { finding.reasons = [.defaultPositionError] }
        if finding.verdict == .undecidable { finding.reasons = [.ballparkDatum] }
        if finding.rule == .outOfBoundary { finding.licenceIDs = [licence.id] }
        if finding.rule == .outsideValidity { finding.otherLicenceIDs = [licence.id] }
        if finding.rule == .protectedZone { finding.zoneID = "Z-\(index % 3 + 1)" }
        finding.nearestLicenceID = licence.id
        finding.nearestLicenceMetres = finding.rule == .unlicensed ? random.between(80, 9000) : 0
        finding.holder = licence.label
    }
}
