import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting
import TestSupport
import Testing

/// Two incidents of three findings, one with a hostile holder.
enum IncidentSample {
    static func square(_ east: Double, _ north: Double, _ side: Double) -> Geometry {
        let corners = [(0.0, 0.0), (side, 0), (side, side), (0, side), (0, 0)]
        let (x, y) = (100_000.0, 110_700.0)
        return .polygon(
            Polygon(exterior: Ring(corners.map { Coordinate(115 + (east + $0.0) / x, 25 + (north + $0.1) / y) })))
    }

    static func stored() -> [StoredFinding] {
        let parts: [(String, Int32, Geometry, String)] = [
            ("a", 20_000, square(0, 0, 100), "S1"), ("b", 20_061, square(0, 0, 140), "S2"), ("c", 20_061, square(5000, 0, 90), "S2"),
        ]
        return parts.map { id, day, geometry, scene in
            let area = geometry.ellipsoidalArea(on: .wgs84)
            var finding = Finding(
                id: id, rule: .unlicensed, verdict: .possible, footprintID: "f" + id, area: area, footprintArea: area)
            finding.observedAt = Day(daysSince1970: day)
            finding.holder = "<b>\"矿业\", 有限公司\u{202E}"
            finding.labelPoint = geometry.envelope.center
            return StoredFinding(finding: finding, geometry: geometry, scene: scene, incident: nil, knownFrom: 1, knownTo: nil)
        }
    }

    static func listings(ranked: Bool = true) throws -> [IncidentListing] {
        var columns = GeometryColumns()
        for finding in stored() { columns.append(finding.geometry) }
        let findings = stored().map { CaseFinding(finding: $0.finding, scene: $0.scene) }
        let incidents = try IncidentBuilder().incidents(of: findings, geometry: columns, scenes: SceneTable())
        let engine = TopologyEngine()
        return try incidents.enumerated().map { place, incident in
            let own = stored().filter { incident.findingIDs.contains($0.finding.id) }
            return IncidentListing(
                incident, geometry: try IncidentOutlines.current(of: incident, findings: own, engine: engine),
                place: ranked ? place + 1 : nil, rank: ranked ? IncidentRank(incident, shares: ConfirmedShares()) : nil)
        }
    }

    static func picture(_ language: Language = .english) throws -> IncidentPicture {
        let listing = try listings()[0]
        let own = stored().filter { listing.incident.findingIDs.contains($0.finding.id) }
        let decision = Decision(
            handle: listing.incident.handle, kind: .dismiss, actor: "<script>", time: "2025-01-01T00:00:00Z", reason: "pond & dam")
        return IncidentPicture(
            listing, outlines: try IncidentOutlines.sightings(of: listing.incident, findings: own, engine: TopologyEngine()),
            decisions: [decision], language: language)
    }
}

@Suite("Incidents in every format")
struct IncidentOutputTests {
    private static let names = IncidentField.allCases.map(\.rawValue)

    @Test("JSON carries every field, sightings and events; a member without a value is null")
    func json() throws {
        let bytes = IncidentsText.json(try IncidentSample.listings())
        let records = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]])
        #expect(records.count == 2)
        for record in records { #expect(Set(record.keys) == Set(Self.names + ["sightings", "events", "finding_ids"])) }
        #expect((records[0]["sightings"] as? [Any])?.count == 2 && records[0]["zone_ids"] is [Any] && records[0]["group"] is NSNull)
        #expect((records[0]["events"] as? [[String: Any]])?.map { $0["kind"] as? String } == ["appeared", "grown"])
        #expect(IncidentsText.json([]) == Array("[\n\n]\n".utf8))
    }

    @Test("The schema names exactly the published members and the values of the enumerations")
    func schema() throws {
        let path = SharedData.packageRoot.appending(path: "GeoData/schemas/incidents-1.schema.json")
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        let incident = try #require(schema["items"] as? [String: Any])
        let members = try #require(incident["properties"] as? [String: [String: Any]])
        #expect(Set(members.keys) == Set(Self.names + ["sightings", "events", "finding_ids"]))
        #expect(Set(try #require(incident["required"] as? [String])) == Set(members.keys))
        #expect(members["state"]?["enum"] as? [String] == Incident.State.allCases.map(\.rawValue))
        #expect(members["verdict"]?["enum"] as? [String] == Verdict.allCases.map(\.rawValue))
        #expect((members["rules"]?["items"] as? [String: Any])?["enum"] as? [String] == SuspectedRule.allCases.map(\.rawValue))
        let parts = try #require(schema["$defs"] as? [String: [String: Any]])
        let kinds = parts.mapValues { ($0["properties"] as? [String: [String: Any]])?["kind"]?["enum"] as? [String] }
        #expect(kinds["sighting"] == Incident.Sighting.Kind.allCases.map(\.rawValue))
        #expect(kinds["event"] == IncidentEvent.Kind.allCases.map(\.rawValue))
        let records = try #require(
            try JSONSerialization.jsonObject(with: Data(IncidentsText.json(try IncidentSample.listings()))) as? [[String: Any]])
        for (part, name) in [("sighting", "sightings"), ("event", "events")] {
            let first = try #require((records[0][name] as? [[String: Any]])?.first)
            #expect(Set(first.keys) == Set(try #require(parts[part]?["required"] as? [String])))
        }
    }

    @Test("GeoJSON has the handle as id, a bbox when there is geometry, and no crs member")
    func geoJSON() throws {
        var listings = try IncidentSample.listings()
        listings[1].geometry = nil
        let collection = try #require(
            try JSONSerialization.jsonObject(with: Data(IncidentsText.geoJSON(listings))) as? [String: Any])
        let features = try #require(collection["features"] as? [[String: Any]])
        #expect(features.map { $0["id"] as? String } == listings.map(\.incident.handle))
        #expect(features[1]["geometry"] is NSNull && (collection["bbox"] as? [Double])?.count == 4 && collection["crs"] == nil)
        #expect(Set((features[0]["properties"] as? [String: Any] ?? [:]).keys) == Set(Self.names))
        #expect(!String(decoding: IncidentsText.geoJSON([]), as: UTF8.self).contains("bbox"))
    }

    @Test("CSV has the published columns in order, and quotes what needs it")
    func csv() throws {
        let text = String(decoding: IncidentsText.csv(try IncidentSample.listings()), as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        #expect(String(lines[0]) == Self.names.joined(separator: ",") && lines.count == 3)
        #expect(lines[1].contains("\"<b>\"\"矿业\"\", 有限公司"))
    }

    @Test("GeoPackage, workbook, KML and GPX are written whole and read back with every incident")
    func files() throws {
        let folder = try TemporaryFolder()
        let listings = try IncidentSample.listings()
        try IncidentExports.geoPackage(listings, to: folder.path("i.gpkg"))
        let source = try FeatureFile.open(folder.path("i.gpkg"))
        #expect(source.info.format == .geoPackage)
        try IncidentExports.workbook(listings, to: folder.path("i.xlsx"))
        let table = try TableFile(folder.path("i.xlsx"), requiring: ["handle"])
        #expect(table.headings == Self.names && table.rows.map { table.cell("handle", of: $0) } == listings.map(\.incident.handle))
        for language in Language.allCases {
            try IncidentExports.kml(listings, language: language, to: folder.path("i.kml"))
            try IncidentExports.gpx(listings, language: language, to: folder.path("i.gpx"))
            for name in ["i.kml", "i.gpx"] {
                let bytes = try Data(contentsOf: folder.url.appending(path: name))
                #expect(XMLCheck.isWellFormed(bytes), "\(name)")
                for listing in listings { #expect(String(decoding: bytes, as: UTF8.self).contains(listing.incident.handle)) }
            }
        }
    }

    @Test("The table and the details fit their width in both languages and cannot steer the terminal", arguments: Language.allCases)
    func text(language: Language) throws {
        let listings = try IncidentSample.listings()
        let style = TextStyle(language: language, width: 100, colour: false)
        let lines = IncidentTable.lines(listings, style: style, limit: 1)
        #expect(lines.contains { $0.contains(listings[0].incident.handle) } && !lines.contains { $0.contains(listings[1].incident.handle) })
        let details = IncidentTable.details(listings[0], decisions: try IncidentSample.picture().decisions, style: style)
        #expect(details.contains { $0.contains("pond & dam") } && !details.joined().unicodeScalars.contains("\u{202E}"))
        #expect(IncidentTable.lines([], style: style).count == 1)
        let rank = try #require(listings[0].rank)
        #expect(IncidentTable.reasons(rank, language).count == rank.factors.count + 1)
    }

    @Test("The plot has one line a row and says what it shows; nothing dated is said too", arguments: Language.allCases)
    func plot(language: Language) throws {
        let incident = try IncidentSample.listings()[0].incident
        let style = TextStyle(language: language, width: 60)
        let lines = GrowthPlot.lines(GrowthSeries(of: incident), title: incident.handle, height: 6, style: style)
        #expect(lines[0].hasPrefix(incident.handle) && lines.filter { $0.contains("│") }.count == 6)
        #expect(lines.contains { $0.contains("█") } && lines.contains { $0.contains("2024-10") && $0.contains("2024-12") })
        #expect(GrowthPlot.lines(GrowthSeries(steps: []), title: "x", style: style).count == 1)
        let long = GrowthSeries(steps: (0..<300).map { .init(day: Day(daysSince1970: Int32($0) * 30), area: Double($0)) })
        let bars = GrowthPlot.lines(long, title: "x", style: style).filter { $0.contains("│") || $0.contains("└") }
        #expect(bars.count == 11 && bars.allSatisfy { $0.count <= 60 })
    }

    @Test("Drawing and page are well-formed, refer to nothing outside, and keep words from outside words", arguments: Language.allCases)
    func drawing(language: Language) throws {
        let picture = try IncidentSample.picture(language)
        let svg = IncidentDrawing.svg(picture)
        #expect(XMLCheck.isWellFormed(Data(svg)))
        let page = String(decoding: IncidentPage.page(picture), as: UTF8.self)
        for text in [String(decoding: svg, as: UTF8.self), page] {
            #expect(!text.contains("<script") && !text.contains("href=") && !text.contains("src=\"") && !text.contains("\u{202E}"))
            #expect(text.contains(picture.listing.incident.handle))
        }
        #expect(page.contains("&lt;script&gt;") && page.contains("pond &amp; dam"))
        #expect(IncidentDrawing.svg(picture) == svg)
        var empty = picture
        empty.outlines = []
        #expect(XMLCheck.isWellFormed(Data(IncidentDrawing.svg(empty))))
    }

    @Test("What one scene showed is united, what scenes of changes showed adds up")
    func outlines() throws {
        var incident = try IncidentSample.listings()[0].incident
        let own = IncidentSample.stored().filter { incident.findingIDs.contains($0.finding.id) }
        let engine = TopologyEngine()
        let state = try #require(try IncidentOutlines.current(of: incident, findings: own, engine: engine))
        #expect(abs(state.ellipsoidalArea(on: .wgs84) - incident.area) < 1e-3)
        for index in incident.sightings.indices { incident.sightings[index].content = .change }
        #expect(try IncidentOutlines.sightings(of: incident, findings: own, engine: engine).count == 2)
        #expect(try IncidentOutlines.current(of: incident, findings: [], engine: engine) == nil)
    }
}

/// Foundation's parser, strict.
enum XMLCheck {
    static func isWellFormed(_ bytes: Data) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("<") else { return false }
        var depth: [Substring] = []
        for match in text.matches(of: /<([\/?!]?)([A-Za-z][\w:.-]*)?((?:"[^"]*"|'[^']*'|[^<>"'])*)>/) {
            let (_, mark, name, rest) = match.output
            if mark == "?" || mark == "!" { continue }
            guard let name else { return false }
            if mark == "/" {
                guard depth.popLast() == name else { return false }
            } else if !rest.hasSuffix("/") {
                depth.append(name)
            }
        }
        return depth.isEmpty && !text.unicodeScalars.contains { $0.value < 0x20 && ![9, 10, 13].contains($0.value) }
    }
}
