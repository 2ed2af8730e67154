import Foundation
import OreDetection
import OreGeometry
import Testing

@testable import OreReporting

@Suite("Words, tables and accounts")
struct TextTests {
    @Test("Every phrase has words in both languages, with the same places for values", arguments: Phrase.allCases)
    func complete(phrase: Phrase) {
        let (en, zh) = (Language.english(phrase), Language.chinese(phrase))
        #expect(!en.isEmpty && !zh.isEmpty)
        let isSymbol = ["SHA-256"].contains(zh)
        #expect(isSymbol || zh.unicodeScalars.contains { $0.value >= 0x2E80 }, "\(phrase): \(zh) is not Chinese")
        #expect(!en.unicodeScalars.contains { $0.value >= 0x2E80 })
        for number in 1...6 { #expect(en.contains("{\(number)}") == zh.contains("{\(number)}"), "\(phrase): place {\(number)}") }
    }

    @Test("Rules, verdicts and reasons have words in both languages")
    func domainWords() {
        for language in Language.allCases {
            for rule in RuleName.allCases { #expect(!language.name(of: rule).isEmpty && !language.meaning(of: rule).isEmpty) }
            for verdict in Verdict.allCases { #expect(!language.name(of: verdict).isEmpty) }
            for reason in Reason.allCases { #expect(!language.meaning(of: reason).isEmpty) }
        }
        #expect(Set(RuleName.allCases.map { Language.chinese.name(of: $0) }).count == RuleName.allCases.count)
    }

    @Test("Values fill their places once, even when a value looks like a place")
    func places() {
        #expect(Language.english(.registerDated, "{1} {2}") == "dated {1} {2}")
        #expect(Language.english(.methodAreas).contains("{1}"))
    }

    @Test(
        "Chinese text takes two columns a character, combining marks none",
        arguments: [
            ("abc", 3), ("许可证", 6), ("e\u{301}", 1), ("①", 1), ("m²", 2), ("。", 2), ("한글", 4), ("ﾊﾝ", 2), ("Ａ", 2), ("👷", 2), ("", 0),
            ("\u{200B}", 0),
        ])
    func widths(text: String, width: Int) { #expect(DisplayWidth.of(text) == width) }

    @Test(
        "Columns align by display width in both languages, and fit the width of the terminal", arguments: Language.allCases,
        [60, 80, 100, 160])
    func alignment(language: Language, width: Int) throws {
        var findings = (0..<20).map { Sample.finding("\($0)", RuleName.allCases[$0 % 6], area: pow(10, Double($0 % 6))) }
        findings[3].holder = "赣州某某稀土矿业有限责任公司第一分公司"
        findings[4].holder = "Sociedad Minera de Responsabilidad Limitada Ñandú"
        let lines = FindingTable.lines(findings, style: TextStyle(language: language, width: width))
        let rule = try #require(lines.firstIndex { $0.hasPrefix("─") })
        let table = lines[...(rule + 20)]
        #expect(table.allSatisfy { DisplayWidth.of($0) <= width })
        let starts = Self.columnStarts(lines[rule])
        for line in table {
            for start in starts where start > 0 { #expect(Self.column(start - 1, of: line) == " ", "column \(start) of \(line)") }
        }
    }

    private static func columnStarts(_ rule: String) -> [Int] {
        Array(rule).indices.filter { $0 == 0 || (Array(rule)[$0] == "─" && Array(rule)[$0 - 1] == " ") }
    }

    /// The character that covers a display column; blank past the end.
    private static func column(_ column: Int, of line: String) -> Character {
        var used = 0
        for character in line {
            used += DisplayWidth.of(character)
            if used > column { return character }
        }
        return " "
    }

    @Test("Numbers are right-aligned, and a column that was left out is named")
    func numbers() {
        var table = TextTable([.init("n", .right), .init("text", minimumWidth: 4), .init("spare", expendability: 1)])
        table.append(["1", "一二三四五六", "xxxxxxxx"])
        table.append(["1,000", "abc", "y"])
        let rendering = table.rendered(width: 14, colour: false)
        #expect(rendering.lines == ["    n  text", "─────  ───────", "    1  一二三…", "1,000  abc"])
        #expect(rendering.hidden == ["spare"])
    }

    @Test("In a terminal too narrow, a column without values goes before one with values does")
    func emptyColumns() {
        var table = TextTable([.init("id"), .init("holder", expendability: 1), .init("status", expendability: 9)])
        table.append(["L-1", "", "filed"])
        let rendering = table.rendered(width: 12, colour: false)
        #expect(rendering.lines == ["id   status", "───  ──────", "L-1  filed"])
        #expect(rendering.hidden == ["holder"])
        #expect(table.rendered(width: 80, colour: false).hidden.isEmpty)
    }

    @Test("Names from outside cannot steer the terminal")
    func terminalSafety() {
        var finding = Sample.finding("a")
        finding.footprintID = "evil\u{1B}[2J\u{202E}txt\nline"
        let text = FindingTable.lines([finding], style: TextStyle()).joined()
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }

    @Test("Colour needs a terminal and no NO_COLOR")
    func colour() {
        #expect(TextStyle.usesColour(isTerminal: true, environment: [:]))
        #expect(TextStyle.usesColour(isTerminal: true, environment: ["NO_COLOR": ""]))
        #expect(!TextStyle.usesColour(isTerminal: true, environment: ["NO_COLOR": "1"]))
        #expect(!TextStyle.usesColour(isTerminal: false, environment: [:]))
        #expect(!FindingTable.lines([Sample.finding("a")], style: TextStyle()).joined().contains("\u{1B}"))
        #expect(FindingTable.lines([Sample.finding("a")], style: TextStyle(colour: true)).joined().contains("\u{1B}[33m"))
    }

    @Test("The account says what was read, set aside, suspected and not evaluated, and what it is not")
    func account() {
        let tally = FindingTally([Sample.finding("a"), Sample.finding("b", .outOfBoundary, .strong, area: 10_000)])
        let lines = RunAccount.lines(Sample.run(), tally: tally, language: .english)
        let text = lines.joined(separator: "\n")
        #expect(text.contains("licences: licences.gpkg: read 62, in use 60 (of these repaired 3), quarantined 1, skipped 1"))
        #expect(text.contains("Suspected: 2 findings, 22,346 m² = 2.23 ha = 33.52 mu"))
        #expect(
            text.contains(
                "outside the licence boundary: 1 (strong 1, below the threshold or explained by position errors, counted only: 11)"))
        #expect(text.contains("Not evaluated: outside the planned areas: no zones of kind planned_area were given"))
        #expect(text.contains("No licence found in the supplied register (dated 2025-06-01; covering 114.90°E–115.30°E, 24.60°N–24.95°N)."))
        #expect(lines.last?.contains("not a legal finding") == true)
        #expect(RunAccount.lines(Sample.run(), tally: tally, language: .chinese).joined().contains("疑似"))
    }

    @Test("The account names scenes and sheets that are displaced, and says when no footprint names its scene")
    func registration() {
        let tally = FindingTally([Sample.finding("a")])
        var run = Sample.registeredRun()
        let text = RunAccount.lines(run, tally: tally, language: .english).joined(separator: "\n")
        #expect(text.contains("registration: 2 of 2 scenes could be registered on their own mines"))
        #expect(
            text.contains(
                "scene S-2 is displaced by 46.0 m east, 20.3 m south, ± 0.6 m (3.3 m allowed, 1 sigma; 12 mines): boundary verdicts are held"
            ))
        #expect(!text.contains("scene S-1"))
        #expect(text.contains("the licences of old.csv are displaced by 55.0 m west, 30.0 m north, ± 1.0 m"))
        run.correctsScenes = true
        #expect(RunAccount.lines(run, tally: tally, language: .english).joined().contains("boundary verdicts are corrected"))
        #expect(RunAccount.lines(run, tally: tally, language: .chinese).joined().contains("向东 46.0 米"))
        run.registration = RegistrationAudit()
        #expect(
            RunAccount.lines(run, tally: tally, language: .english).joined().contains(
                "no footprint near a licence in force names its scene"))
    }

    @Test("Degrees, minutes and seconds carry over instead of showing 60 seconds")
    func sexagesimal() {
        #expect(PositionText.degreesMinutesSeconds(Coordinate(115.999999999, -24.5)) == "116°00′00.00″E 24°30′00.00″S")
        #expect(PositionText.axis(0, "W", "E") == "0.00°")
    }

    @Test(
        "Numbers group by three and never say minus zero",
        arguments: [
            (0.0, 0, "0"), (-0.001, 2, "0.00"), (1234567.891, 2, "1,234,567.89"), (-1000, 0, "−1,000"), (999.5, 0, "1,000"), (.nan, 0, "–"),
        ])
    func grouping(value: Double, decimals: Int, text: String) { #expect(QuantityText.number(value, decimals: decimals) == text) }

    @Test("CSV has the published columns, quotes what needs it, and leaves no value empty")
    func csv() throws {
        #expect(
            String(decoding: FindingsCSV.header(), as: UTF8.self).hasPrefix(
                "id,rule,verdict,probability,reasons,severity,footprint_id,observed_at,"))
        let rows = String(decoding: FindingsCSV.encode([Sample.fullFinding(), Sample.finding("b")]), as: UTF8.self).components(
            separatedBy: "\r\n")
        #expect(rows.count == 3 && rows[2].isEmpty)
        #expect(rows[0].contains(",\"L-1;L,2\",L-3,L-1,0,\"赣州某某稀土 \"\"有限\"\" 公司\",Z-1,"))
        #expect(rows[0].hasSuffix(",9000;13000,87.25,15,115.1234568;24.9876543"))
        #expect(rows[1] == "b,unlicensed,possible,,,0,F-b,,,,,,,,,,,,,12345.6,18518.4,,,,,,")
    }

    @Test("Ranking is by severity, area, then identifier")
    func ranking() {
        var (a, b, c) = (Sample.finding("a", area: 1), Sample.finding("b", area: 2), Sample.finding("c", area: 1))
        (a.severity, b.severity, c.severity) = (10, 10, 10)
        #expect(FindingRanking.ranked([c, a, b]).map(\.id) == ["b", "a", "c"])
        c.severity = 11
        #expect(FindingRanking.top(2, of: [a, b, c]) == [2, 1])
    }
}
