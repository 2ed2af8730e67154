import Foundation
import OreDetection
import OreFeatures
import OreGeometry
import Testing

@testable import OreReporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Report and drawing")
struct ReportTests {
    /// Set to a folder, the tests leave their pages there to be looked at.
    private static let folder = ProcessInfo.processInfo.environment["OREWATCH_SAMPLE_FOLDER"]

    private func keep(_ bytes: [UInt8], as name: String) throws {
        if let folder = Self.folder { try Data(bytes).write(to: URL(filePath: folder).appending(path: name)) }
    }

    private func page(_ content: ReportContent) -> String { String(decoding: HTMLReport.page(content), as: UTF8.self) }

    /// The number of times a text occurs; computed outside `#expect`, so that a failure does not print the page.
    private func count(_ needle: String, in text: String) -> Int { text.components(separatedBy: needle).count - 1 }

    private func isWellFormed(_ xml: some Sequence<UInt8>) -> Bool { XMLParser(data: Data(xml)).parse() }

    @Test("The page has every section once, in both languages, and one card per finding", arguments: Language.allCases)
    func structure(language: Language) throws {
        let text = page(Sample.report(language))
        try keep(Array(text.utf8), as: "report-\(language.rawValue).html")
        for id in ["summary", "overview", "list", "findings", "rules", "inputs", "set-aside", "method", "f1", "f80"] {
            let places = count("id=\"\(id)\"", in: text)
            #expect(places == 1, "section \(id)")
        }
        let tag = language == .english ? "lang=\"en\"" : "lang=\"zh-Hans\""
        for mention in [Markup.escaped(language(.notALegalFinding)), Sample.run().inputs[0].sha256, tag, "39304454.00"] {
            let isThere = text.contains(mention)
            #expect(isThere, "\(mention)")
        }
        for phrase in ["{1}", "{2}", "Optional(", "nil"] {
            let places = count(phrase, in: text)
            #expect(places == 0, "\(phrase)")
        }
    }

    @Test("The page refers to nothing outside itself")
    func offline() {
        let text = page(Sample.report(.english)).replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
        for needle in ["http:", "https:", "url(\"", "<img", "<link", "@import", "src="] {
            let places = count(needle, in: text)
            #expect(places == 0, "\(needle)")
        }
    }

    @Test("Every anchor that the page links to exists, and identifiers occur once")
    func anchors() throws {
        let text = page(Sample.report(.english))
        let ids = text.matches(of: /\ id="([^"]+)"/).map { String($0.1) }
        #expect(ids.count == Set(ids).count)
        let targets = Set(text.matches(of: /(?:href="|url\()#([^")]+)/).map { String($0.1) })
        let missing = targets.subtracting(ids)
        #expect(missing.isEmpty)
    }

    @Test("Hostile names stay words: no markup, no attribute, no direction override comes through")
    func hostile() {
        let evil = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;\u{202E}\u{0}]]>"
        var content = Sample.report(.english, findings: 3)
        var finding = content.cards[0].finding
        (finding.footprintID, finding.holder, finding.zoneID, finding.district) = (evil, evil, evil, evil)
        (finding.footprintClass, finding.nearestLicenceID, finding.licenceIDs, finding.id) = (evil, evil, [evil], evil)
        content.cards[0].finding = finding
        content.findings[0] = finding
        content.cards[0].licences[0].id = evil
        content.cards[0].licences[0].label = evil
        content.cards[0].zone = ContextArea(id: evil, geometry: content.cards[0].geometry, label: evil, validity: evil)
        content.cards[0].projected = ProjectedPosition(crs: evil, easting: evil, northing: evil)
        content.title = evil
        content.run.inputs[0].name = evil
        content.run.inputs[0].statedDate = evil
        content.run.rules[0].note = evil
        content.run.ruleSetName = evil
        let text = page(content)
        let (scripts, images, overrides) = (count("<script", in: text), count("<img", in: text), count("\u{202E}", in: text))
        #expect(scripts == 1)
        #expect(images == 0)
        #expect(overrides == 0)
        let drawing = Drawing.svg(content)
        #expect(isWellFormed(drawing))
    }

    @Test("The drawing and every map of the page are well-formed XML", arguments: Language.allCases)
    func wellFormed(language: Language) throws {
        let content = Sample.report(language)
        let drawing = Drawing.svg(content)
        try keep(drawing, as: "drawing-\(language.rawValue).svg")
        #expect(isWellFormed(drawing))
        for (index, card) in content.cards.enumerated() {
            let svg = FindingMap(card, rank: index + 1, words: language).svg().source
            #expect(isWellFormed(svg.utf8), "map \(index + 1)")
        }
    }

    @Test("A page without findings says so and still carries inputs and method")
    func empty() {
        let text = page(Sample.report(.english, findings: 0))
        for needle in ["Nothing suspected under the rules that ran.", "No findings.", "id=\"method\"", "id=\"inputs\""] {
            let isThere = text.contains(needle)
            #expect(isThere, "\(needle)")
        }
        let bare = ReportContent(run: RunRecord(ruleSetName: "", ruleSetSHA256: ""), findings: [])
        #expect(isWellFormed(Drawing.svg(bare)))
    }

    @Test("Cuts are stated: cards and rows beyond the maximum are left out and counted")
    func cuts() {
        var content = Sample.report(.english)
        (content.maximumCards, content.maximumRows) = (5, 10)
        let text = page(content)
        let articles = count("<article", in: text)
        #expect(articles == 5)
        for needle in ["Maps are given for the first 5 of 80 findings", "The list shows the first 10 of 80 findings."] {
            let isThere = text.contains(needle)
            #expect(isThere, "\(needle)")
        }
    }

    @Test("Consistent footprints are not shown as findings")
    func consistent() {
        var content = Sample.report(.english, findings: 4)
        content.findings[0].verdict = .consistent
        let articles = count("<article", in: page(content))
        #expect(articles == 3)
    }

    @Test("Ten thousand licences and twenty thousand findings give a page below 5 MB")
    func size() throws {
        var content = Sample.report(.english, licences: 10_000)
        let base = content.findings
        content.findings = (0..<20_000).map { index in
            var finding = base[index % base.count]
            finding.id = "n\(index)"
            finding.labelPoint = Coordinate(114.5 + Double(index * 7919 % 10_007) / 10_007, 24.5 + Double(index % 5003) / 5003)
            return finding
        }
        let bytes = HTMLReport.page(content)
        #expect(bytes.count < 5_000_000)
        try keep(bytes, as: "report-large.html")
        try keep(Drawing.svg(content), as: "drawing-large.svg")
    }

    @Test("The same content gives the same bytes")
    func deterministic() {
        let isSame = HTMLReport.page(Sample.report(.chinese)) == HTMLReport.page(Sample.report(.chinese))
        #expect(isSame)
    }

    @Test(
        "The page's policy allows exactly the script that it carries",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
    func scriptHash() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = ["dgst", "-sha256", "-binary"]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        input.fileHandleForWriting.write(Data(ReportScript.source.description.utf8))
        try input.fileHandleForWriting.close()
        let digest = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(digest.base64EncodedString() == ReportScript.sha256.description)
    }

    @Test(
        "Periods read as the year, quarter or month that they are",
        arguments: [
            ("2018-01-01", "2018-12-31", "2018"), ("2025-04-01", "2025-06-30", "2025-Q2"), ("2024-02-01", "2024-02-29", "2024-02"),
            ("2025-03-01", "2025-05-31", "2025-03-01 – 2025-05-31"), ("2025-06-05", "2025-06-05", "2025-06-05"),
        ])
    func periods(from: String, to: String, text: String) throws {
        func day(_ text: String) throws -> Day {
            let parts = text.split(separator: "-").compactMap { Int($0) }
            return try #require(Day(year: parts[0], month: parts[1], day: parts[2]))
        }
        var finding = Sample.finding("a")
        (finding.observedFrom, finding.observedTo) = (try day(from), try day(to))
        #expect(FindingText.observation(finding) == text)
    }
}
